"""Limits, runs, smoothed charts, trends and overlapping waves: what holds of any data."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from servgap._stats.between_variance import between_variance, fit_with_between
from servgap._stats.groups.two_samples import welch_t
from servgap._stats.paired.t_tests import paired_t
from servgap._stats.waves.individuals import individual_limits, special_causes
from servgap._stats.waves.limits import assurance, baselines, squared_errors_of, wave_limits
from servgap._stats.waves.overlap import overlapping_t
from servgap._stats.waves.runs import run_rule
from servgap._stats.waves.smoothed import cusum_chart, cusum_run_length, ewma_chart, ewma_run_length
from servgap._stats.waves.trend import mann_kendall, theil_sen, wave_regression

SOME = settings(max_examples=15, deadline=None)
NUMBERS = st.floats(-3, 3, width=32)
ERRORS = st.floats(0.015625, 1.0, width=32)


def rows(least: int = 3, most: int = 14) -> st.SearchStrategy[tuple[np.ndarray, np.ndarray]]:
    return st.integers(least, most).flatmap(
        lambda k: st.tuples(arrays(np.float64, k, elements=NUMBERS), arrays(np.float64, k, elements=ERRORS))
    )


def likelihood(y: np.ndarray, v: np.ndarray, tau_squared: float) -> float:
    w = 1 / (v + tau_squared)
    mean = (w * y).sum() / w.sum()
    return float(np.log(w).sum() - np.log(w.sum()) - (w * (y - mean) ** 2).sum())


@SOME
@given(rows())
def test_no_other_variance_between_is_more_likely(given_rows):
    y, v = given_rows
    found = float(between_variance(y, v).tau_squared)
    best = likelihood(y, v, found)
    for other in np.concatenate([[0.0], np.geomspace(1e-5, 40, 200), found * np.array([0.99, 1.01])]):
        assert likelihood(y, v, float(other)) <= best + 1e-9


def test_the_higher_of_two_tops_is_found():
    """Two exact values apart and many loose ones together: one top near nothing, one far from it."""
    y = np.array([-1.0, 1.0, *np.zeros(8)])
    v = np.array([1e-3, 1e-3, *np.full(8, 1.0)])
    grid = np.geomspace(1e-6, 10, 2000)
    most = max(likelihood(y, v, float(each)) for each in grid)
    assert likelihood(y, v, float(between_variance(y, v).tau_squared)) >= most - 1e-9


@SOME
@given(rows(), st.floats(-5, 5, width=32), st.sampled_from(["reml", "dersimonian_laird", "none"]))
def test_variance_between_does_not_move_with_all_values(given_rows, shift, estimator):
    y, v = given_rows
    one, other = (between_variance(each, v, estimator=estimator) for each in (y, y + shift))
    assert float(other.tau_squared) == pytest.approx(float(one.tau_squared), abs=1e-6)
    assert float(other.mean) == pytest.approx(float(one.mean) + shift, abs=1e-6)


@SOME
@given(rows(), rows())
def test_rows_are_by_themselves_and_what_is_not_known_is_not_there(one, other):
    k = max(len(one[0]), len(other[0]))
    y, v = np.full((2, k), np.nan), np.ones((2, k))
    for row, each in enumerate((one, other)):
        y[row, : len(each[0])], v[row, : len(each[0])] = each
    together = between_variance(y, v)
    for row, each in enumerate((one, other)):
        alone = between_variance(*each)
        for name in ("tau_squared", "mean", "se", "heterogeneity", "df", "p_value"):
            assert getattr(together, name)[row] == pytest.approx(float(getattr(alone, name)), rel=1e-8, abs=1e-10)


def test_with_too_few_values_or_a_design_that_tells_nothing_there_is_no_number():
    assert np.isnan(between_variance([1.0, np.nan], [0.1, 0.1]).tau_squared)
    twice = np.column_stack([np.ones(5), np.ones(5)])
    assert np.isnan(fit_with_between(np.arange(5.0), np.ones(5), twice).coefficient).all()


@SOME
@given(rows(4))
def test_limits_know_nothing_of_later_waves(given_rows):
    y, v = given_rows
    changed = y.copy()
    changed[-1] += 7.0
    one, other = wave_limits(y, v), wave_limits(changed, v)
    np.testing.assert_array_equal(one.centre, other.centre)
    np.testing.assert_array_equal(one.low, other.low)
    assert other.z[-1] > one.z[-1]


@SOME
@given(rows(4))
def test_wandering_never_narrows_limits_of_sampling_alone(given_rows):
    y, v = given_rows
    v = np.full_like(v, v[0])
    wide, narrow = (wave_limits(y, v, estimator=each) for each in ("reml", "none"))
    assert (wide.high - wide.low >= narrow.high - narrow.low - 1e-9)[2:].all()


def test_a_declared_event_starts_the_baseline_anew():
    y = np.array([0.0, 0.1, -0.1, 0.0, 2.0, 2.1, 1.9])
    found = wave_limits(y, np.full(7, 0.01), baselines(7, events=[4]))
    assert found.earlier.tolist() == [0, 1, 2, 3, 0, 1, 2]
    assert found.centre[-1] == pytest.approx(2.05)


def test_trial_limits_give_no_signal():
    y, v = np.append(np.tile([0.0, 0.1], 5), 9.0), np.full(11, 0.01)
    assert wave_limits(y, v).signal.tolist() == [0] * 10 + [1]
    assert wave_limits(-y, v).signal[-1] == -1
    short = wave_limits(y[4:], v[4:])
    assert short.z[-1] > 3
    assert short.trial.all()
    assert not short.signal.any()


def test_pooled_errors_know_waves_of_few_who_agree():
    own, pooled = (squared_errors_of([10, 10, 2], [1.0, 1.0, 0.0], pooled=each) for each in (False, True))
    assert own[-1] == 0
    assert pooled == pytest.approx(np.array([0.09474, 0.09474, 0.47368]), abs=1e-5)
    assert np.isnan(wave_limits([0.0, 1.0, 0.5, 0.2], np.zeros(4)).centre).all()


def test_assurance_goes_by_what_is_better():
    assert assurance(0.1, 0.5, 0.0) == 1
    assert assurance(0.1, 0.5, 0.0, higher_is_better=False) == -1
    assert assurance(-0.5, -0.1, 0.0, higher_is_better=False) == 1
    assert np.isnan(assurance(np.nan, np.nan, 0.0))


@SOME
@given(arrays(np.float64, 12, elements=NUMBERS))
def test_run_rule_is_that_of_the_mirrored_and_of_the_reversed(values):
    for other in (-values, values[::-1]):
        one, two = run_rule(values, 0.0), run_rule(other, 0.0)
        assert (one.longest_run, one.crossings, one.useful) == (two.longest_run, two.crossings, two.useful)


@SOME
@given(arrays(np.float64, 12, elements=st.integers(-2, 2).map(float)))
def test_run_rule_counts_as_one_counts_by_hand(values):
    signs = [np.sign(each) for each in values if each != 0]
    runs = "".join("+" if each > 0 else "-" for each in signs)
    longest = max([len(each) for each in runs.replace("+-", "+ -").replace("-+", "- +").split()], default=0)
    found = run_rule(values, 0.0)
    assert int(found.longest_run) == longest
    assert int(found.crossings) == runs.count("+-") + runs.count("-+")
    assert int(found.useful) == len(runs)
    assert not (len(runs) < 10 and found.signal)


def test_a_wave_on_the_line_but_for_rounding_is_on_it():
    assert int(run_rule([0.1 + 0.2, 1.0, -1.0], 0.3).useful) == 2


@SOME
@given(arrays(np.float64, 14, elements=NUMBERS))
def test_special_causes_mirror(values):
    one, other = special_causes(values, 0.0, -1.5, 1.5).cause, special_causes(-values, 0.0, -1.5, 1.5).cause
    # Where both a rise and a fall name a point, or both sides do, each order is right.
    np.testing.assert_array_equal(np.abs(one), np.abs(other))


def test_a_gap_in_the_waves_ends_runs_and_ranges():
    line = np.array([1.0, 2.0, 3.0, np.nan, 4.0, 5.0, 6.0, 7.0])
    assert not special_causes(line, 0.0, -99.0, 99.0).cause.any()
    assert float(individual_limits([0.0, 1.0, np.nan, 9.0]).mean_moving_range) == 1.0


def test_charts_alarm_at_a_shift_and_less_often_when_waves_are_known_to_wander():
    n, variance = np.full(20, 100.0), np.full(20, 1.0)
    mean = np.append(np.tile([0.05, -0.05], 4), np.full(12, 0.3))
    for chart in (ewma_chart, cusum_chart):
        assert chart(n, mean, variance).signal[-1] == 1
        assert chart(n, -mean, variance).signal[-1] == -1
        assert chart(n, mean, variance, tau_squared=0.25).signal[-1] == 0
    assert ewma_chart(n, np.where(np.arange(20) == 9, np.nan, mean), variance).signal[-1] == 1


def test_run_lengths_are_those_of_drawn_waves():
    rng = np.random.default_rng(0)
    z = rng.normal(size=(4000, 60)) + 1.0
    smoothed, above = np.zeros(4000), np.zeros(4000)
    alarmed = np.full((2, 4000), 60)
    for wave in range(60):
        smoothed = 0.2 * z[:, wave] + 0.8 * smoothed
        above = np.maximum(above + z[:, wave] - 0.5, 0.0)
        for chart, out in enumerate((np.abs(smoothed) > 2.7 / 3, above > 4.0)):
            alarmed[chart] = np.where(out & (alarmed[chart] == 60), wave + 1, alarmed[chart])
    told = ewma_run_length(1.0).waves, cusum_run_length(1.0, both_sides=False).waves
    assert alarmed.mean(axis=1) == pytest.approx(np.array(told), rel=0.03)


@SOME
@given(st.permutations(range(9)))
def test_the_slopes_interval_and_the_test_agree(order):
    values = np.array(order, dtype=float)
    tested, slope = mann_kendall(values), theil_sen(values)
    assert slope.ci_low <= slope.slope <= slope.ci_high
    assert (slope.ci_low > 0 or slope.ci_high < 0) == (tested.p_value <= 0.05)


def test_exact_p_values_count_the_orders():
    from itertools import permutations

    orders = np.array(list(permutations(range(6))), dtype=float)
    found = mann_kendall(orders, least=4)
    sizes = np.abs(found.statistic)
    for order in (0, 5, 100, 333):
        assert found.p_value[order] == pytest.approx((sizes >= sizes[order]).mean(), abs=1e-12)


@SOME
@given(arrays(np.float64, 10, elements=st.integers(-3, 3).map(float)))
def test_order_alone_decides_and_ties_are_those_of_scipy(values):
    from scipy.stats import kendalltau

    assume(len(np.unique(values)) > 1)
    found, turned = mann_kendall(values), mann_kendall(-values)
    assert float(found.tau) == pytest.approx(float(kendalltau(np.arange(10), values).statistic), abs=1e-12)
    assert float(turned.statistic) == -float(found.statistic)
    assert float(turned.p_value) == float(found.p_value)
    np.testing.assert_equal(mann_kendall(np.exp(values)).p_value, found.p_value)


def test_trends_are_refused_on_few_waves():
    line = np.arange(7.0)
    assert np.isnan(mann_kendall(line).p_value)
    assert np.isnan(theil_sen(line).slope)
    refused = wave_regression(line, np.ones(7))
    assert np.isnan(refused.slope)
    assert np.isnan(refused.p_sampling)
    assert int(refused.waves) == 7
    assert np.isfinite(wave_regression(np.arange(8.0), np.ones(8)).slope)


@SOME
@given(rows(8, 12), st.floats(-1, 1, width=32))
def test_a_slope_added_is_a_slope_found(given_rows, slope):
    y, v = given_rows
    one, other = wave_regression(y, v), wave_regression(y + slope * np.arange(len(y)), v)
    assert float(other.slope) == pytest.approx(float(one.slope) + slope, abs=1e-6)
    assert float(other.se) == pytest.approx(float(one.se), rel=1e-5)
    assert float(one.se) >= float(one.se_sampling) - 1e-9 or float(one.tau_squared) == 0


SAMPLES = st.integers(0, 2**32 - 1)


@SOME
@given(SAMPLES, st.integers(3, 30))
def test_all_in_both_waves_is_the_paired_t(seed, n):
    first, second = np.random.default_rng(seed).normal(size=(2, n))
    moments = [each for wave in (first, second) for each in (n, wave.mean(), wave.var(ddof=1))]
    found = overlapping_t(*moments, n, np.corrcoef(first, second)[0, 1])
    change = second - first
    paired = paired_t(n, change.mean(), change.std(ddof=1))
    assert float(found.statistic) == pytest.approx(float(paired.statistic), rel=1e-9)
    assert float(found.df) == pytest.approx(n - 1, rel=1e-12)
    assert float(found.p_value) == pytest.approx(float(paired.p_value), rel=1e-9)


@SOME
@given(SAMPLES, st.integers(3, 30), st.integers(3, 30))
def test_none_in_both_waves_is_welch(seed, n1, n2):
    rng = np.random.default_rng(seed)
    moments = [each for n in (n1, n2) for each in (n, rng.normal(), rng.uniform(0.1, 2))]
    found, welch = overlapping_t(*moments, 0, np.nan), welch_t(*moments)
    for name in ("statistic", "df", "p_value", "ci_low", "ci_high"):
        assert float(getattr(found, name)) == pytest.approx(float(getattr(welch, name)), rel=1e-12)


def test_where_nothing_varies_there_is_no_t():
    assert np.isnan(overlapping_t(5, 1.0, 0.0, 5, 2.0, 0.0, 5, np.nan).statistic)
    assert np.isnan(overlapping_t(5, 1.0, 1.0, 5, 2.0, 1.0, 5, 1.0).statistic)
    assert np.isnan(overlapping_t(1, 1.0, np.nan, 5, 2.0, 1.0, 0, np.nan).se)
