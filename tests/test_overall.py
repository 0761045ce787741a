"""One overall gap under one name: what every verb prints of a whole sample, a group or a wave is the same number."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import servgap as sg
from tests.surveys import NAN, pair_survey, random_survey, surveys

SHOWN = ["n", "gap", "se", "ci_low", "ci_high"]


def overall_of(frame: pd.DataFrame) -> pd.DataFrame:
    rows = frame[frame["level"] == "overall"]
    return rows[rows["method"] == "mean_of_dimensions"] if "method" in rows else rows


def same(one: pd.DataFrame, other: pd.DataFrame, columns: list[str] = SHOWN) -> None:
    np.testing.assert_allclose(
        one[columns].to_numpy(dtype=float), other[columns].to_numpy(dtype=float), rtol=1e-12, atol=1e-12
    )


@settings(deadline=None, max_examples=25)
@given(surveys(least=12, most=40))
def test_groups_and_waves_print_the_overall_gap_that_gaps_does(survey):
    by_branch, by_wave = (sg.measure_gaps(survey, by=name).frame for name in ("branch", "quarter"))
    if len(set(survey.respondents["branch"]) - {""}) > 1:
        same(overall_of(sg.compare_groups(survey, by="branch").groups), overall_of(by_branch))
    if len(set(survey.respondents["quarter"])) > 1:
        waves = sg.track_waves(survey, by="quarter")
        same(overall_of(waves.waves), overall_of(by_wave))
        steps = overall_of(waves.frame)
        gaps = overall_of(by_wave)["gap"].to_numpy()
        np.testing.assert_allclose(steps["gap_from"], gaps[:-1], rtol=1e-12)
        np.testing.assert_allclose(steps["gap_to"], gaps[1:], rtol=1e-12)
        np.testing.assert_allclose(steps["difference"], np.diff(gaps), atol=1e-12)


@settings(deadline=None, max_examples=25)
@given(surveys(least=3, most=40), st.sampled_from(["half", "complete", "pairs"]))
def test_significance_tests_the_overall_gap_that_gaps_prints(survey, policy):
    gaps = overall_of(sg.measure_gaps(survey, policy=policy).frame)
    tests = sg.check_significance(survey, policy=policy).frame
    rows = tests[tests["level"] == "overall"]
    np.testing.assert_allclose(rows["gap"], gaps["gap"].iloc[0], rtol=1e-12)
    t = rows[rows["test"] == "t"]
    same(t, gaps, ["n", "gap", "ci_low", "ci_high"])
    np.testing.assert_allclose(t["statistic"], (gaps["gap"] / gaps["se"]).to_numpy(), rtol=1e-9)


def test_the_overall_gap_by_hand_where_one_respondent_lacks_a_dimension():
    # Dimension gaps −1, −2, −3 and −1, −1: means −2 and −1, overall −1.5; the two with both have −1 and −1.5 of their
    # own, and are what tests of respondents count.
    survey = pair_survey((1, 1), [[6, 6], [6, 6], [6, NAN]], [[5, 5], [4, 5], [3, NAN]], branch=["a", "a", "a"])
    gaps = overall_of(sg.measure_gaps(survey).frame).iloc[0]
    assert (gaps.n, gaps.gap) == (2, -1.5)
    # S = n/(n − 1) Σ m m (G − Ḡ)(G − Ḡ) / (n n) of the first is 3/2 · 2/9 = 1/3, that of the other zero.
    assert gaps.se == pytest.approx(np.sqrt(1 / 3) / 2)
    tests = sg.check_significance(survey).frame
    overall = tests[tests["level"] == "overall"].set_index("test")
    assert (overall["gap"] == -1.5).all()
    assert overall.loc["t", "statistic"] == pytest.approx(-1.5 / (np.sqrt(1 / 3) / 2))
    assert overall.loc["t", "effect"] == pytest.approx(-1.25 / np.sqrt(1 / 8))  # of the two respondents' own gaps
    assert overall.loc["sign", "statistic"] == 0
    bootstrap = sg.measure_gaps(survey).bootstrap.iloc[0]
    assert (bootstrap.method, bootstrap.n, bootstrap.gap) == ("mean_of_respondents", 2, -1.25)


def test_tests_between_groups_count_respondents_with_every_dimension():
    survey = random_survey(8, 200, missing=0.3)
    found = sg.compare_groups(survey, by="branch")
    gaps = survey.perceptions - survey.expectations
    complete = np.ones(survey.n, dtype=bool)
    for span in survey.instrument.spans:
        part = gaps.iloc[:, span]
        complete &= (2 * part.notna().sum(axis=1) >= part.shape[1]).to_numpy()
    counts = survey.respondents["branch"][complete].value_counts()
    overall = found.frame[found.frame["level"] == "overall"]
    assert (overall["n"] == complete.sum()).all()
    pairs = found.pairs[found.pairs["level"] == "overall"]
    assert pairs["n_a"].tolist() == counts[pairs["group_a"]].tolist()
    assert pairs["n_b"].tolist() == counts[pairs["group_b"]].tolist()
    # The mean gap rests on more: each dimension on those who have it.
    assert (overall_of(found.groups)["n"].to_numpy() > counts.sort_index().to_numpy()).all()


def test_the_change_of_the_overall_gap_has_the_error_of_both_means():
    survey = random_survey(9, 240, missing=0.3)
    step = overall_of(sg.track_waves(survey, by="quarter").frame).iloc[0]
    gaps = overall_of(sg.measure_gaps(survey, by="quarter").frame)
    assert step["se"] == pytest.approx(np.hypot(*gaps["se"].iloc[:2]), rel=1e-12)
