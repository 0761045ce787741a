"""Power and sample size: what rises with what, there and back, and tails that others lose."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from servgap._stats.intervals import t_interval
from servgap._stats.noncentral_t import log_density_ratio, noncentral_tail
from servgap._stats.planning.clusters import n_clustered, n_reliable_mean
from servgap._stats.planning.power import power_anova, power_paired, power_two_samples
from servgap._stats.planning.sample_size import (
    detectable_anova,
    detectable_paired,
    detectable_two_samples,
    n_anova,
    n_paired,
    n_precision,
    n_two_samples,
)

few = settings(max_examples=25, deadline=None)
effects, targets, levels = st.floats(0.01, 3), st.floats(0.3, 0.99), st.floats(0.001, 0.2)


@given(st.floats(3, 5000), effects, levels)
def test_power_rises_with_n_effect_and_level(n, effect, alpha):
    base = power_paired(n, effect, alpha).power
    assert alpha - 1e-12 <= base <= 1 + 1e-12
    assert power_paired(n * 1.1, effect, alpha).power >= base - 1e-12
    assert power_paired(n, effect * 1.1, alpha).power >= base - 1e-12
    assert power_paired(n, effect, alpha * 1.1).power >= base - 1e-12
    assert power_paired(n, -effect, alpha).power == base


@given(st.floats(3, 1e6), levels)
def test_without_an_effect_power_is_the_level(n, alpha):
    assert power_paired(n, 0.0, alpha).power == pytest.approx(alpha, rel=1e-9)
    assert power_two_samples(n, 2 * n, 0.0, 1.0, 2.0, alpha).power == pytest.approx(alpha, rel=1e-9)
    assert power_anova(n, 5, 0.0, alpha).power == pytest.approx(alpha, rel=1e-9)


@few
@given(effects, targets, levels)
def test_there_and_back(effect, target, alpha):
    for need, detect, power in (
        (n_paired, detectable_paired, power_paired),
        (n_two_samples, detectable_two_samples, lambda n, d, a: power_two_samples(n, n, d, 1.0, 1.0, a)),
    ):
        n = float(need(effect, target, alpha).n)
        if n > 2:
            assert float(power(n, effect, alpha).power) == pytest.approx(target, rel=1e-8)
            assert float(detect(n, target, alpha).effect) == pytest.approx(effect, rel=1e-6)


@few
@given(st.integers(2, 12), st.floats(0.05, 1), targets)
def test_there_and_back_among_groups(groups, effect, target):
    n = float(n_anova(groups, effect, target).n)
    if n > 2:
        assert float(power_anova(n, groups, effect).power) == pytest.approx(target, rel=1e-8)
        assert float(detectable_anova(n, groups, target).effect) == pytest.approx(effect, rel=1e-6)


@given(st.floats(3, 300), st.floats(0.05, 2))
def test_two_groups_by_f_are_two_groups_by_t(n, difference):
    pooled = power_two_samples(n, n, difference, 1.0, 1.0, equal_variance=True)
    assert power_anova(n, 2, difference / 2).power == pytest.approx(float(pooled.power), rel=1e-9)
    assert power_anova(n, 2, difference / 2).df == pytest.approx(float(pooled.df))


def test_noncentral_f_agrees_with_scipy():
    for n, groups, effect in ((5, 4, 0.5), (45, 4, 0.25), (300, 8, 0.08), (2000, 20, 0.05)):
        df1, df2 = groups - 1, groups * (n - 1)
        critical = special.fdtri(df1, df2, 0.95)
        expected = stats.ncf.sf(critical, df1, df2, groups * n * effect**2)
        assert power_anova(n, groups, effect).power == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("df", [1, 2, 3.5, 9, 40, 1e3, 1e6])
def test_tails_of_the_noncentral_t_agree_with_an_integral(df):
    grid = np.linspace(-12, 12, 200_001)
    weights = stats.norm.pdf(grid) * (grid[1] - grid[0])
    for delta in (-3.0, 0.0, 1.0, 5.0):
        assert noncentral_tail(0.0, df, delta) == pytest.approx(stats.norm.cdf(delta), rel=1e-12)
        for t in (0.5, 2.2, 12.7, 60.0):
            below = stats.chi2.cdf(df * (np.maximum(grid + delta, 0) / t) ** 2, df)
            assert noncentral_tail(t, df, delta) == pytest.approx(float((weights * below).sum()), rel=1e-6, abs=1e-9)


def test_densities_of_the_noncentral_t_agree_with_scipy():
    for t, df, delta in ((0.5, 9, 1.0), (3.0, 2, -2.0), (4.0, 299, 4.5), (-2.0, 30, 1.0)):
        expected = stats.nct.logpdf(t, df, delta) - stats.t.logpdf(t, df)
        found = log_density_ratio(np.array(t), np.array(float(df)), np.array(delta))
        assert found == pytest.approx(expected, rel=1e-9)


@few
@given(st.floats(0.1, 10), st.floats(0.01, 5), st.floats(0.8, 0.999))
def test_the_interval_is_as_wide_as_was_asked(sd, half, confidence):
    n = float(n_precision(sd, half, confidence).n)
    if n > 2:
        reached = t_interval(0.0, sd / np.sqrt(n), n - 1, confidence).high
        assert float(reached) == pytest.approx(half, rel=1e-8)


@given(st.floats(2, 1e5), st.integers(2, 500), st.floats(0, 0.5))
def test_clusters_give_the_independent_number_they_were_asked_for(n, clusters, icc):
    found = n_clustered(n, clusters, icc)
    if np.isnan(found.n):
        assert clusters < float(found.least_clusters) or n * icc == pytest.approx(clusters)
        return
    effect = 1 + (float(found.n) / clusters - 1) * icc
    assert float(found.n) / effect == pytest.approx(n, rel=1e-6)
    assert float(found.design_effect) == pytest.approx(effect, rel=1e-6)


@given(st.floats(0.01, 0.99), st.floats(0.001, 0.9))
def test_a_reliable_mean_is_as_reliable_as_asked(reliability, icc):
    n = float(n_reliable_mean(reliability, icc).n)
    assert n * icc / (1 + (n - 1) * icc) == pytest.approx(reliability, rel=1e-9)


def test_what_cannot_be_is_nan():
    assert np.isnan(power_paired([0, 1, np.nan], 0.5).power).all()
    assert np.isnan(power_two_samples([1, 5], [5, 5], 0.3, [1.0, 0.0], [1.0, 0.0]).power).all()
    assert np.isnan(power_anova([1, 5], [3, 1], 0.5).power).all()
    assert np.isnan(n_paired([0.0, np.nan]).n).all()
    assert np.isnan(n_precision([1.0, 0.0, 1.0], [0.0, 1.0, np.nan]).n).all()
    assert np.isnan(n_reliable_mean([0.8, 0.8, 1.0], [0.0, 1.0, 0.5]).n).all()
    assert np.isnan(n_clustered(10, 4, 1.0).n)
