"""Arrow tables, column by column: numbers as arrays, texts by their dictionaries, so that no cell becomes an object."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from servgap.survey.reading.files.raw import cell_text, clean_header
from servgap.survey.reading.files.text_cells import Cells, TextBlocks, TextCells

if TYPE_CHECKING:
    import pyarrow as pa

#: Beyond this, neighbouring integers share one floating-point number.
LARGEST_EXACT = 2**53
#: No integer of so many bits is blurred by becoming a floating-point number.
_SAFE_BITS = 32
#: Nor one of so many by becoming one of half the width.
_NARROW_BITS = 16


def arrow_headers(table: pa.Table) -> tuple[str, ...]:
    """Give the names of a table's columns, which may repeat."""
    return tuple(map(clean_header, table.column_names))


def arrow_cells(column: pa.ChunkedArray) -> Cells | None:
    """Give a column of numbers or texts; None for other kinds.

    Integers of which some are missing become floats, unless these would blur long identifiers.
    """
    from pyarrow import types

    kind = column.type
    if types.is_integer(kind):
        return _integers(column)
    if types.is_floating(kind) or types.is_decimal(kind):
        return _floats(column)
    if types.is_dictionary(kind):
        if not _is_text(kind.value_type):
            return None
        words = [tuple(word or "" for word in chunk.dictionary.to_pylist()) for chunk in column.chunks]
        ordered = kind.ordered and len(set(words)) == 1
        return replace(_texts(column), order=words[0]) if ordered else _texts(column)
    return _texts(column.dictionary_encode()) if _is_text(kind) else None


def _is_text(kind: pa.DataType) -> bool:
    from pyarrow import types

    return bool(types.is_string(kind) or types.is_large_string(kind))


def _integers(column: pa.ChunkedArray) -> Cells:
    if not column.null_count:
        whole: NDArray[Any] = column.to_numpy()
        return whole
    if column.type.bit_width <= _NARROW_BITS:
        return _narrow(column)
    if column.type.bit_width > _SAFE_BITS:
        import pyarrow.compute as pc

        ends = pc.min_max(column).as_py()
        if max(abs(ends["min"] or 0), abs(ends["max"] or 0)) > LARGEST_EXACT:
            return TextCells.of(map(cell_text, column.to_pylist()))
    return _floats(column)


def _narrow(column: pa.ChunkedArray) -> NDArray[np.float32]:
    """Give small integers as floats of half the width, which hold them exactly; filling memory is what takes time."""
    cells = np.empty(len(column), dtype=np.float32)
    start = 0
    for chunk in column.chunks:
        span = cells[start : start + len(chunk)]
        span[:] = chunk.fill_null(0).to_numpy()
        span[chunk.is_null().to_numpy(zero_copy_only=False)] = np.nan
        start += len(chunk)
    return cells


def _floats(column: pa.ChunkedArray) -> NDArray[np.float64]:
    import pyarrow as pa

    return np.asarray(column.cast(pa.float64()).to_numpy(), dtype=np.float64)


def _texts(column: pa.ChunkedArray) -> TextCells:
    """Take the texts of a dictionary; one may stand there twice, or as none, and need not occur."""
    blocks = TextBlocks()
    for chunk in column.chunks:
        words = [word or "" for word in chunk.dictionary.to_pylist()]
        places = chunk.indices.fill_null(len(words)) if chunk.indices.null_count else chunk.indices
        blocks.add([*words, ""], places.to_numpy())
    found = blocks.cells()
    return TextCells.in_order(found.index, found.words)
