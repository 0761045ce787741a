"""Properties of Guttman's bounds, split halves and alpha's errors; published numbers: tests/published/guttman.toml."""

from __future__ import annotations

import dataclasses
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servgap._stats.reliability import split_halves as module
from servgap._stats.reliability.alpha import cronbach_alpha
from servgap._stats.reliability.alpha_bootstrap import GROUPS, MOST_ROWS, _sums, alpha_bootstrap
from servgap._stats.reliability.alpha_intervals import alpha_distribution_free, alpha_normal_error
from servgap._stats.reliability.guttman import guttman_lambdas, overlap_corrected
from servgap._stats.reliability.split_halves import split_halves

PARALLEL = np.eye(4) + 1


@st.composite
def answers(draw, low=2, high=7, n=60):
    """Whole-number answers of respondents to items that share one factor."""
    items = draw(st.integers(low, high))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    shared = rng.standard_normal((n, 1))
    rows = 4 + shared * rng.uniform(0.5, 1.2, items) + rng.standard_normal((n, items))
    return np.clip(np.round(rows), 1, 7)


def covariance(rows):
    return np.cov(rows.T)


def fields(outcome):
    return {field.name: np.asarray(getattr(outcome, field.name)) for field in dataclasses.fields(outcome)}


def same(left, right, tolerance=1e-9):
    for name, value in fields(left).items():
        np.testing.assert_allclose(value, fields(right)[name], rtol=tolerance, atol=tolerance, err_msg=name)


# --- bounds -----------------------------------------------------------------------------------------------------------


@given(answers(), st.floats(0.01, 100))
def test_the_bounds_stand_in_order_and_know_no_unit(rows, unit):
    matrix = covariance(rows)
    found = guttman_lambdas(matrix)
    assert found.lambda1 <= found.lambda3 <= found.lambda2 + 1e-12
    assert found.lambda5 <= found.lambda5_plus
    assert found.lambda6 >= found.lambda1
    assert found.lambda3 == pytest.approx(cronbach_alpha(matrix, len(rows)).alpha)
    same(found, guttman_lambdas(unit**2 * matrix))


@given(answers(3), st.randoms(use_true_random=False))
def test_the_order_of_the_items_does_not_matter(rows, random):
    order = random.sample(range(rows.shape[1]), rows.shape[1])
    matrix, shuffled = covariance(rows), covariance(rows[:, order])
    same(guttman_lambdas(matrix), guttman_lambdas(shuffled))
    old, new = overlap_corrected(matrix), overlap_corrected(shuffled)
    np.testing.assert_allclose(old.r_smc_corrected[order], new.r_smc_corrected)
    np.testing.assert_allclose(old.lambda6_if_dropped[order], new.lambda6_if_dropped)
    np.testing.assert_allclose(split_halves(matrix).lambda4, split_halves(shuffled).lambda4)


@given(answers(3))
def test_lambda6_without_an_item_is_lambda6_of_the_others(rows):
    matrix = np.corrcoef(rows.T)
    found = overlap_corrected(covariance(rows)).lambda6_if_dropped
    for item in range(len(matrix)):
        others = np.delete(np.arange(len(matrix)), item)
        assert found[item] == pytest.approx(guttman_lambdas(matrix[np.ix_(others, others)]).lambda6)


def test_bounds_of_many_matrices_are_those_of_each():
    matrices = np.stack([PARALLEL, np.eye(4) + 0.5, np.diag([1.0, 2, 3, 4])])
    for compute in (guttman_lambdas, overlap_corrected):
        together = fields(compute(matrices))
        for place, matrix in enumerate(matrices):
            for name, value in fields(compute(matrix)).items():
                np.testing.assert_allclose(together[name][place], value, err_msg=name)


def test_bounds_of_what_does_not_vary_or_is_the_same_twice():
    constant = PARALLEL.copy()
    constant[0], constant[:, 0] = 0, 0
    found = guttman_lambdas(constant)
    assert found.lambda3 == pytest.approx(4 / 3 * (1 - 6 / 12))
    assert np.isnan(found.lambda6)
    assert np.isnan(overlap_corrected(constant).r_smc_corrected).all()
    twins = guttman_lambdas(np.ones((2, 2)))
    assert twins.lambda3 == pytest.approx(1)
    assert np.isnan(twins.lambda6)
    for matrix in (np.zeros((3, 3)), np.array([[1.0]]), np.array([[1.0, -1.0], [-1.0, 1.0]]), np.full((3, 3), np.nan)):
        assert np.isnan(guttman_lambdas(matrix).lambda2)
        assert np.isnan(overlap_corrected(matrix).lambda6_if_dropped).all()


# --- split halves -----------------------------------------------------------------------------------------------------


def enumerated(matrix):
    """Every split of a scale, one by one."""
    k, total = len(matrix), matrix.sum()
    signs = [np.array((1, *rest)) for rest in product([1, -1], repeat=k - 1)]
    found = {tuple(sign): 1 - sign @ matrix @ sign / total for sign in signs if abs(sign.sum()) < k}
    return found, [value for sign, value in found.items() if abs(sum(sign)) <= 1]


@settings(max_examples=25)
@given(answers())
def test_all_splits_are_looked_at(rows):
    matrix = covariance(rows)
    every, equal = enumerated(matrix)
    found = split_halves(matrix)
    assert found.lambda4 == pytest.approx(max(every.values()))
    assert (found.largest, found.smallest) == (pytest.approx(max(equal)), pytest.approx(min(equal)))
    assert found.mean == pytest.approx(np.mean(equal))
    assert found.n_splits == len(equal)
    assert found.exhaustive


@given(answers(4, 4))
def test_the_mean_of_the_equal_splits_of_an_even_scale_is_alpha(rows):
    matrix = covariance(rows)
    assert split_halves(matrix).mean == pytest.approx(cronbach_alpha(matrix, len(rows)).alpha)


@given(answers(2, 6))
def test_odd_against_even_is_one_of_the_splits(rows):
    matrix, found = covariance(rows), split_halves(covariance(rows))
    odd, even = rows[:, ::2].sum(1), rows[:, 1::2].sum(1)
    assert found.odd_even_r == pytest.approx(np.corrcoef(odd, even)[0, 1])
    assert found.odd_even == pytest.approx(4 * np.cov(odd, even)[0, 1] / matrix.sum())
    assert found.smallest - 1e-9 <= found.odd_even <= found.largest + 1e-9
    if len(matrix) % 2 == 0:
        assert found.horst == pytest.approx(found.spearman_brown)


def test_a_long_scale_is_searched_and_says_so(monkeypatch):
    rng = np.random.default_rng(8)
    matrix = covariance(rng.standard_normal((80, 12)) + rng.standard_normal((80, 1)))
    exact = split_halves(matrix)
    monkeypatch.setattr(module, "MOST_ITEMS", 4)
    searched = split_halves(matrix)
    assert not searched.exhaustive
    assert searched.mean == exact.mean
    assert searched.lambda4 == pytest.approx(exact.lambda4, abs=1e-3)
    assert searched.largest == pytest.approx(exact.largest, abs=1e-3)
    assert searched.smallest == pytest.approx(exact.smallest, abs=0.02)
    assert searched.lambda4 <= exact.lambda4 + 1e-12


def test_a_search_moves_single_items_where_the_best_halves_are_unequal(monkeypatch):
    """One item that weighs as much as all others stands best against all of them."""
    matrix = np.full((8, 8), 0.3) + 0.7 * np.eye(8)
    matrix[0] = matrix[:, 0] = 3.0
    matrix[0, 0] = 25.0
    exact = split_halves(matrix)
    assert exact.lambda4 > exact.largest + 0.1
    monkeypatch.setattr(module, "MOST_ITEMS", 4)
    assert split_halves(matrix).lambda4 == pytest.approx(float(exact.lambda4))


def test_a_scale_of_forty_items_has_split_halves():
    found = split_halves(np.eye(40) + 0.5)
    assert not found.exhaustive
    assert found.largest == pytest.approx(4 * 200 / 840)
    assert found.n_splits == 68923264410


@pytest.mark.parametrize("matrix", [np.zeros((3, 3)), [[1.0]], [[1.0, -1.0], [-1.0, 1.0]], np.full((4, 4), np.nan)])
def test_no_split_halves_without_a_sum_that_varies(matrix):
    found = split_halves(matrix)
    for name in ("lambda4", "largest", "smallest", "mean", "odd_even_r", "odd_even", "spearman_brown", "horst"):
        assert np.isnan(getattr(found, name)), name


def test_a_half_that_does_not_vary_correlates_with_nothing():
    found = split_halves(np.diag([1.0, 0.0, 2.0, 0.0]))
    assert np.isnan([found.odd_even_r, found.spearman_brown, found.horst]).all()
    assert found.odd_even == 0


@pytest.mark.parametrize("unit", [1e-9, 1e9])
def test_odd_and_even_items_know_no_unit(unit):
    matrix = PARALLEL + np.diag([0.0, 1, 2, 3])
    assert split_halves(unit * matrix).odd_even_r == pytest.approx(split_halves(matrix).odd_even_r)
    assert split_halves(unit * matrix).horst == pytest.approx(split_halves(matrix).horst)


# --- errors of alpha --------------------------------------------------------------------------------------------------


@given(answers(2), st.floats(0.01, 100))
def test_errors_of_alpha_know_no_unit(rows, unit):
    same(alpha_normal_error(covariance(rows), 60), alpha_normal_error(unit**2 * covariance(rows), 60))
    same(alpha_distribution_free(rows), alpha_distribution_free(3 + unit * rows))
    assert alpha_distribution_free(rows).value == pytest.approx(alpha_normal_error(covariance(rows), 60).alpha)


@settings(max_examples=20)
@given(answers(2))
def test_the_distribution_free_error_is_the_spread_of_each_respondent_s_influence(rows):
    """What alpha changes by when one respondent weighs a little more, numerically."""
    n, k = rows.shape

    def alpha(weights):
        centred = rows - weights @ rows / weights.sum()
        matrix = (centred * weights[:, None]).T @ centred
        return k / (k - 1) * (1 - np.trace(matrix) / matrix.sum())

    step = 1e-5
    influence = [(alpha(1 + step * row) - alpha(1 - step * row)) / (2 * step) for row in np.eye(n)]
    expected = np.sqrt(np.sum(np.square(influence)) * (n - 1) / n)
    assert alpha_distribution_free(rows).se == pytest.approx(expected, rel=1e-5)


def test_both_errors_agree_on_normal_items():
    rng = np.random.default_rng(11)
    rows = rng.standard_normal((200_000, 1)) + rng.standard_normal((200_000, 5))
    assert alpha_distribution_free(rows).se == pytest.approx(alpha_normal_error(covariance(rows), 200_000).se, rel=0.02)


@pytest.mark.parametrize("rows", [np.ones((5, 3)), np.ones((1, 3)), np.ones((5, 1)), [[1, 2], [np.nan, 2], [2, 3]]])
def test_no_error_of_an_alpha_that_is_none(rows):
    assert np.isnan(list(fields(alpha_distribution_free(rows)).values())).all()
    drawn = alpha_bootstrap(rows, draws=50)
    assert np.isnan([drawn.alpha, drawn.se, drawn.percentile_low, drawn.bca_high]).all()


def test_items_that_are_one_have_an_alpha_without_error():
    rows = np.repeat(np.arange(1.0, 8)[:, None], 3, axis=1)
    assert alpha_normal_error(covariance(rows), 7).se == pytest.approx(0, abs=1e-7)
    assert alpha_distribution_free(rows).value == pytest.approx(1)
    assert np.isnan(alpha_distribution_free(rows).ci_low)
    drawn = alpha_bootstrap(rows, draws=100)
    assert drawn.alpha == pytest.approx(1)
    assert drawn.percentile_low == pytest.approx(1)


@pytest.mark.parametrize(("matrix", "n"), [(np.zeros((3, 3)), 50), (PARALLEL, 1), ([[2.0]], 50)])
def test_no_normal_error_of_an_alpha_that_is_none(matrix, n):
    assert np.isnan(list(fields(alpha_normal_error(matrix, n)).values())).all()


# --- bootstrap --------------------------------------------------------------------------------------------------------


def test_weighted_sums_give_the_alphas_of_resampled_rows():
    """With three respondents all 27 resamples can be written down."""
    rows = np.array([[1.0, 2, 2], [4, 3, 5], [6, 7, 5]])
    resamples = [covariance(rows[list(chosen)]) for chosen in product(range(3), repeat=3) if len(set(chosen)) > 1]
    alphas = np.array([cronbach_alpha(matrix, 3).alpha for matrix in resamples])
    alphas = alphas[np.isfinite(alphas)]
    drawn = alpha_bootstrap(rows, draws=40_000)
    assert drawn.se == pytest.approx(alphas.std(), rel=0.03)
    assert drawn.percentile_low == pytest.approx(np.quantile(alphas, 0.025), abs=1e-9)


@settings(max_examples=15)
@given(answers(3))
def test_the_bootstrap_agrees_with_the_distribution_free_error(rows):
    drawn, expected = alpha_bootstrap(rows, draws=2000), alpha_distribution_free(rows)
    assert drawn.alpha == pytest.approx(expected.value)
    assert drawn.se == pytest.approx(expected.se, rel=0.5)
    assert drawn.percentile_low < drawn.alpha < drawn.percentile_high
    assert drawn.bca_low < drawn.bca_high
    assert drawn.units == len(rows)


def test_scales_given_together_share_their_draws():
    rng = np.random.default_rng(6)
    rows = rng.standard_normal((2, 80, 4)) + rng.standard_normal((2, 80, 1))
    together = fields(alpha_bootstrap(rows, draws=300))
    for place in range(2):
        alone = fields(alpha_bootstrap(rows[place], draws=300))
        for name in ("alpha", "se", "percentile_low", "bca_high"):
            np.testing.assert_allclose(together[name][place], alone[name], err_msg=name)


def test_a_scale_that_is_none_leaves_the_others():
    rng = np.random.default_rng(6)
    rows = np.stack([rng.standard_normal((30, 3)) + rng.standard_normal((30, 1)), np.ones((30, 3))])
    found = alpha_bootstrap(rows, draws=100)
    assert np.isfinite(found.se[0])
    assert np.isnan(found.se[1])


def test_the_draws_are_the_caller_s():
    rows = np.random.default_rng(1).integers(1, 6, (50, 3)) + np.random.default_rng(2).integers(1, 6, (50, 1))
    same(alpha_bootstrap(rows), alpha_bootstrap(rows, rng=np.random.default_rng(0)))
    assert alpha_bootstrap(rows, rng=np.random.default_rng(1)).se != alpha_bootstrap(rows).se


def test_many_respondents_are_resampled_in_groups():
    rng = np.random.default_rng(12)
    rows = rng.standard_normal((MOST_ROWS + 1, 1)) + rng.standard_normal((MOST_ROWS + 1, 4))
    found = alpha_bootstrap(rows, draws=2000)
    assert found.units == GROUPS
    sums = _sums(rows[None], rng)
    assert sums.shape == (1, GROUPS, 4 + 3)
    assert sums[0, :, 0].sum() == len(rows)
    assert found.se == pytest.approx(alpha_distribution_free(rows).se, rel=0.1)
    assert found.bca_low < found.alpha < found.bca_high
