"""Penalties, rewards and their asymmetry: against sums by hand, another computation, and what must hold of any data."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servgap._stats.importance.penalty_reward import beyond_line, penalty_reward

SCORES = np.array([2.0, 2, 4, 4, 4, 4, 7, 7])[:, None]
ANSWERS = np.array([1.0, 3, 4, 4, 5, 7, 6, 8])


def drawn(seed: int, n: int = 120, drivers: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Draw scores on 1–7 that hang together, and an outcome that follows them."""
    rng = np.random.default_rng(seed)
    x = np.clip(np.rint(4 + rng.standard_normal((n, 1)) + rng.standard_normal((n, drivers))), 1, 7)
    return x, x @ np.arange(1, drivers + 1) / 5 + rng.standard_normal(n)


def least_squares(y: np.ndarray, design: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Solve the normal equations, with HC3 errors from each respondent's leverage."""
    inverse = np.linalg.inv(design.T @ design)
    estimate = inverse @ design.T @ y
    leverage = np.einsum("ij,jk,ik->i", design, inverse, design)
    weights = ((y - design @ estimate) / (1 - leverage)) ** 2
    return estimate, inverse @ (design.T * weights) @ design @ inverse


def test_one_driver_is_three_means():
    found = penalty_reward(ANSWERS, SCORES < 3, SCORES > 5)
    assert found.penalty[0] == pytest.approx(2 - 5)
    assert found.reward[0] == pytest.approx(7 - 5)
    assert found.asymmetry[0] == pytest.approx(2 + 7 - 2 * 5)


@pytest.mark.parametrize("seed", range(3))
def test_several_drivers_are_those_of_the_normal_equations(seed: int):
    x, y = drawn(seed)
    low, high = x <= 3, x >= 6
    found = penalty_reward(y, low, high, robust=True)
    estimate, covariance = least_squares(y, np.column_stack([np.ones(len(y)), low, high]))
    np.testing.assert_allclose(found.penalty, estimate[1:4], rtol=1e-9)
    np.testing.assert_allclose(found.reward, estimate[4:], rtol=1e-9)
    for driver in range(3):
        both = np.zeros(7)
        both[[1 + driver, 4 + driver]] = 1
        assert found.se[driver] == pytest.approx(np.sqrt(both @ covariance @ both), rel=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_what_lies_beyond_a_line_is_what_the_cuts_see_of_its_residuals(seed: int):
    """Taking the fitted line from the outcome leaves of the asymmetry what lies beyond it."""
    x, y = drawn(seed)
    low, high = x <= 3, x >= 6
    line = np.column_stack([np.ones(len(y)), x])
    fitted = line @ np.linalg.lstsq(line, y, rcond=None)[0]
    found, whole = beyond_line(y, x, low, high), penalty_reward(y, low, high)
    np.testing.assert_allclose(found.beyond, penalty_reward(y - fitted, low, high).asymmetry, atol=1e-9)
    np.testing.assert_allclose(found.straight, penalty_reward(fitted, low, high).asymmetry, atol=1e-9)
    np.testing.assert_allclose(found.straight + found.beyond, whole.asymmetry, atol=1e-9)


def test_the_error_beyond_a_line_is_that_of_an_added_variable():
    x, y = drawn(5)
    low, high = x <= 3, x >= 6
    cuts = np.column_stack([np.ones(len(y)), low, high])
    weights = cuts @ np.linalg.inv(cuts.T @ cuts)
    line = np.column_stack([np.ones(len(y)), x])
    found = beyond_line(y, x, low, high)
    for driver in range(3):
        added = weights[:, 1 + driver] + weights[:, 4 + driver]
        estimate, covariance = least_squares(y, np.column_stack([line, added]))
        assert found.statistic[driver] == pytest.approx(estimate[-1] / np.sqrt(covariance[-1, -1]), rel=1e-8)


@given(st.integers(0, 10_000), st.floats(-5, 5), st.floats(0.1, 5))
@settings(max_examples=20, deadline=None)
def test_a_moved_or_stretched_outcome_moves_and_stretches_the_rest(seed: int, moved: float, stretched: float):
    x, y = drawn(seed, 80, 2)
    low, high = x <= 3, x >= 6
    for compute in (
        lambda outcome: penalty_reward(outcome, low, high, robust=True).asymmetry,
        lambda outcome: beyond_line(outcome, x, low, high).beyond,
        lambda outcome: beyond_line(outcome, x, low, high).se,
    ):
        np.testing.assert_allclose(compute(moved + stretched * y), stretched * compute(y), rtol=1e-6, atol=1e-7)


@given(st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_a_scale_turned_round_turns_the_asymmetry(seed: int):
    x, y = drawn(seed, 80, 2)
    low, high = x <= 3, x >= 6
    one, other = penalty_reward(y, low, high), penalty_reward(y, high, low)
    np.testing.assert_allclose(one.asymmetry, other.asymmetry, rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(one.penalty, other.reward, rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(
        beyond_line(y, x, low, high).beyond, beyond_line(y, 8 - x, high, low).beyond, rtol=1e-7, atol=1e-9
    )


@given(st.integers(0, 10_000), st.floats(-2, 2))
@settings(max_examples=20, deadline=None)
def test_a_straight_line_has_nothing_beyond_it_at_any_cut(seed: int, slope: float):
    x, _ = drawn(seed, 80, 2)
    for low, high in ((2, 5), (3, 5), (3, 6), (4, 6)):
        found = beyond_line(3 + slope * x[:, 0] - x[:, 1], x, x <= low, x >= high)
        assert np.nan_to_num(np.abs(found.beyond)).max() < 1e-8


def test_groups_are_held_constant():
    """What differs between groups in level alone goes with no driver."""
    x, y = drawn(2, 200)
    group = (np.arange(200) % 2)[:, None]
    one = penalty_reward(y, x <= 3, x >= 6, covariates=group)
    other = penalty_reward(y + 4.0 * group[:, 0], x <= 3, x >= 6, covariates=group)
    np.testing.assert_allclose(one.asymmetry, other.asymmetry, atol=1e-9)
    np.testing.assert_allclose(
        beyond_line(y, x, x <= 3, x >= 6, covariates=group).beyond,
        beyond_line(y + 4.0 * group[:, 0], x, x <= 3, x >= 6, covariates=group).beyond,
        atol=1e-9,
    )


def test_a_driver_that_nobody_finds_low_has_no_penalty_and_leaves_the_others_theirs():
    x, y = drawn(4)
    low, high = (x <= 3) & [[False, True, True]], x >= 6
    found = penalty_reward(y, low, high)
    assert np.isnan([found.penalty[0], found.asymmetry[0], found.se[0], found.p_value[0]]).all()
    assert np.isfinite(found.asymmetry[1:]).all()
    assert found.n_low[0] == 0
    line = beyond_line(y, x, low, high)
    assert np.isnan(line.beyond[0])
    assert np.isfinite(line.beyond[1:]).all()


@pytest.mark.parametrize("rows", [slice(0, 4), slice(0, 0)])
def test_too_few_respondents_give_no_numbers_and_no_warning(rows: slice):
    x, y = drawn(6)
    found = penalty_reward(y[rows], x[rows] <= 3, x[rows] >= 6)
    assert np.isnan(found.asymmetry).all()
    assert np.isnan(beyond_line(y[rows], x[rows], x[rows] <= 3, x[rows] >= 6).beyond).all()


def test_drivers_that_repeat_one_another_give_no_numbers():
    x, y = drawn(8, drivers=1)
    twice = np.hstack([x, x])
    assert np.isnan(penalty_reward(y, twice <= 3, twice >= 6).asymmetry).all()
    assert np.isnan(beyond_line(y, twice, twice <= 3, twice >= 6).beyond).all()


def test_three_cells_and_three_scores_leave_the_line_its_curve_alone():
    """Scores of 1, 2 and 3, each a cell of its own: a parabola of height −1 at both ends lies −2 beyond its line."""
    x = np.repeat([1.0, 2.0, 3.0], 20)[:, None]
    found = beyond_line(-((x[:, 0] - 2) ** 2), x, x <= 1, x >= 3)
    assert found.beyond[0] == pytest.approx(-2.0)
    assert found.straight[0] == pytest.approx(0.0, abs=1e-12)
