"""Bayes factors of t: what rises with t, what is symmetric, and numbers beyond a double."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from servgap._stats.paired.bayes_factor import bayes_factor_interval, bayes_factor_t

sizes = st.integers(2, 10**8)
values = st.floats(-40, 40)


@given(sizes, st.floats(0, 40), st.floats(1e-3, 5))
def test_evidence_rises_with_t_and_knows_no_direction(n, t, step):
    found = bayes_factor_t([t, t + step, -t], n)
    assert found.log_bf10[1] > found.log_bf10[0]
    assert found.log_bf10[2] == found.log_bf10[0]


@given(sizes)
def test_no_gap_at_all_speaks_for_none(n):
    assert bayes_factor_t(0.0, n).bf10 < 1


@pytest.mark.parametrize(
    ("t", "n", "scale"), [(2.0, 5, 0.5), (-3.3, 40, 1.0), (0.01, 1000, 0.2), (8.0, 12, np.sqrt(2))]
)
def test_the_integral_is_that_of_the_definition(t, n, scale):
    def likelihood(d):
        return stats.nct.pdf(t, n - 1, d * np.sqrt(n)) * stats.cauchy.pdf(d, scale=scale)

    peak, reach = t / np.sqrt(n), 6 / np.sqrt(n)
    ends = sorted([0.0, *(peak + step * reach for step in (-6, -3, -1, 0, 1, 3, 6))])  # beyond, nothing is left
    total = sum(
        integrate.quad(likelihood, a, b, epsabs=1e-15, epsrel=1e-11, limit=300)[0] for a, b in itertools.pairwise(ends)
    )
    assert bayes_factor_t(t, n, scale).bf10 == pytest.approx(total / stats.t.pdf(t, n - 1), rel=1e-8)


@pytest.mark.parametrize(("t", "n"), [(1e3, 10**6), (1e6, 10), (3000.0, 10**8), (1e5, 10**8)])
def test_huge_t_overflow_nothing(t, n):
    found = bayes_factor_t(t, n)
    assert np.isfinite(found.log_bf10)
    # What n·d² leaves of the likelihood's logarithm, ((v + 1)/2) log(1 + t²/v), is a few powers of n.
    assert found.log_bf10 == pytest.approx(n / 2 * np.log1p(t**2 / (n - 1)), abs=3 * np.log(n) + 2 * np.log(t) + 5)
    outside = bayes_factor_interval(t, n, 0.05)
    assert np.isfinite(outside.log_bf)
    assert outside.bf > 1


@given(values, st.integers(2, 2000), st.floats(0.05, 1.0))
def test_outside_and_inside_are_symmetric_and_consistent(t, n, bound):
    found, mirrored = bayes_factor_interval(t, n, bound), bayes_factor_interval(-t, n, bound)
    assert found.log_bf == pytest.approx(float(mirrored.log_bf), rel=1e-9, abs=1e-9)
    inside = np.arctan(bound / np.sqrt(0.5)) * 2 / np.pi
    odds = np.exp(float(found.log_bf)) * (1 - inside) / inside
    assert float(found.p_inside) == pytest.approx(1 / (1 + odds), rel=1e-8)


@given(st.integers(5, 5000), st.floats(0, 20))
def test_a_narrow_bound_is_the_point_null(n, t):
    narrow = bayes_factor_interval(t, n, 1e-5 / np.sqrt(n))
    assert float(narrow.log_bf) == pytest.approx(float(bayes_factor_t(t, n).log_bf10), abs=1e-3 * (1 + t))


def test_numbers_that_are_not_there():
    assert np.isnan(bayes_factor_t([np.nan, 1.0, 1.0], [10, 1, 0]).bf10).all()
    assert np.isnan(bayes_factor_interval([np.nan, 1.0, 1.0], [10, 1, 10], [0.1, 0.1, 0.0]).bf).all()
