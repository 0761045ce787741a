"""Rank sets, worst-k candidates, rank probabilities and simultaneous critical values: properties and limits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from servgap._stats.families.max_t import draw_errors, simultaneous_critical, upper_quantile
from servgap._stats.ranks.rank_probabilities import rank_probabilities
from servgap._stats.ranks.rank_sets import interval_rank_sets, rank_sets, worst_k_candidates

DRAWS = 999


def example(seed, p=6, spread=0.3):
    rng = np.random.default_rng(seed)
    data = rng.normal(size=(40, p)) + rng.normal(size=(40, 1)) + spread * np.arange(p)
    return data.mean(axis=0), np.cov(data.T) / 40


def same(sets, others):
    for name, value in vars(sets).items():
        np.testing.assert_array_equal(getattr(others, name), value)


class TestRankSets:
    @given(st.integers(0, 10_000), st.permutations(range(6)), st.booleans())
    @settings(max_examples=40, deadline=None)
    def test_the_order_of_the_items_does_not_matter(self, seed, order, simultaneous):
        x, S = example(seed)
        order = np.array(order)
        plain = rank_sets(x, S, draws=DRAWS, simultaneous=simultaneous)
        turned = rank_sets(x[order], S[np.ix_(order, order)], draws=DRAWS, simultaneous=simultaneous)
        for name, value in vars(plain).items():
            np.testing.assert_array_equal(getattr(turned, name), value[order])

    @given(st.integers(0, 10_000), st.integers(-8, 8), st.sampled_from([0.25, 2.0, 1024.0]))
    @settings(max_examples=40, deadline=None)
    def test_neither_origin_nor_unit_matters(self, seed, shift, scale):
        x, S = example(seed)
        same(rank_sets(x, S, draws=DRAWS), rank_sets(scale * x + shift, scale**2 * S, draws=DRAWS))

    @given(st.integers(0, 10_000))
    @settings(max_examples=40, deadline=None)
    def test_turning_the_signs_turns_the_sets(self, seed):
        x, S = example(seed)
        # the draws differ, so the bounds may, by Monte Carlo, by one
        up, down = rank_sets(x, S), rank_sets(-x, S)
        assert np.abs(up.rank_low - (7 - down.rank_high)).max() <= 1
        np.testing.assert_array_equal(up.rank, 7 - down.rank)

    @given(st.integers(0, 10_000), st.booleans(), st.booleans())
    @settings(max_examples=40, deadline=None)
    def test_a_set_holds_its_rank_and_step_down_and_less_confidence_only_narrow_it(self, seed, simultaneous, stepdown):
        x, S = example(seed)
        how = {"draws": DRAWS, "simultaneous": simultaneous, "stepdown": stepdown}
        sets = rank_sets(x, S, **how)
        assert np.all((sets.rank_low <= sets.rank) & (sets.rank <= sets.rank_high))
        narrower = rank_sets(x, S, **{**how, "confidence": 0.8, "stepdown": True})
        assert np.all((narrower.rank_low >= sets.rank_low) & (narrower.rank_high <= sets.rank_high))

    @given(st.integers(0, 10_000))
    @settings(max_examples=30, deadline=None)
    def test_each_rank_by_itself_is_no_wider_and_small_samples_are_wider(self, seed):
        x, S = example(seed)
        joint = rank_sets(x, S, draws=DRAWS)
        alone = rank_sets(x, S, draws=DRAWS, simultaneous=False, stepdown=False)
        single = rank_sets(x, S, draws=DRAWS, stepdown=False)
        small = rank_sets(x, S, draws=DRAWS, df=5)
        assert np.all(alone.rank_high - alone.rank_low <= single.rank_high - single.rank_low)
        assert np.sum(small.rank_high - small.rank_low) >= np.sum(joint.rank_high - joint.rank_low)

    @pytest.mark.parametrize("simultaneous", [True, False])
    def test_one_sided_bounds(self, simultaneous):
        x, S = example(4, spread=0.5)
        how = {"draws": DRAWS, "simultaneous": simultaneous}
        both = rank_sets(x, S, **how)
        lower, upper = rank_sets(x, S, bounds="lower", **how), rank_sets(x, S, bounds="upper", **how)
        assert np.all(lower.rank_high == 6)
        assert np.all(upper.rank_low == 1)
        assert np.all(lower.rank_low >= both.rank_low)
        assert np.all(upper.rank_high <= both.rank_high)
        if simultaneous:
            same(both, type(both)(both.rank, lower.rank_low, upper.rank_high))

    @pytest.mark.parametrize("simultaneous", [True, False])
    def test_differences_without_variance_are_certain(self, simultaneous):
        S = np.full((3, 3), 0.5)
        S[2] = S[:, 2] = 0
        S[2, 2] = 0.5
        apart = rank_sets([1.0, 1.1, 1.0], S, draws=DRAWS, simultaneous=simultaneous)
        assert apart.rank_low.tolist() == [2, 1, 1]
        assert apart.rank_high.tolist() == [3, 2, 3]
        alike = rank_sets([1.0, 1.0, 1.0], S, draws=DRAWS, simultaneous=simultaneous)
        assert (alike.rank_low.tolist(), alike.rank_high.tolist()) == ([1] * 3, [3] * 3)

    def test_constants_are_ordered_as_they_stand(self):
        sets = rank_sets([1.0, 3.0, 1.0], np.zeros((3, 3)), draws=DRAWS)
        assert sets.rank.tolist() == sets.rank_low.tolist() == [2, 1, 2]
        assert sets.rank_high.tolist() == [3, 1, 3]

    @pytest.mark.parametrize("p", [0, 1])
    def test_nothing_to_order(self, p):
        sets = rank_sets(np.zeros(p), np.eye(p), draws=DRAWS)
        assert sets.rank_low.tolist() == sets.rank_high.tolist() == [1] * p
        assert interval_rank_sets(np.zeros(p), np.ones(p)).rank_high.tolist() == [1] * p

    def test_too_few_draws_reject_nothing(self):
        sets = rank_sets([0.0, 9.0], np.eye(2) * 0.01, draws=10)
        assert sets.rank_high.tolist() == [2, 2]

    def test_the_same_seed_gives_the_same_sets(self):
        x, S = example(11)
        same(rank_sets(x, S, draws=DRAWS), rank_sets(x, S, draws=DRAWS, rng=np.random.default_rng(0)))

    def test_equal_estimates_are_covered(self):
        rng = np.random.default_rng(21)
        covered = 0
        for _ in range(120):
            x = rng.normal(size=8) * 0.1
            sets = rank_sets(x, np.eye(8) * 0.01, draws=DRAWS, rng=rng)
            covered += bool(np.all(sets.rank_low == 1) and np.all(sets.rank_high == 8))
        assert covered >= 106  # 95 % of 120 less three standard deviations


class TestWorst:
    @given(st.integers(0, 10_000), st.integers(1, 6))
    @settings(max_examples=30, deadline=None)
    def test_the_first_k_are_always_among_the_candidates(self, seed, k):
        x, S = example(seed)
        found = worst_k_candidates(x, S, k, draws=DRAWS)
        assert np.all(found.candidate[np.argsort(-x)[:k]] == 1)
        assert np.all((found.rank_low <= k) == (found.candidate == 1))


class TestRankProbabilities:
    @given(st.integers(0, 10_000))
    @settings(max_examples=20, deadline=None)
    def test_probabilities_add_up(self, seed):
        x, S = example(seed)
        found = rank_probabilities(x, S, [1, 3, 6], draws=DRAWS)
        np.testing.assert_allclose(found.in_top.sum(axis=0), [1, 3, 6])
        np.testing.assert_allclose(found.mean_rank.sum(), 21)
        assert np.all(found.central_low <= found.central_high)

    def test_expected_rank_is_the_mean_of_the_draws(self):
        x, S = example(2)
        found = rank_probabilities(x, S, np.arange(1, 7), draws=40_000)
        drawn = 6 - found.in_top[:, :-1].sum(axis=1)
        np.testing.assert_allclose(found.mean_rank, drawn, atol=0.03)

    def test_constants_share_the_best_rank(self):
        found = rank_probabilities([1.0, 3.0, 1.0], np.zeros((3, 3)), [1, 2], draws=9)
        assert found.mean_rank.tolist() == found.central_low.tolist() == [2, 1, 2]
        assert found.in_top.tolist() == [[0, 1], [1, 1], [0, 1]]


class TestCriticalValues:
    def test_one_statistic_needs_its_own_quantile(self):
        found = simultaneous_critical(np.eye(1), 12, draws=199_999).critical
        assert abs(found - special.stdtrit(12, 0.975)) < 0.02

    def test_neither_variances_nor_components_without_variance_matter(self):
        S = np.array([[4.0, 0, 1], [0, 0, 0], [1, 0, 9.0]])
        assert abs(simultaneous_critical(S).critical - simultaneous_critical(S * 100).critical) < 1e-12
        assert np.isnan(simultaneous_critical(np.zeros((2, 2))).critical)

    def test_draws_have_the_covariance_even_when_singular(self):
        root = np.array([[1.0, 0], [1, 0], [0, 2]])
        errors = draw_errors(root @ root.T, draws=50_000)
        np.testing.assert_allclose(np.cov(errors), root @ root.T, atol=0.06)
        # Equal errors are equal, not to the root of rounding: some 1e-8, which differs by processor.
        np.testing.assert_allclose(errors[0], errors[1], atol=1e-13)

    def test_fewer_answers_than_estimates_leave_no_error_beside_theirs(self):
        rows = np.random.default_rng(2).integers(1, 8, (5, 12)).astype(float)
        beside = np.linalg.svd(rows - rows.mean(axis=0))[2][4:]
        assert np.abs(beside @ draw_errors(np.cov(rows.T), draws=200)).max() < 1e-11

    def test_the_order_statistic(self):
        drawn = np.random.default_rng(1).permutation(9999) + 1.0
        assert upper_quantile(drawn, 0.95) == 9500
        assert upper_quantile(drawn[:5], 0.95) == np.inf
