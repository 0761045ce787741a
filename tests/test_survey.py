"""The survey and its books: what is selected, dropped and grouped, and that every row is accounted for."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import servgap as sg
from servgap.analysis.subject import tally_of
from servgap.errors import ServgapError
from servgap.survey.groups import group_labels
from servgap.survey.ledger import Ledger, LedgerLine
from servgap.survey.survey import Answers
from servgap.survey.tally import Tally
from tests.surveys import instrument_of, pair_survey, random_survey, rows_of, surveys

VERBS = (sg.measure_gaps, sg.check_reliability, sg.check_significance, sg.rank_standards)


def balanced(ledger):
    assert ledger.rows_read == ledger.rows_used + ledger.rows_left_out
    return ledger.rows_used


def test_the_ledger_adds_up():
    ledger = Ledger(20).left_out("no_pair", 4).recoded("reversed", 7).left_out("no_pair", 1).understood("labels", 2)
    assert ledger.left_out("nothing", 0) == ledger == ledger.recoded("nothing", 0)
    assert (ledger.rows_used, ledger.rows_left_out) == (15, 5)
    assert ledger.reasons == {"no_pair": 5}
    assert ledger.recodings == {"reversed": 7}
    assert repr(ledger) == "<Ledger: 20 rows read = 15 used + 5 left out, 5 no pair>"
    frame = ledger.frame
    assert frame["entry"].tolist() == ["read", "left_out", "recoded", "left_out", "understood", "used"]
    assert frame["count"].tolist() == [20, 4, 7, 1, 2, 15]
    assert "&lt;b&gt;" in Ledger(2).left_out("<b>", 1)._repr_html_()


def test_two_ledgers_are_one():
    one, two = Ledger(10).left_out("no_pair", 1), Ledger(5).left_out("no_pair", 2).left_out("careless", 1, "asked for")
    both = one + two
    assert both.rows_read == 15
    assert balanced(both) == 11
    assert both.lines == (
        LedgerLine("left_out", "no_pair", 3),
        LedgerLine("left_out", "careless", 1, {"told": "asked for"}),
    )


@given(surveys(least=2), st.data())
def test_selecting_and_dropping_keep_the_books(survey, data):
    chosen = survey.where(branch=data.draw(st.sampled_from(sorted(set(survey.respondents["branch"])))))
    assert balanced(chosen.ledger) == chosen.n == len(chosen.respondents)
    assert chosen.ledger.reasons.get("outside_selection", 0) == survey.n - chosen.n
    rows = data.draw(st.lists(st.sampled_from(list(survey.respondents.index)), max_size=survey.n - 1, unique=True))
    left = survey.drop(rows, reason="careless")
    assert balanced(left.ledger) == left.n == survey.n - len(rows)
    assert left.tally().ledger == left.ledger
    assert balanced(left.tally(by="branch").ledger) == left.tally(by="branch").n
    kept = [row for row in survey.respondents.index if row not in rows]
    pd.testing.assert_frame_equal(left.perceptions, survey.perceptions.loc[kept])
    pd.testing.assert_frame_equal(left.respondents, survey.respondents.loc[kept])


@given(surveys())
def test_those_without_a_group_are_entered(survey):
    labels = survey.respondents["branch"]
    if not (labels != "").any():
        return
    tally = tally_of(survey, "branch")
    assert balanced(tally.ledger) == tally.n == (labels != "").sum()
    assert tally.ledger.reasons.get("no_group", 0) == (labels == "").sum()
    assert all(all(cell) for cell in tally.cells)


@pytest.mark.parametrize("nothing", ["", None, np.nan, "  ", pd.NaT])
def test_those_without_a_group_are_left_out_of_verbs(nothing):
    whole = random_survey(4, 80, branches=("North", "South"))
    labels = [nothing if row % 5 == 0 else label for row, label in enumerate(whole.respondents["branch"])]
    part = replace(whole, respondents=whole.respondents.assign(branch=pd.Series(labels, dtype=object)))
    others = rows_of(whole, [row for row in range(80) if row % 5])
    for verb in VERBS:
        found = verb(part, by="branch")
        pd.testing.assert_frame_equal(found.frame, verb(others, by="branch").frame)
        assert found.basis.left_out == (("no_group", 16),)
        assert (found.basis.rows_used, found.basis.rows_read) == (64, 80)
    compared = sg.compare_groups(part.tally(by=["branch", "quarter"]), by="branch")
    assert compared.basis.left_out == (("no_group", 16),)
    assert compared.groups["branch"].unique().tolist() == ["North", "South"]


def test_nobody_has_a_group():
    survey = random_survey(4, branches=("",))
    for verb in (*VERBS, sg.compare_groups, sg.track_waves):
        with pytest.raises(ServgapError, match=r"No respondent has a value of 'branch'\. Choose another attribute"):
            verb(survey, by="branch")


def test_parts():
    survey = pair_survey([2], [[5, np.nan], [6, 7]], [[4, 1], [np.nan, 2]])
    pd.testing.assert_frame_equal(survey.expectations, pd.DataFrame({"a1": [5.0, 6.0], "a2": [np.nan, 7.0]}))
    pd.testing.assert_frame_equal(survey.part("perception"), survey.perceptions)
    with pytest.raises(ServgapError, match="'small' asks expectation, perception; there is no part 'desired'"):
        survey.part("desired")


def test_selections():
    survey = pair_survey([1], [[5]] * 4, [[4]] * 4, branch=["N", "S", None, "N"], year=[2025, 2026, 2026, np.nan])
    assert survey.where(branch="N").n == 2
    assert survey.where(branch=["N", "S"]).n == 3
    assert survey.where(branch=[None]).n == 1
    assert survey.where(year=2026).n == 2
    assert survey.where(year="2026", branch="S").n == 1
    assert survey.where(year=2026).where(branch="S").ledger.reasons == {"outside_selection": 3}
    assert survey.where(branch="S").ledger.lines[-1].detail == "branch = S"
    with pytest.raises(ServgapError, match=r"No respondent has branch = West\. Values that occur: N, S\. Select one"):
        survey.where(branch="West")
    with pytest.raises(ServgapError, match=r"'branc' is not among them \(the survey has 'branch', 'year'\)\. Did"):
        survey.where(branc="N")
    with pytest.raises(ServgapError, match=r"\(the survey has none\)\. Read .* attributes=\[\.\.\., 'branch'"):
        pair_survey([1], [[5]], [[4]]).tally(by="branch")


def test_points_and_weights_go_with_their_respondents():
    survey = pair_survey([1, 1], [[5, 5]] * 3, [[4, 4]] * 3, points=[[10, 90], [20, 80], [30, 70]], weight=[1, 2, 3])
    left = survey.drop([1], reason="twice")
    assert left.points.T.tolist() == [[10, 90], [30, 70]]
    assert left.weight.tolist() == [1, 3]
    codes = np.array([[0, 6, 6], [6, 6, 6]], np.uint8)
    absent = replace(survey, answers={**survey.answers, "expectation": Answers(codes, np.ones_like(codes))})
    assert absent.drop([1], reason="twice").answers["expectation"].absences.shape == (2, 2)


def test_dropping_what_is_not_there():
    survey = pair_survey([1], [[5]] * 3, [[4]] * 3)
    with pytest.raises(ServgapError, match=r"those of survey\.respondents\.index; these are not there: 7, 9\. Pass"):
        survey.drop([1, 7, 9], reason="x")
    with pytest.raises(ServgapError, match=r"at least one respondent with answers; of 3 rows none would be left\."):
        survey.drop([0, 1, 2], reason="x")
    assert survey.drop([], reason="x").ledger == survey.ledger


def test_labels_of_groups():
    day = dt.datetime(2026, 3, 31)  # noqa: DTZ001 - as tables hold them
    labels = {
        "numbers with a gap": ([1.0, np.nan, 2.5], ["1", "", "2.5"]),
        "whole numbers": ([1, 2, 1], ["1", "2", "1"]),
        "blanks": ([" North ", "North", "  "], ["North", "North", ""]),
        "dates": ([day, pd.NaT, day], ["2026-03-31", "", "2026-03-31"]),
        "times": ([day.replace(hour=9)], ["2026-03-31 09:00:00"]),
        "truths": ([True, False], ["True", "False"]),
        "dates alone": ([day.date()], ["2026-03-31"]),
        "large": ([1e15, np.inf], ["1000000000000000", "inf"]),
    }
    for name, (values, expected) in labels.items():
        assert group_labels(pd.Series(values)) == expected, name
    assert group_labels(pd.Series(["a", None, "b"], dtype="category")) == ["a", "", "b"]
    assert group_labels(pd.Series([1, None], dtype="Int64")) == ["1", ""]
    assert group_labels(pd.Series([], dtype=object)) == []


def test_large_numbers_stay_apart():
    assert group_labels(pd.Series([20260101.0, 20260102.0, np.nan])) == ["20260101", "20260102", ""]


def test_values_that_are_one_label_are_one_group():
    survey = pair_survey([1], [[5]] * 4, [[4]] * 4, branch=[" North", "North ", "North", "South"])
    tally = survey.tally(by="branch")
    assert tally.cells == (("North",), ("South",))
    assert tally.respondents.tolist() == [3, 1]


@pytest.mark.parametrize("verb", VERBS)
def test_only_surveys_and_tallies_are_analysed(verb):
    with pytest.raises(ServgapError, match=r"Expected a Survey or a Tally; found DataFrame\. Read the answers"):
        verb(pd.DataFrame())
    with pytest.raises(ServgapError, match=r"named once in by; found \['branch', 'branch'\]"):
        verb(random_survey(1), by=["branch", "branch"])
    with pytest.raises(ServgapError, match="This needs groups by 'branch'"):
        verb(random_survey(1).tally(), by="branch")


def test_a_survey_s_card_and_a_tally_s_line():
    survey = random_survey(1)
    assert "60" in repr(survey)
    assert survey._repr_html_().startswith("<")
    assert isinstance(survey.tally(), Tally)
    assert survey.attributes == ("branch", "quarter")


def test_a_source_that_makes_no_survey():
    frame = pd.DataFrame({"E1": [None, None, 5], "P1": [None, 4, None], "E2": [None] * 3, "P2": [None] * 3})
    with pytest.raises(
        ServgapError, match=r"of 3 rows none can be used: 1 without any answer, 2 without one item answe"
    ):
        sg.read_survey(frame, instrument_of((2,)), columns={"expectation": "E{n}", "perception": "P{n}"})
    with pytest.raises(ServgapError, match=r"instrument= is the name of a built-in questionnaire .* found int\."):
        sg.read_survey(frame, 7)


def test_rows_are_dropped_as_a_list_and_with_a_reason():
    survey = random_survey(1, 12)
    with pytest.raises(
        ServgapError, match=r"come as a list of rows of survey\.respondents\.index; found 5\. Write \[\.\.\.\]"
    ):
        survey.drop(5, reason="careless")
    with pytest.raises(ServgapError, match="Rows are left out with a reason"):
        survey.drop([5], reason=" ")


def test_one_spelling_of_a_letter_with_its_accent():
    assert group_labels(pd.Series(["Caf\u00e9", "Cafe\u0301"])) == ["Caf\u00e9"] * 2
