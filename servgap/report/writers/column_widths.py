"""How much of a page's width each column of a table takes, so that nothing is cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil

from servgap.language.lines import PIECES, width
from servgap.language.shown import one_line
from servgap.report.tables.reader import Heading, ReaderTable

INDENTS = {"standard": 2, "item": 4}
"""Places by which a row's first cell is set in, by what the row is about."""
FIRST, OTHER, NUMBER, WORD, WIDEST = 24, 14, 24, 16, 60
"""Places with which first texts, other texts, numbers and single words must do, and the most that help any."""
HEAD_LINES = 3
LEAST_WIDE = 6
"""Places of three Chinese characters, below which no heading of these is to be broken."""
BOLD, CAPITAL = 1.15, 0.25
"""How much wider bold letters are, and how much a capital adds."""
SPARE = 1
"""Places beside a number, which is not to be broken where another font than the one named is found.

A text behind numbers has as much, by which it is set off from them.
"""


@dataclass(frozen=True)
class Need:
    """What a column needs, in places: to be read with ease, and to have each of its cells on one line."""

    easy: int
    whole: int


@dataclass(frozen=True)
class Fit:
    """How a table stands on a page.

    Parameters
    ----------
    choice
        Which of the rooms that there are it takes, from 0.
    blocks
        Its columns, in as many tables one beneath the other as it takes: each a list of column numbers.
    places
        How many places each of them takes, block by block.
    """

    choice: int
    blocks: tuple[tuple[int, ...], ...]
    places: tuple[tuple[int, ...], ...]


def needs_of(table: ReaderTable) -> list[Need]:
    """Say what each column of a table needs."""
    rows = [row for section in table.sections for row in section.rows]
    needs, behind = [], False
    for place, heading in enumerate(table.headings):
        cells = [width(one_line(row.cells[place])) + (INDENTS.get(row.level, 0) if place == 0 else 0) for row in rows]
        spare = SPARE if heading.numeric or behind else 0
        needs.append(_need(heading, max(cells, default=0), spare, first=place == 0))
        behind = heading.numeric
    return needs


def _need(heading: Heading, cells: int, spare: int, *, first: bool) -> Need:
    text = one_line(heading.text)
    word = max((_in_bold(piece) for piece in PIECES.findall(text)), default=0)
    head = max(word, min(width(text), LEAST_WIDE if width(text) > len(text) else 0), ceil(width(text) / HEAD_LINES))
    wanted = cells + spare
    easy = max(head, min(wanted, NUMBER if heading.numeric else FIRST if first else OTHER))
    return Need(easy, max(easy, min(wanted, WIDEST), ceil(width(text) / 2)))


def _in_bold(word: str) -> int:
    """Count the places that a word of a heading takes, which no line is to end in."""
    return ceil(BOLD * min(width(word), WORD) + CAPITAL * sum(map(str.isupper, word[:WORD])))


def fitted(needs: Sequence[Need], rooms: Sequence[Sequence[int]]) -> Fit:
    """Choose the first room in which all columns can be read with ease; where none is, share them out among several.

    Parameters
    ----------
    needs
        What the columns need.
    rooms
        How many places there are, for each number of columns from one on, in the order in which rooms are to be tried.
    """
    everything = tuple(range(len(needs)))
    for choice, room in enumerate(rooms):
        places = shared_out(needs, room[len(needs) - 1])
        if places is not None:
            return Fit(choice, (everything,), (places,))
    room = rooms[-1]
    blocks = _blocks(needs, room)
    shared = [shared_out([needs[place] for place in block], room[len(block) - 1]) for block in blocks]
    least = [found or tuple(needs[place].easy for place in block) for block, found in zip(blocks, shared, strict=True)]
    return Fit(len(rooms) - 1, tuple(blocks), tuple(least))


def shared_out(needs: Sequence[Need], room: int) -> tuple[int, ...] | None:
    """Give every column what it needs, and of what is left as much as helps; None where there is too little."""
    left, wanted = room - sum(need.easy for need in needs), sum(need.whole - need.easy for need in needs)
    if left < 0:
        return None
    if wanted <= left:
        return tuple(need.whole for need in needs)
    ends = [left * sofar // wanted for sofar in accumulate(need.whole - need.easy for need in needs)]
    return tuple(need.easy + end - before for need, before, end in zip(needs, [0, *ends], ends, strict=False))


def _blocks(needs: Sequence[Need], room: Sequence[int]) -> list[tuple[int, ...]]:
    """Share columns out among tables, each with the first column."""
    blocks = [[0]]
    for place in range(1, len(needs)):
        wanted = [*blocks[-1], place]
        if len(blocks[-1]) > 1 and sum(needs[each].easy for each in wanted) > room[len(wanted) - 1]:
            blocks.append([0])
        blocks[-1].append(place)
    return [tuple(block) for block in blocks]
