"""Paired inference from counts: laws that hold for all data, peers that must agree, and input that has no answer."""

import dataclasses
from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.weightstats import ttost_paired

from servgap._stats.counts import moments_from_counts
from servgap._stats.families.adjust import adjust_p
from servgap._stats.intervals import t_interval
from servgap._stats.noncentral_t import noncentrality_limits
from servgap._stats.paired.effects import d_av, d_rm, d_z, hedges_g, small_sample_correction
from servgap._stats.paired.superiority import prob_superiority
from servgap._stats.paired.t_tests import equivalence_t, paired_t, sign_test

GAPS = np.arange(-6, 7)

tables = st.lists(st.integers(0, 40), min_size=13, max_size=13).map(np.array)
answers = st.lists(st.integers(-6, 6), min_size=1, max_size=60)


def counted(gaps):
    return np.array([np.sum(np.asarray(gaps) == value) for value in GAPS])


def numbers(outcome):
    return {field.name: getattr(outcome, field.name) for field in dataclasses.fields(outcome)}


# Moments


@settings(deadline=None)
@given(answers)
def test_moments_are_those_of_the_rows(gaps):
    found = moments_from_counts(GAPS, counted(gaps))
    assert found.n == len(gaps)
    np.testing.assert_allclose(found.mean, np.mean(gaps), rtol=1e-14)
    if len(gaps) > 1:
        np.testing.assert_allclose(found.variance, np.var(gaps, ddof=1), rtol=1e-12, atol=1e-14)
    if len(set(gaps)) > 1:
        np.testing.assert_allclose(found.skewness, stats.skew(gaps), rtol=1e-9, atol=1e-12)


@settings(deadline=None)
@given(answers, st.randoms(use_true_random=False))
def test_moments_do_not_depend_on_the_order_of_values(gaps, random):
    order = list(range(13))
    random.shuffle(order)
    first, second = moments_from_counts(GAPS, counted(gaps)), moments_from_counts(GAPS[order], counted(gaps)[order])
    assert all(np.array_equal(value, getattr(second, name), equal_nan=True) for name, value in numbers(first).items())


@settings(deadline=None)
@given(tables)
def test_shifting_all_gaps_shifts_the_mean_alone(counts):
    first, second = moments_from_counts(GAPS, counts), moments_from_counts(GAPS + 100, counts)
    np.testing.assert_allclose(second.mean, first.mean + 100, rtol=1e-14)
    assert np.array_equal(first.variance, second.variance, equal_nan=True)


def test_a_hundred_million_answers_keep_their_variance():
    found = moments_from_counts([1_000_000, 1_000_001], [50_000_000, 50_000_000])
    assert found.variance == pytest.approx(0.25 * 1e8 / (1e8 - 1), rel=1e-15)


def test_equal_scores_that_are_no_binary_fraction_have_no_variance():
    assert moments_from_counts([0.1, 0.7], [0, 7]).variance == 0


# Tests of the mean


@settings(deadline=None)
@given(tables)
def test_paired_t_is_the_one_sample_t_of_the_gaps(counts):
    gaps = np.repeat(GAPS, counts)
    if len(set(gaps)) < 2:
        return
    moments = moments_from_counts(GAPS, counts)
    found = paired_t(moments.n, moments.mean, np.sqrt(moments.variance), confidence=0.9)
    peer = stats.ttest_1samp(gaps, 0)
    np.testing.assert_allclose(found.statistic, peer.statistic, rtol=1e-10, atol=1e-10)
    np.testing.assert_allclose(found.p_value, peer.pvalue, rtol=1e-8)
    limits = peer.confidence_interval(0.9)
    np.testing.assert_allclose([found.ci_low, found.ci_high], limits, rtol=1e-10, atol=1e-10)


def test_equivalence_is_that_of_statsmodels():
    generator = np.random.default_rng(1)
    gaps = generator.integers(-3, 4, 50)
    found = equivalence_t(50, gaps.mean(), gaps.std(ddof=1), bound=0.5)
    p_tost, lower, upper = ttost_paired(gaps.astype(float), np.zeros(50), -0.5, 0.5)
    np.testing.assert_allclose([found.p_tost, found.t_lower, found.t_upper], [p_tost, lower[0], upper[0]], rtol=1e-10)


@settings(deadline=None)
@given(st.integers(3, 200), st.floats(-2, 2), st.floats(0.1, 3), st.floats(0.1, 2))
def test_equivalence_decides_as_its_interval(n, mean, sd, bound):
    found = equivalence_t(n, mean, sd, bound)
    inside = -bound < found.ci_low and found.ci_high < bound
    if abs(found.p_tost - 0.05) > 1e-9:
        assert inside == (found.p_tost < 0.05)


@settings(deadline=None)
@given(tables)
def test_turning_the_gaps_turns_the_mean_tests(counts):
    moments = moments_from_counts(GAPS, counts)
    sd = np.sqrt(moments.variance)
    first, second = paired_t(moments.n, moments.mean, sd), paired_t(moments.n, -moments.mean, sd)
    assert np.array_equal(first.p_value, second.p_value, equal_nan=True)
    np.testing.assert_allclose(first.ci_low, -second.ci_high, rtol=1e-13)
    forth, back = d_z(moments.n, moments.mean, sd), d_z(moments.n, -moments.mean, sd)
    np.testing.assert_allclose(forth.effect_low, -back.effect_high, rtol=1e-9, atol=1e-9)


# Sign test


@settings(deadline=None)
@given(st.integers(0, 60), st.integers(0, 60), st.sampled_from([0.8, 0.95, 0.99]))
def test_sign_test_is_the_binomial_test(n_pos, n_neg, confidence):
    if n_pos + n_neg == 0:
        return
    found, peer = sign_test(n_pos, n_neg, confidence), stats.binomtest(n_pos, n_pos + n_neg)
    np.testing.assert_allclose(found.p_value, peer.pvalue, rtol=1e-10)
    limits = peer.proportion_ci(confidence)
    np.testing.assert_allclose([found.effect_low, found.effect_high], [limits.low, limits.high], rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize(("few", "total"), [(36, 243), (4000, 10_000), (1000, 3000)])
def test_sign_test_keeps_the_digits_of_tiny_p_values(few, total):
    ways, tail = comb(total, few), 0
    for successes in range(few, -1, -1):
        tail += ways
        ways = ways * successes // (total - successes + 1)
    assert float(sign_test(few, total - few).p_value) == pytest.approx(float(Fraction(2 * tail, 2**total)), rel=1e-12)


def test_sign_test_of_a_hundred_million():
    found = sign_test(49_990_000, 50_010_000)
    normal = 2 * special.ndtr((49_990_000 + 0.5 - 5e7) / 5000)
    assert float(found.p_value) == pytest.approx(normal, rel=1e-6)


# Effects


@pytest.mark.parametrize("df", [1, 2, 5, 19, 299, 3000])
@pytest.mark.parametrize("t", [0.0, 0.3, 2.0, 8.0, 30.0, 100.0])
def test_noncentrality_limits_leave_the_tails_they_should(t, df):
    found = noncentrality_limits(t, df)
    np.testing.assert_allclose(special.nctdtr(df, found.low, t), 0.975, rtol=1e-9)
    np.testing.assert_allclose(special.nctdtr(df, found.high, t), 0.025, rtol=1e-8)


@settings(deadline=None)
@given(st.integers(2, 10_000), st.floats(-30, 30))
def test_noncentrality_limits_are_ordered_and_mirror(n, t):
    found, mirrored = noncentrality_limits(t, n - 1), noncentrality_limits(-t, n - 1)
    assert found.low < found.high
    np.testing.assert_allclose([found.low, found.high], [-mirrored.high, -mirrored.low], rtol=1e-9, atol=1e-9)


def test_noncentrality_limits_do_not_jump_where_the_integration_changes_sides():
    for df in (4, 299, 100_000):
        seam = np.sqrt(2 * df)
        below, above = (noncentrality_limits(seam * side, df) for side in (1 - 1e-12, 1 + 1e-12))
        np.testing.assert_allclose([below.low, below.high], [above.low, above.high], rtol=1e-9)


@pytest.mark.parametrize("effect", [0.01, 0.8, 20.0])
def test_interval_of_d_z_becomes_normal_in_large_samples(effect):
    n = 100_000_000
    found = d_z(n, effect, 1.0)
    reach = 1.959963984540054 * np.sqrt((1 + effect**2 / 2) / n)
    np.testing.assert_allclose([found.effect_low, found.effect_high], [effect - reach, effect + reach], rtol=1e-7)


@pytest.mark.parametrize("df", [2, 3, 10, 150, 299])
def test_correction_is_the_ratio_of_gamma_functions(df):
    logarithm = special.gammaln(df / 2) - special.gammaln((df - 1) / 2) - np.log(df / 2) / 2
    assert small_sample_correction(df) == pytest.approx(np.exp(logarithm), rel=1e-12)


def test_correction_does_not_jump_where_it_is_expanded():
    below, above = small_sample_correction([300.0, np.nextafter(300, 301)])
    assert above == pytest.approx(below, rel=1e-14)
    assert small_sample_correction(1e8) == pytest.approx(1 - 0.75e-8, rel=1e-15)


def test_both_averages_agree_when_both_parts_spread_alike():
    found = d_av(-0.5, 1.25, 1.25)
    assert found.effect == found.effect_rms == -0.4


# Corrections


families = st.lists(st.one_of(st.floats(0, 1), st.just(float("nan"))), min_size=1, max_size=30).map(np.array)
PEERS = {"holm": "holm", "hochberg": "simes-hochberg", "bh": "fdr_bh", "by": "fdr_by", "bonferroni": "bonferroni"}


@settings(deadline=None)
@given(families, st.sampled_from(sorted(PEERS)))
def test_corrections_are_those_of_statsmodels(p, method):
    made = ~np.isnan(p)
    found = adjust_p(p, method).p_adjusted
    assert np.array_equal(np.isnan(found), ~made)
    if made.any():
        np.testing.assert_allclose(found[made], multipletests(p[made], method=PEERS[method])[1], rtol=1e-12)


@settings(deadline=None)
@given(families, st.sampled_from([*sorted(PEERS), "none"]), st.randoms(use_true_random=False))
def test_corrections_follow_their_tests(p, method, random):
    order = list(range(len(p)))
    random.shuffle(order)
    np.testing.assert_array_equal(adjust_p(p, method).p_adjusted[order], adjust_p(p[order], method).p_adjusted)


def test_families_in_rows_are_corrected_apart():
    p = np.array([[0.01, 0.02, np.nan], [0.5, 0.001, 0.04]])
    for method in PEERS:
        together = adjust_p(p, method).p_adjusted
        np.testing.assert_array_equal(together, [adjust_p(row, method).p_adjusted for row in p])


# Input without an answer


@pytest.mark.parametrize(("n", "sd"), [(0, np.nan), (1, np.nan), (5, 0.0)])
def test_what_cannot_be_tested_is_nan(n, sd):
    assert np.isnan(paired_t(n, 1.0, sd).p_value)
    assert np.isnan(equivalence_t(n, 1.0, sd, 0.25).p_tost)
    assert all(np.isnan(value) for value in numbers(d_z(n, 1.0, sd)).values())
    assert np.isnan(hedges_g(n, 1.0, sd).effect)
    assert np.isnan(t_interval(1.0, sd, n - 1).low)


def test_two_answers_have_a_d_z_but_no_g():
    assert np.isfinite(d_z(2, -1.5, 0.7).effect_low)
    assert np.isnan(hedges_g(2, -1.5, 0.7).correction)


def test_testable_rows_are_not_disturbed_by_others():
    found = paired_t([300, 1, 5], [-1.25, 2, 0], [1.5, np.nan, 0])
    assert np.isfinite(found.p_value).tolist() == [True, False, False]
    assert found.df.tolist()[0] == 299


def test_one_answer():
    found = moments_from_counts(GAPS, np.where(GAPS == 3, 1, 0))
    assert (found.n, found.mean) == (1, 3)
    assert np.isnan([found.variance, found.skewness]).all()


def test_no_gap_but_zeros_has_no_sign_test():
    assert all(np.isnan(value) for value in numbers(sign_test(0, 0)).values())


def test_no_answer():
    found = moments_from_counts(GAPS, np.zeros((2, 13)))
    assert found.n.tolist() == [0, 0]
    assert np.isnan([found.mean, found.variance, found.skewness]).all()
    assert np.isnan(prob_superiority(0, 0, 0).effect)
    assert np.isnan(d_rm(1.0, 0.0, 0.5).effect)
    assert np.isnan(d_av(1.0, 0.0, 0.0).effect)


def test_a_family_without_tests_stays_without():
    assert np.isnan(adjust_p([np.nan, np.nan]).p_adjusted).all()
