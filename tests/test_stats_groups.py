"""Comparison of groups and of two samples: properties, limits, and agreement with scipy on rows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from servgap._stats.groups import studentized_range as q_range
from servgap._stats.groups.analysis_of_variance import classic_anova, kruskal_wallis, welch_anova
from servgap._stats.groups.games_howell import games_howell
from servgap._stats.groups.two_samples import mann_whitney, welch_t

GROUP = st.tuples(st.integers(2, 60), st.floats(-3, 3), st.floats(0.05, 6))
GROUPS = st.lists(GROUP, min_size=3, max_size=6)
COUNTS = st.lists(st.integers(0, 9), min_size=5, max_size=5)
UNHURRIED = settings(deadline=None, max_examples=60)


def moments(groups):
    return tuple(np.array(column, dtype=float) for column in zip(*groups, strict=True))


def numbers(outcome):
    return dict(vars(outcome))


def expand(values, counts):
    return np.repeat(np.asarray(values, dtype=float), counts)


def range_tail_by_brute_force(q, k, df):
    """The double integral on a grid far finer than needed."""
    z = np.arange(-9, 30, 0.05)
    u = np.linspace(-0.5 * np.log1p(q * q / 2 / df) - 50 / df - np.sqrt(50 / df), np.sqrt(60 / df) + 0.2, 3001)
    ratio = special.ndtr(z - q * np.exp(u)[:, None]) / special.ndtr(z)
    weight = k * np.exp(-z * z / 2 + (k - 1) * special.log_ndtr(z)) * 0.05 / np.sqrt(2 * np.pi)
    with np.errstate(divide="ignore"):
        beyond = -np.expm1((k - 1) * np.log1p(-np.minimum(ratio, 1))) @ weight
    half = df / 2
    density = np.exp(df * (u - np.expm1(2 * u) / 2) + np.log(2) + half * np.log(half) - half - special.gammaln(half))
    return density @ beyond * (u[1] - u[0])


class TestStudentizedRange:
    @pytest.mark.parametrize(("k", "df"), [(3, 4), (4, 90), (6, 8), (20, 60), (20, 3), (60, 25)])
    def test_tail_keeps_its_relative_accuracy(self, k, df):
        q = np.array([2.0, 4.0, 7.0, 11.0])
        expected = np.array([range_tail_by_brute_force(point, k, df) for point in q])
        np.testing.assert_allclose(q_range.survival(q, k, df), expected, rtol=3e-9)

    @pytest.mark.parametrize("case", [(3.5, 3, 10), (1.0, 5, 20), (5.0, 22, 60), (3.0, 50, 4), (10.0, 4, 3)])
    def test_agrees_with_scipy(self, case):
        assert abs(q_range.survival(*case) - stats.studentized_range.sf(*case)) < 1e-8

    @given(st.floats(0.001, 60), st.floats(1, 1e5))
    @UNHURRIED
    def test_two_means_are_a_t_test(self, q, df):
        exact = 2 * special.stdtr(df, -q / np.sqrt(2))
        np.testing.assert_allclose(q_range.survival(q, 2, df), exact, rtol=1e-10, atol=1e-280)

    @given(st.integers(2, 40), st.floats(1, 1e4), st.floats(0.5, 0.9999))
    @UNHURRIED
    def test_quantile_inverts_the_tail(self, k, df, confidence):
        critical = q_range.quantile(confidence, k, df)
        np.testing.assert_allclose(q_range.survival(critical, k, df), 1 - confidence, rtol=1e-9)

    def test_many_quantiles_are_as_good_as_each_alone(self):
        df = np.geomspace(1, 5000, 200)
        many = q_range.quantile(0.95, 6, df)
        alone = np.array([q_range.quantile(0.95, 6, one) for one in df[::20]])
        np.testing.assert_allclose(many[::20], alone, rtol=1e-9)

    def test_a_quantile_where_the_interpolant_is_known_is_that_one(self):
        """From 4 to 64 degrees of freedom, the 33 nodes have their middle at 1 / sqrt(df) = (1/2 + 1/8) / 2."""
        df = np.union1d(np.geomspace(4, 64, 200), (16 / 5) ** 2)
        at = np.searchsorted(df, (16 / 5) ** 2)
        np.testing.assert_allclose(q_range.quantile(0.95, 6, df)[at], q_range.quantile(0.95, 6, df[at]), rtol=1e-9)

    def test_infinite_df_are_the_range_itself(self):
        np.testing.assert_allclose(q_range.survival(3.0, 5, np.inf), q_range.survival(3.0, 5, 1e9), rtol=1e-7)
        np.testing.assert_allclose(q_range.quantile(0.95, [5, 5], [np.inf, 1e9]), 3.857656, rtol=1e-6)

    def test_limits(self):
        tail = q_range.survival([np.nan, -1, 0, np.inf, 3, 3, 1e-310], [3, 3, 3, 3, 1, 3, 3], [9, 9, 9, 9, 9, 0, 9])
        np.testing.assert_array_equal(np.isnan(tail), [True, False, False, False, True, True, False])
        np.testing.assert_allclose(tail[[1, 2, 3, 6]], [1, 1, 0, 1], atol=1e-11)
        assert np.isnan(q_range.quantile(0.95, [1, 3], [9, np.nan])).all()


class TestWelchAnova:
    @given(GROUP, GROUP)
    @UNHURRIED
    def test_two_groups_are_a_squared_t(self, first, second):
        anova = welch_anova(*moments([first, second]))
        t = welch_t(*first, *second)
        np.testing.assert_allclose(anova.statistic, t.statistic**2, rtol=1e-8, atol=1e-12)
        np.testing.assert_allclose(anova.df2, t.df, rtol=1e-10)
        np.testing.assert_allclose(anova.p_value, t.p_value, rtol=1e-7)

    @given(GROUPS, st.floats(-5, 5), st.floats(0.1, 9))
    @UNHURRIED
    def test_neither_order_nor_origin_nor_unit_matters(self, groups, shift, scale):
        n, mean, variance = moments(groups)
        plain = welch_anova(n, mean, variance)
        moved = welch_anova(n[::-1], shift + scale * mean[::-1], scale**2 * variance[::-1])
        for name, value in numbers(plain).items():
            np.testing.assert_allclose(getattr(moved, name), value, rtol=1e-6, atol=1e-9)

    def test_agrees_with_scipy_on_rows(self):
        rng = np.random.default_rng(5)
        rows = [rng.normal(m, s, n) for m, s, n in [(0, 1, 12), (0.4, 2, 30), (0.9, 0.5, 8)]]
        found = welch_anova([len(r) for r in rows], [r.mean() for r in rows], [r.var(ddof=1) for r in rows])
        theirs = stats.f_oneway(*rows, equal_var=False)
        np.testing.assert_allclose([found.statistic, found.p_value], theirs, rtol=1e-10)

    def test_rows_are_computed_apart_and_empty_groups_left_out(self):
        n, mean, variance = [[9, 9, 0], [9, 9, 9]], [[1, 2, np.nan], [1, 2, 4]], [[1, 2, np.nan], [1, 2, 3]]
        both = welch_anova(n, mean, variance)
        np.testing.assert_allclose(both.statistic[0], welch_anova([9, 9], [1, 2], [1, 2]).statistic)
        np.testing.assert_allclose(both.statistic[1], welch_anova([9, 9, 9], [1, 2, 4], [1, 2, 3]).statistic)
        assert both.df1.tolist() == [1, 2]

    @pytest.mark.parametrize(
        ("n", "variance"), [([9, 1], [1, np.nan]), ([9, 9], [1, 0]), ([9, 0], [1, 1]), ([0, 0], [0, 0])]
    )
    def test_what_cannot_be_computed_is_nan(self, n, variance):
        assert all(np.isnan(value) for value in numbers(welch_anova(n, [1.0, 2.0], variance)).values())


class TestClassicAnova:
    @given(GROUPS)
    @UNHURRIED
    def test_order_of_groups_does_not_matter(self, groups):
        n, mean, variance = moments(groups)
        plain, turned = classic_anova(n, mean, variance), classic_anova(n[::-1], mean[::-1], variance[::-1])
        for name, value in numbers(plain).items():
            np.testing.assert_allclose(getattr(turned, name), value, rtol=1e-7, atol=1e-12)

    def test_agrees_with_scipy_on_rows_even_with_a_group_of_one(self):
        rows = [np.array([1.0, 2, 4, 4]), np.array([2.0, 5, 7]), np.array([9.0])]
        found = classic_anova([4, 3, 1], [r.mean() for r in rows], [rows[0].var(ddof=1), rows[1].var(ddof=1), np.nan])
        np.testing.assert_allclose([found.statistic, found.p_value], stats.f_oneway(*rows), rtol=1e-10)

    def test_what_cannot_be_computed_is_nan(self):
        found = classic_anova([[3, 3], [1, 1], [5, 0]], 1.0, [[0, 0], [0, 0], [1, 1]])
        assert all(np.isnan(value).all() for value in numbers(found).values())


class TestRankTests:
    @given(st.lists(COUNTS, min_size=2, max_size=4), st.permutations(range(5)))
    @UNHURRIED
    def test_kruskal_from_counts_is_kruskal_from_rows(self, counts, order):
        values = np.array([-2.0, -0.5, 0.0, 1.0, 3.0])[list(order)]
        rows = [expand(values, group) for group in counts]
        found = kruskal_wallis(values, counts)
        pooled = np.concatenate(rows)
        held = [row for row in rows if len(row)]
        if len(held) < 2 or len(np.unique(pooled)) < 2 or len(pooled) == len(held):
            assert np.isnan(found.statistic)
            return
        theirs = stats.kruskal(*held)
        np.testing.assert_allclose(found.statistic, theirs.statistic, rtol=1e-8, atol=1e-11)
        if theirs.statistic > 1e-9:  # below, rounding decides the other's p-value
            np.testing.assert_allclose(found.p_value, theirs.pvalue, rtol=1e-7)
        assert found.df == len(held) - 1

    @given(COUNTS, COUNTS)
    @UNHURRIED
    def test_mann_whitney_from_counts_is_that_from_rows(self, first, second):
        values = np.arange(5.0)
        found = mann_whitney(values, first, second)
        x, y = expand(values, first), expand(values, second)
        if not (len(x) and len(y)):
            assert np.isnan(found.statistic)
            return
        if len(np.unique(np.concatenate([x, y]))) < 2:
            assert np.isnan(found.p_value)
            assert found.superiority == 0.5
            return
        theirs = stats.mannwhitneyu(y, x, use_continuity=False, method="asymptotic")
        np.testing.assert_allclose([found.statistic, found.p_value], theirs, rtol=1e-9)
        turned = mann_whitney(-values, first, second)
        np.testing.assert_allclose(found.superiority + turned.superiority, 1)
        np.testing.assert_allclose(found.z, -turned.z, atol=1e-12)

    def test_equal_values_given_twice_are_tied(self):
        split = kruskal_wallis([2, 1, 1], [[1, 2, 0], [3, 1, 1]])
        assert split.statistic == kruskal_wallis([1, 2], [[2, 1], [2, 3]]).statistic

    def test_measures_are_computed_apart(self):
        first, second = [[3, 1, 0], [0, 2, 2]], [[1, 1, 4], [2, 0, 2]]
        both = mann_whitney([1, 2, 3], first, second)
        for row in range(2):
            assert both.z[row] == mann_whitney([1, 2, 3], first[row], second[row]).z


class TestGamesHowell:
    @given(GROUP, GROUP)
    @UNHURRIED
    def test_two_groups_are_welch(self, first, second):
        pair, t = games_howell(*moments([first, second])), welch_t(*first, *second)
        for name in ("difference", "se", "statistic", "df"):
            np.testing.assert_allclose(getattr(pair, name)[0], getattr(t, name), rtol=1e-12)
        np.testing.assert_allclose(pair.p_value[0], t.p_value, rtol=1e-9)
        np.testing.assert_allclose([pair.ci_low[0], pair.ci_high[0]], [t.ci_low, t.ci_high], rtol=1e-9, atol=1e-9)

    @given(GROUPS, st.floats(-5, 5), st.floats(0.1, 9))
    @UNHURRIED
    def test_order_origin_and_unit(self, groups, shift, scale):
        n, mean, variance = moments(groups)
        plain = games_howell(n, mean, variance)
        moved = games_howell(n[::-1], shift + scale * mean[::-1], scale**2 * variance[::-1])
        found = {(i, j): k for k, (i, j) in enumerate(zip(moved.first, moved.second, strict=True))}
        last = len(groups) - 1
        back = [found[last - j, last - i] for i, j in zip(plain.first, plain.second, strict=True)]
        np.testing.assert_allclose(-moved.difference[back], scale * plain.difference, atol=1e-8)
        np.testing.assert_allclose(moved.p_value[back], plain.p_value, rtol=1e-6)
        np.testing.assert_allclose(-moved.ci_low[back], scale * plain.ci_high, atol=1e-7, rtol=1e-7)

    def test_agrees_with_scipy_on_rows(self):
        rng = np.random.default_rng(8)
        rows = [rng.normal(m, s, n) for m, s, n in [(0, 1, 12), (0.4, 2, 30), (1.9, 0.5, 8), (0.1, 1, 20)]]
        found = games_howell([len(r) for r in rows], [r.mean() for r in rows], [r.var(ddof=1) for r in rows])
        theirs = stats.tukey_hsd(*rows, equal_var=False)
        np.testing.assert_allclose(found.p_value, theirs.pvalue[found.first, found.second], rtol=1e-6)

    def test_an_empty_group_is_left_out_of_its_row_alone(self):
        n, mean, variance = [[9, 0, 9], [9, 9, 9]], [[1, np.nan, 2], [1, 4, 2]], [[1, np.nan, 2], [1, 3, 2]]
        found = games_howell(n, mean, variance)
        np.testing.assert_array_equal(np.isnan(found.p_value), [[True, False, True], [False] * 3])
        np.testing.assert_allclose(found.p_value[0, 1], welch_t(9, 1, 1, 9, 2, 2).p_value, rtol=1e-9)
        np.testing.assert_allclose(found.p_value[1], games_howell(n[1], mean[1], variance[1]).p_value)

    def test_a_group_of_one_or_without_variance_is_nan(self):
        found = games_howell([9, 1, 9, 9], [1, 2, 3, 4], [1, np.nan, 0, 2])
        np.testing.assert_array_equal(np.isnan(found.ci_low), [True, True, False, True, True, True])


class TestWelchT:
    def test_agrees_with_scipy_on_rows(self):
        rng = np.random.default_rng(3)
        x, y = rng.normal(0, 1, 14), rng.normal(0.5, 2, 9)
        found = welch_t(14, x.mean(), x.var(ddof=1), 9, y.mean(), y.var(ddof=1), confidence=0.9)
        theirs = stats.ttest_ind(y, x, equal_var=False)
        np.testing.assert_allclose([found.statistic, found.p_value], [theirs.statistic, theirs.pvalue], rtol=1e-10)
        np.testing.assert_allclose([found.ci_low, found.ci_high], theirs.confidence_interval(0.9), rtol=1e-10)

    @given(GROUP, GROUP)
    @UNHURRIED
    def test_the_other_way_round_changes_the_sign(self, first, second):
        there, back = welch_t(*first, *second), welch_t(*second, *first)
        for name in ("difference", "statistic", "effect"):
            np.testing.assert_allclose(getattr(there, name), -getattr(back, name), rtol=1e-12)
        np.testing.assert_allclose(there.effect_low, -back.effect_high, rtol=1e-10, atol=1e-12)

    def test_what_cannot_be_computed_is_nan(self):
        found = welch_t([1, 5, 0], 1.0, [np.nan, 0, np.nan], 5, 2.0, [1, 0, 1])
        assert all(np.isnan(value).all() for value in numbers(found).values())

    def test_one_sample_may_be_constant(self):
        found = welch_t(5, 1.0, 0.0, 6, 2.0, 1.0)
        assert found.df == 5
