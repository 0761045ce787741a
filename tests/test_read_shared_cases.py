"""Small files that were read wrongly once, from the folder named by SERVGAP_CASES (default ../shared/cases)."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

import servgap as sg
from servgap.errors import ServgapError
from tests.proposals import proposed

FOLDER = Path(os.environ.get("SERVGAP_CASES", Path(__file__).parents[2] / "shared" / "cases"))
TEXTS = (
    *("The counter opens on time", "The forms are easy to read"),
    *("The clerk listens to me", "The queue moves quickly"),
)
COUNTER = sg.Instrument(
    "counter",
    sg.Scale(1, 5),
    [sg.Dimension("all", [sg.Item(f"i{n}", text) for n, text in enumerate(TEXTS, 1)])],
)
#: Every item's true gap in the export of two questions that list the statements in two orders.
TRUE_GAPS = [0, 0, 0, -2.6]


def case(name: str) -> Path:
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"no {name}")
    return path


def gaps(survey: sg.Survey) -> list[float]:
    return (survey.perceptions - survey.expectations).mean().round(2).tolist()


def test_perception_asked_first() -> None:
    assert gaps(sg.read_survey(case("A1_blocks.csv"), COUNTER)) == [-2.6, -2.48, -2.3, -2.75]


@pytest.mark.parametrize(
    "columns",
    [
        {"expectation": "Q1_{n}", "perception": "Q2_{n}"},
        {"expectation": [f"Q1_{n}" for n in range(1, 5)], "perception": [f"Q2_{n}" for n in range(1, 5)]},
        {part: {f"i{n}": f"Q{q}_{n}" for n in range(1, 5)} for part, q in (("expectation", 1), ("perception", 2))},
    ],
)
def test_a_question_that_lists_the_statements_otherwise(columns: dict[str, object]) -> None:
    path = case("A2_qualtrics.csv")
    assert gaps(sg.read_survey(path, COUNTER)) == TRUE_GAPS
    with pytest.raises(ServgapError, match=r"Q2_2, said to be the perception of i2, holds the statement of i4") as no:
        sg.read_survey(path, COUNTER, columns=columns)
    (mended,) = proposed(no.value)
    assert gaps(sg.read_survey(path, COUNTER, columns=mended)) == TRUE_GAPS


def test_an_import_row_in_single_quotes() -> None:
    survey = sg.read_survey(case("B2_single_quotes.csv"), COUNTER)
    assert survey.ledger.rows_read == survey.n == 40
    assert gaps(survey) == TRUE_GAPS


@pytest.mark.parametrize("told", [False, True])
def test_a_row_for_each_respondent_and_item(told: bool) -> None:
    columns = {"respondent": "user", "item": "question", "expectation": "harapan", "perception": "persepsi"}
    survey = sg.read_survey(case("B4_half_long.csv"), COUNTER, columns=columns if told else None)
    assert (survey.n, gaps(survey)) == (10, [-1, -1, -1, -1])


def test_importance_and_whether_expectations_were_met() -> None:
    path = case("B5_meet.csv")
    with pytest.raises(ServgapError, match=r"found perception as \"Did we meet your expectations\?\"") as refused:
        sg.read_survey(path, COUNTER)
    assert 'dataclasses.replace(instrument, parts=("importance", "perception"))' in str(refused.value)
    survey = sg.read_survey(path, replace(COUNTER, parts=("importance", "perception")))
    assert survey.part("importance").mean().tolist() == [5, 5, 5, 5]
    assert survey.perceptions.mean().tolist() == [3, 3, 3, 3]


def test_a_median_beneath_and_a_title_above() -> None:
    with_median, titled = (sg.read_survey(case(name), COUNTER) for name in ("B6_median.xlsx", "B6_title.xlsx"))
    assert with_median.ledger.reasons == {"summary": 1}
    assert with_median.n == titled.n == 20
    assert gaps(with_median) == gaps(titled)
    assert sg.read_survey(case("B6_title.xlsx"), COUNTER, header=3).n == 20
