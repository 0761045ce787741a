"""What is understood of a source before anything is computed, and what it says where reading would refuse."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

import servgap as sg
from servgap.errors import ServgapError
from tests.small_surveys import HEADERS, csv, instrument, rows

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "samples"
QUALTRICS, WENJUANXING = SAMPLES / "counter_qualtrics.csv", SAMPLES / "counter_wenjuanxing.xlsx"
TEXT = """\
counter_qualtrics.csv · 36 of 40 respondents would be used

Source
  written by          Qualtrics
  questionnaire       SERVQUAL, 22 service standards: 22 items, scale 1–7
  encoding            utf-8-sig
  delimiter           comma
  header rows         2 below the first, folded into it
  columns             56

Blocks
  expectation         Q3_1 … Q3_22, 22 columns, told by the words of the questions, 100.0% answered — An
                      excellent service counter: how far do you agree?
  perception          Q4_1 … Q4_22, 22 columns, told by the words of the questions, 100.0% answered — The
                      service you received: how far do you agree?

Answers
  labels              disagree = 2, somewhat disagree = 3, neither agree nor disagree = 4, somewhat agree = 5,
                      agree = 6, strongly agree = 7
  time taken          Duration (in seconds)

Left out
  previews and tests  1
  unfinished          3

Personal data, not loaded
  IPAddress, RecipientEmail

Other columns, loaded if attributes= names them
  Q5"""
CHINESE = """\
counter_wenjuanxing.xlsx · 40 份答卷中将使用 39 份

数据源
  来自          问卷星
  问卷          SERVQUAL 服务质量量表（22 项标准）：22 个题项，量表 1–7
  工作表        Sheet1
  列            52

题组
  期望"""


def test_what_it_shows() -> None:
    assert repr(sg.describe_source(QUALTRICS)) == TEXT
    assert repr(sg.describe_source(WENJUANXING).in_language("zh")).startswith(CHINESE)
    with pytest.raises(ServgapError, match="'de'"):
        sg.describe_source(QUALTRICS).in_language("de")


def test_it_says_what_reading_does() -> None:
    for path in (QUALTRICS, WENJUANXING, SAMPLES / "hotline_2026.csv"):
        survey, description = sg.read_survey(path), sg.describe_source(path)
        assert (description.rows_read, description.rows_used) == (survey.ledger.rows_read, survey.n)
        assert description.left_out == survey.ledger.reasons
        assert description.lines == survey.ledger.lines
        assert description.problem is None
        frame = description.frame.set_index(["part", "item"])
        for part, block in zip(survey.instrument.parts, description.blocks, strict=True):
            answered = survey.part(part).notna().sum()
            assert frame.loc[part, "answered"].tolist() == answered.tolist()
            assert (block.part, block.tallied, block.answered) == (part, True, answered.sum())


def test_the_frame_has_one_row_a_column() -> None:
    frame = sg.describe_source(QUALTRICS).frame.set_index("column")
    assert len(frame) == 56
    assert frame.loc["Q3_2", ["question", "block", "role", "part", "item", "told_by"]].tolist() == [
        "Rooms and surroundings make an inviting impression.", "Q3", "answer", "expectation", "tan2", "words",
    ]  # fmt: skip
    assert frame.loc[["IPAddress", "Status", "Duration (in seconds)", "ResponseId", "Q5"], "role"].tolist() == [
        "personal", "metadata", "duration", "respondent", "other",
    ]  # fmt: skip
    assert frame.loc["IPAddress", "filled"] == 40
    assert pd.isna(frame.loc["IPAddress", "answered"])
    assert frame["filled"].dtype == "Int64"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_value_of_a_person_is_shown(language: str) -> None:
    for path in (QUALTRICS, WENJUANXING):
        description = sg.describe_source(path).in_language(language)
        shown = [repr(description), description._repr_html_(), description.frame.to_csv(), str(description.lines)]
        assert not [text for text in shown if "192.0.2" in text or "example.org" in text]


def test_html_escapes_what_came_from_the_source() -> None:
    frame = rows((1,) * 6).assign(**{"<script>alert(1)</script>": "x"})
    html = sg.describe_source(frame, instrument())._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_free_text_is_personal() -> None:
    frame = pd.concat([rows((1, 2, 3, 4, 5, 6))] * 8, ignore_index=True)
    frame["thoughts"] = [f"I met Mr Park on day {day} and he was very kind" for day in range(8)]
    frame["branch"] = ["North", "South"] * 4
    description = sg.describe_source(frame, instrument())
    assert description.personal == ("thoughts",)
    assert "Mr Park" not in repr(description) + description.frame.to_csv()


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        (["a", "b", "c", "d", "e", "f"], r"none fits all 3 items"),
        (["E1", "E2", "E3", "x", "y", "z"], "no perception"),
        (["_uuid", "_index", "network id", "response type", "E1", "P1"], "several survey tools"),
        (["Waits are short."] * 6, "none fits|stands 6 times"),
    ],
)
def test_what_reading_refuses_is_said_and_not_raised(headers: list[str], message: str) -> None:
    frame = rows(("1", "2", "3", "4", "5", "6")).set_axis(headers, axis=1)
    with pytest.raises(ServgapError, match=message) as refusal:
        sg.read_survey(frame, instrument())
    description = sg.describe_source(frame, instrument())
    assert description.problem == str(refusal.value)
    assert description.rows_used is None
    assert len(description.frame) == 6
    assert " ".join(str(refusal.value).split()[:6]) in " ".join(repr(description).split())
    assert "Not understood" in repr(description)
    assert "未能识别" in repr(description.in_language("zh"))


def test_answers_that_cannot_be_read_leave_the_columns_understood(tmp_path: Path) -> None:
    path = csv(tmp_path, ",".join(HEADERS), "1,2,3,4,5,Agre")
    description = sg.describe_source(path, instrument())
    assert "Did you mean 'agree'" in str(description.problem)
    assert [block.part for block in description.blocks] == ["expectation", "perception"]
    assert description.blocks[0].answered is None
    mended = sg.describe_source(path, instrument(), labels={"Agre": 6})
    assert mended.problem is None


def test_wrong_columns_are_said_and_a_file_that_is_not_there_is_refused() -> None:
    description = sg.describe_source(rows((1,) * 6), instrument(), columns={"expectation": "E{n}"})
    assert "says nothing of perception" in str(description.problem)
    with pytest.raises(ServgapError, match="There is no file"):
        sg.describe_source("nowhere.csv")
    with pytest.raises(ServgapError, match="no built-in instrument"):
        sg.describe_source(rows((1,) * 6), "servqal")


def test_told_columns_attention_checks_and_blocks_that_are_not_read() -> None:
    frame = rows((1, 2, 3, 4, 5, 6)).assign(**{"Rate [a]": "1", "Rate [b]": "2"})
    frame.insert(0, "Timestamp", "2026/3/2 9:00:00 AM")
    frame["Tick two, please"], frame["w"] = "two", "1.5"
    columns = {"expectation": "E{n}", "perception": "P{n}", "attention": {"Tick two, please": "two"}, "weight": "w"}
    description = sg.describe_source(frame, instrument(), columns=columns)
    assert description.tool == "google_forms"
    assert [(block.part, block.told_by, block.tallied, block.columns) for block in description.blocks] == [
        ("expectation", "told", True, 3), ("perception", "told", True, 3), ("", "", False, 2),
    ]  # fmt: skip
    roles = description.frame.set_index("column")["role"]
    assert roles[["Timestamp", "Tick two, please", "w", "Rate [a]"]].tolist() == [
        "metadata", "attention", "weight", "other",
    ]  # fmt: skip


def test_long_data() -> None:
    cells = [("a", item, part, "5") for item in ("wait", "call", "polite") for part in ("expectation", "perception")]
    frame = pd.DataFrame(cells, columns=["id", "item", "measure", "score"])
    description = sg.describe_source(frame, instrument())
    assert description.frame["role"].tolist() == ["respondent", "item", "part", "answer"]
    assert (description.rows_read, description.rows_used) == (1, 1)


def test_the_script_writes_the_shipped_exports(tmp_path: Path) -> None:
    sys.path.insert(0, str(SAMPLES))
    try:
        importlib.import_module("make_samples").main(tmp_path)
    finally:
        sys.path.remove(str(SAMPLES))
    assert (tmp_path / QUALTRICS.name).read_bytes() == QUALTRICS.read_bytes()
    written, shipped = (
        CalamineWorkbook.from_path(folder / WENJUANXING.name).get_sheet_by_index(0).to_python()
        for folder in (tmp_path, SAMPLES)
    )
    assert written == shipped
