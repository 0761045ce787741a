"""Tables as aligned text, in which a wide character takes two places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from string import ascii_lowercase

from servgap.language import Language
from servgap.language.lines import width, wrapped
from servgap.language.shown import balanced, one_line
from servgap.report.kinds.noted import NoteLine
from servgap.report.tables.reader import ReaderTable, Row

MOST = 118
WIDEST, NARROWEST = 52, 24
INDENTS = {"standard": "  ", "item": "    "}
GUTTER = "  "
MARK = 4


def shortened(text: str, most: int = WIDEST) -> str:
    """Cut a text that is too wide for its column, and show that it goes on."""
    if width(text) <= most:
        return text
    kept, places = "", 0
    for character in text:
        places += width(character)
        if places > most - 1:
            break
        kept += character
    return balanced(f"{kept.rstrip()}…")


@dataclass(frozen=True)
class Column:
    """A column of text: its heading in one or two lines, and its cells from top to bottom."""

    head: tuple[str, ...]
    cells: tuple[str, ...]
    numeric: bool
    remark: bool = False

    @cached_property
    def width(self) -> int:
        """How many places it takes."""
        return max(width(text) for text in (*self.head, *self.cells))

    def line(self, text: str) -> str:
        """Fill a text up to the column's width."""
        space = " " * (self.width - width(text))
        return space + text if self.numeric else text + space


def text_note(lines: Iterable[NoteLine], language: Language) -> str:
    """Write the lines of a note under one another, each broken where it is too long."""
    return "\n".join(wrapped(language.joined((line.label, line.text), "labels")) for line in lines)


def text_table(table: ReaderTable, most: int = MOST) -> str:
    """Write a table as aligned text.

    Parameters
    ----------
    table
        The table; its columns that only stand aside are left out.
    most
        How many places a line may take. What is too wide is narrowed in this order: headings take two lines, remarks
        become marks behind names that are explained beneath, names in the first column are cut, and columns go into a
        further table.
    """
    columns, marks, notes = _columns(table), [""] * sum(len(section.rows) for section in table.sections), list[str]()
    if _total(columns) > most:
        columns = [replace(column, head=_broken(column)) for column in columns]
    if _total(columns) > most:
        columns, marks, notes = _marked(columns)
    first, *others = columns
    added = max([MARK, *map(width, marks)])
    room = first.width + added
    if others and _total(columns) + added > most:
        room = max(NARROWEST, most - _total(others) - len(GUTTER))
    cells = (shortened(cell, room - width(mark)) + mark for cell, mark in zip(first.cells, marks, strict=True))
    blocks = [_block(table, block) for block in _split([replace(first, cells=tuple(cells)), *others], most)]
    return "\n".join([one_line(table.caption), "\n\n".join(blocks), *(wrapped(note, most) for note in notes)])


def _columns(table: ReaderTable) -> list[Column]:
    rows = [row for section in table.sections for row in section.rows]
    columns = []
    for place, heading in enumerate(table.headings):
        if not heading.aside:
            cells = tuple(one_line(row.cells[place]) if heading.remark else _cell(row, place) for row in rows)
            head = (one_line(heading.short or heading.text),)
            columns.append(Column(head, cells, heading.numeric, heading.remark))
    return columns


def _cell(row: Row, place: int) -> str:
    shown = shortened(one_line(row.cells[place]))
    return INDENTS.get(row.level, "") + shown if place == 0 else shown


def _broken(column: Column) -> tuple[str, ...]:
    """Break a heading that is wider than its column into two lines, where that makes it narrowest."""
    words = column.head[0].split(" ")
    if len(words) < 2 or width(column.head[0]) <= max(map(width, column.cells), default=0):
        return column.head
    breaks = [(" ".join(words[:place]), " ".join(words[place:])) for place in range(1, len(words))]
    return min(breaks, key=lambda lines: max(map(width, lines)))


def _total(columns: list[Column]) -> int:
    return sum(column.width for column in columns) + len(GUTTER) * (len(columns) - 1)


def _marked(columns: list[Column]) -> tuple[list[Column], list[str], list[str]]:
    """Take out the remarks; give the other columns, a mark for each row, and what the marks mean."""
    rows = [*zip(*(column.cells for column in columns if column.remark), strict=True)] or [()] * len(columns[0].cells)
    different = dict.fromkeys(remark for row in rows for remark in row if remark)
    letters = {remark: f"({_letter(place)})" for place, remark in enumerate(different)}
    marks = ["".join(f" {letters[remark]}" for remark in row if remark) for row in rows]
    kept = [column for column in columns if not column.remark]
    return kept, marks, [f"{letter} {remark}" for remark, letter in letters.items()]


def _letter(place: int) -> str:
    """Give a to z, then aa to az, and so on."""
    before, last = divmod(place, len(ascii_lowercase))
    return (_letter(before - 1) if before else "") + ascii_lowercase[last]


def _split(columns: list[Column], most: int) -> list[list[Column]]:
    """Share columns out among tables that are narrow enough, each with the first column."""
    blocks = [[columns[0]]]
    for column in columns[1:]:
        if len(blocks[-1]) > 1 and _total([*blocks[-1], column]) > most:
            blocks.append([columns[0]])
        blocks[-1].append(column)
    return blocks


def _block(table: ReaderTable, columns: list[Column]) -> str:
    high = max(len(column.head) for column in columns)
    heads = [("",) * (high - len(column.head)) + column.head for column in columns]
    lines = [_line(columns, [head[number] for head in heads]) for number in range(high)]
    lines.append(_line(columns, ["─" * column.width for column in columns]))
    number = 0
    for section in table.sections:
        if section.title:
            lines.append(shortened(one_line(section.title), MOST))
        for _ in section.rows:
            lines.append(_line(columns, [column.cells[number] for column in columns]))
            number += 1
    return "\n".join(lines)


def _line(columns: list[Column], cells: list[str]) -> str:
    padded = [column.line(cell) for column, cell in zip(columns, cells, strict=True)]
    return GUTTER.join(padded).rstrip()
