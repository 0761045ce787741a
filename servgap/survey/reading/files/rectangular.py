"""Large delimited text that is a plain rectangle, read by several processors at once where pyarrow is installed.

Only text on which all readers agree is taken: no quotes, no lone carriage returns, no zero bytes, as many cells in
every row as there are headers. Everything else is None here, and read record by record elsewhere.
"""

from __future__ import annotations

from servgap.survey.reading.files.text_cells import TextBlocks, TextCells

#: Bytes below which starting the reader would cost more than it saves.
WORTHWHILE = 1 << 20
#: Bytes read at a time: few enough to stay in cache, many enough that a block's distinct texts are few.
_BLOCK = 1 << 21
_MARK = b"\xef\xbb\xbf"


def read_rectangle(text: bytes, skipped: int, delimiter: str, width: int) -> tuple[TextCells, ...] | None:
    """Read all rows below the header, if they are a plain rectangle.

    Parameters
    ----------
    text
        Text in UTF-8.
    skipped
        Records above the first row of cells.
    delimiter, width
        What divides cells, and how many there are in a row.

    Returns
    -------
    tuple of TextCells or None
        One a column; None where there is anything about the text that readers may take differently.
    """
    if width < 2 or len(text) < WORTHWHILE or b'"' in text or b"\x00" in text:
        return None
    if b"\r" in text and text.count(b"\r") != text.count(b"\r\n"):
        return None
    start = _after_lines(text, skipped)
    if start >= len(text) or text.startswith(_MARK, start):  # the reader would take a second mark for the file's own
        return None
    columns = _read_blocks(text, start, delimiter, width)
    rows = text.count(b"\n", start) + (not text.endswith(b"\n"))
    return columns if columns is not None and len(columns[0]) == rows else None


def _after_lines(text: bytes, lines: int) -> int:
    """Find where the line begins that stands below so many."""
    start = 0
    for _ in range(lines):
        start = text.find(b"\n", start) + 1 or len(text)
    return start


def _read_blocks(text: bytes, start: int, delimiter: str, width: int) -> tuple[TextCells, ...] | None:
    try:
        import pyarrow as pa
        from pyarrow import csv
    except ImportError:
        return None
    names = [str(at) for at in range(width)]
    texts = pa.dictionary(pa.int32(), pa.string())
    columns = [TextBlocks() for _ in names]
    try:
        blocks = csv.open_csv(
            pa.BufferReader(pa.py_buffer(text).slice(start)),
            read_options=csv.ReadOptions(column_names=names, block_size=_BLOCK),
            parse_options=csv.ParseOptions(delimiter=delimiter, quote_char=False, ignore_empty_lines=False),
            convert_options=csv.ConvertOptions(column_types=dict.fromkeys(names, texts)),
        )
        for block in blocks:
            for column, cells in zip(columns, block.columns, strict=True):
                column.add(cells.dictionary.to_pylist(), cells.indices.to_numpy())
    except pa.ArrowException:
        return None
    return tuple(column.cells() for column in columns)
