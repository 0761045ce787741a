"""Owen values of R², their influences and intervals, against definitions, pingouin, statsmodels and each other."""

from __future__ import annotations

from itertools import combinations, permutations, product
from math import factorial

import numpy as np
import pingouin
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from servgap._stats.importance.coalitions import all_sets, owen_weights, sets_needed
from servgap._stats.importance.coefficients import standardised_coefficients
from servgap._stats.importance.decomposition import relative_importance
from servgap._stats.importance.dominance import dominance
from servgap._stats.importance.explained import explain_by_sets
from servgap._stats.importance.influence import form_coefficients, influences, shares_of
from servgap._stats.importance.owen import owen_values, set_shares
from servgap._stats.importance.share_differences import share_differences
from servgap._stats.importance.share_intervals import (
    r2_interval,
    ranked_scale,
    share_intervals,
    shares_covariance,
    shares_covariance_of_products,
    together,
)
from servgap._stats.importance.stated import stated_against_derived
from servgap._stats.ranks.rank_sets import rank_sets

SERVQUAL = [range(4), range(4, 9), range(9, 13), range(13, 17), range(17, 22)]


def answers(seed: int, n: int, columns: int, *, noise: float = 1.0) -> np.ndarray:
    """Draw centred rows of columns that share a mood, and of an outcome."""
    rng = np.random.default_rng(seed)
    x = 0.7 * rng.normal(size=(n, 1)) + rng.normal(size=(n, columns))
    y = x @ rng.uniform(-0.2, 1.0, columns) + noise * rng.normal(size=n)
    z = np.column_stack([x, y])
    return z - z.mean(axis=0)


def covariance(z: np.ndarray) -> np.ndarray:
    return z.T @ z / len(z)


def r2_of(z: np.ndarray, columns: list[int]) -> float:
    if not columns:
        return 0.0
    x, y = z[:, columns], z[:, -1]
    residual = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    return float(1 - residual @ residual / (y @ y))


# --- sets and weights


def test_servqual_needs_1663_sets_and_the_empty_one() -> None:
    sets = owen_weights(SERVQUAL)
    assert len(sets.members) == sets_needed(SERVQUAL) == 1664
    assert (np.abs(sets.weights) > 0).sum() == 2 * 4096


@given(st.lists(st.integers(1, 3), min_size=1, max_size=3))
def test_weights_are_those_of_all_orders(sizes: list[int]) -> None:
    starts = np.cumsum([0, *sizes[:-1]])
    coalitions = [list(range(start, start + size)) for start, size in zip(starts, sizes, strict=True)]
    drivers = sum(sizes)
    worth = np.random.default_rng(0).normal(size=2**drivers)
    expected, orders = np.zeros(drivers), 0
    for outer in permutations(coalitions):
        for inner in product(*map(permutations, outer)):
            before = 0
            for driver in (each for block in inner for each in block):
                expected[driver] += worth[before | 1 << driver] - worth[before]
                before |= 1 << driver
            orders += 1
    sets = owen_weights(coalitions)
    place = (sets.members * (1 << np.arange(drivers))).sum(axis=1)
    np.testing.assert_allclose(sets.weights @ worth[place], expected / orders, atol=1e-12)


def test_sets_are_in_the_order_of_their_bits() -> None:
    assert all_sets(3)[5].tolist() == [True, False, True]


# --- shares


@pytest.mark.parametrize("columns", [2, 3, 5, 8, 10])
def test_lmg_is_pingouins(columns: int) -> None:
    z = answers(columns, 120, columns)
    told = pingouin.linear_regression(z[:, :-1], z[:, -1], relimp=True, as_dataframe=False)
    np.testing.assert_allclose(shares_of(covariance(z)).shares, told["relimp"][1:], rtol=0, atol=1e-12)


@given(st.integers(0, 10_000))
@settings(max_examples=30)
def test_items_add_up_to_dimensions_and_these_to_r2(seed: int) -> None:
    z = answers(seed, 60, 6)
    coalitions = [[0, 3], [1, 4, 5], [2]]
    found = owen_values(covariance(z), coalitions)
    as_blocks = shares_of(covariance(z), blocks=coalitions).shares
    np.testing.assert_allclose(found.of_coalition, as_blocks, atol=1e-12)
    assert found.share.sum() == pytest.approx(r2_of(z, list(range(6))), abs=1e-12)
    assert (found.share > -1e-12).all()


@given(st.integers(0, 10_000), st.floats(0.1, 50), st.permutations(range(5)))
@settings(max_examples=30)
def test_units_and_order_of_columns_do_not_matter(seed: int, unit: float, order: list[int]) -> None:
    z = answers(seed, 50, 5)
    before = shares_of(covariance(z)).shares
    changed = np.column_stack([z[:, order] * unit, -3 * z[:, -1]])
    np.testing.assert_allclose(shares_of(covariance(changed)).shares, before[list(order)], atol=1e-10)


def test_one_alone_and_one_for_each_are_the_same_coalitions() -> None:
    sigma = covariance(answers(1, 80, 4))
    alone = shares_of(sigma, coalitions=[[each] for each in range(4)])
    np.testing.assert_allclose(alone.shares, shares_of(sigma).shares, atol=1e-13)


def test_uncorrelated_drivers_have_their_squared_correlations() -> None:
    assert shares_of([[1, 0, 0.6], [0, 4, 0.6], [0.6, 0.6, 1]]).shares == pytest.approx([0.36, 0.09], abs=1e-15)


def test_a_repeated_driver_shares_with_its_double() -> None:
    z = answers(2, 60, 3)
    doubled = np.column_stack([z[:, 0], z])
    found = shares_of(covariance(doubled), df=59.0)
    assert found.shares[0] == pytest.approx(found.shares[1], abs=1e-12)
    assert found.r2 == pytest.approx(r2_of(z, [0, 1, 2]), abs=1e-12)
    assert found.adjusted_r2 == pytest.approx(shares_of(covariance(z), df=59.0).adjusted_r2, abs=1e-12)


def test_what_does_not_vary_has_no_share_and_explains_nothing() -> None:
    z = answers(3, 60, 3)
    z[:, 1] = 0.0
    found = shares_of(covariance(z), df=59.0)
    assert found.shares[1] == found.adjusted[1] == 0.0
    z[:, -1] = 0.0
    assert np.isnan(shares_of(covariance(z)).shares).all()


def test_adjusted_shares_are_those_of_adjusted_r2() -> None:
    z = answers(4, 40, 3)
    n, every = len(z), [list(each) for size in range(4) for each in combinations(range(3), size)]
    adjusted = {tuple(each): 1 - (1 - r2_of(z, each)) * (n - 1) / (n - 1 - len(each)) for each in every}
    expected = np.zeros(3)
    for driver in range(3):
        for each in (each for each in every if driver not in each):
            weight = factorial(len(each)) * factorial(2 - len(each)) / 6
            expected[driver] += weight * (adjusted[tuple(sorted([*each, driver]))] - adjusted[tuple(each)])
    found = shares_of(covariance(z), df=n - 1.0)
    np.testing.assert_allclose(found.adjusted, expected, atol=1e-12)
    assert found.adjusted_r2 == pytest.approx(sm.OLS(z[:, -1], sm.add_constant(z[:, :-1])).fit().rsquared_adj)


def test_residuals_are_those_of_least_squares() -> None:
    z = answers(5, 50, 4)
    found = explain_by_sets(covariance(z), all_sets(4))
    for members, r2, residual in zip(all_sets(4), found.r2, found.residual, strict=True):
        columns = list(np.flatnonzero(members))
        assert r2 == pytest.approx(r2_of(z, columns), abs=1e-12)
        assert np.abs((z @ residual) @ z[:, columns]).max(initial=0.0) < 1e-10


# --- influences


@given(st.integers(0, 10_000), st.integers(0, 39))
@settings(max_examples=20)
def test_an_influence_is_the_change_by_a_little_more_weight(seed: int, who: int) -> None:
    z = answers(seed, 40, 4)
    coalitions, little = [[0, 1], [2, 3]], 1e-5
    weight = np.full(40, 1 - little) / 40
    weight[who] += little
    centred = z - weight @ z
    before = shares_of(covariance(z), coalitions=coalitions)
    after = shares_of(centred.T @ (centred * weight[:, None]), coalitions=coalitions)
    found = influences(z, before.gradients)
    np.testing.assert_allclose((after.shares - before.shares) / little, found[who], rtol=5e-3, atol=5e-3)
    np.testing.assert_allclose(found.mean(axis=0), 0, atol=1e-12)


def test_rows_and_products_of_four_give_one_covariance() -> None:
    z = answers(6, 90, 4)
    shares = shares_of(covariance(z), coalitions=[[0, 1], [2, 3]])
    first, second = np.triu_indices(5)
    products = z[:, first] * z[:, second]
    by_products = shares_covariance_of_products(products.T @ products, shares.gradients, 90, 85)
    np.testing.assert_allclose(by_products, shares_covariance(z, shares.gradients, 85), rtol=1e-10)
    np.testing.assert_allclose(products @ form_coefficients(shares.gradients).T, influences(z, shares.gradients))


def test_of_one_driver_the_error_is_that_of_a_squared_correlation() -> None:
    rng = np.random.default_rng(7)
    z = rng.multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]], 40_000)
    z -= z.mean(axis=0)
    found = shares_covariance(z, shares_of(covariance(z)).gradients, 39_998)
    assert found[0, 0] == pytest.approx(4 * 0.36 * (1 - 0.36) ** 2 / 40_000, rel=0.05)  # normal theory


# --- intervals


def test_intervals_hold_on_skewed_answers() -> None:
    """A small version of benchmarks/coverage_drivers.py: two drivers that count, and two that do not."""
    rng, cuts = np.random.default_rng(8), np.array([-2.0, -1.5, -1.0, -0.5, 0.1, 0.8])

    def draw(n: int) -> np.ndarray:
        x = 0.6 * rng.normal(size=(n, 1)) + rng.normal(size=(n, 4))
        y = 0.6 * x[:, 0] + 0.3 * x[:, 1] + rng.normal(size=n)
        z = np.searchsorted(cuts, np.column_stack([x, y])).astype(float)
        return z - z.mean(axis=0)

    true = shares_of(covariance(draw(400_000))).shares
    parts, raw, ranks, places = [], [], [], 1 + (true[:, None] < true).sum(axis=1)
    for _ in range(200):
        z = draw(200)
        shares = shares_of(covariance(z), df=199.0)
        matrix = shares_covariance(z, shares.gradients, 195)
        held = share_intervals(shares.shares, shares.adjusted, shares.columns, matrix, df=195.0)
        parts.append((held.part_low <= true / true.sum()) & (true / true.sum() <= held.part_high))
        raw.append((held.ci_low <= true) & (true <= held.ci_high))
        sets = rank_sets(*ranked_scale(shares.shares, shares.adjusted, matrix), df=195.0, draws=499)
        ranks.append(np.all((sets.rank_low <= places) & (places <= sets.rank_high)))
    assert np.mean(parts) > 0.92
    assert np.mean(raw) > 0.92
    assert np.mean(ranks) > 0.93


@given(st.integers(0, 10_000), st.integers(20, 200))
@settings(max_examples=30)
def test_intervals_hold_their_estimates_and_lie_within_bounds(seed: int, n: int) -> None:
    z = answers(seed, n, 4, noise=3.0)
    shares = shares_of(covariance(z), df=n - 1.0)
    found = share_intervals(
        shares.shares, shares.adjusted, shares.columns, shares_covariance(z, shares.gradients, n - 5), df=n - 5.0
    )
    for low, value, high in (
        (found.ci_low, found.share, found.ci_high),
        (found.part_low, found.part, found.part_high),
    ):
        assert (low >= 0).all()
        assert (high <= 1).all()
        assert (low <= value + 1e-12).all()
        assert (value <= high + 1e-12).all()
    assert found.part.sum() == pytest.approx(1)


def test_a_share_that_chance_explains_begins_at_nought() -> None:
    z = np.random.default_rng(9).normal(size=(300, 6))
    z[:, -1] += z[:, 0]
    z -= z.mean(axis=0)
    shares = shares_of(covariance(z), df=299.0)
    found = share_intervals(
        shares.shares, shares.adjusted, shares.columns, shares_covariance(z, shares.gradients, 294), df=294.0
    )
    assert found.ci_low[0] > 0.3
    assert (found.ci_low[1:] == 0).sum() >= 3
    assert (found.share > 0).all()


def test_the_interval_of_r2_begins_below_adjusted_r2() -> None:
    low, high = r2_interval(0.5, 0.45, 18, 0.002, df=180)
    assert low < 0.45 < high < 0.6


def test_sums_of_shares_have_the_sums_of_gradients() -> None:
    z = answers(10, 80, 4)
    shares = shares_of(covariance(z), df=79.0)
    groups = np.array([[1.0, 1, 0, 0], [0, 0, 1, 1]])
    summed = together(shares, groups)
    np.testing.assert_allclose(influences(z, summed.gradients), influences(z, shares.gradients) @ groups.T)
    np.testing.assert_allclose(summed.adjusted, groups @ shares.adjusted)


def test_a_scale_for_ranks_keeps_a_share_that_is_nought() -> None:
    estimate, matrix = ranked_scale(np.array([0.4, 0.0]), np.array([0.39, 0.0]), np.diag([0.001, 0.0]))
    assert estimate[1] == matrix[1, 1] == 0.0
    assert estimate[0] == pytest.approx(np.arcsin(np.sqrt(0.39 + 0.001 * 0.2 / 0.96)))


# --- other weights


def test_general_dominance_is_lmg_and_its_ends_are_first_and_last() -> None:
    sigma = covariance(answers(11, 90, 5))
    found, weights = dominance(sigma), relative_importance(sigma, 90)
    np.testing.assert_allclose(found.general, weights.lmg, atol=1e-12)
    np.testing.assert_allclose(found.conditional[0], weights.first, atol=1e-12)
    np.testing.assert_allclose(found.conditional[-1], weights.last, atol=1e-12)
    above = found.complete[np.triu_indices(5, 1)] + found.complete.T[np.triu_indices(5, 1)]
    np.testing.assert_allclose(above, 1)


def test_equal_gains_dominate_nobody() -> None:
    assert np.nansum(dominance([[1.0, 0.2, 0.5], [0.2, 1.0, 0.5], [0.5, 0.5, 1.0]]).complete) == 0


def test_genizi_adds_up_to_r2_and_pratt_does() -> None:
    found = relative_importance(covariance(answers(12, 70, 6)), 70)
    for weights in (found.genizi, found.pratt, found.car, found.lmg):
        assert weights.sum() == pytest.approx(found.r2, abs=1e-12)


def test_coefficients_of_collinear_predictors_are_not_known() -> None:
    z = answers(13, 50, 2)
    found = relative_importance(covariance(np.column_stack([z[:, 0], z])), 50)
    assert np.isnan(found.beta).all()
    assert np.isfinite(found.lmg).all()


@pytest.mark.parametrize("groups", [1, 4])
def test_errors_of_coefficients_are_statsmodels_hc3(groups: int) -> None:
    z = answers(14, 90, 3)
    z[:, -1] *= 1 + (z[:, 0] > 0)
    of = np.random.default_rng(0).integers(0, groups, 90)
    indicators = np.eye(groups)[of]
    told = sm.OLS(z[:, -1], np.column_stack([z[:, :-1], indicators])).fit(cov_type="HC3")
    within = z - indicators @ np.linalg.lstsq(indicators, z, rcond=None)[0]
    scale = within[:, :-1].std(axis=0) / within[:, -1].std()
    found = standardised_coefficients(z, of)
    np.testing.assert_allclose(found.beta, told.params[:3] * scale, rtol=1e-10)
    np.testing.assert_allclose(found.se, told.bse[:3] * scale, rtol=1e-10)


# --- stated beside derived


def test_log_ratios_add_up_to_nothing_and_a_common_factor_counts_for_nothing() -> None:
    rng = np.random.default_rng(15)
    rows = rng.normal(size=(60, 3)) / 600
    first = stated_against_derived([0.5, 0.3, 0.2], [0.2, 0.3, 0.5], rows, 0 * rows, df=57)
    assert first.log_ratio.sum() == pytest.approx(0, abs=1e-12)
    second = stated_against_derived([0.25, 0.15, 0.1], [0.2, 0.3, 0.5], rows / 2, 0 * rows, df=57)
    np.testing.assert_allclose(second.ci_low, first.ci_low)
    assert first.ci_low[0] > 0 > first.ci_high[2]


def test_what_all_errors_share_is_no_error_of_a_ratio() -> None:
    rows = np.outer(np.linspace(-1, 1, 40), [0.05, 0.03, 0.02]) / 40
    found = stated_against_derived([0.5, 0.3, 0.2], [0.4, 0.4, 0.2], rows, 0 * rows, df=37)
    np.testing.assert_allclose(found.se, 0, atol=1e-12)


# --- sets of drivers held against each other


@given(st.integers(0, 10_000), st.permutations(range(5)))
@settings(max_examples=20)
def test_sets_have_the_mean_gain_over_their_orders_whatever_the_order_of_columns(seed: int, order: list[int]) -> None:
    z = answers(seed, 60, 5)
    sets = [[0, 1, 2], [3], [4]]
    found = set_shares(covariance(z), sets)
    expected = np.zeros(3)
    for ahead in permutations(range(3)):
        for place, own in enumerate(ahead):
            before = [column for each in ahead[:place] for column in sets[each]]
            expected[own] += (r2_of(z, before + sets[own]) - r2_of(z, before)) / 6
    np.testing.assert_allclose(found.share, expected, atol=1e-12)
    assert found.share.sum() == pytest.approx(found.r2)
    turned = z[:, [*order, 5]]
    again = set_shares(covariance(turned), [[order.index(column) for column in each] for each in sets])
    np.testing.assert_allclose(again.share, expected, atol=1e-12)


def test_sets_are_what_owen_gives_coalitions_and_single_drivers_pingouins_lmg() -> None:
    z = answers(21, 120, 6)
    sets = [[0, 3], [1], [2, 4, 5]]
    np.testing.assert_allclose(set_shares(covariance(z), sets).share, owen_values(covariance(z), sets).of_coalition)
    lmg = pingouin.linear_regression(z[:, :-1], z[:, -1], relimp=True)["relimp"].dropna()
    np.testing.assert_allclose(set_shares(covariance(z), [[each] for each in range(6)]).share, lmg)


def held_apart(z: np.ndarray, sets: list[list[int]], **told: float) -> tuple[float, float, float]:
    """Give the difference of two sets with its interval."""
    df = len(z) - z.shape[1]
    shares = shares_of(covariance(z), blocks=sets, df=len(z) - 1.0)
    chance = 2 * ((1 - shares.r2) / df) ** 2 * np.diag(shares.columns)
    matrix = shares_covariance(z, shares.gradients, df)
    found = share_differences(shares.adjusted, matrix, chance, [[1, -1]], [1, 1], df=df, **told)
    return found.difference.item(), found.ci_low.item(), found.ci_high.item()


@given(st.integers(0, 10_000))
@settings(max_examples=20)
def test_a_difference_lies_in_its_interval_and_turns_with_the_sets(seed: int) -> None:
    z = answers(seed, 90, 6, noise=3.0)
    difference, low, high = held_apart(z, [[0, 1, 2, 3], [4, 5]])
    assert -1 <= low <= difference <= high <= 1
    turned = held_apart(z, [[4, 5], [0, 1, 2, 3]])
    np.testing.assert_allclose(turned, (-difference, -high, -low), atol=1e-9)


def test_an_end_is_where_the_shares_are_told_from_that_difference_at_the_level() -> None:
    a, matrix, chance = np.array([0.2, 0.15, 0.05]), np.diag([2e-3, 1e-3, 5e-4]), np.eye(3) * 1e-4
    matrix[0, 1] = matrix[1, 0] = -4e-4
    found = share_differences(a, matrix, chance, [[1, -1, 0]], [1, 1, 1], df=80)
    for end in (found.ci_low.item(), found.ci_high.item()):
        row = np.array([1, -1, 0]) - end
        assert abs(row @ a) / np.sqrt(row @ (matrix + chance) @ row) == pytest.approx(1.9900634, rel=1e-6)  # t of 80


def test_what_chance_alone_explains_weighs_nothing() -> None:
    rng = np.random.default_rng(22)
    z = rng.normal(size=(120, 9))
    z -= z.mean(axis=0)
    _, low, high = held_apart(z, [[0, 1, 2, 3, 4, 5], [6, 7]])
    assert (low, high) == (-1.0, 1.0)


def test_a_larger_set_does_not_weigh_more_by_its_number_of_columns() -> None:
    """Of 12 columns and 2, of which one each counts, the shares themselves differ, by chance alone."""
    rng = np.random.default_rng(23)
    plain, found, wrong = [], [], 0
    for _ in range(150):
        z = rng.normal(size=(90, 15))
        z[:, -1] += 0.5 * z[:, 0] + 0.5 * z[:, 12]
        z -= z.mean(axis=0)
        sets = [list(range(12)), [12, 13]]
        share = shares_of(covariance(z), blocks=sets).shares
        difference, low, high = held_apart(z, sets)
        plain.append((share[0] - share[1]) / share.sum())
        found.append(difference)
        wrong += low > 0 or high < 0
    assert np.mean(plain) > 0.15
    assert abs(np.mean(found)) < 0.06
    assert wrong <= 13  # of 150, at a level of .05


def test_several_differences_are_wider_than_one() -> None:
    a, matrix = np.array([0.2, 0.15, 0.05]), np.diag([1e-3, 1e-3, 1e-3])
    pairs = [[1, -1, 0], [1, 0, -1], [0, 1, -1]]
    one = share_differences(a, matrix, np.zeros((3, 3)), pairs[:1], [1, 1, 1], df=80)
    three = share_differences(a, matrix, np.zeros((3, 3)), pairs, [1, 1, 1], df=80)
    assert three.ci_low[0] < one.ci_low[0] < one.ci_high[0] < three.ci_high[0]


def test_what_has_no_error_has_no_width() -> None:
    found = share_differences([0.5, 0.5], np.zeros((2, 2)), np.zeros((2, 2)), [[1, -1]], [1, 1], df=50)
    assert (found.difference.item(), found.ci_low.item(), found.ci_high.item()) == (0.0, 0.0, 0.0)
