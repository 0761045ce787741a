"""Properties of the exploratory factor arithmetic; its published numbers stand in tests/published/exploratory.toml."""

from __future__ import annotations

import dataclasses
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servgap._stats.exploratory.adequacy import sampling_adequacy
from servgap._stats.exploratory.extraction import LOWEST_UNIQUENESS, extract
from servgap._stats.exploratory.factors import exploratory_factors
from servgap._stats.exploratory.matching import matched_factors
from servgap._stats.exploratory.minimum_average_partial import minimum_average_partial
from servgap._stats.exploratory.parallel_analysis import parallel_analysis
from servgap._stats.exploratory.rotation import oblimin, promax, rotate, varimax
from servgap._stats.exploratory.schmid_leiman import omega_hierarchical

N = 300
EXTRACTIONS = ("minres", "ml", "principal_axis")
ROTATIONS = ("none", "varimax", "promax", "oblimin")


@st.composite
def covariances(draw, groups=3, size=4):
    """Sample covariances of items in correlated groups, with everyday misfit; some items worded negatively."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    k = groups * size
    general = rng.standard_normal((N, 1))
    factors = 0.6 * general + 0.8 * rng.standard_normal((N, groups))
    rows = np.repeat(factors, size, axis=1) * rng.uniform(0.6, 0.9, k) + 0.6 * rng.standard_normal((N, k))
    return np.cov((rows * rng.uniform(0.5, 2, k)).T)


def in_groups(correlation=0.5, loading=0.8, groups=3, size=4):
    pattern = np.kron(np.eye(groups), np.full((size, 1), loading))
    matrix = pattern @ ((1 - correlation) * np.eye(groups) + correlation) @ pattern.T
    np.fill_diagonal(matrix, 1)
    return matrix


def correlation(matrix):
    spread = np.sqrt(np.diagonal(matrix))
    return matrix / np.outer(spread, spread)


def fields(outcome):
    return {field.name: np.asarray(getattr(outcome, field.name)) for field in dataclasses.fields(outcome)}


def numbers(outcome):
    """All but flags."""
    return {name: value for name, value in fields(outcome).items() if value.dtype == float}


def same(left, right, tolerance=1e-9):
    for name, value in fields(left).items():
        np.testing.assert_allclose(value, fields(right)[name], rtol=tolerance, atol=tolerance, err_msg=name)


# --- adequacy ---------------------------------------------------------------------------------------------------------


@given(covariances(), st.randoms(use_true_random=False))
def test_adequacy_knows_neither_order_nor_direction_nor_unit(matrix, random):
    k = len(matrix)
    order = random.sample(range(k), k)
    turned = np.array([random.choice([-1.0, 2.0]) for _ in range(k)])
    old = sampling_adequacy(matrix, N)
    new = sampling_adequacy((matrix * np.outer(turned, turned))[np.ix_(order, order)], N)
    same(dataclasses.replace(old, msa=old.msa[order], smc=old.smc[order]), new)


@given(covariances())
def test_adequacy_is_a_share(matrix):
    found = sampling_adequacy(matrix, N)
    assert 0 <= found.kmo <= 1
    assert ((found.msa >= 0) & (found.msa <= 1)).all()
    assert ((found.smc >= 0) & (found.smc < 1)).all()
    assert found.eigenvalues.sum() == pytest.approx(len(matrix))
    assert np.log(found.eigenvalues).sum() == pytest.approx(found.log_determinant)


def test_adequacy_of_many_matrices_is_that_of_each():
    matrices = np.stack([in_groups(r) for r in (0.1, 0.5, 0.7)])
    together = sampling_adequacy(matrices, [50, 100, 200])
    for place, n in enumerate((50, 100, 200)):
        alone = fields(sampling_adequacy(matrices[place], n))
        for name, value in fields(together).items():
            np.testing.assert_allclose(value[place], alone[name], err_msg=name)


def test_a_singular_matrix_has_eigenvalues_and_nothing_else():
    found = sampling_adequacy([[1, 1, 0.5], [1, 1, 0.5], [0.5, 0.5, 1]], 100)
    assert found.eigenvalues[-1] == pytest.approx(0)
    assert found.log_determinant == -np.inf
    left = ("kmo", "msa", "smc", "chi_square", "df", "p_value")
    assert all(np.isnan(getattr(found, name)).all() for name in left)


def test_adequacy_of_what_does_not_vary_or_does_not_correlate():
    constant = np.diag([1.0, 1.0, 0.0])
    assert all(np.isnan(value).all() for value in fields(sampling_adequacy(constant, 100)).values())
    alone = sampling_adequacy(np.eye(3), 100)
    assert np.isnan(alone.kmo)
    assert (alone.chi_square, alone.p_value) == (0, 1)
    assert sampling_adequacy([[1, 0.4], [0.4, 1]], 100).kmo == pytest.approx(0.5)
    assert np.isnan(sampling_adequacy([[1, 0.4], [0.4, 1]], 2).chi_square)


# --- number of factors ------------------------------------------------------------------------------------------------


@given(covariances(), st.randoms(use_true_random=False))
def test_the_average_partial_knows_neither_order_nor_direction(matrix, random):
    k = len(matrix)
    order = random.sample(range(k), k)
    turned = np.array([random.choice([-1.0, 2.0]) for _ in range(k)])
    same(
        minimum_average_partial(matrix),
        minimum_average_partial((matrix * np.outer(turned, turned))[np.ix_(order, order)]),
        1e-7,
    )


def test_the_average_partial_without_components_is_the_mean_square():
    matrix = in_groups()
    squares = matrix[~np.eye(len(matrix), dtype=bool)] ** 2
    found = minimum_average_partial(matrix)
    assert found.squared[0] == pytest.approx(squares.mean())
    assert found.fourth[0] == pytest.approx((squares**2).mean())
    assert len(found.squared) == len(matrix) - 1


@given(covariances())
def test_the_average_partial_is_that_of_regressions_on_components(matrix):
    scaled = correlation(matrix)
    values, vectors = np.linalg.eigh(scaled)
    rest = scaled - sum(values[-i] * np.outer(vectors[:, -i], vectors[:, -i]) for i in (1, 2))
    partial = correlation(rest)[~np.eye(len(rest), dtype=bool)]
    assert minimum_average_partial(matrix).squared[2] == pytest.approx((partial**2).mean())


def test_the_average_partial_of_degenerate_items():
    assert np.isnan(minimum_average_partial(np.diag([1.0, 1.0, 0.0])).squared).all()
    assert np.isnan(minimum_average_partial(np.diag([1.0, 1.0, 0.0])).n_squared)
    assert np.isnan(minimum_average_partial([[1.0]]).n_squared)
    assert minimum_average_partial([[1.0, 0.5], [0.5, 1.0]]).n_squared == 0
    assert np.isfinite(minimum_average_partial(np.ones((3, 3)) + np.diag([0, 0, 1.0])).squared[0])


def test_where_nothing_correlates_bartlett_has_a_whole_tail_whatever_rounding_leaves():
    # Scaled to correlations, some of these have ones on the diagonal but for the last bit, and a determinant over one.
    for variance in np.arange(2, 60) / 7:
        found = sampling_adequacy(np.diag([variance, 2 * variance, 3 * variance]), 50)
        assert (float(found.p_value), float(found.chi_square)) == (1.0, pytest.approx(0.0, abs=1e-12))
        assert found.chi_square >= 0


def test_what_is_left_of_an_item_by_rounding_is_no_correlation():
    # Two items that are one but for 1e-7: their first component leaves them with half of that.
    matrix = np.eye(4)
    matrix[0, 1] = matrix[1, 0] = 1 - 1e-7
    matrix[2, 3] = matrix[3, 2] = 0.5
    found = minimum_average_partial(matrix)
    assert np.isfinite(found.squared).tolist() == [True, False, False]
    assert found.n_squared == found.n_fourth == 0


@pytest.mark.parametrize("n", [300, 1_000_000])
def test_parallel_analysis_counts_the_groups(n):
    found = parallel_analysis(in_groups(0.2), n)
    assert (found.n_components, found.n_factors) == (3, 3)
    assert found.random_mean.sum() == pytest.approx(12)
    assert (found.random_quantile > found.random_mean).all()


def test_parallel_analysis_is_reproducible_and_its_draws_are_the_caller_s():
    matrix = in_groups()
    same(parallel_analysis(matrix, N, draws=50), parallel_analysis(matrix, N, draws=50, rng=np.random.default_rng(0)))
    other = parallel_analysis(matrix, N, draws=50, rng=np.random.default_rng(1))
    assert (other.random_mean != parallel_analysis(matrix, N, draws=50).random_mean).all()


def test_random_eigenvalues_are_those_of_normal_data():
    rng = np.random.default_rng(3)
    rows = [np.linalg.eigvalsh(np.corrcoef(rng.standard_normal((40, 6)).T))[::-1] for _ in range(4000)]
    found = parallel_analysis(np.eye(6) + 0.2 * (1 - np.eye(6)), 40, draws=4000)
    np.testing.assert_allclose(found.random_mean, np.mean(rows, axis=0), atol=0.02)
    np.testing.assert_allclose(found.random_quantile, np.quantile(rows, 0.95, axis=0), atol=0.03)


def test_parallel_analysis_of_fewer_respondents_than_items():
    rng = np.random.default_rng(4)
    matrix = np.cov(rng.standard_normal((6, 10)).T)
    found = parallel_analysis(matrix, 6, draws=100)
    assert np.isfinite(found.random_mean).all()
    np.testing.assert_allclose(found.random_mean[5:], 0, atol=1e-12)
    assert np.isnan(found.n_factors)
    assert np.isfinite(found.n_components)


@pytest.mark.parametrize(("matrix", "n"), [(np.diag([1.0, 0.0, 1.0]), 100), (in_groups(), 2)])
def test_parallel_analysis_of_what_cannot_be_analysed(matrix, n):
    assert all(np.isnan(value).all() for value in fields(parallel_analysis(matrix, n, draws=10)).values())


def test_two_items_have_components_but_no_factors():
    found = parallel_analysis([[1, 0.6], [0.6, 1]], 100, draws=100)
    assert found.n_components == 1
    assert np.isnan(found.n_factors)


# --- extraction and rotation ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rotation", ROTATIONS)
@settings(max_examples=20)
@given(matrix=covariances())
def test_rotation_leaves_what_the_factors_explain(rotation, matrix):
    unrotated = extract(correlation(matrix), 3, "minres").loadings
    rotated = rotate(unrotated, rotation)
    assert rotated.converged
    implied = rotated.loadings @ rotated.factor_correlations @ rotated.loadings.T
    np.testing.assert_allclose(implied, unrotated @ unrotated.T, atol=1e-9)
    np.testing.assert_allclose(np.diagonal(rotated.factor_correlations), 1)
    assert (rotated.loadings.sum(0) >= 0).all()


@pytest.mark.parametrize("extraction", EXTRACTIONS)
@settings(max_examples=20)
@given(matrix=covariances(), random=st.randoms(use_true_random=False))
def test_order_and_direction_of_items_only_move_their_rows(extraction, matrix, random):
    k = len(matrix)
    order = random.sample(range(k), k)
    scale = np.array([random.choice([1.0, 3.0]) for _ in range(k)])
    old = exploratory_factors(matrix, N, 3, extraction=extraction)
    new = exploratory_factors((matrix * np.outer(scale, scale))[np.ix_(order, order)], N, 3, extraction=extraction)
    for name in ("communalities", "uniquenesses", "loadings", "structure"):
        np.testing.assert_allclose(getattr(old, name)[order], getattr(new, name), atol=2e-5, err_msg=name)
    for name in ("ss_loadings", "eigenvalues", "objective", "rmsr", "tli", "bic"):
        np.testing.assert_allclose(getattr(old, name), getattr(new, name), atol=1e-4, rtol=1e-6, err_msg=name)


@settings(max_examples=20)
@given(covariances())
def test_a_reversed_item_has_its_loadings_reversed(matrix):
    turned = np.ones(len(matrix))
    turned[0] = -1
    old = exploratory_factors(matrix, N, 3)
    new = exploratory_factors(matrix * np.outer(turned, turned), N, 3)
    np.testing.assert_allclose(old.communalities, new.communalities, atol=1e-6)
    np.testing.assert_allclose(np.abs(old.loadings), np.abs(new.loadings), atol=2e-5)


@pytest.mark.parametrize("extraction", ["minres", "ml"])
@given(matrix=covariances())
@settings(max_examples=15)
def test_no_other_uniquenesses_fit_better(extraction, matrix):
    scaled = correlation(matrix)
    found = extract(scaled, 2, extraction)
    assert found.converged

    def discrepancy(uniquenesses):
        if extraction == "minres":
            return (np.linalg.eigvalsh(scaled - np.diag(uniquenesses))[:-2] ** 2).sum()
        root = np.sqrt(uniquenesses)
        tail = np.linalg.eigvalsh(scaled / np.outer(root, root))[:-2]
        return (tail - np.log(tail) - 1).sum()

    at = np.clip(1 - (found.loadings**2).sum(1), LOWEST_UNIQUENESS, 1)
    least = discrepancy(at)
    for item in range(len(at)):
        for step in (0.99, 1.01):
            moved = at.copy()
            moved[item] = np.clip(moved[item] * step, LOWEST_UNIQUENESS, 1)
            assert discrepancy(moved) >= least - 1e-12


@given(covariances())
@settings(max_examples=20)
def test_structure_is_the_correlation_of_items_with_factors(matrix):
    found = exploratory_factors(matrix, N, 3)
    np.testing.assert_allclose(found.structure, found.loadings @ found.factor_correlations)
    np.testing.assert_allclose((found.structure * found.loadings).sum(1), found.communalities, atol=1e-9)
    assert found.ss_loadings.sum() == pytest.approx(found.communalities.sum())
    assert (np.diff(found.ss_loadings) <= 0).all()
    assert found.eigenvalues[:3].sum() == pytest.approx(found.communalities.sum(), abs=1e-6)


def test_simple_structure_is_found_again():
    pattern = np.kron(np.eye(3), np.array([[0.9], [0.8], [0.7], [0.6]])) * np.array([1, 0.95, 0.9])
    turn = np.linalg.qr(np.random.default_rng(2).standard_normal((3, 3)))[0]
    for rotation in (varimax, promax, oblimin):
        found = rotation(pattern @ turn)
        assert found.converged
        np.testing.assert_allclose(np.sort(np.abs(found.loadings), axis=1)[:, -1], pattern.max(1), atol=1e-5)
        np.testing.assert_allclose(np.sort(np.abs(found.loadings), axis=1)[:, :-1], 0, atol=1e-5)


def test_oblimin_leaves_a_saddle():
    """Three groups alike: the unrotated factors stand exactly between two ways to go."""
    found = exploratory_factors(in_groups(), N, 3)
    np.testing.assert_allclose(found.factor_correlations[np.triu_indices(3, 1)], 0.5, atol=1e-5)


def test_promax_without_normalised_target_differs():
    loadings = extract(in_groups(0.4), 3, "ml").loadings * np.linspace(0.5, 1, 12)[:, None]
    plain, normal = promax(loadings, normalise_target=False), promax(loadings)
    assert np.abs(plain.loadings - normal.loadings).max() > 1e-4


def test_one_factor_is_not_rotated():
    matrix = in_groups(0.8)
    found = [exploratory_factors(matrix, N, 1, rotation=rotation) for rotation in ROTATIONS]
    for other in found[1:]:
        same(found[0], other)


def test_a_heywood_case_is_flagged():
    matrix = np.array([[1, 0.85, 0.85, 0.1], [0.85, 1, 0.6, 0.1], [0.85, 0.6, 1, 0.1], [0.1, 0.1, 0.1, 1.0]])
    for extraction in ("minres", "ml"):
        found = exploratory_factors(matrix, 200, 1, extraction=extraction)
        assert found.converged
        assert found.heywood
        assert found.uniquenesses.min() <= LOWEST_UNIQUENESS + 1e-9
    assert not exploratory_factors(in_groups(), N, 3).heywood


def refused(matrix, n, factors, **how):
    found = exploratory_factors(matrix, n, factors, **how)
    assert not found.converged
    assert found.loadings.shape == (len(matrix), factors)
    assert all(np.isnan(value).all() for value in numbers(found).values())


@pytest.mark.parametrize("extraction", EXTRACTIONS)
def test_what_cannot_be_factored_is_nan_and_flagged(extraction):
    matrix = in_groups()
    constant, twins = matrix.copy(), matrix.copy()
    constant[0], constant[:, 0] = 0, 0
    twins[1], twins[:, 1] = twins[0], twins[:, 0]
    twins[1, 1] = 1
    for case in (constant, twins, np.full_like(matrix, np.nan)):
        refused(case, N, 3, extraction=extraction)
    refused(matrix, 12, 3, extraction=extraction)
    refused(matrix, N, 0, extraction=extraction)
    refused(matrix, N, 8, extraction=extraction)
    refused(matrix, N, 15, extraction=extraction)


@pytest.mark.parametrize("extraction", EXTRACTIONS)
@pytest.mark.parametrize("factors", [1, 2, 3, 4, 5, 6, 7])
def test_too_many_factors_give_numbers_with_flags_or_none(extraction, factors):
    rng = np.random.default_rng(factors)
    rows = rng.standard_normal((40, 1)) + rng.standard_normal((40, 12))
    for rotation in ROTATIONS:
        found = exploratory_factors(np.cov(rows.T), 40, factors, extraction=extraction, rotation=rotation)
        assert np.isfinite(found.loadings).all() == found.converged


def test_no_degrees_of_freedom_leave_no_test():
    rng = np.random.default_rng(9)
    rows = rng.standard_normal((200, 1)) @ np.array([[0.7, 0.8, 0.6]]) + 0.6 * rng.standard_normal((200, 3))
    found = exploratory_factors(np.cov(rows.T), 200, 1)
    assert found.df == 0
    assert found.chi_square == pytest.approx(0, abs=1e-9)
    assert np.isnan([found.p_value, found.rmsea, found.tli, found.bic]).all()


# --- omega hierarchical -----------------------------------------------------------------------------------------------


@settings(max_examples=20)
@given(covariances())
def test_the_general_factor_explains_no_more_than_all(matrix):
    found = omega_hierarchical(matrix, N)
    if not found.converged:
        assert np.isnan(found.omega_hierarchical)
        return
    assert 0 <= found.omega_hierarchical <= found.omega_total <= 1
    assert found.omega_limit == pytest.approx(found.omega_hierarchical / found.omega_total)


def test_the_schmid_leiman_solution_explains_what_the_groups_do():
    found = omega_hierarchical(in_groups(0.4), N)
    explained = found.general_loadings**2 + (found.group_loadings**2).sum(1)
    np.testing.assert_allclose(explained, found.communalities, atol=1e-6)


def test_reversed_items_are_turned_before_they_are_summed():
    matrix = in_groups(0.5)
    turned = np.ones(len(matrix))
    turned[[0, 5]] = -1
    reversed_items = omega_hierarchical(matrix * np.outer(turned, turned), N)
    assert reversed_items.omega_hierarchical == pytest.approx(
        omega_hierarchical(matrix, N).omega_hierarchical, abs=1e-5
    )


@pytest.mark.parametrize(("items", "n", "groups"), [(12, N, 2), (5, N, 3), (12, 12, 3), (12, N, 9), (12, N, 0)])
def test_no_general_factor_without_enough_groups_items_or_respondents(items, n, groups):
    found = omega_hierarchical(in_groups()[:items, :items], n, groups)
    assert not found.converged
    assert all(np.isnan(value).all() for value in numbers(found).values())


# --- cost -------------------------------------------------------------------------------------------------------------


def least_seconds(run, times=3):
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    return min(taken)


def test_twenty_two_items_cost_milliseconds():
    rng = np.random.default_rng(22)
    factors = rng.standard_normal((N, 1)) + rng.standard_normal((N, 5))
    matrix = np.cov((np.repeat(factors, 5, axis=1)[:, :22] + 1.2 * rng.standard_normal((N, 22))).T)
    # Ten times the usual cost: it must not break on a busy machine, only when the cost is of another order.
    for run in (
        lambda: sampling_adequacy(matrix, N),
        lambda: minimum_average_partial(matrix),
        lambda: exploratory_factors(matrix, N, 5),
        lambda: omega_hierarchical(matrix, N, 5),
    ):
        assert least_seconds(run) < 0.2
    assert least_seconds(lambda: parallel_analysis(matrix, 1_000_000), 1) < 2


def test_factors_of_which_a_loading_is_not_known_are_not_matched():
    found = exploratory_factors(in_groups(groups=2, size=3), N, 2)
    lacking = np.array(found.loadings)
    lacking[0, 0] = np.nan
    matched = matched_factors(dataclasses.replace(found, loadings=lacking), [1, 1, 1, 0, 0, 0])
    np.testing.assert_array_equal(matched.loadings, lacking)
