"""Sums with random signs: every way to find the tail agrees, laws hold, and extremes have an answer."""

import itertools
from math import comb

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import special, stats

from servgap._stats.paired import sign_sum_inversion, sign_sums
from servgap._stats.paired.sign_flip import sign_flip
from servgap._stats.paired.sign_sum_inversion import lower_tail, tilted_to
from servgap._stats.paired.sign_sums import two_tails
from servgap._stats.paired.signed_rank import signed_rank, signed_rank_exact
from servgap._stats.paired.t_tests import sign_test
from servgap._stats.resampling.lattice import common_step, whole_multiples

GAPS = np.arange(-6, 7)

answers = st.lists(st.integers(-6, 6), min_size=1, max_size=12).filter(any)
tables = st.lists(st.integers(0, 60), min_size=13, max_size=13).map(np.array).filter(lambda c: c.sum() > c[6])


def counted(gaps):
    return np.array([np.sum(np.asarray(gaps) == value) for value in GAPS])


def problem(rng, largest, *, ranks):
    """Weights, times and a cut that is not beyond the mean; weights as doubled midranks, or small."""
    size = int(rng.integers(1, 9))
    times = rng.integers(1, max(2, largest // size), size=size).astype(float)
    if ranks:
        weights = (2 * (np.cumsum(times) - times + rng.integers(0, largest)) + times + 1).astype(np.int64)
    else:
        weights = np.sort(rng.choice(np.arange(1, 40), size, replace=False))
    weights = weights // np.gcd.reduce(weights)
    total = int(weights @ times)
    return weights, times, int(total / 2 * rng.uniform(0.05, 1))


@pytest.mark.parametrize("seed", range(60))
def test_inversion_is_convolution(seed):
    rng = np.random.default_rng(seed)
    weights, times, cut = problem(rng, int(10 ** rng.uniform(1, 2.6)), ranks=bool(seed % 2))
    cut = max(cut, int(weights.min()))
    convolved = sign_sums._convolved(weights, times, cut)
    tilted = tilted_to(weights.astype(float), times, cut)
    found = lower_tail(tilted)
    assert found.complete
    assert found.probability == pytest.approx(convolved, rel=2e-12)
    if len(weights) == 2:
        assert sign_sums._two_binomials(tilted) == pytest.approx(convolved, rel=1e-12)


@pytest.mark.parametrize("seed", range(20))
def test_all_peaks_are_found(monkeypatch, seed):
    rng = np.random.default_rng(seed)
    times = np.round(rng.dirichlet(np.full(int(rng.integers(3, 7)), 3.0)) * 2000) + 1
    weights = 2 * (np.cumsum(times) - times + rng.integers(0, 900)) + times + 1
    weights = weights / np.gcd.reduce(weights.astype(np.int64))
    deviation = np.sqrt(weights**2 @ times) / 2
    cut = int(weights @ times / 2 - deviation * rng.uniform(0.1, 8))
    parts = lower_tail(tilted_to(weights, times, cut))
    monkeypatch.setattr(sign_sum_inversion, "_FEW_NODES", 2**24)
    whole = lower_tail(tilted_to(weights, times, cut))
    assert parts.complete
    assert whole.complete
    assert parts.probability == pytest.approx(whole.probability, rel=1e-12)


@pytest.mark.parametrize("n", [10_000, 1_000_000, 100_000_000])
@pytest.mark.parametrize("z", [0.3, 3.0, 9.0, 30.0])
def test_a_binomial_is_a_binomial(n, z):
    cut = int(n / 2 - z * np.sqrt(n) / 2)
    inverted = lower_tail(tilted_to(np.ones(1), np.array([float(n)]), cut)).probability
    assert 2 * inverted == pytest.approx(float(sign_test(cut, n - cut).p_value), rel=1e-10)


def test_sign_test_is_relatively_exact_in_the_far_tail():
    n, k = 5000, 1800
    exact = 2 * sum(comb(n, j) for j in range(k + 1)) / 2**n
    assert float(sign_test(k, n - k).p_value) == pytest.approx(exact, rel=1e-11)


@pytest.mark.parametrize("n", [10**4, 10**5, 10**6, 10**7, 10**8])
def test_exact_and_asymptotic_ranks_draw_near(n):
    share = np.exp(-0.5 * (GAPS / 1.4) ** 2)
    counts = np.round(n * share / share.sum())
    counts[4] += np.round(1.2 * np.sqrt(n))
    exact, asymptotic = signed_rank_exact(GAPS, counts), signed_rank(GAPS, counts)
    assert float(exact.p_value) == pytest.approx(float(asymptotic.p_value), rel=30 / n)
    assert exact.method == ("exact" if n <= 10**5 else "inversion")


@settings(max_examples=60, deadline=None)
@given(answers)
def test_sign_flips_are_all_sign_flips(gaps):
    flips = np.array(list(itertools.product([-1, 1], repeat=len(gaps)))) @ np.abs(gaps)
    found = sign_flip(GAPS, counted(gaps))
    np.testing.assert_allclose(found.p_value, np.mean(np.abs(flips) >= abs(sum(gaps))), rtol=1e-12)
    np.testing.assert_allclose(found.mean, np.mean(gaps), rtol=1e-14)
    assert found.method == "exact"


@settings(max_examples=30, deadline=None)
@given(tables, st.sampled_from([0.05, 0.2, 0.5, 3.0]))
def test_p_knows_neither_sign_nor_unit(counts, unit):
    plain = sign_flip(GAPS, counts)
    for other in (sign_flip(GAPS, counts[::-1]), sign_flip(GAPS * unit, counts)):
        np.testing.assert_allclose(other.p_value, plain.p_value, rtol=1e-11)
    assert 0 < plain.p_value <= 1


@settings(max_examples=30, deadline=None)
@given(tables)
def test_a_further_cut_is_more_probable(counts):
    sizes = np.arange(1, 7)
    times = (counts[7:] + counts[5::-1]).astype(float)
    assume(times.sum() > 3)
    weights, times = sizes[times > 0], times[times > 0]
    middle = int(weights @ times) // 2
    chances = [two_tails(weights, times, cut).p_value for cut in range(max(0, middle - 6), middle + 1)]
    assert all(first <= second * (1 + 1e-12) for first, second in itertools.pairwise(chances))


def test_sums_in_thousands_of_steps_agree_with_the_t_test():
    rng = np.random.default_rng(5)
    gaps = np.round(rng.normal(0.12, 1, size=400) * 300) / 300
    values, counts = np.unique(gaps, return_counts=True)
    found = sign_flip(values, counts)
    assert float(found.p_value) == pytest.approx(stats.ttest_1samp(gaps, 0).pvalue, rel=0.05)


def test_values_without_a_step_are_rounded_and_say_so():
    gaps = np.random.default_rng(3).normal(0.4, 1, size=13)
    flips = np.array(list(itertools.product([-1, 1], repeat=13))) @ np.abs(gaps)
    found = sign_flip(np.sort(gaps), np.ones(13))
    assert found.method == "rounded"
    assert float(found.p_value) == pytest.approx(np.mean(np.abs(flips) >= abs(gaps.sum())), rel=5e-3)


def test_many_rows_at_once():
    counts = np.random.default_rng(1).multinomial(300, np.full(13, 1 / 13), size=(2, 3))
    together = sign_flip(GAPS, counts)
    assert together.p_value.shape == together.method.shape == (2, 3)
    assert together.p_value[1, 2] == sign_flip(GAPS, counts[1, 2]).p_value


@pytest.mark.parametrize("counts", [np.zeros(13), np.where(GAPS == 0, 5, 0)])
def test_no_gap_has_no_p(counts):
    found = sign_flip(GAPS, counts)
    assert np.isnan(found.p_value)
    assert found.method == ""
    assert signed_rank_exact(GAPS, counts).method == ""


def test_one_gap_is_no_evidence():
    assert sign_flip([3], [1]).p_value == 1
    assert sign_flip([-3, 3], [5, 5]).p_value == 1


def test_all_gaps_of_one_sign_are_as_improbable_as_the_signs():
    assert float(sign_flip([2], [1000]).p_value) == pytest.approx(2.0**-999, rel=1e-12)
    assert float(sign_flip([1, 2], [0, 40_000]).p_value) == 0  # beyond the smallest number
    assert float(signed_rank_exact([1, 2, 3], [70, 80, 90]).p_value) == pytest.approx(2.0**-239, rel=1e-12)


def test_far_tail_keeps_its_digits():
    weights, times = np.array([1, 2, 3]), np.array([400.0, 300.0, 200.0])
    cut = 60
    convolved = sign_sums._convolved(weights, times, cut)
    assert convolved < 1e-150
    assert lower_tail(tilted_to(weights.astype(float), times, cut)).probability == pytest.approx(convolved, rel=1e-11)


@settings(deadline=None)
@given(
    st.lists(st.integers(-500, 500), min_size=1, max_size=9).filter(any),
    st.sampled_from([1 / 300, 0.2, 0.25, 1.0, 7.0]),
)
def test_the_step_of_a_lattice_is_found(multiples, unit):
    expected = np.gcd.reduce(np.abs(multiples)) * unit
    assert common_step(np.array(multiples) * unit) == pytest.approx(expected, rel=1e-9)
    whole, step, exact = whole_multiples(np.array(multiples) * unit)
    assert exact
    np.testing.assert_allclose(whole * step, np.array(multiples) * unit, rtol=1e-9)


def test_nothing_but_zeros_has_no_step():
    whole, step, exact = whole_multiples([0.0, 0.0])
    assert (whole.tolist(), step, exact) == ([0, 0], 1.0, True)


def test_tilt_stays_off_the_pole():
    tilted = tilted_to(np.array([1.0, 2.0]), np.array([50.0, 50.0]), 74)
    assert tilted.tilt <= -2 / (np.sqrt(250) / 2) * (1 - 1e-12)
    assert special.expit(tilted.tilt) == pytest.approx(tilted.share[0])
