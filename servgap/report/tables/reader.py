"""A table for readers as a language says it, before it is written as text, HTML or Markdown."""

from __future__ import annotations

from dataclasses import dataclass

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
