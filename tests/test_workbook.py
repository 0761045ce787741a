"""Workbooks as they are read: page one first, words for readers, codes for programs, and nothing cut."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from wcwidth import wcwidth

import servgap as sg
from servgap.columns import COLUMNS, KINDS
from servgap.language import language_of
from servgap.report.writers.sheets.laid import laid_out
from tests.counter_surveys import HOSTILE as HOSTILE_NAMES
from tests.counter_surveys import at_the_counter
from tests.real_findings import finding, of_each_kind

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
LANGUAGES = ("en", "zh")
OVERVIEW = {"en": "Overview", "zh": "概览"}
PROGRAM = re.compile(r"[a-z][a-z0-9_]*")


@pytest.fixture(scope="module", params=LANGUAGES)
def report(request: pytest.FixtureRequest) -> sg.Report:
    survey = sg.read_survey(SAMPLES / "hotline_2026.csv", attributes=["branch", "quarter"])
    return sg.Report(survey, language=request.param)


@pytest.fixture(scope="module")
def path(report: sg.Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = tmp_path_factory.mktemp("workbook") / "report.xlsx"
    report.to_excel(written)
    return written


@pytest.fixture(scope="module")
def book(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path)


def hidden_in(sheet: Worksheet) -> set[int]:
    """Give the numbers of a sheet's hidden columns."""
    ranges = [each for each in sheet.column_dimensions.values() if each.hidden]
    return {number for each in ranges for number in range(each.min, each.max + 1)}


# --------------------------------------------------------------------------------------------------------- first sheet


def test_the_first_sheet_is_page_one(report: sg.Report, book: openpyxl.Workbook) -> None:
    document, sheet = report._document(), book.worksheets[0]
    assert sheet.title == OVERVIEW[document.language.code]
    rows = [tuple(cell for cell in row if cell) for row in sheet.iter_rows(values_only=True)]
    front = document.front
    assert rows[: 1 + len(front.about)] == [(document.title,), *((each,) for each in front.about)]
    assert 0 < len(front.lines) <= 5
    assert {(line.label, line.text) for line in front.lines} <= set(rows)
    assert any(front.rows in row for row in rows)


def test_its_lines_and_contents_lead_to_every_sheet(book: openpyxl.Workbook) -> None:
    links = [row[0] for row in book.worksheets[0].iter_rows() if row[0].hyperlink]
    led_to = {cell.hyperlink.location.removesuffix("!A1").strip("'") for cell in links}
    assert led_to == set(book.sheetnames[1:])
    assert all(cell.offset(0, 1).value for cell in links), "what each holds stands beside it"


def test_it_prints_on_one_page(book: openpyxl.Workbook) -> None:
    sheet = book.worksheets[0]
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("portrait", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight or 1) == (1, 1)
    assert sum(each.height or 13 for each in sheet.row_dimensions.values()) < 1250, "or it could not be read"


def test_its_picture_and_chart_say_what_they_show(report: sg.Report, path: Path, book: openpyxl.Workbook) -> None:
    document, sheet = report._document(), book.worksheets[0]
    front = document.front
    assert len(sheet._images) == (front.picture is not None)
    assert len(sheet._charts) == 1
    chart = sheet._charts[0]
    assert chart.legend is None
    assert len(chart.series) == 1
    data = book.worksheets[-1]
    rows = [tuple(row) for row in data.iter_rows(min_row=2, values_only=True)]
    assert rows == [(name, pytest.approx(value, rel=1e-14)) for name, value in front.series]
    assert data.title in chart.series[0].val.numRef.f
    with zipfile.ZipFile(path) as package:
        drawing = package.read("xl/drawings/drawing1.xml").decode("utf-8")
    described = re.findall(r'<xdr:cNvPr [^>]*descr="([^"]+)"', drawing)
    assert len(described) == len(sheet._images) + 1


# -------------------------------------------------------------------------------------------------------- exact frames


def test_words_are_seen_and_codes_are_hidden(book: openpyxl.Workbook) -> None:
    for sheet in book.worksheets[1:]:
        hidden, heads = hidden_in(sheet), [cell.value for cell in sheet[1]]
        for number, head in enumerate(heads, start=1):
            if number in hidden:
                assert head in COLUMNS or head in ("branch", "quarter"), (sheet.title, head)
            elif sheet.auto_filter.ref:
                assert head == "n" or not PROGRAM.fullmatch(str(head)) or head in ("branch", "p", "df"), head
        assert len(hidden & set(range(1, len(heads) + 1))) == len(heads) - min(hidden, default=len(heads) + 1) + 1


@pytest.mark.parametrize("kind", ["gaps", "ranking", "groups", "reliability", "waves"])
def test_programs_read_the_frame_back(kind: str, tmp_path: Path) -> None:
    found = finding(kind, "", "plain")
    found.to_excel(tmp_path / "one.xlsx", language="zh")
    sheet = next(iter(pd.read_excel(tmp_path / "one.xlsx", sheet_name=[1], engine="openpyxl").values()))
    frame = next(iter(found.frames.values()))
    for name in map(str, frame.columns):
        if name not in COLUMNS or COLUMNS[name].kind.writing not in ("code", "dimension", "standard", "item"):
            continue
        read = sheet[name].astype(object)
        assert read.where(read.notna(), "").tolist() == frame[name].tolist(), name


def test_numbers_are_exact_and_written_by_their_kind(tmp_path: Path) -> None:
    found = finding("significance", "", "plain")
    found.to_excel(tmp_path / "one.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "one.xlsx").worksheets[1]
    heads = {cell.value: cell.column for cell in sheet[1]}
    for head, name in (("p", "p_value"), ("n", "n"), ("Gap", "gap"), ("Statistic", "statistic")):
        cells = [sheet.cell(row, heads[head]) for row in range(2, len(found.frame) + 2)]
        values = [np.nan if cell.value is None else cell.value for cell in cells]
        np.testing.assert_allclose(values, found.frame[name].to_numpy(float), rtol=1e-15)
        assert {cell.number_format for cell in cells if cell.value is not None} == {COLUMNS[name].kind.sheet}
    assert KINDS["p_value"].sheet.startswith('[<0.001]"< .001"')


@pytest.mark.parametrize(("measure", "form"), [("met", "0.0%"), ("gap", "#,##0.00")])
def test_values_are_written_in_the_unit_of_what_is_measured(measure: str, form: str, tmp_path: Path) -> None:
    found = sg.measure_gaps(at_the_counter(43, 40), measure=measure)
    columns = {column.heading: column for column in laid_out(found, found.frame, language_of("en"))}
    assert columns["Interval from"].form == form


def test_columns_without_anything_and_repeated_ones_are_hidden() -> None:
    found = finding("gaps", "", "plain")
    hidden = {column.heading for column in laid_out(found, found.frame, language_of("en")) if column.hidden}
    assert {"value", "level", "dimension", "standard", "item", "verdict"} <= hidden
    assert {name for name in found.frame if found.frame[name].isna().all()} <= hidden


def test_all_of_a_frame_is_there() -> None:
    for found in of_each_kind().values():
        for frame in found.frames.values():
            laid = laid_out(found, frame, language_of("en"))
            assert len(laid) >= len(frame.columns)
            assert all(len(column.values) == len(frame) for column in laid)


def test_a_table_without_rows_has_no_sheet(tmp_path: Path) -> None:
    operations = finding("operations", "", "plain")
    empty = {name for name, frame in operations.frames.items() if not len(frame)}
    operations.to_excel(tmp_path / "operations.xlsx")
    sheets = openpyxl.load_workbook(tmp_path / "operations.xlsx").sheetnames
    assert len(sheets) == 2 + len(operations.frames) - len(empty)


# ---------------------------------------------------------------------------------------------------------- nothing cut


@cache
def letter_widths(bold: bool) -> dict[str, float]:
    """Read how wide letters are, in points at 10 points, from the metrics of a font of the workbook's widths."""
    metrics = Path(mpl.get_data_path()) / "fonts" / "afm" / ("phvb8a.afm" if bold else "phvr8a.afm")
    found = re.findall(r"^C (\d+) ; WX (\d+)", metrics.read_text("latin-1"), re.MULTILINE)
    return {chr(int(code)): int(wide) / 100 for code, wide in found}


def points(text: str, size: float, *, bold: bool) -> float:
    widths = letter_widths(bold)
    return sum(widths.get(sign, 10.0 if wcwidth(sign) > 1 else 5.6) for sign in text) * size / 10


def lines_needed(text: str, room: float, size: float, *, bold: bool) -> int:
    """Break a text as a spreadsheet does: at blanks, beside wide letters, and in words that are too long."""
    lines, used = 1, 0.0
    for piece in re.findall(r"[^\s\u2e80-\uffef]+|[\u2e80-\uffef]|\s+", text):
        wide = points(piece, size, bold=bold)
        if used + wide > room and used and not piece.isspace():
            lines, used = lines + 1, 0.0
        while wide > room:
            lines, wide = lines + 1, wide - room
        used += wide
    return lines


def cut_in(book: openpyxl.Workbook) -> Iterator[tuple[str, str, str]]:
    """Give the cells whose text is higher than their row."""
    for sheet in book.worksheets:
        hidden = hidden_in(sheet)
        merged = {each.min_row for each in sheet.merged_cells.ranges}
        widths = {number: _width(sheet, number) for number in range(1, sheet.max_column + 1)}
        for row in sheet.iter_rows():
            height = sheet.row_dimensions[row[0].row].height or 12.75
            for cell in row:
                if not isinstance(cell.value, str) or cell.column in hidden:
                    continue
                wide = sum(widths.values()) if cell.row in merged else widths[cell.column]
                room = (wide * 7 - 4 - 9 * int(cell.alignment.indent or 0)) * 0.75
                needed = lines_needed(cell.value, room, cell.font.sz, bold=bool(cell.font.b))
                each = (14.5 if any(wcwidth(sign) > 1 for sign in cell.value) else 12.0) * cell.font.sz / 10
                if needed * each > height + 1:
                    yield sheet.title, cell.coordinate, cell.value


def _width(sheet: Worksheet, number: int) -> float:
    """Give a column's width; columns of one width stand together in the file."""
    ranges = sheet.column_dimensions.values()
    return next((float(each.width) for each in ranges if each.min and each.min <= number <= each.max), 9.0)


def test_no_text_is_cut(book: openpyxl.Workbook) -> None:
    assert list(cut_in(book)) == []


def test_no_long_name_is_cut(tmp_path: Path) -> None:
    names = ["A BRANCH IN CAPITALS " * 12, "一个名称很长的分店" * 20, "North"]
    found = sg.compare_groups(at_the_counter(44, 90, branch=names * 30), by="branch")
    sg.Report([found], title="A title that goes on and on " * 9).to_excel(tmp_path / "long.xlsx")
    assert list(cut_in(openpyxl.load_workbook(tmp_path / "long.xlsx"))) == []


def test_tables_can_be_filtered_and_printed(book: openpyxl.Workbook) -> None:
    tables = [sheet for sheet in book.worksheets if sheet.auto_filter.ref]
    assert len(tables) > 20
    for sheet in tables:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows in ("1:1", "$1:$1")
        assert sheet.freeze_panes
        last = int(re.sub(r"\D", "", sheet.auto_filter.ref.partition(":")[2]))
        assert last == sheet.max_row > 1


# ---------------------------------------------------------------------------------------------------------------- names


def test_names_of_sheets_are_short_and_differ(tmp_path: Path) -> None:
    one = finding("gaps", "", "plain")
    sg.Report([one, finding("gaps", "by branch", "plain"), one]).to_excel(tmp_path / "same.xlsx")
    names = openpyxl.load_workbook(tmp_path / "same.xlsx").sheetnames
    folded = sorted(name.casefold() for name in names)
    assert all(one != other for one, other in pairwise(folded))
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_a_title_that_would_act_is_a_text(tmp_path: Path) -> None:
    one = finding("gaps", "", "plain")
    for number, name in enumerate(("=1+1", "&D&P", *HOSTILE_NAMES[:4])):
        sg.Report([one], title=name).to_excel(tmp_path / f"{number}.xlsx")
        sheet: Any = openpyxl.load_workbook(tmp_path / f"{number}.xlsx").worksheets[0]
        assert {cell.data_type for row in sheet for cell in row} <= {"n", "s"}
        assert "&D" not in (sheet.oddHeader.right.text or "").replace("&&", "")
