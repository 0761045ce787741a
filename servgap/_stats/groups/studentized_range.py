"""Tail and quantile of the studentised range, for whole arrays at once.

The survival function is an average of the survival function of the range of `k` standard normals over the
distribution of an independent standard deviation with `df` degrees of freedom. The range's own tail is tabulated once
for each `k`, as its ratio to a normal tail, which varies slowly and settles at k(k − 1); the average is a trapezoidal
sum in the logarithm of the standard deviation, where the integrand is log-concave and analytic, so that the sum
converges geometrically and every term is positive: small tails keep their relative accuracy.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from servgap._stats.registry import statistic

Floats = NDArray[np.float64]
Tail = Callable[[Floats, Floats], Floats]
"""Probability of more than q, √2 times the largest |t|, for flat arrays of q and df."""

_TABLE_END = 20.0  # beyond it the ratio has settled at k(k - 1) to all digits
_TABLE_STEP = 0.05
_NEGLIGIBLE = 34.0  # -log of the share of the integrand that may be cut off at either end
SLOWEST_DF = 0.5
_Q_RANGE = (1e-300, 1e150)  # beyond it the square of q would leave the range of floats
_FEW_DF = 40  # more quantiles than this for one k are interpolated between Chebyshev nodes
_NODES = 33
_AT_ONCE = 1 << 21  # terms of sums that are in memory together


@dataclass(frozen=True)
class StudentizedRange:
    """Tail probability at the observed studentised range, and the critical value at the confidence level."""

    p_value: Floats
    critical: Floats


@statistic(
    "studentized_range",
    name="studentised range",
    symbol="q",
    source="Tukey (1953), The Problem of Multiple Comparisons; "
    "Copenhaver & Holland (1988), J. Stat. Comput. Simul. 30, 1–15",
)
def studentized_range(q: ArrayLike, groups: ArrayLike, df: ArrayLike, *, confidence: float = 0.95) -> StudentizedRange:
    """Tail probability of `q` for `groups` means and `df` degrees of freedom, with the critical value.

    P(Q > q) = ∫ f(s; df) P(range of k normals > q·s) ds, where df·s² is chi-squared with df degrees of freedom.

    Parameters
    ----------
    q, groups, df
        Broadcast against each other; `df` may be infinite. NaN, fewer than two groups or no positive df give NaN.
    confidence
        The critical value leaves ``1 - confidence`` beyond it.

    Examples
    --------
    >>> outcome = studentized_range(3.876777, 3, 10)
    >>> round(float(outcome.p_value), 6), round(float(outcome.critical), 4)
    (0.05, 3.8768)
    """
    return StudentizedRange(survival(q, groups, df), quantile(confidence, groups, df))


def survival(q: ArrayLike, groups: ArrayLike, df: ArrayLike) -> Floats:
    """P(Q > q), with relative accuracy in the tail."""
    q, groups, df = np.broadcast_arrays(*(np.asarray(a, dtype=np.float64) for a in (q, groups, df)))
    tail = np.full(q.shape, np.nan)
    usable = _usable(groups, df) & ~np.isnan(q)
    tail[usable & (q <= 0)] = 1.0
    usable &= q > 0
    for k in np.unique(groups[usable]):
        here = usable & (groups == k)
        tail[here] = _survival_of(int(k), np.clip(q[here], *_Q_RANGE), df[here])
    return tail


def quantile(confidence: float, groups: ArrayLike, df: ArrayLike) -> Floats:
    """Find the value that the studentised range exceeds with probability ``1 - confidence``."""
    groups, df = np.broadcast_arrays(np.asarray(groups, dtype=np.float64), np.asarray(df, dtype=np.float64))
    critical = np.full(df.shape, np.nan)
    usable = _usable(groups, df)
    for k in np.unique(groups[usable]):
        here = usable & (groups == k)
        distinct, inverse = np.unique(df[here], return_inverse=True)
        critical[here] = quantiles(partial(_survival_of, int(k)), 0.5 * k * (k - 1), confidence, distinct)[inverse]
    return critical


def quantiles(tail: Tail, pairs: float, confidence: float, df: Floats) -> Floats:
    """Quantiles of √2 times the largest of `pairs` |t|, whose tail is given, at rising degrees of freedom."""
    many = len(df) > _FEW_DF and bool(np.isfinite(df[-1]))
    return (_interpolated_quantile if many else _solved_quantile)(tail, pairs, confidence, df)


def _usable(groups: Floats, df: Floats) -> NDArray[np.bool_]:
    """Where there are at least two groups and a positive df (comparisons with NaN are False)."""
    return (groups >= 2) & np.isfinite(groups) & (df >= SLOWEST_DF)


def _solved_quantile(tail: Tail, pairs: float, confidence: float, df: Floats) -> Floats:
    """Quantiles of the largest of `pairs` differences, for few degrees of freedom: each one is solved for.

    Root of log survival in log q, by secant steps from the Bonferroni bound, which lies at or above the root.
    """
    target = np.log1p(-confidence)
    single = 0.5 * (1.0 - confidence) / pairs
    bound = np.where(np.isinf(df), -special.ndtri(single), -special.stdtrit(np.where(np.isinf(df), 1.0, df), single))
    older = np.log(np.sqrt(2.0) * bound)
    newer = older - 0.02
    excess_older = np.log(tail(np.exp(older), df)) - target
    for _ in range(40):
        excess = np.log(tail(np.exp(newer), df)) - target
        run, rise = newer - older, excess - excess_older
        moving = (np.abs(excess) > 1e-13) & (np.abs(rise) > 0)
        step = np.where(moving, -excess * run / np.where(moving, rise, 1.0), 0.0)
        older, excess_older = newer, excess
        newer = newer + np.clip(step, -1.0, 1.0)
        if np.all(np.abs(step) < 1e-12):
            break
    return np.asarray(np.exp(newer))


def _interpolated_quantile(tail: Tail, pairs: float, confidence: float, df: Floats) -> Floats:
    """Many quantiles of one distribution: log q is smooth in 1/sqrt(df), so that an interpolant carries all digits."""
    place = 1.0 / np.sqrt(df)
    low, high = place[-1], place[0]
    angle = np.pi * (np.arange(_NODES) + 0.5) / _NODES
    nodes = 0.5 * (low + high) + 0.5 * (high - low) * np.cos(angle)
    known = np.log(_solved_quantile(tail, pairs, confidence, nodes**-2))
    weight = np.where(np.arange(_NODES) % 2, -1.0, 1.0) * np.sin(angle)
    rows = _AT_ONCE // _NODES
    pieces = [_interpolated(place[at : at + rows], nodes, weight, known) for at in range(0, len(place), rows)]
    return np.concatenate(pieces)


def _interpolated(place: Floats, nodes: Floats, weight: Floats, known: Floats) -> Floats:
    distance = place[:, None] - nodes
    at_node = distance == 0
    share = weight / np.where(at_node, 1.0, distance)
    share = np.where(at_node.any(axis=1, keepdims=True), at_node, share)
    return np.asarray(np.exp((share @ known) / share.sum(axis=1)))


def _survival_of(k: int, q: Floats, df: Floats) -> Floats:
    """Evaluate the survival function for one `k` and flat arrays."""
    return averaged(partial(_range_log_survival, k), k, q, df)


def averaged(log_survival: Callable[[Floats], Floats], k: int, q: Floats, df: Floats) -> Floats:
    """Average the survival function of a largest difference over the standard deviation it is divided by.

    `log_survival` gives the log of P(√2 · largest |difference| > width) where the standard deviation is known, of
    something like `k` means; q and df are flat, and summed in batches of like numbers of nodes.
    """
    tail = np.empty(len(q))
    known_sd = np.isinf(df)
    tail[known_sd] = np.exp(log_survival(q[known_sd]))
    low, high, step = _window(k, q, np.where(known_sd, 1.0, df))
    batch = np.ceil((high - low) / step / 8.0) * 8.0
    batch[known_sd] = 0.0
    for nodes in np.unique(batch[~known_sd]):
        here = batch == nodes
        wide = (high[here] - low[here]) / nodes
        tail[here] = _average(log_survival, q[here], df[here], low[here], wide, nodes=int(nodes))
    return np.minimum(tail, 1.0)


def _window(k: int, q: Floats, df: Floats) -> tuple[Floats, Floats, Floats]:
    """Between which logarithms of s the integrand matters, and a step that resolves it.

    With the range's tail as exp(-w²/4) the integrand peaks at s² = df/(df + q²/2), without it at s = 1; the true peak
    lies between, and not much beyond the point where the range's tail begins to fall like a normal one.
    """
    reach = _NEGLIGIBLE / df
    left_peak = -0.5 * np.log1p(q * q / (2.0 * df))
    falling = 5.0 + np.sqrt(2.0 * np.log(k))
    right_peak = np.minimum(0.0, np.maximum(left_peak, np.log(falling / q)))
    sharpness = max(40.0, 5.0 * np.log(k) ** 2)  # many groups: the range's tail sets in abruptly
    step = 0.85 / np.sqrt(2.0 * df + sharpness)
    return left_peak - reach - np.sqrt(reach), right_peak + np.sqrt(np.minimum(reach, 4.0)), step


def _average(
    log_survival: Callable[[Floats], Floats], q: Floats, df: Floats, low: Floats, step: Floats, *, nodes: int
) -> Floats:
    """Average in pieces of bounded size: hundreds of groups make tens of thousands of pairs."""
    rows = max(1, _AT_ONCE // nodes)
    starts = range(0, len(q), rows)
    given = (q, df, low, step)
    return np.concatenate([_sum(log_survival, *(each[at : at + rows] for each in given), nodes=nodes) for at in starts])


def _sum(
    log_survival: Callable[[Floats], Floats], q: Floats, df: Floats, low: Floats, step: Floats, *, nodes: int
) -> Floats:
    """Trapezoidal sum over log s; the ends are negligible, so that all weights are equal."""
    log_s = low[:, None] + step[:, None] * (np.arange(nodes) + 0.5)
    density = df[:, None] * (log_s - 0.5 * np.expm1(2.0 * log_s)) + _log_constant(df)[:, None]
    beyond = log_survival(q[:, None] * np.exp(log_s))
    return np.asarray(np.exp(density + beyond).sum(axis=1) * step)


def _log_constant(df: Floats) -> Floats:
    """Log of the density of log s at s = 1, by Stirling's series where the terms of the plain form would cancel."""
    half = 0.5 * df
    few = half < 25.0
    small = np.where(few, half, 25.0)
    exact = np.log(2.0) + small * np.log(small) - small - special.gammaln(small)
    inverse = 1.0 / half
    series = inverse * (1 / 12 - inverse**2 * (1 / 360 - inverse**2 * (1 / 1260 - inverse**2 / 1680)))
    return np.asarray(np.where(few, exact, np.log(2.0) + 0.5 * np.log(half / (2.0 * np.pi)) - series))


def _range_log_survival(k: int, width: Floats) -> Floats:
    """Log of P(range of k standard normals > width): a normal tail times the tabulated ratio."""
    return from_table(_log_ratio_table(k), width)


def from_table(table: Floats, width: Floats) -> Floats:
    """Log of a tail at a width: that of a normal difference of two means, plus what `table` has for the rest."""
    inside = np.minimum(width, _TABLE_END) / _TABLE_STEP
    cell = np.minimum(inside.astype(np.intp), table.shape[1] - 1)
    within = inside - cell
    ratio = table[0, cell]
    for coefficients in table[1:]:
        ratio = ratio * within + coefficients[cell]
    return np.asarray(ratio + special.log_ndtr(width * -np.sqrt(0.5)))


@lru_cache(maxsize=64)
def _log_ratio_table(k: int) -> Floats:
    """Quintic through six neighbouring points in every cell, highest power first, of log P(range > w)/P(Z > w/√2)."""
    return tabulated(partial(_integrated_range_survival, k))


def tabulated(survival: Callable[[Floats], Floats]) -> Floats:
    """Table for `from_table` of a survival function of the width."""
    points = np.arange(round(_TABLE_END / _TABLE_STEP) + 1)
    width: Floats = np.asarray(points * _TABLE_STEP, dtype=np.float64)
    value = np.log(survival(width)) - special.log_ndtr(width * -np.sqrt(0.5))
    first = np.clip(points[:-1] - 2, 0, len(points) - 6)
    offset = points[:-1] - first
    table = np.empty((6, len(offset)))
    for shift in np.unique(offset):
        here = offset == shift
        through = np.linalg.inv(np.vander(np.arange(6.0) - shift))
        table[:, here] = through @ value[first[here] + np.arange(6)[:, None]]
    table.setflags(write=False)
    return table


def _integrated_range_survival(k: int, width: Floats) -> Floats:
    """P(range > w) = k ∫ φ(z) {Φ(z)^(k-1) - [Φ(z) - Φ(z - w)]^(k-1)} dz, whose integrand is a positive product."""
    step = 0.2
    z = np.arange(-9.0, 0.5 * _TABLE_END + 9.0, step)
    below = special.ndtr(z)
    ratio = special.ndtr(z - width[:, None]) / below
    with np.errstate(divide="ignore"):  # at width 0 nothing lies between: log 0 = -inf is the right limit
        kept = -np.expm1((k - 1) * np.log1p(-ratio))
    weight = k * np.exp(-0.5 * z * z + (k - 1) * special.log_ndtr(z)) * (step / np.sqrt(2.0 * np.pi))
    return np.asarray(kept @ weight)
