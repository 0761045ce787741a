"""Opening sources: files told apart by content, encodings, delimiters, workbooks, Parquet and frames."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import struct
import sys
import zipfile
from decimal import Decimal

import narwhals as nw
import numpy as np
import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from servgap.errors import ServgapError
from servgap.survey.reading.files.delimited import read_delimited
from servgap.survey.reading.files.package import Limits, inspect_package
from servgap.survey.reading.files.raw import RawTable, cell_text, clean_header
from servgap.survey.reading.files.source import open_source

CHINESE = "编号,1.服务员仪表整洁,2.您对酒店的整体满意程度\n1,非常不同意,同意\n2,一般,比较同意\n"
KOREAN = "지점,1-1. 직원은 친절해야 한다. (기대 설문),1-2. 직원은 친절하다. (인지 설문)\n서울,6,5\n부산,7,4\n"


def cells(table: RawTable) -> list[list[object]]:
    return [column.tolist() for column in table.columns]


def understood(table: RawTable) -> dict[str, tuple[int, str]]:
    return {line.reason: (line.count, line.detail) for line in table.understood}


def refuses(source, match, **options):
    with pytest.raises(ServgapError, match=match):
        open_source(source, **options)


def text_table(text: str) -> RawTable:
    return read_delimited(text.encode(), "answers.csv")


def workbook(path, sheets):
    """Write lists of rows as sheets; None is an empty cell."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


# --- what a source is -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [str, lambda path: path], ids=["str", "Path"])
def test_a_csv_is_read_as_text_with_spreadsheet_rows(tmp_path, kind):
    path = tmp_path / "hotline.csv"
    path.write_text("id, E1 ,P1\nr1,05,N/A\nr2,,4.0\n", encoding="utf-8")
    table = open_source(kind(path))
    assert table.headers == ("id", "E1", "P1")
    assert cells(table) == [["r1", "r2"], ["05", ""], ["N/A", "4.0"]]
    assert list(table.rows) == [2, 3]
    assert table.name == "hotline.csv"
    assert understood(table) == {"encoding": (0, "utf-8"), "delimiter": (0, "comma")}


def test_files_are_told_apart_by_content_and_it_is_shown(tmp_path):
    renamed = tmp_path / "really_text.xlsx"
    renamed.write_text("E1,P1\n5,4\n", encoding="utf-8")
    table = open_source(renamed)
    assert cells(table) == [["5"], ["4"]]
    assert understood(table)["content"] == (0, "the file's name ends in .xlsx; by its content it is delimited text")

    book = workbook(tmp_path / "book.xlsx", {"answers": [["E1", "P1"], [5, 4]]})
    book.rename(tmp_path / "book.csv")
    table = open_source(tmp_path / "book.csv")
    assert cells(table) == [["5"], ["4"]]
    assert "by its content it is an XLSX workbook" in understood(table)["content"][1]


def test_paths_that_lead_nowhere(tmp_path):
    (tmp_path / "hotline_2026.csv").write_text("E1\n5\n", encoding="utf-8")
    refuses(tmp_path / "hotline_2025.csv", r"no file .* Did you mean 'hotline_2026.csv'\?")
    refuses(tmp_path / "nowhere" / "x.csv", "There is no file")
    refuses(tmp_path, r"is a folder. It holds hotline_2026.csv\. Pass the path of one file")
    refuses("https://example.org/answers.csv", r"found the address .* Download it")
    refuses("E1,P1\n5,4\n", r"text of 10 characters that no path can hold \('E1,P1")
    refuses("x" * 5000, "There is no file|cannot be opened")


@pytest.mark.parametrize("found", [None, 3, [1], {"E1": [5]}, np.ones((2, 2)), io.StringIO("E1\n5\n"), pl.Series([1])])
def test_what_is_no_source(found):
    refuses(found, f"found {type(found).__name__}. Pass a path")


@pytest.mark.parametrize(
    ("content", "match"),
    [
        (b"", "answers.dat is empty: expected a header row"),
        (b"\n\n  \n", "answers.dat is empty"),
        (b"\xef\xbb\xbf", "answers.dat is empty"),
        (b"E1,P1\n", r"holds 2 column headers \('E1', 'P1'\) and no row beneath them"),
        (b"\x00\x01\x02binary", r"no text \(it holds zero bytes\).*encoding='utf-16-le'"),
        (b"%PDF-1.7", "a PDF document"),
        (b"\x1f\x8b\x08", r"compressed \(gzip\). Unpack"),
        (b"$FL2@(#) SPSS DATA", "The SPSS file answers.dat cannot be read: its header is cut off or changed"),
        (b"\n<html><table>", "a web page or XML"),
    ],
)
def test_content_that_is_no_table(tmp_path, content, match):
    path = tmp_path / "answers.dat"
    path.write_bytes(content)
    refuses(path, match)


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    path = tmp_path / "locked.csv"
    path.write_text("E1\n5\n", encoding="utf-8")

    def locked(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "open", locked)
    refuses(path, "cannot be opened: Permission denied")


def test_options_that_do_not_apply(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("E1,P1\n5,4\n", encoding="utf-8")
    refuses(path, "sheet='x' does not apply: a.csv is delimited text", sheet="x")
    book = workbook(tmp_path / "b.xlsx", {"s": [["E1"], [5]]})
    refuses(book, "encoding='utf-8' does not apply: b.xlsx is an XLSX workbook", encoding="utf-8")
    refuses(pd.DataFrame({"E1": [5]}), "encoding='utf-8' does not apply: the source is a data frame", encoding="utf-8")


# --- encodings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_encodings_that_are_found(tmp_path, encoding):
    path = tmp_path / "酒店.csv"
    path.write_bytes(CHINESE.encode(encoding))
    table = open_source(path)
    assert table.headers == ("编号", "1.服务员仪表整洁", "2.您对酒店的整体满意程度")
    assert cells(table)[1] == ["非常不同意", "一般"]
    assert understood(table)["encoding"] == (0, {"gbk": "gb18030"}.get(encoding, encoding))


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (KOREAN, "cp949"),
        ("branch,E1\n매우 그렇다,1\n", "cp949"),
        ("性別,飯店的服務態度很好\n男,非常滿意\n", "big5"),
        ("性別,サービスの品質について\n男,とても満足\n", "shift_jis"),
        ("filiale,qualité,résumé\nlyon,très bien,élevé\n", "cp1252"),
        ("Филиал,Качество обслуживания\nМосква,хорошо\n", "cp1251"),
    ],
)
def test_encodings_that_are_asked_for(tmp_path, text, encoding):
    path = tmp_path / "answers.csv"
    path.write_bytes(text.encode(encoding))
    start = next(word for word in re.split(r"[,\n]", text) if not word.isascii())[:2]
    refuses(path, f"cannot be told for certain. Candidates, the likeliest first: encoding='{encoding}' reads .*{start}")
    table = open_source(path, encoding=encoding)
    assert table.headers == tuple(text.split("\n")[0].split(","))
    assert "encoding" not in understood(table)


def test_the_encoding_given_wins_and_is_checked(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_bytes(CHINESE.encode("utf-8-sig"))
    assert open_source(path, encoding="utf-8").headers[0] == "编号"
    refuses(path, "There is no encoding 'utf-99'", encoding="utf-99")
    refuses(path, r"not wholly in the encoding 'ascii': line 1 holds b'\\xef", encoding="ascii")
    path.write_bytes(CHINESE.encode("utf-16-le"))
    assert open_source(path, encoding="utf-16-le").headers[0] == "编号"


@pytest.mark.parametrize(
    ("first", "second", "other"),
    [("分店,E1\n北京,1\n", "成都,2\n", "gb18030"), ("ort,E1\nKöln,1\n", "Köln,2\n", "cp1252")],
)
def test_mixed_encodings(tmp_path, first, second, other):
    path = tmp_path / "joined.csv"
    path.write_bytes(first.encode() + second.encode(other))
    refuses(path, r"joined.csv mixes encodings: line \d is UTF-8 and line 3 is not")


def test_bytes_that_no_encoding_explains(tmp_path):
    path = tmp_path / "odd.csv"
    path.write_bytes(b"E1,P1\n5,\xff\xff\x98\x81\xff,\x81\n")
    refuses(path, r"odd.csv is neither UTF-8 nor in another .* \(line 2 holds b'\\xff")
    path.write_bytes(b"\xef\xbb\xbfE1,P1\n5,\xff\n")
    refuses(path, "not wholly in the encoding 'utf-8-sig': line 2")


def test_the_korean_kiosk_export(tmp_path):
    kiosk = pytest.importorskip("pathlib").Path(__file__).parents[2] / "shared" / "data" / "kiosk" / "kiosk.csv"
    if not kiosk.exists():
        pytest.skip("the kiosk survey is not here")
    refuses(kiosk, "likeliest first: encoding='cp949' reads '귀하의 성별을")
    table = open_source(kiosk, encoding="cp949")
    assert (len(table.headers), len(table.rows)) == (163, 211)
    reference = pd.read_csv(kiosk, encoding="cp949", dtype=str, keep_default_na=False, header=None)
    assert cells(table) == [reference[at].tolist()[1:] for at in range(163)]


# --- delimiters and records -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("delimiter", "name"), [(",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "vertical bar")]
)
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_delimiters_are_found(delimiter, name, quoting):
    written = io.StringIO(newline="")
    rows = [["id", "E1, or: what; should | be", "P1\tline\nbreak"], ["r1", "4,5", "5;5"], ["r2", 'so "called"', ""]]
    csv.writer(written, delimiter=delimiter, quoting=quoting).writerows(rows)
    table = text_table(written.getvalue())
    assert table.headers == tuple(rows[0])
    assert cells(table) == [list(column) for column in zip(*rows[1:], strict=True)]
    assert understood(table)["delimiter"] == (0, name)
    assert "rows are numbered as a spreadsheet shows them" in understood(table)["line_breaks_in_cells"][1]


def test_one_column_has_no_delimiter():
    table = text_table("E1\n5\n\n4\n")
    assert cells(table) == [["5", "", "4"]]
    assert "delimiter" not in understood(table)


def test_rows_keep_their_numbers():
    table = text_table("\n,\nE1,P1\n5,4\n\n3,2\n")
    assert list(table.rows) == [4, 5, 6]
    assert cells(table) == [["5", "", "3"], ["4", "", "2"]]
    assert understood(table)["header_row"] == (0, "the header stands in row 3; the rows above it are blank")


def test_carriage_returns_end_rows_too():
    assert cells(text_table("E1,P1\r5,4\r3,2")) == [["5", "3"], ["4", "2"]]
    assert cells(text_table("E1,P1\r\n5,4\r\n")) == [["5"], ["4"]]


def test_headers_repeat_and_are_stripped():
    table = text_table("\ufeffE1,E1,\u00a0P1\u200b ,\n1,2,3,4\n")
    assert table.headers == ("E1", "E1", "P1", "")


def test_columns_of_nothing_are_left_out():
    assert text_table("E1,P1,\n5,4,\n").headers == ("E1", "P1")
    assert text_table("E1,P1\n5,4,,\n3,2\n").headers == ("E1", "P1")


@pytest.mark.parametrize("extra", ["", "6,6,,,\n"])
def test_short_rows_are_filled_and_counted(extra):
    table = text_table(f'E1,P1,note\n5,4,"a, b"\n3\n\n2,1,\n{extra}')
    assert understood(table)["short_rows"][0] == 1
    assert cells(table)[1][:4] == ["4", "", "", "1"]


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(
        ["E1,P1,n\n5,4,x\n", 'E1,P1,n\r\n5,4,"a\n\n,b"\r\n', "a\n,,\nE1,P1,n\n5,4,\n", 'E1,P1,n\n"",,""\n']
    ),
    st.lists(st.sampled_from(["", ",", ",,", ",,,", ",,,,,"]), max_size=6),
    st.sampled_from(["\n", "\r\n"]),
)
def test_blank_rows_at_the_end_read_as_anywhere_else(filled, blank, line_end):
    """A row with one text below them has the parser read them; what they hold and lack must be the same."""
    rows = filled + "".join(row + line_end for row in blank)
    above, below = text_table(rows), text_table(rows + "x,y,z")
    assert len(below.columns[0]) == len(above.columns[0]) + 1
    assert [column[:-1] for column in cells(below)] == cells(above)
    short = [understood(table).get("short_rows") for table in (above, below)]
    assert short[0] == short[1]


def test_rows_with_cells_beyond_the_header():
    wide = "".join(f"5,4,{at}\n" for at in range(5))
    with pytest.raises(ServgapError, match=r"has 2 columns, and 5 rows .* row 3 \(3 cells\), .* and 2 more"):
        text_table(f"E1,P1\n5,4\n{wide}")
    with pytest.raises(ServgapError, match=r"row 2 \(5 cells\)"):
        text_table("E1,P1\n5,4,,,x\n")


@pytest.mark.parametrize("before", ["", '3,"two\nlines"\n', "3,4,,,\n"])
def test_a_quote_left_open(before):
    row = 4 if before else 3
    with pytest.raises(ServgapError, match=f"ends inside a quoted cell that opens in row {row}"):
        text_table(f'E1,note\n5,4\n{before}3,"cut off\n1,2\n')


def test_a_cell_longer_than_the_csv_module_takes():
    table = text_table('E1,P1\n5,"' + "x" * 300_000 + '"\n4,y\n')
    assert table.headers == ("E1", "P1")
    assert [len(cell) for cell in table.columns[1]] == [300_000, 1]


texts = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00\r"), max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(texts, min_size=3, max_size=3), min_size=1, max_size=6), st.sampled_from(",;\t|"))
def test_any_text_survives_csv(rows, delimiter):
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([["a", "b", "c"], *rows])
    assert cells(text_table(written.getvalue())) == [list(column) for column in zip(*rows, strict=True)]


# --- workbooks --------------------------------------------------------------------------------------------------------


def test_a_workbook_gives_its_cells_as_typed(tmp_path):
    rows = [
        [None, "E1 ", "E1", "when"],
        [None, 5, "5", dt.date(2026, 1, 5)],
        [None, 4.5, "N/A", pd.Timestamp(2026, 1, 5, 10, 2, 3).to_pydatetime()],
        [None, True, None, dt.time(1, 2, 3)],
    ]
    path = workbook(tmp_path / "book.xlsx", {"answers": rows, "empty": []})
    table = open_source(path)
    assert table.headers == ("E1", "E1", "when")
    assert cells(table) == [["5", "4.5", "TRUE"], ["5", "N/A", ""], ["2026-01-05", "2026-01-05 10:02:03", "01:02:03"]]
    assert list(table.rows) == [2, 3, 4]
    assert understood(table) == {"sheet": (0, "answers")}


def test_rows_above_the_header_and_below_the_answers(tmp_path):
    rows = [[None], [None], ["E1", "P1"], [5, 4], [None], [3, 2], [None], [" "], [None]]
    rows[7] = ["", ""]
    table = open_source(workbook(tmp_path / "book.xlsx", {"answers": rows}))
    assert list(table.rows) == [4, 5, 6]
    assert cells(table) == [["5", "", "3"], ["4", "", "2"]]
    assert understood(table)["header_row"] == (0, "the header stands in row 3; the rows above it are blank")


def test_which_sheet(tmp_path):
    path = workbook(tmp_path / "book.xlsx", {"one": [["E1"], [5]], "two": [["E2"], [6]], "blank": []})
    refuses(path, "Several sheets of book.xlsx hold cells: 'one', 'two'. Pass the one .* sheet='one'")
    assert open_source(path, sheet="two").headers == ("E2",)
    assert open_source(path, sheet=0).headers == ("E1",)
    refuses(path, "has no sheet 'three'; it has 0 'one', 1 'two', 2 'blank'", sheet="three")
    refuses(path, "has no sheet 3;", sheet=3)
    refuses(path, "has no sheet -1;", sheet=-1)
    refuses(path, "The sheet 'blank' of book.xlsx holds no cells", sheet="blank")


def test_hidden_sheets_count_only_if_no_other_holds_cells(tmp_path):
    path = tmp_path / "book.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["E1"])
    book.active.append([5])
    lists = book.create_sheet("lists")
    lists.append(["x"])
    lists.sheet_state = "hidden"
    book.save(path)
    assert open_source(path).headers == ("E1",)


def test_workbooks_without_answers(tmp_path):
    refuses(workbook(tmp_path / "a.xlsx", {"s": []}), "The workbook a.xlsx holds no cells")
    refuses(workbook(tmp_path / "b.xlsx", {"s": [["E1", "P1"]]}), "holds 2 column headers")


def test_cells_that_lose_their_meaning_are_counted(tmp_path):
    path = tmp_path / "book.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["E1", "P1"], [5, "#N/A"], ["=1+1", 4]):
        sheet.append(row)
    sheet["B2"].data_type = "e"
    book.save(path)
    table = open_source(path)
    assert cells(table) == [["5", ""], ["", "4"]]
    assert understood(table)["error_cells"][0] == 1
    assert understood(table)["formulas_without_value"][0] == 1


def test_a_workbook_of_three_million_blank_rows(tmp_path):
    """Blank rows cost neither memory nor rows read."""
    path = tmp_path / "blank.xlsx"
    blank = "".join(f'<row r="{row}"/>' for row in range(3, 1_000_001))
    sheet = f'<row r="1">{_text_cell("A1", "E1")}</row><row r="2"><c r="A2"><v>5</v></c></row>{blank}'
    _raw_workbook(path, [sheet, blank, blank])
    table = open_source(path)
    assert cells(table) == [["5"]]


def _text_cell(at, text):
    return f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'


def _raw_workbook(path, sheets, prolog="", extra=None):
    """Write a workbook part by part, so that it can be wrong on purpose."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    listed = "".join(f'<sheet name="s{at}" sheetId="{at}" r:id="r{at}"/>' for at in range(1, len(sheets) + 1))
    related = "".join(
        f'<Relationship Id="r{at}" Type="{office}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in range(1, len(sheets) + 1)
    )
    types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    root = f'<Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/>'
    parts = {
        "[Content_Types].xml": types,
        "_rels/.rels": f'<Relationships xmlns="{package}">{root}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}">{related}</Relationships>',
    }
    for at, rows in enumerate(sheets, start=1):
        parts[f"xl/worksheets/sheet{at}.xml"] = (
            f'{prolog}<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
        )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**parts, **(extra or {})}.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("corner", ['<c r="XFD1048576"><v>1</v></c>', '<x:c s="1" r="ZZZ900000"><v>1</v></x:c>'])
def test_two_cells_in_opposite_corners(tmp_path, corner):
    path = _raw_workbook(
        tmp_path / "corners.xlsx", [f'<row r="1"><c r="A1"><v>1</v></c></row><row r="9">{corner}</row>']
    )
    refuses(
        path, r"limit on the cells of a sheet.*at most 20,000,000 are read. Delete the rows.*or save the sheet as CSV"
    )


def test_cells_without_addresses_are_measured_too(tmp_path):
    rows = "<row><c><v>1</v></c></row>" * 3 + "<row>" + "<c><v>1</v></c>" * 5 + "</row>"
    path = _raw_workbook(tmp_path / "plain.xlsx", [rows])
    with pytest.raises(ServgapError, match=r"cells of a sheet.*found 20, at most 19"):
        inspect_package(path, Limits(cells=19))
    inspect_package(path, Limits(cells=20))


def test_limits_of_a_package(tmp_path):
    path = _raw_workbook(tmp_path / "big.xlsx", ['<row r="1"/>' * 100_000])
    with pytest.raises(ServgapError, match="limit on the files it is made of: found 5, at most 4"):
        inspect_package(path, Limits(entries=4))
    with pytest.raises(ServgapError, match="limit on the bytes it unpacks to: found 1,20"):
        inspect_package(path, Limits(unpacked=1_000_000))
    with pytest.raises(ServgapError, match="limit on the bytes unpacked for each byte of the file"):
        inspect_package(path, Limits(ratio=50, ratio_from=1000))


def test_a_document_type_is_refused(tmp_path):
    prolog = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>'
    path = _raw_workbook(tmp_path / "doctype.xlsx", ['<row r="1"><c r="A1"><v>1</v></c></row>'], prolog)
    refuses(path, "holds a document type declaration in xl/worksheets/sheet1.xml")


def test_damaged_and_foreign_archives(tmp_path):
    path = tmp_path / "book.xlsx"
    path.write_bytes(b"PK\x03\x04 and nothing more")
    refuses(path, "The workbook book.xlsx cannot be read: File is not a zip file. Open it in a spreadsheet")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("answers.csv", "E1\n5\n")
    refuses(path, "a zip archive of answers.csv. Unpack it")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    refuses(path, "a Word document. Save it as XLSX or CSV")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook><sheets>")
    refuses(path, "The workbook book.xlsx cannot be read")


def test_protected_workbooks(tmp_path):
    path = tmp_path / "secret.xlsx"
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + "EncryptedPackage".encode("utf-16-le") + bytes(1000)
    )
    refuses(path, "secret.xlsx is protected by a password. Save a copy without")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))
    refuses(path, "The workbook secret.xlsx cannot be read")


def _old_workbook(rows):
    """Write the least that is an XLS file: one stream of BIFF records in a compound file of 512-byte sectors."""

    def record(kind, body):
        return struct.pack("<HH", kind, len(body)) + body

    def begin(kind):
        return record(0x809, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 6))

    end = record(0x0A, b"")

    def listing(start):
        return begin(5) + record(0x85, struct.pack("<IHBB", start, 0, 7, 0) + b"answers") + end

    sheet = begin(0x10)
    for at, row in enumerate(rows):
        for place, value in enumerate(row):
            head = struct.pack("<HHH", at, place, 0)
            if isinstance(value, str):
                sheet += record(0x204, head + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
            else:
                sheet += record(0x203, head + struct.pack("<d", value))
    filler = record(0xFFF, bytes(4096))  # a shorter stream would have to be stored in another way
    stream = listing(len(listing(0))) + sheet + filler + end
    return _compound_file(stream)


def _compound_file(stream):
    padded = stream + bytes(-len(stream) % 512)
    sectors = len(padded) // 512
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")

    def entry(name, kind, child, first, size):
        label = (name + "\0").encode("utf-16-le")
        siblings = struct.pack("<BBIII", kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        return (
            label.ljust(64, b"\0")
            + struct.pack("<H", len(label))
            + siblings
            + bytes(36)
            + struct.pack("<IQ", first, size)
        )

    root = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0)
    folder = (root + entry("Workbook", 2, 0xFFFFFFFF, 2, len(stream))).ljust(512, b"\0")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<I", 0).ljust(4 * 109, b"\xff")
    return header + table + folder + padded


def test_an_old_workbook(tmp_path):
    path = tmp_path / "old.xls"
    path.write_bytes(_old_workbook([["编号", "E1"], ["r1", 5.0], ["r2", 4.5]]))
    table = open_source(path)
    assert table.headers == ("编号", "E1")
    assert cells(table) == [["r1", "r2"], ["5", "4.5"]]


# A workbook's XML cannot hold control characters, and a carriage return becomes a line feed there.
cell_texts = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cn"), blacklist_characters="_"), max_size=12)


@settings(max_examples=30, deadline=None)
@given(rows=st.lists(st.lists(cell_texts, min_size=3, max_size=3), min_size=1, max_size=6))
def test_any_text_survives_a_workbook(rows, tmp_path_factory):
    rows = [*rows, ["end", "end", "end"]]
    path = tmp_path_factory.mktemp("books") / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate([["a", "b", "c"], *rows]):
            for place, text in enumerate(row):
                sheet.write_string(at, place, text)
    assert cells(open_source(path)) == [list(column) for column in zip(*rows, strict=True)]


# --- Parquet ----------------------------------------------------------------------------------------------------------


def test_parquet_keeps_its_types(tmp_path):
    path = tmp_path / "answers.parquet"
    pl.DataFrame({"id": ["a", None], "E1": [5, None], "P1": [4.5, 3.0]}).write_parquet(path)
    table = open_source(path)
    assert table.name == "answers.parquet"
    assert cells(table)[0] == ["a", ""]
    np.testing.assert_array_equal(table.columns[1], [5.0, np.nan])
    np.testing.assert_array_equal(table.columns[2], [4.5, 3.0])
    assert list(table.rows) == [0, 1]


def test_parquet_from_pandas_keeps_its_index(tmp_path):
    path = tmp_path / "answers.parquet"
    frame = pd.DataFrame({"E1": pd.Categorical(["agree", None])}, index=["r1", "r2"])
    frame.to_parquet(path)
    table = open_source(path)
    assert (table.headers, list(table.rows), cells(table)) == (("E1",), [0, 1], [["agree", ""]])
    assert table.names is not None
    assert list(table.names) == ["r1", "r2"]


def test_parquet_without_pyarrow(tmp_path, monkeypatch):
    path = tmp_path / "answers.parquet"
    pl.DataFrame({"E1": [5]}).write_parquet(path)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    refuses(path, r'pip install "servgap\[parquet\]". Or read the file yourself')


def test_damaged_parquet(tmp_path):
    path = tmp_path / "answers.parquet"
    path.write_bytes(b"PAR1" + bytes(50))
    refuses(path, "The Parquet file answers.parquet cannot be read")
    pq.write_table(pa.table({"E1": pa.array([], pa.int64())}), path)
    refuses(path, r"answers.parquet holds 1 column headers \('E1'\)")


# --- frames -----------------------------------------------------------------------------------------------------------


def test_pandas_columns_are_taken_by_position():
    frame = pd.DataFrame([[5, 4, "x"], [3, 2, None]], columns=["E1", "E1", " P1\u00a0"], index=["r1", "r2"])
    table = open_source(frame)
    assert table.headers == ("E1", "E1", "P1")
    assert cells(table) == [[5, 3], [4, 2], ["x", ""]]
    assert list(table.rows) == [0, 1]
    assert table.names is not None
    assert list(table.names) == ["r1", "r2"]
    assert table.name == "the frame"


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (pd.Series(pd.Categorical(["同意", None, "非常同意"])), ["同意", "", "非常同意"]),
        (pd.Series(pd.Categorical([3, 1, None])), ["3", "1", ""]),
        (pd.Series([5, None], dtype="Int64"), [5.0, np.nan]),
        (pd.Series([5, 4], dtype="Int8"), [5, 4]),
        (pd.Series([5, 4], dtype="UInt64"), [5, 4]),
        (pd.Series([2**60 + 1, None], dtype="Int64"), [str(2**60 + 1), ""]),
        (pd.Series([4.5, None], dtype="Float64"), [4.5, np.nan]),
        (pd.Series([5, None], dtype="int64[pyarrow]"), [5.0, np.nan]),
        (pd.Series([True, False]), [True, False]),
        (pd.Series([True, None], dtype="boolean"), ["TRUE", ""]),
        (pd.Series(["a", None], dtype="string"), ["a", ""]),
        (pd.Series(["a", pd.NA, np.nan], dtype=object), ["a", "", ""]),
        (
            pd.Series([5, 5.0, 4.5, "5 ", True, None, Decimal("4.50")], dtype=object),
            ["5", "5", "4.5", "5 ", "TRUE", "", "4.50"],
        ),
        (pd.Series([dt.date(2026, 1, 5), pd.NaT], dtype=object), ["2026-01-05", ""]),
        (pd.Series(pd.period_range("2026Q1", periods=2, freq="Q")), ["2026Q1", "2026Q2"]),
    ],
)
def test_pandas_dtypes(column, expected):
    before = column.copy()
    table = open_source(pd.DataFrame({"x": column}))
    np.testing.assert_array_equal(table.columns[0], np.array(expected, dtype=table.columns[0].dtype))
    pd.testing.assert_series_equal(column, before)


def test_dates_keep_the_clock_on_the_wall():
    when = pd.Series(pd.to_datetime(["2026-01-05 08:00", None]).tz_localize("Asia/Shanghai"))
    expected = np.array(["2026-01-05T08:00", "NaT"], dtype="datetime64[ns]")
    for frame in (pd.DataFrame({"t": when}), pl.DataFrame({"t": pl.from_pandas(when)})):
        np.testing.assert_array_equal(open_source(frame).columns[0], expected)


def test_headers_of_two_levels_are_joined():
    labels = pd.MultiIndex.from_tuples([("期望", "1"), ("感知", "1"), ("id", "Unnamed: 2_level_1")])
    table = open_source(pd.DataFrame([[5, 4, "r1"]], columns=labels))
    assert table.headers == ("期望 - 1", "感知 - 1", "id")
    assert "the 2 levels of each header were joined" in understood(table)["header_levels"][1]


def polars_frame():
    return pl.DataFrame(
        {
            "id": ["a", None],
            "E1": [5, None],
            "P1": [4.5, None],
            "level": pl.Series(["agree", None], dtype=pl.Enum(["no answer", "agree"])),
            "kind": pl.Series(["x", "y"], dtype=pl.Categorical),
            "done": [True, None],
            "day": [dt.date(2026, 1, 5), None],
            "pay": [Decimal("1.5"), None],
        }
    )


@pytest.mark.parametrize("kind", ["eager", "lazy", "arrow"])
def test_other_frames(kind):
    eager = polars_frame()
    table = open_source({"eager": eager, "lazy": eager.lazy(), "arrow": eager.to_arrow()}[kind])
    assert table.headers == tuple(eager.columns)
    assert list(table.rows) == [0, 1]
    texts = dict(zip(table.headers, cells(table), strict=True))
    assert (texts["id"], texts["level"], texts["kind"]) == (["a", ""], ["agree", ""], ["x", "y"])
    assert texts["done"] == ["TRUE", ""]
    np.testing.assert_array_equal(table.columns[1], [5.0, np.nan])
    np.testing.assert_array_equal(table.columns[2], [4.5, np.nan])
    np.testing.assert_array_equal(table.columns[7], [1.5, np.nan])
    np.testing.assert_array_equal(table.columns[6], np.array(["2026-01-05", "NaT"], dtype="datetime64[ns]"))


def test_arrow_tables_may_repeat_names():
    table = open_source(pa.table([pa.array([5]), pa.array([4])], names=["E1", "E1"]))
    assert (table.headers, cells(table)) == (("E1", "E1"), [[5], [4]])


def test_other_frames_may_not_repeat_names(monkeypatch):
    def refuse(_source):
        raise nw.exceptions.DuplicateError("got:\n- 'E1' 2 times")

    monkeypatch.setattr(nw, "from_native", refuse)
    refuses(pl.DataFrame({"E1": [5]}), "names every column differently; found: got: - 'E1' 2 times. Rename")


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame])
def test_frames_without_answers(make):
    refuses(make(), "Expected columns with names; the frame has none")
    refuses(make({"E1": []}), r"the frame holds 1 column headers \('E1'\) and no row beneath them")


# --- cells ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5.0, "5"),
        (-0.5, "-0.5"),
        (1e21, "1e+21"),
        (np.float32(2), "2"),
        (float("nan"), ""),
        (float("inf"), "inf"),
        (np.int64(7), "7"),
        (np.bool_(False), "FALSE"),
        (pd.Timestamp("2026-01-05"), "2026-01-05"),
        (dt.timedelta(hours=1), "1:00:00"),
        (pd.NaT, ""),
        (Decimal("NaN"), ""),
    ],
)
def test_cell_text(value, text):
    assert cell_text(value) == text


def test_clean_header():
    assert clean_header("\ufeff\u00a0 E1\nline \u200b\t") == "E1\nline"
