"""The cells of delimited text below its header, each as the text that stands there."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from servgap.errors import sources as errors
from servgap.survey.reading.answers.tokens import parse_number
from servgap.survey.reading.files.header_rows import LOOKED_AT, HeaderRows
from servgap.survey.reading.files.raw import clean_header
from servgap.survey.reading.files.rectangular import read_rectangle
from servgap.survey.reading.files.text_cells import TextCells

if TYPE_CHECKING:
    from _csv import Reader

#: Cells up to which a reference to the text of each is held; to find the distinct texts at once costs more a column.
_FEW = 1 << 22
_LINE_END = re.compile(rb"\r\n|\r|\n")


@dataclass(frozen=True)
class TextLayout:
    """Where the header stands, what stands above it, and how cells are told apart."""

    delimiter: str
    headers: tuple[str, ...]
    header: HeaderRows
    above: tuple[tuple[str, ...], ...] = ()

    @property
    def skipped(self) -> int:
        """The number of records above the header."""
        return self.header.first

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.headers)

    @property
    def first_row(self) -> int:
        """The spreadsheet row of the first answers."""
        return self.skipped + 2


@dataclass(frozen=True)
class Body:
    """The cells below the header, one column a header, and the spreadsheet rows that lacked cells."""

    columns: tuple[TextCells, ...]
    short_rows: tuple[int, ...]


def read_body(text: bytes, layout: TextLayout, name: str) -> Body:
    """Read all records below the header: quickly by a parser, and cell by cell where that finds rows too long.

    Raises
    ------
    ServgapError
        If a row has cells beyond the header, or a quote is left open.
    """
    end = _end_of_filled(text, layout)
    body = _read_filled(text[:end], layout, name)
    blank = text[end:].splitlines()
    if not blank:
        return body
    row, mark, width = layout.first_row + len(body.columns[0]), layout.delimiter.encode(), layout.width
    # These rows hold nothing but marks; one without any is no short row but an empty one.
    short = tuple(row + at for at, cells in enumerate(blank) if cells and cells.count(mark) + 1 < width)
    return Body(tuple(column.with_empty(len(blank)) for column in body.columns), body.short_rows + short)


def _end_of_filled(text: bytes, layout: TextLayout) -> int:
    """Give where the last row ends that holds any text: a million blank ones behind it are counted, not parsed."""
    if not any(layout.headers):
        return len(text)
    last = len(text.rstrip(b"\r\n" + layout.delimiter.encode()))
    line_end = _LINE_END.search(text, last)
    return line_end.end() if line_end else len(text)


def _read_filled(text: bytes, layout: TextLayout, name: str) -> Body:
    """Read the records down to the last that holds any text."""
    rectangle = read_rectangle(text, layout.skipped + 1, layout.delimiter, layout.width)
    if rectangle is not None:
        return Body(rectangle, ())
    try:
        # A title that has more cells than the header would make the parser take columns for row labels.
        frame = _parse(text[_above(text, layout) :], layout, name, above=layout.skipped)
    except pd.errors.ParserError:
        return _read_exactly(text, layout, name)
    records = layout.skipped + len(frame)
    *columns, beyond = [_cells(frame.iloc[:, at]) for at in range(layout.width + 1)]
    if np.any(beyond != ""):
        return _read_exactly(text, layout, name)
    return Body(tuple(columns), _short_rows(text, layout, columns[-1], records))


def _above(text: bytes, layout: TextLayout) -> int:
    """Give the number of bytes that stand above the header."""
    records = records_of(text, layout.delimiter)
    for _ in islice(records, layout.skipped):
        pass
    return sum(len(line.encode()) for line in islice(lines_of(text), records.line_num))


def _cells(column: pd.Series) -> TextCells:
    """Take the cells below the header's."""
    if column.dtype == object:
        return TextCells.of(column.to_numpy()[1:].tolist())
    return TextCells.in_order(column.cat.codes.to_numpy()[1:], list(column.cat.categories))


def _parse(
    text: bytes, layout: TextLayout, name: str, *, only: list[int] | None = None, above: int = 0
) -> pd.DataFrame:
    """Parse every record, the header's too, into text; one column more than headers shows rows that are too long."""
    try:
        return pd.read_csv(
            io.BytesIO(text),
            sep=layout.delimiter,
            header=None,
            names=range(layout.width + 1) if only is None else None,
            usecols=only,
            dtype="category" if line_ends(text) * layout.width > _FEW else object,
            na_filter=False,
            keep_default_na=False,
            skip_blank_lines=False,
        )
    except pd.errors.ParserError as failure:
        opened = re.search(r"EOF inside string starting at row (\d+)", str(failure))
        if opened is None:
            raise
        raise errors.quote_left_open(name, above + int(opened[1]) + 1) from None


def _short_rows(text: bytes, layout: TextLayout, last: TextCells, records: int) -> tuple[int, ...]:
    """Find rows that lack cells. The parser fills them silently, but the delimiters' number gives most files away."""
    plain = b'"' not in text and text.count(layout.delimiter.encode()) == (layout.width - 1) * records
    if plain or "" not in last.words:
        return ()
    try:
        below = [len(record) for record in records_of(text, layout.delimiter)][layout.skipped + 1 :]
    except csv.Error:  # a cell longer than the csv module takes; the parser has read it all the same
        return ()
    width, first = layout.width, layout.first_row
    return tuple(first + at for at, cells in enumerate(below) if 0 < cells < width)


def lines_of(text: bytes) -> Iterator[str]:
    """Cut text into lines, whose ends stay as they are."""
    return io.TextIOWrapper(io.BytesIO(text), encoding="utf-8", newline="")


def line_ends(text: bytes) -> int:
    """Count the lines, whether they end as on Unix, Windows or an old Mac."""
    return text.count(b"\n") or text.count(b"\r")


def records_of(text: bytes, delimiter: str) -> Reader:
    """Cut text into records; a quoted cell may hold delimiters and line breaks."""
    return csv.reader(lines_of(text), delimiter=delimiter)


def _refuse_open_quote(text: bytes, layout: TextLayout, name: str) -> None:
    """Refuse text that ends inside a quoted cell, of which the csv module would not tell."""
    filled = text.lstrip(b"\r\n")  # a first line that is blank leaves the parser without a column
    blank = text[: len(text) - len(filled)]
    _parse(filled, layout, name, only=[0], above=blank.count(b"\n") or blank.count(b"\r"))


def _wider_header(text: bytes, layout: TextLayout) -> int | None:
    """Give the row below the supposed header that is as wide as any and looks more like one, if there is such a row."""
    rows = [tuple(map(clean_header, record)) for record in islice(records_of(text, layout.delimiter), LOOKED_AT)]
    widest = max(map(len, rows))
    at = next((at for at in range(layout.skipped + 1, len(rows)) if len(rows[at]) == widest and all(rows[at])), None)
    return at + 1 if at is not None and not any(parse_number(cell) is not None for cell in rows[at]) else None


def _read_exactly(text: bytes, layout: TextLayout, name: str) -> Body:
    """Read record by record, and name the rows that have cells beyond the header."""
    _refuse_open_quote(text, layout, name)
    try:
        records = list(records_of(text, layout.delimiter))[layout.skipped + 1 :]
    except csv.Error as failure:
        raise errors.not_delimited(name, str(failure)) from None
    width = layout.width
    too_long = [(layout.first_row + at, len(record)) for at, record in enumerate(records) if any(record[width:])]
    if too_long:
        raise errors.rows_too_long(name, width, too_long, _wider_header(text, layout))
    short = tuple(layout.first_row + at for at, record in enumerate(records) if 0 < len(record) < width)
    padded = [(record + [""] * width)[:width] for record in records]
    columns = zip(*padded, strict=True) if padded else [()] * width
    return Body(tuple(map(TextCells.of, columns)), short)
