"""Delimited text: CSV and its relatives, every cell as the text that stands there."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap.errors import sources as errors
from servgap.survey.ledger import LedgerLine
from servgap.survey.reading.encodings import decode, find_encoding
from servgap.survey.reading.raw import RawTable, clean_header

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
#: Excel's own first line, which names the delimiter.
_NAMES_DELIMITER = re.compile(r'\A"?sep=[^\r\n]"?(?=[\r\n])', re.IGNORECASE)
_SAMPLE_CHARACTERS = 262_144
_SAMPLE_RECORDS = 50


@dataclass(frozen=True)
class _Layout:
    """Where the header stands and how cells are told apart."""

    delimiter: str
    headers: tuple[str, ...]
    skipped: int  # records before the header, all blank but for one that names the delimiter

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
    decoded = decode(data, found, name)
    text = _NAMES_DELIMITER.sub("", decoded)
    if not text or text.isspace():
        raise errors.empty_file(name)
    layout = _find_layout(text, name)
    body = _read_body(text, layout, name)
    headers, columns = _without_nameless_blanks(layout.headers, body.columns)
    n = len(body.columns[0])
    if not n:
        raise errors.only_headers(name, headers)
    rows = pd.RangeIndex(layout.first_row, layout.first_row + n)
    above = "the rows above it are blank" if text == decoded else "the first row names the delimiter"
    lines = _understood(text, layout, body, above, found if encoding is None else None)
    return RawTable(headers, columns, rows, name, lines)


def _understood(text: str, layout: _Layout, body: _Body, above: str, encoding: str | None) -> tuple[LedgerLine, ...]:
    """Enter what was found without being told."""
    lines = [] if encoding is None else [LedgerLine("understood", "encoding", 0, encoding)]
    if layout.width > 1:
        lines.append(LedgerLine("understood", "delimiter", 0, _DELIMITERS[layout.delimiter]))
    if layout.skipped:
        detail = f"the header stands in row {layout.skipped + 1}; {above}"
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
    tried = [_try_delimiter(sample, delimiter, cut_off=len(text) > len(sample)) for delimiter in _DELIMITERS]
    usable = [layout_and_score for layout_and_score in tried if layout_and_score is not None]
    if not usable:
        raise errors.not_delimited(name, "no delimiter cuts its first lines into cells of a usual length")
    return max(usable, key=lambda layout_and_score: layout_and_score[1])[0]


def _try_delimiter(sample: str, delimiter: str, *, cut_off: bool) -> tuple[_Layout, tuple[float, int]] | None:
    """Cut the first records by a delimiter; say what header that gives and how well the records agree with it."""
    records: list[list[str]] = []
    with suppress(csv.Error):  # a cell longer than the csv module takes; the records before it say enough
        records.extend(islice(_records(sample, delimiter), _SAMPLE_RECORDS))
    if not records:
        return None
    if cut_off and 1 < len(records) < _SAMPLE_RECORDS:
        records.pop()  # the sample may end in the midst of it
    skipped = next((at for at, record in enumerate(records) if any(map(clean_header, record))), 0)
    layout = _Layout(delimiter, tuple(map(clean_header, records[skipped])), skipped)
    agreement = _agreement(records[skipped + 1 :], layout.width) if layout.width > 1 else 0.0
    return layout, (agreement, layout.width)


def _agreement(records: list[list[str]], width: int) -> float:
    """Give the share of records as wide as the header; blank ones are passed over, empty cells at the end forgiven."""
    counted = [record for record in records if any(record)]
    agreeing = sum(len(record) == width or (len(record) > width and not any(record[width:])) for record in counted)
    return agreeing / len(counted) if counted else 1.0


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    """Cut text into records; a quoted cell may hold delimiters and line breaks."""
    return csv.reader(io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8", newline=""), delimiter=delimiter)


def _read_body(text: str, layout: _Layout, name: str) -> _Body:
    """Read all records below the header: quickly by the C parser, and cell by cell where it finds rows too long."""
    try:
        frame = _parse(text, layout, name)
    except pd.errors.ParserError:
        return _read_exactly(text, layout, name)
    start = layout.skipped + 1
    columns = [frame[at].to_numpy()[start:] for at in range(layout.width + 1)]
    if np.any(columns[-1] != ""):
        return _read_exactly(text, layout, name)
    return _Body(tuple(columns[:-1]), _count_short_rows(text, layout, columns[-2], len(frame)))


def _parse(text: str, layout: _Layout, name: str, *, only: list[int] | None = None) -> pd.DataFrame:
    """Parse every record, the header's too, into text; one column more than headers shows rows that are too long."""
    try:
        return pd.read_csv(
            io.BytesIO(text.encode()),
            sep=layout.delimiter,
            header=None,
            names=range(layout.width + 1) if only is None else None,
            usecols=only,
            dtype=object,
            na_filter=False,
            keep_default_na=False,
            skip_blank_lines=False,
        )
    except pd.errors.ParserError as failure:
        opened = re.search(r"EOF inside string starting at row (\d+)", str(failure))
        if opened is None:
            raise
        raise errors.quote_left_open(name, int(opened[1]) + 1) from None


def _count_short_rows(text: str, layout: _Layout, last: NDArray[Any], records: int) -> int:
    """Count rows that lack cells. The parser fills them silently, but the delimiters' number gives most files away."""
    if np.all(last != "") or ('"' not in text and text.count(layout.delimiter) == (layout.width - 1) * records):
        return 0
    try:
        below = [len(record) for record in _records(text, layout.delimiter)][layout.skipped + 1 :]
    except csv.Error:  # a cell longer than the csv module takes; the parser has read it all the same
        return 0
    return sum(0 < cells < layout.width for cells in below)


def _read_exactly(text: str, layout: _Layout, name: str) -> _Body:
    """Read record by record, and name the rows that have cells beyond the header."""
    _parse(text, layout, name, only=[0])  # a quote left open is an error here; the csv module would not tell
    try:
        records = list(_records(text, layout.delimiter))[layout.skipped + 1 :]
    except csv.Error as failure:
        raise errors.not_delimited(name, str(failure)) from None
    width = layout.width
    too_long = [(layout.first_row + at, len(record)) for at, record in enumerate(records) if any(record[width:])]
    if too_long:
        raise errors.rows_too_long(name, width, too_long)
    short = sum(0 < len(record) < width for record in records)
    padded = [(record + [""] * width)[:width] for record in records]
    columns = zip(*padded, strict=True) if padded else [()] * width
    return _Body(tuple(np.array(column, dtype=object) for column in columns), short)


def _without_nameless_blanks(
    headers: tuple[str, ...], columns: tuple[NDArray[Any], ...]
) -> tuple[tuple[str, ...], tuple[NDArray[Any], ...]]:
    """Leave out columns that have neither a header nor a cell, such as the one after a delimiter at the line's end."""
    kept = [at for at, header in enumerate(headers) if header or np.any(columns[at] != "")]
    return tuple(headers[at] for at in kept), tuple(columns[at] for at in kept)
