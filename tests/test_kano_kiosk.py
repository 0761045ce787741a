"""Kano's questions of a real survey in Korean, whose export has a pair of columns out of its order."""

from __future__ import annotations

import re
from functools import cache

import pandas as pd
import pytest

import servgap as sg
from tests.test_read_survey import KIOSK, needs_kiosk

FEELINGS = ("마음에 든다", "당연하다", "아무런 느낌이 없다", "하는 수 없다", "마음에 안 든다")
ASKS = "어떤 느낌이 들겠습니까"
AROUND = re.compile(r"^\d+-\d\.\s*만약\s*|,?\s*어떤 느낌이 들겠습니까\?\s*$")
LABELS = {word: code for code, word in enumerate(FEELINGS, start=1)}


@cache
def raw() -> pd.DataFrame:
    return pd.read_csv(KIOSK, encoding="cp949", dtype=str)


def questions() -> list[str]:
    """Give the headers of Kano's questions as they stand in the file."""
    return [header for header in raw() if ASKS in header]


def by_statement(way: int) -> dict[str, str]:
    """Give the column of each item, by the number before its statement: ``5-1`` if it is there, ``5-2`` if not."""
    numbers = {header: re.match(r"(\d+)-(\d)", header) for header in questions()}
    return {f"q{found[1]}": header for header, found in numbers.items() if int(found[2]) == way}


def instrument() -> sg.Instrument:
    there = by_statement(1)
    items = [sg.Item(f"q{n}", AROUND.sub("", there[f"q{n}"].strip())) for n in range(1, 30)]
    return sg.Instrument("kiosk", sg.Scale(1, 5), [sg.Dimension("kiosk", items)], parts=("functional", "dysfunctional"))


def read(**columns) -> sg.Survey:
    return sg.read_survey(KIOSK, instrument(), columns=columns, labels=LABELS, encoding="cp949")


def in_turn() -> dict[str, list[str]]:
    """Take the columns in the order in which they stand, two for each item."""
    return {"functional": questions()[::2], "dysfunctional": questions()[1::2]}


@needs_kiosk
def test_answers_are_those_of_pandas():
    found = sg.classify_kano(read(functional=by_statement(1), dysfunctional=by_statement(2)))
    assert found.basis.rows_used == 207
    table = ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ")
    for row in found.frame.to_dict("records"):
        there, absent = (raw()[by_statement(way)[row["item"]]].str.rstrip(".").map(LABELS) for way in (1, 2))
        codes = [table[int(f) - 1][int(d) - 1] for f, d in zip(there.dropna(), absent.dropna(), strict=True)]
        counts = [row[f"n_{name}"] for name in ("must_be", "one_dimensional", "attractive", "indifferent", "reverse")]
        assert counts == [codes.count(code) for code in "MOAIR"]


@needs_kiosk
def test_what_customers_of_kiosks_feel():
    found = sg.classify_kano(read(functional=by_statement(1), dysfunctional=by_statement(2)))
    counted = found.frame["kano_category"].value_counts().to_dict()
    assert counted == {"must_be": 8, "undecided": 8, "attractive": 6, "one_dimensional": 4, "indifferent": 3}
    rows = found.frame.set_index("item")
    # Fun, and using it without help: on both customers are divided, which the most frequent category alone hides.
    assert rows.loc[["q5", "q6"], "kano_category"].tolist() == ["undecided", "undecided"]
    assert rows.loc["q5", ["most_frequent", "next_frequent"]].tolist() == ["indifferent", "attractive"]
    assert rows.loc["q6", ["most_frequent", "next_frequent"]].tolist() == ["one_dimensional", "must_be"]
    assert rows.loc["q5", ["better", "worse"]].astype(float).round(3).tolist() == [0.524, -0.146]
    assert rows.loc["q6", ["better", "worse"]].astype(float).round(3).tolist() == [0.498, -0.798]
    assert (found.frame["share_questionable"] < 0.04).all()
    assert found.facts.questionable == ()


@needs_kiosk
def test_columns_taken_in_turn_are_those_of_other_questions_and_are_refused():
    """Question 5 stands behind 28-1: from the fifth pair on all are one place early, and 28-1 meets 5-1."""
    taken = in_turn()
    assert [re.match(r"\d+-\d", header)[0] for header in taken["functional"][3:6]] == ["4-1", "6-1", "7-1"]
    pairs = [(a, b) for a, b in zip(*taken.values(), strict=True) if a.split("-")[0] != b.split("-")[0]]
    assert [(a[:4], b[:4]) for a, b in pairs] == [("28-1", "5-1."), ("5-2.", "28-2")]
    with pytest.raises(sg.ServgapError, match="the source numbers its columns otherwise than its statements"):
        read(**taken)


@needs_kiosk
def test_what_the_shift_would_have_said():
    """With headers that tell nothing the shift cannot be seen: item 5 gets the answers to question 6, and so on."""
    right = sg.classify_kano(read(functional=by_statement(1), dysfunctional=by_statement(2))).frame
    bare = raw()[questions()].set_axis([f"{part}{n}" for n in range(1, 30) for part in "fd"], axis=1)
    items = [sg.Item(f"q{n}", f"Question {n}") for n in range(1, 30)]
    asked = sg.Instrument("k", sg.Scale(1, 5), [sg.Dimension("all", items)], parts=("functional", "dysfunctional"))
    shifted = sg.classify_kano(sg.read_survey(bare, asked, labels=LABELS)).frame
    assert shifted["n_must_be"][:4].tolist() == right["n_must_be"][:4].tolist()
    assert shifted["n_must_be"][4:26].tolist() == right["n_must_be"][5:27].tolist()
    five, six = (shifted.loc[place, ["better", "worse"]].astype(float).round(3).tolist() for place in (4, 5))
    assert (five, six) == ([0.498, -0.798], [0.493, -0.537])


@needs_kiosk
@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_is_reported(language, tmp_path):
    report = sg.Report(read(functional=by_statement(1), dysfunctional=by_statement(2)), language=language)
    assert [found.kind for found in report.findings] == ["kano"]
    report.to_html(tmp_path / "page.html")
    assert (tmp_path / "page.html").stat().st_size > 10_000
