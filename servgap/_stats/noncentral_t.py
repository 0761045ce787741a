"""Which noncentralities a value of t leaves plausible, at any size of t and degrees of freedom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.polynomial.legendre import leggauss
from numpy.typing import ArrayLike
from scipy.special import gammainc, gammaincc, ndtr, ndtri

from servgap._stats.intervals import Interval
from servgap._stats.ratio import Floats

_REACH = 9.0
"""Standard deviations beyond which a normal distribution holds no mass that double precision could show."""

_NODES, _WEIGHTS = leggauss(64)


@dataclass(frozen=True)
class _Point:
    """P(T ≤ t) and its derivative in the noncentrality."""

    probability: Floats
    slope: Floats


_Curve: TypeAlias = Callable[[Floats], _Point]


def noncentrality_limits(t: ArrayLike, df: ArrayLike, confidence: float = 0.95) -> Interval:
    """
    Noncentralities δ at which `t` is the upper and the lower (1 − confidence)/2 quantile of the noncentral t.

    Examples
    --------
    >>> found = noncentrality_limits(2.0, 10)
    >>> round(float(found.low), 4), round(float(found.high), 4)
    (-0.1835, 4.1011)
    """
    value, freedom = np.broadcast_arrays(np.asarray(t, dtype=float), np.asarray(df, dtype=float))
    low, high = np.full(value.shape, np.nan), np.full(value.shape, np.nan)
    known = np.isfinite(value) & (freedom > 0)
    if known.any():
        size, nu = np.abs(value[known]), freedom[known]
        tail = (1 - confidence) / 2
        lower, upper = _limit(size, nu, 1 - tail), _limit(size, nu, tail)
        # Distribution functions fail for t far below zero, so the interval is found for |t| and mirrored.
        mirrored = value[known] < 0
        low[known] = np.where(mirrored, -upper, lower)
        high[known] = np.where(mirrored, -lower, upper)
    return Interval(low=low, high=high)


def _limit(t: Floats, df: Floats, probability: float) -> Floats:
    """Noncentrality at which P(T ≤ t) is `probability`, for t ≥ 0."""
    found = np.empty_like(t)
    # T ≤ t means Z + δ ≤ t·U, U = √(χ²/df). The one that spreads more keeps its distribution function, which is then
    # smooth over the nodes spent on the other.
    wide = t > np.sqrt(2 * df)
    for part, curve_of in ((~wide, _over_scale), (wide, _over_normal)):
        if part.any():
            found[part] = _solve(curve_of(t[part], df[part]), t[part], df[part], probability)
    return found


def _scale_range(df: Floats) -> tuple[Floats, Floats]:
    """Where √(χ²/df) has its mass, by the Wilson–Hilferty cube root."""
    centre, spread = 1 - 2 / (9 * df), np.sqrt(2 / (9 * df))
    lower = np.maximum(centre - _REACH * spread, 0.0) ** 1.5
    upper = (centre + _REACH * spread) ** 1.5
    return lower, upper


def _scale_nodes(df: Floats) -> tuple[Floats, Floats]:
    """Values of √(χ²/df), one row a df, and their probabilities."""
    lower, upper = (end[:, None] for end in _scale_range(df))
    scale = lower + (upper - lower) * (_NODES + 1) / 2
    away = scale - 1
    # log density relative to u = 1, written so that nothing cancels when df is in the millions
    log_density = (df[:, None] - 1) * np.log1p(away) - df[:, None] * away * (1 + away / 2)
    mass = _WEIGHTS * np.exp(log_density)
    mass /= mass.sum(axis=-1, keepdims=True)
    return scale, mass


def _density(x: Floats) -> Floats:
    return np.asarray(np.exp(-0.5 * x**2) / np.sqrt(2 * np.pi))


def _over_scale(t: Floats, df: Floats) -> _Curve:
    """P(T ≤ t) as the mean of Φ(t·u − δ) over u = √(χ²/df)."""
    scale, mass = _scale_nodes(df)
    reached = t[:, None] * scale

    def curve(delta: Floats) -> _Point:
        distance = reached - delta[:, None]
        return _Point((mass * ndtr(distance)).sum(axis=-1), -(mass * _density(distance)).sum(axis=-1))

    return curve


def _over_normal(t: Floats, df: Floats) -> _Curve:
    """P(T ≤ t) as the mean of P(u ≥ x/t) over x normal around δ; x below zero counts in full."""

    def curve(delta: Floats) -> _Point:
        lower = np.maximum(delta - _REACH, 0.0)[:, None]
        half = (delta[:, None] + _REACH - lower) / 2
        x = lower + half * (_NODES + 1)
        away = x - delta[:, None]
        mass = half * _WEIGHTS * _density(away) * gammaincc(df[:, None] / 2, df[:, None] * (x / t[:, None]) ** 2 / 2)
        probability = ndtr(-delta) + mass.sum(axis=-1)
        return _Point(probability, (mass * away).sum(axis=-1) - _density(delta))

    return curve


def _solve(curve: _Curve, t: Floats, df: Floats, probability: float) -> Floats:
    """Solve by Newton on the probit scale, where the curve is almost straight; halve where a step leaves the range."""
    target = float(ndtri(probability))
    low = np.full_like(t, -target - 1.0)
    high = t * _scale_range(df)[1] + _REACH
    delta = np.clip(t * (1 - 1 / (4 * df)) - target * np.sqrt(1 + t**2 / (2 * df)), low, high)
    for _ in range(100):
        point = curve(delta)
        probit = ndtri(np.clip(point.probability, 1e-300, 1 - 1e-16))
        low = np.where(probit > target, delta, low)
        high = np.where(probit > target, high, delta)
        step = (probit - target) * _density(probit) / np.maximum(-point.slope, 1e-300)
        following = delta + step
        following = np.where((following >= low) & (following <= high), following, (low + high) / 2)
        moved = np.max(np.abs(following - delta) / (1 + np.abs(delta)))
        delta = following
        if moved < 1e-9:
            break
    return delta


def noncentral_tail(t: ArrayLike, df: ArrayLike, delta: ArrayLike) -> Floats:
    """
    P(T > t) of the noncentral t, also where the tail is tiny or t lies far on the other side of δ.

    Examples
    --------
    >>> noncentral_tail([0.0, 2.0], 10, 0.0).round(6)
    array([0.5     , 0.036694])
    """
    value, freedom, shift = np.broadcast_arrays(*(np.asarray(each, dtype=np.float64) for each in (t, df, delta)))
    known = np.isfinite(value) & np.isfinite(shift) & (freedom > 0)
    wide = known & (value > np.sqrt(2 * np.where(known, freedom, 1.0)))
    tail = np.full(value.shape, np.nan)
    for part, tail_of in ((known & ~wide, _tail_over_scale), (wide, _tail_over_normal)):
        if part.any():
            tail[part] = tail_of(value[part], freedom[part], shift[part])
    return tail


def _tail_over_scale(t: Floats, df: Floats, delta: Floats) -> Floats:
    """P(T > t) as the mean of Φ(δ − t·u) over u = √(χ²/df)."""
    scale, mass = _scale_nodes(df)
    return np.asarray((mass * ndtr(delta[:, None] - t[:, None] * scale)).sum(axis=-1))


def _tail_over_normal(t: Floats, df: Floats, delta: Floats) -> Floats:
    """P(T > t) as the mean of P(u < x/t) over positive x, normal around δ."""
    lower = np.maximum(delta - _REACH, 0.0)[:, None]
    upper = np.where(delta > 0, delta + _REACH, np.sqrt(delta**2 + _REACH**2) + delta)[:, None]
    x = lower + (upper - lower) * (_NODES + 1) / 2
    share = gammainc(df[:, None] / 2, df[:, None] * (x / t[:, None]) ** 2 / 2)
    return np.asarray(((upper - lower) / 2 * _WEIGHTS * _density(x - delta[:, None]) * share).sum(axis=-1))


_GRID = np.linspace(0.0, 1.0, 97)


def log_density_ratio(t: Floats, df: Floats, delta: Floats) -> Floats:
    """
    Logarithm of the density of `t` with noncentrality δ over that with noncentrality zero.

    Examples
    --------
    >>> found = log_density_ratio(np.array(0.0), np.array(9.0), np.array([0.0, 2.0]))
    >>> found.round(6) + 0.0
    array([ 0., -2.])
    """
    # f(t; δ) is exp(−δ²v / 2(t² + v)) times the integral of y^v exp(−(y − μ)²/2), μ = δt / √(t² + v), where only the
    # integral's growth from μ = 0 matters. Its integrand's peak lies at √v·exp(a), a = asinh(μ / 2√v).
    mean = delta * t / np.sqrt(t**2 + df)
    bend = np.arcsinh(mean / (2 * np.sqrt(df)))
    growth = df * (bend - np.expm1(-2 * bend) / 2) + bend
    around = _log_around_peak(df, np.sqrt(df) * np.exp(bend)) - _log_around_peak(df, np.sqrt(df))
    return np.asarray(growth + around - delta**2 * df / (2 * (t**2 + df)))


def _log_around_peak(df: Floats, peak: Floats) -> Floats:
    """Logarithm of the integral over v of exp(df·(v − E) − (peak·E)²/2 + v), E = exp(v) − 1."""
    reach = np.minimum((45 + df) / (df + 1), 11.7 / np.sqrt(df))
    reach = np.minimum(reach, -np.log1p(-np.minimum(9.6 / peak, 0.999999999)))
    width = reach + 10 / np.sqrt(df + peak**2)
    v = -reach[..., None] + width[..., None] * _GRID
    grown = np.expm1(v)
    exponent = df[..., None] * (v - grown) - (peak[..., None] * grown) ** 2 / 2 + v
    return np.asarray(np.log(np.exp(exponent).sum(axis=-1)) + np.log(width / (len(_GRID) - 1)))
