"""The variance at which a likelihood is highest, for many rows at once: from zero upwards, and unique by rule.

A likelihood of a variance component may have several heights. It is looked at over a grid that is as wide as the data
say, and of the highest places the first is taken; from there the sign of the slope leads to the top.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from servgap._stats.ratio import Floats
from servgap._stats.ties import ROUNDING

OfVariance: TypeAlias = Callable[[Floats], Floats]
"""From a variance of each row (rows,) to a number of each row (rows,)."""

_POINTS = 40
_FINEST = 1e-4
_HALVINGS = 80
_STRETCHES = 200


def highest(likelihood: OfVariance, slope: OfVariance, least: Floats, reach: Floats) -> Floats:
    """
    Find the variance, not below zero, at which the likelihood of each row is highest; the first of equal ones.

    Parameters
    ----------
    likelihood, slope
        Of a variance of each row; the slope must fall below zero in the end.
    least, reach
        Above zero (rows,): variances below a ten-thousandth of `least` change hardly anything, and the highest place
        is expected below `reach`, which is stretched where the likelihood still rises there.

    Examples
    --------
    >>> highest(lambda x: -((x - 2) ** 2), lambda x: 4 - 2 * x, np.array([1.0]), np.array([1.0])).round(9).tolist()
    [2.0]
    """
    far = first_beyond(slope, reach)
    fine = np.minimum(least, far) * _FINEST
    step = (far / fine) ** (1.0 / (_POINTS - 1))
    grid = np.concatenate([np.zeros((1, len(far))), fine * step ** np.arange(_POINTS)[:, None]])
    heights = np.stack([likelihood(each) for each in grid])
    top = heights.max(axis=0)
    first = (heights >= top - ROUNDING * np.maximum(1.0, np.abs(top))).argmax(axis=0)
    at = np.take_along_axis(grid, first[None], axis=0)[0]
    rising = slope(at) > 0
    low, high = at.copy(), np.where(rising, np.maximum(at * step, fine), at)
    for _ in range(_STRETCHES):  # the top lies to the right of `low` and to the left of `high`
        on = rising & (slope(high) > 0)
        back = ~rising & (low > 0) & (slope(low) < 0)
        if not (on | back).any():
            break
        low, high = np.where(on, high, low), np.where(on, high * step, np.where(back, low, high))
        low = np.where(back, np.where(low > fine, low / step, 0.0), low)
    return falls_to_nought(slope, low, high)


def first_beyond(falling: OfVariance, start: Floats) -> Floats:
    """Stretch variances until a number that falls below zero in the end is below it."""
    far = start.copy()
    for _ in range(_STRETCHES):
        short = falling(far) > 0
        if not short.any():
            break
        far = np.where(short, 4.0 * far, far)
    return far


def falls_to_nought(falling: OfVariance, low: Floats, high: Floats) -> Floats:
    """
    Find where a number of each row falls through zero between two variances, by halving; `low` if below there.

    Examples
    --------
    >>> falls_to_nought(lambda x: 3 - x, np.array([0.0, 4.0]), np.array([8.0, 8.0])).round(9).tolist()
    [3.0, 4.0]
    """
    start, below = low, ~(falling(low) > 0)
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        above = falling(middle) > 0
        low, high = np.where(above, middle, low), np.where(above, high, middle)
        if (high - low <= 1e-15 * high).all():
            break
    return np.where(below, start, 0.5 * (low + high))
