"""The size of what was picked for its size, and the interval that allows for skewness at its ends."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from servgap._stats.counts import moments_from_counts
from servgap._stats.families.max_t import simultaneous_critical
from servgap._stats.families.skewed_means import skewed_mean
from servgap._stats.ranks.winner import winner

GAPS = np.arange(-6, 7)
numbers = st.floats(-3, 3, allow_nan=False).map(lambda x: round(x, 3))


def random_covariance(rng, size, se=0.2):
    root = rng.normal(size=(size, size + 2))
    covariance = root @ root.T
    scale = np.sqrt(np.diagonal(covariance))
    return se**2 * covariance / np.outer(scale, scale)


# Ends that allow for skewness


@settings(max_examples=100, deadline=None)
@given(numbers, st.floats(-8, 8), st.integers(2, 3000), st.floats(0.5, 6), st.floats(0.5, 6))
def test_each_end_is_the_farther_of_students_and_halls(mean, skewness, n, low, high):
    bend = skewness / np.sqrt(n)

    def straightened(t):
        return t + bend * t**2 / 3 + bend**2 * t**3 / 27 + bend / 6

    reach = [optimize.brentq(lambda t, y=y: straightened(t) - y, -1e4, 1e4, xtol=1e-12) for y in (low, -high)]
    found = skewed_mean(mean, 0.1, skewness, n, low, high)
    assert float(found.low) == pytest.approx(mean - 0.1 * max(low, reach[0]), abs=1e-6)
    assert float(found.high) == pytest.approx(mean + 0.1 * max(high, -reach[1]), abs=1e-6)
    turned = skewed_mean(-mean, 0.1, -skewness, n, high, low)
    assert (float(turned.low), float(turned.high)) == pytest.approx((-float(found.high), -float(found.low)))


def test_without_skewness_it_is_students():
    for skewness in (0.0, np.nan, 1e-9):
        found = skewed_mean([1.0, 2.0], 0.5, skewness, 50, 2.0, 3.0)
        np.testing.assert_allclose([found.low, found.high], [[0.0, 1.0], [2.5, 3.5]], atol=1e-8)


@pytest.mark.parametrize("n", [100, 300])
def test_far_in_the_tails_it_misses_no_more_often_than_it_says(n):
    # Six of ten gaps are zero, and the others lie below: what one of 22 intervals at once needs is one miss in 800.
    share = np.array([0, 0.01, 0.02, 0.03, 0.07, 0.1, 0.74, 0.03, 0, 0, 0, 0, 0])
    counts = np.random.default_rng(n).multinomial(n, share, size=60_000)
    found, true, tail = moments_from_counts(GAPS, counts), float(share @ GAPS), 1 / 800
    t, se = stats.t.ppf(1 - tail, n - 1), np.sqrt(found.variance / n)
    wide = skewed_mean(found.mean, se, found.skewness, n, t, t)
    assert np.mean(wide.low > true) < 1.3 * tail
    assert np.mean(wide.high < true) < 1.3 * tail
    assert np.mean(found.mean - t * se > true) > 2 * tail  # plain t


# The worst of several


def test_an_undoubted_winner_is_what_it_seems():
    found = winner([5.0, 0.0, 0.1], np.eye(3) * 0.01, draws=49_999)
    assert float(found.estimate) == pytest.approx(5.0, abs=1e-6)
    assert float(found.shrunken) == pytest.approx(5.0, abs=0.02)
    # Wider than ± 1.96 by the tenth of the error that goes to telling which could have been picked.
    reach = 0.1 * stats.norm.ppf(1 - 0.045 / 2)
    assert (float(found.ci_low), float(found.ci_high)) == pytest.approx((5 - reach, 5 + reach))
    assert not found.tied


@pytest.mark.parametrize("spread", [0.0, 0.1, 1.0])
def test_the_winner_is_corrected(spread):
    rng = np.random.default_rng(13)
    truth = np.linspace(-1, 1, 10) * spread
    covariance = (np.eye(10) + 0.5) * 0.01
    root = np.linalg.cholesky(covariance)
    errors, covered = [], []
    for _ in range(400):
        found = winner(truth + root @ rng.standard_normal(10), covariance, draws=999, rng=rng)
        size = truth[int(found.place)]
        errors.append([found.observed - size, found.estimate - size, found.shrunken - size])
        covered.append(found.ci_low <= size <= found.ci_high)
    observed, corrected, shrunken = np.array(errors, dtype=float).T
    assert np.mean(covered) > 0.935
    assert abs(np.median(corrected)) < 0.035
    if spread < 1:
        assert np.mean(observed) > 0.06
        assert abs(np.mean(shrunken)) < np.mean(observed) / 2
    else:
        assert np.mean(covered) < 0.975  # where one stands out, next to nothing is corrected


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 8), st.booleans(), st.sampled_from([0.0, 0.02, 0.5]))
def test_its_interval_lies_within_the_simultaneous_one_and_has_a_width(seed, size, counted, apart):
    rng = np.random.default_rng(seed)
    x, covariance = np.round(rng.normal(size=size) * apart, 2), random_covariance(rng, size)
    se = np.sqrt(np.diagonal(covariance))
    n = rng.integers(20, 60) if counted else None
    skewness = rng.normal(size=size) if counted else None
    found = winner(x, covariance, n=n, skewness=skewness, grain=0.01, draws=1999)
    df = None if n is None else n - 1.0
    critical = simultaneous_critical(covariance, df, draws=1999).critical
    place = int(found.place)
    together = skewed_mean(
        x[place], se[place], np.nan if skewness is None else skewness[place], n or 1, critical, critical
    )
    assert together.low - 1e-12 <= found.ci_low < found.observed < found.ci_high <= together.high + 1e-12
    assert found.ci_low <= found.estimate <= found.observed + 1e-9
    assert found.observed == x.max()
    if found.tied:
        assert (float(found.ci_low), float(found.ci_high)) == pytest.approx((float(together.low), float(together.high)))
    assert bool(found.tied) == (np.sort(x)[-2] >= x.max() - 0.01 - 1e-9)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_neither_place_nor_unit_matters(seed):
    rng = np.random.default_rng(seed)
    x, covariance = rng.normal(size=5) * 0.2, random_covariance(rng, 5)
    found = winner(x, covariance, draws=4999)
    moved = winner(10 + 3 * x, 9 * covariance, draws=4999)
    for name in ("observed", "estimate", "ci_low", "ci_high", "shrunken"):
        assert float(getattr(moved, name)) == pytest.approx(10 + 3 * float(getattr(found, name)), abs=1e-9)
    order = rng.permutation(5)
    other = winner(x[order], covariance[np.ix_(order, order)], draws=4999)
    assert order[int(other.place)] == int(found.place)
    assert float(other.ci_high) == float(found.ci_high)
    assert float(other.ci_low) == pytest.approx(float(found.ci_low), abs=0.02)  # draws fall to other columns


def test_groups_of_different_respondents_are_one_pick():
    rng = np.random.default_rng(2)
    x = rng.normal(size=(3, 4)) * 0.1
    covariance = np.stack([random_covariance(rng, 4) for _ in range(3)])
    n, skewness = rng.integers(10, 80, (3, 1)) * np.ones((3, 4)), rng.normal(size=(3, 4))
    found = winner(x, covariance, n=n, skewness=skewness, draws=9999)
    assert float(found.observed) == x.max()
    group, column = divmod(int(found.place), 4)
    assert (group, column) == np.unravel_index(np.argmax(x), x.shape)
    alone = winner(x[group], covariance[group], n=n[group], skewness=skewness[group], draws=9999)
    assert float(alone.ci_high) == pytest.approx(float(found.ci_high))  # the plain end
    assert found.ci_low < alone.ci_low
    one = winner(x[:1], covariance[:1], n=n[:1], skewness=skewness[:1])
    same = winner(x[0], covariance[0], n=n[0], skewness=skewness[0])
    assert one == same
    hidden = np.where(np.arange(3)[:, None] == group, x, np.nan)  # what was not looked at corrects nothing
    least = winner(hidden, covariance, n=n, skewness=skewness, rng=np.random.default_rng(1), draws=99_999)
    assert float(least.ci_low) == pytest.approx(float(alone.ci_low), abs=0.02)
    assert int(least.place) == int(found.place)


def test_the_pick_from_groups_holds_and_the_pick_from_its_group_alone_does_not():
    rng = np.random.default_rng(7)
    root = np.linalg.cholesky((np.eye(4) + 0.3) * 0.03)
    covariance = np.tile(root @ root.T, (12, 1, 1))
    held = []
    for _ in range(250):
        x = rng.standard_normal((12, 4)) @ root.T
        found = winner(x, covariance, draws=499, rng=rng)
        group = int(found.place) // 4
        alone = winner(x[group], covariance[group], draws=499, rng=rng)
        single = float(found.observed) - 1.96 * np.sqrt(covariance[0, 0, 0])
        held.append([found.ci_low <= 0 <= found.ci_high, alone.ci_low <= 0 <= alone.ci_high, single <= 0])
    of_all, of_group, plain = np.mean(held, axis=0)
    assert of_all > 0.93
    assert of_group < 0.88
    assert plain < 0.5


def test_what_lies_behind_by_more_than_two_samples_errors_could_not_have_been_picked():
    # Three independent estimates, hence six ordered pairs for a tenth of the error.
    reach = 2 * stats.norm.isf(0.005 / 6) * np.sqrt(2) * 0.1
    both, three = (stats.norm.ppf(0.955 ** (1 / count)) for count in (2, 3))
    for behind, lower in ((1.001 * reach, max(both, stats.norm.isf(0.0225))), (0.999 * reach, three)):
        found = winner([1.0, 0.95, 1.0 - behind], np.eye(3) * 0.01, draws=199_999)
        assert float(found.ci_low) == pytest.approx(1 - 0.1 * lower, abs=2e-3)
        assert float(found.ci_high) == pytest.approx(1 + 0.1 * stats.norm.isf(0.0225))


def test_the_fewest_answers_of_its_group_give_the_degrees_of_freedom():
    found = winner([5.0, 0.0], np.eye(2) * 0.01, n=[1000, 10])
    assert float(found.ci_high) == pytest.approx(5 + 0.1 * stats.t.isf(0.0225, 9))
    apart = winner([[5.0, 0.0], [0.0, 1.0]], np.tile(np.eye(2) * 0.01, (2, 1, 1)), n=[[1000, 400], [10, 10]])
    assert float(apart.ci_high) == pytest.approx(5 + 0.1 * stats.t.isf(0.0225, 399))


def test_where_all_errors_are_nearly_one_the_simultaneous_interval_is_the_shorter():
    covariance = 0.01 * np.array([[1, 0.99999], [0.99999, 1]])
    found = winner([1.0, 0.9], covariance)
    critical = float(simultaneous_critical(covariance).critical)
    assert critical < stats.norm.isf(0.0225)
    assert (float(found.ci_low), float(found.ci_high)) == pytest.approx((1 - 0.1 * critical, 1 + 0.1 * critical))


def test_groups_are_blocks_of_one_covariance():
    rng = np.random.default_rng(4)
    x, blocks = np.array([[0.3, 0.28], [0.25, 0.1]]), np.stack([random_covariance(rng, 2) for _ in range(2)])
    whole = np.zeros((4, 4))
    whole[:2, :2], whole[2:, 2:] = blocks
    found, flat = winner(x, blocks, draws=199_999), winner(x.ravel(), whole, draws=199_999)
    for name, tolerance in (("ci_low", 5e-3), ("ci_high", 1e-12), ("estimate", 5e-3)):
        assert float(getattr(found, name)) == pytest.approx(float(getattr(flat, name)), abs=tolerance)


def test_degenerate_winners():
    alone = winner([2.0], [[0.01]])
    assert float(alone.estimate) == pytest.approx(2.0, abs=1e-6)
    assert alone.shrunken == 2.0
    assert float(alone.ci_high - alone.ci_low) == pytest.approx(0.2 * stats.norm.ppf(0.975))  # nothing was picked
    still = winner([2.0, 1.0], np.zeros((2, 2)))
    assert (still.place, still.observed, still.estimate) == (0, 2.0, 2.0)
    assert np.isnan([still.ci_low, still.ci_high]).all()
    nobody = winner([], np.zeros((0, 0)))
    assert np.isnan([nobody.observed, nobody.estimate, nobody.shrunken]).all()
    unknown = winner([[np.nan, np.nan]], np.zeros((1, 2, 2)))
    assert np.isnan([unknown.observed, unknown.ci_low]).all()
    twins = winner([1.0, 1.0, 0.0], np.array([[1, 1, 0], [1, 1, 0], [0, 0, 1]]) * 0.01)
    assert np.isfinite([twins.estimate, twins.ci_low, twins.ci_high]).all()
    assert twins.tied
    sure = winner([1.0, 1.0 - 1e-9, 0.9], np.diag([0.04, 0.04, 0.0]))  # one that is sure can be looked at, too
    assert np.isfinite([sure.ci_low, sure.ci_high]).all()
    assert float(sure.ci_low) < float(sure.estimate) < float(sure.ci_high)
