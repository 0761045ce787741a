"""Hotelling's T²: invariance, agreement with t, and what is singular."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from servgap._stats.families.hotelling import hotelling_profile, hotelling_t2, hotelling_two
from servgap._stats.paired.t_tests import paired_t

seeds = st.integers(0, 10_000)


def sample(seed, n=12, p=3):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, p)) @ rng.normal(size=(p, p)) + rng.normal(size=p)


def moments(x):
    return len(x), x.mean(axis=0), np.cov(x.T).reshape(x.shape[1], x.shape[1])


@given(seeds)
def test_one_gap_is_students_t(seed):
    x = sample(seed, p=1)
    found, t = hotelling_t2(*moments(x)), paired_t(len(x), x.mean(), x.std(ddof=1))
    assert float(found.statistic) == pytest.approx(float(t.statistic) ** 2, rel=1e-9)
    assert float(found.p_value) == pytest.approx(float(t.p_value), rel=1e-9)
    assert found.ci_low == pytest.approx(t.ci_low, rel=1e-9, abs=1e-9)


@given(seeds, seeds)
def test_a_linear_map_of_the_gaps_changes_nothing(seed, mapped):
    x, rng = sample(seed), np.random.default_rng(mapped)
    turn = np.linalg.qr(rng.normal(size=(3, 3)))[0] @ np.diag([0.01, 1.0, 300.0])
    assert float(hotelling_t2(*moments(x @ turn)).statistic) == pytest.approx(
        float(hotelling_t2(*moments(x)).statistic), rel=1e-6
    )


@given(seeds, st.floats(-5, 5))
def test_a_common_shift_leaves_the_profile_alone(seed, shift):
    x = sample(seed)
    assert hotelling_profile(*moments(x + shift)).f == pytest.approx(hotelling_profile(*moments(x)).f, rel=1e-7)


@given(seeds)
def test_the_order_of_gaps_and_groups_does_not_matter(seed):
    x, y = sample(seed), sample(seed + 1, n=9)
    there = hotelling_two(*moments(x), *moments(y))
    back = hotelling_two(*moments(y[:, ::-1]), *moments(x[:, ::-1]))
    assert there.statistic == pytest.approx(back.statistic, rel=1e-7)
    assert hotelling_profile(*moments(x)).f == pytest.approx(hotelling_profile(*moments(x[:, [2, 0, 1]])).f, rel=1e-7)


def test_two_groups_of_unequal_size_and_one_gap_are_a_t_test():
    x, y = sample(1, n=6)[:, :1], 3 * sample(2, n=40)[:, :1]
    found = hotelling_two(*moments(x), *moments(y))
    t = stats.ttest_ind(x[:, 0], y[:, 0])
    assert float(found.statistic) == pytest.approx(t.statistic**2, rel=1e-9)
    assert float(found.p_value) == pytest.approx(t.pvalue, rel=1e-9)


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_too_few_respondents_give_no_number(n):
    found = hotelling_t2(n, np.ones(3), np.eye(3))
    assert np.isnan([found.statistic, found.f, found.p_value]).all()
    assert not found.singular
    assert np.isnan(hotelling_two(1, np.ones(2), np.eye(2), 50, np.ones(2), np.eye(2)).p_value)


def test_columns_that_repeat_or_do_not_vary_are_singular():
    twice = np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    still = np.diag([1.0, 0.0, 1.0])
    unknown = np.full((3, 3), np.nan)
    found = hotelling_t2(30, np.ones(3), np.stack([twice, still, unknown, np.eye(3)]))
    assert found.singular.tolist() == [True, True, True, False]
    assert np.isnan(found.p_value).tolist() == [True, True, True, False]


def test_one_column_has_no_profile():
    assert np.isnan(hotelling_profile(10, np.ones(1), np.eye(1)).p_value)


def test_groups_are_tested_at_once():
    x = [sample(seed) for seed in range(4)]
    parts = [moments(each) for each in x]
    whole = hotelling_t2(*(np.array([part[place] for part in parts]) for place in range(3)))
    single = [float(hotelling_t2(*part).p_value) for part in parts]
    assert whole.p_value == pytest.approx(single, rel=1e-12)
