"""Quadrants, opportunity scores and priorities: what is called holds, and is what other ways of computing give."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from servgap._stats.covariance import mean_covariance
from servgap._stats.families.skewed_means import skewed_mean
from servgap._stats.importance.influence import influences, shares_of
from servgap._stats.importance.joint_rows import influence_rows, joint_rows, rows_bend, rows_covariance
from servgap._stats.importance.opportunity import opportunity_score
from servgap._stats.importance.priority import priority, shared_out
from servgap._stats.importance.quadrants import AREAS, DIAGONAL, MEANS, MEDIANS, MIDPOINT, NOT_CALLED, RULES, quadrants

DRAWS = 1999


def answers(seed: int, n: int = 80, k: int = 6, spread: float = 0.0) -> np.ndarray:
    """Draw answers on 1–7 that pile up at the upper end and hang together, performance first."""
    rng = np.random.default_rng(seed)
    latent = 0.7 * rng.normal(size=(n, 1)) + rng.normal(size=(n, 2 * k)) + np.tile(np.linspace(-spread, spread, k), 2)
    return np.clip(np.rint(6.0 + 1.2 * latent), 1, 7)


def mapped(values: np.ndarray, rule: str = MEANS, **more: object):
    """Put columns of answers on a map, the second half as importances."""
    found, k = joint_rows(values), values.shape[1] // 2
    more = {"midpoint": (4.0, 4.0), "draws": DRAWS, **more}
    return quadrants(found.mean[:k], found.mean[k:], found.rows, rule=rule, **more)


def test_rows_give_the_covariance_of_means() -> None:
    rng = np.random.default_rng(0)
    values = np.where(rng.random((30, 4)) < 0.2, np.nan, rng.integers(1, 8, (30, 4)).astype(float))
    there = np.isfinite(values)
    whole = np.concatenate([np.nan_to_num(values), there], axis=1)
    by_products = mean_covariance(whole.T @ whole, 30)
    found = joint_rows(values)
    np.testing.assert_allclose(found.mean, by_products.mean, rtol=1e-13)
    np.testing.assert_allclose(rows_covariance(found.rows, 30), by_products.covariance, rtol=1e-12, atol=1e-16)
    skewness = stats.skew(values[there[:, 0], 0])
    assert rows_bend(found.rows)[0] == pytest.approx(skewness / np.sqrt(there[:, 0].sum()), rel=1e-12)
    influence = np.where(there, values - found.mean, np.nan)
    np.testing.assert_allclose(influence_rows(influence), found.rows, atol=1e-15)


@pytest.mark.parametrize("rule", [MIDPOINT, MEANS])
def test_distances_are_those_of_respondents_own_distances(rule: str) -> None:
    """The distance from the mean of the points has the error of each respondent's distance from his own mean."""
    values = answers(1)
    found, k = mapped(values, rule), 6
    own = values - 4 if rule == MIDPOINT else values - np.repeat(values.reshape(-1, 2, k).mean(axis=2), k, axis=1)
    error = own.std(axis=0, ddof=1) / np.sqrt(len(values))
    np.testing.assert_allclose(found.distance.T.ravel(), own.mean(axis=0), atol=1e-12)
    reach = (found.distance_high - found.distance_low).T.ravel() / 2
    assert (reach >= found.critical * error - 1e-12).all()  # never nearer than Student's
    np.testing.assert_allclose(reach, found.critical * error, rtol=0.15)
    wanted = [np.corrcoef(own[:, j], own[:, k + j])[0, 1] for j in range(k)]
    np.testing.assert_allclose(found.correlation, wanted, atol=1e-10)


def test_the_chance_of_a_quadrant_is_that_of_a_bivariate_normal() -> None:
    found, values = mapped(answers(2), MIDPOINT, midpoint=(5.6, 5.6)), answers(2)
    for j in range(6):
        pair = values[:, [j, 6 + j]]
        normal = stats.multivariate_normal(pair.mean(axis=0), np.cov(pair.T) / len(pair))
        low = normal.cdf([5.6, 5.6])
        left, below = (stats.norm.cdf(5.6, pair[:, i].mean(), stats.sem(pair[:, i])) for i in (0, 1))
        wanted = [left - low, 1 - left - below + low, low, below - low]
        np.testing.assert_allclose(found.p[j], wanted, atol=1e-5)


def test_medians_are_bounded_by_differences_between_points() -> None:
    values = answers(3, 300, 5, 0.8)
    found = mapped(values, MEDIANS)
    means = values.mean(axis=0).reshape(2, 5)
    np.testing.assert_allclose(found.crosshair, np.median(means, axis=1), atol=1e-12)
    for axis in (0, 1):
        part = values[:, 5 * axis : 5 * axis + 5]
        away = part[:, :, None] - part[:, None, :]
        error = away.std(axis=0, ddof=1) / np.sqrt(len(values))
        cubed = ((away - away.mean(axis=0)) ** 3).mean(axis=0)
        skewness = cubed / np.where(error > 0, away.std(axis=0), 1.0) ** 3
        ends = skewed_mean(away.mean(axis=0), error, skewness, len(values), found.critical, found.critical)
        np.testing.assert_allclose(found.distance_low[:, axis], np.median(ends.low, axis=1), atol=1e-9)
        np.testing.assert_allclose(found.distance_high[:, axis], np.median(ends.high, axis=1), atol=1e-9)
    np.testing.assert_allclose(found.p.sum(axis=1), 1.0, atol=1e-12)
    clear = found.p.max(axis=1) > 0.9
    assert clear.any()
    np.testing.assert_array_equal(found.p.argmax(axis=1)[clear], found.quadrant[clear])
    assert not (found.called[np.abs(found.distance).min(axis=1) == 0] != NOT_CALLED).any()


def test_the_diagonal_holds_one_against_the_other() -> None:
    values = answers(4)
    found = mapped(values, DIAGONAL)
    own = values[:, 6:] - values[:, :6]
    np.testing.assert_allclose(found.distance[:, 1], own.mean(axis=0), atol=1e-12)
    chance = stats.norm.cdf(own.mean(axis=0) / stats.sem(own))
    np.testing.assert_allclose(found.p, np.stack([chance, 1 - chance], axis=1), atol=1e-10)
    assert np.isnan(found.crosshair).all()
    assert AREAS[DIAGONAL] == ("concentrate_here", "importance_matched")


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(RULES), st.floats(0.1, 4.0), st.floats(-3.0, 3.0))
def test_units_and_places_of_the_axes_decide_nothing(seed: int, rule: str, unit: float, shift: float) -> None:
    """Called quadrants follow the points; what is called is where the estimate is; chances add up to one."""
    values = answers(seed, 40, 4, 0.5)
    if rule == DIAGONAL:
        moved, middle = values * unit + shift, (4.0, 4.0)
    else:
        moved = np.concatenate([values[:, :4] * unit, values[:, 4:] + shift], axis=1)
        middle = (4.0 * unit, 4.0 + shift)
    one, other = mapped(values, rule, draws=499), mapped(moved, rule, draws=499, midpoint=middle)
    np.testing.assert_array_equal(one.called, other.called)
    sure = one.called != NOT_CALLED
    np.testing.assert_array_equal(one.called[sure], one.quadrant[sure])
    np.testing.assert_allclose(one.p.sum(axis=1), 1.0, atol=1e-9)
    assert (np.nan_to_num(one.distance_low) <= np.nan_to_num(one.distance) + 1e-12).all()


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(RULES))
def test_more_confidence_calls_no_more(seed: int, rule: str) -> None:
    values = answers(seed, 60, 5, 0.8)
    called = [mapped(values, rule, confidence=level, draws=499).called != NOT_CALLED for level in (0.8, 0.95, 0.99)]
    assert (called[1] <= called[0]).all()
    assert (called[2] <= called[1]).all()


def test_parts_of_a_whole_borrow_the_error_of_their_roots() -> None:
    rng = np.random.default_rng(6)
    part = np.array([0.5, 0.3, 0.18, 0.02])
    moved = rng.normal(size=(200, 4)) * np.array([0.2, 0.2, 0.5, 0.3])
    moved -= moved.mean(axis=0)
    rows = np.concatenate(
        [np.tile(rng.normal(size=(200, 1)), 4) * 1e-4, (moved - moved.mean(1, keepdims=True)) / 200], 1
    )
    plain, found = (
        quadrants([5.0] * 4, part, rows, midpoint=(1.0, None), parts=each, draws=DRAWS) for each in (False, True)
    )
    error = np.sqrt(np.diagonal(rows_covariance(rows, 200))[4:])
    own = error / (2 * np.sqrt(part))
    end = (np.sqrt(part) + found.critical * np.maximum(own, np.sqrt((own**2).mean()))) ** 2
    wanted = np.maximum(plain.distance_high[:, 1], np.minimum(end, 1.0) - 0.25)
    np.testing.assert_allclose(found.distance_high[:, 1], wanted, rtol=1e-12)
    assert (found.distance_high[:, 1] > plain.distance_high[:, 1]).any()
    np.testing.assert_array_equal(found.distance_low[:, 1], np.maximum(plain.distance_low[:, 1], -0.25))


def test_drivers_that_count_alike_are_seldom_called_apart() -> None:
    """A weak outcome: by Student's ends one of five would be called unimportant in every tenth survey."""
    rng, called = np.random.default_rng(12), 0
    for _ in range(40):
        x = answers(int(rng.integers(1 << 30)), 100, 2)[:, :4] + 0.0
        z = np.column_stack([x, x.sum(axis=1) + 6 * rng.normal(size=100)])
        z -= z.mean(axis=0)
        found = shares_of(z.T @ z / 99)
        moved, part = influences(z, found.gradients), found.shares / found.r2
        of_part = (moved - part * moved.sum(axis=1, keepdims=True)) / found.r2
        rows = np.concatenate([joint_rows(x).rows, of_part / 100], axis=1)
        there = quadrants(x.mean(axis=0), part, rows, midpoint=(1.0, None), parts=True, draws=299, rng=rng)
        called += bool((there.called != NOT_CALLED).any())
    assert called <= 4


def test_what_is_known_is_called_and_what_lies_on_the_line_is_not() -> None:
    rows = np.zeros((10, 8))
    found = quadrants([3.0, 4.0, 5.0, 3.0], [6.0, 6.0, 6.0, 4.0], rows, midpoint=(4.0, 4.0))
    assert found.called.tolist() == [0, -1, 1, -1]
    assert found.quadrant.tolist() == [0, 1, 1, 0]  # on a line counts as above it
    assert np.isnan(found.critical)
    assert mapped(answers(5, k=1), MEDIANS).called.tolist() == [NOT_CALLED]
    assert quadrants([3.0, 5.0], [6.0, 1.0], rows[:, :4], rule=MEDIANS).called.tolist() == [0, 3]


@pytest.mark.parametrize("rule", [MIDPOINT, MEANS, MEDIANS])
def test_points_on_a_line_are_seldom_called(rule: str) -> None:
    """All points of both halves lie on one of the two lines: of 120 maps some 3 may be called wrongly, and 13 are not.

    The larger study, benchmarks/called_quadrants.py, stands in docs/methods.md.
    """
    k, wrong = 8, 0
    rng = np.random.default_rng(11)
    far = np.where(np.arange(k) % 4 < 2, 2.0, -2.0)
    on_first = np.arange(k) % 2 == 0
    top, sd = 1.2, np.sqrt(1.25)  # answers end there, so that they are skewed
    truth = -(sd * stats.norm.pdf(top / sd) - top * stats.norm.sf(top / sd))
    for _ in range(120):
        spread = np.concatenate([np.where(on_first, 0.0, far), np.where(on_first, far, 0.0)])
        values = np.minimum(0.5 * rng.normal(size=(60, 1)) + rng.normal(size=(60, 2 * k)), top) + spread
        found = mapped(values, rule, draws=299, rng=rng, midpoint=(truth, truth))
        wrong += bool((found.called != NOT_CALLED).any())
    assert wrong <= 12


def test_the_interval_of_an_opportunity_holds_at_the_kink() -> None:
    """Where importance is performance the score has no slope; the interval holds it there as elsewhere."""
    rng = np.random.default_rng(3)
    for apart in (0.0, 0.05, 1.0, -1.0):
        pair = rng.multivariate_normal([5.0, 5.0 - apart], [[1.0, 0.3], [0.3, 1.5]], size=(4000, 50))
        i, p = pair.mean(axis=1).T
        short = 2 * pair[..., 0] - pair[..., 1]
        errors = (each.std(axis=1, ddof=1) / np.sqrt(50) for each in (pair[..., 0], short))
        found = opportunity_score(i, p, *errors, 49)
        truth = 5.0 + max(apart, 0.0)
        held = ((found.ci_low <= truth) & (truth <= found.ci_high)).mean()
        assert 0.945 <= held <= 0.985


def test_priorities_have_the_covariance_of_products() -> None:
    rng = np.random.default_rng(4)
    root = rng.normal(size=(6, 6)) * 0.2
    covariance, gap, weight = root @ root.T, np.array([-1.0, -0.2, 0.1]), np.array([0.5, 0.05, 0.3])
    drawn = rng.multivariate_normal([*gap, *weight], covariance, size=400_000)
    found = priority(gap, weight, covariance)
    np.testing.assert_allclose(found.covariance, np.cov((drawn[:, :3] * drawn[:, 3:]).T), rtol=0.05, atol=0.002)
    assert np.linalg.eigvalsh(found.covariance).min() > 0
    fixed = covariance.copy()
    fixed[3:] = fixed[:, 3:] = 0.0
    np.testing.assert_allclose(priority(gap, weight, fixed).covariance, np.outer(weight, weight) * covariance[:3, :3])


def test_shares_add_up_whatever_the_errors() -> None:
    rng = np.random.default_rng(5)
    rows = rng.normal(size=(20, 4))
    found = shared_out([1.0, 2.0, 3.0, 4.0], rows)
    assert found.value.sum() == pytest.approx(1.0)
    np.testing.assert_allclose(found.rows.sum(axis=1), 0.0, atol=1e-14)
    step = 1e-6
    moved = shared_out(np.array([1.0, 2.0, 3.0, 4.0]) + step * rows[0], rows).value
    np.testing.assert_allclose((moved - found.value) / step, found.rows[0], atol=1e-5)
    assert np.isnan(shared_out([0.0, 0.0], rows[:, :2]).value).all()
    twice = shared_out([2.0, 2.0, 4.0], rows[:, :3], [0.5, 0.5, 1.0])
    np.testing.assert_allclose(twice.value, [1 / 3, 1 / 3, 2 / 3])
