"""Numbers that differ by rounding only are equal, whatever is done with them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servgap._stats.exploratory.arrangement import arrangement
from servgap._stats.exploratory.extraction import extract
from servgap._stats.exploratory.minimum_average_partial import minimum_average_partial
from servgap._stats.exploratory.rotation import oblimin, rotate
from servgap._stats.factor_models.heterotrait import htmt, htmt_bootstrap
from servgap._stats.factor_models.identification import identifiable
from servgap._stats.factor_models.latent_correlations import fit_correlations
from servgap._stats.factor_models.samples import Moments
from servgap._stats.factor_models.starting import starting_values
from servgap._stats.factor_models.structures import one_factor, second_order, simple_structure
from servgap._stats.ranks.all_ranks import all_ranks
from servgap._stats.ranks.rank_probabilities import rank_probabilities
from servgap._stats.ranks.rank_sets import canonical_order, observed_rank, rank_sets
from servgap._stats.reliability.alpha_bootstrap import alpha_bootstrap
from servgap._stats.ties import at_least, first_least, first_most, levels, share_below
from servgap.analysis.reliability.bands import bands_of
from servgap.analysis.screening.rows import _furthest_first
from servgap.analysis.validity.bands import LARGE, separations, steps_hold

BITS = [0.0, 1e-16, -2e-16, 3e-16]
"""What a processor may add to a number near one."""


@given(st.lists(st.sampled_from([-3.5, -1.0, -1 / 3, 0.0, 0.1, 0.3, 7.25]), min_size=1, max_size=8), st.randoms())
def test_the_last_bit_decides_nothing(values, random):
    moved = [value + random.choice(BITS) * max(1.0, abs(value)) for value in values]
    assert levels(moved).tolist() == levels(values).tolist() == [sorted(set(values)).index(v) for v in values]
    assert first_least(moved) == values.index(min(values))
    assert first_most(moved) == values.index(max(values))
    assert observed_rank(np.array(moved)).tolist() == [1 + sum(other > v for other in values) for v in values]
    assert _furthest_first(np.array(moved)).tolist() == [1 + sum(other > v for other in values) for v in values]


def test_what_is_not_known_is_neither_first_nor_level_with_anything():
    assert levels([np.nan, 1.0, np.inf, -np.inf, np.nan, np.inf]).tolist() == [3, 1, 2, 0, 3, 2]
    assert first_least([np.nan, 2.0, 1.0]) == 2
    assert first_most([[np.nan, 2.0], [1.0, 2.0]]) == 1
    assert first_least([np.inf, np.inf]) == 0
    assert _furthest_first(np.array([np.nan, 5.0, 7.0])).tolist()[1:] == [2.0, 1.0]


def test_what_is_further_apart_than_rounding_is_not_equal():
    assert levels([1.0, 1.0 + 1e-6, 1.0 + 1e-12]).tolist() == [0, 1, 0]
    assert levels([1.0, 1.5, 2.5], within=0.5).tolist() == [0, 0, 1]
    assert first_least([1.0 + 1e-6, 1.0]) == 1
    assert at_least([0.7 - 1e-6, 0.7 - 1e-12, np.nan], 0.7).tolist() == [False, True, False]


def test_draws_equal_to_what_was_observed_count_one_half():
    assert share_below(np.array([1.0, 2.0, 3.0, 3.0 + 1e-15]), 3.0) == 0.75
    assert share_below(np.array([5.0, 6.0]), 4.0) == 0.0


def test_a_cut_off_that_is_met_exactly_is_met_whatever_the_last_bit():
    for bit in BITS:
        lower = np.array([0.7 + bit, 0.8 + bit, 0.7 - 1e-6, 0.5])
        upper = np.array([0.9, 0.9, 0.7 + bit, 0.7 - 1e-6])
        assert bands_of(lower, upper).tolist() == ["early_research", "group_research", "not_shown", "insufficient"]
        at = np.array([0.85 + bit, 0.90 + bit, 0.85 - 1e-6])
        assert separations(at, np.full(3, np.nan)).tolist() == ["close", "indistinct", "distinct"]
        assert separations(np.full(3, 0.5), at).tolist() == ["close", "unclear", "distinct"]
        assert steps_hold(np.array([-0.01 + bit, 0.0]), np.array([0.0, 0.015 + bit]), LARGE).all()
    assert not steps_hold(np.array([-0.01 - 1e-6, 0.0, np.nan]), np.array([0.0, 0.015 + 1e-6, 0.0]), LARGE).any()


COVARIANCE = np.diag([1.0, 1.0, 1.0, 2.0])


def test_estimates_that_are_one_share_their_ranks_and_places_and_stand_as_given():
    x = np.array([0.3, 0.1 + 0.2, 0.3 - 1e-16, -1.0])
    assert observed_rank(x).tolist() == [1, 1, 1, 4]
    assert canonical_order(x, COVARIANCE).tolist() == [3, 0, 1, 2]
    assert rank_sets(x, COVARIANCE * 1e-4).rank.tolist() == [1, 1, 1, 4]


@pytest.mark.parametrize("seed", range(3))
def test_one_gap_in_several_columns_is_worst_in_the_same_share_of_draws(seed):
    """A covariance of rank one, with the last bits that a product leaves."""
    spread = np.array([1.0, 1.0, 1.0, 0.5])
    noise = 1e-16 * np.random.default_rng(seed).normal(size=(4, 4))
    covariance = np.outer(spread, spread) + np.diag([0, 0, 0, 0.3]) + noise + noise.T
    x = np.array([0.3, 0.1 + 0.2, 0.3, 0.3])
    shares = all_ranks(x, covariance, 1).in_top
    assert shares[0] == shares[1] == shares[2]
    found = rank_probabilities(x, covariance, [1])
    assert len(set(found.in_top[:3, 0])) == 1
    assert found.central_low[:3].tolist() == [1, 1, 1]


def test_the_average_partial_is_unknown_where_components_explain_equally_much():
    equal = np.full((6, 6), 0.4) + 0.6 * np.eye(6)
    found = minimum_average_partial(equal)
    assert np.isfinite(found.squared[:2]).all()
    assert np.isnan(found.squared[2:]).all()
    assert (found.n_squared, found.n_fourth) == (1, 1)
    turned = equal + 1e-15 * np.random.default_rng(0).normal(size=(6, 6))
    assert np.allclose(minimum_average_partial((turned + turned.T) / 2).squared, found.squared, equal_nan=True)
    assert np.isnan(minimum_average_partial(np.eye(4)).squared[1:]).all()
    assert minimum_average_partial(np.eye(4)).n_squared == 0
    plain = minimum_average_partial([[1, 0.5, 0.3], [0.5, 1, 0.2], [0.3, 0.2, 1]])
    assert np.isfinite(plain.squared).all()


def test_the_least_of_equal_average_partials_is_the_first():
    assert minimum_average_partial(np.eye(3)).n_squared == 0


PATTERN = np.kron(np.eye(3), np.full((2, 1), 0.7))


@pytest.mark.parametrize("bit", BITS)
def test_equal_factors_stand_in_the_order_of_the_items_and_point_upwards(bit):
    mixed = PATTERN[:, [2, 0, 1]] * [-1, 1, -1]
    order, sign = arrangement(mixed * (1 + bit), (mixed**2).sum(0) + np.array([bit, 0, -bit]))
    assert order == [1, 2, 0]
    assert (mixed[:, order] * sign == PATTERN).all()
    balanced = np.array([[-0.5, 0.5], [0.5, 0.5 + bit]])
    assert (arrangement(balanced, np.ones(2))[1] * balanced[:, arrangement(balanced, np.ones(2))[0]])[0].min() > 0


def turned(angle):
    return np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])


@pytest.mark.parametrize("rotation", ["varimax", "promax", "oblimin"])
@pytest.mark.parametrize("angle", [0.3, 1.1, 2.5])
def test_a_rotation_ends_where_it_ends_from_wherever_it_starts(rotation, angle):
    """Equal eigenvalues leave the unrotated factors undetermined; the rotated ones are not."""
    rng = np.random.default_rng(1)
    loadings = PATTERN + 0.1 * rng.normal(size=PATTERN.shape)
    found, again = rotate(loadings, rotation), rotate(loadings @ turned(angle), rotation)
    assert np.abs(found.loadings - again.loadings).max() < 1e-8
    assert np.abs(found.factor_correlations - again.factor_correlations).max() < 1e-8


def test_oblimin_ends_where_the_slope_is_nothing_but_rounding():
    """The criterion's derivative along every direction that keeps the factors' variances."""
    rng = np.random.default_rng(2)
    loadings = PATTERN + 0.15 * rng.normal(size=PATTERN.shape)
    found = oblimin(loadings)

    def criterion(pattern):
        squares = pattern**2
        return ((squares.sum(1, keepdims=True) - squares) * squares).sum() / 4

    least = criterion(found.loadings)
    root = np.linalg.cholesky(found.factor_correlations).T
    for way in np.eye(9).reshape(-1, 3, 3):
        for step in (1e-4, -1e-4):
            moved = root + step * root @ way
            moved /= np.sqrt((moved**2).sum(0))
            assert criterion(found.loadings @ root.T @ np.linalg.inv(moved).T) > least - 1e-15
    assert np.abs(oblimin(loadings * (1 + 1e-13)).loadings - found.loadings).max() < 1e-11


def test_extracted_factors_of_equal_size_point_upwards():
    matrix = np.kron(np.eye(2), np.full((3, 3), 0.5)) + 0.5 * np.eye(6)
    assert (extract(matrix, 1, "ml").loadings.sum(0) >= 0).all()


def test_a_search_starts_at_the_first_of_several_axes():
    pairs = np.kron(np.eye(2), np.array([[1.0, 0.6], [0.6, 1.0]]))
    for bit in BITS:
        start = starting_values(one_factor(4), [Moments(100.0, np.zeros(4), pairs + bit * np.eye(4))])[:4]
        assert (start[:2] > 0.1).all()
        assert np.abs(start[2:]).max() < 1e-12


@pytest.mark.parametrize(
    "correlation",
    [
        np.eye(4),
        np.eye(4) - 2e-15 * (1 - np.eye(4)),
        np.kron(np.eye(2), np.array([[1.0, 0.6], [0.6, 1.0]])),
        np.kron(np.eye(3), np.array([[1.0, 0.97], [0.97, 1.0]])),
    ],
)
def test_correlations_that_leave_a_factor_open_have_no_solution(correlation):
    k = len(correlation)
    assert not fit_correlations(one_factor(k), correlation, np.ones(k * (k - 1) // 2)).found


def test_between_two_minima_lies_a_saddle_and_no_solution(monkeypatch):
    """Started on the axis of symmetry of two unrelated pairs, the search ends between their two solutions."""
    pairs = np.kron(np.eye(2), np.array([[1.0, 0.6], [0.6, 1.0]]))
    monkeypatch.setattr("servgap._stats.factor_models.latent_correlations.starting_values", lambda *_: np.full(4, 0.4))
    assert not fit_correlations(one_factor(4), pairs, np.ones(6)).found
    assert fit_correlations(one_factor(4), 0.4 * np.ones((4, 4)) + 0.6 * np.eye(4), np.ones(6)).found


def test_a_longest_axis_may_still_end_on_a_saddle():
    """Of two pairs that hardly correlate with each other the sum is the longest axis, and no minimum."""
    between = np.kron(1 - np.eye(2), np.ones((2, 2)))
    pairs = np.kron(np.eye(2), np.array([[1.0, 0.5], [0.5, 1.0]]))
    assert not fit_correlations(one_factor(4), pairs + 0.05 * between, np.ones(6)).found
    assert fit_correlations(one_factor(4), pairs + 0.4 * between, np.ones(6)).found


def test_whether_a_model_can_be_identified_is_a_question_to_the_model():
    assert [identifiable(one_factor(k)) for k in (1, 2, 3)] == [False, False, True]
    assert identifiable(simple_structure([[0, 1], [2, 3]]))
    assert not identifiable(second_order([[0, 1, 2], [3, 4, 5]]))
    assert identifiable(second_order([[0, 1, 2], [3, 4, 5], [6, 7, 8]]))


def test_a_correlation_of_nothing_but_rounding_is_none():
    matrix = np.full((4, 4), 0.5) + 0.5 * np.eye(4)
    matrix[0, 2] = matrix[2, 0] = -1e-17
    found = htmt(matrix, [0, 0, 1, 1])
    assert found.htmt2[0, 1] == 0
    assert not found.negative.any()
    matrix[0, 2] = matrix[2, 0] = -1e-3
    assert htmt(matrix, [0, 0, 1, 1]).negative.any()
    assert htmt(matrix, [0, 0, 1, 1]).htmt2[0, 1] > 0
    matrix[0, 2] = matrix[2, 0] = np.nan
    assert np.isnan(htmt(matrix, [0, 0, 1, 1]).htmt2[0, 1])


def test_resamples_without_a_correlation_are_the_same_however_answers_are_scaled():
    """Of answers of two kinds many resamples have correlations of zero, which no scale may turn into tiny ones."""
    rows = np.random.default_rng(3).integers(0, 2, (24, 4)).astype(float)
    plain, scaled = (htmt_bootstrap(rows * scale, [0, 0, 1, 1], draws=499) for scale in (1.0, 0.1))
    assert np.allclose(plain.htmt2_low, scaled.htmt2_low, rtol=1e-9, equal_nan=True)
    assert np.allclose(plain.htmt2_high, scaled.htmt2_high, rtol=1e-9, equal_nan=True)


def test_resampled_alphas_equal_to_the_observed_one_do_not_shift_the_limits():
    rows = np.random.default_rng(4).integers(0, 2, (30, 3)).astype(float)
    limits = [alpha_bootstrap(rows * scale, draws=999) for scale in (1.0, 0.1, 1 / 3)]
    for found in limits[1:]:
        assert np.allclose(found.bca_low, limits[0].bca_low, rtol=1e-9)
        assert np.allclose(found.bca_high, limits[0].bca_high, rtol=1e-9)


def test_respondents_equally_far_off_share_a_rank_whatever_the_last_bit():
    ranks = _furthest_first(np.array([1.0, 0.1 + 0.2, np.nan, 0.3, 0.3 * (1 + 1e-12), 0.2]))
    np.testing.assert_array_equal(ranks, [1, 2, np.nan, 2, 2, 5])
