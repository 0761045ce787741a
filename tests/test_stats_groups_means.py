"""Groups in several means, by two factors, and in expectation and perception at once: properties and limits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from servgap._stats.families.hotelling import hotelling_profile, hotelling_two
from servgap._stats.groups.analysis_of_variance import classic_anova
from servgap._stats.groups.several_means import box_m, manova, profiles
from servgap._stats.groups.spreads import bartlett_spreads
from servgap._stats.groups.two_factors import EFFECTS, two_factors
from servgap._stats.groups.two_outcomes import two_outcomes

SEEDS = st.integers(0, 10_000)
UNHURRIED = settings(deadline=None, max_examples=25)


def sample(seed, groups, p):
    """Rows of some groups of unequal size, a little apart, whose columns correlate."""
    rng = np.random.default_rng(seed)
    mix = np.eye(p) + 0.4 * rng.normal(size=(p, p))
    sizes = rng.integers(p + 3, 30, groups)
    return [rng.normal(size=(n, p)) @ mix + 0.5 * rng.normal(size=p) for n in sizes]


def moments(rows):
    return [len(r) for r in rows], [r.mean(axis=0) for r in rows], [np.atleast_2d(np.cov(r.T)) for r in rows]


class TestManova:
    @given(SEEDS)
    @UNHURRIED
    def test_one_mean_is_the_analysis_of_variance(self, seed):
        n, mean, covariance = moments(sample(seed, 4, 1))
        found = manova(n, mean, covariance)
        plain = classic_anova(n, np.ravel(mean), np.ravel(covariance))
        np.testing.assert_allclose(found.f, [plain.statistic] * 4, rtol=1e-8)
        np.testing.assert_allclose(found.p_value, [plain.p_value] * 4, rtol=1e-7)
        np.testing.assert_allclose(found.statistic[0], plain.eta_squared, rtol=1e-8)

    @given(SEEDS)
    @UNHURRIED
    def test_two_groups_are_hotellings_t2(self, seed):
        (n1, n2), (m1, m2), (s1, s2) = moments(sample(seed, 2, 3))
        found, theirs = manova([n1, n2], [m1, m2], [s1, s2]), hotelling_two(n1, m1, s1, n2, m2, s2)
        np.testing.assert_allclose(found.f, [theirs.f] * 4, rtol=1e-8)
        np.testing.assert_allclose(found.p_value, [theirs.p_value] * 4, rtol=1e-7)

    @given(SEEDS)
    @UNHURRIED
    def test_neither_order_nor_origin_nor_another_basis_matters(self, seed):
        rows = sample(seed, 4, 3)
        turn = np.random.default_rng(seed + 1).normal(size=(3, 3)) + 3 * np.eye(3)
        plain, moved = manova(*moments(rows)), manova(*moments([row @ turn + 7 for row in rows[::-1]]))
        np.testing.assert_allclose(moved.statistic, plain.statistic, rtol=1e-6, atol=1e-10)
        np.testing.assert_allclose(moved.p_value, plain.p_value, rtol=1e-5)

    def test_an_empty_group_is_left_out_and_one_of_one_is_taken(self):
        rows = sample(3, 3, 2)
        n, mean, covariance = moments(rows)
        nothing = np.full((2, 2), np.nan)
        plain = manova(n, mean, covariance)
        beside = manova([*n, 0], [*mean, [np.nan] * 2], [*covariance, nothing])
        np.testing.assert_array_equal(beside.f, plain.f)
        one = manova([*n, 1], [*mean, [9.0, 9.0]], [*covariance, nothing])
        assert one.df[0] == 6
        assert np.isfinite(one.p_value).all()

    def test_what_cannot_be_computed_is_nan_and_singular_is_said(self):
        n, mean = [9, 9], [[0.0, 1.0], [1.0, 2.0]]
        repeated = manova(n, mean, [[[1.0, 1.0], [1.0, 1.0]]] * 2)
        assert repeated.singular
        assert np.isnan(repeated.p_value).all()
        assert np.isnan(manova([9, 0], mean, [np.eye(2)] * 2).p_value).all()
        assert np.isnan(manova([1, 1], mean, [np.eye(2)] * 2).p_value).all()

    def test_sets_are_computed_apart(self):
        both = [moments(sample(seed, 3, 2)) for seed in (1, 2)]
        together = manova(*(np.array(each) for each in zip(*both, strict=True)))
        for place, alone in enumerate(both):
            np.testing.assert_allclose(together.p_value[place], manova(*alone).p_value, rtol=1e-12)


class TestBoxM:
    @given(SEEDS)
    @UNHURRIED
    def test_of_one_mean_it_is_bartletts_test_but_for_how_it_is_corrected(self, seed):
        n, _, covariance = moments(sample(seed, 4, 1))
        found, plain = box_m(n, covariance), bartlett_spreads(n, np.ravel(covariance))
        free = np.array(n) - 1.0
        c = ((1 / free).sum() - 1 / free.sum()) / 9  # 1 - c for one, 1/(1 + c) for the other
        np.testing.assert_allclose(found.statistic / (1 - c), plain.statistic * (1 + c), rtol=1e-8, atol=1e-9)
        assert found.df == plain.df

    @given(SEEDS)
    @UNHURRIED
    def test_neither_order_nor_another_basis_matters(self, seed):
        rows = sample(seed, 3, 3)
        turn = np.random.default_rng(seed + 1).normal(size=(3, 3)) + 3 * np.eye(3)
        (n, _, plain), (m, _, moved) = moments(rows), moments([row @ turn for row in rows[::-1]])
        np.testing.assert_allclose(box_m(m, moved).statistic, box_m(n, plain).statistic, rtol=1e-6, atol=1e-8)

    def test_what_cannot_be_computed_is_nan(self):
        eye, flat = np.eye(2), np.zeros((2, 2))
        assert np.isnan(box_m([[9, 2], [9, 9], [9, 0]], [[eye, eye], [eye, flat], [eye, eye]]).statistic).all()
        assert box_m([9, 9, 0], [eye, eye, flat]).statistic == pytest.approx(0.0, abs=1e-12)


class TestProfiles:
    @given(SEEDS)
    @UNHURRIED
    def test_one_group_is_flat_or_not_as_hotelling_says(self, seed):
        rows = sample(seed, 2, 3)
        n, mean, covariance = moments(rows)
        mean[1] = mean[0]
        found = profiles(n, mean, covariance)
        pooled = sum((k - 1) * s for k, s in zip(n, covariance, strict=True)) / (sum(n) - 2)
        t2 = hotelling_profile(sum(n), mean[0], pooled).statistic
        freedom = sum(n) - 2
        np.testing.assert_allclose(found.flat_f, t2 * (freedom - 1) / (freedom * 2), rtol=1e-8)
        np.testing.assert_allclose(found.parallel_f, 0.0, atol=1e-9)

    @given(SEEDS, st.floats(-5, 5))
    @UNHURRIED
    def test_what_all_groups_share_moves_flatness_only_and_a_level_moves_the_level_only(self, seed, shift):
        rows = sample(seed, 3, 3)
        plain = profiles(*moments(rows))
        shared = profiles(*moments([row + shift * np.arange(3) for row in rows]))
        raised = profiles(*moments([row + shift * (k == 0) for k, row in enumerate(rows)]))
        np.testing.assert_allclose(shared.parallel_f, plain.parallel_f, rtol=1e-6, atol=1e-9)
        np.testing.assert_allclose(shared.level_f, plain.level_f, rtol=1e-6, atol=1e-9)
        np.testing.assert_allclose(raised.parallel_f, plain.parallel_f, rtol=1e-6, atol=1e-9)
        np.testing.assert_allclose(raised.flat_f, plain.flat_f, rtol=1e-6, atol=1e-9)

    def test_a_pair_of_equal_columns_has_no_profile(self):
        found = profiles([9, 9], [[0.0, 0.0], [1.0, 1.0]], [[[1.0, 1.0], [1.0, 1.0]]] * 2)
        assert found.singular
        assert np.isnan([found.p_flat, *found.p_parallel]).all()
        assert np.isfinite(found.p_level)


def cells(seed, a, b, *, same=False):
    rng = np.random.default_rng(seed)
    n = np.full((a, b), 6) if same else rng.integers(2, 20, (a, b))
    rows = [[rng.normal(0.3 * i + 0.2 * j * i, 1, n[i, j]) for j in range(b)] for i in range(a)]
    return rows, n


def of_cells(rows):
    return tuple(
        np.array([[made(cell) if len(cell) else np.nan for cell in row] for row in rows])
        for made in (lambda c: float(len(c)), np.mean, lambda c: c.var(ddof=1) if len(c) > 1 else np.nan)
    )


def by_regression(rows, effect, kind):
    """Sums of squares by comparing least-squares fits with and without the effect, columns coded to add to zero."""
    a, b = len(rows), len(rows[0])
    place = [(i, j) for i in range(a) for j in range(b) for _ in rows[i][j]]
    y = np.concatenate([cell for row in rows for cell in row])

    def coded(level, count):
        return np.vstack([np.eye(count - 1), -np.ones(count - 1)])[level]

    first, second = (coded(np.array(place)[:, axis], count) for axis, count in ((0, a), (1, b)))
    both = np.einsum("ni,nj->nij", first, second).reshape(len(y), -1)
    blocks = {"level": np.ones((len(y), 1)), "first": first, "second": second, "interaction": both}
    kept = [name for name in blocks if kind == 3 or name != "interaction" or effect == "interaction"]

    def left(names):
        design = np.hstack([blocks[name] for name in names]) if names else np.zeros((len(y), 1))
        return ((y - design @ np.linalg.lstsq(design, y, rcond=None)[0]) ** 2).sum()

    return left([name for name in kept if name != effect]) - left(kept)


class TestTwoFactors:
    @pytest.mark.parametrize("kind", [2, 3])
    @pytest.mark.parametrize(("a", "b"), [(2, 2), (4, 2), (3, 5)])
    def test_agrees_with_regressions(self, kind, a, b):
        rows, _ = cells(a * 10 + b, a, b)
        found = two_factors(*of_cells(rows), kind=kind)
        for place, effect in enumerate(EFFECTS):
            if effect != "level" or kind == 3:
                np.testing.assert_allclose(found.sum_of_squares[place], by_regression(rows, effect, kind), rtol=1e-8)

    @given(SEEDS)
    @UNHURRIED
    def test_where_cells_have_one_size_both_types_are_one(self, seed):
        given_cells = of_cells(cells(seed, 3, 4, same=True)[0])
        second, third = (two_factors(*given_cells, kind=kind) for kind in (2, 3))
        np.testing.assert_allclose(second.sum_of_squares, third.sum_of_squares, rtol=1e-8, atol=1e-9)

    @given(SEEDS, st.sampled_from([2, 3]), st.floats(0.1, 9))
    @UNHURRIED
    def test_order_of_levels_and_factors_origin_and_unit(self, seed, kind, scale):
        n, mean, variance = of_cells(cells(seed, 3, 4)[0])
        plain = two_factors(n, mean, variance, kind=kind)
        moved = two_factors(
            n[::-1, ::-1].T, 5 + scale * mean[::-1, ::-1].T, scale**2 * variance[::-1, ::-1].T, kind=kind
        )
        np.testing.assert_allclose(moved.statistic[[2, 1, 3]], plain.statistic[1:], rtol=1e-6, atol=1e-9)

    def test_two_by_two_of_type_three_is_a_squared_t_of_a_contrast(self):
        n, mean, variance = np.array([[5.0, 9], [7, 3]]), np.array([[1.0, 2], [4, 0]]), np.array([[1.0, 2], [3, 1]])
        found = two_factors(n, mean, variance, kind=3)
        error = ((n - 1) * variance).sum() / (n.sum() - 4)
        for place, signs in ((1, [[1, 1], [-1, -1]]), (2, [[1, -1], [1, -1]]), (3, [[1, -1], [-1, 1]])):
            t2 = (np.array(signs) * mean).sum() ** 2 / (error * (1 / n).sum())
            assert found.statistic[place] == pytest.approx(t2)

    def test_an_empty_cell_leaves_type_two(self):
        n, mean, variance = of_cells(cells(3, 3, 3)[0])
        n[0, 0], mean[0, 0], variance[0, 0] = 0, np.nan, np.nan
        second, third = (two_factors(n, mean, variance, kind=kind) for kind in (2, 3))
        assert second.empty
        assert second.df.tolist() == [1, 2, 2, 3]
        assert np.isfinite(second.p_value).all()
        np.testing.assert_array_equal(np.isnan(third.p_value), [True, True, True, False])
        assert third.statistic[3] == second.statistic[3]

    def test_factors_that_do_not_hang_together_are_not_told_apart(self):
        n = np.array([[5.0, 5, 0, 0], [5, 5, 0, 0], [0, 0, 5, 5], [0, 0, 5, 5]])
        found = two_factors(n, np.where(n > 0, 1.0, np.nan), np.where(n > 0, 1.0, np.nan))
        np.testing.assert_array_equal(np.isnan(found.p_value), [False, True, True, True])

    def test_levels_of_nobody_are_left_out_and_cells_of_one_are_taken(self):
        n, mean, variance = of_cells(cells(4, 3, 2)[0])
        plain = two_factors(n, mean, variance)
        more = two_factors(
            *(np.vstack([each, [fill] * 2]) for each, fill in ((n, 0), (mean, np.nan), (variance, np.nan)))
        )
        np.testing.assert_allclose(more.p_value, plain.p_value, rtol=1e-12)
        n[0, 0], variance[0, 0] = 1, np.nan
        assert np.isfinite(two_factors(n, mean, variance).p_value).all()

    @pytest.mark.parametrize(("n", "variance"), [(5.0, 0.0), (1.0, np.nan), (0.0, np.nan)])
    def test_what_cannot_be_computed_is_nan(self, n, variance):
        found = two_factors(np.full((2, 2), n), np.ones((2, 2)), np.full((2, 2), variance))
        assert np.isnan(found.p_value).all()
        assert np.isnan(found.partial_eta_squared).all()

    def test_a_factor_of_one_level_has_no_test(self):
        assert np.isnan(two_factors([[5, 5]], [[1, 2]], [[1, 1]]).p_value).all()

    def test_rows_are_computed_apart_and_intervals_hold_their_share(self):
        both = [of_cells(cells(seed, 3, 2)[0]) for seed in (1, 2)]
        together = two_factors(*(np.array(each) for each in zip(*both, strict=True)))
        for place, alone in enumerate(both):
            np.testing.assert_allclose(together.p_value[place], two_factors(*alone).p_value, rtol=1e-12)
        assert (together.effect_low <= together.effect_high).all()
        assert (together.effect_low <= together.partial_eta_squared).all()

    def test_many_branches_by_many_quarters(self):
        rng = np.random.default_rng(1)
        found = two_factors(rng.integers(1, 30, (1000, 40)), rng.normal(size=(1000, 40)), np.ones((1000, 40)))
        assert found.df[1:].tolist() == [999, 39, 999 * 39]


class TestTwoOutcomes:
    @given(SEEDS, st.integers(0, 2))
    @UNHURRIED
    def test_the_gaps_coefficient_is_perception_less_expectation(self, seed, reference):
        found = two_outcomes(*moments(sample(seed, 3, 2)), reference=reference)
        parts = found.coefficient
        np.testing.assert_allclose(parts[:, 2], parts[:, 1] - parts[:, 0], rtol=1e-9, atol=1e-12)

    @given(SEEDS)
    @UNHURRIED
    def test_two_groups_are_t_tests_and_hotellings_t2(self, seed):
        first, second = rows = sample(seed, 2, 2)
        found = two_outcomes(*moments(rows))
        for place in range(2):
            theirs = stats.ttest_ind(second[:, place], first[:, place])
            np.testing.assert_allclose(found.coefficient[1, place] / found.se[1, place], theirs.statistic, rtol=1e-8)
            np.testing.assert_allclose(found.p_value[place], theirs.pvalue, rtol=1e-7)
        gaps = stats.ttest_ind(*(row[:, 1] - row[:, 0] for row in rows))
        np.testing.assert_allclose(found.p_value[2], gaps.pvalue, rtol=1e-7)
        (n1, n2), (m1, m2), (s1, s2) = moments(rows)
        np.testing.assert_allclose(found.p_wilks, hotelling_two(n1, m1, s1, n2, m2, s2).p_value, rtol=1e-7)

    def test_both_moved_alike_is_seen_by_both_and_not_by_the_gap(self):
        eye = [[[1.0, 0.5], [0.5, 1.0]]] * 2
        found = two_outcomes([50, 50], [[5.0, 4.0], [6.0, 5.0]], eye)
        assert found.statistic[2] == pytest.approx(0.0, abs=1e-12)
        assert found.p_wilks < 1e-4
        assert found.correlation == pytest.approx(0.5)

    def test_without_the_reference_there_are_no_differences(self):
        n, mean, covariance = moments(sample(1, 2, 2))
        nothing = np.full((2, 2), np.nan)
        found = two_outcomes([0, *n], [[np.nan] * 2, *mean], [nothing, *covariance])
        assert np.isnan(found.coefficient).all()
        assert np.isfinite(found.p_wilks)

    def test_expectations_that_do_not_vary_leave_the_perceptions(self):
        found = two_outcomes([9, 9], [[7.0, 4.0], [7.0, 5.0]], [[[0.0, 0.0], [0.0, 1.0]]] * 2)
        np.testing.assert_array_equal(np.isnan(found.p_value), [True, False, False])
        assert np.isnan(found.p_wilks)
        assert np.isnan(found.correlation)
