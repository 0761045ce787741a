"""Limits of a mean gap in units of a spread, without normal gaps: in which units is the mean what was observed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.intervals import Interval, t_quantile
from servgap._stats.ratio import Floats, ratio

SOURCE = (
    "interval by the jackknife: Efron & Stein (1981), Ann. Statist. 9, 586–596; score form, scale and second-order "
    "term: own convention"
)
_STEPS = np.linspace(0.0, 1.0, 65)
_STEPS_BETWEEN = 10


@dataclass(frozen=True)
class SpreadUnit:
    """
    What a mean gap is divided by, and how that hangs on single respondents.

    `size` is the spread D. `cross` is the covariance of gaps with the pseudo-values nD − (n − 1)D₋ᵢ of respondents,
    `variance` the variance of these. `bent` is half the mean square of D's second-order influence over pairs of
    respondents: what is left where leaving one out changes nothing.
    """

    size: Floats
    cross: Floats
    variance: Floats
    bent: Floats


def spread_unit(counts: Floats, away: Floats, size: Floats, without: Floats, bent: Floats) -> SpreadUnit:
    """
    Leave out one respondent of each cell in turn, and weigh the cell by its count.

    Parameters
    ----------
    counts, away, without : shape (..., cells)
        Respondents in each cell, their gap less the mean gap, and the spread without one of them.
    size, bent : shape (...)
        The spread of all, and its second-order term.
    """
    n = counts.sum(axis=-1)
    lost = ratio((counts * without).sum(axis=-1), n)[..., None] - without
    moved = (n - 1)[..., None] * lost
    cross, variance = (ratio((counts * moved * other).sum(axis=-1), n - 1) for other in (away, moved))
    return SpreadUnit(size, cross, variance, bent)


def limits_in_units(
    n: ArrayLike, mean: ArrayLike, sd: ArrayLike, unit: SpreadUnit, confidence: float = 0.95
) -> Interval:
    """
    Give the δ at which Ḡ − δD is as far from 0 as Student's t allows, on a scale on which d_z of normal gaps is steady.

    V(δ) = (s² − 2δ·cross + δ²·(variance + bent/n)) / D² is n times the variance of (Ḡ − δD)/D. On the scale
    h(δ) = √2 sinh⁻¹(δ/√2), whose slope is 1/√(1 + δ²/2), the limits are the outermost δ with
    |h(d) − h(δ)| ≤ t √(V(δ) / (1 + δ²/2) / n). Near δ = 0 this is the paired t test, so that the interval holds 0 where
    that does not reject, but for a hair. It has ends and a width wherever D is not 0.

    Parameters
    ----------
    n, mean, sd : array_like
        Number, mean and standard deviation (divisor n − 1) of the gaps.
    unit : SpreadUnit
        The spread in whose units the mean is taken.
    confidence : float
        Level of the interval.

    Returns
    -------
    Interval
        NaN where there is no spread.

    Examples
    --------
    >>> unit = SpreadUnit(np.array(2.0), np.array(0.0), np.array(2.0), np.array(0.0))
    >>> found = limits_in_units(100, -1.0, 2.0, unit)
    >>> round(float(found.low), 3), round(float(found.high), 3)
    (-0.716, -0.294)
    """
    size = np.where(np.asarray(n) > 1, n, np.nan)
    observed = np.arcsinh(ratio(mean, unit.size) / np.sqrt(2))
    squared = unit.size**2
    still, cross = ratio(np.asarray(sd) ** 2, squared), ratio(unit.cross, squared)
    moving = ratio(unit.variance + ratio(unit.bent, size), squared)
    # In the angle of (1, δ/√2) the variance is a quadratic form, whose larger eigenvalue bounds it.
    largest = (still + 2 * moving) / 2 + np.hypot((still - 2 * moving) / 2, np.sqrt(2) * cross)
    t = t_quantile(size - 1, confidence)
    reach = t * np.sqrt(largest / size / 2)

    def spare(away: Floats) -> Floats:
        """By how much the error at points off the observed one, in halves of the scale, reaches beyond them."""
        delta = np.sqrt(2) * np.sinh(observed[..., None] + away)
        variance = still[..., None] - 2 * delta * cross[..., None] + delta**2 * moving[..., None]
        error = np.sqrt(np.maximum(variance, 0.0) / (1 + delta**2 / 2) / size[..., None] / 2)
        return np.asarray(t[..., None] * error - np.abs(away))

    sides = np.array([-1.0, 1.0]).reshape(2, *[1] * reach.ndim)
    low, high = np.sqrt(2) * np.sinh(observed + _outermost(sides * reach, spare))
    return Interval(low=np.asarray(low), high=np.asarray(high))


def _outermost(reach: Floats, spare: Callable[[Floats], Floats]) -> Floats:
    """Find the point farthest off, up to `reach`, at which something is still to spare: a grid, then false position."""
    points = reach[..., None] * _STEPS
    left = spare(points)
    last = np.where(left >= 0, np.arange(len(_STEPS)), 0).max(axis=-1, keepdims=True)
    place = (last, np.minimum(last + 1, len(_STEPS) - 1))
    inner, outer = (np.take_along_axis(points, each, axis=-1) for each in place)
    above, below = (np.take_along_axis(left, each, axis=-1) for each in place)
    before = np.zeros((2, *last.shape), dtype=bool)  # which end moved last, if any has
    for _ in range(_STEPS_BETWEEN):
        between = inner + (outer - inner) * np.clip(np.nan_to_num(ratio(above, above - below)), 0.0, 1.0)
        found = spare(between)
        within = found >= 0
        # Illinois: an end that stays twice counts half, so that it does not stay for long.
        above, below = (
            np.where(within, found, np.where(before[1], above / 2, above)),
            np.where(within, np.where(before[0], below / 2, below), found),
        )
        inner, outer = np.where(within, between, inner), np.where(within, outer, between)
        before = np.stack([within, ~within])
    return np.asarray(between[..., 0])
