"""The quick ways of reading give exactly what the slow ones give."""

from __future__ import annotations

import datetime as dt
import io
import sys

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from servgap.errors import ServgapError
from servgap.survey.reading.door import read_survey
from servgap.survey.reading.files import rectangular
from servgap.survey.reading.files.delimited import read_delimited
from servgap.survey.reading.files.encodings import as_utf8
from servgap.survey.reading.files.package import Limits, _SheetScan, inspect_package
from servgap.survey.reading.files.raw import RawTable, cell_text
from servgap.survey.reading.files.rectangular import read_rectangle
from servgap.survey.reading.files.source import open_source
from servgap.survey.reading.files.text_cells import TextCells, factorise
from tests.small_surveys import HEADERS, instrument

NEVER = 1 << 60


def outcome(data: bytes, from_bytes: int, encoding: str | None = None) -> object:
    """Read with the quick reader from so many bytes on; give all that was read, or the refusal."""
    before, rectangular.WORTHWHILE = rectangular.WORTHWHILE, from_bytes
    try:
        table = read_delimited(data, "answers.csv", encoding=encoding)
    except ServgapError as refusal:
        return str(refusal)
    finally:
        rectangular.WORTHWHILE = before
    columns = [(cells.words, cells.index.tolist(), cells.index.dtype) for cells in map(text_cells, table.columns)]
    return table.headers, columns, list(table.rows), table.understood


def text_cells(column: object) -> TextCells:
    if not isinstance(column, TextCells):
        pytest.fail("delimited text gives text cells")
    return column


# --- delimited text ---------------------------------------------------------------------------------------------------

cell = st.sampled_from(["", "1", "5", "7", "05", "4.0", "N/A", "nan", "NULL", "同意", " a b ", "\u00a0", "x" * 40, "-"])
odd = st.sampled_from(['"', '""', '"a"', 'a"b', '"a,b"', '"a\nb"', "\r", "\ufeff", "\x00", "\x0b", "\u2028", ",", "\n"])


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """Draw a file that is a rectangle, or very nearly one."""
    width = draw(st.integers(1, 4))
    delimiter = draw(st.sampled_from(",;\t|"))
    line = st.lists(cell, min_size=width, max_size=width)
    rows = [[f"c{at}" for at in range(width)], *draw(st.lists(line, min_size=1, max_size=8))]
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    text = end.join(delimiter.join(row) for row in rows) + draw(st.sampled_from(["", end, end * 2]))
    text = draw(st.sampled_from(["", "", "\n", "sep=;\n", "\ufeff"])) + text
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(odd) + text[at + draw(st.integers(0, 1)) :]
    return text.encode()


@settings(max_examples=400, deadline=None)
@given(files())
@example(b"a,b\n1,2\n\n3,4\n")
@example(b"a,b\n1\n3,4\n")
@example(b"a,b\n\xef\xbb\xbf1,2\n")
@example(b"a,b\n1,2\r\r\n3,4\n")
@example(b"a,b\n1,2,\n3,4,\n")
@example(b"a,b\n \n3,4\n")
@example(b'\n"c0,c1"c2\n,,')
@example(b'\n\na,b\n1,"2\n')
def test_the_quick_reader_agrees_on_any_file(data: bytes) -> None:
    assert outcome(data, 0) == outcome(data, NEVER)


def plain(rows: int, end: str = "\n") -> bytes:
    generator = np.random.default_rng(4)
    answers = generator.choice(["", "1", "2", "3", "4", "5", "6", "7", "不适用"], size=(rows, 6))
    lines = [",".join([*row, f"r{at}", "North" if at % 3 else "北"]) for at, row in enumerate(answers)]
    return end.join([",".join([*HEADERS, "id", "branch"]), *lines, ""]).encode()


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("block", [1 << 10, 1021, 1 << 20])
def test_a_rectangle_is_read_quickly(end: str, encoding: str, block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rectangular, "_BLOCK", block)
    text = plain(1000, end)
    data = text.decode().encode(encoding)
    assert outcome(data, 0, encoding) == outcome(data, NEVER, encoding)
    monkeypatch.setattr(rectangular, "WORTHWHILE", 0)
    columns = read_rectangle(as_utf8(data, encoding, "answers.csv"), 1, ",", 8)
    assert columns is not None
    expected = pd.read_csv(io.BytesIO(text), dtype=object, na_filter=False)
    for at, found in enumerate(columns):
        assert found.tolist() == expected.iloc[:, at].tolist()
        assert len(set(found.words)) == len(found.words) == expected.iloc[:, at].nunique()


def test_the_survey_is_the_same_with_and_without_pyarrow(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "answers.csv"
    path.write_bytes(plain(2000))
    monkeypatch.setattr(rectangular, "WORTHWHILE", 0)
    quick = read_survey(path, instrument(), attributes=["branch", "id"])
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    slow = read_survey(path, instrument(), attributes=["branch", "id"])
    assert quick.ledger == slow.ledger
    pd.testing.assert_frame_equal(quick.respondents, slow.respondents)
    for part in quick.answers:
        np.testing.assert_array_equal(quick.answers[part].codes, slow.answers[part].codes)
        np.testing.assert_array_equal(quick.answers[part].absences, slow.answers[part].absences)


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=40), st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16-le", "utf-7", "latin-1"]))
def test_text_in_utf8_is_what_it_decodes_to(data: bytes, encoding: str) -> None:
    try:
        expected = data.decode("utf-8" if encoding == "utf-8-sig" else encoding).removeprefix("\ufeff").encode()
    except UnicodeError:
        with pytest.raises(ServgapError, match="not wholly in the encoding"):
            as_utf8(data, encoding, "answers.csv")
    else:
        assert as_utf8(data, encoding, "answers.csv") == expected


# --- text cells -------------------------------------------------------------------------------------------------------


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["", "a", "b", "c"])), st.data())
def test_text_cells_are_like_an_array(texts: list[str], data: st.DataObject) -> None:
    array, cells = np.array(texts, dtype=object), TextCells.of(texts)
    mask = np.array(data.draw(st.lists(st.booleans(), min_size=len(texts), max_size=len(texts))), dtype=bool)
    for rows in (slice(1, 3), slice(None), mask, np.flatnonzero(mask)):
        taken = cells[rows]
        assert taken.tolist() == list(taken) == array[rows].tolist() == np.asarray(taken).tolist()
        assert taken.words == tuple(dict.fromkeys(array[rows].tolist()))
        index, words = factorise(taken)
        expected = factorise(array[rows])
        assert (index.tolist(), list(words)) == (expected[0].tolist(), list(expected[1]))
    assert [cells[at] for at in range(len(cells))] == texts
    for text in ("", "a", "z", 3):
        assert (cells == text).tolist() == [word == text for word in texts]
        assert (cells != text).tolist() == [word != text for word in texts]
    assert (cells.dtype, len(cells)) == (array.dtype, len(array))


def test_many_texts_take_wider_numbers() -> None:
    texts = [str(at) for at in range(300)]
    assert TextCells.of(texts).index.dtype == np.uint16
    assert TextCells.of(texts)[:200].index.dtype == np.uint8
    assert TextCells.of(texts).tolist() == texts


# --- Arrow ------------------------------------------------------------------------------------------------------------

KINDS = [pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint64(), pa.float32(), pa.float64()]


@pytest.mark.parametrize("kind", KINDS, ids=str)
@pytest.mark.parametrize("values", [[1, 7, 3], [1, None, 7], [None, None, None]])
def test_numbers_of_an_arrow_table(kind: pa.DataType, values: list[int | None]) -> None:
    column = pa.chunked_array([pa.array(values[:1], kind), pa.array([], kind), pa.array(values[1:], kind)])
    found = open_source(pa.table({"x": column})).columns[0]
    expected = [np.nan if value is None else value for value in values]
    np.testing.assert_array_equal(found, np.array(expected, dtype=float))
    other = open_source(pl.DataFrame({"x": pl.from_arrow(column)})).columns[0]
    np.testing.assert_array_equal(found, other)


@pytest.mark.parametrize("make", [lambda x: pa.table({"x": x}), lambda x: pl.DataFrame({"x": pl.from_arrow(x)})])
def test_long_identifiers_are_not_blurred(make) -> None:
    table = open_source(make(pa.array([2**60 + 1, None, -5])))
    assert table.columns[0].tolist() == [str(2**60 + 1), "", "-5"]


def test_texts_of_an_arrow_table(tmp_path) -> None:
    twice = pa.DictionaryArray.from_arrays(pa.array([2, None, 0, 3, 1]), pa.array(["b", None, "a", "b"]))
    table = pa.table(
        {
            "plain": pa.array(["a", None, "", "b", "a"]),
            "large": pa.array(["a", None, "", "b", "a"], pa.large_string()),
            "view": pa.array(["a", None, "", "b", "a"], pa.string_view()),
            "twice": twice,
            "numbers": pa.array([3, None, 3, 1, 1]).dictionary_encode(),
            "none": pa.nulls(5),
            "truth": pa.array([True, None, False, True, True]),
            "day": pa.array([dt.date(2026, 1, 5), None, None, None, None]),
        }
    )
    found = open_source(pa.concat_tables([table.slice(0, 2), table.slice(2)]))
    cells = dict(zip(found.headers, (column.tolist() for column in found.columns), strict=True))
    assert cells["plain"] == cells["large"] == cells["view"] == ["a", "", "", "b", "a"]
    assert cells["twice"] == ["a", "", "b", "b", ""]
    assert cells["numbers"] == ["3", "", "3", "1", "1"]
    assert cells["none"] == [""] * 5
    assert cells["truth"] == ["TRUE", "", "FALSE", "TRUE", "TRUE"]
    assert found.columns[0].words == ("a", "", "b")
    assert found.columns[3].words == ("a", "", "b")
    pq.write_table(table.drop_columns(["twice"]), tmp_path / "texts.parquet")
    again = open_source(tmp_path / "texts.parquet")
    assert [column.tolist() for column in again.columns[:3]] == [column.tolist() for column in found.columns[:3]]


def test_small_integers_with_gaps_stay_what_attributes_were(tmp_path) -> None:
    names = dict.fromkeys(HEADERS, pa.array([1, 2, None, 4], pa.int8()))
    more = {"age": pa.array([31, None, 45, 18], pa.int8()), "portion": pa.array([0.1, 0.2, None, 1.0], pa.float32())}
    pq.write_table(pa.table(names | more), tmp_path / "answers.parquet")
    survey = read_survey(tmp_path / "answers.parquet", instrument(), attributes=["age", "portion"])
    assert survey.respondents["age"].dtype == np.float64
    assert survey.respondents["age"].tolist()[::2] == [31, 18]
    assert survey.n == 3


def test_categories_that_read_alike_are_one_text() -> None:
    column = pd.Series(pd.Categorical([1, "1", None, 1.5], categories=["no", "1", 1, 1.5]))
    found = open_source(pd.DataFrame({"x": column})).columns[0]
    assert found.tolist() == ["1", "1", "", "1.5"]
    assert found.words == ("1", "", "1.5")


# --- workbooks --------------------------------------------------------------------------------------------------------

typed = st.one_of(
    st.integers(-9, 9),
    st.sampled_from([0.0, -0.0, 1e15, 1e16, 4.5, 1 / 3, -7.0]),
    st.booleans(),
    st.sampled_from(["", "5", "5.0", "TRUE", " x", "同意"]),
    st.dates(dt.date(2000, 1, 1), dt.date(2030, 1, 1)),
    st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2030, 1, 1)).map(lambda moment: moment.replace(microsecond=0)),  # noqa: DTZ001 - as in sheets
)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.lists(typed, min_size=3, max_size=3), min_size=1, max_size=8))
def test_cells_of_a_workbook_read_as_each_would_alone(rows, tmp_path_factory) -> None:
    from python_calamine import CalamineWorkbook

    path = tmp_path_factory.mktemp("books") / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for at, row in enumerate([["a", "b", "c"], *rows, ["end", "end", "end"]], start=1):
            for place, value in enumerate(row, start=1):
                sheet.write(at, place, value, day if isinstance(value, dt.date) else None)
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    alone = [[cell_text(value) for value in row] for row in sheet.iter_rows()]
    found = open_source(path)
    expected = list(zip(*alone, strict=True))[-3:]
    assert [column.tolist() for column in found.columns] == [list(column)[-len(rows) - 1 :] for column in expected]


ref = st.sampled_from(["A1", "B7", "c12", "XFD1048576", "ZZ100000", "AA99999", "C3"])
tag = st.sampled_from(
    [
        *('<c r="{}"><v>1</v></c>', '<c r="{}" s="1"/>', '<c\tr="{}"><v>1</v></c>', '<x:c s="1" r="{}"><v>1</v></x:c>'),
        *("<c><v>1</v></c>", "<c/>", '</row><row r="9">', "<cols><col/></cols>", '<c s="2" r="{}"><v>:</v></c>'),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(tag, ref), max_size=12), st.integers(1, 400))
def test_the_quick_look_never_finds_a_sheet_smaller(parts: list[tuple[str, str]], piece: int) -> None:
    text = "<row>" + "".join(form.format(at) for form, at in parts) + "</row>"
    scans = [_SheetScan(exact=False), _SheetScan(exact=True)]
    for scan in scans:
        for at in range(0, len(text), piece):
            scan.feed(text[at : at + piece].encode())
        scan.measure(scan.rest)
    quick, exact = scans
    assert quick.widest >= exact.widest
    assert quick.lowest >= exact.lowest


def test_a_small_limit_is_held_exactly(tmp_path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for at in range(30):
            sheet.write(at, 0, at)
        sheet.write_blank(90, 5, None, book.add_format({"bold": True}))
    inspect_package(path, Limits(cells=30, rows=30, columns=1))
    with pytest.raises(ServgapError, match="rows of a sheet: found 30, at most 29"):
        inspect_package(path, Limits(rows=29))
    table = open_source(path)
    assert isinstance(table, RawTable)
    assert len(table.rows) == 29
