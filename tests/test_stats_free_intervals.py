"""Distribution-free intervals of reliabilities: errors against brute derivatives, shape, and how they hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t as student

from servgap._stats.reliability.alpha import cronbach_alpha
from servgap._stats.reliability.alpha_intervals import alpha_distribution_free, alpha_interval, alpha_normal_error
from servgap._stats.reliability.difference_intervals import difference_distribution_free
from servgap._stats.reliability.difference_scores import difference_reliability
from servgap._stats.reliability.free_intervals import normal_form
from servgap._stats.reliability.omega import omega_total
from servgap._stats.reliability.omega_intervals import omega_distribution_free, omega_interval
from servgap._stats.reliability.quadratic_forms import FormsOfProducts, FormsOfRows, FormsOfSets

STATISTICS = {
    "alpha": alpha_distribution_free,
    "omega": omega_distribution_free,
    "difference": lambda rows, confidence=0.95: difference_distribution_free(rows[..., :3], rows[..., 3:], confidence),
}
"""The difference is that of the last three items less the first three."""


def answers(seed: int, n: int = 120, k: int = 6) -> np.ndarray:
    """Skewed answers on 1–7 that go together."""
    rng = np.random.default_rng(seed)
    return np.clip(np.rint(7 - rng.exponential(0.8, (n, 1)) - rng.exponential(0.8, (n, k))), 1, 7)


def covariance(rows: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Covariances, divisor n, of weighted respondents."""
    shares = weights / weights.sum()
    centred = rows - shares @ rows
    return (centred * shares[:, None]).T @ centred


def value_of(name: str, matrix: np.ndarray) -> float:
    """Compute a coefficient from covariances; what multiplies them all does not matter."""
    n = 1_000_000_000
    if name == "alpha":
        return float(cronbach_alpha(matrix, n).alpha)
    if name == "omega":
        return float(omega_total(matrix, n).omega)
    e, p, shared = matrix[:3, :3], matrix[3:, 3:], matrix[:3, 3:].sum()
    alphas = cronbach_alpha(np.stack([e, p]), n).alpha
    r = shared / np.sqrt(e.sum() * p.sum())
    return float(difference_reliability(e.sum(), p.sum(), r, *alphas).reliability)


@pytest.mark.parametrize("name", STATISTICS)
@pytest.mark.parametrize("seed", [1, 2])
def test_the_error_is_that_of_giving_each_respondent_a_little_more_weight(name, seed):
    rows = answers(seed)
    n = len(rows)
    found = STATISTICS[name](rows)
    assert float(found.value) == pytest.approx(value_of(name, np.cov(rows.T, bias=True)), rel=1e-8)
    pulls = []
    for each in range(n):
        ends = []
        for step in (1e-3, -1e-3):
            weights = np.ones(n)
            weights[each] += step
            ends.append(value_of(name, covariance(rows, weights)))
        pulls.append(n * (ends[0] - ends[1]) / 2e-3)
    by = {"alpha": n**2 / (n - 1), "omega": n, "difference": n - 1}[name]
    assert float(found.se) == pytest.approx(np.std(pulls) / np.sqrt(by), rel=1e-5)


@pytest.mark.parametrize("name", STATISTICS)
def test_the_interval_lies_on_the_logarithmic_scale_with_its_own_t(name):
    found = STATISTICS[name](answers(3), 0.9)
    left = 1 - float(found.value)
    low, high = np.log(1 - float(found.ci_low)) - np.log(left), np.log(1 - float(found.ci_high)) - np.log(left)
    assert low == pytest.approx(-high)
    n = 120
    # What is published divides by n, or twice by n - 1 and n; the interval by n - 1.
    shrunk = {"alpha": (n - 1) / n, "omega": np.sqrt((n - 1) / n), "difference": 1.0}[name]
    assert low == pytest.approx(student.ppf(0.95, float(found.df)) * float(found.se) / shrunk / left)
    assert float(found.wald_high) - float(found.value) == pytest.approx(1.6448536269514722 * float(found.se))


def test_degrees_of_freedom_of_answers_spread_as_if_normal_are_those_of_the_kurtosis():
    # Two uncorrelated items of equal variance and the coefficient 2 − 2(a + b)/V: G = [[0, 1], [1, 0]] · 2/V.
    rows = np.array([[1, 1], [1, -1], [-1, 1], [-1, -1]] * 10, dtype=float)
    found = alpha_distribution_free(rows)
    assert float(found.value) == pytest.approx(0.0, abs=1e-12)
    # d = ±2, v = 4 where normal items have 2 tr (GS)² = 4: no excess; κ₀ = 3 + 12/2 = 9.
    n = 40
    kurtosis = 9 * (n**2 - 1) / ((n + 3) * (n + 5))
    assert float(found.df) == pytest.approx(2 * n / (kurtosis - 1))
    assert float(found.se) == pytest.approx(np.sqrt(4 / (n - 1)) * (n - 1) / n)


def test_one_respondent_far_from_all_others_leaves_few_degrees_of_freedom():
    rng = np.random.default_rng(4)
    rows = rng.standard_normal((120, 1)) + rng.standard_normal((120, 4))
    assert float(alpha_distribution_free(rows).df) > 15
    rows[0] = -60
    assert float(alpha_distribution_free(rows).df) == pytest.approx(2 * 120 / 119)


def test_weights_that_are_all_one_have_no_error_rather_than_that_of_rounding():
    # The second item is three times the first: whoever answers, alpha is 2 (1 − (1 + 9)/16) = .75.
    rows = np.column_stack([np.tile([3.0, 4, 5], 20), np.tile([1.0, 4, 7], 20)])
    one, two = np.triu_indices(2)
    columns = np.column_stack([np.ones(60), rows, rows[:, one] * rows[:, two]])
    for forms in (FormsOfRows(rows), FormsOfProducts(columns.T @ columns), FormsOfRows(rows / 3 + 0.1)):
        found = alpha_interval(forms)
        assert float(found.value) == pytest.approx(0.75)
        assert np.isnan([found.se, found.ci_low, found.ci_high, found.wald_low]).all()


@pytest.mark.parametrize("far", [-5.0, 5.0, 7.0, 50.0])
@pytest.mark.parametrize("items", [3, 4, 10])
@pytest.mark.parametrize("n", [50, 120, 500])
def test_weights_on_items_that_do_not_vary_leave_rounding_and_no_interval(far, items, n):
    """Of all items one varies, and little: alpha is zero whoever answers, and what is far from zero cancels."""
    rows = np.full((n, items), far)
    rows[:, items // 2] = 1.0
    rows[0, items // 2] = 0.0
    one, two = np.triu_indices(items)
    columns = np.column_stack([np.ones(n), rows, rows[:, one] * rows[:, two]])
    for forms in (FormsOfRows(rows), FormsOfProducts(columns.T @ columns)):
        found = alpha_interval(forms)
        assert float(found.value) == pytest.approx(0, abs=1e-9)
        assert np.isnan([found.se, found.ci_low, found.ci_high]).all()


def test_little_that_varies_far_from_zero_is_no_rounding():
    rows = np.tile([5.0, 6.0, 7.0, 6.0], (1000, 1))
    rows[0], rows[1, :2], rows[2, 2] = [4.0, 5.0, 6.0, 6.0], 5.0, 6.0
    one, two = np.triu_indices(4)
    columns = np.column_stack([np.ones(1000), rows, rows[:, one] * rows[:, two]])
    by_rows, by_products = alpha_interval(FormsOfRows(rows)), alpha_interval(FormsOfProducts(columns.T @ columns))
    assert float(by_products.se) == pytest.approx(float(by_rows.se), rel=1e-6)


def test_variance_and_kurtosis_of_a_form_of_normal_items():
    rng = np.random.default_rng(5)
    root = rng.standard_normal((3, 3))
    form = rng.standard_normal((3, 3))
    form = form + form.T
    found = normal_form(form, root @ root.T)
    assert float(found.size) == pytest.approx(np.abs(form).sum() * (root**2).sum(axis=1).max())
    assert float(found.size) >= np.abs(form * (root @ root.T)).sum()
    # About its mean the form is a sum of independent λ (χ² − 1): cumulants 2 Σ λ² and 48 Σ λ⁴.
    own = np.linalg.eigvals(form @ root @ root.T).real
    assert float(found.variance) == pytest.approx(2 * (own**2).sum())
    assert float(found.kurtosis) == pytest.approx(3 + 48 * (own**4).sum() / (2 * (own**2).sum()) ** 2)


@given(st.integers(0, 2**32 - 1), st.integers(1, 5), st.integers(2, 40), st.floats(-5, 5))
def test_forms_from_products_are_those_of_the_rows(seed, k, n, origin):
    rng = np.random.default_rng(seed)
    rows = rng.integers(1, 8, (2, n, k)).astype(float)
    form = rng.standard_normal((2, k, k))
    form = form + form.swapaxes(-2, -1)
    one, two = np.triu_indices(k)
    shifted = rows - origin
    columns = np.concatenate([np.ones((2, n, 1)), shifted, shifted[..., one] * shifted[..., two]], axis=-1)
    products, direct = FormsOfProducts(columns.swapaxes(-2, -1) @ columns), FormsOfRows(rows)
    apart = FormsOfSets([rows[0], rows[1]], (2,))
    for forms in (products, apart):
        np.testing.assert_allclose(forms.n, direct.n)
        np.testing.assert_allclose(forms.covariance, direct.covariance, atol=1e-8)
        np.testing.assert_allclose(forms.variance(form), direct.variance(form), rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(direct.covariance[0], np.cov(rows[0].T, bias=True).reshape(k, k), atol=1e-12)


@pytest.mark.parametrize("name", STATISTICS)
@given(seed=st.integers(0, 2**32 - 1), unit=st.floats(0.01, 100), shift=st.floats(-50, 50))
@settings(max_examples=15)
def test_unit_and_origin_of_the_scale_do_not_matter(name, seed, unit, shift):
    rows = answers(seed)
    one, two = STATISTICS[name](rows), STATISTICS[name](shift + unit * rows)
    for field in ("value", "se", "ci_low", "ci_high", "wald_low", "df"):
        np.testing.assert_allclose(getattr(one, field), getattr(two, field), rtol=1e-5, atol=1e-6, err_msg=field)


@pytest.mark.parametrize("name", STATISTICS)
def test_many_sets_at_once_are_as_many_calls(name):
    rows = np.stack([answers(6), answers(7), np.full((120, 6), 3.0)])
    together = STATISTICS[name](rows)
    for place, each in enumerate(rows):
        alone = STATISTICS[name](each)
        for field in ("value", "se", "ci_low", "ci_high", "df"):
            np.testing.assert_allclose(getattr(together, field)[place], getattr(alone, field), rtol=1e-9, err_msg=field)


def test_products_of_groups_and_places_keep_their_shape():
    rows = np.stack([[answers(6, k=4), answers(7, k=4)], [answers(8, k=4), answers(9, k=4)]])
    one, two = np.triu_indices(4)
    columns = np.concatenate([np.ones((2, 2, 120, 1)), rows, rows[..., one] * rows[..., two]], axis=-1)
    forms = FormsOfProducts(columns.swapaxes(-2, -1) @ columns)
    fit = omega_total(forms.covariance * 120 / 119, forms.n)
    for found, rowwise in (
        (alpha_interval(forms), alpha_distribution_free(rows)),
        (omega_interval(forms, fit), omega_distribution_free(rows)),
    ):
        assert found.ci_low.shape == (2, 2)
        np.testing.assert_allclose(found.ci_low, rowwise.ci_low, rtol=1e-7)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(np.zeros((0, 3)), id="nobody"),
        pytest.param(np.array([[1.0, 2, 3]]), id="one respondent"),
        pytest.param(answers(1)[:4, :3], id="four respondents"),
        pytest.param(np.full((30, 3), 4.0), id="nobody differs"),
        pytest.param(np.repeat(answers(1)[:, :1], 3, axis=1), id="one item three times"),
        pytest.param(np.where(np.arange(30)[:, None] % 2, 7.0, 1.0) * np.ones((1, 3)), id="two kinds of respondents"),
        pytest.param(np.where(np.arange(90).reshape(30, 3) == 7, np.nan, answers(1)[:30, :3]), id="a missing answer"),
        pytest.param(answers(1)[:, :1], id="one item"),
    ],
)
def test_where_there_is_no_interval_there_is_no_warning_either(rows):
    for found in (alpha_distribution_free(rows), omega_distribution_free(rows)):
        assert np.isnan([found.ci_low, found.ci_high, found.df]).all()
    half = difference_distribution_free(rows, rows[:, ::-1])
    assert np.isnan([half.ci_low, half.ci_high]).all()


def test_an_improper_solution_has_no_interval():
    rng = np.random.default_rng(3)
    one, two = rng.standard_normal((2, 300, 1))
    rows = np.hstack([one + two, one + 0.5 * rng.standard_normal((300, 1)), two + 0.5 * rng.standard_normal((300, 1))])
    assert omega_total(np.cov(rows.T), 300).heywood
    found = omega_distribution_free(rows)
    assert np.isnan([found.value, found.se, found.ci_low, found.ci_high, found.df]).all()
    assert np.isfinite(alpha_distribution_free(rows).ci_low)


def test_of_normal_items_the_error_is_nearly_the_normal_one():
    rng = np.random.default_rng(9)
    rows = rng.standard_normal((100_000, 1)) + rng.standard_normal((100_000, 4))
    free, normal = alpha_distribution_free(rows), alpha_normal_error(np.cov(rows.T), 100_000)
    assert float(free.se) == pytest.approx(float(normal.se), rel=0.02)
    omega = omega_total(np.cov(rows.T), 100_000)
    assert float(omega_distribution_free(rows).se) == pytest.approx(float(omega.se), rel=0.02)


@pytest.mark.parametrize("name", STATISTICS)
def test_they_hold_for_answers_that_are_far_from_normal(name):
    # Exponential factors and errors of one variance: three items each, alpha = 3/(3 + 1) in each part and the gap.
    rng = np.random.default_rng(10)
    held, replicates = 0, 400
    for _ in range(replicates):
        parts = rng.exponential(1, (2, 150, 1)) + rng.exponential(1, (2, 150, 3))
        found = STATISTICS[name](np.concatenate(parts, axis=1) if name == "difference" else parts[0])
        held += bool(found.ci_low <= 0.75 <= found.ci_high)
    # 95 % less, or more, three Monte Carlo errors.
    assert 0.917 <= held / replicates <= 0.983


def test_feldt_does_not_hold_there():
    rng = np.random.default_rng(10)
    held = 0
    for _ in range(400):
        rows = rng.exponential(1, (150, 1)) + rng.exponential(1, (150, 3))
        found = cronbach_alpha(np.cov(rows.T), 150)
        held += bool(found.ci_low <= 0.75 <= found.ci_high)
    assert held / 400 < 0.90
