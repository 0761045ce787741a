"""What a suspicious reader of reliability, validity, tests and plans found to be said that the numbers do not say."""

from __future__ import annotations

import numpy as np
import pytest
from surveys import pair_survey, random_survey

import servgap as sg
from servgap.survey.survey import Survey


def answered(n: int, sizes: tuple[int, ...], seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    mood, k = rng.normal(0, 1, (n, 1)), sum(sizes)
    expectation = np.clip(np.rint(6 + 0.8 * mood + rng.normal(0, 0.8, (n, k))), 1, 7)
    return expectation, np.clip(np.rint(5 + mood + rng.normal(0, 1, (n, k))), 1, 7)


def halves(n: int) -> list[str]:
    return ["North" if row % 2 else "South" for row in range(n)]


def in_halves(n: int, sizes: tuple[int, ...], first: str = "") -> Survey:
    expectation, perception = answered(n, sizes)
    if first:
        perception[:, 0] = 5 if first == "constant" else perception[:, 1]
    return pair_survey(sizes, expectation, perception, branch=halves(n))


def test_a_model_that_fits_any_answers_is_not_said_to_fit():
    validity = sg.check_validity(in_halves(200, (3,)), by="branch")
    own = validity.fit.iloc[0]
    assert (own["df"], own["fit"], own["reason"]) == (0, "", "saturated")
    assert set(validity.groups["fit"]) == {""}
    assert set(validity.groups["reason"]) == {"saturated"}
    assert "hold" not in validity.headline.split(";")[0]
    assert "too few items for the model to be wrong" in validity.headline
    assert "模型必然拟合" in validity.headline_in("zh")


def test_a_model_that_can_be_wrong_is_still_judged():
    own = sg.check_validity(in_halves(200, (4,))).fit.iloc[0]
    assert own["df"] == 2
    assert own["fit"] in {"good", "acceptable", "poor"}
    assert not own["reason"]


@pytest.mark.parametrize(("first", "reason"), [("constant", "constant_item"), ("twice", "singular")])
def test_two_groups_without_a_model_are_not_called_one(first: str, reason: str):
    validity = sg.check_validity(in_halves(60, (4, 3), first), by="branch")
    assert set(validity.invariance["reason"]) == {reason}
    assert "one group only" not in validity.headline


def test_gaps_that_are_all_the_same_are_short_by_permutation_too():
    expectation = np.full((60, 2), 6.0)
    expectation[::3] = 5
    found = sg.check_significance(pair_survey((2,), expectation, expectation - 1), test=["t", "sign", "permutation"])
    assert found.facts.short == {"t": 0, "sign": 2, "permutation": 2}
    rows = found.frame[found.frame["test"] == "permutation"]
    assert rows["p_value"].to_numpy() == pytest.approx(2.0**-59)
    assert rows["ci_low"].isna().all()
    assert set(rows["reason"]) == {"no_variation"}
    above = sg.check_significance(pair_survey((2,), expectation - 1, expectation), test=["t", "permutation"])
    assert above.facts.short["permutation"] == 0


def test_the_range_of_reliability_runs_over_groups():
    expectation, perception = answered(60, (4,))
    by = sg.check_reliability(
        pair_survey((4,), np.full_like(expectation, 7), perception, branch=halves(60)), by="branch"
    )
    values = by.frame["omega"].dropna()
    least, most = by.facts.lowest, by.facts.highest
    assert (least.omega, most.omega) == (values.min(), values.max())
    assert (least.dimension, least.part) == (most.dimension, most.part)
    assert least.omega < most.omega
    assert "over all groups reliability runs from" in by.headline
    assert f"{most.omega:.2f}".removeprefix("0") in by.headline_in("zh")


def test_branches_estimated_alike_do_not_speak_for_others():
    rng = np.random.default_rng(5)
    expectation, perception = answered(40, (4, 3), 5)
    alike = pair_survey(
        (4, 3), np.tile(expectation, (2, 1)), np.tile(perception, (2, 1)), branch=["A"] * 40 + ["B"] * 40
    )
    plan = sg.plan_sample(alike, gap=0.3, branches="branch")
    assert plan.facts.icc == 0
    assert "speak for others" not in plan.headline
    assert "其他网点" not in plan.headline_in("zh")
    assert "does not show that branches are alike" in plan.note
    assert "并不表明各网点相同" in plan.note_in("zh")
    given = sg.plan_sample(gap=0.3, sd=1.0, branches=12, icc=float(rng.uniform(0.01, 0.011)))
    assert "speak for others" in given.headline
    assert "does not show" not in given.note


def test_the_two_rules_of_invariance_name_each_other():
    survey = random_survey(11, 240, (4, 3, 3), missing=0.0)
    groups, parts = sg.check_validity(survey, by="branch"), sg.check_pairing(survey)
    for language in ("en", "zh"):
        assert "check_pairing" in groups.note_in(language)
        assert "check_validity" in parts.note_in(language)
    assert "check_pairing" not in sg.check_validity(survey).note


def test_shares_at_the_ends_are_of_all_answers():
    survey = random_survey(4, 80, (4, 3), missing=0.2)
    items = sg.check_reliability(survey, part="perception").items.set_index("item")
    known = survey.perceptions
    for key in known:
        assert items.loc[key, "share_top"] == pytest.approx((known[key].dropna() == 7).mean())
        assert items.loc[key, "n"] < known[key].notna().sum()
