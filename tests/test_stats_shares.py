"""Shares of respondents: properties, exact cases, limits, and agreement with statsmodels and scipy."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats import contingency_tables
from statsmodels.stats.proportion import (
    confint_proportions_2indep,
    multinomial_proportions_confint,
    proportion_confint,
)

from servgap._stats.shares.multinomial import goodman
from servgap._stats.shares.net import net_share
from servgap._stats.shares.paired_shares import mcnemar
from servgap._stats.shares.two_shares import newcombe_difference
from servgap._stats.shares.wilson import share_wilson

UNHURRIED = settings(deadline=None, max_examples=100)
LEVELS = st.floats(0.5, 0.999)
CELL = st.integers(0, 60)


@st.composite
def out_of(draw, most=400):
    n = draw(st.integers(1, most))
    return draw(st.integers(0, n)), n


TABLE = st.tuples(CELL, CELL, CELL, CELL).filter(lambda cells: sum(cells) > 0)


def numbers(outcome):
    return dict(vars(outcome))


class TestWilson:
    @given(out_of(), LEVELS)
    @UNHURRIED
    def test_it_lies_within_0_and_1_and_holds_the_share(self, counted, confidence):
        count, n = counted
        found = share_wilson(count, n, confidence)
        assert found.share == count / n
        assert 0 <= found.ci_low <= found.share <= found.ci_high <= 1
        assert (found.ci_low == 0) == (count == 0)
        assert (found.ci_high == 1) == (count == n)

    @given(out_of(), LEVELS)
    @UNHURRIED
    def test_those_for_whom_it_does_not_hold_have_the_mirrored_interval(self, counted, confidence):
        count, n = counted
        found, others = share_wilson(count, n, confidence), share_wilson(n - count, n, confidence)
        np.testing.assert_allclose(
            [found.ci_low, found.ci_high], [1 - others.ci_high, 1 - others.ci_low], rtol=0, atol=1e-15
        )

    @given(out_of(), st.integers(2, 9), LEVELS)
    @UNHURRIED
    def test_it_is_narrower_with_more_respondents(self, counted, times, confidence):
        count, n = counted
        few, many = share_wilson(count, n, confidence), share_wilson(times * count, times * n, confidence)
        assert many.ci_high - many.ci_low < few.ci_high - few.ci_low

    @given(out_of(), LEVELS, LEVELS)
    @UNHURRIED
    def test_it_is_wider_at_a_higher_level(self, counted, one, other):
        lower, higher = (share_wilson(*counted, level) for level in sorted([one, other]))
        assert higher.ci_low <= lower.ci_low
        assert lower.ci_high <= higher.ci_high

    @given(out_of(), LEVELS)
    @UNHURRIED
    def test_the_score_test_of_its_ends_just_rejects(self, counted, confidence):
        count, n = counted
        found = share_wilson(count, n, confidence)
        for end in (float(found.ci_low), float(found.ci_high)):
            if 0 < end < 1:
                z = abs(count / n - end) / np.sqrt(end * (1 - end) / n)
                np.testing.assert_allclose(2 * stats.norm.sf(z), 1 - confidence, rtol=1e-8)

    @given(out_of(100_000), LEVELS)
    @UNHURRIED
    def test_it_is_that_of_statsmodels(self, counted, confidence):
        found = share_wilson(*counted, confidence)
        theirs = proportion_confint(*counted, alpha=1 - confidence, method="wilson")
        np.testing.assert_allclose([found.ci_low, found.ci_high], theirs, rtol=1e-9, atol=1e-14)

    @pytest.mark.parametrize(("n", "mean", "least"), [(30, 0.953, 0.922), (100, 0.951, 0.927), (300, 0.950, 0.939)])
    def test_how_often_it_holds_is_a_sum_of_binomial_probabilities(self, n, mean, least):
        """Over true shares from .05 to .95; docs/coverage.md has these numbers."""
        x, true = np.arange(n + 1), np.arange(50, 951)[:, None] / 1000
        found = share_wilson(x, n)
        held = (stats.binom.pmf(x, n, true) * ((found.ci_low <= true) & (true <= found.ci_high))).sum(axis=1)
        assert round(held.mean(), 3) == mean
        assert round(held.min(), 3) == least

    def test_z_of_2_is_a_case_for_the_hand(self):
        found = share_wilson([0, 1, 2, 4, 5], [5, 2, 4, 4, 5], critical=2)
        np.testing.assert_allclose(found.ci_low[[0, 1, 3]], [0, (3 - np.sqrt(6)) / 6, 1 / 2], rtol=1e-14, atol=0)
        np.testing.assert_allclose(found.ci_high[[0, 1, 3]], [4 / 9, (3 + np.sqrt(6)) / 6, 1], rtol=1e-14)

    def test_a_critical_value_of_its_own_stands_for_the_level(self):
        z = stats.norm.ppf([0.95, 0.975, 0.995])
        found = share_wilson(7, 20, critical=z)
        alone = [share_wilson(7, 20, level) for level in (0.9, 0.95, 0.99)]
        np.testing.assert_allclose(found.ci_low, [each.ci_low for each in alone], rtol=1e-12)
        np.testing.assert_allclose(found.ci_high, [each.ci_high for each in alone], rtol=1e-12)
        assert share_wilson(7, 20, 0.5, critical=z[1]).ci_low == found.ci_low[1]
        assert share_wilson([[7], [8]], 20, critical=z).share.shape == (2, 3)
        none = share_wilson([0, 7, 20], 20, critical=0)
        np.testing.assert_allclose([none.ci_low, none.ci_high], [[0, 0.35, 1]] * 2, rtol=1e-14)

    def test_a_small_end_keeps_its_digits(self):
        x, n, z = 3, 100_000_000, 2
        found = share_wilson(x, n, critical=z)
        # z is 2, so that the root is rational but for one square root, taken of a whole number of many digits.
        inner = Fraction(x * (n - x), n) + 1
        root = Fraction(np.sqrt(float(inner)))
        root = (root + inner / root) / 2
        exact = (x + 2 - 2 * root) / (n + 4)
        assert float(found.ci_low) == pytest.approx(float(exact), rel=1e-14)

    def test_nobody_and_what_is_no_count_are_nan(self):
        found = share_wilson([0, -1, 4, np.nan, 3, 1], [0, 5, 3, 5, np.nan, np.inf])
        assert all(np.isnan(each).all() for each in numbers(found).values())
        assert np.isnan(share_wilson(1, 3, critical=-1).ci_low)


class TestTwoShares:
    @given(out_of(), out_of(), LEVELS)
    @UNHURRIED
    def test_the_other_way_round_changes_the_sign(self, a, b, confidence):
        there, back = newcombe_difference(*a, *b, confidence), newcombe_difference(*b, *a, confidence)
        assert there.difference == -back.difference
        assert there.ci_low == -back.ci_high
        assert there.ci_high == -back.ci_low

    @given(out_of(), out_of(), LEVELS)
    @UNHURRIED
    def test_it_lies_within_minus_1_and_1_and_holds_the_difference(self, a, b, confidence):
        found = newcombe_difference(*a, *b, confidence)
        assert -1 <= found.ci_low <= found.difference <= found.ci_high <= 1

    @given(out_of(), out_of(), LEVELS)
    @UNHURRIED
    def test_it_is_that_of_statsmodels(self, a, b, confidence):
        found = newcombe_difference(*a, *b, confidence)
        theirs = confint_proportions_2indep(*a, *b, method="newcomb", compare="diff", alpha=1 - confidence)
        np.testing.assert_allclose([found.ci_low, found.ci_high], theirs, rtol=1e-9, atol=1e-12)

    @given(out_of(), out_of())
    @UNHURRIED
    def test_those_for_whom_it_does_not_hold_differ_by_as_much(self, a, b):
        holds, not_so = newcombe_difference(*a, *b), newcombe_difference(a[1] - a[0], a[1], b[1] - b[0], b[1])
        np.testing.assert_allclose([holds.ci_low, holds.ci_high], [-not_so.ci_high, -not_so.ci_low], rtol=0, atol=1e-15)

    @given(out_of())
    @UNHURRIED
    def test_against_a_share_that_is_known_it_is_wilson_moved(self, a):
        found, alone = newcombe_difference(*a, 10**13, 4 * 10**13), share_wilson(*a)
        np.testing.assert_allclose(found.ci_low, alone.ci_low - 0.25, rtol=0, atol=2e-6)
        np.testing.assert_allclose(found.ci_high, alone.ci_high - 0.25, rtol=0, atol=2e-6)

    def test_all_of_one_and_none_of_the_other(self):
        found = newcombe_difference(4, 4, 0, 4)
        end = stats.norm.ppf(0.975) ** 2 / (4 + stats.norm.ppf(0.975) ** 2)
        np.testing.assert_allclose(found.ci_low, 1 - np.sqrt(2) * end, rtol=1e-12)
        assert found.ci_high == 1

    def test_a_group_of_nobody_is_nan_alone(self):
        found = newcombe_difference([0, 1], [0, 2], 1, 2)
        assert np.isnan(found.ci_low).tolist() == np.isnan(found.difference).tolist() == [True, False]


class TestMcNemar:
    @given(TABLE, LEVELS)
    @UNHURRIED
    def test_the_other_way_round_changes_the_sign(self, cells, confidence):
        both, only_a, only_b, neither = cells
        there = mcnemar(both, only_a, only_b, neither, confidence)
        back = mcnemar(both, only_b, only_a, neither, confidence)
        assert there.difference == -back.difference
        np.testing.assert_allclose([there.ci_low, there.ci_high], [-back.ci_high, -back.ci_low], rtol=0, atol=1e-15)
        for name in ("p_exact", "p_mid", "chi_square", "p_chi_square"):
            np.testing.assert_array_equal(getattr(there, name), getattr(back, name))

    @given(TABLE, LEVELS)
    @UNHURRIED
    def test_no_is_the_mirror_of_yes(self, cells, confidence):
        both, only_a, only_b, neither = cells
        yes = mcnemar(both, only_a, only_b, neither, confidence)
        no = mcnemar(neither, only_b, only_a, both, confidence)
        np.testing.assert_allclose([yes.ci_low, yes.ci_high], [-no.ci_high, -no.ci_low], rtol=0, atol=1e-12)

    @given(TABLE, LEVELS)
    @UNHURRIED
    def test_it_lies_within_minus_1_and_1_and_holds_the_difference(self, cells, confidence):
        found = mcnemar(*cells, confidence)
        assert -1 <= found.ci_low <= found.difference <= found.ci_high <= 1
        assert found.difference == (cells[1] - cells[2]) / sum(cells)

    @given(TABLE)
    @UNHURRIED
    def test_tests_are_those_of_statsmodels_and_scipy(self, cells):
        found, (both, only_a, only_b, neither) = mcnemar(*cells), cells
        differ = only_a + only_b
        if differ == 0:
            assert np.isnan([found.p_exact, found.p_mid, found.chi_square, found.p_chi_square]).all()
            return
        table = [[both, only_a], [only_b, neither]]
        exact, chi = (contingency_tables.mcnemar(table, exact=each, correction=False) for each in (True, False))
        np.testing.assert_allclose(found.p_exact, exact.pvalue, rtol=1e-11)
        np.testing.assert_allclose(found.p_exact, stats.binomtest(only_a, differ).pvalue, rtol=1e-11)
        np.testing.assert_allclose([found.chi_square, found.p_chi_square], [chi.statistic, chi.pvalue], rtol=1e-9)
        x = min(only_a, only_b)
        mid = 2 * stats.binom.cdf(x, differ, 0.5) - stats.binom.pmf(x, differ, 0.5)
        np.testing.assert_allclose(found.p_mid, mid, rtol=1e-11)
        assert found.p_mid <= found.p_exact <= 1

    @pytest.mark.parametrize("cells", [(2, 4, 3, 6), (10, 10, 10, 10), (0, 0, 7, 5), (9, 0, 4, 0)])
    def test_answers_that_have_nothing_to_do_with_each_other_are_two_groups(self, cells):
        both, only_a, only_b, _ = cells
        found, apart = mcnemar(*cells), newcombe_difference(both + only_a, sum(cells), both + only_b, sum(cells))
        np.testing.assert_allclose([found.ci_low, found.ci_high], [apart.ci_low, apart.ci_high], rtol=1e-12)

    def test_a_positive_correlation_counts_less_half_a_respondent(self):
        # n = 40, all margins 20: phi is (both neither - only_a only_b) / 400, of which 20/400 are taken.
        def squared_reach(both, other):
            found = mcnemar(both, other, other, both)
            return float(found.ci_high) ** 2

        reach = float(share_wilson(20, 40).ci_high) - 0.5
        for both, phi in ((15, 200 / 400 - 0.05), (11, 40 / 400 - 0.05), (10, 0.0), (8, -80 / 400), (0, -1.0)):
            assert squared_reach(both, 20 - both) == pytest.approx(2 * reach**2 * (1 - phi), rel=1e-12)
        # With margins 8 and 5 of 16, 3 · 6 - 5 · 2 = 8 is no more than half of them, and counts as nothing.
        found, apart = mcnemar(3, 5, 2, 6), newcombe_difference(8, 16, 5, 16)
        np.testing.assert_allclose([found.ci_low, found.ci_high], [apart.ci_low, apart.ci_high], rtol=1e-12)

        two, apart = mcnemar(1, 0, 0, 1), newcombe_difference(1, 2, 1, 2)
        np.testing.assert_allclose([two.ci_low, two.ci_high], [apart.ci_low, apart.ci_high], rtol=1e-12)

    def test_one_who_differs_is_a_coin_thrown_once(self):
        found = mcnemar(3, 1, 0, 2)
        assert (found.p_exact, found.p_mid, found.chi_square) == (1, 0.5, 1)

    def test_a_tail_keeps_its_digits(self):
        found = mcnemar(0, 0, 1000, 0)
        assert float(found.p_exact) == pytest.approx(2.0**-999, rel=1e-12)
        assert float(found.p_mid) == pytest.approx(2.0**-1000, rel=1e-12)
        np.testing.assert_allclose(found.p_chi_square, stats.chi2.sf(1000, 1), rtol=1e-9)

    def test_what_is_balanced_speaks_for_nothing(self):
        found = mcnemar(3, [1, 5, 400], [1, 5, 400], 2)
        assert found.p_exact.tolist() == found.p_mid.tolist() == found.p_chi_square.tolist() == [1.0, 1.0, 1.0]

    def test_nobody_and_what_is_no_count_are_nan(self):
        found = mcnemar([0, 3, 3], [0, -1, np.nan], [0, 2, 2], [0, 3, 3])
        assert all(np.isnan(each).all() for each in numbers(found).values())

    def test_all_who_answer_alike_leave_an_interval_and_no_test(self):
        found = mcnemar(30, 0, 0, 10)
        assert np.isnan(found.p_exact)
        assert found.difference == 0
        assert found.ci_low < 0 < found.ci_high


class TestGoodman:
    @given(out_of(), LEVELS)
    @UNHURRIED
    def test_two_categories_are_wilson_at_half_of_the_error(self, counted, confidence):
        count, n = counted
        found, alone = goodman([count, n - count], confidence), share_wilson(count, n, (1 + confidence) / 2)
        np.testing.assert_allclose(found.ci_low, [alone.ci_low, 1 - alone.ci_high], rtol=0, atol=1e-14)
        np.testing.assert_allclose(found.ci_high, [alone.ci_high, 1 - alone.ci_low], rtol=0, atol=1e-14)

    @given(st.lists(CELL, min_size=2, max_size=7).filter(any), LEVELS)
    @UNHURRIED
    def test_it_is_that_of_statsmodels(self, counts, confidence):
        found = goodman(counts, confidence)
        theirs = multinomial_proportions_confint(counts, alpha=1 - confidence, method="goodman")
        np.testing.assert_allclose(np.column_stack([found.ci_low, found.ci_high]), theirs, rtol=1e-8, atol=1e-12)

    @given(st.lists(CELL, min_size=2, max_size=7).filter(any), LEVELS)
    @UNHURRIED
    def test_all_lie_within_0_and_1_and_hold_their_shares(self, counts, confidence):
        found, alone = goodman(counts, confidence), share_wilson(counts, sum(counts), confidence)
        assert found.share.sum() == pytest.approx(1)
        assert (found.ci_low >= 0).all()
        assert (found.ci_high <= 1).all()
        assert (found.ci_low <= alone.ci_low).all()
        assert (found.ci_high >= alone.ci_high).all()
        assert (found.ci_low <= found.share).all()
        assert (found.share <= found.ci_high).all()

    def test_rows_are_computed_apart_and_one_of_nobody_is_nan(self):
        counts = np.array([[[3, 4, 5], [0, 0, 0]], [[9, 0, 1], [1, -1, 4]]])
        found = goodman(counts)
        assert np.isnan(found.ci_low).tolist() == [[[False] * 3, [True] * 3], [[False] * 3, [True] * 3]]
        np.testing.assert_array_equal(found.ci_high[0, 0], goodman(counts[0, 0]).ci_high)

    @pytest.mark.parametrize("counts", [(31, 67, 22), (40, 69, 11), (24, 77, 19)])
    def test_the_intervals_of_sison_and_glaz_are_of_about_that_length(self, counts):
        """They are not offered: there is one method, which takes any number of rows at once and needs no search."""
        found = goodman(counts)
        theirs = multinomial_proportions_confint(counts, method="sison-glaz")
        lengths = (found.ci_high - found.ci_low).mean(), np.diff(theirs, axis=1).mean()
        assert 0.9 < lengths[0] / lengths[1] < 1.1
        assert (np.maximum(theirs[:, 0], found.ci_low) < np.minimum(theirs[:, 1], found.ci_high)).all()


class TestNetShare:
    @given(st.tuples(CELL, CELL, CELL).filter(lambda cells: sum(cells) > 0), LEVELS)
    @UNHURRIED
    def test_it_is_the_t_interval_of_rows(self, cells, confidence):
        top, _, bottom = cells
        rows = np.repeat([1.0, 0.0, -1.0], cells)
        found = net_share(top, bottom, sum(cells), confidence)
        np.testing.assert_allclose(found.net, rows.mean(), atol=1e-14)
        if len(np.unique(rows)) < 2:
            assert np.isnan([found.se, found.ci_low, found.ci_high]).all()
            return
        np.testing.assert_allclose(found.se, stats.sem(rows), rtol=1e-12)
        theirs = stats.ttest_1samp(rows, 0.0).confidence_interval(confidence)
        np.testing.assert_allclose([found.ci_low, found.ci_high], theirs, rtol=1e-9, atol=1e-12)
        assert found.df == sum(cells) - 1

    @given(st.tuples(CELL, CELL, CELL).filter(lambda cells: sum(cells) > 0), LEVELS)
    @UNHURRIED
    def test_top_and_bottom_changed_change_the_sign(self, cells, confidence):
        top, _, bottom = cells
        there, back = (net_share(*ends, sum(cells), confidence) for ends in ((top, bottom), (bottom, top)))
        np.testing.assert_array_equal(there.net, -back.net)
        np.testing.assert_array_equal(there.ci_low, -back.ci_high)

    def test_two_respondents_are_enough(self):
        found = net_share([1, 1], [0, 1], 2)
        # t with one degree of freedom is tan of the angle: tan(.475 π).
        assert found.df.tolist() == [1, 1]
        assert found.se.tolist() == [0.5, 1]
        np.testing.assert_allclose(found.ci_high, found.net + found.se * np.tan(0.475 * np.pi), rtol=1e-9)

    def test_the_variance_of_a_hundred_million_has_its_digits(self):
        found = net_share(99_999_999, 0, 100_000_000)
        # One of n who is not at the top: the variance is 1/n.
        assert float(found.se) == pytest.approx(1e-8, rel=1e-12)

    def test_what_cannot_be_computed_is_nan(self):
        found = net_share([0, 1, 5, 3, -1, 0], [0, 0, 0, 2, 1, 0], [0, 1, 5, 4, 5, 5])
        assert np.isnan(found.se).all()
        assert np.isnan(found.ci_low).all()
        np.testing.assert_array_equal(found.net, [np.nan, 1, 1, np.nan, np.nan, 0])
        np.testing.assert_array_equal(found.df, [np.nan, np.nan, 4, np.nan, np.nan, 4])


def test_many_shares_are_as_each_alone():
    rng = np.random.default_rng(2)
    n = rng.integers(1, 50, (3, 4))
    a, b = rng.binomial(n, 0.4), rng.binomial(n, 0.7)
    for compute, given_ in (
        (share_wilson, (a, n)), (newcombe_difference, (a, n, b, n)), (mcnemar, (a, b, n, n)),
        (net_share, (a, n - a, n + 1)),
    ):  # fmt: skip
        many = numbers(compute(*given_))
        for place in np.ndindex(n.shape):
            alone = numbers(compute(*(each[place] for each in given_)))
            for name, value in many.items():
                np.testing.assert_array_equal(value[place], alone[name], err_msg=name)
