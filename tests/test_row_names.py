"""What a source calls its rows may say who answered: it is handed out on request, and stands nowhere else."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import servgap as sg
from servgap.errors import ServgapError
from tests.every_output import LANGUAGES, every_output, verbs_of
from tests.surveys import instrument_of

PEOPLE = 40
ASKED = instrument_of((5, 5))
HEADERS = [f"{part}{number}" for part in "EP" for number in range(1, 11)]


def answers(n: int = PEOPLE) -> pd.DataFrame:
    """Draw answers; some respondents gave none or no pair, and some tick one answer throughout."""
    rng = np.random.default_rng(5)
    level = rng.normal(size=(n, 1))
    drawn = [np.clip(np.round(centre + level + rng.normal(size=(n, 10))), 1, 7) for centre in (5.5, 4.5)]
    frame = pd.DataFrame(dict(zip(HEADERS, np.hstack(drawn).T, strict=True)))
    frame.iloc[3] = np.nan
    frame.iloc[5, :10] = np.nan
    frame.iloc[8:12] = 7.0
    return frame.assign(branch=["North", "South"] * (n // 2), quarter=["2026Q1"] * (n // 2) + ["2026Q2"] * (n // 2))


def mails(n: int = PEOPLE) -> list[str]:
    return [f"lovelace{number}@example.org" for number in range(n)]


def told_by(way: str) -> sg.Survey:
    """Read answers of people whom the source names by their e-mail."""
    frame = answers()
    if way == "a column":
        columns = {"expectation": "E{n}", "perception": "P{n}", "respondent": "contact"}
        return sg.read_survey(frame.assign(contact=mails()), ASKED, columns=columns, attributes=["branch", "quarter"])
    frame.index = pd.Index(mails(), name="e-mail") if way == "an index" else pd.MultiIndex.from_product([mails(), [1]])
    return sg.read_survey(frame, ASKED, attributes=["branch", "quarter"])


@pytest.mark.parametrize("way", ["an index", "levels", "a column"])
def test_no_name_of_a_row_stands_in_anything(way: str, tmp_path: Path) -> None:
    survey = told_by(way)
    assert survey.row_names is not None
    assert survey.row_names.index.equals(survey.respondents.index)
    assert "example.org" in str(survey.row_names.iloc[0])
    verbs, languages = verbs_of("branch", "quarter"), LANGUAGES
    if way != "an index":
        verbs, languages = {name: verbs[name] for name in ("screen_responses", "measure_gaps")}, LANGUAGES[:1]
    for name, text in every_output(survey, tmp_path, "branch", "quarter", verbs, languages):
        assert "lovelace" not in text, name
        assert "example.org" not in text, name
    assert b"example.org" not in pickle.dumps(survey) + pickle.dumps(copy.deepcopy(survey))
    assert sg.read_survey(tmp_path / "stored.csv").row_names is None
    assert "row 3" in repr(survey)
    assert "row 5" in repr(survey)


def test_no_name_of_a_row_stands_in_a_message() -> None:
    frame, told = answers().set_axis(mails()), {"expectation": "E{n}", "perception": "P{n}", "respondent": "contact"}
    off, long = frame.copy(), answers().assign(contact=mails()[0])
    off.iloc[7, 12] = 9
    calls = (
        lambda: sg.read_survey(off, ASKED),
        lambda: sg.read_survey(long, ASKED, columns=told),
        lambda: sg.read_survey(long.assign(contact=""), ASKED, columns=told),
        lambda: sg.read_survey(frame, ASKED, columns={**told, "weight": "E1"}),
        lambda: sg.read_survey([off, frame], ASKED),
        lambda: sg.read_survey(frame, ASKED).drop(mails()[:2], reason="x"),
        lambda: sg.read_survey(frame, ASKED).drop(mails()[0], reason="x"),
        lambda: sg.read_survey(frame, ASKED).drop(frame.index[:2], reason="x"),
    )
    for call in calls:
        with pytest.raises(ServgapError) as refused:
            call()
        assert "@" not in str(refused.value)


NUMBERS = {
    "shuffled": pd.Index(np.random.default_rng(2).permutation(PEOPLE)),
    "others": pd.Index(np.arange(PEOPLE) + 3, name="customer"),
    "respondents": pd.Index(np.arange(PEOPLE)[::-1], name="respondent"),
    "rows": pd.Index(np.arange(PEOPLE)[::-1], name="row"),
    "twice": pd.Index([*range(PEOPLE // 2)] * 2),
    "texts": pd.Index(mails()),
    "levels": pd.MultiIndex.from_product([["a"], range(PEOPLE)]),
    "counted": pd.RangeIndex(PEOPLE),
}


@pytest.mark.parametrize("kind", NUMBERS)
def test_what_screening_hands_out_drops_exactly_those(kind: str) -> None:
    frame = answers().set_axis(NUMBERS[kind])
    survey = sg.read_survey(frame, ASKED, attributes=["branch"])
    screening = sg.screen_responses(survey)
    rows = screening.frame.loc[screening.frame["flagged"], "respondent"]
    straight = np.flatnonzero((frame[HEADERS] == 7).all(axis=1))
    assert rows.tolist() == screening.flagged.tolist() == straight.tolist() == [8, 9, 10, 11]
    others = sg.read_survey(frame.iloc[np.setdiff1d(np.arange(PEOPLE), straight)], ASKED)
    for handed in (rows, screening.flagged, rows.tolist(), rows.to_numpy(), survey.respondents.index[[6, 7, 8, 9]]):
        left = survey.drop(handed, reason="careless")
        np.testing.assert_array_equal(left.perceptions, others.perceptions)
        assert frame.index[left.respondents.index].equals(frame.index[np.setdiff1d(survey.respondents.index, straight)])
    assert screening.parts["respondent"].isin(survey.respondents.index).all()


def test_rows_of_a_frame_whose_index_holds_other_numbers_are_not_taken_for_rows() -> None:
    frame = answers().set_axis(NUMBERS["others"]).reset_index()
    survey = sg.read_survey(frame.set_index("customer"), ASKED)
    for handed in (NUMBERS["others"][:3], frame["customer"].iloc[:3]):
        with pytest.raises(ServgapError, match=r"source's own names for some rows\. Pass survey\.row_names\["):
            survey.drop(handed, reason="x")
    named = survey.row_names[survey.row_names.isin([3, 4])].index
    assert survey.drop(named, reason="x").row_names.tolist() == survey.row_names.tolist()[2:]
    assert sg.read_survey(answers(), ASKED).row_names is None
