"""Rules at their very edge: what is just enough, what is just too little, and what follows from what is asked."""

from __future__ import annotations

from math import comb, exp, lgamma, sqrt

import numpy as np
import pytest

import servgap as sg
from servgap._stats.groups.two_samples import welch_t
from servgap._stats.paired.hodges_lehmann import hodges_lehmann
from servgap._stats.paired.signed_rank import signed_rank, signed_rank_exact
from servgap.analysis import ranks
from servgap.analysis.subject import Chance
from servgap.analysis.validity.bands import LARGE, separations, steps_hold
from tests.surveys import pair_survey


def gaps_of(*gaps, sizes=(1,), **attributes):
    """Make a survey on 1–7 with one gap a respondent and item."""
    wanted = np.array(gaps, dtype=float).reshape(-1, sum(sizes))
    perceived = np.where(wanted < 0, 1.0, 7.0)
    return pair_survey(sizes, np.where(wanted < 0, 1 - wanted, 7 - wanted), perceived, **attributes)


def test_hedges_g_weighs_the_variances_by_their_degrees_of_freedom():
    """4 and 19 degrees of freedom, variances 1 and 9: the pooled one is 175/23, not 5."""
    found = welch_t(5, 0.0, 1.0, 20, 2.0, 9.0)
    unbiased = exp(lgamma(23 / 2) - lgamma(22 / 2)) / sqrt(23 / 2)
    g = unbiased * 2 / sqrt(175 / 23)
    assert found.effect == pytest.approx(g, rel=1e-12)
    reach = 1.959963984540054 * sqrt(25 / 100 + g**2 / 50)
    assert (found.effect_low, found.effect_high) == pytest.approx((g - reach, g + reach), rel=1e-12)


@pytest.mark.parametrize(("n", "method"), [(40, "exact"), (60, "exact"), (99, "exact"), (100, "asymptotic")])
def test_signed_ranks_are_exact_below_a_hundred_gaps_that_are_not_zero(n, method):
    """Ten gaps of zero beside them do not count."""
    gaps = np.resize([-2.0, -1.0, 1.0, -3.0, 2.0], n)
    found = sg.check_significance(gaps_of(*gaps, *np.zeros(10)), test="signed_rank").frame
    row = found[found["level"] == "standard"].iloc[0]
    values, counts = np.unique(np.append(gaps, np.zeros(10)), return_counts=True)
    expected = signed_rank_exact(values, counts) if method == "exact" else signed_rank(values, counts)
    assert row["method"] == method
    assert row["p_value"] == pytest.approx(float(expected.p_value), rel=1e-9)


def test_tests_that_are_sure_of_opposite_directions_disagree():
    """Sixty-five gaps of +1 and thirty-five of −6: most are above, their mean is far below."""
    gaps = np.repeat([1.0, -6.0], [65, 35])
    found = sg.check_significance(gaps_of(*gaps), test=["t", "sign"], adjust="none").frame
    rows = found[found["level"] == "standard"].set_index("test")
    assert (rows["p_value"] < 0.01).all()
    assert (rows.loc["t", "effect"] < 0, rows.loc["sign", "effect"] > 0.5) == (True, True)
    assert rows["disagrees"].all()
    same = sg.check_significance(gaps_of(*np.repeat([-1.0, -6.0, 1.0], [60, 35, 5])), test=["t", "sign"], adjust="none")
    assert not same.frame["disagrees"].any()


@pytest.mark.parametrize(
    ("cfi", "rmsea", "holds"),
    [(-0.010, 0.015, True), (-0.011, 0.0, False), (0.0, 0.016, False), (-0.011, 0.016, False), (0.0, 0.0, True)],
)
def test_a_step_of_invariance_holds_if_neither_index_changes_too_much(cfi, rmsea, holds):
    assert steps_hold(np.array([cfi]), np.array([rmsea]), LARGE).tolist() == [holds]


def test_dimensions_are_close_from_85_hundredths_on():
    at = np.array([0.8499, 0.85, 0.8999, 0.90, np.nan])
    none = np.full(5, np.nan)
    assert separations(at, none).tolist() == ["distinct", "close", "close", "indistinct", ""]
    assert separations(np.full(5, 0.5), at).tolist() == ["distinct", "close", "close", "unclear", "distinct"]


@pytest.mark.parametrize("confidence", [0.90, 0.95, 0.99])
def test_groups_differ_at_the_level_that_was_asked(confidence):
    """p-values lie between the levels, so that a fixed one would be found out."""
    rng = np.random.default_rng(10)
    groups = np.repeat(["a", "b", "c"], 40)
    drift = np.repeat([0.0, 0.1, 0.2], 40)
    gaps = np.stack([rng.integers(-3, 1, 120) + (rng.random(120) < drift) for _ in range(6)], axis=1)
    survey = gaps_of(*gaps.ravel(), sizes=(1,) * 6, branch=groups)
    found = sg.compare_groups(survey, by="branch", adjust="none", confidence=confidence)
    for frame in (found.frame, found.pairs):
        p = frame["p_adjusted"].to_numpy()
        assert (frame["differs"].to_numpy() == (p < 1 - confidence)).all()
        assert ((p > 0.05) & (p < 0.10)).any()
        assert ((p > 0.01) & (p < 0.05)).any()


def runs(length, items=12):
    """Answer with a run of one answer, and otherwise never the same twice in a row."""
    row = np.resize([1, 2, 3, 4, 5], items)
    row[:length] = 6
    return row.astype(float)


def test_a_run_of_exactly_half_the_items_is_long():
    rows = np.stack([runs(5), runs(6), runs(7), runs(0)])
    found = sg.screen_responses(pair_survey((4, 4, 4), rows[:, ::-1], rows), criterion="long_run").frame
    assert found["longest_run"].tolist()[:3] == [5, 6, 7]
    assert found["flags"].tolist() == ["", "long_run", "long_run", ""]


def test_two_seconds_an_item_are_enough_to_read_it():
    """Six items asked twice: 24 seconds are two an item."""
    rows = np.random.default_rng(1).integers(1, 8, (4, 6)).astype(float)
    taken = ["23.9", "24", "24.1", "240"]
    survey = pair_survey((3, 3), rows[:, ::-1], rows, duration_seconds=taken)
    found = sg.screen_responses(survey, criterion="fast").frame
    assert found["seconds_per_item"].iloc[1] == 2.0
    assert found["flags"].tolist() == ["fast", "", "", ""]


def test_draws_of_ranks_have_one_degree_of_freedom_less_than_respondents(monkeypatch):
    question = ranks.RankQuestion(1, None, 0.95, Chance.of(None))
    assert [question.df_for(n) for n in (2, 30, 299, 300)] == [1.0, 29.0, 298.0, None]
    told = []
    drawn = ranks.all_ranks
    monkeypatch.setattr(
        ranks, "all_ranks", lambda *given, df, **others: told.append(df) or drawn(*given, df=df, **others)
    )
    gaps = np.random.default_rng(2).integers(-4, 2, (40, 2)).astype(float)
    branches = np.repeat(["a", "b", "c"], [10, 14, 16])
    survey = gaps_of(*gaps.ravel(), sizes=(1, 1), branch=branches)
    sg.rank_standards(survey)
    assert told[0] == 39.0
    told.clear()
    sg.compare_groups(survey, by="branch")
    assert next(each.tolist() for each in told if isinstance(each, np.ndarray)) == [9.0, 13.0, 15.0]


def places(n, tail):
    """Count the signed-rank sums of n untied gaps that are rarer than the tail allows, in whole numbers."""
    ways = [1]
    for rank in range(1, n + 1):
        ways = [
            (ways[s] if s < len(ways) else 0) + (ways[s - rank] if s >= rank else 0) for s in range(len(ways) + rank)
        ]
    reached, place = 0, 0
    for each in ways:
        reached += each
        if reached > tail * 2**n:
            return place
        place += 1
    return place


@pytest.mark.parametrize("n", [6, 11, 25, 40, 64, 99, 100])
@pytest.mark.parametrize("confidence", [0.90, 0.95, 0.998])
def test_the_interval_of_the_pseudo_median_is_exact_up_to_a_hundred_gaps(n, confidence):
    """With powers of two no two averages are alike, so that the ends tell which place was taken."""
    values = np.arange(n, dtype=float) ** 2
    averages = np.sort([(one + other) / 2 for i, one in enumerate(values) for other in values[i:]])
    found = hodges_lehmann(values, np.ones(n), confidence)
    place = places(n, (1 - confidence) / 2)
    if place == 0:
        assert np.isnan(found.ci_low)
    else:
        assert (found.ci_low, found.ci_high) == pytest.approx((averages[place - 1], averages[-place]))
    assert comb(n, 2) + n == len(averages)


def test_beyond_a_hundred_gaps_the_place_is_that_of_the_normal_curve():
    n = 101
    values = np.arange(n, dtype=float) ** 2
    averages = np.sort([(one + other) / 2 for i, one in enumerate(values) for other in values[i:]])
    place = int(n * (n + 1) / 4 - 1.959963984540054 * sqrt(n * (n + 1) * (2 * n + 1) / 24) + 0.5)
    assert hodges_lehmann(values, np.ones(n)).ci_low == pytest.approx(averages[place - 1])
