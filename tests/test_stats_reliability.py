"""Properties of the reliability arithmetic; its published numbers stand in tests/published/reliability.toml."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servgap._stats.reliability.alpha import cronbach_alpha, item_analysis
from servgap._stats.reliability.composites import linear_combination_reliability, stratified_alpha
from servgap._stats.reliability.difference_scores import difference_reliability
from servgap._stats.reliability.omega import omega_total, tau_equivalence

PARALLEL = np.eye(4) + 1


@st.composite
def covariances(draw, low=3, high=6, strongest=0.9):
    """Sample covariance matrices of items that share one factor, with everyday misfit; divisor n - 1."""
    items = draw(st.integers(low, high))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    loadings = rng.uniform(0.5, strongest, items)
    rows = rng.standard_normal((200, 1)) * loadings
    rows += rng.standard_normal((200, items)) * np.sqrt(1 - loadings**2)
    return np.cov((rows * rng.uniform(0.5, 2.0, items)).T)


def fields(outcome):
    return {field.name: np.asarray(getattr(outcome, field.name)) for field in dataclasses.fields(outcome)}


def same(left, right, tolerance=1e-9):
    for name, value in fields(left).items():
        np.testing.assert_allclose(value, fields(right)[name], rtol=tolerance, atol=tolerance, err_msg=name)


@given(covariances(), st.floats(0.01, 100))
def test_changing_the_unit_of_all_items_leaves_reliability(matrix, unit):
    same(cronbach_alpha(matrix, 200), cronbach_alpha(unit**2 * matrix, 200))
    same(item_analysis(matrix), item_analysis(unit**2 * matrix))
    same(tau_equivalence(matrix, 200), tau_equivalence(unit**2 * matrix, 200), 1e-7)
    old, new = omega_total(matrix, 200), omega_total(unit**2 * matrix, 200)
    same(dataclasses.replace(old, loadings=unit * old.loadings, uniquenesses=unit**2 * old.uniquenesses), new, 1e-7)


@given(covariances(), st.randoms(use_true_random=False))
def test_the_order_of_the_items_does_not_matter(matrix, random):
    order = list(range(len(matrix)))
    random.shuffle(order)
    shuffled = matrix[np.ix_(order, order)]
    same(cronbach_alpha(matrix, 200), cronbach_alpha(shuffled, 200))
    np.testing.assert_allclose(item_analysis(matrix).item_rest_r[order], item_analysis(shuffled).item_rest_r)
    old, new = omega_total(matrix, 200), omega_total(shuffled, 200)
    same(dataclasses.replace(old, loadings=old.loadings[order], uniquenesses=old.uniquenesses[order]), new, 1e-7)


@given(covariances())
def test_reversing_every_item_changes_nothing_and_one_item_lowers_alpha(matrix):
    signs = np.ones(len(matrix))
    signs[0] = -1
    reversed_one = matrix * np.outer(signs, signs)
    assert cronbach_alpha(reversed_one, 200).alpha < cronbach_alpha(matrix, 200).alpha
    np.testing.assert_allclose(
        np.abs(omega_total(reversed_one, 200).loadings), omega_total(matrix, 200).loadings, rtol=1e-7
    )
    assert omega_total(reversed_one, 200).loadings.sum() > 0


@given(covariances())
def test_alpha_of_items_with_equal_variances_is_the_standardised_alpha(matrix):
    spread = np.sqrt(np.diag(matrix))
    found = cronbach_alpha(matrix / np.outer(spread, spread), 200)
    assert found.alpha == pytest.approx(found.alpha_standardized)
    assert found.alpha_standardized == pytest.approx(cronbach_alpha(matrix, 200).alpha_standardized)


@given(covariances())
def test_alpha_lies_in_its_interval_and_a_surer_interval_is_wider(matrix):
    usual, surer = cronbach_alpha(matrix, 200), cronbach_alpha(matrix, 200, confidence=0.99)
    assert surer.ci_low < usual.ci_low < usual.alpha < usual.ci_high < surer.ci_high
    usual_omega, surer_omega = omega_total(matrix, 200), omega_total(matrix, 200, confidence=0.99)
    assert surer_omega.ci_low < usual_omega.ci_low < usual_omega.omega < usual_omega.ci_high


@given(covariances())
def test_alpha_if_dropped_is_the_alpha_of_the_other_items(matrix):
    found = item_analysis(matrix)
    for item in range(len(matrix)):
        others = cronbach_alpha(np.delete(np.delete(matrix, item, 0), item, 1), 200)
        assert found.alpha_if_dropped[item] == pytest.approx(others.alpha)
        assert found.alpha_if_dropped_standardized[item] == pytest.approx(others.alpha_standardized)


def test_item_rest_correlation_is_that_of_the_rows():
    rows = np.random.default_rng(3).integers(1, 8, (50, 5)).astype(float)
    found = item_analysis(np.cov(rows.T))
    for item in range(5):
        rest = np.delete(rows, item, 1).sum(1)
        assert found.item_rest_r[item] == pytest.approx(np.corrcoef(rows[:, item], rest)[0, 1])
        assert found.item_total_r[item] == pytest.approx(np.corrcoef(rows[:, item], rows.sum(1))[0, 1])


@given(
    st.lists(st.floats(0.3, 1.5), min_size=4, max_size=6),
    st.lists(st.floats(0.2, 2.0), min_size=6, max_size=6),
)
def test_a_perfect_one_factor_matrix_gives_its_omega_and_parameters_back(loadings, uniquenesses):
    loadings, uniquenesses = np.array(loadings), np.array(uniquenesses[: len(loadings)])
    implied = np.outer(loadings, loadings) + np.diag(uniquenesses)
    found = omega_total(implied, 100)
    assert found.omega == pytest.approx(loadings.sum() ** 2 / implied.sum(), abs=1e-8)
    assert found.omega == pytest.approx(float(found.omega_observed), abs=1e-8)
    np.testing.assert_allclose(found.loadings, np.sqrt(0.99) * loadings, atol=1e-6)
    np.testing.assert_allclose(found.uniquenesses, 0.99 * uniquenesses, atol=1e-6)
    assert found.chi_square == pytest.approx(0, abs=1e-8)
    assert found.converged
    assert not found.heywood


@given(covariances())
def test_fitted_variances_are_the_observed_ones_and_the_slope_is_level(matrix):
    found = omega_total(matrix, 200)
    observed = matrix * 199 / 200
    implied = np.outer(found.loadings, found.loadings) + np.diag(found.uniquenesses)
    inverse = np.linalg.inv(implied)
    np.testing.assert_allclose(np.diag(implied), np.diag(observed), rtol=1e-7)
    np.testing.assert_allclose(inverse @ (implied - observed) @ inverse @ found.loadings, 0, atol=1e-7)
    expected = np.linalg.slogdet(implied)[1] + np.trace(inverse @ observed)
    expected -= np.linalg.slogdet(observed)[1] + len(matrix)
    assert found.chi_square == pytest.approx(200 * expected, abs=1e-8)


@given(covariances(low=4, high=4), covariances(low=4, high=4))
def test_one_call_for_many_equals_many_calls(first, second):
    hopeless = np.full((4, 4), np.nan)
    batch = np.array([first, hopeless, second])
    for compute in (cronbach_alpha, omega_total, tau_equivalence):
        together = compute(batch.reshape(1, 3, 4, 4), [[200, 200, 150]])
        for position, (matrix, n) in enumerate(((first, 200), (hopeless, 200), (second, 150))):
            single = fields(compute(matrix, n))
            for name, value in fields(together).items():
                np.testing.assert_allclose(value[0, position], single[name], rtol=1e-9, atol=1e-9, err_msg=name)
    np.testing.assert_allclose(item_analysis(batch).item_rest_r[2], item_analysis(second).item_rest_r)


def test_chi_square_and_interval_but_no_estimate_depend_on_n():
    matrix = np.array([[2.0, 1.0, 1.2, 0.8], [1.0, 2.0, 0.9, 1.1], [1.2, 0.9, 2.5, 1.0], [0.8, 1.1, 1.0, 1.5]])
    small, large = omega_total(matrix, 50), omega_total(matrix, 1_000_000)
    assert small.omega == pytest.approx(float(large.omega))
    assert small.chi_square / 50 == pytest.approx(large.chi_square / 1_000_000)
    assert small.se * np.sqrt(50) == pytest.approx(large.se * 1000)


def test_equal_loadings_fit_parallel_items_perfectly():
    found = tau_equivalence(PARALLEL, 300)
    assert found.chi_square == pytest.approx(0, abs=1e-9)
    assert found.df == 3
    assert found.p_value == pytest.approx(1)


@pytest.mark.parametrize(
    "matrix",
    [
        pytest.param(np.ones((1, 1)), id="one item"),
        pytest.param(np.zeros((4, 4)), id="nobody differs"),
        pytest.param(np.full((4, 4), np.nan), id="no covariances"),
        pytest.param(np.array([[1.0, -1.0], [-1.0, 1.0]]), id="a sum that does not vary"),
    ],
)
def test_alpha_is_nan_where_it_is_not_defined(matrix):
    found = cronbach_alpha(matrix, 30)
    assert np.isnan([found.alpha, found.ci_low, found.ci_high]).all()


def test_alpha_of_one_respondent_is_nan():
    assert np.isnan(list(fields(cronbach_alpha(PARALLEL, 1)).values())).all()
    assert np.isnan(cronbach_alpha(PARALLEL, 0).alpha)


def test_a_constant_item_leaves_raw_alpha_and_the_alpha_without_it():
    matrix = np.zeros((4, 4))
    matrix[:3, :3] = np.eye(3) + 1
    found, items = cronbach_alpha(matrix, 30), item_analysis(matrix)
    assert found.alpha == pytest.approx(4 / 3 * (1 - 6 / 12))
    assert np.isnan([found.alpha_standardized, found.average_r, found.median_r, found.signal_noise]).all()
    assert items.alpha_if_dropped[3] == pytest.approx(0.75)
    np.testing.assert_allclose(items.alpha_if_dropped_standardized, [np.nan, np.nan, np.nan, 0.75])
    np.testing.assert_array_equal(np.isnan(items.item_rest_r), [False, False, False, True])
    assert np.isnan(omega_total(matrix, 30).omega)


def test_two_items_have_an_alpha_but_none_without_an_item_and_no_omega():
    matrix = [[2.0, 1.0], [1.0, 2.0]]
    assert cronbach_alpha(matrix, 30).alpha == pytest.approx(2 / 3)
    assert np.isnan(item_analysis(matrix).alpha_if_dropped).all()
    np.testing.assert_allclose(item_analysis(matrix).item_rest_r, 0.5)
    assert np.isnan(omega_total(matrix, 30).omega)
    assert np.isnan(tau_equivalence(matrix, 30).chi_square)


def test_one_item_has_no_rest():
    found = item_analysis([[2.0]])
    assert np.isnan(found.item_rest_r).all()
    assert np.isnan(found.alpha_if_dropped).all()


@pytest.mark.parametrize(
    ("matrix", "n"),
    [
        pytest.param(np.eye(4), 50, id="items that share nothing"),
        pytest.param(np.ones((4, 4)), 50, id="one item four times"),
        pytest.param(np.zeros((4, 4)), 50, id="nobody differs"),
        pytest.param(np.full((4, 4), np.nan), 50, id="no covariances"),
        pytest.param(PARALLEL, 1, id="one respondent"),
        pytest.param(np.array([[1, -0.4, -0.4], [-0.4, 1, -0.4], [-0.4, -0.4, 1]]), 50, id="no factor fits the signs"),
        pytest.param(np.kron(np.eye(2), [[1, 0.5], [0.5, 1]]), 50, id="two pairs of items"),
        pytest.param(np.kron(np.eye(3), [[1, 0.5], [0.5, 1]]), 50, id="three pairs of items"),
        pytest.param(np.kron(np.eye(2), np.eye(3) + 1), 50, id="two equal threes of items"),
        pytest.param(np.kron(np.diag([1.0, 4.0]), np.eye(3) + 1), 50, id="two equal threes of items on two scales"),
        pytest.param(
            [[1, 0.5, 0, 0], [0.5, 1, 0, 0], [0, 0, 1, 0.3], [0, 0, 0.3, 1]], 50, id="a close and a loose pair"
        ),
        pytest.param(np.eye(5) * 1.15 - 0.15, 50, id="every item against every other"),
        pytest.param(np.kron(np.eye(2), [[0.9, 0.4], [0.4, 0.9]]) + 0.1, 50, id="a saddle between two pairs"),
    ],
)
def test_omega_is_nan_and_says_so_where_no_proper_fit_exists(matrix, n):
    found = omega_total(matrix, n)
    assert not found.converged
    assert not found.heywood
    numbers = {name: value for name, value in fields(found).items() if value.dtype == float}
    assert all(np.isnan(value).all() for value in numbers.values())
    assert np.isnan(tau_equivalence(matrix, n).p_value)


def one_factor(loadings, uniquenesses):
    return np.outer(loadings, loadings) + np.diag(uniquenesses)


@pytest.mark.parametrize(("least", "improper"), [(0.0, True), (1e-9, True), (1e-5, False), (0.01, False)])
@pytest.mark.parametrize("items", [3, 4, 6])
def test_an_item_that_is_all_factor_is_improper_with_room_for_rounding(least, improper, items):
    loadings = np.sqrt(np.linspace(0.3, 0.6, items))
    loadings[-1] = np.sqrt(1 - least)
    uniquenesses = 1 - loadings**2
    uniquenesses[-1] = least
    for scale in (1.0, 1e-3, 1e3):
        found = omega_total(scale * one_factor(loadings, uniquenesses), 200)
        assert found.converged
        assert bool(found.heywood) == improper


def test_sets_of_items_that_share_nothing_but_of_which_one_goes_together_more_have_a_solution():
    close, loose = np.eye(3) * 0.5 + 0.5, np.eye(3) * 0.7 + 0.3
    matrix = np.zeros((6, 6))
    matrix[:3, :3], matrix[3:, 3:] = loose, close
    found = omega_total(matrix, 200)
    assert found.converged
    np.testing.assert_allclose(found.loadings, np.sqrt([0, 0, 0, 0.5, 0.5, 0.5]) * np.sqrt(199 / 200), atol=1e-6)


def test_one_item_of_its_own_has_no_loading():
    matrix = np.eye(4)
    matrix[:3, :3] = np.eye(3) * 0.5 + 0.5
    found = omega_total(matrix, 200)
    assert found.converged
    assert found.loadings[3] == pytest.approx(0, abs=1e-8)


@pytest.mark.parametrize("rows", [(0, 1, 2, 3), (2, 3, 0, 1), (3, 2, 1, 0)])
def test_of_loadings_that_cancel_the_first_is_positive(rows):
    loadings = np.array([0.7, 0.7, -0.7, -0.7])[list(rows)]
    found = omega_total(one_factor(loadings, np.full(4, 0.51)), 200)
    assert found.omega == pytest.approx(0, abs=1e-9)
    assert found.loadings[0] > 0


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.integers(3, 6), st.integers(2, 25))
def test_small_wild_samples_give_an_omega_or_nan_but_no_warning(seed, items, n):
    rows = np.random.default_rng(seed).integers(1, 5, (n, items)).astype(float)
    matrix = np.cov(rows.T)
    found = omega_total(matrix, n)
    assert bool(found.converged) == bool(np.isfinite(found.omega) or np.isfinite(found.chi_square))
    tau_equivalence(matrix, n)
    cronbach_alpha(matrix, n)
    item_analysis(matrix)


def test_difference_reliability_falls_as_the_parts_correlate():
    found = difference_reliability(1.0, 1.2, [0.0, 0.3, 0.6], 0.8, 0.85)
    assert (np.diff(found.reliability) < 0).all()
    assert found.reliability.shape == (3,)


@given(st.floats(0.1, 5), st.floats(-0.9, 0.9), st.floats(0.1, 0.99))
def test_difference_reliability_is_the_simple_form_for_equal_variances(variance, r, alpha):
    found = difference_reliability(variance, variance, r, alpha, alpha)
    assert found.reliability == pytest.approx(float(found.reliability_equal_variance), abs=1e-9)
    assert found.r_gap_expectation == pytest.approx(-float(found.r_gap_perception), abs=1e-9)


def test_difference_of_identical_or_constant_answers_is_nan():
    same_answers = difference_reliability(1.0, 1.0, 1.0, 0.8, 0.8)
    assert np.isnan(list(fields(same_answers).values())).all()
    constant = difference_reliability(0.0, 1.0, np.nan, np.nan, 0.8)
    assert np.isnan(constant.reliability)


def test_composite_of_perfectly_reliable_scores_is_perfectly_reliable():
    assert linear_combination_reliability([0.2, 0.8], [1.0, 2.0], [1.0, 1.0], 1.5).reliability == pytest.approx(1)
    assert np.isnan(linear_combination_reliability([0.5, 0.5], [0.0, 0.0], [np.nan, np.nan], 0.0).reliability)


@given(covariances(low=6, high=6))
def test_stratified_alpha_of_one_stratum_is_alpha(matrix):
    alpha = cronbach_alpha(matrix, 200).alpha
    assert stratified_alpha([matrix.sum()], [alpha], matrix.sum()).reliability == pytest.approx(float(alpha))
