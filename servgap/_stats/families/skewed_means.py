"""Intervals of means that allow for skewed answers: each end the farther of Student's and a corrected one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic


@dataclass(frozen=True)
class SkewedMean:
    """Both ends of an interval."""

    low: Floats
    high: Floats


@statistic(
    "skewed_mean",
    name="interval that allows for skewness",
    symbol="t",
    source="Hall (1992), J. R. Stat. Soc. B 54, 221–228; taking the farther of its end and Student's: own convention",
)
def skewed_mean(
    mean: ArrayLike, se: ArrayLike, skewness: ArrayLike, n: ArrayLike, critical_low: ArrayLike, critical_high: ArrayLike
) -> SkewedMean:
    """
    Ends at which the studentised mean, its skewness transformed away, reaches a critical value; no nearer than ± t·se.

    T = (x̄ − μ)/se is skewed against the answers. With a = γ/√n the transform g(T) = ((1 + aT/3)³ − 1)/a + a/6 is nearly
    normal, and monotone, so that its inverse turns critical values into ends: T(y) = 3((1 + a(y − a/6))^⅓ − 1)/a. Far
    out in the tails, where ends of many intervals at once lie, plain t misses several times as often as it should on
    the side of the rare answers.

    Parameters
    ----------
    mean, se, skewness, n : array_like
        Means, standard errors, skewness γ of the answers (NaN: not known, taken as 0), and numbers of answers.
    critical_low, critical_high : array_like
        Critical values of the lower and the upper end, both positive.

    Returns
    -------
    SkewedMean
        One entry a mean.

    Examples
    --------
    >>> found = skewed_mean(-0.2, 0.05, -2.0, 100, 3.0, 3.0)
    >>> round(float(found.low), 3), round(float(found.high), 3)
    (-0.4, -0.05)
    """
    centre, error = np.asarray(mean, dtype=np.float64), np.asarray(se, dtype=np.float64)
    bend = np.nan_to_num(ratio(np.nan_to_num(np.asarray(skewness, dtype=np.float64)), np.sqrt(n)))
    low, high = (np.asarray(each, dtype=np.float64) for each in (critical_low, critical_high))
    return SkewedMean(
        low=centre - np.maximum(low, _untransformed(low, bend)) * error,
        high=centre + np.maximum(high, -_untransformed(-high, bend)) * error,
    )


def _untransformed(y: Floats, bend: Floats) -> Floats:
    """T whose skewness-free transform is y; a bend too small to divide by is a parabola."""
    endless = ~np.isfinite(y)  # where draws are too few for the level, nothing bounds the mean
    moved = np.where(endless, 0.0, y) - bend / 6
    flat = np.abs(bend) < _FLAT
    curved = 3 * (np.cbrt(1 + bend * moved) - 1) / np.where(flat, 1.0, bend)
    return np.asarray(np.where(endless, y, np.where(flat, moved - bend * moved**2 / 3, curved)))


_FLAT = 1e-6
