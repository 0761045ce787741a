"""Data frames: pandas column by column as they stand, all others by way of narwhals."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap.errors import sources as errors
from servgap.survey.ledger import LedgerLine
from servgap.survey.reading.files.arrow import LARGEST_EXACT, arrow_cells, arrow_headers
from servgap.survey.reading.files.header_rows import LOOKED_AT, find_header, header_line
from servgap.survey.reading.files.raw import RawTable, cell_text, clean_header
from servgap.survey.reading.files.text_cells import Cells, TextCells
from servgap.survey.reading.tools.shapes import made_up

if TYPE_CHECKING:
    import narwhals as nw
    import pyarrow as pa

THE_FRAME = "the frame"
#: Names that are not made up, as a share of all, where the header may stand further below.
FEW_NAMES = 0.4
_MADE_UP_LEVEL = re.compile(r"Unnamed: \d+_level_\d+")


def read_frame(source: Any, name: str = THE_FRAME) -> RawTable:
    """Take the columns of a data frame by position; their names may repeat, and the frame is not changed."""
    if isinstance(source, pd.DataFrame):
        return _read_pandas(source, name)
    import narwhals as nw

    if nw.dependencies.is_pyarrow_table(source):
        return read_arrow(source, name)
    frame = _through_narwhals(source)
    native = frame.to_native()
    if nw.dependencies.is_pyarrow_table(native):
        return read_arrow(native, name)
    headers = tuple(map(clean_header, frame.columns))
    _refuse_blank(headers, len(frame), name)
    columns = tuple(map(_narwhals_cells, frame.iter_columns()))
    return RawTable(headers, columns, pd.RangeIndex(len(frame)), name)


def read_arrow(table: pa.Table, name: str = THE_FRAME) -> RawTable:
    """Take the columns of an Arrow table by position; their names may repeat."""
    headers = arrow_headers(table)
    _refuse_blank(headers, table.num_rows, name)
    columns = tuple(map(_arrow_cells, table.columns))
    return RawTable(headers, columns, pd.RangeIndex(table.num_rows), name)


def _arrow_cells(column: pa.ChunkedArray) -> Cells:
    cells = arrow_cells(column)
    if cells is not None:
        return cells
    import narwhals as nw

    return _narwhals_cells(nw.from_native(column, series_only=True))


def _refuse_blank(headers: tuple[str, ...], rows: int, name: str) -> None:
    if not headers:
        raise errors.no_columns(name)
    if not rows:
        raise errors.only_headers(name, headers)


def _read_pandas(frame: pd.DataFrame, name: str) -> RawTable:
    headers = tuple(map(_header, frame.columns))
    _refuse_blank(headers, len(frame), name)
    columns = tuple(_pandas_cells(frame.iloc[:, at]) for at in range(frame.shape[1]))
    lines: tuple[LedgerLine, ...] = ()
    if frame.columns.nlevels > 1:
        facts = {"levels": frame.columns.nlevels, "example": headers[-1]}
        lines = (LedgerLine("understood", "header_levels", 0, facts),)
    names = None if _counts(frame.index) else frame.index
    if names is not None:
        lines = (*lines, LedgerLine("understood", "rows", 0))
    return _below_title(RawTable(headers, columns, pd.RangeIndex(len(frame)), name, lines, names=names))


def _counts(index: pd.Index[Any]) -> bool:
    """Tell whether an index does no more than count the rows from 0."""
    return index.nlevels == 1 and index.equals(pd.RangeIndex(len(index)))


def _below_title(table: RawTable) -> RawTable:
    """Take the header that a title has kept from being read as such: then pandas has made up most of the names."""
    named = ["" if made_up(header) else header for header in table.headers]
    if sum(map(bool, named)) > FEW_NAMES * len(named):
        return table
    cells = [column[:LOOKED_AT] for column in table.columns]
    top = [tuple(clean_header(cell_text(column[row])) for column in cells) for row in range(len(cells[0]))]
    header = find_header([named, *top])
    if not header.first or header.first >= len(table.rows):
        return table
    line = header_line(header, [named, *top], "alone", table.rows[header.first - 1])
    below = table.only(slice(header.first, None))
    return replace(below, headers=top[header.first - 1], understood=(*table.understood, *line))


def _header(label: Hashable) -> str:
    """Write a column's label; the levels of a header of several are joined, save those that pandas made up."""
    if not isinstance(label, tuple):
        return clean_header(cell_text(label))
    levels = [clean_header(cell_text(level)) for level in label]
    return " - ".join(level for level in levels if level and not _MADE_UP_LEVEL.fullmatch(level))


def _pandas_cells(column: pd.Series[Any]) -> Cells:
    """Give a column as numbers, booleans or dates if its dtype says so, and as text otherwise; never as codes."""
    dtype = column.dtype
    if isinstance(dtype, pd.CategoricalDtype | pd.StringDtype):
        return _labels(column)
    if pd.api.types.is_bool_dtype(dtype):
        return _texts(column.astype(object)) if column.hasnans else np.asarray(column, dtype=bool)
    if pd.api.types.is_integer_dtype(dtype):
        return _integers(column)
    if pd.api.types.is_float_dtype(dtype):
        return column.to_numpy(dtype=float, na_value=np.nan)
    if pd.api.types.is_datetime64_any_dtype(dtype):
        return np.asarray(column.dt.tz_localize(None), dtype="datetime64[ns]")
    return _texts(column.to_numpy(dtype=object, na_value=""))


def _labels(column: pd.Series[Any]) -> TextCells:
    """Give the labels of categories, or texts; never the categories' codes."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        place, known = column.cat.codes.to_numpy(), column.dtype.categories
    else:
        place, known = pd.factorize(column)
    labels = list(map(cell_text, known))  # categories may differ and read alike
    ordered = isinstance(column.dtype, pd.CategoricalDtype) and column.dtype.ordered
    cells = TextCells.spelled(np.where(place < 0, len(labels), place), [*labels, ""])
    return replace(cells, order=tuple(labels)) if ordered else cells


def _integers(column: pd.Series[Any]) -> NDArray[Any]:
    """Give integers as they are; where some are missing as floats, unless these would blur long identifiers."""
    if isinstance(column.dtype, np.dtype):
        return column.to_numpy()
    unsigned = pd.api.types.is_unsigned_integer_dtype(column.dtype)
    if not column.hasnans:
        return column.to_numpy(dtype=np.uint64 if unsigned else np.int64)
    known = column.dropna()
    if len(known) and max(abs(int(known.max())), abs(int(known.min()))) > LARGEST_EXACT:
        return _texts(column.to_numpy(dtype=object, na_value=""))
    return column.to_numpy(dtype=float, na_value=np.nan)


def _texts(values: Iterable[object]) -> NDArray[Any]:
    """Write values as text; an array already of text is given back."""
    if isinstance(values, np.ndarray) and pd.api.types.infer_dtype(values, skipna=False) == "string":
        return values
    texts = [cell_text(value) for value in values]
    cells = np.empty(len(texts), dtype=object)
    cells[:] = texts
    return cells


def _through_narwhals(source: Any) -> nw.DataFrame[Any]:
    """Recognise a frame without importing its library; lazy ones are collected."""
    import narwhals as nw

    try:
        frame = nw.from_native(source)
    except TypeError:
        raise errors.not_a_source(source) from None
    except nw.exceptions.DuplicateError as failure:
        raise errors.names_repeat(str(failure)) from None
    return frame.collect() if isinstance(frame, nw.LazyFrame) else frame


def _narwhals_cells(column: nw.Series[Any]) -> Cells:
    """Give a column as numbers, booleans or dates if its dtype says so, and as text otherwise; never as codes."""
    import narwhals as nw

    dtype, gaps = column.dtype, bool(column.null_count())
    if dtype.is_integer():
        return _with_gaps(column) if gaps else column.to_numpy()
    if dtype.is_float() or dtype == nw.Decimal:
        return np.asarray(column.cast(nw.Float64).to_numpy(), dtype=float)
    if dtype == nw.Boolean and not gaps:
        return column.to_numpy()
    if dtype in (nw.Date, nw.Datetime):
        wall_clock = column.dt.replace_time_zone(None) if dtype == nw.Datetime else column
        return wall_clock.to_numpy().astype("datetime64[ns]")
    return _narwhals_texts(column)


def _narwhals_texts(column: nw.Series[Any]) -> Cells:
    """Give a column as text, with the order of its categories if these have one."""
    import narwhals as nw

    dtype = column.dtype
    if isinstance(dtype, nw.Enum):
        order = tuple(map(cell_text, dtype.categories))
        return replace(TextCells.of(column.cast(nw.String).fill_null("").to_list()), order=order)
    if dtype in (nw.String, nw.Categorical):
        return np.asarray(column.cast(nw.String).fill_null("").to_numpy(), dtype=object)
    return _texts(column.to_list())


def _with_gaps(column: nw.Series[Any]) -> NDArray[Any]:
    """Give integers of which some are missing as floats, unless these would blur long identifiers."""
    import narwhals as nw

    if max(abs(column.min() or 0), abs(column.max() or 0)) > LARGEST_EXACT:
        return _texts(column.to_list())
    return np.asarray(column.cast(nw.Float64).to_numpy(), dtype=float)
