"""Answers that are on the scale, and answers that are not: with their places."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from servgap.errors import ServgapError
from servgap.survey.instrument import Dimension, Instrument, Item
from servgap.survey.reading.door import read_survey
from servgap.survey.reading.folding import INVISIBLE, fold
from servgap.survey.scale import Scale
from tests.small_surveys import HEADERS, csv, instrument, rows

LINE = ",".join(HEADERS)


def test_answers_off_the_scale_are_named_with_their_places(tmp_path: Path) -> None:
    path = csv(tmp_path, LINE, "1,1,1,1,9,1", "0,1,1,1,1,1", "1,1,1,1,1,-2", "1,1,1,1,1,9")
    message = (
        r"4 answers lie off the 1–7 scale: P2 row 2 \(9\), E1 row 3 \(0\), P3 row 4 \(-2\) and 1 more. "
        r"Fix the file, or pass missing=\[-2, 0, 9\]."
    )
    with pytest.raises(ServgapError, match=message):
        read_survey(path, instrument())
    with pytest.raises(
        ServgapError, match=message.replace("row 2", "row 0").replace("row 3", "row 1").replace("row 4", "row 2")
    ):
        read_survey(pd.read_csv(path), instrument())
    survey = read_survey(path, instrument(), missing=(-2, 0, 9))
    assert survey.ledger.recodings == {"declared_missing": 4}
    assert read_survey(pd.read_csv(path), instrument(), missing=(-2, 0, 9)).ledger.recodings == {"declared_missing": 4}


def test_one_answer_off_the_scale(tmp_path: Path) -> None:
    with pytest.raises(ServgapError, match=r"1 answer lies off the 1–7 scale: E1 row 2 \(8\)"):
        read_survey(csv(tmp_path, LINE, "8,1,1,1,1,1"), instrument())


@pytest.mark.parametrize("typed", [False, True])
def test_between_the_steps_is_another_complaint(tmp_path: Path, typed: bool) -> None:
    path = csv(tmp_path, LINE, "1,1,1,1,1,1", "1,4.5,1,1,1,1")
    source = pd.read_csv(path) if typed else path
    with pytest.raises(ServgapError, match=r"between the steps of the 1–7 scale, whose step is 1: E2 row \d \(4.5\)"):
        read_survey(source, instrument())
    halves = read_survey(source, instrument(step=0.5))
    assert halves.expectations["call"].tolist() == [1, 4.5]


def test_a_decimal_comma(tmp_path: Path) -> None:
    path = csv(tmp_path, LINE.replace(",", ";"), "1;4,5;1;1;1;1")
    assert read_survey(path, instrument(step=0.5)).expectations["call"].tolist() == [4.5]


@pytest.mark.parametrize("dtype", ["int8", "int64", "uint8", "float32", "float64", "Int64", "object"])
def test_typed_columns_hold_the_same_answers(dtype: str) -> None:
    frame = rows((1, 2, 3, 4, 5, 6), (7, 6, 5, 4, 3, 2)).astype(dtype)
    survey = read_survey(frame, instrument())
    assert survey.expectations.to_numpy().tolist() == [[1, 2, 3], [7, 6, 5]]


@pytest.mark.parametrize("value", [np.inf, -np.inf, 7.0001, 0.9999, 8, 0, -1, 300, 4.25])
def test_typed_columns_are_checked_by_value(value: float) -> None:
    frame = rows((1, 2, 3, 4, 5, 6.0), (value, 6, 5, 4, 3, np.nan))
    with pytest.raises(ServgapError, match=r"1 answer lies (off|between).*E1 row 1"):
        read_survey(frame, instrument())


def test_typed_columns_that_are_nearly_exact_are_taken() -> None:
    tenths = [[1 + 0.1 * i, 1 + 0.1 * (i + 1), 7, 1, 1, np.nan] for i in range(50)]
    survey = read_survey(pd.DataFrame(tenths, columns=list(HEADERS)), instrument(step=0.1))
    np.testing.assert_allclose(survey.expectations["wait"], [row[0] for row in tenths])


@pytest.mark.parametrize(("value", "held"), [(True, "true and false"), (pd.Timestamp("2026-01-01"), "dates")])
def test_columns_that_hold_no_answers(value: object, held: str) -> None:
    frame = rows((1,) * 6).assign(E2=value)
    with pytest.raises(ServgapError, match=rf"'E2' holds {held} \(first in row 0\)"):
        read_survey(frame, instrument())


def test_missing_must_be_numbers_or_texts() -> None:
    for wrong in (True, [None], [object()]):
        with pytest.raises(ServgapError, match=r"missing= lists the numbers or texts"):
            read_survey(rows((1,) * 6), instrument(), missing=wrong)
    assert read_survey(rows((99, 1, 1, 1, 1, 1)), instrument(), missing=99).ledger.recodings == {"declared_missing": 1}


def test_a_declared_text_wins_over_its_usual_meaning(tmp_path: Path) -> None:
    survey = read_survey(csv(tmp_path, LINE, "1,1,1,1,1,N/A"), instrument(), missing="n/a")
    assert survey.ledger.recodings == {"declared_missing": 1}


def test_all_answers_equal_and_one_respondent() -> None:
    assert read_survey(rows((7,) * 6), instrument()).n == 1


@pytest.mark.parametrize(
    "cell",
    ["7²", "²", "5₂", "½", "2½", "①", "1①", "①②", "⑴", "㍙", "1\u200b2", "1\u00ad2", "1\u2060.5", "1\u200e2", "１²"],
)
def test_what_would_turn_into_a_number_is_none(cell: str) -> None:
    """Compatible characters of raised, circled and invisible ones would make 72 of 7² and 12 of 1, nothing, 2."""
    frame = rows(*[("3",) * 6] * 4, (cell, *("3",) * 5))
    with pytest.raises(ServgapError, match=r"E1 row 4 \(") as refused:
        read_survey(frame, instrument())
    assert fold(cell) in str(refused.value)
    assert fold(cell) != unicodedata.normalize("NFKC", cell).translate(INVISIBLE) or "\u200e" in cell
    points = frame.assign(W_speed="60", W_care=["40"] * 4 + [cell])
    told = {"points": {"speed": "W_speed", "care": "W_care"}}
    with pytest.raises(ServgapError, match=r"W_care row 4"):
        read_survey(points.assign(E1="3"), instrument(), columns=told)


@pytest.mark.parametrize("cell", ["５", "٥", "５.０", "\u200b5\ufeff", "5\u00a0", "𝟓", "5\ufe0f"])
def test_digits_of_any_width_and_script_are_read(cell: str) -> None:
    assert read_survey(rows(("4",) * 6, (cell,) * 6), instrument()).expectations["wait"].tolist() == [4, 5]


def test_circled_digits_that_count_labels_are_read() -> None:
    labels = {"① 很差": 1, "②差": 2, "⑶ 一般": 3, "⒋好": 4, "很好(⑤)": 5}
    frame = rows(*[(label,) * 6 for label in labels])
    survey = read_survey(frame, instrument(5))
    assert survey.perceptions["wait"].tolist() == list(labels.values())


def test_a_raised_sign_in_a_header_is_no_number() -> None:
    """A footnote's mark at a header does not make it the header of another item."""
    asked = Instrument("many", Scale(1, 7), [Dimension("d", [Item(f"i{n}", f"{n}.") for n in range(1, 13)])])
    headers = [f"{part}{n}" for part in "EP" for n in range(1, 13)]
    frame = rows((1, 2, 3) * 8, headers=tuple(headers)).rename(columns={"E12": "E1²"})
    with pytest.raises(ServgapError):
        read_survey(frame, asked, columns={"expectation": "E{n}", "perception": "P{n}"})
    with pytest.raises(ServgapError):
        read_survey(frame, asked)
