"""Power and sample size: what rises with what, there and back, and tails that others lose."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from servgap._stats.intervals import t_interval
from servgap._stats.noncentral_t import log_density_ratio, noncentral_tail
from servgap._stats.planning.clusters import (
    detectable_clustered,
    n_clustered,
    n_clustered_precision,
    n_reliable_mean,
    power_clustered,
)
from servgap._stats.planning.power import power_anova, power_paired, power_two_samples
from servgap._stats.planning.precision import n_precision
from servgap._stats.planning.sample_size import (
    detectable_anova,
    detectable_paired,
    detectable_two_samples,
    n_anova,
    n_paired,
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


@few
@given(
    st.integers(2, 200),
    st.floats(0.05, 1),
    st.floats(0, 0.5),
    st.sampled_from([0.5, 0.8, 0.9]),
    st.sampled_from([1, 2]),
)
def test_branches_give_the_power_they_were_asked_for(clusters, effect, icc, power, groups):
    found = n_clustered(clusters, effect, icc, power, groups=groups)
    m, fewest = float(found.n_per_cluster), float(found.least_clusters)
    if np.isnan(m):
        assert clusters < fewest
        assert float(power_clustered(clusters, 1e12, effect, icc, groups=groups).power) < power
        return
    assert clusters >= fewest
    assert float(power_clustered(clusters, m, effect, icc, groups=groups).power) == pytest.approx(power, abs=1e-6)
    assert float(found.design_effect) == pytest.approx(1 + (m - 1) * icc)
    if m > 1:
        least = float(detectable_clustered(clusters, m, icc, power, groups=groups).effect)
        assert least == pytest.approx(effect, rel=1e-6)


def test_the_power_of_few_branches_is_that_of_simulated_ones():
    rng = np.random.default_rng(1)
    for k, m in ((6, 60), (8, 70), (10, 66)):
        means = 0.2 + rng.normal(size=(20_000, k)) * np.sqrt(0.02 + 0.98 / m)
        t = means.mean(1) / (means.std(1, ddof=1) / np.sqrt(k))
        simulated = (np.abs(t) > stats.t.ppf(0.975, k - 1)).mean()
        assert float(power_clustered(k, m, 0.2, 0.02).power) == pytest.approx(simulated, abs=0.011)
        assert float(power_paired(k * m / (1 + (m - 1) * 0.02), 0.2).power) > simulated + 0.03


@few
@given(st.floats(0.5, 3), st.floats(0.05, 1), st.floats(0.6, 0.99))
def test_an_assured_interval_is_as_narrow_as_often_as_was_asked(sd, half, assurance):
    n = float(n_precision(sd, half, assurance=assurance).n)
    if n > 2:
        widest = half * np.sqrt(n) / (stats.t.ppf(0.975, n - 1) * sd)
        assert stats.chi2.cdf(widest**2 * (n - 1), n - 1) == pytest.approx(assurance, abs=1e-6)
        assert n >= float(n_precision(sd, half).n) - 1e-6


@few
@given(st.integers(3, 100), st.floats(0.1, 1), st.floats(0, 0.3))
def test_an_interval_of_branch_means_is_as_wide_as_was_asked(clusters, half, icc):
    found = n_clustered_precision(clusters, 1.2, half, icc)
    m = float(found.n_per_cluster)
    if np.isnan(m):
        assert clusters < float(found.least_clusters)
        return
    spread = 1.2 * np.sqrt((icc + (1 - icc) / m) / clusters)
    assert stats.t.ppf(0.975, clusters - 1) * spread == pytest.approx(half, rel=1e-6)


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
    assert np.isnan(n_clustered(10, 0.3, 1.0).n_per_cluster)
    assert np.isnan(n_clustered(10, 0.0, 0.1).least_clusters)
    assert np.isnan(power_clustered(1, 50, 0.3, 0.1).power)
    assert np.isnan(n_clustered_precision(10, 1.0, 0.0, 0.1).n_per_cluster)


@pytest.mark.parametrize("groups", [1, 2])
@pytest.mark.parametrize("power", [0.5, 0.8, 0.9, 0.99])
def test_so_many_clusters_can_do_and_one_less_cannot(groups, power):
    effect, icc = (each.ravel() for each in np.meshgrid(np.linspace(0.1, 1.2, 12), [0.01, 0.05, 0.1, 0.3, 0.7]))
    least = n_clustered(5, effect, icc, power=power, groups=groups).least_clusters
    assert np.isfinite(n_clustered(least, effect, icc, power=power, groups=groups).n_per_cluster).all()
    fewer = least > 2
    assert fewer.sum() > 20
    one_less = n_clustered(least - 1, effect, icc, power=power, groups=groups).n_per_cluster
    assert np.isnan(one_less[fewer]).all()
