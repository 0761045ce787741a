"""Agreement of group members and of raters, on any data."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servgap._stats.reliability.agreement import (
    average_deviation,
    group_reliability,
    skewed_variance,
    uniform_variance,
    within_group_agreement,
)
from servgap._stats.reliability.intraclass import intraclass_correlations

SIZES = st.lists(st.integers(2, 12), min_size=2, max_size=6)


def groups_of(seed, sizes):
    rng = np.random.default_rng(seed)
    return [rng.normal(rng.normal(), 1, size) for size in sizes]


def moments(groups):
    return [len(each) for each in groups], [each.mean() for each in groups], [each.var(ddof=1) for each in groups]


@given(st.integers(0, 10_000), SIZES)
def test_mean_squares_against_sums_over_rows(seed, sizes):
    groups = groups_of(seed, sizes)
    found, whole = group_reliability(*moments(groups)), np.concatenate(groups)
    between = sum(len(each) * (each.mean() - whole.mean()) ** 2 for each in groups) / (len(groups) - 1)
    within = sum(((each - each.mean()) ** 2).sum() for each in groups) / (len(whole) - len(groups))
    assert found.between == pytest.approx(between)
    assert found.within == pytest.approx(within)
    n0 = (len(whole) - sum(size**2 for size in sizes) / len(whole)) / (len(sizes) - 1)
    assert found.icc1 == pytest.approx((between - within) / (between + (n0 - 1) * within))
    assert found.icc2 == pytest.approx((between - within) / between)
    assert found.icc1_low < found.icc1 < found.icc1_high
    assert found.icc2_low < found.icc2 < found.icc2_high


@given(st.integers(0, 10_000), SIZES, st.floats(0.1, 10), st.floats(-5, 5))
def test_units_do_not_matter(seed, sizes, scale, shift):
    groups = groups_of(seed, sizes)
    one, other = (group_reliability(*moments(each)) for each in (groups, [scale * each + shift for each in groups]))
    assert other.icc1 == pytest.approx(float(one.icc1), abs=1e-9)
    assert other.p_value == pytest.approx(float(one.p_value), rel=1e-6)


def test_of_equal_groups_it_is_the_one_way_correlation():
    rows = np.random.default_rng(1).normal(size=(20, 4)) + np.random.default_rng(2).normal(size=(20, 1))
    found, raters = group_reliability([4] * 20, rows.mean(1), rows.var(1, ddof=1)), intraclass_correlations(rows)
    for name, other in (("icc1", "icc"), ("icc1_low", "ci_low"), ("icc1_high", "ci_high")):
        assert getattr(found, name) == pytest.approx(getattr(raters, other)[0])
    assert found.icc2 == pytest.approx(raters.icc[3])
    assert found.icc1_mean_size == pytest.approx(float(found.icc1))


def test_measures_at_once_and_groups_left_out():
    n, mean, variance = [[5, 8, 0], [5, 8, 1]], [[1.0, 2.0, np.nan], [1.0, 2.0, 4.0]], [[1, 1, np.nan], [1, 1, np.nan]]
    found = group_reliability(n, mean, variance)
    alone = group_reliability([5, 8], [1.0, 2.0], [1, 1])
    assert found.icc1[0] == alone.icc1
    assert found.df1.tolist() == [1, 2]
    assert found.df2.tolist() == [11, 11]


@pytest.mark.parametrize(
    ("n", "variance"), [([0, 0], [1, 1]), ([9, 0], [1, 1]), ([1, 1], [np.nan, np.nan]), ([5, 5], [0, 0])]
)
def test_groups_of_which_nothing_can_be_said(n, variance):
    found = group_reliability(n, [1.0, 2.0], variance)
    assert np.isnan(found.icc1)
    assert np.isnan(found.icc2_low)
    assert np.isnan(found.p_value)


@given(st.integers(0, 10_000), st.integers(3, 12), st.integers(2, 6))
def test_raters_who_agree_but_for_their_level(seed, n, k):
    rng = np.random.default_rng(seed)
    target = rng.normal(size=(n, 1))
    rows = target + np.arange(k) + 1e-9 * rng.normal(size=(n, k))
    found = intraclass_correlations(rows)
    assert found.icc[2] == pytest.approx(1, abs=1e-6)
    assert found.icc[0] < found.icc[1] < 1
    assert (found.ci_low <= found.icc + 1e-9).all()
    assert (found.ci_high >= found.icc - 1e-9).all()


@pytest.mark.parametrize("rows", [np.ones((5, 3)), np.ones((1, 3)), np.ones((3, 1)), np.zeros((0, 3))])
def test_raters_of_whom_nothing_can_be_said(rows):
    found = intraclass_correlations(rows)
    assert np.isnan(found.icc).all()
    assert np.isnan(found.p_value).all()


def test_null_variances():
    answers = np.arange(1, 8)
    assert uniform_variance(7) == pytest.approx(answers.var())
    assert uniform_variance(17, 0.5) == pytest.approx(np.arange(1, 9.5, 0.5).var())
    shares = np.array([0.05, 0.15, 0.2, 0.35, 0.25])
    assert skewed_variance(5) == pytest.approx(shares @ np.arange(1, 6) ** 2 - (shares @ np.arange(1, 6)) ** 2)
    assert skewed_variance(7, 0.5) == pytest.approx(2.9 / 4)
    assert np.isnan(skewed_variance(17))
    assert all(skewed_variance(options) < uniform_variance(options) for options in range(5, 12))


@given(st.lists(st.floats(0, 6), min_size=1, max_size=8), st.floats(0.5, 6))
def test_agreement_lies_between_none_and_all(variances, null):
    found = within_group_agreement(variances, null)
    assert 0 <= found.rwg_j <= 1
    assert ((found.rwg >= 0) & (found.rwg <= 1)).all()
    assert found.above_null == (np.mean(variances) > null)
    if len(variances) == 1:
        assert found.rwg_j == pytest.approx(found.rwg[0])


def test_agreement_of_groups_without_a_variance():
    found = within_group_agreement([[1.0, np.nan], [0.0, 0.0]], 4)
    assert np.isnan(found.rwg_j[0])
    assert found.rwg_j[1] == 1
    assert np.isnan(within_group_agreement([1.0, 2.0], np.nan).rwg_j)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=30))
def test_average_deviation_against_the_answers(answers):
    found = average_deviation(np.bincount(answers, minlength=6)[1:], np.arange(1, 6))
    assert found.from_mean == pytest.approx(np.abs(answers - np.mean(answers)).mean())
    assert found.from_median == pytest.approx(np.abs(answers - np.median(answers)).mean())
    assert found.n == len(answers)


def test_average_deviation_of_nobody():
    found = average_deviation([[0, 0], [0, 3]], [1, 2])
    assert np.isnan(found.from_mean[0])
    assert found.from_median[1] == 0
