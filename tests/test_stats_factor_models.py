"""Properties of the factor models; their published numbers stand in tests/published/factor_models.toml."""

from __future__ import annotations

import dataclasses
from itertools import pairwise
from typing import get_args

import numpy as np
import pytest
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st
from scipy.stats import chi2, ncx2

from servgap._stats.factor_models import discrepancy
from servgap._stats.factor_models.confirmatory import (
    FactorModel,
    confirmatory_factor_analysis,
    model_of,
    modification_indices,
)
from servgap._stats.factor_models.construct_validity import construct_validity
from servgap._stats.factor_models.discrepancy import curvature, evaluate, slope
from servgap._stats.factor_models.estimates import Estimates, estimates
from servgap._stats.factor_models.estimation import fit_moments
from servgap._stats.factor_models.fit_indices import _chi_square, fit_indices, root_mean_square_error
from servgap._stats.factor_models.full_information import (
    fit_incomplete,
    full_information_factor_analysis,
    robust_full_information,
)
from servgap._stats.factor_models.implied import implied_moments, jacobians
from servgap._stats.factor_models.incomplete import incomplete_sample
from servgap._stats.factor_models.invariance import measurement_invariance, occasion_invariance
from servgap._stats.factor_models.missing_answers import em_moments
from servgap._stats.factor_models.modification import score_tests
from servgap._stats.factor_models.noncentral_chi_square import noncentrality_limit, upper_tail
from servgap._stats.factor_models.robust import Correction, robust_covariance, robust_fit
from servgap._stats.factor_models.robust_analysis import robust_factor_analysis
from servgap._stats.factor_models.samples import by_pattern, complete, given, of_rows
from servgap._stats.factor_models.specification import FACTOR, Path, Specification
from servgap._stats.factor_models.standard_errors import parameter_covariance
from servgap._stats.factor_models.starting import without_covariances
from servgap._stats.factor_models.structures import (
    LEVELS,
    across_groups,
    across_occasions,
    one_factor,
    second_order,
    simple_structure,
    with_correlated_errors,
    with_means,
)
from servgap._stats.reliability.alpha import cronbach_alpha
from servgap._stats.reliability.omega import omega_total

TWO = [0, 0, 0, 1, 1, 1]
seeds = st.integers(0, 2**32 - 1)


def rows_of(seed: int, n: int = 150, of_item: list[int] = TWO, low: float = 0.5) -> np.ndarray:
    """Answers in which correlated factors stand behind the items."""
    rng = np.random.default_rng(seed)
    common = rng.standard_normal((n, 1))
    factors = 0.6 * common + 0.8 * rng.standard_normal((n, max(of_item) + 1))
    loadings = rng.uniform(low, 0.9, len(of_item))
    own = rng.standard_normal((n, len(of_item))) * np.sqrt(1 - loadings**2)
    return (factors[:, of_item] * loadings + own) * rng.uniform(0.5, 2.0, len(of_item)) + rng.uniform(
        2, 6, len(of_item)
    )


def analysed(rows: np.ndarray, of_item: list[int] = TWO) -> FactorModel:
    return confirmatory_factor_analysis(np.cov(rows, rowvar=False), len(rows), of_item)


def same_fit(left: FactorModel, right: FactorModel, names: tuple[str, ...] = (), tolerance: float = 1e-6) -> None:
    for name in names or ("chi_square", "df", "p_value", "cfi", "tli", "rmsea", "srmr", "gfi", "p_close"):
        np.testing.assert_allclose(
            getattr(left, name), getattr(right, name), rtol=tolerance, atol=tolerance, err_msg=name
        )


# --- what can be checked by hand ----------------------------------------------------------------------------------


@over(st.lists(st.floats(0.3, 0.95), min_size=3, max_size=3), st.lists(st.floats(0.1, 50), min_size=3, max_size=3))
def test_three_items_of_one_factor_by_hand(loadings, sizes):
    spread = np.array(sizes)
    covariance = np.outer(loadings, loadings)
    np.fill_diagonal(covariance, 1.0)
    found = confirmatory_factor_analysis(covariance * np.outer(spread, spread), 200, [0, 0, 0])
    np.testing.assert_allclose(found.standardized_loadings[:, 0], loadings, rtol=1e-7)
    np.testing.assert_allclose(found.error_variances, (1 - np.square(loadings)) * spread**2 * 199 / 200, rtol=1e-6)
    assert found.chi_square == pytest.approx(0, abs=1e-9)
    assert (found.df, found.cfi, found.rmsea) == (0, pytest.approx(1), 0)
    assert np.isnan(found.p_value)


def test_one_factor_is_what_omega_is_computed_from():
    covariance = np.cov(rows_of(3, of_item=[0] * 5), rowvar=False)
    own, special = confirmatory_factor_analysis(covariance, 150, [0] * 5), omega_total(covariance, 150)
    np.testing.assert_allclose(own.loadings[:, 0], special.loadings, rtol=1e-7)
    np.testing.assert_allclose(own.error_variances, special.uniquenesses, rtol=1e-7)
    assert own.chi_square == pytest.approx(float(special.chi_square), rel=1e-7)
    valid = construct_validity(own.loadings, own.error_variances, own.factor_covariance)
    assert valid.composite_reliability_raw[0] == pytest.approx(float(special.omega), rel=1e-9)
    assert np.isnan(valid.maximum_shared_variance[0])


def test_a_second_order_factor_of_three_fits_as_three_that_correlate():
    group = of_rows(rows_of(5, of_item=[0, 0, 0, 1, 1, 1, 2, 2, 2]))
    factors = [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
    models = [
        simple_structure(factors),
        *(second_order(factors, identification=each) for each in ("variance", "marker")),
    ]
    found = [fit_indices(fit_moments(model, [group])) for model in models]
    assert [each.chi_square for each in found[1:]] == pytest.approx([found[0].chi_square] * 2, rel=1e-7)
    assert {each.df for each in found} == {24}


# --- the arithmetic against itself --------------------------------------------------------------------------------


def some_models() -> list[Specification]:
    pairs = with_correlated_errors(simple_structure([[0, 1, 2], [3, 4, 5]]), [(0, 4)])
    recursive = [Path("loading", item, item // 2, label=f"second {item % 2}") for item in range(6)]
    recursive += [Path("error", item, item) for item in range(6)] + [Path("intercept", item) for item in range(6)]
    recursive += [Path("regression", 1, 0), Path("regression", 2, 0), Path("regression", 2, 1)]
    recursive += [Path("factor", factor, factor) for factor in range(3)] + [Path("factor", 2, 1), Path("mean", 0)]
    return [
        pairs,
        with_means(pairs),
        with_means(second_order([[0, 1], [2, 3], [4, 5]])),
        across_occasions(3, "scalar"),
        Specification(6, 3, (tuple(recursive),)),
    ]


def inside(model: Specification, seed: int) -> np.ndarray:
    """Parameters at which Σ is a covariance matrix."""
    theta = np.random.default_rng(seed).uniform(0.5, 1.0, model.size)
    for layout in model.layouts:
        beside = (layout.matrix >= 2) & (layout.row != layout.column)
        theta[layout.parameter[beside]] *= 0.2
    return theta


def slopes_of(function, at: np.ndarray, step: float = 1e-5) -> np.ndarray:
    return np.array([(function(at + step * u) - function(at - step * u)) / (2 * step) for u in np.eye(len(at))]).T


@pytest.mark.parametrize("missing", [False, True])
@pytest.mark.parametrize("model", some_models())
def test_slope_and_curvature_are_derivatives(model, missing):
    rows = rows_of(11, n=40) - 3
    if missing:
        rows[np.random.default_rng(1).random(rows.shape) < 0.2] = np.nan
    blocks = (
        [by_pattern(rows).block] if missing and model.means else [complete(of_rows(rows_of(11)), means=model.means)]
    )
    theta = inside(model, 4)
    point = evaluate(model, blocks, theta)
    numeric = slopes_of(lambda at: evaluate(model, blocks, at).value, theta)
    second = slopes_of(lambda at: slope(model, blocks, evaluate(model, blocks, at)), theta)
    np.testing.assert_allclose(slope(model, blocks, point), numeric, rtol=1e-6, atol=1e-7)
    np.testing.assert_allclose(curvature(model, blocks, point, observed=True), second, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("model", some_models())
def test_the_jacobian_is_the_derivative_of_the_moments(model):
    low = np.tril_indices(model.items)

    def moments(theta):
        mean, covariance = implied_moments(model, theta)[0]
        return np.append(mean, covariance[low]) if model.means else covariance[low]

    theta = inside(model, 2)
    np.testing.assert_allclose(jacobians(model, theta)[0], slopes_of(moments, theta), rtol=1e-7, atol=1e-8)


def test_expected_curvature_is_the_observed_one_where_the_model_is_exact():
    for model in some_models()[:3]:
        theta = inside(model, 9)
        mean, covariance = implied_moments(model, theta)[0]
        blocks = [complete(given(covariance * 1000 / 999, 1000, mean), means=model.means)]
        point = evaluate(model, blocks, theta)
        np.testing.assert_allclose(slope(model, blocks, point), 0, atol=1e-10)
        both = [curvature(model, blocks, point, observed=observed) for observed in (True, False)]
        np.testing.assert_allclose(*both, rtol=1e-8, atol=1e-9)


@over(seeds)
@settings(max_examples=20)
def test_estimates_come_back_from_their_own_moments(seed):
    model = model_of(TWO)
    rng = np.random.default_rng(seed)
    theta = np.concatenate([rng.uniform(0.5, 1.5, 6), rng.uniform(0.2, 1.5, 6), rng.uniform(-0.7, 0.7, 1)])
    found = fit_moments(model, [given(implied_moments(model, theta)[0][1] * 500 / 499, 500)])
    np.testing.assert_allclose(found.point.theta, theta, rtol=1e-5, atol=1e-6)
    assert found.proper
    assert fit_indices(found).chi_square == pytest.approx(0, abs=1e-9)


@over(seeds)
@settings(max_examples=15)
def test_order_unit_and_sign_of_items_do_not_matter(seed):
    rows = rows_of(seed, low=0.6)
    plain, rng = analysed(rows), np.random.default_rng(seed)
    order, unit = rng.permutation(6), rng.uniform(0.01, 100, 6) * rng.choice([-1, 1], 6)
    moved = analysed(rows[:, order] * unit[order] + 3, [TWO[item] for item in order])
    assert plain.converged
    same_fit(plain, moved)
    np.testing.assert_allclose(
        np.abs(moved.standardized_loadings), np.abs(plain.standardized_loadings[order]), atol=1e-6
    )
    np.testing.assert_allclose(moved.standardized_loadings_se, plain.standardized_loadings_se[order], atol=1e-6)
    np.testing.assert_allclose(moved.r_squared, plain.r_squared[order], atol=1e-6)


@over(seeds)
@settings(max_examples=15)
def test_marker_and_variance_identify_the_same_model(seed):
    covariance = np.cov(rows_of(seed, low=0.6), rowvar=False)
    left = confirmatory_factor_analysis(covariance, 150, TWO)
    right = confirmatory_factor_analysis(covariance, 150, TWO, "marker")
    same_fit(left, right)
    for name in ("standardized_loadings", "standardized_loadings_se", "factor_correlation", "factor_correlation_se"):
        np.testing.assert_allclose(getattr(left, name), getattr(right, name), atol=1e-6, err_msg=name)


@over(seeds)
@settings(max_examples=15)
def test_models_within_each_other_fit_worse_and_worse(seed):
    rows = rows_of(seed, n=240)
    one, two = analysed(rows, [0] * 6), analysed(rows)
    assert one.chi_square >= two.chi_square - 1e-8 >= -1e-8
    halves = rows[:120], rows[120:]
    found = measurement_invariance(
        [np.cov(half, rowvar=False) for half in halves], [half.mean(0) for half in halves], [120, 120], TWO
    )
    known = found.chi_square[found.converged]
    assert all(later >= earlier - 1e-7 for earlier, later in pairwise(known))
    between = occasion_invariance(np.cov(rows, rowvar=False), rows.mean(0), 240)
    assert (np.diff(between.chi_square[between.converged]) > -1e-7).all()


def test_groups_that_share_nothing_are_fitted_as_if_alone():
    halves = [of_rows(rows_of(seed, low=0.6)) for seed in (1, 2)]
    together = fit_indices(fit_moments(across_groups(model_of(TWO), 2, "configural"), halves))
    alone = [fit_indices(fit_moments(model_of(TWO), [half])) for half in halves]
    assert together.chi_square == pytest.approx(sum(each.chi_square for each in alone), rel=1e-8)
    assert together.df == sum(each.df for each in alone)
    assert together.log_likelihood == pytest.approx(sum(each.log_likelihood for each in alone))


def test_groups_that_are_alike_lose_nothing_by_sharing():
    half = of_rows(rows_of(1, low=0.6))
    found = [fit_indices(fit_moments(across_groups(model_of(TWO), 3, level), [half] * 3)) for level in LEVELS]
    assert [each.chi_square for each in found] == pytest.approx([found[0].chi_square] * 4, rel=1e-8)


@over(seeds)
@settings(max_examples=10)
def test_rows_with_nothing_missing_are_as_good_as_their_moments(seed):
    rows = rows_of(seed, low=0.6)
    plain, full, robust = analysed(rows), full_information_factor_analysis(rows, TWO), robust_factor_analysis(rows, TWO)
    # Means have residuals too, all zero here: SRMR and GFI are over more moments.
    same_fit(plain, full, ("chi_square", "df", "cfi", "rmsea", "log_likelihood"))
    same_fit(plain, robust)
    np.testing.assert_allclose(full.loadings, plain.loadings, atol=1e-6)
    np.testing.assert_allclose(full.intercepts, rows.mean(0), atol=1e-6)
    found = em_moments(rows)
    np.testing.assert_allclose(found.covariance, np.cov(rows, rowvar=False, ddof=0), rtol=1e-9)


def test_answers_that_nobody_gave_change_nothing():
    rows = rows_of(8)
    rows[:30, 2] = np.nan
    empty = np.vstack([rows, np.full((20, 6), np.nan)])
    same_fit(full_information_factor_analysis(rows, TWO), full_information_factor_analysis(empty, TWO))
    np.testing.assert_allclose(em_moments(rows).covariance, em_moments(empty).covariance)


def test_em_is_the_most_likely_model_without_restrictions():
    rows = rows_of(8, n=80, of_item=[0, 0, 0])
    rows[np.random.default_rng(0).random(rows.shape) < 0.25] = np.nan
    found, block = em_moments(rows), by_pattern(rows).block
    paths = [Path("intercept", item) for item in range(3)]
    paths += [Path("error", high, low) for high in range(3) for low in range(high + 1)]
    model = Specification(3, 0, (tuple(paths),))
    theta = np.append(found.mean, found.covariance[np.tril_indices(3)])
    np.testing.assert_allclose(slope(model, [block], evaluate(model, [block], theta)), 0, atol=1e-8)
    assert fit_incomplete(model, [incomplete_sample(rows)]).point.theta == pytest.approx(theta)
    assert 0 < cronbach_alpha(found.covariance, found.n).alpha < 1


def test_patterns_by_the_few_and_by_the_many_bend_alike(monkeypatch):
    rows = rows_of(11, n=60) - 3
    rows[np.random.default_rng(1).random(rows.shape) < 0.2] = np.nan
    model = with_means(model_of(TWO))
    blocks, theta = [by_pattern(rows).block], inside(model, 4)
    for observed in (False, True):
        found = []
        for many in (1, 10**6):
            monkeypatch.setattr(discrepancy, "MANY", many)
            found.append(curvature(model, blocks, evaluate(model, blocks, theta), observed=observed))
        np.testing.assert_allclose(*found, rtol=1e-10, atol=1e-12)


def test_the_information_of_likeliest_moments_is_their_models_own():
    rows = rows_of(8, n=80, of_item=[0, 0, 0])
    rows[np.random.default_rng(0).random(rows.shape) < 0.25] = np.nan
    sample = incomplete_sample(rows)
    paths = [Path("intercept", item) for item in range(3)]
    paths += [Path("error", high, low) for high in range(3) for low in range(high + 1)]
    model = Specification(3, 0, (tuple(paths),))
    theta = np.append(sample.moments.mean, sample.moments.covariance[np.tril_indices(3)])
    point = evaluate(model, [sample.block], theta)
    np.testing.assert_allclose(
        sample.saturated.information, curvature(model, [sample.block], point, observed=True) / 2, rtol=1e-9, atol=1e-10
    )


@over(seeds)
def test_robust_full_information_of_complete_rows_scales_as_of_complete_rows(seed):
    rows = np.exp(0.3 * rows_of(seed))
    complete_, full = robust_factor_analysis(rows, TWO), robust_full_information(rows, TWO)
    names = ("scaling_factor", "baseline_scaling_factor", "chi_square_scaled", "cfi_scaled", "rmsea_scaled_high")
    for name in names:
        assert getattr(full, name) == pytest.approx(getattr(complete_, name), rel=1e-5, abs=1e-7), name
    np.testing.assert_allclose(full.standardized_loadings_se, complete_.standardized_loadings_se, rtol=1e-4, atol=1e-6)


def test_normal_answers_with_some_missing_need_no_scaling():
    factors = []
    for seed in range(12):
        rows = rows_of(seed, n=600)
        rows[np.random.default_rng(seed).random(rows.shape) < 0.1] = np.nan
        found = robust_full_information(rows, TWO)
        plain = full_information_factor_analysis(rows, TWO)
        assert found.chi_square == pytest.approx(plain.chi_square, rel=1e-9)
        factors.append((found.scaling_factor, found.loadings_se[0, 0] / plain.loadings_se[0, 0]))
    np.testing.assert_allclose(np.mean(factors, axis=0), 1.0, atol=0.04)


@pytest.mark.parametrize(
    ("share", "proper"), [(0.5, True), (1e-3, True), (1e-7, False), (0.0, False), (-1e-7, False), (-0.2, False)]
)
def test_an_error_variance_of_nothing_is_improper_whichever_way_it_is_rounded(share, proper):
    loadings = np.sqrt([1 - share, 0.5, 0.4, 0.3])
    covariance = np.outer(loadings, loadings)
    np.fill_diagonal(covariance, 1.0)
    found = confirmatory_factor_analysis(covariance, 500, [0, 0, 0, 0])
    assert found.converged
    assert found.error_variances[0] == pytest.approx(share * 499 / 500, abs=1e-8)
    assert found.proper is proper


@pytest.mark.parametrize(("r", "proper"), [(0.9, True), (1 - 1e-7, False), (1.0, False), (1.1, False)])
def test_factors_that_correlate_by_one_or_more_are_improper(r, proper):
    loadings = np.kron(np.eye(2), np.full((3, 1), 0.7))
    covariance = loadings @ [[1, r], [r, 1]] @ loadings.T
    np.fill_diagonal(covariance, 1.0)
    found = confirmatory_factor_analysis(covariance, 500, TWO)
    assert (found.converged, found.proper) == (True, proper)
    assert found.factor_correlation[0, 1] == pytest.approx(r, abs=1e-7)


def test_correlations_that_cannot_all_be_are_improper():
    loadings = np.kron(np.eye(3), np.full((3, 1), 0.7))
    factors = np.array([[1.0, 0.9, 0.5], [0.9, 1.0, 0.9], [0.5, 0.9, 1.0]])
    assert np.linalg.eigvalsh(factors)[0] < 0
    covariance = loadings @ factors @ loadings.T
    np.fill_diagonal(covariance, 1.0)
    found = confirmatory_factor_analysis(covariance, 500, np.repeat([0, 1, 2], 3))
    assert (found.converged, found.proper) == (True, False)


def test_what_a_step_may_really_lose_is_small_only_with_many_respondents():
    same = np.kron([[1, 0.5], [0.5, 1]], np.ones((4, 4))) + np.eye(8)
    ends = [occasion_invariance(same, [5] * 4 + [4] * 4, n).cfi_fall_high[1:] for n in (50, 5000)]
    assert (ends[0] >= ends[1]).all()
    shifted = occasion_invariance(same, [5] * 4 + [4, 4, 4, 4.6], 5000)
    assert shifted.cfi_fall_high[2] > -shifted.cfi_difference[2] > 0.01


@pytest.mark.parametrize("correction", get_args(Correction))
def test_the_scaling_factor_is_that_of_explicit_fourth_moments(correction):
    rows = np.exp(0.3 * rows_of(6))
    n, group = len(rows), of_rows(rows)
    fit = fit_moments(model_of(TWO), [group])
    weight_at = group.covariance if correction == "yuan_bentler" else fit.implied[0][1]
    low = np.tril_indices(6)
    centred = rows - group.mean
    products = np.einsum("ij,ik->ijk", centred, centred)[:, low[0], low[1]]
    gamma = np.cov(products, rowvar=False, ddof=0)
    inverse, multiplicity = np.linalg.inv(weight_at), np.where(low[0] == low[1], 1, 2)
    a, b = low
    weight = inverse[np.ix_(a, a)] * inverse[np.ix_(b, b)] + inverse[np.ix_(a, b)] * inverse[np.ix_(b, a)]
    weight = weight * np.outer(multiplicity, multiplicity) / 4
    delta, inner = jacobians(fit.model, fit.point.theta)[0], np.linalg.inv(fit.implied[0][1])
    own = inner[np.ix_(a, a)] * inner[np.ix_(b, b)] + inner[np.ix_(a, b)] * inner[np.ix_(b, a)]
    own = own * np.outer(multiplicity, multiplicity) / 4
    information = (fit.observed if correction == "yuan_bentler" else fit.expected) / 2
    scores = products @ (own @ delta) - group.covariance[low] @ (own @ delta)
    bread, meat = np.linalg.inv(information), scores.T @ scores / n
    factor = (np.trace(weight @ gamma) - np.trace(bread @ meat)) / 8
    assert robust_fit(fit, [rows], correction).scaling_factor == pytest.approx(factor, rel=1e-6)
    np.testing.assert_allclose(
        robust_covariance(fit, [rows], correction), bread @ meat @ bread / n, rtol=1e-5, atol=1e-9
    )


def test_robust_numbers_do_not_depend_on_modelling_free_means():
    rows = np.exp(0.3 * rows_of(6))
    fits = [fit_moments(model, [of_rows(rows)]) for model in (model_of(TWO), with_means(model_of(TWO)))]
    plain, means = (robust_fit(fit, [rows]) for fit in fits)
    assert dataclasses.astuple(plain) == pytest.approx(dataclasses.astuple(means), rel=1e-6)
    sure = [np.diagonal(robust_covariance(fit, [rows]))[:13] for fit in fits]
    np.testing.assert_allclose(*sure, rtol=1e-6)


@over(seeds)
@settings(max_examples=10)
def test_modification_indices_foresee_what_freeing_gains(seed):
    rng = np.random.default_rng(seed)
    rows = rows_of(seed, n=2000, low=0.6)
    rows[:, [0, 5]] += 0.25 * rng.standard_normal((2000, 1))
    group = of_rows(rows)
    fit = fit_moments(model_of(TWO), [group])
    found = modification_indices(np.cov(rows, rowvar=False), 2000, TWO)
    freed = fit_moments(with_correlated_errors(model_of(TWO), [(0, 5)]), [group])
    gained = fit_indices(fit).chi_square - fit_indices(freed).chi_square
    assert found.errors[5, 0] == found.errors[0, 5] == pytest.approx(gained, rel=0.15, abs=0.5)
    assert found.errors_change[5, 0] == pytest.approx(freed.point.theta[-1], rel=0.2, abs=0.02)
    assert np.isnan(found.loadings[0, 0])
    assert np.isnan(np.diagonal(found.errors)).all()
    nothing = score_tests(fit, [])
    assert [len(each) for each in nothing] == [0, 0]


def test_the_first_of_several_groups_has_the_score_tests_that_it_has_alone():
    """Where groups share nothing, the second has no part in what freeing a path of the first would gain."""
    first, second = of_rows(rows_of(4)), of_rows(rows_of(9, n=400))
    paths = [Path("error", 4, 1), Path("loading", 5, 0)]
    alone = score_tests(fit_moments(with_means(model_of(TWO)), [first]), paths)
    beside = score_tests(fit_moments(across_groups(model_of(TWO), 2, "configural"), [first, second]), paths)
    np.testing.assert_allclose(beside, alone, rtol=1e-6)


@pytest.mark.parametrize(("x", "df"), [(30.0, 24), (85.3, 24), (1166.0, 209), (3e5, 209), (0.0, 3)])
def test_the_noncentral_chi_square_is_that_of_scipy(x, df):
    for noncentrality in (0.0, 3.0, 100.0, 5000.0):
        assert upper_tail(x, df, noncentrality) == pytest.approx(
            ncx2.sf(x, df, max(noncentrality, 1e-12)), rel=1e-9, abs=1e-300
        )
    for below in (0.05, 0.95):
        limit = noncentrality_limit(x, df, below)
        assert limit == 0 or ncx2.cdf(x, df, limit) == pytest.approx(below, rel=1e-6)
    assert np.isnan(upper_tail(1.0, 0, 1.0))
    assert np.isnan(noncentrality_limit(1.0, 0, 0.05))


# --- what cannot be fitted ----------------------------------------------------------------------------------------


def test_a_negative_error_variance_stays_and_is_flagged():
    found = confirmatory_factor_analysis([[1, 0.9, 0.8], [0.9, 1, 0.5], [0.8, 0.5, 1]], 200, [0, 0, 0])
    assert (found.converged, found.identified, found.proper) == (True, True, False)
    assert found.error_variances[0] == pytest.approx((1 - 0.9 * 0.8 / 0.5) * 199 / 200)
    assert np.isfinite(found.standardized_loadings_se).all()


def spoiled() -> dict[str, np.ndarray]:
    rows, rng = rows_of(1, n=60), np.random.default_rng(1)
    constant, twin, holes, apart, silent = (rows.copy() for _ in range(5))
    constant[:, 2] = 4.0
    twin[:, 2] = twin[:, 1]
    holes[rng.random(rows.shape) < 0.9] = np.nan
    apart[:30, :3] = np.nan
    apart[30:, 3:] = np.nan
    silent[:, 0] = np.nan
    few = {f"{n} rows": rows[:n] for n in (0, 1, 2, 6)}
    return {"constant": constant, "twins": twin, "holes": holes, "apart": apart, "silent": silent, **few}


@pytest.mark.parametrize("name", spoiled())
def test_what_cannot_be_fitted_is_nan_with_a_flag(name):
    rows = spoiled()[name]
    for found in (robust_factor_analysis(rows, TWO), full_information_factor_analysis(rows, TWO)):
        assert not (found.usable and found.converged and found.identified)
        assert not found.proper
        for field in ("chi_square", "df", "cfi", "rmsea", "srmr", "aic", "loadings", "loadings_se", "r_squared"):
            assert np.isnan(getattr(found, field)).all(), field
    whole = rows[np.isfinite(rows).all(axis=1)]
    covariance = np.cov(whole, rowvar=False) if len(whole) > 1 else np.full((6, 6), np.nan)
    mean = whole.mean(0) if len(whole) else np.full(6, np.nan)
    assert np.isnan(modification_indices(covariance, len(whole), TWO).errors).all()
    assert not measurement_invariance([covariance] * 2, [mean] * 2, [len(whole)] * 2, TWO).converged.any()
    between = occasion_invariance(covariance, mean, len(whole))
    assert np.isnan(between.chi_square).all()
    assert np.isnan(between.latent_difference)


@pytest.mark.parametrize("items", [1, 2])
def test_one_or_two_items_do_not_identify_a_factor_of_their_own(items):
    rows = rows_of(1)[:, :items]
    covariance = np.cov(rows, rowvar=False).reshape(items, items)
    for found in (
        confirmatory_factor_analysis(covariance, 150, [0] * items),
        full_information_factor_analysis(rows, [0] * items),
    ):
        assert (found.identified, found.proper) == (False, False)
        assert np.isnan(found.chi_square)


def test_a_factor_of_one_item_among_others_is_that_item():
    found = analysed(rows_of(1, of_item=[0, 0, 0, 1]), [0, 0, 0, 1])
    assert (found.converged, found.proper, found.error_variances[3], found.r_squared[3]) == (True, True, 0, 1)


def test_factors_that_do_not_correlate_leave_pairs_of_items_unidentified():
    found = confirmatory_factor_analysis(np.eye(6), 200, TWO)
    assert not found.identified
    assert np.isnan(found.loadings).all()


def test_nothing_is_estimated_where_nothing_is_found():
    nowhere = fit_moments(one_factor(3), [given(np.ones((3, 3)), 50)])
    found = estimates(nowhere.model, nowhere.point.theta, parameter_covariance(nowhere))[0]
    assert all(np.isnan(getattr(found, field.name)).all() for field in dataclasses.fields(Estimates))
    assert np.isnan(robust_covariance(nowhere, [])).all()


def test_a_model_with_one_degree_of_freedom_is_tested() -> None:
    """Two pairs of items on two factors: ten moments, nine parameters."""
    rows = rows_of(5, 200, [0, 0, 1, 1])
    rows[:, 3] += 0.4 * rows[:, 0]
    found = fit_indices(fit_moments(model_of([0, 0, 1, 1]), [of_rows(rows)]))
    assert found.df == 1
    assert found.chi_square > 1
    assert found.p_value == pytest.approx(chi2.sf(found.chi_square, 1))
    assert found.rmsea == pytest.approx(np.sqrt((found.chi_square - 1) / found.n))
    assert found.agfi == pytest.approx(1 - 10 * (1 - found.gfi))
    assert root_mean_square_error(5.0, 1, 100) == pytest.approx(0.2)
    assert root_mean_square_error(5.0, 0, 100) == 0


def test_a_search_that_runs_away_did_not_arrive() -> None:
    """Two items that hardly correlate, each strongly with a third: its loading would have to be infinite."""
    found = fit_moments(one_factor(3), [given([[1, 0.7, 0.7], [0.7, 1, 0.01], [0.7, 0.01, 1]], 300)])
    assert abs(found.point.theta[0]) > 2
    assert not found.converged


def test_a_start_without_covariances_keeps_the_variances() -> None:
    """Both factors' covariance goes, their variances and all loadings stay."""
    model = model_of(TWO)
    start = np.arange(1.0, model.size + 1)
    changed = [
        name
        for name, at, then in zip(model.parameters, start, without_covariances(model, start), strict=True)
        if at != then
    ]
    layout = model.layouts[0]
    between = layout.parameter[(layout.matrix == FACTOR) & (layout.row != layout.column)]
    assert changed == [model.parameters[at] for at in np.unique(between)]
    assert len(changed) == 1


def test_a_discrepancy_within_its_own_rounding_is_none() -> None:
    """The excess over a perfect fit counts where it is more than rounding, and more than nothing of a chi-square."""
    assert _chi_square(1e9, 50 + 3e-12, 50.0) == 0
    assert _chi_square(1e9, 50 + 3e-11, 50.0) == pytest.approx(0.03, rel=1e-2)
    assert _chi_square(100, 3e-12, 0.0) == 0
    assert _chi_square(1e5, 3e-12, 0.0) == pytest.approx(3e-7)
