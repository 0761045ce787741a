"""Effect sizes that are no standardised means, and the best of an order."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from servgap._stats.paired import hodges_lehmann as pseudo_median
from servgap._stats.paired.hodges_lehmann import hodges_lehmann
from servgap._stats.paired.signed_rank import signed_rank
from servgap._stats.paired.superiority import prob_superiority
from servgap._stats.ranks.best_candidates import best_k_candidates
from servgap._stats.ranks.rank_sets import rank_sets, worst_k_candidates

GAPS = np.arange(-6, 7)
answers = st.lists(st.integers(-6, 6), min_size=1, max_size=40)
tables = st.lists(st.integers(0, 40), min_size=13, max_size=13).map(np.array)


def counted(gaps):
    return np.array([np.sum(np.asarray(gaps) == value) for value in GAPS])


def walsh(gaps):
    first, second = np.triu_indices(len(gaps))
    return np.sort((np.asarray(gaps)[first] + np.asarray(gaps)[second]) / 2)


# Hodges–Lehmann


@settings(max_examples=60, deadline=None)
@given(answers)
def test_hodges_lehmann_is_the_median_of_all_averages(gaps):
    found = hodges_lehmann(GAPS, counted(gaps))
    assert found.estimate == np.median(walsh(gaps))
    if len(gaps) < 6:
        assert np.isnan([found.ci_low, found.ci_high]).all()
    else:
        assert found.ci_low <= found.estimate <= found.ci_high


@settings(max_examples=30, deadline=None)
@given(answers)
def test_pair_sums_are_counted_alike_both_ways(gaps):
    values, counts = np.unique(gaps, return_counts=True)
    dense = pseudo_median._pair_sums(values, counts)
    span, pseudo_median._DENSE = pseudo_median._DENSE, -1
    try:
        sparse = pseudo_median._pair_sums(values, counts)
    finally:
        pseudo_median._DENSE = span
    held = dense[1] > 0
    np.testing.assert_array_equal(dense[0][held], sparse[0])
    np.testing.assert_array_equal(dense[1][held], sparse[1])
    assert sparse[1].sum() == len(gaps) * (len(gaps) + 1) // 2


@pytest.mark.parametrize("n", [6, 9, 25, 60, 100, 101, 150])
def test_the_interval_is_cut_off_where_the_signed_rank_test_says(n):
    place = pseudo_median._critical_place(n, 0.95)
    gaps = np.random.default_rng(n).normal(size=n)
    averages = walsh(gaps)
    for end, inside in ((averages[place - 1], 1e-9), (averages[-place], -1e-9)):
        kept, rejected = (stats.wilcoxon(gaps - end - side, method="exact").pvalue for side in (inside, -inside))
        assert kept >= 0.05 - 2e-4 * (n > 100)
        assert rejected <= 0.05 + 2e-4 * (n > 100)


@settings(max_examples=30, deadline=None)
@given(answers, st.sampled_from([0.2, 0.5, 3.0]))
def test_hodges_lehmann_turns_and_scales_with_the_gaps(gaps, unit):
    first, second = hodges_lehmann(GAPS, counted(gaps)), hodges_lehmann(-unit * GAPS, counted(gaps))
    np.testing.assert_allclose(
        [first.estimate, first.ci_low, first.ci_high],
        np.array([second.estimate, second.ci_high, second.ci_low]) / -unit,
        atol=1e-12,
    )


def test_hodges_lehmann_counts_a_hundred_million():
    counts = np.array([0, 1, 2, 10, 20, 30, 40, 25, 10, 5, 2, 1, 0])
    few, many = hodges_lehmann(GAPS, counts), hodges_lehmann(GAPS, counts * 685_000)
    assert few.estimate == many.estimate
    assert many.ci_high - many.ci_low <= few.ci_high - few.ci_low
    assert np.isnan(hodges_lehmann(GAPS, np.zeros(13)).estimate)


# Rank-biserial and superiority


@settings(max_examples=60, deadline=None)
@given(tables.filter(lambda c: c.sum() > c[6]), st.sampled_from(["pratt", "wilcox"]))
def test_the_rank_biserial_interval_holds_the_effect_and_has_a_width(counts, zeros):
    found = signed_rank(GAPS, counts, zeros)
    assert -1 <= found.effect_low <= found.effect + 1e-12
    assert found.effect - 1e-12 <= found.effect_high <= 1
    assert found.effect_high - found.effect_low > 1e-3


@pytest.mark.parametrize("zeros", ["pratt", "wilcox"])
def test_the_rank_biserial_interval_covers_where_fishers_does_not(zeros):
    rng = np.random.default_rng(11)
    share = np.exp(-0.5 * ((GAPS + 1.5) / 1.5) ** 2)
    share /= share.sum()
    truth = float(signed_rank(GAPS, share * 1e9, zeros).effect)
    counts = rng.multinomial(100, share, size=4000)

    def coverage(limits):
        found = signed_rank(GAPS, counts, zeros, limits=limits)
        return np.mean((found.effect_low <= truth) & (truth <= found.effect_high))

    assert 0.94 < coverage("score") < 0.97
    assert coverage("fisher") < 0.80


def test_without_equal_answers_superiority_has_wilsons_interval():
    found = prob_superiority(9, 0, 24)
    expected = stats.binomtest(9, 24).proportion_ci(method="wilson")
    assert (float(found.effect_low), float(found.effect_high)) == pytest.approx((expected.low, expected.high), abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_superiority_turns_with_the_gaps(above, level, below):
    n = above + level + below
    first, second = prob_superiority(above, level, n), prob_superiority(below, level, n)
    if n == 0:
        assert np.isnan([first.effect, first.effect_low, first.effect_high]).all()
        return
    assert 0 <= first.effect_low <= first.effect <= first.effect_high <= 1
    assert first.effect_low == pytest.approx(1 - float(second.effect_high), abs=1e-9)
    if above + below:
        assert first.effect_high - first.effect_low > 0


# The other end of the order


def test_the_best_are_the_worst_of_the_opposite():
    rng = np.random.default_rng(12)
    x = rng.normal(size=6)
    root = rng.normal(size=(6, 6)) / 12
    covariance = root @ root.T + np.eye(6) / 50
    for k in (1, 2, 5):
        best = best_k_candidates(x, covariance, k)
        np.testing.assert_array_equal(best.rank_high, rank_sets(x, covariance, bounds="upper").rank_high)
        opposite = worst_k_candidates(-x, covariance, k, draws=99_999)
        assert np.abs(best.candidate - opposite.candidate).sum() <= 1
        assert best.candidate[np.argsort(x)[:k]].all()
