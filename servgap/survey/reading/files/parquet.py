"""Parquet files, by way of pyarrow."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from servgap.errors import sources as errors
from servgap.survey.reading.files.frames import read_arrow
from servgap.survey.reading.files.limits import LIMITS, Limits
from servgap.survey.reading.files.raw import RawTable

#: How pandas names an index without a name of its own when it writes one as a column.
_INDEX_COLUMN = "__index_level_0__"


def read_parquet(path: Path, limits: Limits = LIMITS) -> RawTable:
    """Read all columns of a Parquet file with their types."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise errors.parquet_needs_pyarrow(path.name) from None
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            check_cells(file.metadata.num_rows, file.metadata.num_columns, path.name, limits)
            table = file.read()
    except (pa.ArrowException, OSError, UnicodeError) as failure:
        raise errors.parquet_damaged(path.name, str(failure).splitlines()[0]) from None
    return _with_pandas_index(read_arrow(table, path.name))


def check_cells(rows: int, columns: int, name: str, limits: Limits = LIMITS) -> None:
    """Refuse a table of which the file says that it has more cells than are read.

    Raises
    ------
    ServgapError
        If it does; the message says how to raise the limit.
    """
    if rows * columns > limits.parquet_cells:
        raise errors.too_many_cells(name, rows, columns, limits.parquet_cells)


def _with_pandas_index(table: RawTable) -> RawTable:
    """Take the index that pandas has written among the columns, if it has, for the rows' own names."""
    if _INDEX_COLUMN not in table.headers:
        return table
    at = table.headers.index(_INDEX_COLUMN)
    return replace(
        table,
        headers=table.headers[:at] + table.headers[at + 1 :],
        columns=table.columns[:at] + table.columns[at + 1 :],
        names=pd.Index(np.asarray(table.columns[at])),
    )
