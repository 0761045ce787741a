"""What a first user met when reading exports: texts that vary, orders that contradict, codes, what stays unsaid."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pyreadstat
import pytest

import servgap as sg
from servgap.errors import ServgapError

WORDS = (
    *("Strongly disagree", "Disagree", "Somewhat disagree", "Neither agree nor disagree"),
    *("Somewhat agree", "Agree", "Strongly agree"),
)
TEXTS = ("Staff explain it in the customer's words.", "Waits are short.", "Rooms are clean.", "Bills are right.")
CHINESE = ("设备先进。", "员工乐意帮忙。", "账单没有差错。", "顾客的要求得到处理。")
KEYS = ("words", "wait", "rooms", "bills")
rng = np.random.default_rng(11)
EXPECTED, PERCEIVED = rng.integers(4, 8, (12, 4)), rng.integers(1, 8, (12, 4))
MAPPING = {"expectation": "An excellent firm", "perception": "As you experienced us"}


def asked(high: int = 7, parts: Sequence[str] = ("expectation", "perception")) -> sg.Instrument:
    """Give four items in one dimension, in English and Chinese."""
    items = [sg.Item(key, {"en": text, "zh": chinese}) for key, text, chinese in zip(KEYS, TEXTS, CHINESE, strict=True)]
    return sg.Instrument("short", sg.Scale(1, high), [sg.Dimension("all", items)], parts=tuple(parts))


def stored(path: Path, header: Sequence[object], rows: Sequence[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def google(path: Path, expected: Sequence[str], perceived: Sequence[str], order: Sequence[int] = range(4)) -> Path:
    """Write both parts' statements, asked in some order, as Google Forms does."""
    header = [f"An excellent firm [{text}]" for text in expected] + [f"As you experienced us [{t}]" for t in perceived]
    rows = [
        ["3/1/2026 10:00:00", *EXPECTED[row][list(order)], *PERCEIVED[row][list(order)]] for row in range(len(EXPECTED))
    ]
    return stored(path, ["Timestamp", *header], rows)


def agrees(survey: sg.Survey) -> bool:
    right = [(survey.expectations, EXPECTED), (survey.perceptions, PERCEIVED)]
    return all(bool((frame.to_numpy() == truth).all()) for frame, truth in right)


def plain(path: Path, expected: Any, perceived: Any, names: Sequence[str] = ("E{}", "P{}")) -> Path:
    header = [name.format(number) for name in names for number in range(1, 5)]
    return stored(path, header, [[*e, *p] for e, p in zip(expected, perceived, strict=True)])


def test_rounded_quotes(tmp_path: Path) -> None:
    rounded = [text.replace("'", "’") for text in TEXTS]
    assert agrees(sg.read_survey(google(tmp_path / "a.csv", TEXTS, rounded), asked()))


def test_statements_in_traditional_characters(tmp_path: Path) -> None:
    traditional = ("設備先進。", "員工樂意幫忙。", "賬單沒有差錯。", "顧客的要求得到處理。")
    assert agrees(sg.read_survey(google(tmp_path / "a.csv", CHINESE, traditional), asked()))


def test_a_question_named_as_a_part_whose_statements_stand_in_another_order(tmp_path: Path) -> None:
    order = [2, 0, 3, 1]
    one = [TEXTS[at] if at != 3 else "Invoices are right." for at in order]
    path = google(tmp_path / "one.csv", one, one, order)
    with pytest.raises(ServgapError, match=r"no column for bills; among its columns 'Invoices are right\.' is no") as e:
        sg.read_survey(path, asked())
    assert str(MAPPING).replace("'", '"') in str(e.value)
    assert agrees(sg.read_survey(path, asked(), columns=MAPPING))
    two = ["Clean", *one[1:]]
    path = google(tmp_path / "two.csv", two, two, order)
    with pytest.raises(
        ServgapError, match=r"Staff explain .*…\W, in place 2, is words\. No item's text is 'Clean', 'Inv"
    ):
        sg.read_survey(path, asked(), columns=MAPPING)
    in_order = ["Clear words", "Queues", *TEXTS[2:]]
    assert agrees(sg.read_survey(google(tmp_path / "c.csv", in_order, in_order), asked(), columns=MAPPING))


def test_columns_numbered_through_both_parts_are_proposed_as_lists(tmp_path: Path) -> None:
    for number, form in enumerate(("Q{}", "VAR{:05d}", "{{x}} {:02d} a")):
        header = [form.format(at) for at in range(1, 9)]
        rows = np.hstack([EXPECTED, PERCEIVED]).tolist()
        path = stored(tmp_path / f"{number}.csv", header, rows)
        with pytest.raises(ServgapError, match=r"such as columns=") as refused:
            sg.read_survey(path, asked())
        proposed = str(refused.value).partition("columns={")[2].partition("]}")[0]
        columns = eval("{" + proposed + "]}")  # noqa: S307 - what the message says can be pasted
        assert columns == {"expectation": header[:4], "perception": header[4:]}
        assert agrees(sg.read_survey(path, asked(), columns=columns))


def test_answers_under_other_numbers(tmp_path: Path) -> None:
    path = plain(tmp_path / "a.csv", EXPECTED + 13, PERCEIVED + 13)
    with pytest.raises(
        ServgapError, match=r"other numbers, pass labels=\{14: 1, 15: 2, 16: 3, 17: 4, 18: 5, 19: 6, 20"
    ):
        sg.read_survey(path, asked())
    survey = sg.read_survey(path, asked(), labels={value + 13: value for value in range(1, 8)})
    assert agrees(survey)
    assert survey.ledger.recodings == {"labels_told": 96}


def test_many_answers_off_the_scale_are_hardly_missing(tmp_path: Path) -> None:
    path = plain(tmp_path / "a.csv", EXPECTED + 2, PERCEIVED + 2)
    with pytest.raises(
        ServgapError, match=r"If another scale was asked, give the instrument that scale; .*missing=\[8, 9"
    ):
        sg.read_survey(path, asked())
    assert sg.read_survey(path, asked(9)).n == len(EXPECTED)


def test_parts_answered_by_sets_of_different_length(tmp_path: Path) -> None:
    five = [WORDS[at] for at in (0, 1, 3, 5, 6)]
    words = [[WORDS[(row + at) % 7] for at in range(4)] for row in range(7)]
    fewer = [[five[(row + at) % 5] for at in range(4)] for row in range(7)]
    with pytest.raises(ServgapError, match=r"has 7 levels; the labels found are those of a set of 5"):
        sg.read_survey(plain(tmp_path / "a.csv", words, fewer), asked())


def test_labels_told_stand_in_the_ledger_and_the_description(tmp_path: Path) -> None:
    words = [[*(WORDS[at] for at in row[:3]), "Yes indeed"] for row in PERCEIVED % 7]
    path = plain(tmp_path / "a.csv", words, words)
    survey = sg.read_survey(path, asked(), labels={"Yes indeed": 7})
    (line,) = [line for line in survey.ledger.lines if line.kind == "recoded"]
    assert (line.reason, line.count, line.detail) == ("labels_told", 24, "Yes indeed = 7")
    assert "Yes indeed = 7: 24 as labels= says" in str(sg.describe_source(path, asked(), labels={"Yes indeed": 7}))


def test_numbers_turned_to_their_labels_are_described(tmp_path: Path) -> None:
    names = [f"{part}{number}" for part in "ep" for number in range(1, 5)]
    frame = pd.DataFrame(8.0 - np.hstack([EXPECTED, PERCEIVED]), columns=names)
    turned = {8.0 - value: WORDS[value - 1] for value in range(1, 8)}
    path = tmp_path / "turned.sav"
    pyreadstat.write_sav(frame, path, variable_value_labels=dict.fromkeys(names, turned))
    assert agrees(sg.read_survey(path, asked()))
    description = sg.describe_source(path, asked())
    assert "strongly agree = 7 (stands as 1)" in " ".join(str(description).split())
    assert "按标签改读的数字" in str(description.in_language("zh"))


@pytest.mark.parametrize(
    ("columns", "match"),
    [
        ({"expectation": "E{n}", "perception": "P{n}", "weight": "email"}, r"found email row 2, email row 3"),
        ({"expectation": "E{n}", "perception": "P{n}", "respondent": "email"}, r"email row 2, email row 3"),
        ({"attention": {"email": "yes"}}, r"nobody gave it\. Fix"),
        ({"expectation": ["email", "E2", "E3", "E4"], "perception": "P{n}"}, r"email row 2, email row 3"),
    ],
)
def test_no_place_shows_what_a_personal_column_holds(tmp_path: Path, columns: dict[str, Any], match: str) -> None:
    header = ["email", *(f"{part}{number}" for part in "EP" for number in range(1, 5))]
    rows = [["someone@example.org", *EXPECTED[row], *PERCEIVED[row]] for row in range(12)]
    with pytest.raises(ServgapError, match=match) as refused:
        sg.read_survey(stored(tmp_path / "a.csv", header, rows), asked(), columns=columns)
    assert "(someone" not in str(refused.value)


def test_a_file_without_a_header(tmp_path: Path) -> None:
    rows = [["A. Person", "a@example.org", *EXPECTED[row], *PERCEIVED[row]] for row in range(12)]
    with pytest.raises(ServgapError, match=r"8 of its 10 cells are numbers, .* such as E1 … E4, P1 … P4") as refused:
        sg.read_survey(stored(tmp_path / "a.csv", rows[0], rows[1:]), asked())
    assert "Person" not in str(refused.value)
    with pytest.raises(ServgapError, match=r"The headers are '0', '1'"):
        sg.read_survey(pd.DataFrame(np.hstack([EXPECTED, PERCEIVED])), asked())


@pytest.mark.parametrize("header", ["What's your *name*?", "Your full name", "1. 请填写您的姓名"])
def test_questions_for_a_name_are_personal(tmp_path: Path, header: str) -> None:
    names = [header, *(f"{part}{number}" for part in "EP" for number in range(1, 5))]
    path = stored(tmp_path / "a.csv", names, [["A. P.", *EXPECTED[row], *PERCEIVED[row]] for row in range(12)])
    assert sg.describe_source(path, asked()).personal == (header,)


def test_a_stored_survey_saved_again_as_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "stored.csv"
    sg.read_survey(plain(tmp_path / "a.csv", EXPECTED, PERCEIVED), asked()).to_csv(path)
    book = openpyxl.Workbook()
    for row in csv.reader(path.read_text(encoding="utf-8-sig").splitlines()):
        book.active.append(row)
    book.save(tmp_path / "stored.xlsx")
    with pytest.raises(ServgapError, match=r"saved again as a workbook\. Save it as CSV"):
        sg.read_survey(tmp_path / "stored.xlsx", asked())
