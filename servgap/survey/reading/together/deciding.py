"""Whether several sources stand below one another or side by side: what each of them holds decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from servgap.errors import ServgapError
from servgap.errors import together as errors
from servgap.survey.instrument import Instrument
from servgap.survey.reading.layout.columns import Layout, try_layout
from servgap.survey.reading.layout.unclear import UnclearError
from servgap.survey.reading.steps import find_layout, find_rows
from servgap.survey.reading.together.joining import Key, joined, key_told, keys_of
from servgap.survey.reading.together.pieces import Piece
from servgap.survey.reading.together.stacking import Together, listed, stacked


def put_together(
    pieces: Sequence[Piece], instrument: Instrument, attributes: Any, keep: str | Iterable[str]
) -> Together:
    """Put sources together: below one another if each holds all parts, side by side if each holds its own.

    Raises
    ------
    ServgapError
        If they are neither, or nothing says which rows are one respondent's.
    """
    if not isinstance(pieces[0].opened.columns, Mapping | None):
        find_layout(pieces[0].opened, instrument)  # which says that it is no mapping
    layouts: list[Layout] = []
    failed: list[tuple[str, ServgapError]] = []
    for piece in pieces:
        try:
            layouts.append(find_layout(piece.opened, instrument))
        except ServgapError as refusal:
            failed.append((piece.name, refusal))
    if failed and (layouts or len(instrument.parts) < 2):
        raise errors.one_unreadable(*failed[0])
    if failed:
        return _side_by_side(pieces, instrument, listed(attributes), failed[0])
    rows = [
        find_rows(piece.opened, layout, instrument.scale, keep) for piece, layout in zip(pieces, layouts, strict=True)
    ]
    return stacked(pieces, layouts, rows, listed(attributes))


def _side_by_side(
    pieces: Sequence[Piece], instrument: Instrument, attributes: tuple[str, ...], failed: tuple[str, ServgapError]
) -> Together:
    told = pieces[0].opened.columns or {}
    single = all(_holds_one_part(piece, instrument) for piece in pieces)
    if told.get("respondent") is not None:
        opened = joined(pieces, key_told(pieces, told["respondent"]))
        find_layout(opened, instrument)
        return Together(opened, None, None, attributes)
    keys = keys_of(pieces)
    sure = [key for key in keys if not key.counts_rows]
    if len(sure) == 1 and (single or _is_laid_out(pieces, sure[0], instrument)):
        return Together(joined(pieces, sure[0]), None, None, attributes)
    if not single and not any(_is_laid_out(pieces, key, instrument) for key in keys):
        raise errors.one_unreadable(*failed)
    raise errors.nobody_named([piece.name for piece in pieces], [key.header for key in keys])


def _holds_one_part(piece: Piece, instrument: Instrument) -> bool:
    """Tell whether a source holds one column for each item, and so a single part."""
    for part in instrument.parts:
        try:
            try_layout(piece.opened.headers, replace(instrument, parts=(part,)), None)
        except (ServgapError, UnclearError):
            continue
        return True
    return False


def _is_laid_out(pieces: Sequence[Piece], key: Key, instrument: Instrument) -> bool:
    opened = joined(pieces, key)
    try:
        try_layout(opened.headers, instrument, opened.columns)
    except (ServgapError, UnclearError):
        return False
    return True
