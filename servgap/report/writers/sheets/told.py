"""The sheets of sentences: what happened to the rows, what numbers stand on, and what columns and codes mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from servgap.analysis.finding import Finding
from servgap.columns import WHOLE
from servgap.language import Language
from servgap.report.document import Document, Section
from servgap.report.tables.reader import ReaderTable
from servgap.report.writers.sheets.book import Book
from servgap.report.writers.sheets.laid import asked_of, codes_of, heading_of, meaning_of, unit_of
from servgap.report.writers.sheets.room import LINE, height_of, text_width
from servgap.survey.attribute_names import NO_NAMES

LABELS, TEXTS = 26.0, 104.0
OF_COLUMNS = (34.0, 62.0, 24.0, 24.0)


def write_rows(book: Book, sheet: Any, document: Document) -> None:
    """Write what happened to every row, what was inferred, and by what the files of a report are known."""
    table = document.ledger
    rows = [row.cells for part in table.sections for row in part.rows]
    widths = [text_width(head.text, (cells[at] for cells in rows)) for at, head in enumerate(table.headings)]
    for place, taken in enumerate(widths):
        sheet.set_column(place, place, taken)
    beside = False
    for place, head in enumerate(table.headings):
        style = "of_numbers" if head.numeric else "heading_beside" if beside else "heading"
        book.write(sheet, 0, place, head.text, style)
        beside = head.numeric
    sheet.set_row(0, height_of((head.text, taken) for head, taken in zip(table.headings, widths, strict=True)))
    row = 1
    for cells in rows:
        _counted(book, sheet, row, table, cells)
        sheet.set_row(row, height_of(zip(cells, widths, strict=True)))
        row += 1
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    for told in filter(None, (*document.remarks, book.text("stamp", stamp=document.stamp))):
        row += 1
        sheet.merge_range(row, 0, row, len(widths) - 1, "", book.form("text"))
        book.write(sheet, row, 0, told)
        sheet.set_row(row, height_of([(told, sum(widths))]))


def _counted(book: Book, sheet: Any, row: int, table: ReaderTable, cells: Sequence[str]) -> None:
    """Write a row of the ledger: what counts is a number in the sheet too."""
    beside = False
    for place, (heading, text) in enumerate(zip(table.headings, cells, strict=True)):
        number = _number(text, book.language) if heading.numeric else None
        if number is None:
            book.write(sheet, row, place, text, "text_beside" if beside else "text")
        else:
            sheet.write_number(row, place, number, book.form("plain", WHOLE))
        beside = heading.numeric


def _number(text: str, language: Language) -> int | None:
    bare = "".join(sign for sign in text if sign not in language.digits(","))
    return int(bare) if bare.isascii() and bare.isdigit() else None


def write_notes(book: Book, sheet: Any, document: Document) -> None:
    """Write of every section what was found and what the numbers stand on, then the words used."""
    _in_two(sheet)
    row = 0
    for section in document.sections:
        row = _titled(book, sheet, row, section.title)
        row = book.rows(sheet, row, lines_of(section, book), (LABELS, TEXTS)) + 1
    if document.glossary or document.conventions:
        row = _titled(book, sheet, row, book.text("words"))
        told = [("", document.conventions)] if document.conventions else []
        book.rows(sheet, row, [*told, *document.glossary], (LABELS, TEXTS))


def lines_of(section: Section, book: Book) -> list[tuple[str, str]]:
    """Give what a section says, each line with its label."""
    label = book.text("found") if section.finding is not None else ""
    return [(label, section.headline), *((line.label, line.text) for line in section.notes)]


def _in_two(sheet: Any) -> None:
    sheet.set_column(0, 0, LABELS)
    sheet.set_column(1, 1, TEXTS)


def _titled(book: Book, sheet: Any, row: int, title: str) -> int:
    sheet.merge_range(row, 0, row, 1, "", book.form("section"))
    book.write(sheet, row, 0, title, "section")
    sheet.set_row(row, height_of([(title, LABELS + TEXTS - 10)]))
    return row + 1


def write_columns(book: Book, sheet: Any, frames: Sequence[tuple[Finding, pd.DataFrame]]) -> None:
    """Explain every column, and every code that occurs, each with the name by which programs find it."""
    tell = book.language.tell
    names = list(dict.fromkeys(str(name) for _, frame in frames for name in frame.columns))
    asked = asked_of(finding for finding, _ in frames)
    called = NO_NAMES
    for finding, _ in frames:
        called |= finding.basis.names
    headings = {name: tell(heading_of(name, asked, called)) for name in names}
    told = [(headings[name], tell(meaning_of(name, asked)), tell(unit_of(name)), name) for name in names]
    codes = [(headings[name], known, code, name) for name, code, known in codes_of(frames, book.language)]
    for place, taken in enumerate(OF_COLUMNS):
        sheet.set_column(place, place, taken)
    row = book.rows(
        sheet, 0, [[book.text(key) for key in ("label", "meaning", "unit", "column")]], OF_COLUMNS, "heading"
    )
    row = book.rows(sheet, row, told, OF_COLUMNS)
    row = book.rows(sheet, row + 1, [("", book.text("hidden"), "", "")], OF_COLUMNS)
    heads = [[book.text(key) for key in ("label", "word", "code", "column")]]
    row = book.rows(sheet, row + 1, heads, OF_COLUMNS, "heading")
    book.rows(sheet, row, codes, OF_COLUMNS)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_row(0, LINE * 1.4)
