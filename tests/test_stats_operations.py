"""Kaplan–Meier shares and quantiles, bounds of counts, rates and their limits: what holds of any data."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import poisson

from servgap._stats.operations.counted_cases import case_counts, share_bounds
from servgap._stats.operations.order_statistics import order_quantile
from servgap._stats.operations.product_limit import kaplan_meier_quantile, kaplan_meier_share, product_limit_steps
from servgap._stats.operations.rates import laney_limits, poisson_rate, rate_ratio

TIMES = st.lists(st.integers(0, 40), min_size=1, max_size=30)
SOME = settings(max_examples=60, deadline=None)


@st.composite
def cases(draw):
    times = draw(TIMES)
    return np.array(times, dtype=float), np.array(
        draw(st.lists(st.booleans(), min_size=len(times), max_size=len(times)))
    )


@SOME
@given(TIMES, st.integers(0, 45))
def test_without_open_cases_it_is_the_share_of_cases(times, limit):
    found = kaplan_meier_share(times, np.ones(len(times)), [limit])
    assert found.share[0] == pytest.approx(np.mean(np.array(times) <= limit), abs=1e-12)
    assert found.ci_low[0] <= found.share[0] + 1e-12
    assert found.ci_high[0] >= found.share[0] - 1e-12


@SOME
@given(cases(), st.integers(0, 40))
def test_an_open_case_older_than_the_limit_lowers_the_share(given_cases, limit):
    time, closed = given_cases
    before = kaplan_meier_share(time, closed, [limit])
    after = kaplan_meier_share(np.append(time, limit + 1.0), np.append(closed, False), [limit])
    assume(not np.isnan(before.share[0]))
    assert after.share[0] <= before.share[0] + 1e-12
    if before.share[0] > 0:
        assert after.share[0] < before.share[0]


@SOME
@given(cases(), st.integers(0, 40))
def test_an_open_case_closed_at_its_age_raises_the_share(given_cases, limit):
    time, closed = given_cases
    still = np.flatnonzero(~closed & (time <= limit))
    assume(len(still))
    before = kaplan_meier_share(time, closed, [limit]).share[0]
    done = closed.copy()
    done[still[0]] = True
    after = kaplan_meier_share(time, done, [limit]).share[0]
    assume(not np.isnan(before) and not np.isnan(after))
    assert after >= before - 1e-12


@SOME
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_cases_tells_nothing(given_cases, shuffled):
    time, closed = given_cases
    order = list(range(len(time)))
    shuffled.shuffle(order)
    limits = [0, 5, 13, 40, 50]
    one, other = kaplan_meier_share(time, closed, limits), kaplan_meier_share(time[order], closed[order], limits)
    for name in ("share", "se", "ci_low", "ci_high", "at_risk"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    ours, theirs = (kaplan_meier_quantile(time[o], closed[o], [0.5, 0.9]) for o in (slice(None), order))
    np.testing.assert_array_equal(ours.time, theirs.time)


@SOME
@given(cases(), st.floats(0.01, 100))
def test_the_unit_of_time_tells_nothing(given_cases, factor):
    time, closed = given_cases
    one, other = (
        kaplan_meier_share(time, closed, [3, 17]),
        kaplan_meier_share(time * factor, closed, [3 * factor, 17 * factor]),
    )
    np.testing.assert_allclose(one.share, other.share, atol=1e-12)
    ours, theirs = kaplan_meier_quantile(time, closed, [0.5]), kaplan_meier_quantile(time * factor, closed, [0.5])
    np.testing.assert_allclose(ours.time * factor, theirs.time, rtol=1e-9)


@SOME
@given(cases(), st.integers(0, 40))
def test_the_share_lies_between_the_bounds_of_the_counts(given_cases, limit):
    """Whatever becomes of the open cases, Kaplan and Meier's share is one of the shares that may come of it."""
    time, closed = given_cases
    share = kaplan_meier_share(time, closed, [limit]).share[0]
    assume(not np.isnan(share))
    counted = case_counts(time, closed, limit)
    bounds = share_bounds(counted.within, counted.n, counted.open_undecided)
    assert bounds.low - 1e-12 <= share <= bounds.high + 1e-12
    assert counted.within + counted.open_undecided + counted.open_beyond <= counted.n
    assert counted.decided + counted.open_undecided == counted.n


@SOME
@given(cases(), st.integers(0, 40))
def test_the_interval_holds_the_share_and_widens_with_the_level(given_cases, limit):
    time, closed = given_cases
    narrow, wide = (kaplan_meier_share(time, closed, [limit], level) for level in (0.8, 0.99))
    assert 0 <= wide.ci_low[0] <= narrow.ci_low[0] <= narrow.ci_high[0] <= wide.ci_high[0] <= 1
    if not np.isnan(narrow.share[0]):
        assert narrow.ci_low[0] <= narrow.share[0] <= narrow.ci_high[0]


@SOME
@given(cases())
def test_the_median_is_where_the_share_reaches_one_half(given_cases):
    time, closed = given_cases
    found = kaplan_meier_quantile(time, closed, [0.5])
    if np.isnan(found.time[0]):
        assert product_limit_steps(time, closed).lasting[-1] > 0.5
        return
    assert kaplan_meier_share(time, closed, [found.time[0]]).share[0] >= 0.5 - 1e-9
    assert not found.ci_low[0] > found.time[0]
    assert not found.ci_high[0] < found.time[0]


def test_nobody_knows_what_no_case_was_followed_to():
    found = kaplan_meier_share([1, 2, 9], [True, True, False], [9, 10])
    assert found.share[0] == pytest.approx(2 / 3)
    assert np.isnan(found.share[1])
    assert found.ci_low[1] == found.ci_low[0]
    assert found.ci_high[1] == 1
    young = kaplan_meier_share([1, 2], [False, False], [10])
    assert (np.isnan(young.share[0]), young.ci_low[0], young.ci_high[0]) == (True, 0, 1)


def test_no_case_is_no_number():
    found = kaplan_meier_share([], [], [1, 2])
    assert np.isnan([found.share, found.ci_low, found.ci_high]).all()
    assert np.isnan(kaplan_meier_quantile([], [], [0.5]).time).all()
    assert np.isnan(order_quantile([], [0.5]).time).all()
    assert np.isnan(share_bounds(0, 0, 0).low)


def test_a_case_exactly_at_the_limit_keeps_it_however_it_was_computed():
    """0.1 + 0.2 hours is 0.3 hours."""
    assert kaplan_meier_share([0.1 + 0.2, 0.5], [True, True], [0.3]).share[0] == 0.5
    assert case_counts([0.1 + 0.2, 0.5], [True, True], 0.3).within == 1
    tied = product_limit_steps([0.1 + 0.2, 0.3, 0.3], [True, True, False])
    assert tied.ended.tolist() == [2]


def test_ends_come_before_open_cases_of_the_same_time():
    assert kaplan_meier_share([5, 5], [True, False], [5]).share[0] == 0.5


def test_counts_that_contradict_each_other_are_no_share():
    assert np.isnan(share_bounds([3, -1, 2], [2, 5, 5], [0, 0, 4]).low).all()


@pytest.mark.parametrize(("n", "q"), [(5, 0.5), (12, 0.5), (40, 0.9), (9, 0.9)])
def test_order_statistics_cover_with_at_least_their_level(n, q):
    """The chance that l times or more and fewer than u lie below the quantile is the binomial's own."""
    from scipy.stats import binom

    found = order_quantile(np.arange(1, n + 1), [q])
    covered = binom.cdf(found.rank_high[0] - 1, n, q) - binom.cdf(found.rank_low[0] - 1, n, q)
    assert covered >= 0.95


@pytest.mark.parametrize("mean", [0.3, 2.0, 7.5, 40.0])
def test_the_poisson_interval_covers_with_at_least_its_level(mean):
    counts = np.arange(0, 200)
    found = poisson_rate(counts, 1.0, per=1.0)
    inside = (found.ci_low <= mean) & (mean <= found.ci_high)
    assert poisson.pmf(counts, mean)[inside].sum() >= 0.95


@SOME
@given(st.integers(0, 60), st.integers(0, 60), st.floats(0.1, 10))
def test_ratios_turn_round_with_the_rates(a, b, exposure):
    assume(a + b)
    one, other = rate_ratio(a, exposure, b, 1.0), rate_ratio(b, 1.0, a, exposure)
    assert float(one.p_value) == pytest.approx(float(other.p_value), rel=1e-6)
    with np.errstate(divide="ignore"):
        assert float(one.ci_low) == pytest.approx(float(1 / other.ci_high), rel=1e-9)


def test_rates_without_exposure_are_none():
    assert np.isnan(poisson_rate([1, -1], [0, 5]).rate).all()
    assert np.isnan(float(rate_ratio(0, 1, 0, 1).ratio))


def test_limits_widen_with_what_rates_wander_more_than_chance():
    rng = np.random.default_rng(1)
    users = np.full(40, 1e9)
    still = rng.poisson(users * 1e-5)
    wandering = rng.poisson(users * 1e-5 * rng.lognormal(0, 0.1, 40))
    assert laney_limits(still, users).sigma_z == pytest.approx(1, abs=0.35)
    found = laney_limits(wandering, users)
    assert found.sigma_z > 5
    assert found.outside.sum() <= 1
    assert ((found.rate < found.poisson_low) | (found.rate > found.poisson_high)).mean() > 0.5


def test_the_baseline_alone_decides_on_the_limits():
    events, users = np.array([100, 130, 90, 120, 900]), np.full(5, 1e6)
    first = np.arange(5) < 4
    found = laney_limits(events, users, baseline=first)
    assert found.centre == pytest.approx(110)
    assert found.outside.tolist() == [False] * 4 + [True]


def test_one_period_or_no_event_has_no_limits():
    assert np.isnan(laney_limits([5], [10]).high).all()
    assert np.isnan(laney_limits([0, 0], [1, 1]).high).all()
