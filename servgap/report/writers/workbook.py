"""Findings as a workbook: exact frames under headings in the reader's language, with what they stand on."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

import numpy as np
import pandas as pd

from servgap.analysis.finding import Finding
from servgap.language import Fact, Language, say
from servgap.language.lines import width
from servgap.language.numbers import known
from servgap.language.shown import DIRECTIONS, balanced, contained, one_line
from servgap.report.document import Document, Section, section_of
from servgap.report.kinds.registry import kind_of
from servgap.report.writers.sheet_frames import (
    asked_of,
    codes_of,
    column_formats,
    heading_of,
    meaning_of,
    named_frame,
    that_hold_something,
    unit_of,
)
from servgap.survey.attribute_names import NO_NAMES

CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - the format knows no zone; fixed, so that equal findings give equal files
SETTINGS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
LONGEST_TEXT, LONGEST_NAME = 32_767, 31
NARROWEST, WIDEST = 8, 60
A4 = 9
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 1_048_575, 16_384, 2_000_000
"""What a sheet holds under its heading, and cells of a table up to which a workbook is written in seconds."""
LEFT_WIDTH, TOLD_WIDTH, LINE_HEIGHT, HIGHEST_ROW = 30, 90, 15, 400


def finding_workbook(finding: Finding, language: Language) -> bytes:
    """Make a workbook of one finding's exact frames, and its note."""
    section = section_of(finding, language)
    return workbook_bytes(section.title, [], [section], language)


def document_workbook(document: Document) -> bytes:
    """Make a workbook of a report: who answered, what was found, and the exact frames."""
    opening: list[tuple[str, ...]] = [(document.period,)] if document.period else []
    opening.append(tuple(heading.text for heading in document.ledger.headings))
    opening += [row.cells for part in document.ledger.sections for row in part.rows]
    opening += [("", remark) for remark in document.remarks]
    opening += [(each.title, each.headline) for each in document.sections if each.finding is None]
    opening += [("", document.language.tell(say("report.stamp_of_workbook", stamp=document.stamp)))]
    return workbook_bytes(document.title, opening, document.sections, document.language)


def workbook_bytes(
    title: str, opening: Sequence[Sequence[Any]], sections: Sequence[Section], language: Language
) -> bytes:
    """Make a workbook: a summary, an account of the columns, and a sheet for every frame.

    Parameters
    ----------
    title
        What stands on top.
    opening
        Rows under the title: who answered, and what was left out.
    sections
        The findings, with what is said of each on the first sheet; those without a finding are passed over.
    language
        Of headings and sentences.
    """
    import xlsxwriter

    written = BytesIO()
    book = xlsxwriter.Workbook(written, SETTINGS)
    book.set_properties({"title": one_line(title), "created": CREATED})
    writer = _Writer(book, language)
    shown = [(section, section.finding) for section in sections if section.finding is not None]
    writer.summary(title, opening, [section for section, _ in shown])
    frames = [
        (finding, {name: that_hold_something(finding, each) for name, each in finding.frames.items()})
        for _, finding in shown
    ]
    writer.columns([(finding, frame) for finding, each in frames for frame in each.values()])
    for finding, each in frames:
        for name, frame in each.items():
            named = frame if frame.size > MOST_CELLS else named_frame(finding, frame, language)
            writer.frame(language.tell(kind_of(finding.kind).sheet(name, finding)), name, named, finding)
    book.close()
    return written.getvalue()


class _Writer:
    """Puts sheets into a workbook."""

    def __init__(self, book: Any, language: Language) -> None:
        self.book, self.language = book, language
        self.names: set[str] = set()
        self.bold = book.add_format({"bold": True, "valign": "top"})
        self.label = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})
        self.formats: dict[str, Any] = {}

    def summary(self, title: str, opening: Sequence[Sequence[Any]], sections: Sequence[Section]) -> None:
        """Write title, ledger, headlines and notes."""
        sheet = self._sheet(self._text("workbook_summary"))
        sheet.set_column(0, 0, LEFT_WIDTH)
        sheet.set_column(1, 1, TOLD_WIDTH)
        sheet.set_column(2, 3, 40)
        self._cell(sheet, 0, 0, title, self.bold)
        row = 2
        for values in opening:
            for column, value in enumerate(values):
                self._cell(sheet, row, column, value, self.wrap)
            row += 1
        row += bool(opening)
        for section in sections:
            lines = [(section.title, section.headline), *((line.label, line.text) for line in section.notes)]
            for place, (left, told) in enumerate(lines):
                self._cell(sheet, row, 0, left, self.wrap if place else self.label)
                self._cell(sheet, row, 1, told, self.wrap)
                # Not every program makes a row as high as its wrapped text.
                sheet.set_row(
                    row,
                    min(
                        LINE_HEIGHT
                        * max(math.ceil(width(told) / (TOLD_WIDTH - 5)), math.ceil(width(left) / LEFT_WIDTH)),
                        HIGHEST_ROW,
                    ),
                )
                row += 1
            row += 1

    def _text(self, key: str, **facts: Fact) -> str:
        """Give one of the workbook's own texts."""
        return self.language.tell(say(f"report.{key}", **facts))

    def columns(self, frames: Sequence[tuple[Finding, pd.DataFrame]]) -> None:
        """Explain every column, and every code that occurs."""
        sheet = self._sheet(self._text("workbook_columns"))
        names = list(dict.fromkeys(str(name) for _, frame in frames for name in frame.columns))
        asked, called = asked_of(finding for finding, _ in frames), NO_NAMES
        for finding, _ in frames:
            called |= finding.basis.names
        told = [
            tuple(
                map(self.language.tell, (name, heading_of(name, asked, called), meaning_of(name, asked), unit_of(name)))
            )
            for name in names
        ]
        headings = [self._text(key) for key in ("column", "label", "meaning", "unit")]
        self._table(sheet, 0, headings, told)
        codes = codes_of(frames, self.language)
        headings = [self._text(key) for key in ("column", "code", "word")]
        self._table(sheet, len(told) + 2, headings, codes)
        for column, places in enumerate((24, 28, 70, 18)):
            sheet.set_column(column, column, places)
        sheet.freeze_panes(1, 0)

    def frame(self, name: str, source: str, frame: pd.DataFrame, finding: Finding) -> None:
        """Write a frame, exactly; `source` is its name among the finding's."""
        sheet = self._sheet(name)
        if len(frame) > MOST_ROWS or len(frame.columns) > MOST_COLUMNS or frame.size > MOST_CELLS:
            self._too_large(sheet, source, frame)
            return
        formats, asked, named = column_formats(frame), asked_of([finding]), finding.basis.names
        for column, label in enumerate(frame.columns):
            shown = self._text("name") if label == "name" else self.language.tell(heading_of(str(label), asked, named))
            self._cell(sheet, 0, column, shown, self.head)
            values = [contained(value) if isinstance(value, str) else value for value in frame.iloc[:, column].tolist()]
            number = self._format(formats[column])
            for row, value in enumerate(values, start=1):
                self._cell(sheet, row, column, value, number)
            texts = [value for value in values if isinstance(value, str)]
            sheet.set_column(column, column, _width([*shown.split(), *texts]))
        sheet.freeze_panes(1, 1)
        if len(frame):
            sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)

    def _too_large(self, sheet: Any, source: str, frame: pd.DataFrame) -> None:
        """Say in the table's place that it is not there, and where it is."""
        sizes = {"rows": len(frame), "columns": len(frame.columns)}
        bounds = {"most_rows": MOST_ROWS, "most_columns": MOST_COLUMNS, "most_cells": MOST_CELLS}
        sheet.set_column(0, 0, TOLD_WIDTH)
        self._cell(sheet, 0, 0, self._text("workbook_too_large", frame=source, **sizes, **bounds), self.wrap)

    def _table(self, sheet: Any, row: int, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        for column, text in enumerate(headings):
            self._cell(sheet, row, column, text, self.head)
        for place, values in enumerate(rows, start=row + 1):
            for column, value in enumerate(values):
                self._cell(sheet, place, column, value, self.wrap)

    def _format(self, pattern: str) -> Any:
        if pattern and pattern not in self.formats:
            self.formats[pattern] = self.book.add_format({"num_format": pattern})
        return self.formats.get(pattern)

    def _cell(self, sheet: Any, row: int, column: int, value: Any, form: Any) -> None:
        if isinstance(value, bool | np.bool_):
            sheet.write_boolean(row, column, bool(value), form)
        elif isinstance(value, int | float | np.number):
            if known(value):
                sheet.write_number(row, column, float(value), form)
        elif value is not None and value is not pd.NA and str(value):
            sheet.write_string(row, column, _fitting(str(value)), form)

    def _sheet(self, wanted: str) -> Any:
        name, number = wanted[:LONGEST_NAME], 1
        while name.casefold() in self.names:
            number += 1
            name = f"{wanted[: LONGEST_NAME - 4]} {number}"
        self.names.add(name.casefold())
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        return sheet


def _fitting(text: str) -> str:
    """Give a text as long as a cell may be, with nothing open at its end."""
    if len(whole := balanced(text)) <= LONGEST_TEXT:
        return whole
    return "".join(character for character in text[:LONGEST_TEXT] if character not in DIRECTIONS)


def _width(texts: Iterable[str]) -> int:
    return min(WIDEST, max([NARROWEST, *(width(text) + 2 for text in texts)]))
