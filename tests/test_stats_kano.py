"""Kano's categories, coefficients and scores: exact cases, limits, properties, and how often the region is right."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import stats

from servgap._stats.kano.better_worse import better_worse
from servgap._stats.kano.evaluation import ANSWERS, BY_CHANCE, CATEGORIES, TABLE, kano_categories
from servgap._stats.kano.scores import DYSFUNCTIONAL, FUNCTIONAL, kano_scores
from servgap._stats.shares.wilson import share_wilson

UNHURRIED = settings(deadline=None, max_examples=80)
TABLES = arrays.arrays(np.int64, (5, 5), elements=st.integers(0, 40))
COUNTS = arrays.arrays(np.int64, (6,), elements=st.integers(0, 60))
LEVELS = st.floats(0.6, 0.99)


def cells(**counts):
    """Give a table of answers, cells named by both, such as ``must_dislike=3``."""
    table = np.zeros((5, 5))
    for name, count in counts.items():
        there, absent = name.split("_")
        table[ANSWERS.index(there), ANSWERS.index(absent)] = count
    return table


class TestCategories:
    def test_every_pair_of_answers_has_the_category_of_the_table(self):
        for row, there in enumerate(ANSWERS):
            for column, absent in enumerate(ANSWERS):
                found = kano_categories(cells(**{f"{there}_{absent}": 1}))
                assert found.counts.tolist() == [float(code == TABLE[row][column]) for code in CATEGORIES]

    def test_the_table_is_its_mirror_where_the_two_questions_change_places_and_wishes_turn(self):
        """Who likes it there and dislikes it gone is the reverse of who dislikes it there and likes it gone."""
        turned = {"M": "R", "O": "R", "A": "R", "I": "I", "Q": "Q"}
        for row in range(5):
            for column in range(5):
                code, other = TABLE[row][column], TABLE[column][row]
                assert code == "R" or other == turned[code] or (code, other) == ("I", "I")
        assert pytest.approx(2 / 25) == BY_CHANCE

    def test_by_hand(self):
        found = kano_categories(cells(must_dislike=5, neutral_dislike=4, like_dislike=3))
        assert found.counts.tolist() == [9, 3, 0, 0, 0, 0]
        assert (CATEGORIES[found.mode], CATEGORIES[found.second]) == ("M", "O")
        assert found.fong_difference == 6
        np.testing.assert_allclose(found.fong_threshold, 1.65 * np.sqrt(6), rtol=1e-14)
        assert (bool(found.separated), bool(found.tied)) == (True, False)
        assert (found.category_strength, found.total_strength) == (0.5, 1.0)

    @given(TABLES)
    @UNHURRIED
    def test_it_counts_everybody_once(self, table):
        found = kano_categories(table)
        assert found.n == table.sum() == found.counts.sum()
        if found.n:
            np.testing.assert_allclose(found.shares.sum(), 1, rtol=1e-12)
            ordered = np.sort(found.counts)[::-1]
            assert (found.counts[found.mode], found.counts[found.second]) == (ordered[0], ordered[1])
            assert bool(found.tied) == (ordered[0] == ordered[1])
        else:
            assert np.isnan(found.shares).all()
            assert (found.mode, found.second) == (-1, -1)

    @given(TABLES)
    @UNHURRIED
    def test_fong_decides_in_whole_numbers(self, table):
        found = kano_categories(table)
        a, b, n = (int(each) for each in (*np.sort(found.counts)[:-3:-1], found.n))
        if n:
            squared = Fraction(33, 20) ** 2 * Fraction((a + b) * (2 * n - a - b), 2 * n)
            assert bool(found.separated) == ((a - b) ** 2 > squared)
            np.testing.assert_allclose(float(found.fong_threshold) ** 2, float(squared), rtol=1e-12)
        assert not (found.separated and found.tied)

    def test_a_lead_that_is_exactly_the_threshold_is_not_enough(self):
        """With a + b = n = 3,200 the threshold is 1.65 √(3,200/2), which is 66."""
        found = kano_categories(cells(neutral_dislike=1633, like_dislike=1567))
        assert (found.fong_difference, found.separated) == (66, False)
        np.testing.assert_allclose(found.fong_threshold, 66, rtol=1e-14)
        assert kano_categories(cells(neutral_dislike=1634, like_dislike=1566)).separated

    def test_of_equally_frequent_ones_the_first_counts(self):
        found = kano_categories(cells(like_neutral=4, neutral_neutral=4, like_like=4))
        assert (CATEGORIES[found.mode], CATEGORIES[found.second]) == ("A", "I")

    @given(TABLES, st.integers(2, 50))
    @UNHURRIED
    def test_what_is_separated_stays_so_with_more_of_the_same(self, table, times):
        few, many = kano_categories(table), kano_categories(times * table)
        assert few.mode == many.mode
        assert bool(many.separated) >= bool(few.separated)

    def test_millions_are_counted_exactly(self):
        found = kano_categories(cells(neutral_dislike=3_000_000, like_dislike=2_990_000))
        assert found.separated
        assert not kano_categories(cells(neutral_dislike=3_000_000, like_dislike=2_999_999)).separated


class TestBetterWorse:
    def test_by_hand(self):
        found = better_worse([4, 4, 4, 4, 9, 1])
        assert (found.n, found.better, found.worse) == (16, 0.5, -0.5)
        assert (found.better_variance, found.worse_variance, found.covariance) == (1 / 64, 1 / 64, 0)
        radius = stats.chi2.ppf(0.95, 2)
        np.testing.assert_allclose(found.half_axes, np.sqrt(radius / 64), rtol=1e-12)
        np.testing.assert_allclose(found.spread, np.eye(2) * radius / 80, rtol=1e-12)

    @given(COUNTS, LEVELS)
    @UNHURRIED
    def test_it_is_the_delta_method_on_all_six_categories(self, counts, confidence):
        found, n = better_worse(counts, confidence), counts.sum()
        m, o, a, i, _, _ = counts
        inside = m + o + a + i
        if inside == 0:
            assert all(np.isnan(each).all() for name, each in vars(found).items() if name != "n")
            return
        p = counts / n
        q = inside / n
        better, worse = (p[1] + p[2]) / q, -(p[0] + p[1]) / q
        slope_better = np.array([-better, 1 - better, 1 - better, -better, 0, 0]) / q
        slope_worse = -np.array([1 + worse, 1 + worse, worse, worse, 0, 0]) / q
        spread = (np.diag(p) - np.outer(p, p)) / n
        np.testing.assert_allclose([found.better, found.worse], [better, worse], rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(found.better_variance, slope_better @ spread @ slope_better, rtol=1e-9, atol=1e-15)
        np.testing.assert_allclose(found.worse_variance, slope_worse @ spread @ slope_worse, rtol=1e-9, atol=1e-15)
        np.testing.assert_allclose(found.covariance, slope_better @ spread @ slope_worse, rtol=1e-9, atol=1e-12)

    @given(COUNTS, LEVELS)
    @UNHURRIED
    def test_intervals_are_those_of_single_shares(self, counts, confidence):
        found = better_worse(counts, confidence)
        alone = share_wilson(counts[0] + counts[1], counts[:4].sum(), confidence)
        np.testing.assert_array_equal([found.worse_low, found.worse_high], [-alone.ci_high, 0.0 - alone.ci_low])
        if found.n:
            assert -1 <= found.worse_low <= found.worse <= found.worse_high <= 0 <= found.better_low <= found.better
            assert found.better <= found.better_high <= 1

    @given(COUNTS, LEVELS)
    @UNHURRIED
    def test_the_region_always_has_a_width_and_its_centre_lies_inside(self, counts, confidence):
        found = better_worse(counts, confidence)
        if not found.n:
            return
        assert np.linalg.eigvalsh(found.spread).min() > 0
        assert 0 < found.centre[0] < 1
        assert -1 < found.centre[1] < 0
        more = better_worse(counts + np.array([1, 1, 1, 1, 0, 0]), confidence)
        np.testing.assert_allclose(found.centre, [more.better, more.worse], rtol=1e-12)
        np.testing.assert_allclose(np.sqrt(np.linalg.eigvalsh(found.spread))[::-1], more.half_axes, rtol=1e-8)

    @given(COUNTS)
    @UNHURRIED
    def test_reverse_and_questionable_answers_do_not_count(self, counts):
        found, without = better_worse(counts), better_worse([*counts[:4], 0, 0])
        for name, each in vars(found).items():
            np.testing.assert_array_equal(each, getattr(without, name))

    @given(COUNTS)
    @UNHURRIED
    def test_must_be_and_attractive_change_places_with_better_and_worse(self, counts):
        m, o, a, i, *_ = counts
        found, turned = better_worse([m, o, a, i, 0, 0]), better_worse([a, o, m, i, 0, 0])
        np.testing.assert_allclose(found.better, -turned.worse, rtol=1e-14)
        np.testing.assert_allclose(found.better_variance, turned.worse_variance, rtol=1e-12)
        np.testing.assert_allclose(found.half_axes, turned.half_axes, rtol=1e-9)

    def test_all_of_one_mind(self):
        found = better_worse([12, 0, 0, 0, 0, 0])
        assert (found.better, found.worse, found.better_variance, found.worse_variance) == (0, -1, 0, 0)
        assert found.half_axes.tolist() == [0, 0]
        assert found.worse_high == -share_wilson(12, 12).ci_low

    @pytest.mark.parametrize(
        ("true", "n", "least", "without"),
        [
            ((0.25, 0.25, 0.25, 0.25), 30, 0.935, 0.95),
            ((0.7, 0.14, 0.04, 0.12), 60, 0.94, 0.92),
            ((0.03, 0.02, 0.9, 0.05), 40, 0.94, 0.85),
            ((0.02, 0.02, 0.04, 0.92), 100, 0.935, 0.9),
        ],
    )
    def test_the_region_holds_the_true_pair(self, true, n, least, without):
        """Shares of 4,000 samples; benchmarks/coverage_kano.py draws more of more kinds."""
        rng = np.random.default_rng(1)
        counts = np.column_stack([rng.multinomial(n, true, size=4000), np.zeros((4000, 2))])
        pair = np.array([true[1] + true[2], -(true[0] + true[1])])
        found = better_worse(counts)
        off = pair - found.centre
        held = np.einsum("ri,rij,rj->r", off, np.linalg.inv(found.spread), off) <= 1
        assert held.mean() >= least
        assert held.mean() <= 0.99
        # Without the four respondents added, the ellipse of the estimates themselves holds it more rarely.
        cross = np.stack([found.better_variance, found.covariance, found.covariance, found.worse_variance], axis=-1)
        bare = cross.reshape(-1, 2, 2)
        sure = np.linalg.det(bare) > 1e-15
        off = pair - np.stack([found.better, found.worse], axis=-1)
        distance = np.einsum("ri,rij,rj->r", off[sure], np.linalg.inv(bare[sure]), off[sure])
        assert (distance <= stats.chi2.ppf(0.95, 2)).sum() / len(sure) < min(without, held.mean())


class TestScores:
    @given(TABLES)
    @UNHURRIED
    def test_they_are_means_of_the_scores(self, table):
        found, n = kano_scores(table), table.sum()
        for name, counts, scores in (
            ("functional", table.sum(axis=1), FUNCTIONAL),
            ("dysfunctional", table.sum(axis=0), DYSFUNCTIONAL),
        ):
            values = np.repeat(scores, counts)
            mean, sd, low, high = (getattr(found, f"{name}{end}") for end in ("", "_sd", "_low", "_high"))
            if n == 0:
                assert np.isnan([mean, sd, low, high]).all()
                continue
            np.testing.assert_allclose(mean, values.mean(), rtol=1e-12, atol=1e-12)
            if n == 1 or np.ptp(values) == 0:
                assert np.isnan([low, high]).all()
                assert sd == 0 or n == 1
                continue
            np.testing.assert_allclose(sd, values.std(ddof=1), rtol=1e-9)
            theirs = stats.ttest_1samp(values, 0).confidence_interval(0.95)
            np.testing.assert_allclose([low, high], [theirs.low, theirs.high], rtol=1e-8, atol=1e-10)

    def test_the_two_questions_are_each_other_s_mirror(self):
        assert tuple(reversed(DYSFUNCTIONAL)) == FUNCTIONAL
