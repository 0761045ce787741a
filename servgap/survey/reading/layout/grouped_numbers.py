"""Columns numbered anew in each group of items: ``tanE_1``, ``relP_4``, with a dimension's name before the part."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import chain

from servgap.errors import columns as errors
from servgap.survey.instrument import Instrument
from servgap.survey.reading.layout.codes import numbered_code, plain_code
from servgap.survey.reading.layout.dimension_names import names_of
from servgap.survey.reading.layout.headers import Headers
from servgap.survey.reading.layout.part_words import words_of
from servgap.survey.reading.layout.readings import as_given
from servgap.survey.reading.layout.unclear import UnclearError
from servgap.survey.reading.spoken import bare, letters_of

#: A part's code that a group's name runs into, as in "ethp_1".
LONGEST_CODE = 3
_ATTACHED = re.compile(r"([^\W\d_]+)_?0*(\d{1,3})")
Place = tuple[str, int]
Grouped = dict[str, dict[Place, int]]


def grouped_columns(headers: Headers, instrument: Instrument) -> Mapping[str, tuple[int, ...]]:
    """Find columns that are numbered anew in each dimension; nothing if there are none.

    Raises
    ------
    ServgapError
        If there are, and their groups are not called as the dimensions are.
    """
    for found in (_apart(headers, instrument.parts), _attached(headers, instrument.parts)):
        places = next(iter(found.values()), {})
        groups = list(dict.fromkeys(group for group, _ in places))
        alike = len(found) == len(instrument.parts) and all(set(each) == set(places) for each in found.values())
        if not alike or len(groups) < 2 or len(places) != len(instrument.items):
            continue
        dimensions = _dimensions_of(groups, instrument)
        if dimensions is not None:
            columns = _in_order(found, [groups[dimensions.index(at)] for at in range(len(groups))], instrument)
            if columns:
                return columns
        by_order = _in_order(found, groups, instrument)
        raise UnclearError(partial(_numbered_anew, groups, by_order, headers, instrument))
    return {}


def _numbered_anew(
    groups: Sequence[str], columns: Mapping[str, tuple[int, ...]], headers: Headers, instrument: Instrument
) -> Exception:
    return errors.numbered_anew(groups, as_given(headers, instrument, columns) if columns else [])


def _apart(headers: Headers, parts: Sequence[str]) -> Grouped:
    found: Grouped = {}
    for at, header in enumerate(headers.all):
        code = numbered_code(header, parts)
        if code is not None and code.word:
            found.setdefault(code.part, {})[code.word, code.number] = at
    return found


def _attached(headers: Headers, parts: Sequence[str]) -> Grouped:
    """Read codes that run into their groups' names; only where every group has all parts."""
    codes = {name: part for part in parts for name in words_of(part).names if len(name) <= LONGEST_CODE}
    found: Grouped = {}
    for at, header in enumerate(headers.all):
        written = _ATTACHED.fullmatch(plain_code(header))
        if written is None:
            continue
        for name, part in codes.items():
            group = written[1].removesuffix(name)
            if group not in {written[1], ""}:
                found.setdefault(part, {}).setdefault((group, int(written[2])), at)
    groups = [{group for group, _ in places} for places in found.values()]
    common = set.intersection(*groups) if len(groups) == len(parts) else set()
    return {part: {key: at for key, at in places.items() if key[0] in common} for part, places in found.items()}


def _dimensions_of(groups: Sequence[str], instrument: Instrument) -> list[int] | None:
    """Say which dimension each group is called after; None unless each is called after one of its own."""
    called = names_of(instrument, bare)
    names = [
        {*(name for name, at in called.items() if at == place), *(letters_of(item.key) for item in dimension.items)}
        for place, dimension in enumerate(instrument.dimensions)
    ]
    found = []
    for group in groups:
        fitting = [at for at, known in enumerate(names) if any(name.startswith(group) for name in known)]
        if len(fitting) != 1:
            return None
        found += fitting
    return found if sorted(found) == list(range(len(names))) else None


def _in_order(found: Grouped, groups: Sequence[str], instrument: Instrument) -> dict[str, tuple[int, ...]]:
    """Give the columns of groups that are the dimensions in their order; nothing if their sizes are not these."""
    sizes = [len(dimension.items) for dimension in instrument.dimensions]
    places = next(iter(found.values()))
    numbers = [sorted(number for name, number in places if name == group) for group in groups]
    if numbers != [list(range(1, size + 1)) for size in sizes]:
        return {}
    order = list(chain.from_iterable([(group, n) for n in each] for group, each in zip(groups, numbers, strict=True)))
    return {part: tuple(columns[place] for place in order) for part, columns in found.items()}
