"""Response surfaces: exact cases, properties, limits, agreement with statsmodels and scipy, and sizes of tests."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.regression.linear_model import OLS

from servgap._stats.noncentral_f import noncentral_f_cdf, noncentrality_at
from servgap._stats.surfaces.axes import surface_axes
from servgap._stats.surfaces.congruence import CONDITIONS, congruence_conditions
from servgap._stats.surfaces.constraint_models import MODELS, PARAMETERS, constraint_models
from servgap._stats.surfaces.difference_score import CONSTRAINTS, difference_tests, loss_of_difference
from servgap._stats.surfaces.lines import surface_lines
from servgap._stats.surfaces.polynomial import fit_polynomial, quadratic_terms
from servgap._stats.surfaces.prediction import PREDICTORS, left_out_prediction
from servgap._stats.surfaces.support import agreement_shares

UNHURRIED = settings(deadline=None, max_examples=20)
A_FEW = settings(deadline=None, max_examples=8)
COEFFICIENT = st.integers(-20, 20).map(lambda k: k / 4)
SEEDS = st.integers(0, 10_000)
NINE = np.array([-1.0, -1, -1, 0, 0, 0, 1, 1, 1]), np.array([-1.0, 0, 1] * 3)


def answers(seed, n=60, noise=1.0):
    """Scores by quarters, with the ceiling and the ties of answers, and an outcome of whole numbers."""
    rng = np.random.default_rng(seed)
    x = np.clip(np.rint(4 * rng.normal(2.2, 0.9, n)) / 4, -3, 3)
    y = np.clip(np.rint(4 * (0.3 * x + rng.normal(0.4, 1.1, n))) / 4, -3, 3)
    return x, y, np.rint(2 * (4 + 0.8 * y - 0.3 * x + noise * rng.normal(size=n))) / 2


class TestPolynomial:
    @given(st.tuples(*[COEFFICIENT] * 6), SEEDS)
    @UNHURRIED
    def test_a_surface_without_error_is_found_again(self, b, seed):
        x, y, _ = answers(seed)
        found = fit_polynomial(x, y, quadratic_terms(x, y) @ np.array(b))
        np.testing.assert_allclose(found.b, b, atol=1e-8)

    @given(SEEDS, st.floats(-50, 50), st.floats(0.1, 10))
    @UNHURRIED
    def test_the_outcomes_origin_moves_the_constant_and_its_unit_all(self, seed, origin, unit):
        x, y, z = answers(seed)
        plain, moved = fit_polynomial(x, y, z), fit_polynomial(x, y, origin + unit * z)
        np.testing.assert_allclose(moved.b - [origin, 0, 0, 0, 0, 0], unit * plain.b, atol=1e-7)
        for name in ("covariance", "covariance_hc0", "covariance_hc3"):
            np.testing.assert_allclose(getattr(moved, name), unit**2 * getattr(plain, name), rtol=1e-6, atol=1e-10)
        np.testing.assert_allclose(moved.r2, plain.r2, atol=1e-9)

    @given(SEEDS)
    @UNHURRIED
    def test_errors_are_those_of_statsmodels(self, seed):
        x, y, z = answers(seed)
        found, theirs = fit_polynomial(x, y, z), OLS(z, quadratic_terms(x, y)).fit()
        np.testing.assert_allclose(found.covariance, theirs.cov_params(), rtol=1e-9, atol=1e-12)
        for name in ("HC0", "HC3"):
            robust = theirs.get_robustcov_results(name).cov_params()
            np.testing.assert_allclose(getattr(found, f"covariance_{name.lower()}"), robust, rtol=1e-8, atol=1e-11)

    def test_nine_places_are_a_case_for_the_hand(self):
        x, y = NINE
        z = np.array([0, 0, 0, 0, 9.0, 0, 0, 0, 0])
        found = fit_polynomial(x, y, z)
        np.testing.assert_allclose(found.b, [5, 0, 0, -3, 0, -3], atol=1e-12)
        residual = Fraction(81) - Fraction(9) - Fraction(36)  # what is about the mean, less 18 for each square
        assert float(found.r2) == pytest.approx(1 - float(residual) / 72)
        np.testing.assert_allclose(np.diag(found.covariance)[1:3], float(residual) / 3 / 6)

    def test_nothing_is_made_of_too_little(self):
        x, y, z = answers(1, 8)
        assert np.isnan(fit_polynomial(x, y, z).b).all()
        two = np.tile([1.0, 2.0], 20)
        assert np.isnan(fit_polynomial(two, np.arange(40.0), np.arange(40.0)).b).all()

    def test_one_who_settles_a_coefficient_alone_has_no_robust_error(self):
        x = np.append(np.repeat([0.0, 1, 0, 1, 0, 1], 6), 2.0)
        y = np.append(np.tile([0.0, 1, 2], 12), 1.0)
        found = fit_polynomial(x, y, np.arange(37) % 5.0)
        assert np.isfinite(found.b).all()
        assert np.isnan(found.covariance_hc3).all()
        assert np.isfinite(left_out_prediction(x, y, np.arange(37) % 5.0).rmse).tolist() == [True] * 4 + [False]


class TestLines:
    def test_they_are_sums_of_coefficients(self):
        found = surface_lines([9, 1, 2, 4, 8, 16], np.diag([0, 1, 2, 4, 8, 16.0]), 10)
        assert found.estimate.tolist() == [3, 28, -1, 12, -12]
        np.testing.assert_allclose(found.se**2, [3, 28, 3, 28, 20])

    @given(SEEDS)
    @UNHURRIED
    def test_whoever_swaps_both_parts_turns_three_of_them_round(self, seed):
        x, y, z = answers(seed)
        one, other = (fit_polynomial(*each, z) for each in ((x, y), (y, x)))
        a, b = (surface_lines(each.b, each.covariance_hc3, float(each.df)) for each in (one, other))
        np.testing.assert_allclose(a.estimate * [1, 1, -1, 1, -1], b.estimate, atol=1e-8)
        np.testing.assert_allclose(a.se, b.se, rtol=1e-6)


class TestAxes:
    @given(st.floats(-2, 2), st.floats(-2, 2), st.floats(0.1, 3), st.floats(-3, -0.2), st.floats(0.2, 3))
    @UNHURRIED
    def test_a_turned_bowl_has_its_point_and_its_axes(self, x0, y0, turn, along, gap):
        angle = np.arctan(turn)
        c, s = np.cos(angle), np.sin(angle)
        across = along - gap
        b3, b4, b5 = along * c * c + across * s * s, 2 * (along - across) * c * s, along * s * s + across * c * c
        b = [1, -2 * b3 * x0 - b4 * y0, -2 * b5 * y0 - b4 * x0, b3, b4, b5]
        found = surface_axes(b, np.eye(6) * 1e-6, 100)
        np.testing.assert_allclose(found.estimate[:2], [x0, y0], atol=1e-6)
        np.testing.assert_allclose(found.estimate[[3, 5]], [turn, -1 / turn], rtol=1e-5)
        np.testing.assert_allclose(found.estimate[[2, 4]], [y0 - turn * x0, y0 + x0 / turn], rtol=1e-5, atol=1e-5)

    def test_a_plane_has_none(self):
        found = surface_axes([5, -1, 1, 0, 0, 0], np.eye(6), 100)
        assert np.isnan(found.estimate).all()
        assert np.isnan(found.se).all()

    @given(SEEDS)
    @UNHURRIED
    def test_errors_are_those_of_small_differences(self, seed):
        x, y, z = answers(seed, 200)
        fit = fit_polynomial(x, y, z - 0.2 * (x - y) ** 2)
        found, step = surface_axes(fit.b, fit.covariance_hc3, float(fit.df)), 1e-6
        slopes = np.stack(
            [
                (
                    surface_axes(fit.b + each, fit.covariance, 1).estimate
                    - surface_axes(fit.b - each, fit.covariance, 1).estimate
                )
                / (2 * step)
                for each in step * np.eye(6)
            ],
            axis=1,
        )
        np.testing.assert_allclose(found.se, np.sqrt(np.diag(slopes @ fit.covariance_hc3 @ slopes.T)), rtol=1e-3)


class TestNoncentralF:
    @given(st.floats(0.01, 20), st.floats(1, 5), st.floats(5, 2000), st.floats(0.01, 300))
    @UNHURRIED
    def test_it_is_that_of_scipy(self, f, df, below, noncentrality):
        theirs = stats.ncf.cdf(f, df, below, noncentrality)
        np.testing.assert_allclose(noncentral_f_cdf(f, df, below, noncentrality), theirs, rtol=1e-6, atol=1e-10)

    @given(st.floats(0.5, 20), st.floats(1, 5), st.floats(5, 2000), st.floats(0.01, 0.5))
    @UNHURRIED
    def test_the_noncentrality_gives_the_probability(self, f, df, below, probability):
        found = noncentrality_at(f, df, below, probability)
        assert found >= 0
        if found:
            assert noncentral_f_cdf(f, df, below, found) == pytest.approx(probability, abs=1e-9)
        else:
            assert stats.f.cdf(f, df, below) <= probability + 1e-12


class TestDifference:
    @given(SEEDS)
    @UNHURRIED
    def test_the_usual_f_compares_nested_models(self, seed):
        x, y, z = answers(seed)
        terms = quadratic_terms(x, y)
        full, plane = OLS(z, terms).fit(), OLS(z, terms[:, :3]).fit()
        line = OLS(z, np.column_stack([np.ones_like(x), y - x])).fit()
        found = difference_tests(x, y, z)
        wanted = [full.compare_f_test(line), plane.compare_f_test(line), full.compare_f_test(plane)]
        np.testing.assert_allclose(found.f, [each[0] for each in wanted], rtol=1e-7)
        np.testing.assert_allclose(found.p_value, [each[1] for each in wanted], rtol=1e-6)
        assert found.df.tolist() == [4, 1, 3]

    @given(SEEDS)
    @UNHURRIED
    def test_of_one_constraint_the_robust_f_is_the_square_of_t(self, seed):
        x, y, z = answers(seed)
        theirs = OLS(z, quadratic_terms(x, y)[:, :3]).fit(cov_type="HC3", use_t=True).t_test([0, 1, 1])
        found = difference_tests(x, y, z)
        np.testing.assert_allclose(found.f_robust[1], float(theirs.tvalue.item()) ** 2, rtol=1e-6)
        np.testing.assert_allclose(found.p_robust[1], float(theirs.pvalue), rtol=1e-5)
        assert 1 <= found.df_robust[0] <= 4 + 1e-9

    @given(SEEDS, st.floats(-20, 20), st.floats(0.1, 5))
    @UNHURRIED
    def test_neither_origin_nor_unit_of_the_outcome_matter(self, seed, origin, unit):
        x, y, z = answers(seed)
        for each in (difference_tests, loss_of_difference):
            plain, moved = (vars(each(x, y, told)) for told in (z, origin + unit * z))
            for name in plain:
                np.testing.assert_allclose(moved[name], plain[name], rtol=1e-5, atol=1e-8, err_msg=name)

    @given(SEEDS, st.floats(-2, 2))
    @UNHURRIED
    def test_what_the_difference_says_is_no_loss(self, seed, slope):
        x, y, z = answers(seed)
        plain, more = (loss_of_difference(x, y, told) for told in (z, z + slope * (y - x)))
        total, moved = (float(((told - told.mean()) ** 2).sum()) for told in (z, z + slope * (y - x)))
        np.testing.assert_allclose(float(plain.loss) * total, float(more.loss) * moved, rtol=1e-6, atol=1e-8)
        assert 0 <= plain.ci_low <= plain.loss <= plain.ci_high
        np.testing.assert_allclose(plain.r2 - plain.r2_difference, plain.loss, atol=1e-12)

    def test_the_end_of_the_interval_is_where_the_loss_stops_to_matter(self):
        x, y, z = answers(3, 400)
        found = loss_of_difference(x, y, z, confidence=0.9)
        again = loss_of_difference(x, y, z, smallest=float(found.ci_high))
        assert float(again.p_matters) == pytest.approx(0.05, abs=1e-6)

    def test_without_error_there_is_no_test(self):
        x, y, _ = answers(3)
        assert np.isnan(difference_tests(x, y, y - x).f).all()
        assert np.isnan(loss_of_difference(x, y, y - x).loss)
        assert np.isnan(constraint_models(x, y, y - x).aicc).all()
        assert np.isnan(difference_tests(x[:5], y[:5], y[:5]).f).all()

    def test_uneven_spread_does_not_make_it_eager(self):
        """Nothing is lost, and the outcome spreads widely where expectations are low; docs/methods.md has more."""
        rng, usual, robust = np.random.default_rng(7), 0, 0
        for _ in range(120):
            x = np.clip(rng.normal(2.2, 0.6, 100), -3, 3)
            y = np.clip(rng.normal(0.9, 1.0, 100), -3, 3)
            z = y - x + (0.3 + (x - 2) ** 2) * rng.normal(size=100)
            found = difference_tests(x, y, z)
            usual, robust = usual + (found.p_value[0] < 0.05), robust + (found.p_robust[0] < 0.05)
        assert usual > 30
        assert robust <= 14


class TestModels:
    @given(SEEDS)
    @A_FEW
    def test_whatever_holds_more_fits_better(self, seed):
        x, y, z = answers(seed)
        r2 = dict(zip(MODELS, constraint_models(x, y, z).r2, strict=True))
        for less, more in (
            ("null", "difference"), ("difference", "additive"), ("additive", "interaction"), ("interaction", "full"),
            ("squared_difference", "shifted_squared_difference"), ("squared_difference", "rising_ridge"),
            ("shifted_squared_difference", "shifted_rising_ridge"), ("rising_ridge", "shifted_rising_ridge"),
            ("shifted_rising_ridge", "shifted_rotated_rising_ridge"), ("shifted_rotated_rising_ridge", "full"),
            ("shifted_squared_difference", "shifted_rotated_squared_difference"),
            ("shifted_rotated_squared_difference", "shifted_rotated_rising_ridge"),
        ):  # fmt: skip
            assert r2[less] <= r2[more] + 1e-10, (less, more)

    @given(SEEDS, st.floats(0, np.pi))
    @A_FEW
    def test_no_direction_is_better_than_the_one_found(self, seed, angle):
        x, y, z = answers(seed)
        r2 = dict(zip(MODELS, constraint_models(x, y, z).r2, strict=True))
        u = np.cos(angle) * x + np.sin(angle) * y
        for name, columns in (
            ("shifted_rotated_squared_difference", [u, u * u]),
            ("shifted_rotated_rising_ridge", [x, y, u * u]),
        ):
            other = OLS(z, np.column_stack([np.ones_like(u), *columns])).fit().rsquared
            assert other <= r2[name] + 1e-9, name

    @pytest.mark.parametrize("name", MODELS[1:-1])
    def test_the_model_that_made_the_answers_is_preferred_to_those_that_hold_it(self, name):
        x, y, _ = answers(5, 400)
        u = 0.8 * x + 0.6 * y
        made = {
            "difference": y - x, "additive": y - 0.2 * x, "interaction": y - 0.2 * x + x * y,
            "squared_difference": -((y - x) ** 2), "shifted_squared_difference": 2 * (y - x) - (y - x) ** 2,
            "rising_ridge": x + y - (y - x) ** 2, "shifted_rising_ridge": x + 2 * y - (y - x) ** 2,
            "shifted_rotated_squared_difference": u - u * u, "shifted_rotated_rising_ridge": 2 * x - y - u * u,
        }[name]  # fmt: skip
        z = made + 0.3 * np.random.default_rng(1).normal(size=400)
        found = constraint_models(x, y, z)
        place = MODELS.index(name)
        richer = [k for k in range(len(MODELS)) if PARAMETERS[k] > PARAMETERS[place]]
        assert found.aicc[place] <= found.aicc[richer].min() + 1.5
        poorer = [k for k in range(len(MODELS)) if PARAMETERS[k] < PARAMETERS[place]]
        assert found.aicc[place] < found.aicc[poorer].min()

    @given(SEEDS)
    @A_FEW
    def test_weights_are_shares_and_coefficients_keep_their_constraints(self, seed):
        x, y, z = answers(seed)
        found = constraint_models(x, y, z)
        assert found.weight.sum() == pytest.approx(1)
        assert found.delta.min() == 0
        assert found.cfi.min() >= 0
        assert found.cfi.max() <= 1
        b = dict(zip(MODELS, found.b, strict=True))
        np.testing.assert_allclose(CONSTRAINTS @ b["difference"], 0, atol=1e-10)
        for name in MODELS[4:9]:
            b3, b4, b5 = b[name][3:]
            if name != "shifted_rotated_squared_difference":
                np.testing.assert_allclose([b3 - b5, b3 + b4 + b5], 0, atol=1e-9)
            np.testing.assert_allclose(b4**2, 4 * b3 * b5, atol=1e-9)
        for name, row in b.items():
            np.testing.assert_allclose(
                1 - ((z - quadratic_terms(x, y) @ row) ** 2).sum() / ((z - z.mean()) ** 2).sum(),
                found.r2[MODELS.index(name)],
                atol=1e-9,
            )


class TestCongruence:
    def test_all_conditions_count_together(self):
        ridge, narrow = [5, 0, 0, -2, 3.9, -2], 1e-6 * np.eye(6)
        strict = dict(zip(CONDITIONS, congruence_conditions(ridge, narrow, 200).holds, strict=True))
        assert strict == {"p10": 1, "p11": 1, "a4": 1, "a3": 1, "a1": 1, "a2": 0, "a5": 1}
        assert congruence_conditions(ridge, narrow, 200).met == 1
        for place, change in ((1, 0.5), (5, 3.0)):
            other = list(ridge)
            other[place] += change
            assert congruence_conditions(other, narrow, 200).met == 0

    def test_a_ridge_without_a_top_has_an_axis(self):
        found = congruence_conditions([5, 0.4, -0.4, -2, 4, -2], 1e-6 * np.eye(6), 200)
        assert found.estimate[:2].tolist() == pytest.approx([-0.1, 1.0])
        assert np.isnan(surface_axes([5, 0.4, -0.4, -2, 4, -2], np.eye(6), 200).estimate[:2]).all()
        assert congruence_conditions([5, 0, 0, -2, 4, -2], 1e-6 * np.eye(6), 200).strict == 1

    def test_what_cannot_be_told_is_no_yes(self):
        found = congruence_conditions([5, 0, 0, -2, 4, -2], 5 * np.eye(6), 200)
        assert np.isnan(found.holds[0])
        assert np.isnan(found.met)
        assert np.isnan(found.strict)


class TestSupport:
    def test_halves_are_counted(self):
        found = agreement_shares([0, 2, 0, 2], [0, 2, 2, 0])
        assert found.half[0] == pytest.approx(np.sqrt(4 / 3) / 2)
        assert found.above.tolist() == [0.25, 0.25]
        assert found.agree.tolist() == [0.5, 0.5]

    @given(SEEDS, st.floats(0.5, 3))
    @UNHURRIED
    def test_a_shift_matters_in_scale_points_only(self, seed, shift):
        x, y, _ = answers(seed)
        plain, moved = agreement_shares(x, y), agreement_shares(x, y + shift)
        assert moved.above[0] >= plain.above[0]
        assert abs(moved.above[1] - plain.above[1]) <= 1 / len(x) + 1e-12
        np.testing.assert_allclose(plain.above + plain.agree + plain.below, 1)

    def test_what_does_not_vary_has_none(self):
        assert np.isnan(agreement_shares([1, 1, 1], [1, 2, 3]).above).all()
        assert np.isnan(agreement_shares([1], [1]).half).all()


class TestPrediction:
    @given(SEEDS)
    @settings(deadline=None, max_examples=8)
    def test_it_is_that_of_fitting_anew(self, seed):
        x, y, z = answers(seed, 30)
        found, one = left_out_prediction(x, y, z), np.ones(30)
        columns = [one[:, None], np.column_stack([one, y]), np.column_stack([one, y - x]),
                   np.column_stack([one, x, y]), quadratic_terms(x, y)]  # fmt: skip
        for name, each, rmse in zip(PREDICTORS, columns, found.rmse, strict=True):
            errors = []
            for k in range(30):
                kept = np.arange(30) != k
                b = np.linalg.lstsq(each[kept], z[kept], rcond=None)[0]
                errors.append(float(z[k] - each[k] @ b))
            np.testing.assert_allclose(rmse, np.sqrt(np.mean(np.square(errors))), rtol=1e-7, err_msg=name)

    @given(SEEDS, st.floats(-20, 20))
    @UNHURRIED
    def test_the_outcomes_origin_does_not_matter(self, seed, origin):
        x, y, z = answers(seed)
        plain, moved = (vars(left_out_prediction(x, y, told)) for told in (z, origin + z))
        for name in plain:
            np.testing.assert_allclose(moved[name], plain[name], rtol=1e-5, atol=1e-7, equal_nan=True, err_msg=name)

    def test_of_nested_ones_there_is_a_lower_end_only(self):
        found = left_out_prediction(*answers(2))
        assert np.isnan(found.ci_high).tolist() == [False, True, True, True]
        assert np.isfinite(found.ci_low).all()

    def test_a_larger_model_is_hardly_ever_chosen_where_it_is_not_better(self):
        chosen = np.zeros(4)
        for seed in range(60):
            rng = np.random.default_rng(seed)
            x, y, e = rng.normal(size=(3, 80))
            found = left_out_prediction(x, y, y - x + e)
            chosen += (found.p_value < 0.05) & (found.difference > 0)
        assert chosen[1] + chosen[2] <= 3
        assert chosen[3] > 50

    def test_nothing_is_made_of_nobody(self):
        none = np.zeros(0)
        found = left_out_prediction(none, none, none)
        assert np.isnan(found.rmse).all()
        assert np.isnan(found.difference).all()
