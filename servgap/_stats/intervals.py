"""Confidence intervals by Student's t for an estimate with a standard error."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri, stdtrit

from servgap._stats.ratio import Floats


@dataclass(frozen=True)
class Interval:
    """Lower and upper confidence limit."""

    low: Floats
    high: Floats


def normal_quantile(confidence: float) -> float:
    """Two-sided standard normal critical value of a confidence level."""
    return -float(ndtri((1 - confidence) / 2))


def t_quantile(df: ArrayLike, confidence: float) -> Floats:
    """Two-sided critical value of Student's t; NaN where `df` is not positive."""
    freedom = np.asarray(df, dtype=float)
    known = freedom > 0
    return np.where(known, -stdtrit(np.where(known, freedom, 1.0), (1 - confidence) / 2), np.nan)


def t_interval(estimate: ArrayLike, se: ArrayLike, df: ArrayLike, confidence: float = 0.95) -> Interval:
    """
    Estimate ± t · SE, NaN where the standard error or the degrees of freedom are not positive.

    Examples
    --------
    >>> found = t_interval(0.75, 1.78, 9)
    >>> round(float(found.low), 2), round(float(found.high), 2)
    (-3.28, 4.78)
    """
    centre, error = np.asarray(estimate, dtype=float), np.asarray(se, dtype=float)
    reach = t_quantile(df, confidence) * np.where(error > 0, error, np.nan)
    return Interval(low=centre - reach, high=centre + reach)
