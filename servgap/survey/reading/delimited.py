"""Delimited text: CSV and its relatives, every cell as the text that stands there."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap.errors import sources as errors
from servgap.survey.ledger import LedgerLine
from servgap.survey.reading.encodings import decode, find_encoding
from servgap.survey.reading.raw import RawTable, clean_header

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
_SAMPLE_CHARACTERS = 262_144
_SAMPLE_RECORDS = 50


@dataclass(frozen=True)
class _Layout:
    """Where the header stands and how cells are told apart."""

    delimiter: str
    headers: tuple[str, ...]
    skipped: int  # records before the header, all blank

    @property
    def width(self) -> int:
        return len(self.headers)

    @property
    def first_row(self) -> int:
        """The spreadsheet row of the first answers."""
        return self.skipped + 2


@dataclass(frozen=True)
class _Body:
    """The cells below the header, one list or array a column, one more than there are headers if any row is longer."""

    columns: tuple[NDArray[Any], ...]
    short_rows: int


def read_delimited(data: bytes, name: str, *, encoding: str | None = None) -> RawTable:
    """Read delimited text whose encoding is given or found, and whose delimiter is found."""
    found = encoding or find_encoding(data, name)
    text = decode(data, found, name)
    if not text.strip():
        raise errors.empty_file(name)
    layout = _find_layout(text, name)
    body = _read_body(text, layout, name)
    headers, columns = _without_nameless_blanks(layout.headers, body.columns)
    n = len(body.columns[0])
    if not n:
        raise errors.only_headers(name, headers)
    rows = pd.RangeIndex(layout.first_row, layout.first_row + n)
    lines = _understood(text, layout, body, found if encoding is None else None)
    return RawTable(headers, columns, rows, name, lines)


def _understood(text: str, layout: _Layout, body: _Body, encoding: str | None) -> tuple[LedgerLine, ...]:
    """Enter what was found without being told."""
    lines = [] if encoding is None else [LedgerLine("understood", "encoding", 0, encoding)]
    if layout.width > 1:
        lines.append(LedgerLine("understood", "delimiter", 0, _DELIMITERS[layout.delimiter]))
    if layout.skipped:
        detail = f"the header stands in row {layout.skipped + 1}; the rows above it are blank"
        lines.append(LedgerLine("understood", "header_row", 0, detail))
    if body.short_rows:
        detail = f"rows with fewer cells than the header's {layout.width}; the cells that lack were read as empty"
        lines.append(LedgerLine("understood", "short_rows", body.short_rows, detail))
    records = len(body.columns[0]) + layout.skipped + 1
    if _line_ends(text) > records:
        detail = "some cells hold line breaks: rows are numbered as a spreadsheet shows them, not by lines of the file"
        lines.append(LedgerLine("understood", "line_breaks_in_cells", 0, detail))
    return tuple(lines)


def _line_ends(text: str) -> int:
    return text.count("\n") or text.count("\r")


def _find_layout(text: str, name: str) -> _Layout:
    """Find the delimiter that cuts the first records into equally many cells, and the header among them."""
    sample = text[:_SAMPLE_CHARACTERS]
    cut_off = len(text) > len(sample)
    best, best_score = None, (-1.0, 0)
    for delimiter in _DELIMITERS:
        layout, records = _try_delimiter(sample, delimiter, name, cut_off=cut_off)
        score = (_agreement(records, layout.width) if layout.width > 1 else 0.0, layout.width)
        if score > best_score:
            best, best_score = layout, score
    return best if best is not None else _Layout(",", (clean_header(text),), 0)


def _try_delimiter(sample: str, delimiter: str, name: str, *, cut_off: bool) -> tuple[_Layout, list[list[str]]]:
    records: list[list[str]] = []
    for record in _records(sample, delimiter, name):
        records.append(record)
        if len(records) == _SAMPLE_RECORDS:
            break
    else:
        if cut_off and len(records) > 1:
            records.pop()
    skipped = next((at for at, record in enumerate(records) if any(map(clean_header, record))), 0)
    headers = tuple(map(clean_header, records[skipped]))
    return _Layout(delimiter, headers, skipped), records[skipped + 1 :]


def _agreement(records: list[list[str]], width: int) -> float:
    """Give the share of records as wide as the header; blank ones are passed over, empty cells at the end forgiven."""
    counted = [record for record in records if any(record)]
    agreeing = sum(len(record) == width or (len(record) > width and not any(record[width:])) for record in counted)
    return agreeing / len(counted) if counted else 1.0


def _records(text: str, delimiter: str, name: str) -> Iterator[list[str]]:
    """Cut text into records; a quoted cell may hold delimiters and line breaks."""
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as failure:
        raise errors.not_delimited(name, str(failure)) from None


def _read_body(text: str, layout: _Layout, name: str) -> _Body:
    """Read all records below the header: quickly by the C parser, and cell by cell where it has an objection."""
    try:
        frame = pd.read_csv(
            io.StringIO(text, newline=""),
            sep=layout.delimiter,
            header=None,
            names=range(layout.width + 1),  # one column more shows rows that are longer than the header
            index_col=False,
            dtype=object,
            na_filter=False,
            keep_default_na=False,
            skip_blank_lines=False,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError):
        return _read_exactly(text, layout, name)
    start = layout.skipped + 1
    columns = [frame[at].to_numpy()[start:] for at in range(layout.width + 1)]
    if any(columns[-1] != ""):
        return _read_exactly(text, layout, name)
    return _Body(tuple(columns[:-1]), _count_short_rows(text, layout, columns[-2], len(frame), name))


def _count_short_rows(text: str, layout: _Layout, last: NDArray[Any], records: int, name: str) -> int:
    """Count rows that lack cells. The parser fills them silently, but the delimiters' number gives most files away."""
    if all(last != "") or ('"' not in text and text.count(layout.delimiter) == (layout.width - 1) * records):
        return 0
    below = list(map(len, _records(text, layout.delimiter, name)))[layout.skipped + 1 :]
    return sum(0 < cells < layout.width for cells in below)


def _read_exactly(text: str, layout: _Layout, name: str) -> _Body:
    """Read record by record, and name the rows that have cells beyond the header."""
    _refuse_open_quote(text, layout, name)
    records = list(_records(text, layout.delimiter, name))[layout.skipped + 1 :]
    width = layout.width
    too_long = [
        (layout.first_row + at, len(record)) for at, record in enumerate(records) if any(record[width:])
    ]
    if too_long:
        raise errors.rows_too_long(name, width, too_long)
    short = sum(0 < len(record) < width for record in records)
    padded = [(record + [""] * width)[:width] for record in records]
    columns = zip(*padded, strict=True) if padded else [()] * width
    return _Body(tuple(np.array(column, dtype=object) for column in columns), short)


def _refuse_open_quote(text: str, layout: _Layout, name: str) -> None:
    """Refuse text that ends inside a quoted cell: all that follows the quote would be one cell."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=layout.delimiter, strict=False)
    row = 0
    for _ in reader:
        row += 1
    strict = csv.reader(io.StringIO(text, newline=""), delimiter=layout.delimiter, strict=True)
    try:
        for _ in strict:
            pass
    except csv.Error as failure:
        if "unexpected end" in str(failure):
            raise errors.quote_left_open(name, row) from None


def _without_nameless_blanks(
    headers: tuple[str, ...], columns: tuple[NDArray[Any], ...]
) -> tuple[tuple[str, ...], tuple[NDArray[Any], ...]]:
    """Leave out columns that have neither a header nor a cell, such as the one after a delimiter at the line's end."""
    kept = [at for at, header in enumerate(headers) if header or any(columns[at] != "")]
    return tuple(headers[at] for at in kept), tuple(columns[at] for at in kept)
