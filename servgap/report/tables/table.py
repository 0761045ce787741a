"""A table before it is said in a language: what heads its columns, how cells are made from a frame's rows, sections."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from servgap.language import Fact, Language, say
from servgap.report.tables.reader import DASH, Heading, ReaderTable, Row, Section
from servgap.report.tables.rows import Record

MOST_ROWS = 500
"""Rows of a table that a reader is shown."""


@dataclass(frozen=True)
class Field:
    """How a column of a reader's table is made from a frame's row.

    Parameters
    ----------
    heading
        What stands above it.
    cell
        Makes the cell.
    numeric
        Whether numbers stand in it.
    optional
        Whether it is left out when all its cells are empty.
    short
        What stands above it in a table of text, which is narrow; nothing for the same.
    aside
        Whether a table of text goes without it.
    remark
        Whether it says why numbers are not there, or what is to be noted of a row: beneath a table of text, if need be.
    """

    heading: Fact
    cell: Callable[[Record], Fact]
    numeric: bool = True
    optional: bool = False
    short: Fact = None
    aside: bool = False
    remark: bool = False


@dataclass(frozen=True)
class Table:
    """A table for readers.

    Parameters
    ----------
    caption
        What it shows.
    fields
        Its columns.
    sections
        Its rows, each section under a title, such as those of a branch; None where there is only one.
    detail
        Whether only a report shows it.
    """

    caption: Fact
    fields: Sequence[Field]
    sections: Sequence[tuple[Fact, Sequence[Record]]]
    detail: bool = False

    def said(self, language: Language) -> ReaderTable:
        """Say it in a language, without the optional columns that are empty throughout."""
        told = [
            (language.tell(title), [(str(record.get("level", "")), self._cells(record, language)) for record in rows])
            for title, rows in self.sections
        ]
        kept = [
            place
            for place, field in enumerate(self.fields)
            if not field.optional or any(cells[place].strip(DASH) for _, rows in told for _, cells in rows)
        ]
        rows = sum(len(part) for _, part in told)
        if rows > MOST_ROWS:
            told = _first_rows(told)
        first = say("tables.first_rows", shown=MOST_ROWS, rows=rows) if rows > MOST_ROWS else None
        return ReaderTable(
            caption=language.tell(self.caption) + language.tell(first),
            headings=tuple(_heading(self.fields[place], language) for place in kept),
            sections=tuple(
                Section(title, tuple(Row(tuple(cells[place] for place in kept), level) for level, cells in rows))
                for title, rows in told
            ),
            detail=self.detail,
        )

    def _cells(self, record: Record, language: Language) -> list[str]:
        missing = DASH if record.get("reason") else ""
        return [language.tell(field.cell(record)) or (missing if field.numeric else "") for field in self.fields]


def _first_rows(told: list[tuple[str, list[tuple[str, list[str]]]]]) -> list[tuple[str, list[tuple[str, list[str]]]]]:
    """Keep no more rows than somebody reads."""
    kept, left = [], MOST_ROWS
    for title, rows in told:
        if left > 0:
            kept.append((title, rows[:left]))
            left -= len(rows)
    return kept


def _heading(field: Field, language: Language) -> Heading:
    tell = language.tell
    return Heading(tell(field.heading), field.numeric, tell(field.short), field.aside, field.remark)
