"""Whether several sources stand below one another or side by side: what each of them holds decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from servgap.errors import ServgapError
from servgap.errors import together as errors
from servgap.survey.instrument import Instrument
from servgap.survey.ledger import LedgerLine
from servgap.survey.reading.layout.column_sets import quoted
from servgap.survey.reading.layout.columns import Layout, lay_out, try_layout
from servgap.survey.reading.layout.namings import ends_of
from servgap.survey.reading.layout.part_words import part_named
from servgap.survey.reading.layout.readings import readings
from servgap.survey.reading.layout.unclear import UnclearError
from servgap.survey.reading.layout.untold import BY_WORDS
from servgap.survey.reading.steps import Opened, find_layout, find_rows
from servgap.survey.reading.together.joining import Key, called_after, joined, key_told, keys_of
from servgap.survey.reading.together.pieces import Piece
from servgap.survey.reading.together.stacking import Together, listed, stacked

#: Columns shown at most that may name respondents.
MOST_KEYS = 3


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
    found, failed = _layouts(pieces, instrument)
    layouts = [layout for layout in found if layout is not None]
    if failed and (layouts or len(instrument.parts) < 2):
        told = layouts and set(pieces[0].opened.columns or {}) & set(instrument.parts)
        raise errors.one_unreadable(*failed[0], others=bool(told))
    if failed:
        return _side_by_side(pieces, instrument, listed(attributes), failed[0])
    rows = [
        find_rows(piece.opened, layout, instrument.scale, keep) for piece, layout in zip(pieces, layouts, strict=True)
    ]
    return stacked(pieces, layouts, rows, listed(attributes))


def _layouts(
    pieces: Sequence[Piece], instrument: Instrument
) -> tuple[list[Layout | None], list[tuple[str, ServgapError]]]:
    """Lay every source out, and give why some cannot be.

    A mapping may name headers that only some sources have; those that have not are read as if nothing was said.
    """
    found: list[Layout | None] = []
    failed: list[tuple[int, ServgapError]] = []
    for number, piece in enumerate(pieces):
        try:
            found.append(find_layout(piece.opened, instrument))
        except ServgapError as refusal:
            found.append(None)
            failed.append((number, refusal))
    told = pieces[0].opened.columns or {}
    beside = {role: value for role, value in told.items() if role not in instrument.parts}
    if failed and len(beside) < len(told) and any(layout is not None for layout in found):
        for number, _ in failed:
            try:
                found[number] = find_layout(replace(pieces[number].opened, columns=beside), instrument)
            except ServgapError:
                continue
    left = [(pieces[number].name, refusal) for number, refusal in failed if found[number] is None]
    return found, left


def _side_by_side(
    pieces: Sequence[Piece], instrument: Instrument, attributes: tuple[str, ...], failed: tuple[str, ServgapError]
) -> Together:
    told = pieces[0].opened.columns or {}
    if told.get("respondent") is not None:
        return _joined(pieces, key_told(pieces, told["respondent"]), instrument, attributes)
    keys = keys_of(pieces)
    sure = [key for key in keys if not key.counts_rows]
    single = all(any(_columns_of(piece, part, instrument) for part in instrument.parts) for piece in pieces)
    meant = single or any(part in told for part in instrument.parts)
    if len(sure) == 1 and (meant or _is_laid_out(pieces, sure[0], instrument)):
        return _joined(pieces, sure[0], instrument, attributes)
    if not single and not any(_is_laid_out(pieces, key, instrument) for key in keys):
        raise errors.one_unreadable(*failed)
    proposed = [written for key in keys[:MOST_KEYS] for written in _proposed(pieces, key, instrument)]
    raise errors.nobody_named([piece.name for piece in pieces], proposed)


def _proposed(pieces: Sequence[Piece], key: Key, instrument: Instrument) -> list[str]:
    """Write what to pass if a column names the respondents: itself, and the parts where nothing tells them.

    Raises
    ------
    ServgapError
        If no mapping of parts would do then.
    """
    opened = joined(pieces, key, by_choice=True)
    try:
        try_layout(opened.headers, instrument, opened.columns)
    except (ServgapError, UnclearError) as refused:
        if _by_names(pieces, opened, instrument) is None:
            written = readings(opened.headers, instrument)
            if not written:
                raise (refused.say() if isinstance(refused, UnclearError) else refused) from None
            return written
    return [f'columns={{"respondent": {quoted(key.header)}}}']


def _joined(pieces: Sequence[Piece], key: Key, instrument: Instrument, attributes: tuple[str, ...]) -> Together:
    """Join sources; where their headers do not tell the parts, their names may."""
    opened = joined(pieces, key, attributes)
    try:
        try_layout(opened.headers, instrument, opened.columns)
    except (ServgapError, UnclearError):
        return Together(opened, _by_names(pieces, opened, instrument), None, attributes)
    return Together(opened, None, None, attributes)


def _by_names(pieces: Sequence[Piece], opened: Opened, instrument: Instrument) -> Layout | None:
    """Take each source for the part that its name speaks of, if there is one source for every part."""
    named = {part_named(piece.name, instrument.parts): piece for piece in pieces}
    if set(named) != set(instrument.parts) or set(opened.columns or {}) & set(instrument.parts):
        return None
    columns: dict[str, Any] = {}
    for part in instrument.parts:
        piece = named[part]
        found = _columns_of(piece, part, instrument)
        columns[part] = [called_after(piece.opened.headers[at], piece, pieces) for at in found]
        if not found:
            return None
    layout = lay_out(opened.headers, instrument, {**(opened.columns or {}), **columns})
    lines = [
        LedgerLine("understood", "columns", len(at), {"part": part, **ends_of(at, opened.headers)})
        for part, at in layout.parts.items()
    ]
    told = LedgerLine("understood", "told_by_words", 0, {"parts": instrument.parts})
    return replace(layout, lines=(*lines, told), how=dict.fromkeys(instrument.parts, BY_WORDS))


def _columns_of(piece: Piece, part: str, instrument: Instrument) -> tuple[int, ...]:
    """Give a source's columns if it holds one for each item, and so a single part; none if it does not."""
    try:
        return try_layout(piece.opened.headers, replace(instrument, parts=(part,)), None).parts[part]
    except (ServgapError, UnclearError):
        return ()


def _is_laid_out(pieces: Sequence[Piece], key: Key, instrument: Instrument) -> bool:
    opened = joined(pieces, key)
    try:
        try_layout(opened.headers, instrument, opened.columns)
    except (ServgapError, UnclearError):
        return False
    return True
