"""Signed ranks from counts: laws that hold for all data, peers that must agree, and gaps without an answer."""

import dataclasses
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from servgap._stats.paired.signed_rank import signed_rank, signed_rank_exact

GAPS = np.arange(-6, 7)
ZEROS = ["pratt", "wilcox"]

tables = st.lists(st.integers(0, 40), min_size=13, max_size=13).map(np.array)
answers = st.lists(st.integers(-6, 6), min_size=1, max_size=60)
zero_rules = st.sampled_from(ZEROS)


def counted(gaps):
    return np.array([np.sum(np.asarray(gaps) == value) for value in GAPS])


def numbers(outcome):
    return {field.name: getattr(outcome, field.name) for field in dataclasses.fields(outcome)}


def assert_same(first, second, tolerance=1e-12):
    for name, value in numbers(first).items():
        np.testing.assert_allclose(value, getattr(second, name), rtol=tolerance, atol=tolerance, err_msg=name)


def enumerated(gaps, zeros):
    """Two-sided p over all signs of the gaps that differ from zero."""
    gaps = np.asarray(gaps)
    kept = gaps if zeros == "pratt" else gaps[gaps != 0]
    ranks = stats.rankdata(np.abs(kept))[kept != 0]
    observed = abs(np.sum(ranks * np.sign(kept[kept != 0])))
    signs = np.array(list(itertools.product([-1, 1], repeat=len(ranks))))
    return np.mean(np.abs(signs @ ranks) >= observed - 1e-9)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-4, 4), min_size=1, max_size=11).filter(any), zero_rules)
def test_exact_p_is_that_of_all_signs(gaps, zeros):
    found = signed_rank_exact(GAPS, counted(gaps), zeros)
    np.testing.assert_allclose(found.p_value, enumerated(gaps, zeros), rtol=1e-12)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(-4, 4), min_size=2, max_size=8).filter(any))
def test_exact_p_is_that_of_a_permutation_test(gaps):
    def rank_sum(sample):
        return stats.rankdata(np.abs(sample)) @ np.sign(sample)

    peer = stats.permutation_test(
        (np.array(gaps, dtype=float),), rank_sum, permutation_type="samples", n_resamples=np.inf, vectorized=False
    )
    np.testing.assert_allclose(signed_rank_exact(GAPS, counted(gaps)).p_value, min(1, peer.pvalue), rtol=1e-12)


@settings(max_examples=40, deadline=None)
@given(answers.filter(any), zero_rules)
def test_asymptotic_p_is_that_of_scipy(gaps, zeros):
    if zeros == "wilcox" and len([gap for gap in gaps if gap]) < 2:
        return
    peer = stats.wilcoxon(np.array(gaps), zero_method=zeros, method="asymptotic", correction=False)
    found = signed_rank(GAPS, counted(gaps), zeros)
    np.testing.assert_allclose(found.p_value, peer.pvalue, rtol=1e-9)
    assert min(found.w_plus, found.w_minus) == peer.statistic


@settings(deadline=None)
@given(tables, zero_rules)
def test_turning_the_gaps_turns_the_signed_ranks(counts, zeros):
    first, second = signed_rank(GAPS, counts, zeros), signed_rank(GAPS, counts[::-1], zeros)
    np.testing.assert_array_equal(first.z, -second.z)
    np.testing.assert_array_equal(first.p_value, second.p_value)
    np.testing.assert_array_equal(first.effect_low, -second.effect_high)
    assert first.w_plus == second.w_minus


@settings(deadline=None)
@given(tables, zero_rules, st.sampled_from([0.05, 3, 60]))
def test_ranks_do_not_know_the_unit(counts, zeros, unit):
    assert_same(signed_rank(GAPS, counts, zeros), signed_rank(GAPS * unit, counts, zeros), tolerance=0)


@settings(deadline=None)
@given(tables, zero_rules)
def test_order_and_absent_values_do_not_matter(counts, zeros):
    present = counts > 0
    whole = signed_rank(GAPS, counts, zeros)
    assert_same(whole, signed_rank(GAPS[::-1], counts[::-1], zeros))
    assert_same(whole, signed_rank(GAPS[present], counts[present], zeros))


@settings(max_examples=25, deadline=None)
@given(st.lists(tables, min_size=1, max_size=4), zero_rules)
def test_many_rows_at_once_are_rows_one_by_one(rows, zeros):
    together = signed_rank(GAPS, np.array(rows), zeros)
    for position, row in enumerate(rows):
        alone = signed_rank(GAPS, row, zeros)
        for name, value in numbers(alone).items():
            np.testing.assert_array_equal(getattr(together, name)[position], value)


def test_exact_and_asymptotic_p_meet_in_large_samples():
    counts = np.array([20, 30, 60, 90, 120, 160, 220, 150, 110, 60, 50, 30, 10])
    exact, asymptotic = signed_rank_exact(GAPS, counts), signed_rank(GAPS, counts)
    assert float(exact.p_value) == pytest.approx(float(asymptotic.p_value), rel=1e-2)


def test_exact_p_survives_more_than_a_thousand_gaps_of_one_sign():
    assert float(signed_rank_exact([0, 1, 2], [5, 500, 520]).p_value) == pytest.approx(2.0**-1019, rel=1e-10)


@pytest.mark.parametrize("zeros", ZEROS)
@pytest.mark.parametrize("n_zero", [0, 7])
def test_no_gap_but_zeros_has_no_rank_test(zeros, n_zero):
    counts = np.where(GAPS == 0, n_zero, 0)
    found = signed_rank(GAPS, counts, zeros)
    assert (found.n, found.n_zero, found.w_plus, found.w_minus) == (n_zero, n_zero, 0, 0)
    assert np.isnan([found.z, found.p_value, found.effect, found.effect_low, found.effect_high]).all()
    assert np.isnan(signed_rank_exact(GAPS, counts, zeros).p_value)
    assert np.isnan(signed_rank([0], [n_zero], zeros).p_value)


@pytest.mark.parametrize("zeros", ZEROS)
def test_gaps_all_equal_have_a_complete_effect(zeros):
    found = signed_rank(GAPS, np.where(GAPS == -2, 9, 0), zeros)
    # Nine gaps of one size and sign are nine signs: Wilson's interval of 0 out of 9, on the scale from -1 to 1.
    assert (found.effect, found.effect_low) == (-1, -1)
    z = special.ndtri(0.975)
    assert found.effect_high == pytest.approx((z**2 - 9) / (z**2 + 9), rel=0.3)
    fisher = signed_rank(GAPS, np.where(GAPS == -2, 9, 0), zeros, limits="fisher")
    assert (fisher.effect_low, fisher.effect_high) == (-1, -1)
    assert found.p_value == pytest.approx(2 * special.ndtr(-3))
    assert signed_rank_exact([-2], [9], zeros).p_value == pytest.approx(2**-8)


def test_one_gap_is_no_evidence():
    assert signed_rank_exact([3], [1]).p_value == 1
