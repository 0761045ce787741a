"""Polychoric correlations, the reliability of ordered answers and factor models of them, on any data."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.polynomial.legendre import leggauss
from scipy.optimize import least_squares
from scipy.special import ndtr

from servgap._stats.factor_models.diagonally_weighted import fit_ordinal, ordinal_factor_model, pair_weights
from servgap._stats.factor_models.structures import one_factor, second_order, simple_structure
from servgap._stats.ordinal import green_yang
from servgap._stats.ordinal.bivariate_normal import bivariate_cdf, bivariate_density
from servgap._stats.ordinal.green_yang import green_yang_omega
from servgap._stats.ordinal.green_yang_interval import green_yang_interval
from servgap._stats.ordinal.pair_likelihood import cell_probabilities, thresholds_of
from servgap._stats.ordinal.polychoric import pair_correlations, polychoric
from servgap._stats.ordinal.sample import ordinal_sample, pair_tables

LIMITS = st.one_of(st.floats(-4, 4), st.sampled_from([0.0, np.inf, -np.inf]))
CORRELATIONS = st.floats(-0.97, 0.97)


def answers_of(rng, n, k, levels=5, loading=0.7):
    """Draw ordered answers behind which one factor stands."""
    latent = loading * rng.normal(size=(n, 1)) + np.sqrt(1 - loading**2) * rng.normal(size=(n, k))
    return np.digitize(latent, np.linspace(-1.2, 1.2, levels - 1)) + 1


def by_quadrature(h, k, r):
    """Φ₂ as Φ(h)Φ(k) plus the integral of its slope along the correlation's arc."""
    nodes, weights = leggauss(300)
    arc = np.arcsin(r) * (nodes + 1) / 2
    inside = np.exp(-(h * h + k * k - 2 * h * k * np.sin(arc)) / (2 * np.cos(arc) ** 2))
    return ndtr(h) * ndtr(k) + np.arcsin(r) / 2 * (weights @ inside) / (2 * np.pi)


@given(LIMITS, LIMITS, CORRELATIONS)
def test_bivariate_probabilities(h, k, r):
    near = np.clip([h, k], -38, 38)
    assert bivariate_cdf(h, k, r) == pytest.approx(by_quadrature(*near, r), abs=1e-13)
    assert bivariate_cdf(h, k, r) == pytest.approx(float(bivariate_cdf(k, h, r)), abs=1e-15)


@given(st.floats(-3, 3), st.floats(-3, 3))
def test_bivariate_probabilities_at_the_ends(h, k):
    assert bivariate_cdf(h, k, 1.0) == pytest.approx(min(ndtr(h), ndtr(k)), abs=1e-14)
    assert bivariate_cdf(h, k, -1.0) == pytest.approx(max(ndtr(h) + ndtr(k) - 1, 0), abs=1e-14)
    assert bivariate_cdf(h, k, 0.0) == pytest.approx(ndtr(h) * ndtr(k), abs=1e-15)


def test_the_density_is_the_slope_in_the_correlation():
    step = 1e-6
    for h, k, r in ((0.3, -1.2, 0.5), (0.0, 0.0, -0.8), (1.5, 1.4, 0.9)):
        slope = (bivariate_cdf(h, k, r + step) - bivariate_cdf(h, k, r - step)) / (2 * step)
        assert bivariate_density(h, k, r) == pytest.approx(float(slope), rel=1e-6)


@given(st.integers(1, 40), st.integers(1, 40))
def test_cut_at_the_medians_the_correlation_has_a_closed_form(same, different):
    found = polychoric([[[same, different], [different, same]]])
    share = same / (2 * (same + different))
    r = np.sin(2 * np.pi * (share - 0.25))
    assert found.correlation[0, 1] == pytest.approx(r, abs=1e-9)
    n, p = 2 * (same + different), 2 * share
    assert found.se[0, 1] == pytest.approx(np.pi * np.sqrt(p * (1 - p) * (1 - r**2) / n), rel=1e-6)


@given(st.integers(0, 10_000), st.integers(2, 5), st.integers(2, 5), st.integers(2, 60))
@settings(deadline=None)
def test_no_other_correlation_is_likelier(seed, rows, columns, n):
    rng = np.random.default_rng(seed)
    table = np.zeros((1, rows, columns))
    np.add.at(table[0], (rng.integers(0, rows, n), np.minimum(rng.integers(0, columns, n), columns - 1)), 1)
    found = polychoric(np.pad(table, ((0, 0), (0, max(columns - rows, 0)), (0, max(rows - columns, 0)))))
    r = found.correlation[0, 1]
    two_by_two = (table.sum(2) > 0).sum() == 2 and (table.sum(1) > 0).sum() == 2
    if np.isnan(r) or (two_by_two and (table == 0).any()):
        return
    grid = np.linspace(-0.9999, 0.9999, 401)
    cuts = [np.repeat(thresholds_of(table.sum(axis)), len(grid) + 1, 0) for axis in (2, 1)]
    tried = np.append(grid, np.clip(r, -0.9999, 0.9999))
    likelihood = (table * np.log(cell_probabilities(*cuts, tried))).sum((1, 2))
    assert likelihood[-1] >= likelihood[:-1].max() - 1e-6 * n


@given(st.integers(0, 10_000), st.permutations(range(4)))
@settings(deadline=None)
def test_the_order_of_items_does_not_matter(seed, order):
    codes = answers_of(np.random.default_rng(seed), 150, 4) - 1
    one, other = (polychoric(pair_tables(each, 5)) for each in (codes, codes[:, order]))
    np.testing.assert_allclose(one.correlation[np.ix_(order, order)], other.correlation, atol=1e-10)
    np.testing.assert_allclose(one.se[np.ix_(order, order)], other.se, atol=1e-8)


@given(st.integers(0, 10_000))
@settings(deadline=None)
def test_turning_an_item_round_turns_its_correlations(seed):
    codes = answers_of(np.random.default_rng(seed), 150, 3) - 1
    turned = codes.copy()
    turned[:, 0] = 4 - codes[:, 0]
    one, other = (polychoric(pair_tables(each, 5)).correlation for each in (codes, turned))
    np.testing.assert_allclose(other[0, 1:], -one[0, 1:], atol=1e-10)
    assert other[1, 2] == pytest.approx(one[1, 2], abs=1e-12)


def test_categories_nobody_chose_do_not_matter():
    rng = np.random.default_rng(4)
    codes = answers_of(rng, 200, 3, levels=4) - 1
    spread = np.array([1, 2, 4, 5])[codes]
    one, other = polychoric(pair_tables(codes, 4)), polychoric(pair_tables(spread, 7))
    np.testing.assert_allclose(other.correlation, one.correlation, atol=1e-12)
    np.testing.assert_allclose(other.se, one.se, atol=1e-10)
    np.testing.assert_array_equal(np.isinf(other.thresholds[0]), [True, False, False, False, False, True])
    few, many = ordinal_sample(codes + 1), ordinal_sample(spread + 1)
    np.testing.assert_allclose(many.covariance, few.covariance, atol=1e-8)
    assert np.isfinite(many.thresholds).sum() == np.isfinite(few.thresholds).sum() == 9


def test_standard_errors_against_the_bootstrap():
    rng = np.random.default_rng(7)
    rows = answers_of(rng, 400, 3, levels=4)
    found = ordinal_sample(rows)
    drawn = [rng.integers(0, len(rows), len(rows)) for _ in range(2000)]
    estimates, _ = pair_correlations(np.concatenate([pair_tables(rows[each] - 1, 4) for each in drawn]))
    covariance = np.cov(estimates.reshape(-1, 3).T) * found.n
    np.testing.assert_allclose(found.pair_covariance, covariance, atol=0.08)
    of_tables = polychoric(pair_tables(rows - 1, 4)).se[np.triu_indices(3, 1)]
    np.testing.assert_allclose(np.sqrt(np.diag(found.pair_covariance) / found.n), of_tables, rtol=1e-10)


def test_a_table_of_two_by_two_with_one_empty_cell_is_moved_by_half_an_answer():
    moved = polychoric([[[19.5, 0.5], [10.5, 19.5]]]).correlation
    np.testing.assert_allclose(polychoric([[[19, 1], [11, 19]]]).correlation[0, 1], moved[0, 1], atol=0.1)
    exact = polychoric([[[20, 0], [10, 20]]])
    by_hand = polychoric([[[19.5, 0.5], [10.5, 19.5]]])
    assert exact.correlation[0, 1] == pytest.approx(by_hand.correlation[0, 1], abs=1e-10)
    assert not exact.boundary.any()
    turned = polychoric([[[0, 20], [20, 10]]])
    assert turned.correlation[0, 1] == pytest.approx(-exact.correlation[0, 1], abs=1e-10)


def test_answers_that_go_together_all_the_way():
    found = polychoric([[[5, 0, 0], [0, 7, 0], [0, 0, 9]]])
    assert found.correlation[0, 1] == 1
    assert found.boundary[0, 1]
    assert np.isnan(found.se[0, 1])
    stairs = polychoric([[[5, 3, 0], [0, 7, 2], [0, 0, 9]]])
    assert stairs.correlation[0, 1] == 1
    assert stairs.boundary[0, 1]


@pytest.mark.parametrize(
    "rows",
    [
        np.ones((10, 4)),
        np.zeros((0, 4)),
        np.ones((1, 4)),
        [[1, 2, 1, 2], [2, 1, 2, 1]],
        np.repeat(np.arange(1, 6), 4).reshape(-1, 1) * np.ones((1, 4)),
        np.column_stack([np.ones(50), np.random.default_rng(0).integers(1, 5, (50, 3))]),
        np.random.default_rng(1).integers(1, 8, (6, 8)),
        np.random.default_rng(2).integers(1, 5, (50, 1)),
    ],
    ids=["constant", "nobody", "one", "two", "identical", "one constant item", "few", "one item"],
)
def test_what_cannot_be_computed_is_nan(rows):
    codes = np.asarray(rows, dtype=int)
    found = ordinal_factor_model(codes, np.zeros(codes.shape[1], dtype=int))
    assert not found.converged
    assert np.isnan(found.chi_square)
    assert np.isnan(found.standardized_loadings).all()
    sums = green_yang_omega(pair_tables(codes - 1, max(int(codes.max(initial=1)), 2)))
    assert np.isnan(sums.omega)
    assert not sums.converged
    assert np.isnan(green_yang_interval(codes).omega_se)


def test_rows_without_an_answer_are_left_out():
    rows = answers_of(np.random.default_rng(3), 200, 4)
    gaps = np.vstack([rows, [[0, 3, 3, 3], [1, 0, 0, 0]]])
    assert ordinal_sample(gaps).n == 200
    np.testing.assert_array_equal(ordinal_sample(gaps).correlation, ordinal_sample(rows).correlation)


def test_two_items_do_not_identify_a_factor():
    rows = answers_of(np.random.default_rng(3), 200, 2)
    assert not ordinal_factor_model(rows, [0, 0]).converged
    assert np.isfinite(polychoric(pair_tables(rows - 1, 5)).correlation[0, 1])


def test_three_items_fit_exactly():
    rows = answers_of(np.random.default_rng(3), 300, 3)
    found = ordinal_factor_model(rows, [0, 0, 0])
    r = ordinal_sample(rows).correlation
    first = np.sqrt(r[0, 1] * r[0, 2] / r[1, 2])
    assert found.standardized_loadings[0, 0] == pytest.approx(first, abs=1e-9)
    assert found.chi_square == pytest.approx(0, abs=1e-12)
    assert np.isnan(found.p_value_scaled)
    assert found.df == 0


def test_a_model_with_a_general_factor():
    rng = np.random.default_rng(11)
    general = rng.normal(size=(800, 1))
    factors = 0.8 * general + 0.6 * rng.normal(size=(800, 3))
    latent = 0.8 * factors[:, np.repeat([0, 1, 2], 4)] + 0.6 * rng.normal(size=(800, 12))
    sample = ordinal_sample(np.digitize(latent, [-1, -0.3, 0.4, 1]) + 1)
    blocks = [range(4), range(4, 8), range(8, 12)]
    found, plain = fit_ordinal(second_order(blocks), sample), fit_ordinal(simple_structure(blocks), sample)
    # With three factors the general factor only re-expresses their correlations.
    assert found.converged
    assert found.df == plain.df == 51
    assert found.chi_square == pytest.approx(plain.chi_square, rel=1e-7)
    np.testing.assert_allclose(found.standardized_loadings[:, :3], plain.standardized_loadings, atol=1e-6)
    np.testing.assert_allclose(found.standardized_loadings_se[:, :3], plain.standardized_loadings_se, atol=1e-6)
    assert found.chi_square_scaled == pytest.approx(plain.chi_square_scaled, rel=1e-6)


def test_a_heywood_case_is_told():
    # r₁₂ r₁₃ / r₂₃ = 1.5: the first item would have a negative error variance.
    rng = np.random.default_rng(0)
    r = np.array([[1, 0.7, 0.7], [0.7, 1, 0.3], [0.7, 0.3, 1]])
    latent = rng.multivariate_normal(np.zeros(3), r, 2000)
    found = ordinal_factor_model(np.digitize(latent, [-0.8, 0, 0.8]) + 1, [0, 0, 0])
    assert found.converged
    assert not found.proper
    assert found.error_variances[0] < 0


@given(st.integers(0, 10_000))
@settings(deadline=None, max_examples=25)
def test_omega_of_sums(seed):
    codes = answers_of(np.random.default_rng(seed), 400, 5, levels=4) - 1
    found = green_yang_omega(pair_tables(codes, 4))
    assert found.converged
    assert 0 < found.omega < found.omega_latent < 1
    turned = green_yang_omega(pair_tables(3 - codes, 4))
    assert turned.omega == pytest.approx(found.omega, abs=1e-9)
    assert found.omega == pytest.approx(found.omega_model, abs=0.05)


def test_omega_of_sums_is_the_correlation_of_parallel_tests():
    rng = np.random.default_rng(5)
    true = rng.normal(size=(200_000, 1))
    sums = [
        (np.digitize(0.7 * true + np.sqrt(0.51) * rng.normal(size=(200_000, 4)), [-0.5, 0.9]) + 1).sum(1)
        for _ in range(2)
    ]
    latent = 0.7 * true + np.sqrt(0.51) * rng.normal(size=(200_000, 4))
    found = green_yang_omega(pair_tables(np.digitize(latent, [-0.5, 0.9]), 3))
    assert found.omega == pytest.approx(np.corrcoef(*sums)[0, 1], abs=0.01)
    assert found.omega_latent - found.omega > 0.05


def test_the_interval_of_omega_against_the_bootstrap():
    rng = np.random.default_rng(6)
    rows = answers_of(rng, 300, 4, levels=4)
    found = green_yang_interval(rows)
    drawn = [green_yang_omega(pair_tables(rows[rng.integers(0, 300, 300)] - 1, 4)) for _ in range(150)]
    for name in ("omega", "omega_latent", "alpha_latent"):
        spread = np.std([getattr(each, name) for each in drawn])
        assert getattr(found, f"{name}_se") == pytest.approx(spread, rel=0.2)
        assert getattr(found, name) == pytest.approx(getattr(green_yang_omega(pair_tables(rows - 1, 4)), name))


def test_the_interval_of_omega_where_a_category_is_empty():
    rows = answers_of(np.random.default_rng(6), 300, 4, levels=4)
    one, other = green_yang_interval(rows), green_yang_interval(np.array([2, 3, 4, 5])[rows - 1])
    assert other.omega_se == pytest.approx(one.omega_se, rel=1e-6)
    # With a gap between the answers the sum is another, but its reliability still has a standard error.
    assert green_yang_interval(np.array([1, 2, 4, 5])[rows - 1]).omega_se == pytest.approx(one.omega_se, rel=0.2)


def test_one_factor_structure_as_vector_and_as_model():
    rows = answers_of(np.random.default_rng(8), 300, 4)
    one, other = ordinal_factor_model(rows, [0] * 4), fit_ordinal(one_factor(4), ordinal_sample(rows))
    np.testing.assert_array_equal(one.estimates, other.estimates)


def test_a_factor_of_one_item_is_that_item():
    rng = np.random.default_rng(2)
    place = np.array([0, 0, 0, 1, 2, 2, 2])
    factors = rng.multivariate_normal(np.zeros(3), [[1, 0.5, 0.3], [0.5, 1, 0.6], [0.3, 0.6, 1]], 600)[:, place]
    latent = np.where(place == 1, factors, 0.8 * factors + 0.6 * rng.standard_normal((600, 7)))
    answers = np.digitize(latent, [-1, 0, 1]) + 1
    found, sample, pairs = ordinal_factor_model(answers, place), ordinal_sample(answers), np.triu_indices(7, 1)

    def residuals(at):
        loadings = np.zeros((7, 3))
        loadings[np.arange(7), place] = np.insert(at[:6], 3, 1.0)
        between = np.array([[1, at[6], at[7]], [at[6], 1, at[8]], [at[7], at[8], 1]])
        implied = (loadings @ between @ loadings.T)[pairs]
        return np.sqrt(pair_weights(sample)) * (sample.correlation[pairs] - implied)

    least = least_squares(residuals, np.full(9, 0.5), xtol=1e-15, ftol=1e-15, gtol=1e-15)
    assert found.proper
    assert found.df == 12
    np.testing.assert_allclose(found.standardized_loadings.sum(1), np.insert(least.x[:6], 3, 1.0), atol=1e-6)
    np.testing.assert_allclose(found.factor_correlation[np.triu_indices(3, 1)], least.x[6:], atol=1e-6)
    assert found.chi_square == pytest.approx(2 * least.cost * (sample.n - 1), rel=1e-9)


def test_a_general_factor_above_one_of_a_single_item_is_not_to_be_had():
    """Of loading and regression only the product is known, and there is no variance to part them by."""
    rng = np.random.default_rng(3)
    place = np.array([0, 0, 0, 1, 2, 2, 2, 3, 3, 3])
    behind = 0.7 * rng.standard_normal((800, 1)) + 0.7 * rng.standard_normal((800, 4))
    answers = np.digitize(behind[:, place] + 0.6 * rng.standard_normal((800, 10)), [-1, 0, 1]) + 1
    sample, factors = ordinal_sample(answers), [np.flatnonzero(place == factor).tolist() for factor in range(4)]
    assert fit_ordinal(simple_structure(factors), sample).converged
    assert not fit_ordinal(second_order(factors), sample).converged


@pytest.mark.parametrize("table", [[[1, 1, 0], [0, 1, 1], [0, 0, 1]], [[2, 2, 0], [0, 6, 0], [0, 3, 2]]])
def test_a_likelihood_that_rises_until_rounding_hides_it_has_no_top(table):
    """The search ends short of one, where nothing rises any more; stairs are met by a correlation of one alone."""
    up, down = polychoric([table]), polychoric([np.fliplr(table)])
    assert up.boundary[0, 1]
    assert (up.correlation[0, 1], down.correlation[0, 1]) == (1, -1)
    assert np.isnan(up.se[0, 1])


def test_a_likelihood_with_a_steep_top_has_one():
    found = polychoric([[[5, 1, 0], [2, 5, 1], [0, 0, 5]]])
    assert not found.boundary[0, 1]
    assert 0.9 < found.correlation[0, 1] < 0.96


def test_items_of_two_categories_vary():
    found = ordinal_sample(np.repeat([[1, 1, 3], [1, 2, 1], [2, 1, 2], [2, 2, 3]], [20, 10, 10, 20], axis=0))
    np.testing.assert_array_equal(np.diagonal(found.correlation), 1.0)


def test_a_model_with_one_degree_of_freedom_has_scaled_indices():
    rng = np.random.default_rng(11)
    answers = answers_of(rng, 400, 4)
    answers[:, 2] = np.clip(answers[:, 2] + (rng.random(400) < 0.5) * (answers[:, 0] - 3), 1, 5)
    found = ordinal_factor_model(answers, [0, 0, 1, 1])
    excess, most = found.chi_square_scaled - 1, found.baseline_chi_square_scaled - found.baseline_df
    assert found.df == 1
    assert 0 < excess < most
    assert found.cfi_scaled == pytest.approx(1 - excess / most)
    assert found.tli_scaled == pytest.approx(1 - found.baseline_df * excess / most)
    assert found.cfi_scaled != pytest.approx(found.cfi, abs=1e-4)
    assert found.rmsea_low < found.rmsea < found.rmsea_high
    assert found.rmsea_scaled_low < found.rmsea_scaled < found.rmsea_scaled_high


def test_loadings_are_turned_so_that_their_sum_is_positive(monkeypatch):
    answers = answers_of(np.random.default_rng(2), 300, 4)
    tables = pair_tables(answers - 1, 5)
    usual, fit = green_yang_omega(tables), green_yang.one_factor_of

    def turned(found):
        there = fit(found)
        return dataclasses.replace(there, theta=-there.theta)

    monkeypatch.setattr(green_yang, "one_factor_of", turned)
    assert usual.loadings.sum() > 0
    np.testing.assert_allclose(green_yang_omega(tables).loadings, usual.loadings)
