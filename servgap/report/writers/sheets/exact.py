"""The sheet of a frame: words and exact numbers in a table that can be filtered and printed, codes hidden behind."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from servgap.analysis.finding import Finding
from servgap.report.writers.sheets.book import Book, fitting
from servgap.report.writers.sheets.laid import SheetColumn, laid_out
from servgap.report.writers.sheets.room import (
    FILTER,
    LINE,
    WIDEST,
    WIDEST_WORD,
    heading_width,
    height_of,
    lines_in,
    number_width,
    text_width,
)

MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 1_048_575, 8_000, 2_000_000
"""What a sheet holds under its heading, and cells of a table up to which a workbook is written in seconds."""
TOLD_WIDTH = 90.0
INDENT, HALF_BOLD = 1.5, 0.5
"""Places by which a text keeps from the numbers before it, and that bold letters take more."""
MOST_LEADING, MOST_FROZEN = 4, 60.0
"""Columns, and places that they may take, that stay where they are when the rest is moved."""


@dataclass(frozen=True)
class _Placed:
    """A column that readers see, with its width, and whether numbers end right before it."""

    column: SheetColumn
    width: float
    beside: bool

    @property
    def room(self) -> float:
        """The places that its texts have."""
        return self.width - INDENT * self.beside


def write_frame(book: Book, sheet: Any, finding: Finding, source: str, frame: pd.DataFrame) -> None:
    """Write a frame, exactly; `source` is its name among the finding's."""
    if len(frame) > MOST_ROWS or len(frame.columns) > MOST_COLUMNS or frame.size > MOST_CELLS:
        _say_too_large(book, sheet, source, frame)
        return
    columns = laid_out(finding, frame, book.language)
    shown = _placed(column for column in columns if not column.hidden)
    for place, each in enumerate(shown):
        style = "of_numbers" if each.column.form else "heading_beside" if each.beside else "heading"
        sheet.write_string(0, place, fitting(each.column.heading), book.form(style))
        _write(book, sheet, place, each.column, "text_beside" if each.beside else "text")
        sheet.set_column(place, place, each.width)
    for place, column in enumerate(columns[len(shown) :], start=len(shown)):
        sheet.write_string(0, place, fitting(column.heading), book.form("plain"))
        _write(book, sheet, place, column, "plain")
    if len(columns) > len(shown):
        sheet.set_column(len(shown), len(columns) - 1, None, None, {"hidden": True})
    _heighten(sheet, shown)
    _finish(sheet, shown, len(frame))


def _placed(columns: Iterable[SheetColumn]) -> list[_Placed]:
    placed: list[_Placed] = []
    for column in columns:
        beside = bool(placed and placed[-1].column.form and not column.form)
        placed.append(_Placed(column, _width(column) + INDENT * beside, beside))
    return placed


def _write(book: Book, sheet: Any, place: int, column: SheetColumn, style: str) -> None:
    """Write a column's cells."""
    texts = book.form(style)
    numbers = book.form("plain", column.form) if column.form else texts
    for row, value in enumerate(column.values, start=1):
        if isinstance(value, str):
            if value:
                sheet.write_string(row, place, fitting(value), texts)
        elif isinstance(value, bool):
            sheet.write_boolean(row, place, value, texts)
        elif value is not None:
            sheet.write_number(row, place, value, numbers)


def _width(column: SheetColumn) -> float:
    numbers = [value for value in column.values if isinstance(value, float)]
    texts = {value for value in column.values if isinstance(value, str)}
    of_numbers = number_width(column.heading, numbers, column.places, column.scale) if numbers else 0.0
    widest = WIDEST_WORD if column.is_word else WIDEST
    return max(of_numbers, text_width(column.heading, texts, widest) if texts else heading_width(column.heading))


def _heighten(sheet: Any, shown: Sequence[_Placed]) -> None:
    """Make the rows as high as their texts need, each of which may take several lines."""
    heights: dict[int, float] = {}
    for each in shown:
        needed: dict[str, float] = {}
        for row, value in enumerate(each.column.values, start=1):
            if isinstance(value, str):
                if value not in needed:
                    needed[value] = height_of([(value, each.room)])
                if needed[value] > heights.get(row, LINE):
                    heights[row] = needed[value]
    for row, height in heights.items():
        sheet.set_row(row, height)
    sheet.set_row(0, height_of((each.column.heading, each.room - HALF_BOLD) for each in shown) + FILTER)


def _finish(sheet: Any, shown: Sequence[_Placed], rows: int) -> None:
    """Freeze what says what is seen, and have the table filtered and printed as one."""
    leading = max((place + 1 for place, each in enumerate(shown) if each.column.leads), default=1)
    if leading > MOST_LEADING or math.fsum(each.width for each in shown[:leading]) > MOST_FROZEN:
        leading = 1
    sheet.freeze_panes(1, leading)
    sheet.repeat_rows(0)
    if rows and shown:
        sheet.autofilter(0, 0, rows, len(shown) - 1)
        sheet.print_area(0, 0, rows, len(shown) - 1)


def _say_too_large(book: Book, sheet: Any, source: str, frame: pd.DataFrame) -> None:
    """Say in the table's place that it is not there, and where it is."""
    sizes = {"rows": len(frame), "columns": len(frame.columns)}
    bounds = {"most_rows": MOST_ROWS, "most_columns": MOST_COLUMNS, "most_cells": MOST_CELLS}
    told = book.text("too_large", frame=source, **sizes, **bounds)
    sheet.set_column(0, 0, TOLD_WIDTH)
    sheet.set_row(0, LINE * lines_in(told, TOLD_WIDTH))
    book.write(sheet, 0, 0, told)
