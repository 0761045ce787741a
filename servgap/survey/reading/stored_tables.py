"""The tables of stored surveys, column by column, whether they stand in a CSV or in a Parquet file."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap.survey.attribute_cells import PLAIN, decode_cells
from servgap.survey.reading.files.raw import RawTable, clean_header
from servgap.survey.reading.files.text_cells import Cells


class StoredTable(Protocol):
    """The columns of a stored survey, by place."""

    @property
    def headers(self) -> tuple[str, ...]:
        """The columns' names."""

    @property
    def rows(self) -> pd.Index[Any]:
        """How errors name the rows."""

    def described(self, at: int, about: dict[str, Any]) -> pd.Series[Any]:
        """Give a column of respondents with the dtype that it had."""

    def answers(self, at: int) -> Cells:
        """Give a column of answers, as numbers or texts."""

    def numbers(self, at: int) -> NDArray[np.float64]:
        """Give a column of points or weights."""


class CsvTable:
    """A table in a CSV."""

    def __init__(self, raw: RawTable) -> None:
        self.headers, self.rows, self.raw = raw.headers, raw.rows, raw

    def described(self, at: int, about: dict[str, Any]) -> pd.Series[Any]:
        """Give a column of respondents with the dtype that it had."""
        return decode_cells(list(self.raw.columns[at]), about)

    def answers(self, at: int) -> Cells:
        """Give a column of answers."""
        return self.raw.columns[at]

    def numbers(self, at: int) -> NDArray[np.float64]:
        """Give a column of points or weights."""
        return np.array([float(cell) if cell else np.nan for cell in self.raw.columns[at]], dtype=np.float64)


class ParquetTable:
    """A table in a Parquet file."""

    def __init__(self, table: Any) -> None:
        self.table = table
        self.headers = tuple(map(clean_header, table.column_names))
        self.rows = pd.RangeIndex(table.num_rows)

    def described(self, at: int, about: dict[str, Any]) -> pd.Series[Any]:
        """Give a column of respondents with the dtype that it had."""
        if about["kind"] != PLAIN:
            return decode_cells([cell or "" for cell in self.table.column(at).to_pylist()], about)
        dtype = about["dtype"]
        if dtype[:1].isupper():
            return pd.Series(pd.array(self.table.column(at).to_pylist(), dtype=dtype))
        return pd.Series(self.table.column(at).to_pandas().to_numpy(), dtype=None).astype(dtype)

    def answers(self, at: int) -> NDArray[Any]:
        """Give a column of answers."""
        cells: NDArray[Any] = self.table.column(at).to_pandas().to_numpy()
        return cells

    def numbers(self, at: int) -> NDArray[np.float64]:
        """Give a column of points or weights."""
        return self.answers(at).astype(np.float64)
