"""A table for readers: named, rounded and in order, before it is written as text, HTML or Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

Record = Mapping[str, Any]
DASH = "–"


@dataclass(frozen=True)
class Heading:
    """A column's heading, and how the column stands in a table.

    Parameters
    ----------
    text
        What stands above it.
    numeric
        Whether numbers stand beneath it.
    short
        What stands above it in a table of text, which is narrow; nothing for the same.
    aside
        Whether a table of text goes without it.
    remark
        Whether it says why numbers are not there.
    """

    text: str
    numeric: bool
    short: str = ""
    aside: bool = False
    remark: bool = False


@dataclass(frozen=True)
class Row:
    """A row's cells, and the level of what the row is about."""

    cells: tuple[str, ...]
    level: str


@dataclass(frozen=True)
class Section:
    """Rows under one title, such as those of a branch; the title is empty where there is only one section."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class ReaderTable:
    """A table for readers.

    Parameters
    ----------
    caption
        What the table shows.
    headings, sections
        Its columns, and its rows in sections.
    detail
        Whether only the report shows it.
    """

    caption: str
    headings: tuple[Heading, ...]
    sections: tuple[Section, ...]
    detail: bool = False


@dataclass(frozen=True)
class Field:
    """How a column of a reader's table is made from a frame's row.

    Parameters
    ----------
    heading
        What stands above it.
    cell
        Writes the cell.
    numeric
        Whether numbers stand in it.
    optional
        Whether it is left out when all its cells are empty.
    short, aside, remark
        As of its `Heading`.
    """

    heading: str
    cell: Callable[[Record], str]
    numeric: bool = True
    optional: bool = False
    short: str = ""
    aside: bool = False
    remark: bool = False

    def head(self) -> Heading:
        """Make the column's heading."""
        return Heading(self.heading, self.numeric, self.short, self.aside, self.remark)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give a frame's rows as mappings from column to value."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def says_yes(value: object) -> bool:
    """Tell whether a cell says yes; one that holds nothing, in whichever way, does not."""
    return isinstance(value, bool | np.bool_) and bool(value)


def reader_table(
    caption: str, fields: Sequence[Field], sections: Iterable[tuple[str, Sequence[Record]]], *, detail: bool = False
) -> ReaderTable:
    """Write the cells of every row, and leave out optional columns that are empty throughout."""
    written = [(title, [(record, _cells(record, fields)) for record in rows]) for title, rows in sections]
    kept = [
        place
        for place, field in enumerate(fields)
        if not field.optional or any(cells[place].strip(DASH) for _, rows in written for _, cells in rows)
    ]
    return ReaderTable(
        caption=caption,
        headings=tuple(fields[place].head() for place in kept),
        sections=tuple(
            Section(
                title, tuple(Row(tuple(cells[p] for p in kept), str(record.get("level", ""))) for record, cells in rows)
            )
            for title, rows in written
        ),
        detail=detail,
    )


def _cells(record: Record, fields: Sequence[Field]) -> list[str]:
    missing = DASH if record.get("reason") else ""
    return [field.cell(record) or (missing if field.numeric else "") for field in fields]


def sections_by(
    rows: Sequence[Record], by: Sequence[str], title: Callable[[Record], str]
) -> list[tuple[str, list[Record]]]:
    """Split rows into sections by the values of some columns, in the order in which these first come."""
    if not by:
        return [("", list(rows))]
    found: dict[tuple[str, ...], list[Record]] = {}
    for row in rows:
        found.setdefault(tuple(str(row[name]) for name in by), []).append(row)
    return [(title(part[0]), part) for part in found.values()]
