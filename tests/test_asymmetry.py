"""Dissatisfiers and satisfiers: called only where every cut agrees, and told in words and tables."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import servgap as sg
from servgap._stats.importance.penalty_reward import beyond_line, penalty_reward
from servgap.analysis.drivers.asymmetry import asymmetry_of, least_in_cell
from servgap.analysis.drivers.material import Question
from servgap.analysis.respondents import values_of
from servgap.survey.outcomes.outcome import Outcome, OutcomeAnswers
from tests.surveys import NAN, instrument_of, survey_of

PERCEIVED = sg.Measure("perception", None)
BENDS = {
    "dissatisfier": lambda away: 0.9 * np.minimum(away, 0),
    "satisfier": lambda away: 0.9 * np.maximum(away, 0),
    "linear": lambda away: 0.5 * away,
}


def drawn(bent: str, n: int = 3000, seed: int = 3, noise: float = 0.4, sizes: tuple[int, ...] = (4, 4)) -> sg.Survey:
    """Draw a survey in which satisfaction follows the first dimension along a bent line, the last along a straight."""
    rng = np.random.default_rng(seed)
    level = np.sqrt(0.5) * (rng.standard_normal((n, 1)) + rng.standard_normal((n, len(sizes))))
    own = rng.standard_normal((n, sum(sizes)))
    answers = np.clip(np.rint(4 + 1.3 * (0.85 * np.repeat(level, sizes, axis=1) + 0.5 * own)), 1, 7)
    survey = survey_of(
        instrument_of(sizes, parts=("perception",)),
        {"perception": answers},
        branch=np.where(np.arange(n) % 3, "A", "B"),
    )
    scores = values_of(survey, PERCEIVED, "dimension")
    outcome = 4 + BENDS[bent](scores[:, 0] - 4) + 0.3 * (scores[:, -1] - 4) + noise * rng.standard_normal(n)
    answered = OutcomeAnswers(sg.Scale(0, 10, 0.5), np.clip(np.rint(2 * outcome) / 2, 0, 10))
    return replace(survey, outcomes={"satisfaction": answered})


def question(**told: object) -> Question:
    asked = {"predictors": "dimensions", "adjust_for": (), "policy": "half"} | told
    return Question(PERCEIVED, Outcome("satisfaction"), **asked)


@pytest.mark.parametrize("bent", BENDS)
def test_a_driver_is_what_every_cut_says(bent: str):
    found = asymmetry_of(drawn(bent), question(), 0.95)
    classes = found.frame.set_index("dimension")["driver_class"]
    assert classes.to_dict() == {"A": bent, "B": "linear"}
    mine = found.cuts[found.cuts["dimension"] == "A"]
    assert len(mine) == found.frame["cuts"].iloc[0] > 1
    assert {"dissatisfier": (mine["beyond_high"] < 0).all(), "satisfier": (mine["beyond_low"] > 0).all()}.get(
        bent, mine["within_smallest"].all()
    )


def test_the_asymmetry_itself_turns_with_the_cut_where_nothing_is_bent():
    found = asymmetry_of(drawn("linear"), question(), 0.95)
    mine = found.cuts[found.cuts["dimension"] == "A"]
    assert (mine["asymmetry_low"] > 0).any()
    assert (mine["asymmetry_high"] < 0).any()
    np.testing.assert_allclose(mine["asymmetry"], mine["straight"] + mine["beyond"], atol=0.05)


def test_a_cut_is_the_regression_on_its_marks():
    survey = drawn("dissatisfier", n=600)
    found = asymmetry_of(survey, question(), 0.95).cuts
    x, y = values_of(survey, PERCEIVED, "dimension"), survey.outcomes["satisfaction"].values
    for _, row in found.iterrows():
        low, high = x <= row["cut_low"] + 1e-9, x >= row["cut_high"] - 1e-9
        place = "AB".index(row["dimension"])
        assert (row["n_low"], row["n_high"]) == (low[:, place].sum(), high[:, place].sum())
        assert row["n_low"] + row["n_between"] + row["n_high"] == 600
        assert min(row["n_low"], row["n_between"], row["n_high"]) >= least_in_cell(600) == 60
        if min(low.sum(axis=0).min(), high.sum(axis=0).min()) < 60:
            continue  # the other driver has a cell of few, which is not marked
        whole, line = penalty_reward(y, low, high, robust=True), beyond_line(y, x, low, high)
        assert row["asymmetry"] == pytest.approx(whole.asymmetry[place], rel=1e-9)
        assert row["asymmetry_se"] == pytest.approx(whole.se[place], rel=1e-9)
        assert row["beyond"] == pytest.approx(line.beyond[place], rel=1e-9)


def test_intervals_hold_for_all_drivers_at_once():
    survey = drawn("linear", n=500)
    cuts = asymmetry_of(survey, question(), 0.95).cuts
    reach = (cuts["beyond_high"] - cuts["beyond_low"]) / 2 / cuts["beyond_se"]
    assert reach.min() > 2.24  # the normal quantile of 1 − .05/(2 · 2)
    assert reach.max() < 2.26


def test_groups_are_held_constant():
    survey = drawn("dissatisfier", n=900)
    moved = survey.outcomes["satisfaction"].values + 2.0 * (survey.respondents["branch"] == "B").to_numpy()
    other = replace(survey, outcomes={"satisfaction": OutcomeAnswers(sg.Scale(0, 14, 0.5), moved)})
    one, two = (asymmetry_of(each, question(adjust_for=("branch",)), 0.95).cuts for each in (survey, other))
    np.testing.assert_allclose(one["beyond"], two["beyond"], atol=1e-9)


def test_items_are_the_drivers_where_there_is_one_dimension():
    found = asymmetry_of(drawn("linear", n=800, sizes=(3,)), question(predictors="items"), 0.95)
    assert found.frame["item"].tolist() == ["a1", "a2", "a3"]
    assert (found.cuts["cut_high"] - found.cuts["cut_low"] > 1).all(), "between two neighbours lies no answer"


def test_few_respondents_have_no_cut_and_a_reason():
    survey = drawn("dissatisfier", n=45)
    found = sg.find_drivers(survey, outcome="satisfaction", predictors="dimensions", asymmetry=True)
    assert set(found.asymmetry["reason"]) == {"no_cut"}
    assert set(found.asymmetry["driver_class"]) == {""}
    assert "cannot be told" in found.headline
    assert "无法判定不满因素与满意因素" in found.headline_in("zh")
    assert found.table(format="text")


def test_those_without_an_answer_are_left_out():
    survey = drawn("dissatisfier", n=400)
    values = survey.outcomes["satisfaction"].values.copy()
    values[:50] = NAN
    found = asymmetry_of(
        replace(survey, outcomes={"satisfaction": OutcomeAnswers(sg.Scale(0, 10, 0.5), values)}), question(), 0.95
    )
    assert found.facts.n == 350


def test_an_outcome_that_does_not_vary_has_a_reason_and_no_class():
    survey = drawn("linear", n=400)
    same = OutcomeAnswers(sg.Scale(0, 10), np.full(400, 7.0))
    found = asymmetry_of(replace(survey, outcomes={"satisfaction": same}), question(), 0.95)
    assert set(found.frame["driver_class"]) == {""}
    assert np.isfinite(found.cuts["asymmetry"]).all()


@pytest.mark.parametrize(("bent", "english", "chinese"), [
    ("dissatisfier", "at every cut a is a dissatisfier", "均为不满因素"),
    ("satisfier", "at every cut a is a satisfier", "均为满意因素"),
    ("linear", "no dimension is a dissatisfier or a satisfier", "没有任何维度"),
])  # fmt: skip
def test_the_headline_says_what_is_told(bent: str, english: str, chinese: str):
    found = sg.find_drivers(drawn(bent), outcome="satisfaction", predictors="dimensions", asymmetry=True)
    assert english in found.headline.lower()
    assert chinese in found.headline_in("zh")
    assert "Kano" in found.note
    for language in ("en", "zh"):
        text = found.in_language(language).table(format="text")
        assert all(word in text for word in (("n low", "n high") if language == "en" else ("低分 n", "高分 n")))


def test_what_was_not_asked_is_not_told():
    found = sg.find_drivers(drawn("dissatisfier", n=400), outcome="satisfaction", predictors="dimensions")
    assert found.asymmetry.empty
    assert found.facts.asymmetry is None
    assert "dissatisfier" not in found.headline + found.note


def test_a_tally_is_refused_with_a_way_round():
    survey = drawn("linear", n=200)
    with pytest.raises(sg.ServgapError, match=r"answers of each respondent.*leave out asymmetry=True"):
        sg.find_drivers(survey.tally(outcomes=["satisfaction"]), outcome="satisfaction", asymmetry=True)


def test_the_same_call_gives_the_same():
    survey = drawn("satisfier", n=500)
    one, two = (asymmetry_of(survey, question(), 0.95).cuts for _ in range(2))
    pd.testing.assert_frame_equal(one, two)


def test_straight_drivers_are_rarely_called():
    """Of 12 surveys none; the usual reading, one cut and the asymmetry itself, calls in one of five."""
    called = [
        asymmetry_of(drawn("linear", n=300, seed=seed, noise=0.8), question(), 0.95).frame["driver_class"]
        for seed in range(12)
    ]
    assert sum(each.isin(["dissatisfier", "satisfier"]).any() for each in called) <= 1


def test_who_is_alone_in_a_group_says_nothing_of_drivers():
    survey = drawn("linear", n=600)
    branch = [f"branch {number % 3}" for number in range(599)] + ["alone"]
    survey = replace(survey, respondents=survey.respondents.assign(branch=branch))
    asked = {"outcome": "satisfaction", "adjust_for": "branch", "asymmetry": True}
    every, others = (sg.find_drivers(each, **asked) for each in (survey, survey.where(branch=branch[:3])))
    assert every.asymmetry["driver_class"].ne("").all()
    columns = ["asymmetry", "asymmetry_se", "asymmetry_low", "beyond", "beyond_se", "beyond_high"]
    np.testing.assert_allclose(every.frames["cuts"][columns], others.frames["cuts"][columns], rtol=1e-8)


@pytest.mark.parametrize("told", ["satisfaction", sg.Outcome("satisfaction", share="top")])
def test_of_an_outcome_that_does_not_vary_nothing_is_told(told: object):
    survey = drawn("linear", n=400)
    same = OutcomeAnswers(sg.Scale(0, 10), np.full(400, 7.0))
    found = sg.find_drivers(replace(survey, outcomes={"satisfaction": same}), outcome=told, asymmetry=True)
    assert found.asymmetry["driver_class"].eq("").all()
    assert found.asymmetry["reason"].eq("no_variation").all()
    assert (found.frames["cuts"][["penalty", "reward", "asymmetry", "beyond"]] == 0).all(axis=None)


def test_an_outcome_on_a_straight_line_has_nothing_beyond_it():
    survey = drawn("linear", n=600, sizes=(1, 1))
    line = OutcomeAnswers(sg.Scale(1, 7, 0.5), survey.part("perception").to_numpy().mean(axis=1))
    found = sg.find_drivers(replace(survey, outcomes={"satisfaction": line}), outcome="satisfaction", asymmetry=True)
    assert (found.frames["cuts"][["beyond", "beyond_se", "beyond_low", "beyond_high"]] == 0).all(axis=None)
    assert found.asymmetry["driver_class"].eq("linear").all()
