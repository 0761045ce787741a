"""Damaged files through every reader, and by name each fault that damaging files has brought to light.

`benchmarks/fuzz_reading.py` reads a hundred thousand; here are as many as fit into seconds.
"""

from __future__ import annotations

import io
import zipfile

import pytest

import servgap as sg
from servgap.errors import ServgapError
from tests.damaged import cases
from tests.damaged.seed import few, seeds
from tests.small_surveys import HEADERS, csv, instrument

ROW = ",".join(HEADERS)
FILES = 400
AT_ONCE = 25
#: They take most of the time, and are read in the benchmark.
LONG = ("very many blank rows", "very many columns", "a zip bomb", "a very long cell")


def named(name):
    return next(sound for sound in seeds() if sound.shape.name == name)


@pytest.mark.parametrize("sound", seeds(), ids=lambda sound: sound.shape.name)
def test_undamaged_files_are_read(sound):
    outcome = cases.read_sound(sound)
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
    with pytest.raises(ServgapError, match=r'survey\.csv has 3,006 columns; .* raise the limit: limits=\{"columns": 3006}'):
        sg.read_survey(path, instrument())
    assert sg.read_survey(path, instrument(), limits={"columns": 3_006}).n == 1


def test_a_cell_far_to_the_right_is_refused_before_the_sheet_is_parsed(tmp_path):
    sound = named("plain, prefix, xlsx")
    path, packed = tmp_path / "wide.xlsx", io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sound.data)) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            far = b'<row r="9999"><c r="XFD9999"><v>5</v></c></row></sheetData>'
            target.writestr(name, source.read(name).replace(b"</sheetData>", far))
    path.write_bytes(packed.getvalue())
    with pytest.raises(ServgapError, match=r"wide\.xlsx has 16,384 columns; at most 3,000 are read"):
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
