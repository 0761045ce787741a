"""Which row of a file is its header: the one told, else the first one that is neither blank nor a title."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from servgap.errors import sources as errors
from servgap.survey.ledger import LedgerLine
from servgap.survey.reading.answers.tokens import parse_number
from servgap.survey.reading.folding import fold
from servgap.survey.reading.layout.part_words import speaks_of_any
from servgap.survey.survey_file import MARK

#: Rows in which a header is looked for.
LOOKED_AT = 50
#: Cells that a title has at most, with what stands beside it: "Period", "2026", …
WIDEST_TITLE = 3
#: How much of a table's width its header fills, and how many of its cells are no numbers.
FILLED, TEXTS = 0.6, 0.6
LONGEST_TITLE = 40


@dataclass(frozen=True)
class HeaderRows:
    """Where the header stands.

    Parameters
    ----------
    first
        The rows above its first one.
    below
        Its further rows, counted from the first one.
    told
        Whether the user said so.
    """

    first: int
    below: tuple[int, ...] = ()
    told: bool = False


def header_told(told: object, name: str) -> HeaderRows | None:
    """Take the row, or the rows, that the user says are the header's, counted as a spreadsheet does.

    Raises
    ------
    ServgapError
        If it is no such number, or the rows do not follow one another downwards.
    """
    if told is None:
        return None
    listed = list(told) if isinstance(told, Sequence) and not isinstance(told, str) else [told]
    rows = [row for row in listed if isinstance(row, int) and not isinstance(row, bool) and row > 0]
    if not rows or len(rows) < len(listed) or any(above >= row for above, row in pairwise(rows)):
        raise errors.header_unusable(told, name)
    return HeaderRows(rows[0] - 1, tuple(row - rows[0] for row in rows[1:]), told=True)


def check_row_above(header: HeaderRows, rows: Sequence[Sequence[str]], name: str) -> None:
    """Refuse a header told in one row whose names stand twice, where the row above has words that tell them apart."""
    if not header.told or not header.first or header.below:
        return
    above, named = rows[header.first - 1], rows[header.first]
    twice = [cell for cell, times in Counter(filter(None, named)).items() if times > 1]
    words = list(dict.fromkeys(cell for cell, below in zip(above, named, strict=False) if cell and below in twice))
    if len(words) > 1:
        raise errors.header_row_passed_over(name, header.first + 1, twice, words)


def find_header(rows: Sequence[Sequence[str]]) -> HeaderRows:
    """Find the header among the first rows, each of them texts without blanks around them."""
    filled = [[at for at, cell in enumerate(row) if cell] for row in rows[:LOOKED_AT]]
    held = [row for row, cells in enumerate(filled) if cells]
    if not held:
        return HeaderRows(0)
    width = max(len(filled[row]) for row in held)
    for place, row in enumerate(held[:-1]):
        if not _is_title(rows[row], filled[row], width):
            return HeaderRows(row if _is_header(rows, held[place : place + 2], width) else held[0])
    return HeaderRows(held[0])


def _is_title(row: Sequence[str], filled: Sequence[int], width: int) -> bool:
    """Tell whether a row is a title or a note: few cells of a wide table, and no word that a part is called by."""
    if row[0].startswith(MARK) or len(filled) > WIDEST_TITLE or width < max(WIDEST_TITLE, 2 * len(filled) + 1):
        return False
    side_by_side = list(filled) == list(range(len(filled)))
    return len(filled) == 1 or (side_by_side and not any(speaks_of_any(row[at]) for at in filled))


def _is_header(rows: Sequence[Sequence[str]], places: Sequence[int], width: int) -> bool:
    """Tell whether a row is a header, or the first of its rows, with the second one below it."""
    for row in places:
        cells = [cell for cell in rows[row] if cell]
        texts = [cell for cell in cells if parse_number(cell) is None]
        if len(cells) >= FILLED * width and len(texts) >= TEXTS * len(cells):
            return True
    return False


def header_line(
    header: HeaderRows, rows: Sequence[Sequence[str]], otherwise: str, row: object = None
) -> tuple[LedgerLine, ...]:
    """Enter where the header was found, if that is not the first row, and what stands above it.

    Parameters
    ----------
    header
        Where it stands.
    rows
        The first rows.
    otherwise
        What is to be said where no text stands above it: ``"blank"``, ``"delimiter"`` (one that is named there), or
        nothing (``"alone"``).
    row
        What its row is called, if that is not its number in the file.
    """
    if header.told or not header.first:
        return ()
    row = header.first + 1 if row is None else row
    title = next((fold(cell) for row in rows[: header.first] for cell in row if cell), "")
    cut = title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1] + "…"
    above = {"case": "titled", "title": cut} if cut else {"case": otherwise}
    return (LedgerLine("understood", "header_row", 0, {"row": row, **above}),)
