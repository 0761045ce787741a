"""Damaged files through every reader, and by name each fault that damaging files has brought to light.

`benchmarks/fuzz_reading.py` reads a hundred thousand; here are as many as fit into seconds.
"""

from __future__ import annotations

import io
import struct
import zipfile

import pyarrow.parquet as pq
import pytest

import servgap as sg
from servgap.errors import ServgapError
from servgap.survey.survey_file import METADATA
from tests.damaged import cases
from tests.damaged.seed import WRITTEN, few, seeds
from tests.small_surveys import HEADERS, csv, instrument

ROW = ",".join(HEADERS)
FILES = 400
AT_ONCE = 25
#: They take most of the time, and are read in the benchmark.
LONG = ("very many blank rows", "very many columns", "a zip bomb", "a very long cell")


def named(name):
    return next(sound for sound in seeds() if sound.shape.name == name)


@pytest.mark.parametrize("name", [shape.name for shape in WRITTEN])
def test_undamaged_files_are_read(name):
    outcome = cases.read_sound(named(name))
    assert (outcome.result, outcome.message, outcome.differ) == ("read", "", 0)


@pytest.mark.parametrize("first", range(0, FILES, AT_ONCE))
def test_damaged_files_are_read_rightly_or_refused(first):
    for number in range(first, first + AT_ONCE):
        if cases.pairs()[cases.pair_of(number)][1].name in LONG:
            continue
        outcome = cases.run(number)
        assert outcome.result != "failed", f"case {number}: {outcome}"
        assert outcome.seconds < 10, f"case {number}: {outcome}"


def test_every_damage_is_done_and_every_format_is_damaged():
    tried = {(sound.kind, damage.name) for sound, damage in cases.pairs()}
    assert {damage.name for damage in cases.DAMAGES} == {name for _, name in tried}
    assert {kind for kind, _ in tried} == {"text", "xlsx", "xls", "sav", "zsav", "dta", "parquet", "stored"}
    assert len({cases.pair_of(number) for number in range(len(cases.pairs()))}) == len(cases.pairs())


def test_a_wrong_survey_would_be_found(tmp_path):
    sound = named("plain, prefix")
    path = tmp_path / sound.shape.file
    path.write_bytes(sound.data.replace(b",6,", b",5,", 1))
    outcome = cases.read(path, sound, cases.Change(sound.data, sound.rows))
    assert outcome.result == "failed"
    assert outcome.message.startswith("1 answers differ and 0 respondents are gone")


def test_the_truth_of_few_rows_has_respondents_of_every_status():
    assert set(few().status) == {"used", "empty", "preview", "unfinished", "invalid"}


# What damaging files has brought to light


def test_an_old_workbook_on_which_the_parser_gives_up(tmp_path):
    path = tmp_path / "old.xls"
    path.write_bytes(named("问卷星, xls, 按序号").data[:-96])
    with pytest.raises(ServgapError, match=r"The workbook old\.xls cannot be read: .* save it again"):
        sg.read_survey(path)


def test_a_file_of_very_many_columns_is_refused_and_the_limit_can_be_raised(tmp_path):
    more = ",".join(f"x{at}" for at in range(3_000))
    path = csv(tmp_path, f"{ROW},{more}", "5,6,7,4,4,4")
    with pytest.raises(ServgapError, match=r'survey\.csv has 3,006 columns; .* the limit: limits=\{"columns": 3006}'):
        sg.read_survey(path, instrument())
    assert sg.read_survey(path, instrument(), limits={"columns": 3_006}).n == 1


def test_a_workbook_with_a_part_whose_name_is_no_text(tmp_path):
    path = tmp_path / "parts.xlsx"
    at = (data := named("plain, prefix, xlsx").data).index(b"PK\x03\x04")
    path.write_bytes(_changed(_changed(data, at + 7, b"\x08"), at + 30, b"\xff"))
    with pytest.raises(ServgapError, match=r"The workbook parts\.xlsx cannot be read"):
        sg.read_survey(path)


@pytest.mark.parametrize(
    ("column", "row", "complaint"),
    [
        ("XFD", 99, r"far\.xlsx has 16,384 columns; at most 3,000 are read"),
        ("K", 99_999_999_999, r"goes beyond the limit on the cells"),
        ("A", 300_000, r"so few bytes: found 13,800,000, at most 5,000,000 .* limits=\{\"few_cells\": 13800000\}"),
    ],
)
def test_a_cell_far_away_is_refused_before_the_sheet_is_parsed(tmp_path, column, row, complaint):
    sound = named("plain, prefix, xlsx")
    path, packed = tmp_path / "far.xlsx", io.BytesIO()
    far = f'<row r="{row}"><c r="{column}{row}"><v>5</v></c></row></sheetData>'.encode()
    with zipfile.ZipFile(io.BytesIO(sound.data)) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b"</sheetData>", far))
    path.write_bytes(packed.getvalue())
    with pytest.raises(ServgapError, match=complaint):
        sg.read_survey(path)


def _changed(data, at, written):
    return data[:at] + written + data[at + len(written) :]


def _chain_in_a_circle(data):
    table = 512 * (1 + struct.unpack_from("<I", data, 76)[0])
    first = struct.unpack_from("<I", data, 512 * (1 + struct.unpack_from("<I", data, 48)[0]) + 128 + 116)[0]
    return _changed(data, table + 4 * first, struct.pack("<I", first))


def _record(data, kind, length, at, written):
    return _changed(data, data.index(struct.pack("<HH", kind, length)) + 4 + at, written)


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        (_chain_in_a_circle, r"chained in a circle"),
        (lambda data: _changed(data, 44, b"\xff\xff\xff\x7f"), r"table of sectors is longer than the file \(byte 44\)"),
        (lambda data: _changed(data, 68, b"\0\0\0\0"), r"cannot be read"),
        (lambda data: _changed(data, 30, b"\x1f\0"), r"sectors are of no known size \(byte 30\)"),
        (lambda data: data[:500], r"it is cut off"),
        (lambda data: _record(data, 0x200, 14, 4, b"\xff\xff\xff\x7f"), r"cells of a sheet, .* limits=\{\"cells\""),
        (lambda data: data.replace("Workbook".encode("utf-16-le"), "Workbonk".encode("utf-16-le")), r"no workbook"),
    ],
)
def test_an_old_workbook_that_would_take_all_memory(tmp_path, damage, complaint):
    path = tmp_path / "old.xls"
    path.write_bytes(damage(named("问卷星, xls, 按序号").data))
    with pytest.raises(ServgapError, match=complaint):
        sg.read_survey(path)


def test_a_header_longer_than_any_cell_of_a_spreadsheet(tmp_path):
    path = csv(tmp_path, f'{ROW},"{"why? " * 20_000}"', "5,6,7,4,4,4,x")
    with pytest.raises(ServgapError, match=r"header of column 7 of survey\.csv has 99,\d+ characters.*quote"):
        sg.read_survey(path, instrument())


@pytest.mark.parametrize("filler", ["1 ", "é", "(", "_", ".", "= 5", "A) "])
def test_a_very_long_answer_is_refused_at_once_and_not_quoted_whole(tmp_path, filler):
    path = csv(tmp_path, ROW, "5,6,7,4,4,4", f"5,6,7,4,4,{filler * 10_000}x")
    with pytest.raises(ServgapError, match=r"P3 row 3") as refusal:
        sg.read_survey(path, instrument())
    assert len(str(refusal.value)) < 1500


def test_a_stored_survey_whose_description_is_no_text(tmp_path):
    path = tmp_path / "survey.parquet"
    table = pq.read_table(io.BytesIO(named("stored, parquet").data))
    pq.write_table(table.replace_schema_metadata({METADATA: b"\xff{}"}), path)
    with pytest.raises(ServgapError, match=r"survey\.parquet.* cut off or changed"):
        sg.read_survey(path)


def test_a_stored_survey_with_one_bit_changed_among_its_answers_is_never_read_wrongly(tmp_path):
    sound, path, refused = named("stored, parquet"), tmp_path / "survey.parquet", 0
    footer = struct.unpack_from("<I", sound.data, len(sound.data) - 8)[0]
    for at in range(4, len(sound.data) - footer - 8, 97):
        path.write_bytes(_changed(sound.data, at, bytes([sound.data[at] ^ 1])))
        outcome = cases.read(path, sound, cases.Change(b"", sound.rows))
        assert outcome.result in {"read", "refused"}, (at, outcome)
        refused += outcome.result == "refused"
    assert refused > 20


def test_rows_that_lack_cells_are_named(tmp_path):
    path = csv(tmp_path, ROW, "5,6,7,4,4,4", "5,6,7", "", "5,6,7,4,4")
    lines = sg.read_survey(path, instrument()).ledger.lines
    line = next(line for line in lines if line.reason == "short_rows")
    assert (line.count, line.detail.rpartition(": ")[2]) == (2, "row 3, row 5")


@pytest.mark.parametrize(
    ("number", "names"),
    [
        (18_912, ("问卷星, 按文本, first with stem", "numbers in the XML")),
        (25_323, ("stored, parquet", "extreme numbers")),
        (30_576, ("kobo, labels, xlsx", "numbers in the XML")),
        (20_707, ("plain, two levels, xlsx", "numbers in the XML")),
    ],
    ids=["row number", "metadata", "row number of labels", "number of texts"],
)
def test_files_that_took_the_process_down_or_raised_another_librarys_error(number, names):
    assert cases.run(number, names=names).result == "refused"
