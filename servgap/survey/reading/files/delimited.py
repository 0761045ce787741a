"""Delimited text: CSV and its relatives, every cell as the text that stands there."""

from __future__ import annotations

import csv
import re
from contextlib import suppress
from itertools import islice

import pandas as pd

from servgap.errors import sources as errors
from servgap.survey.ledger import LedgerLine
from servgap.survey.ledger_facts import first_of
from servgap.survey.reading.files.delimited_body import Body, TextLayout, line_ends, read_body, records_of
from servgap.survey.reading.files.encodings import as_utf8, find_encoding
from servgap.survey.reading.files.header_rows import HeaderRows, check_row_above, find_header, header_line
from servgap.survey.reading.files.limits import LIMITS, Limits, check_headers
from servgap.survey.reading.files.raw import RawTable, clean_header
from servgap.survey.reading.files.text_cells import TextCells

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical_bar"}
#: Excel's own first line, which names the delimiter.
_NAMES_DELIMITER = re.compile(r'\A"?sep=[^\r\n]"?(?=[\r\n])', re.IGNORECASE)
#: Bytes that hold such a line.
_NAMED_WITHIN = 32
_SAMPLE_CHARACTERS = 262_144
_SAMPLE_RECORDS = 50


def read_delimited(
    data: bytes,
    name: str,
    *,
    encoding: str | None = None,
    header: HeaderRows | None = None,
    limits: Limits = LIMITS,
) -> RawTable:
    """Read delimited text whose encoding and header are given or found, and whose delimiter is found."""
    found = encoding or find_encoding(data, name)
    decoded = as_utf8(data, found, name)
    text = _without_delimiter_name(decoded)
    sample = _beginning(text)
    if not sample or (sample.isspace() and text.decode().isspace()):
        raise errors.empty_file(name)
    layout = _find_layout(sample, name, header, cut_off=len(text) > len(sample.encode()))
    check_headers(layout.headers, name, limits)
    check_row_above(layout.header, [*layout.above, layout.headers], name)
    body = read_body(text, layout, name)
    headers, columns = _without_nameless_blanks(layout.headers, body.columns)
    n = len(body.columns[0])
    if not n:
        raise errors.only_headers(name, headers)
    rows = pd.RangeIndex(layout.first_row, layout.first_row + n)
    found_header = header_line(layout.header, layout.above, "blank" if text is decoded else "delimiter")
    lines = _understood(text, layout, body, found_header, found if encoding is None else None)
    return RawTable(headers, columns, rows, name, lines, below=layout.header.below)


def _without_delimiter_name(text: bytes) -> bytes:
    """Cut off what names the delimiter, if it stands in the first line; the line itself stays, blank."""
    named = _NAMES_DELIMITER.match(text[:_NAMED_WITHIN].decode(errors="ignore"))
    return text[len(named.group().encode()) :] if named else text


def _beginning(text: bytes) -> str:
    """Decode as many characters as the layout is found from; each takes four bytes at most."""
    return text[: 4 * _SAMPLE_CHARACTERS + 4].decode(errors="ignore")[:_SAMPLE_CHARACTERS]


def _understood(
    text: bytes, layout: TextLayout, body: Body, header: tuple[LedgerLine, ...], encoding: str | None
) -> tuple[LedgerLine, ...]:
    """Enter what was detected automatically."""
    found = {"case": "found", "encoding": encoding}
    lines = [] if encoding is None else [LedgerLine("understood", "encoding", 0, found)]
    if layout.width > 1:
        lines.append(LedgerLine("understood", "delimiter", 0, {"delimiter": _DELIMITERS[layout.delimiter]}))
    lines += header
    if body.short_rows:
        facts = {"width": layout.width, **first_of("short", body.short_rows)}
        lines.append(LedgerLine("understood", "short_rows", len(body.short_rows), facts))
    records = len(body.columns[0]) + layout.skipped + 1
    if line_ends(text) > records:
        lines.append(LedgerLine("understood", "line_breaks_in_cells", 0))
    return tuple(lines)


def _find_layout(sample: str, name: str, header: HeaderRows | None, *, cut_off: bool) -> TextLayout:
    """Find the delimiter that cuts the first records into equally many cells, and the header among them."""
    tried = [_try_delimiter(sample.encode(), delimiter, name, header, cut_off=cut_off) for delimiter in _DELIMITERS]
    usable = [layout_and_score for layout_and_score in tried if layout_and_score is not None]
    if not usable:
        raise errors.not_delimited(name, "no delimiter cuts its first lines into cells of a usual length")
    return max(usable, key=lambda layout_and_score: layout_and_score[1])[0]


def _try_delimiter(
    sample: bytes, delimiter: str, name: str, told: HeaderRows | None, *, cut_off: bool
) -> tuple[TextLayout, tuple[float, int, int]] | None:
    """Cut the first records by a delimiter; say what header that gives and how well the records agree with it."""
    records: list[list[str]] = []
    with suppress(csv.Error):  # a cell longer than the csv module takes; the records before it say enough
        records.extend(islice(records_of(sample, delimiter), _SAMPLE_RECORDS + (told.first if told else 0)))
    if not records:
        return None
    if cut_off and 1 < len(records) < _SAMPLE_RECORDS:
        records.pop()  # the sample may end in the midst of it
    rows = [tuple(map(clean_header, record)) for record in records]
    header = told or find_header(rows)
    if header.first >= len(rows):
        raise errors.header_beyond(name, header.first + 1, len(rows))
    layout = TextLayout(delimiter, rows[header.first], header, tuple(rows[: header.first]))
    agreement = _agreement(records[header.first + 1 :], layout.width) if layout.width > 1 else 0.0
    below_title = not header.told and any(map(any, layout.above))
    return layout, (agreement, -int(below_title), layout.width)


def _agreement(records: list[list[str]], width: int) -> float:
    """Give the share of records as wide as the header; blank ones are passed over, empty cells at the end forgiven."""
    counted = [record for record in records if any(record)]
    agreeing = sum(len(record) == width or (len(record) > width and not any(record[width:])) for record in counted)
    return agreeing / len(counted) if counted else 1.0


def _without_nameless_blanks(
    headers: tuple[str, ...], columns: tuple[TextCells, ...]
) -> tuple[tuple[str, ...], tuple[TextCells, ...]]:
    """Leave out columns that have neither a header nor a cell, such as the one after a delimiter at the line's end."""
    kept = [at for at, header in enumerate(headers) if header or columns[at].words not in {(), ("",)}]
    return tuple(headers[at] for at in kept), tuple(columns[at] for at in kept)
