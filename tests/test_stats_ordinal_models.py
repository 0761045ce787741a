"""Cumulative link models and marginal homogeneity: invariances, closed forms, and data that have no estimate."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import optimize, stats

from servgap._stats.ordinal.cumulative_link import cumulative_link, cumulative_link_mixed
from servgap._stats.ordinal.link_likelihood import Model, log_likelihood, point
from servgap._stats.ordinal.marginal_homogeneity import mean_score_homogeneity, stuart_maxwell

tables = arrays(np.int64, (4, 4), elements=st.integers(1, 30))
few = settings(max_examples=30, deadline=None)
FIELDS = ("effect", "se", "ci_low", "ci_high", "statistic", "p_value", "lr", "p_lr", "log_likelihood")


def drawn(seed=0, n=300, levels=5, effect=-0.8, sd=1.0):
    rng = np.random.default_rng(seed)
    person = rng.normal(scale=sd, size=n)
    cuts = np.array([-2.0, -0.7, 0.6, 1.9])[: levels - 1]
    answers = [np.searchsorted(cuts, shift + person + rng.logistic(size=n)) for shift in (0.0, effect)]
    table = np.zeros((levels, levels))
    np.add.at(table, tuple(answers), 1)
    return table


@few
@given(tables, st.sampled_from(["logit", "probit"]))
def test_merging_an_empty_category_changes_nothing(table, link):
    """A category nobody chose may be left out, wherever it stands; only its threshold is missing."""
    whole = np.insert(np.insert(table, 2, 0, axis=0), 2, 0, axis=1)
    for fit in (cumulative_link, cumulative_link_mixed):
        small, large = fit(table, link), fit(whole, link)
        assert large.converged == small.converged
        for name in FIELDS:
            np.testing.assert_allclose(getattr(large, name), getattr(small, name), rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(large.thresholds[[0, 1, 3]], small.thresholds, rtol=1e-9, atol=1e-12)
        assert np.isnan(large.thresholds[2])
        assert (small.categories, large.categories) == (4, 4)


@few
@given(tables)
def test_changing_places_turns_the_effect_round(table):
    for fit in (cumulative_link, cumulative_link_mixed):
        there, back = fit(table), fit(table.T)
        assert there.effect == pytest.approx(float(-back.effect), rel=1e-5, abs=1e-6)
        assert there.log_likelihood == pytest.approx(float(back.log_likelihood), rel=1e-9)


@few
@given(tables)
def test_respondents_without_an_effect_are_the_model_without_them(table):
    plain, mixed = cumulative_link(table), cumulative_link_mixed(table)
    assert mixed.log_likelihood >= plain.log_likelihood - 1e-8
    if mixed.sd < 1e-6:
        assert mixed.effect == pytest.approx(float(plain.effect), rel=1e-5, abs=1e-7)


@few
@given(tables, st.integers(2, 1000))
def test_more_of_the_same_shortens_the_interval(table, times):
    one, many = cumulative_link_mixed(table), cumulative_link_mixed(table * times)
    if one.converged and one.sd > 0.1:
        assert many.effect == pytest.approx(float(one.effect), rel=1e-4, abs=1e-5)
        assert many.se == pytest.approx(float(one.se) / np.sqrt(times), rel=1e-3)


@pytest.mark.parametrize("spread", ["none", "scale", "respondent"])
@pytest.mark.parametrize("link", ["logit", "probit"])
def test_derivatives_are_those_of_the_likelihood(link, spread):
    model = Model(link, True, spread)
    table, at = drawn()[None], np.array([[-1.6, -0.5, 0.4, 1.5, -0.4, 0.3][: 5 + (spread != "none")]])
    found, step = point(table, at, model), 1e-5
    for place, moved in enumerate(step * np.eye(at.shape[1])):
        slope = (log_likelihood(table, at + moved, model) - log_likelihood(table, at - moved, model)) / (2 * step)
        assert found.gradient[0, place] == pytest.approx(slope[0], rel=1e-6, abs=1e-6)
        bend = (point(table, at + moved, model).gradient - point(table, at - moved, model).gradient) / (2 * step)
        np.testing.assert_allclose(found.hessian[0, place], bend[0], rtol=1e-6, atol=1e-5)


def test_the_mixed_model_is_the_maximum_of_a_plain_sum_over_gauss_hermite_nodes():
    table = drawn(seed=3, levels=3)
    z, mass = np.polynomial.hermite_e.hermegauss(120)
    mass = mass / mass.sum()

    def shares(cuts):
        below = stats.logistic.cdf(cuts[:, None])
        return np.diff(np.vstack([np.zeros(len(z)), *below[:, 0], np.ones(len(z))]), axis=0)

    def loss(values):
        parts = [shares(values[:2, None, None] - shift + values[3] * z) for shift in (0.0, values[2])]
        return -(table * np.log((parts[0] * mass) @ parts[1].T)).sum()

    best = optimize.minimize(loss, [-1.0, 1.0, 0.0, 1.0], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-11})
    found = cumulative_link_mixed(table)
    assert found.log_likelihood == pytest.approx(-best.fun, abs=1e-7)
    np.testing.assert_allclose([*found.thresholds, found.effect], best.x[:3], atol=1e-4)
    assert found.sd == pytest.approx(abs(best.x[3]), abs=1e-4)


SEPARATED = {
    "nobody": np.zeros((5, 5)),
    "one category": np.diag([0.0, 0, 0, 0, 9]),
    "all at the ceiling before, lower after": np.vstack([np.zeros((4, 5)), [3.0, 4, 5, 2, 0]]),
    "perceptions wholly below": np.array(
        [[0.0] * 5, [0.0] * 5, [4.0, 0, 0, 0, 0], [3.0, 5, 0, 0, 0], [2.0, 4, 0, 0, 0]]
    ),
    "one category shared at the ends": np.array(
        [[0.0] * 5, [0.0] * 5, [4.0, 3, 2, 0, 0], [3.0, 5, 0, 0, 0], [0.0] * 5]
    ),
}


@pytest.mark.parametrize("name", SEPARATED)
def test_where_no_estimate_is_finite_there_is_none(name):
    for fit in (cumulative_link, cumulative_link_mixed):
        found = fit(SEPARATED[name])
        assert not found.converged
        assert np.isnan([getattr(found, field) for field in FIELDS]).all()
        assert np.isnan(found.thresholds).all()


def test_answers_that_never_change_leave_the_spread_without_an_end():
    found = cumulative_link_mixed(np.diag([10.0, 20, 30, 20, 10]))
    assert not found.converged
    assert cumulative_link(np.diag([10.0, 20, 30, 20, 10])).effect == pytest.approx(0.0, abs=1e-9)


def test_a_scale_of_its_own_is_found():
    rng = np.random.default_rng(5)
    cuts = np.array([-1.5, -0.4, 0.5, 1.4])
    table = np.zeros((5, 5))
    first, second = rng.normal(size=200_000), -0.3 + 1.6 * rng.normal(size=200_000)
    np.add.at(table, (np.searchsorted(cuts, first), np.searchsorted(cuts, second)), 1)
    found = cumulative_link(table, "probit", scale=True)
    assert found.log_scale_ratio == pytest.approx(np.log(1.6), abs=0.02)
    assert found.effect == pytest.approx(-0.3, abs=0.02)


def test_items_are_fitted_together_and_any_number_of_respondents_costs_the_same():
    stacked = np.stack([drawn(seed) for seed in range(22)])
    whole = cumulative_link_mixed(stacked)
    alone = [float(cumulative_link_mixed(table).effect) for table in stacked[:3]]
    np.testing.assert_allclose(whole.effect[:3], alone, rtol=1e-7)
    began = time.perf_counter()
    huge = cumulative_link_mixed(stacked * 100_000)
    assert time.perf_counter() - began < 2
    np.testing.assert_allclose(huge.effect, whole.effect, rtol=1e-5)


@given(arrays(np.int64, (3, 3), elements=st.integers(0, 50)))
def test_marginal_homogeneity_of_two_categories_is_mcnemar(table):
    two = table[:2, :2]
    changed, found = two[0, 1] + two[1, 0], stuart_maxwell(two)
    if changed == 0:
        assert np.isnan([found.statistic, found.df, found.p_value]).all()
        return
    assert found.statistic == pytest.approx((two[0, 1] - two[1, 0]) ** 2 / changed, rel=1e-9, abs=1e-12)
    assert mean_score_homogeneity(two).statistic ** 2 == pytest.approx(float(found.statistic), rel=1e-9, abs=1e-12)


@given(arrays(np.int64, (4, 4), elements=st.integers(0, 30)))
def test_marginal_homogeneity_does_not_count_categories_nobody_moved_through(table):
    whole = np.insert(np.insert(table, 1, 0, axis=0), 1, 0, axis=1)
    whole[1, 1] = 7
    small, large = stuart_maxwell(table), stuart_maxwell(whole)
    np.testing.assert_allclose(large.statistic, small.statistic, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(large.df, small.df)


def test_scores_may_be_any_numbers_in_line():
    table = drawn()
    plain, scaled = mean_score_homogeneity(table), mean_score_homogeneity(table, 10 + 3 * np.arange(5))
    assert plain.statistic == pytest.approx(float(scaled.statistic), rel=1e-12)
    assert mean_score_homogeneity(table.T).statistic == pytest.approx(float(-plain.statistic), rel=1e-12)
