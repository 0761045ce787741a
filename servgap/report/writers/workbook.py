"""Findings as a workbook: page one, exact frames under headings in the reader's language, and what they stand on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from servgap.analysis.finding import Finding
from servgap.columns import KINDS
from servgap.language import Language, say
from servgap.language.facts import Styled
from servgap.report.document import Document, Section, section_of
from servgap.report.kinds.registry import kind_of
from servgap.report.measures import heading, kind_of_values, measure_in
from servgap.report.writers.sheets.book import Book
from servgap.report.writers.sheets.exact import write_frame
from servgap.report.writers.sheets.laid import that_hold_something
from servgap.report.writers.sheets.opening import Bars, Entry, Line, Opening, Shown, write_data, write_opening
from servgap.report.writers.sheets.told import lines_of, write_columns, write_notes, write_rows


def finding_workbook(finding: Finding, language: Language) -> bytes:
    """Make a workbook of one finding: what was found and what it stands on, then the exact frames."""
    section = section_of(finding, language)
    book = Book(section.title, language)
    first = book.sheet(book.text("opening"))
    tables = _tables([section], book)
    columns = book.sheet(book.text("columns"))
    write_columns(book, columns, [(each.finding, each.frame) for each in tables])
    contents = [each.entry for each in tables]
    contents.append(Entry(columns.name, book.text("columns_hold")))
    opening = Opening(section.title, lines=[Line(*line) for line in lines_of(section, book)])
    write_opening(book, first, opening, contents, "")
    return book.closed()


def document_workbook(document: Document) -> bytes:
    """Make a workbook of a report: page one, the exact frames in the order of its sections, rows, notes and columns."""
    book = Book(document.title, document.language)
    first = book.sheet(book.text("opening"))
    sections = [section for chapter in document.chapters for section in chapter.sections]
    tables = _tables(sections, book)
    rows, notes, columns = (book.sheet(book.text(name)) for name in ("rows", "notes", "columns"))
    write_rows(book, rows, document)
    write_notes(book, notes, document)
    write_columns(book, columns, [(each.finding, each.frame) for each in tables])
    contents = [*_contents(sections, tables)]
    contents.append(Entry(book.text("around"), is_sheet=False))
    for name, sheet in (("rows", rows), ("notes", notes), ("columns", columns)):
        contents.append(Entry(sheet.name, book.text(f"{name}_hold")))
    opening = _opening(document, tables, rows.name)
    data = ""
    if opening.bars is not None and opening.bars.values:
        sheet = book.sheet(book.text("data"))
        write_data(book, sheet, opening.bars)
        data = sheet.name
        contents.append(Entry(data, book.text("data_hold")))
    write_opening(book, first, opening, contents, data)
    return book.closed()


@dataclass(frozen=True)
class _Table:
    """A frame that has a sheet."""

    section: Section
    finding: Finding
    frame: pd.DataFrame
    entry: Entry


def _tables(sections: Iterable[Section], book: Book) -> list[_Table]:
    """Write a sheet for every frame that has a row."""
    written: list[_Table] = []
    for section in sections:
        finding = section.finding
        if finding is None:
            continue
        for name, whole in finding.frames.items():
            if len(whole):
                frame = that_hold_something(finding, whole)
                sheet = book.sheet(book.language.tell(kind_of(finding.kind).sheet(name, finding)))
                write_frame(book, sheet, finding, name, frame)
                written.append(_Table(section, finding, frame, Entry(sheet.name, _holds(book, finding, name, frame))))
    return written


def _holds(book: Book, finding: Finding, name: str, frame: pd.DataFrame) -> str:
    """Say what a sheet holds."""
    has = book.language.has(f"{finding.kind}.holds.{name}")
    told = book.language.tell(kind_of(finding.kind).holds(name, finding)) if has else ""
    return book.text("inside", case="told" if told else "bare", told=told, rows=len(frame))


def _contents(sections: Sequence[Section], tables: Sequence[_Table]) -> Iterable[Entry]:
    """Give the sections that have sheets, each before its sheets."""
    for section in sections:
        of_section = [table.entry for table in tables if table.section is section]
        if of_section:
            yield Entry(section.title, is_sheet=False)
            yield from of_section


def _opening(document: Document, tables: Sequence[_Table], rows: str) -> Opening:
    """Lay out page one of a report: its lines lead to the sheets that say more."""
    from servgap.report.pictures.image import png_of

    front, tell = document.front, document.language.tell
    first = {table.section.kind: table.entry.name for table in reversed(tables)}
    lines = [Line(line.label, line.text, first.get(line.kind, "")) for line in front.lines]
    picture = None
    if front.picture is not None:
        picture = Shown(png_of(front.picture, document.language), tell(say("front.picture")))
    return Opening(document.title, front.about, [*lines, Line(rows, front.rows, rows)], picture, _bars(document))


def _bars(document: Document) -> Bars | None:
    """Make a chart of the values behind page one's pictures; None where there are none."""
    front, tell = document.front, document.language.tell
    shown = (each.finding for each in document.sections if each.finding is not None and each.series == front.series)
    finding = next(shown, None)
    if not front.series or finding is None:
        return None
    measure, in_time = measure_in(finding.basis), front.waves is not None
    form = KINDS[kind_of_values(measure)].sheet
    title = tell(say(f"front.{'waves' if in_time else 'picture'}"))
    return Bars(title, tell(Styled(heading(measure), "capital")), front.series, form, in_time)
