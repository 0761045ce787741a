"""Columns in which respondents share out 100 points of importance, recognised by their names."""

from __future__ import annotations

import re

from servgap.survey.instrument import Instrument
from servgap.survey.reading.folding import fold_case, fold_header
from servgap.survey.reading.layout.dimension_names import names_of
from servgap.survey.reading.layout.headers import Headers

WORDS = ("points", "point", "pts", "w", "weight", "weights", "importance", "imp", "权重", "权数", "重要性", "分配")
SEPARATORS = re.compile(r"[\s_.\-–—:/\[\]()·]+")


def recognise_points(headers: Headers, instrument: Instrument) -> tuple[int, ...] | None:
    """Find a column of importance points for every dimension, under one word; None unless there is exactly one set.

    The trade's other names count where the questionnaire's own do not find a set.
    """
    by_own, by_any = (names_of(instrument, _folded, trade=trade) for trade in (False, True))
    return _recognised(headers, instrument, by_own) or _recognised(headers, instrument, by_any)


def _recognised(headers: Headers, instrument: Instrument, by_name: dict[str, int]) -> tuple[int, ...] | None:
    found: dict[tuple[str, bool], dict[int, list[int]]] = {}
    for position, header in enumerate(headers.all):
        form = _form(_plain(fold_header(header)), by_name)
        if form is not None:
            word, leading, place = form
            found.setdefault((word, leading), {}).setdefault(place, []).append(position)
    complete = [
        tuple(places[place][0] for place in range(len(instrument.dimensions)))
        for places in found.values()
        if len(places) == len(instrument.dimensions) and all(len(at) == 1 for at in places.values())
    ]
    return complete[0] if len(complete) == 1 else None


def _form(header: str, by_name: dict[str, int]) -> tuple[str, bool, int] | None:
    for word in WORDS:
        for leading, rest in ((True, header.removeprefix(word)), (False, header.removesuffix(word))):
            bare = rest.strip("_")
            joined = rest != header and (rest != bare or not word.isascii())
            if joined and bare in by_name:
                return word, leading, by_name[bare]
    return None


def _folded(name: str) -> str:
    return _plain(fold_case(name))


def _plain(text: str) -> str:
    return SEPARATORS.sub("_", text).strip("_")
