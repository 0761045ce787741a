"""Numbers and sentences recomputed by another route than the library's: pandas, scipy and plain reading."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from surveys import SCALES, pair_survey, random_survey

import servgap as sg
from servgap._stats.groups.games_howell import games_howell
from servgap.survey.survey import Survey

POLICY_LEAST = {"half": lambda k: k / 2, "complete": lambda k: k, "pairs": lambda _: 1}


def gaps_of(survey: Survey) -> pd.DataFrame:
    return survey.perceptions - survey.expectations


def scores_of(survey: Survey, policy: str) -> pd.DataFrame:
    gaps, scores = gaps_of(survey), {}
    for dimension in survey.instrument.dimensions:
        mine = gaps[[item.key for item in dimension.items]]
        there = mine.notna().sum(axis=1) >= POLICY_LEAST[policy](mine.shape[1])
        scores[dimension.key] = mine.mean(axis=1).where(there)
    return pd.DataFrame(scores)


@pytest.mark.parametrize("policy", POLICY_LEAST)
@pytest.mark.parametrize(
    ("seed", "sizes", "missing"), [(1, (4, 5, 4, 4, 5), 0.15), (2, (1, 2, 7), 0.1), (5, (13, 14, 2), 0.03)]
)
def test_gaps_by_pandas(policy: str, seed: int, sizes: tuple[int, ...], missing: float):
    survey = random_survey(seed, 40, sizes, SCALES[seed % 4], missing=missing)
    frame, scores = sg.measure_gaps(survey, policy=policy).frame, scores_of(survey, policy)
    rows = frame[frame["level"] == "dimension"]
    np.testing.assert_array_equal(rows["n"], scores.notna().sum())
    np.testing.assert_allclose(rows["gap"], scores.mean())
    for row, (_, score) in zip(rows.itertuples(), scores.items(), strict=True):
        known = score.dropna()
        low, high = stats.t.interval(0.95, len(known) - 1, known.mean(), stats.sem(known))
        assert (row.ci_low, row.ci_high) == pytest.approx((low, high))


def test_the_overall_interval_adds_up_what_each_respondent_moves():
    survey = random_survey(7, 50, (4, 5, 2), missing=0.35)
    overall, scores = sg.measure_gaps(survey).frame.iloc[0], scores_of(survey, "half")
    moved = ((scores - scores.mean()).fillna(0) / scores.notna().sum()).mean(axis=1)
    se = math.sqrt(50 / 49 * (moved**2).sum())
    assert scores.isna().any(axis=1).any()
    assert overall.se == pytest.approx(se)
    assert overall.n == scores.notna().sum().min()
    assert overall.ci_low == pytest.approx(scores.mean().mean() - stats.t.ppf(0.975, overall.n - 1) * se)


@pytest.mark.parametrize("by", [None, "branch"])
def test_holm_within_level_and_test_over_all_groups(by: str | None):
    found = sg.check_significance(random_survey(3, 60, (3, 1), missing=0.2), by=by)
    for _, family in found.frame.groupby(["level", "test"]):
        p = family["p_value"].dropna().sort_values()
        steps = np.minimum(1, np.maximum.accumulate(p.to_numpy() * np.arange(len(p), 0, -1)))
        np.testing.assert_allclose(family.loc[p.index, "p_adjusted"], steps)
    made = found.frame[(found.frame["level"] == "standard") & (found.frame["test"] == "t")]["p_value"].notna().sum()
    assert found.basis.family == made


def test_an_interval_printed_with_its_t():
    # Five dimensions of 386 respondents: gap, t and 95 % interval as printed, to two decimals (PMC6131925, table 2).
    printed = {"tangible": (-0.25, -9.14, -0.30, -0.19), "reliable": (-0.13, -4.93, -0.18, -0.08)}
    from servgap._stats.paired.t_tests import paired_t

    for gap, t, low, high in printed.values():
        found = paired_t(386, gap, gap / t * math.sqrt(386))
        assert (found.ci_low, found.ci_high) == pytest.approx((low, high), abs=0.011)


# What was wrong, and is not to be again.


def groups_of(perception: np.ndarray, sizes: dict[str, int]) -> Survey:
    labels = [name for name, size in sizes.items() for _ in range(size)]
    return pair_survey((2, 1), np.full(perception.shape, 6.0), perception, b=labels)


def test_the_studentised_range_is_that_of_the_groups_compared():
    n, mean, variance = [10, 12, 9, 9], [1.0, 2.0, 2.5, 4.0], [1.0, 2.0, 0.5, 0.0]
    found, without = games_howell(n, mean, variance), games_howell(n[:3], mean[:3], variance[:3])
    compared = ~np.isnan(found.p_value)
    np.testing.assert_allclose(found.p_value[compared], without.p_value)
    np.testing.assert_allclose(found.ci_low[compared], without.ci_low)


def test_one_group_that_agrees_is_not_everybody():
    perception = np.random.default_rng(3).integers(2, 7, (37, 3)).astype(float)
    perception[:10] = 5
    found = sg.compare_groups(groups_of(perception, {"a": 10, "b": 10, "c": 17}), by="b")
    welch = found.frame[found.frame["test"] == "welch"]
    assert welch["p_value"].notna().all()
    assert (welch["n"] == 27).all()
    assert (welch["groups"] == 2).all()
    assert found.headline.endswith("a is not tested, since all respondents there have the same gap.")
    touched = (found.pairs["group_a"] == "a") | (found.pairs["group_b"] == "a")
    assert (found.pairs.loc[touched, "reason"] == "constant_group").all()


def test_an_effect_has_its_own_symbol():
    perception = np.random.default_rng(3).integers(2, 7, (30, 3)).astype(float)
    survey = groups_of(perception, {"a": 15, "b": 15})
    found = sg.compare_groups(survey, by="b")
    for told in (found.headline, found.headline_in("zh")):
        assert "ω² = " in told
        assert "ε²" not in told


def test_one_group_runs_from_nowhere_to_nowhere():
    perception = np.random.default_rng(3).integers(2, 7, (12, 3)).astype(float)
    found = sg.compare_groups(groups_of(perception, {"a": 9, "b": 3}), by="b")
    assert found.headline.startswith("By b, only a has enough respondents (gap ")
    assert "只有“a”人数足够" in found.headline_in("zh")


def test_what_could_not_be_tested_is_not_counted_as_tested():
    alike = pair_survey((2, 1), [[6, 6, 6]] * 9, [[4, 4, 4]] * 9)
    found = sg.check_significance(alike, test="t")
    assert (found.facts.tested, found.basis.family) == (0, 0)
    assert found.headline.endswith("no standard could be tested.")


def test_the_headline_of_several_groups_gives_the_corrected_p():
    survey = random_survey(8, 60, (2, 2), missing=0)
    found = sg.check_significance(survey, by="branch", test="t")
    overall = found.frame[found.frame["level"] == "overall"].reset_index(drop=True)
    lowest = overall.loc[overall["gap"].idxmin()]
    assert found.facts.overall.p_adjusted == lowest["p_adjusted"] > lowest["p_value"]


def test_no_gap_is_neither_short_nor_above():
    found = sg.measure_gaps(pair_survey((2, 1), [[6, 6, 6]] * 9, [[6, 6, 6]] * 9))
    assert found.headline.startswith("Service meets expectation overall on average")
    assert "相当" in found.headline_in("zh")


def test_intervals_that_do_not_hold_at_once_say_so():
    many = random_survey(3, 300, (2, 1), branches=[f"b{number:02}" for number in range(70)])
    pooled = sg.measure_gaps(many, by="branch", simultaneous=True)
    assert "Those of standards and items" in pooled.note
    assert "those of the overall rows hold each alone" in sg.measure_gaps(many, simultaneous=True).note
    single = sg.measure_gaps(many, by="branch").frame
    standard = single["level"] == "standard"
    np.testing.assert_allclose(pooled.frame.loc[standard, "ci_low"], single.loc[standard, "ci_low"])


@pytest.mark.parametrize("test", ["t", "signed_rank", "sign"])
def test_a_note_on_one_test_is_a_sentence(test: str):
    note = sg.check_significance(random_survey(3), test=test).note
    assert f"{ {'t': 'The t', 'signed_rank': 'The signed-rank', 'sign': 'The sign'}[test] } test tests that " in note
