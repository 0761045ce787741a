"""Comparison of pairs, with a reference, by ranks and by letters, and of spreads: properties, limits, scipy on rows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from servgap._stats.groups import studentized_maximum
from servgap._stats.groups.analysis_of_variance import brown_forsythe, classic_anova, kruskal_wallis
from servgap._stats.groups.comparisons import dunnett, dunnett_t3, tukey
from servgap._stats.groups.dunn import dunn
from servgap._stats.groups.explained import f_of_ranks, share_explained
from servgap._stats.groups.games_howell import games_howell
from servgap._stats.groups.letters import compact_letters
from servgap._stats.groups.spreads import bartlett_spreads, fligner_killeen, levene
from servgap._stats.groups.two_samples import mann_whitney, welch_t

GROUP = st.tuples(st.integers(2, 60), st.floats(-3, 3), st.floats(0.05, 6))
GROUPS = st.lists(GROUP, min_size=3, max_size=6)
COUNTS = st.lists(st.integers(0, 9), min_size=5, max_size=5)
VALUES = np.array([-2.0, -0.5, 0.0, 1.0, 3.0])
UNHURRIED = settings(deadline=None, max_examples=40)
FEW = settings(deadline=None, max_examples=15)


def moments(groups):
    return tuple(np.array(column, dtype=float) for column in zip(*groups, strict=True))


def of_rows(rows):
    return [len(r) for r in rows], [np.mean(r) for r in rows], [np.var(r, ddof=1) for r in rows]


def drawn(seed, *groups):
    rng = np.random.default_rng(seed)
    return [rng.normal(mean, sd, n) for mean, sd, n in groups]


def student(first, second):
    """Student's t of two groups with one spread: statistic, degrees of freedom, p, by formulas of its own."""
    (n1, m1, v1), (n2, m2, v2) = first, second
    df = n1 + n2 - 2
    t = (m2 - m1) / np.sqrt(((n1 - 1) * v1 + (n2 - 1) * v2) / df * (1 / n1 + 1 / n2))
    return t, df, 2 * special.stdtr(df, -abs(t))


class TestBrownForsythe:
    @given(GROUP, GROUP)
    @UNHURRIED
    def test_two_groups_are_a_squared_welch_t(self, first, second):
        found, t = brown_forsythe(*moments([first, second])), welch_t(*first, *second)
        np.testing.assert_allclose(found.statistic, t.statistic**2, rtol=1e-8, atol=1e-12)
        np.testing.assert_allclose(found.df2, t.df, rtol=1e-9)
        np.testing.assert_allclose(found.p_value, t.p_value, rtol=1e-7)

    @given(GROUPS, st.floats(-5, 5), st.floats(0.1, 9))
    @UNHURRIED
    def test_neither_order_nor_origin_nor_unit_matters(self, groups, shift, scale):
        n, mean, variance = moments(groups)
        plain = brown_forsythe(n, mean, variance)
        moved = brown_forsythe(n[::-1], shift + scale * mean[::-1], scale**2 * variance[::-1])
        for name, value in vars(plain).items():
            np.testing.assert_allclose(getattr(moved, name), value, rtol=1e-6, atol=1e-9)

    def test_groups_of_one_size_and_spread_have_the_classic_f(self):
        n, mean, variance = [7, 7, 7], [1.0, 2.0, 4.0], [2.0, 2.0, 2.0]
        assert brown_forsythe(n, mean, variance).statistic == pytest.approx(classic_anova(n, mean, variance).statistic)

    def test_a_constant_group_is_compared_and_one_of_one_is_not(self):
        constant = brown_forsythe([5, 5], [1.0, 2.0], [0.0, 1.0])
        assert constant.statistic == pytest.approx(5.0)
        assert constant.df2 == pytest.approx(4.0)
        for n, variance in (([9, 1], [1, np.nan]), ([9, 9], [0, 0]), ([9, 0], [1, 1]), ([0, 0], [0, 0])):
            assert all(np.isnan(each) for each in vars(brown_forsythe(n, [1.0, 2.0], variance)).values())

    def test_an_empty_group_is_left_out_of_its_row_alone(self):
        n, mean, variance = [[9, 0, 9], [9, 9, 9]], [[1, np.nan, 2], [1, 4, 2]], [[1, np.nan, 2], [1, 3, 2]]
        both = brown_forsythe(n, mean, variance)
        assert both.statistic[0] == brown_forsythe([9, 9], [1, 2], [1, 2]).statistic
        assert both.statistic[1] == brown_forsythe(n[1], mean[1], variance[1]).statistic

    def test_thousands_of_groups(self):
        rng = np.random.default_rng(1)
        n = rng.integers(5, 500, 3000)
        found = brown_forsythe(n, rng.normal(size=3000) / np.sqrt(n), np.ones(3000))
        assert found.statistic == pytest.approx(1.0, abs=0.1)
        assert found.df1 == 2999


class TestStudentizedMaximum:
    @given(st.floats(0.01, 30), st.floats(1, 1e5), st.floats(0, 0.999))
    @UNHURRIED
    def test_one_difference_is_a_t_test(self, t, df, loading):
        exact = 2 * special.stdtr(df, -t)
        np.testing.assert_allclose(studentized_maximum.survival(t, [loading], df), exact, rtol=1e-8, atol=1e-280)

    @given(st.floats(0.5, 8), st.integers(2, 30), st.floats(2, 500))
    @FEW
    def test_it_lies_between_one_test_and_bonferroni_and_falls_with_the_correlation(self, t, m, df):
        alone = 2 * special.stdtr(df, -t)
        tails = [studentized_maximum.survival(t, [loading] * m, df) for loading in (0.0, 0.5, 0.9)]
        assert alone * (1 - 1e-9) <= tails[2] <= tails[1] <= tails[0] <= m * alone * (1 + 1e-9)

    @given(st.lists(st.floats(0, 0.99), min_size=1, max_size=5), st.floats(1, 1e4), st.floats(0.5, 0.999))
    @FEW
    def test_quantile_inverts_the_tail(self, loadings, df, confidence):
        critical = studentized_maximum.quantile(confidence, loadings, df)
        np.testing.assert_allclose(studentized_maximum.survival(critical, loadings, df), 1 - confidence, rtol=1e-8)

    def test_known_spread_and_no_correlation_have_a_closed_form(self):
        t, m = np.array([0.5, 2.0, 4.0]), 7
        exact = -np.expm1(m * np.log1p(-2 * special.ndtr(-t)))
        np.testing.assert_allclose(studentized_maximum.survival(t, [0.0] * m, np.inf), exact, rtol=1e-9)

    def test_wholly_shared_differences_are_one(self):
        tail = studentized_maximum.survival(2.0, [1.0] * 5, 10)
        np.testing.assert_allclose(tail, 2 * special.stdtr(10, -2.0), rtol=5e-4)

    def test_many_correlations_are_put_together_and_hardly_move_the_tail(self, monkeypatch):
        n = np.random.default_rng(4).integers(5, 500, 70)
        loadings = np.sqrt(n / (n + 50))
        together = studentized_maximum.survival([2.0, 4.0], loadings, 50)
        monkeypatch.setattr(studentized_maximum, "_MANY", 1000)
        alone = studentized_maximum.survival([2.0, 4.0], loadings, 50)
        assert len(np.unique(loadings)) > 64
        assert (together != alone).all()
        np.testing.assert_allclose(together, alone, rtol=2e-4)

    def test_draws_agree(self):
        rng = np.random.default_rng(2)
        loading, df = np.array([0.2, 0.6, 0.9]), 7
        z = loading * rng.normal(size=(200_000, 1)) + np.sqrt(1 - loading**2) * rng.normal(size=(200_000, 3))
        share = (np.abs(z).max(axis=1) / np.sqrt(rng.chisquare(df, 200_000) / df) > 2.5).mean()
        assert studentized_maximum.survival(2.5, loading, df) == pytest.approx(share, abs=0.002)

    def test_limits(self):
        tail = studentized_maximum.survival([np.nan, -1, 0, np.inf, 3, 3], [0.5, 0.5], [9, 9, 9, 9, 0, np.nan])
        np.testing.assert_array_equal(np.isnan(tail), [True, False, False, False, True, True])
        assert tail[1] == tail[2] == 1.0
        assert tail[3] == 0.0
        assert np.isnan(studentized_maximum.quantile(0.95, [0.5], np.nan))


class TestTukey:
    def test_agrees_with_scipy_on_rows(self):
        rows = drawn(8, (0, 1, 12), (0.4, 1, 30), (1.9, 1, 8), (0.1, 1, 20))
        found, theirs = tukey(*of_rows(rows)), stats.tukey_hsd(*rows)
        limits = theirs.confidence_interval()
        at = found.second, found.first  # theirs are first less second
        np.testing.assert_allclose(found.p_value, theirs.pvalue[at], rtol=1e-6)
        np.testing.assert_allclose(found.ci_low, limits.low[at], rtol=1e-6)
        np.testing.assert_allclose(found.ci_high, limits.high[at], rtol=1e-6)

    @given(GROUP, GROUP)
    @UNHURRIED
    def test_two_groups_are_students_t(self, first, second):
        found, (t, df, p) = tukey(*moments([first, second])), student(first, second)
        np.testing.assert_allclose(found.statistic[0], t, rtol=1e-9, atol=1e-12)
        assert found.df[0] == df
        np.testing.assert_allclose(found.p_value[0], p, rtol=1e-7)

    @given(GROUPS, st.floats(-5, 5), st.floats(0.1, 9))
    @FEW
    def test_order_origin_and_unit(self, groups, shift, scale):
        n, mean, variance = moments(groups)
        plain = tukey(n, mean, variance)
        moved = tukey(n[::-1], shift + scale * mean[::-1], scale**2 * variance[::-1])
        last = len(groups) - 1
        place = {(i, j): k for k, (i, j) in enumerate(zip(moved.first, moved.second, strict=True))}
        back = [place[last - j, last - i] for i, j in zip(plain.first, plain.second, strict=True)]
        np.testing.assert_allclose(moved.p_value[back], plain.p_value, rtol=1e-6)
        np.testing.assert_allclose(-moved.ci_low[back], scale * plain.ci_high, atol=1e-7, rtol=1e-7)

    def test_what_cannot_be_compared_is_nan(self):
        n, mean = [[9, 0, 1], [9, 9, 9], [1, 1, 1]], [[1, np.nan, 2], [1, 2, 3], [1, 2, 3]]
        found = tukey(n, mean, [[1, np.nan, np.nan], [0, 0, 0], [np.nan] * 3])
        np.testing.assert_array_equal(np.isnan(found.p_value), [[True, False, True], [True] * 3, [True] * 3])
        assert found.p_value[0, 1] == pytest.approx(student((9, 1, 1), (1, 2, 0))[2], rel=1e-8)


class TestDunnett:
    def test_agrees_with_scipys_draws_on_rows(self):
        rows = drawn(8, (0, 1, 12), (0.4, 1, 30), (0.9, 1, 8), (0.1, 1, 20))
        theirs = stats.dunnett(*rows[1:], control=rows[0], random_state=np.random.default_rng(1))
        np.testing.assert_allclose(dunnett(*of_rows(rows)).p_value, theirs.pvalue, atol=1e-3)

    @given(GROUP, GROUP, st.integers(0, 1))
    @UNHURRIED
    def test_two_groups_are_students_t(self, first, second, reference):
        found = dunnett(*moments([first, second]), reference=reference)
        t, _, p = student(first, second)
        np.testing.assert_allclose(found.statistic[0], t if reference == 0 else -t, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(found.p_value[0], p, rtol=1e-7)

    @given(GROUPS)
    @FEW
    def test_the_order_of_the_others_does_not_matter(self, groups):
        n, mean, variance = moments(groups)
        plain = dunnett(n, mean, variance, reference=0)
        turned = dunnett(n[::-1], mean[::-1], variance[::-1], reference=len(groups) - 1)
        assert turned.first.tolist() == [len(groups) - 1] * (len(groups) - 1)
        np.testing.assert_allclose(turned.p_value[::-1], plain.p_value, rtol=1e-8)
        np.testing.assert_allclose(turned.ci_low[::-1], plain.ci_low, rtol=1e-8, atol=1e-9)

    @given(GROUPS)
    @FEW
    def test_p_is_the_level_at_which_the_interval_touches_nought(self, groups):
        found = dunnett(*moments(groups))
        for place, p in enumerate(found.p_value):
            if 1e-6 < p < 1 - 1e-6:
                again = dunnett(*moments(groups), confidence=1 - p)
                near = min(abs(again.ci_low[place]), abs(again.ci_high[place]))
                assert near == pytest.approx(0.0, abs=1e-6 * (1 + again.se[place]))

    def test_rows_have_correlations_of_their_own(self):
        n, mean, variance = [[9, 0, 30], [9, 12, 30]], [[1, np.nan, 2], [1, 4, 2]], [[1, np.nan, 2], [1, 3, 2]]
        both = dunnett(n, mean, variance)
        assert np.isnan(both.p_value[0, 0])
        assert both.p_value[0, 1] == pytest.approx(student((9, 1, 1), (30, 2, 2))[2], rel=1e-8)
        assert both.p_value[1].tolist() == dunnett(n[1], mean[1], variance[1]).p_value.tolist()

    def test_without_the_reference_nothing_is_compared(self):
        found = dunnett([0, 9, 9], [np.nan, 1, 2], [np.nan, 1, 1])
        assert np.isnan([found.difference, found.p_value, found.ci_low]).all()


class TestDunnettT3:
    @given(GROUP, GROUP)
    @UNHURRIED
    def test_two_groups_are_welch(self, first, second):
        t = welch_t(*first, *second)
        for reference in (None, 0):
            pair = dunnett_t3(*moments([first, second]), reference=reference)
            np.testing.assert_allclose(pair.p_value[0], t.p_value, rtol=1e-8)
            np.testing.assert_allclose([pair.ci_low[0], pair.ci_high[0]], [t.ci_low, t.ci_high], rtol=1e-8, atol=1e-8)

    @given(GROUPS, st.integers(0, 2))
    @FEW
    def test_fewer_comparisons_are_corrected_less_and_are_the_same_differences(self, groups, reference):
        n, mean, variance = moments(groups)
        pairs, against = dunnett_t3(n, mean, variance), dunnett_t3(n, mean, variance, reference=reference)
        assert sorted([reference, *against.second]) == list(range(len(groups)))
        for place, other in enumerate(against.second):
            pair = [{reference, other} == {i, j} for i, j in zip(pairs.first, pairs.second, strict=True)].index(True)
            sign = 1 if other > reference else -1
            assert against.difference[place] == pytest.approx(sign * pairs.difference[pair])
            assert against.p_value[place] <= pairs.p_value[pair] * (1 + 1e-9)

    def test_all_pairs_are_wider_than_those_of_games_and_howell(self):
        moments_of = [10, 12, 9], [1.0, 2.0, 2.5], [1.0, 2.0, 0.5]
        assert (dunnett_t3(*moments_of).p_value > games_howell(*moments_of).p_value).all()

    def test_what_cannot_be_compared_is_nan_and_does_not_count(self):
        found = dunnett_t3([9, 1, 9, 9], [1, 2, 3, 4], [1, np.nan, 0, 2], reference=0)
        np.testing.assert_array_equal(np.isnan(found.p_value), [True, True, False])
        np.testing.assert_allclose(found.p_value[2], welch_t(9, 1, 1, 9, 4, 2).p_value, rtol=1e-8)


class TestDunn:
    @given(COUNTS, COUNTS)
    @UNHURRIED
    def test_two_groups_are_mann_and_whitney(self, first, second):
        found, theirs = dunn(VALUES, [first, second]), mann_whitney(VALUES, first, second)
        np.testing.assert_allclose(found.z[0], theirs.z, rtol=1e-10, atol=1e-12)
        np.testing.assert_allclose(found.p_adjusted[0], theirs.p_value, rtol=1e-9)

    @given(st.lists(COUNTS, min_size=3, max_size=5), st.permutations(range(5)))
    @UNHURRIED
    def test_order_of_values_and_sign(self, counts, order):
        plain = dunn(VALUES, counts)
        shuffled = dunn(VALUES[order], np.array(counts)[:, order])
        turned = dunn(-VALUES, counts)
        np.testing.assert_allclose(shuffled.z, plain.z, rtol=1e-12)
        np.testing.assert_allclose(turned.z, -plain.z, rtol=1e-9, atol=1e-12)

    def test_nothing_to_rank_is_nan(self):
        assert np.isnan(dunn([1, 2], [[3, 0], [4, 0]]).z).all()
        np.testing.assert_array_equal(np.isnan(dunn([1, 2], [[3, 1], [0, 0], [4, 2]]).z), [True, False, True])


class TestLetters:
    @given(st.integers(1, 9), st.data())
    @settings(deadline=None, max_examples=150)
    def test_two_groups_share_a_letter_just_where_they_do_not_differ(self, g, data):
        drawn_pairs = data.draw(st.lists(st.booleans(), min_size=g * g, max_size=g * g))
        differs = np.triu(np.array(drawn_pairs).reshape(g, g), k=1)
        found = compact_letters(differs)
        shares = (found.held[:, None] & found.held[None]).any(axis=-1)
        np.testing.assert_array_equal(shares, ~(differs | differs.T))
        assert found.text == tuple(
            "".join("abcdefghijklmnopqrstuvwxyz"[k] for k in np.flatnonzero(r)) for r in found.held
        )

    def test_no_letter_is_needless(self):
        rng = np.random.default_rng(3)
        differs = np.triu(rng.random((12, 12)) < 0.5, k=1)
        held = compact_letters(differs).held
        together = ~(differs | differs.T)
        for letter in range(held.shape[1]):
            rest = np.delete(held, letter, axis=1)
            assert ((rest[:, None] & rest[None]).any(axis=-1) != together).any()

    def test_groups_in_order_of_their_means_have_letters_in_order(self):
        mean = np.array([1.0, 1.2, 2.0, 2.4, 3.5])
        assert compact_letters(np.abs(mean[:, None] - mean) > 1.1).text == ("a", "a", "ab", "bc", "c")

    def test_all_alike_all_apart_and_some_not_compared(self):
        assert compact_letters(np.zeros((3, 3))).text == ("a", "a", "a")
        assert compact_letters(np.ones((3, 3))).text == ("a", "b", "c")
        assert compact_letters(np.ones((3, 3)), [True, False, True]).text == ("a", "", "b")
        assert compact_letters(np.zeros((0, 0))).text == ()

    def test_beyond_z(self):
        text = compact_letters(np.ones((30, 30))).text
        assert (text[25], text[26], text[29]) == ("z", "aa", "ad")

    def test_hundreds_of_groups(self):
        mean = np.sort(np.random.default_rng(0).normal(size=300))
        apart = np.abs(mean[:, None] - mean) > 1
        held = compact_letters(apart).held
        np.testing.assert_array_equal((held[:, None] & held[None]).any(axis=-1), ~apart)
        assert held.shape[1] < 300


def expand(counts):
    return [np.repeat(VALUES, group) for group in counts]


class TestSpreads:
    @given(st.lists(COUNTS, min_size=2, max_size=4))
    @UNHURRIED
    def test_levene_from_counts_is_that_from_rows(self, counts):
        rows = [row for row in expand(counts) if len(row)]
        for centre in ("median", "mean"):
            found = levene(VALUES, counts, centre=centre)
            of = np.median if centre == "median" else np.mean
            distances = [np.abs(row - of(row)) for row in rows]
            inside = sum(((d - d.mean()) ** 2).sum() for d in distances)
            if len(rows) < 2 or sum(map(len, rows)) == len(rows) or inside < 1e-20:
                assert np.isnan(found.statistic)
                continue
            theirs = stats.levene(*rows, center=centre)
            np.testing.assert_allclose(found.statistic, theirs.statistic, rtol=1e-7, atol=1e-9)

    @given(st.lists(GROUP, min_size=2, max_size=5), st.floats(0.1, 9))
    @UNHURRIED
    def test_bartlett_knows_neither_order_nor_unit(self, groups, scale):
        n, _, variance = moments(groups)
        plain, moved = bartlett_spreads(n, variance), bartlett_spreads(n[::-1], scale * variance[::-1])
        np.testing.assert_allclose(moved.statistic, plain.statistic, rtol=1e-7, atol=1e-9)

    def test_bartlett_agrees_with_scipy_on_rows(self):
        rows = drawn(4, (0, 1, 12), (0, 2, 30), (1, 0.5, 8))
        n, _, variance = of_rows(rows)
        found = bartlett_spreads(n, variance)
        np.testing.assert_allclose([found.statistic, found.p_value], stats.bartlett(*rows), rtol=1e-9)

    @given(st.lists(COUNTS, min_size=2, max_size=4))
    @UNHURRIED
    def test_fligner_from_counts_is_that_from_rows(self, counts):
        rows = [row for row in expand(counts) if len(row)]
        found = fligner_killeen(VALUES, counts)
        distances = np.concatenate([np.abs(row - np.median(row)) for row in rows]) if rows else np.zeros(0)
        if len(rows) < 2 or sum(map(len, rows)) == len(rows) or len(np.unique(distances)) < 2:
            assert np.isnan(found.statistic)
            return
        np.testing.assert_allclose(found.statistic, stats.fligner(*rows).statistic, rtol=1e-7, atol=1e-9)

    def test_rounding_breaks_no_tie(self):
        counts = [[2, 3, 4, 1, 0], [4, 1, 1, 1, 3], [0, 2, 2, 2, 0]]
        exact = fligner_killeen([1, 2, 3, 4, 5], counts)
        rough = fligner_killeen(np.array([1, 2, 3, 4, 5]) / 3 + 0.1, counts)
        assert rough.statistic == pytest.approx(exact.statistic, rel=1e-12)

    def test_what_cannot_be_computed_is_nan(self):
        assert np.isnan(bartlett_spreads([[5, 1], [5, 5], [5, 0]], [[1, np.nan], [1, 0], [1, 1]]).p_value).all()
        for made in (levene, fligner_killeen):
            assert np.isnan(made([1, 2], [[[3, 0], [4, 0]], [[1, 0], [0, 1]], [[2, 2], [0, 0]]]).p_value).all()

    def test_rows_are_computed_apart(self):
        both = [[[3, 1, 0, 2, 0], [0, 2, 2, 1, 1]], [[1, 1, 4, 0, 0], [2, 0, 2, 1, 1]]]
        for made in (levene, fligner_killeen):
            alone = [float(made(VALUES, row).statistic) for row in both]
            np.testing.assert_allclose(made(VALUES, both).statistic, alone, rtol=1e-12)


class TestShareExplained:
    @given(st.floats(0, 40), st.integers(1, 12), st.integers(5, 300))
    @FEW
    def test_limits_leave_what_they_should(self, f, df1, df2):
        total = df1 + df2 + 1
        found = share_explained(f, df1, df2, total, confidence=0.9)
        for share, beyond in ((found.low, 0.95), (found.high, 0.05)):
            noncentrality = total * share / (1 - share)
            below = stats.ncf.cdf(f, df1, df2, noncentrality) if noncentrality > 0 else stats.f.cdf(f, df1, df2)
            assert below == pytest.approx(beyond, abs=1e-6) if share > 0 else below <= beyond + 1e-9

    @given(st.lists(COUNTS, min_size=2, max_size=4))
    @UNHURRIED
    def test_f_of_ranks_is_that_of_an_analysis_of_variance_of_ranks(self, counts):
        rows = [row for row in expand(counts) if len(row)]
        found = kruskal_wallis(VALUES, counts)
        total = sum(map(len, rows))
        if not np.isfinite(found.statistic) or found.statistic > (total - 1) * (1 - 1e-6):
            return
        ranks = np.split(stats.rankdata(np.concatenate(rows)), np.cumsum([len(row) for row in rows])[:-1])
        f, df2 = f_of_ranks(found.statistic, found.df, total)
        np.testing.assert_allclose(f, stats.f_oneway(*ranks).statistic, rtol=1e-7, atol=1e-9)
        assert df2 == total - len(rows)

    def test_groups_that_do_not_overlap_have_no_f_of_ranks(self):
        found = kruskal_wallis([1, 2], [[5, 0], [0, 5]])
        f, _ = f_of_ranks(found.statistic, found.df, 10)
        assert np.isnan(f)
        assert np.isnan(share_explained(f, 1, 8, 10).low)

    def test_shapes_and_what_is_not_known(self):
        found = share_explained([[5.0, np.nan]], 2, [[20, 20]], 23)
        assert found.low.shape == (1, 2)
        assert np.isnan(found.low[0, 1])
        assert np.isnan(found.high[0, 1])
