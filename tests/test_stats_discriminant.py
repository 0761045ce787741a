"""Heterotrait-monotrait ratios and their bootstrap intervals, on any data."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servgap._stats.factor_models.heterotrait import htmt, htmt_bootstrap
from servgap._stats.resampling import bootstrap_sums as resampling

SIX = [0, 0, 0, 1, 1, 1]


def two_traits(seed, n=300, r=0.6):
    rng = np.random.default_rng(seed)
    trait = rng.normal(size=(n, 2)) @ [[1.0, r], [0.0, np.sqrt(1 - r**2)]]
    return trait[:, SIX] + rng.normal(size=(n, 6))


def by_hand(r, places):
    """Take all three means one correlation after another."""
    one, two = places
    across = [abs(r[i, j]) for i in one for j in two]
    inside = [[abs(r[i, j]) for i in each for j in each if i < j] for each in places]
    means = np.mean(across) / np.sqrt(np.mean(inside[0]) * np.mean(inside[1]))
    geometric = np.exp(np.mean(np.log(across)) - sum(np.mean(np.log(each)) for each in inside) / 2)
    return means, geometric


@given(st.integers(0, 10_000))
def test_against_loops(seed):
    r = np.corrcoef(two_traits(seed).T)
    found = htmt(r, SIX)
    one, two = by_hand(r, ([0, 1, 2], [3, 4, 5]))
    assert found.htmt[0, 1] == pytest.approx(one, rel=1e-12)
    assert found.htmt2[1, 0] == pytest.approx(two, rel=1e-12)
    assert not found.negative[0, 1]


@given(st.integers(0, 10_000), st.permutations(range(6)))
def test_the_order_of_items_does_not_matter(seed, order):
    r = np.corrcoef(two_traits(seed).T)
    moved = htmt(r[np.ix_(order, order)], np.array(SIX)[order])
    np.testing.assert_allclose(moved.htmt, htmt(r, SIX).htmt, rtol=1e-12)


def test_several_matrices_at_once():
    matrices = np.stack([np.corrcoef(two_traits(seed).T) for seed in range(3)])
    found = htmt(matrices, SIX)
    assert found.htmt.shape == (3, 2, 2)
    np.testing.assert_array_equal(found.htmt2[2], htmt(matrices[2], SIX).htmt2)


def test_items_turned_round_are_told_and_taken_without_their_sign():
    rows = two_traits(1)
    turned = rows * [1, 1, 1, 1, 1, -1]
    one, other = (htmt(np.corrcoef(each.T), SIX) for each in (rows, turned))
    np.testing.assert_allclose(other.htmt, one.htmt)
    assert other.negative.tolist() == [[False, True], [True, True]]


def test_items_that_do_not_correlate():
    found = htmt(np.eye(4), [0, 0, 1, 1])
    assert np.isnan(found.htmt[0, 1])
    between = np.eye(4)
    between[:2, :2] = between[2:, 2:] = [[1, 0.5], [0.5, 1]]
    found = htmt(between, [0, 0, 1, 1])
    assert found.htmt[0, 1] == found.htmt2[0, 1] == 0


def test_the_interval_covers_its_ratio_and_is_the_same_again():
    rows = two_traits(2)
    found, again = (htmt_bootstrap(rows, SIX, draws=999) for _ in range(2))
    assert found.htmt_low[0, 1] < found.htmt[0, 1] < found.htmt_high[0, 1]
    assert found.htmt2_low[0, 1] < found.htmt2[0, 1] < found.htmt2_high[0, 1]
    np.testing.assert_array_equal(found.htmt_low, again.htmt_low)
    other = htmt_bootstrap(rows, SIX, draws=999, rng=np.random.default_rng(1))
    assert other.htmt_low[0, 1] != found.htmt_low[0, 1]
    assert found.units == 300
    np.testing.assert_allclose(found.htmt, htmt(np.corrcoef(rows.T), SIX).htmt, rtol=1e-12)


def test_it_is_the_bootstrap_of_rows():
    rows, rng = two_traits(3, n=80), np.random.default_rng(9)
    drawn = [rows[rng.integers(0, 80, 80)] for _ in range(1500)]
    ratios = [htmt(np.corrcoef(each.T), SIX).htmt[0, 1] for each in drawn]
    found = htmt_bootstrap(rows, SIX)
    assert found.htmt_low[0, 1] == pytest.approx(np.quantile(ratios, 0.025), abs=0.02)
    assert found.htmt_high[0, 1] == pytest.approx(np.quantile(ratios, 0.975), abs=0.02)


def test_many_respondents_are_resampled_in_groups(monkeypatch):
    rows = two_traits(4, n=1200)
    whole = htmt_bootstrap(rows, SIX, draws=999)
    monkeypatch.setattr(resampling, "MOST_ROWS", 1000)
    monkeypatch.setattr(resampling, "GROUPS", 400)
    grouped = htmt_bootstrap(rows, SIX, draws=999)
    assert grouped.units == 400
    np.testing.assert_allclose(grouped.htmt, whole.htmt, rtol=1e-12)
    width, other = (each.htmt_high[0, 1] - each.htmt_low[0, 1] for each in (whole, grouped))
    assert other == pytest.approx(width, rel=0.2)


@pytest.mark.parametrize(
    ("rows", "dimension"),
    [
        (np.zeros((5, 4)), [0, 0, 1, 1]),
        (np.zeros((0, 4)), [0, 0, 1, 1]),
        (np.ones((1, 4)), [0, 0, 1, 1]),
        ([[1, 2, 3, 4], [2, 1, 4, 3]], [0, 0, 1, 1]),
        (two_traits(5)[:, :3], [0, 0, 1]),
        (np.column_stack([np.full(50, 3.3), two_traits(6)[:50, 1:4]]), [0, 0, 1, 1]),
    ],
    ids=["constant", "nobody", "one", "two", "a dimension of one item", "a constant item"],
)
def test_what_cannot_be_computed_is_nan(rows, dimension):
    found = htmt_bootstrap(rows, dimension, draws=50)
    assert np.isnan(found.htmt_low[0, 1])
    assert np.isnan(found.htmt_high[0, 1])
