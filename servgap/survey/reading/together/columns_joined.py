"""Columns of several tables put together, one below another or by the respondents' names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from servgap.survey.reading.answers.answer_columns import AnswerColumn
from servgap.survey.reading.answers.coding import as_text
from servgap.survey.reading.files.raw import RawTable, cell_text
from servgap.survey.reading.files.text_cells import Cells, TextBlocks, TextCells, factorise


def one_below_another(columns: Sequence[Cells]) -> Cells:
    """Put columns one below another: numbers stay numbers where all are, everything else becomes text."""
    kinds = {"O" if column.dtype == object else column.dtype.kind for column in columns}
    if kinds <= set("iuf") or kinds in ({"b"}, {"M"}):
        whole: NDArray[Any] = np.concatenate([np.asarray(column) for column in columns])
        return whole
    blocks = TextBlocks()
    for column in columns:
        index, words = factorise(column, absent=True)
        blocks.add([cell_text(word) for word in words], np.asarray(index))
    orders = {column.order if isinstance(column, TextCells) else () for column in columns}
    return replace(blocks.cells(), order=orders.pop() if len(orders) == 1 else ())


def same_labels(tables: Sequence[RawTable], places: Sequence[int]) -> Mapping[float, str] | None:
    """Give what the numbers of columns stand for, if all tables say the same; None if one says otherwise."""
    labels = [table.labels_of(at) for table, at in zip(tables, places, strict=True)]
    return labels[0] if all(each == labels[0] for each in labels) else None


def labelled_alike(tables: Sequence[RawTable], places: Sequence[int]) -> list[Cells]:
    """Give columns to be put together: as they are, or each with its labels where these differ."""
    columns = [table.columns[at] for table, at in zip(tables, places, strict=True)]
    labels = [table.labels_of(at) for table, at in zip(tables, places, strict=True)]
    if all(each == labels[0] for each in labels):
        return columns
    answers = [
        AnswerColumn("", table.headers[at], column, table.rows, told)
        for table, at, column, told in zip(tables, places, columns, labels, strict=True)
    ]
    return [as_text(answer).cells for answer in answers]


def for_respondents(cells: Cells, row_of: NDArray[np.intp]) -> Cells:
    """Give a column for each respondent by the row that is his; one who has none (-1) has an empty cell."""
    absent = row_of < 0
    if not absent.any():
        return cells[row_of]
    if cells.dtype == object:
        index, words = factorise(cells, absent=True)
        blocks = TextBlocks()
        places = np.where(absent, len(words), np.asarray(index)[np.where(absent, 0, row_of)])
        blocks.add([*(cell_text(word) for word in words), ""], places)
        return blocks.cells()
    values = np.asarray(cells)[np.where(absent, 0, row_of)]
    if values.dtype.kind == "M":
        values[absent] = np.datetime64("NaT")
        return values
    if values.dtype.kind == "b":
        return for_respondents(one_below_another([values, np.array([""], dtype=object)])[:-1], row_of)
    numbers = values.astype(np.float64)
    numbers[absent] = np.nan
    return numbers
