"""Slopes and curvatures of a quadratic surface along the lines of congruence and of incongruence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtr

from servgap._stats.intervals import t_interval
from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic

PARAMETERS = ("a1", "a2", "a3", "a4", "a5")
CONTRASTS = np.array(
    [
        [0, 1, 1, 0, 0, 0],
        [0, 0, 0, 1, 1, 1],
        [0, 1, -1, 0, 0, 0],
        [0, 0, 0, 1, -1, 1],
        [0, 0, 0, 1, 0, -1],
    ],
    dtype=np.float64,
)
"""What a₁ to a₅ take of the six coefficients."""


@dataclass(frozen=True)
class Lines:
    """a₁ to a₅ with their standard errors, tests of whether they are zero, and intervals."""

    estimate: Floats
    se: Floats
    statistic: Floats
    p_value: Floats
    ci_low: Floats
    ci_high: Floats


@statistic(
    "surface_lines",
    name="slopes and curvatures of a response surface",
    symbol="a",
    source="Edwards & Parry (1993), Academy of Management Journal 36, 1577–1613; "
    "Shanock, Baran, Gentry, Pattison & Heggestad (2010), Journal of Business and Psychology 25, 543–554; "
    "a₅: Humberg, Nestler & Back (2019), Social Psychological and Personality Science 10, 409–419",
)
def surface_lines(b: ArrayLike, covariance: ArrayLike, df: float, confidence: float = 0.95) -> Lines:
    """
    Give slope and curvature of the surface along two lines, and how its ridge is turned.

    Where both are equal (x = y): slope a₁ = b₁ + b₂, curvature a₂ = b₃ + b₄ + b₅. Where they are opposed (x = −y):
    slope a₃ = b₁ − b₂, curvature a₄ = b₃ − b₄ + b₅. And a₅ = b₃ − b₅, which turns the ridge away from x = y.

    They are sums of coefficients, so that the delta method is exact: the standard error is √(c'Vc). With x what was
    expected and y what was perceived, a negative a₃ says that the outcome rises with y − x.

    Parameters
    ----------
    b : array_like, shape (6,)
        Coefficients of 1, x, y, x², xy, y².
    covariance : array_like, shape (6, 6)
        Their covariance.
    df : float
        Degrees of freedom of Student's t; infinite for the normal distribution.
    confidence : float
        Level of the intervals.

    Returns
    -------
    Lines
        Arrays of five. NaN where a standard error is none.

    Examples
    --------
    >>> found = surface_lines([5, -1, 1, 0, 0, 0], 0.01 * np.eye(6), 100)
    >>> found.estimate.tolist(), found.se.round(3).tolist()
    ([0.0, 0.0, -2.0, 0.0, 0.0], [0.141, 0.173, 0.141, 0.173, 0.141])
    """
    found, spread = np.asarray(b, dtype=np.float64), np.asarray(covariance, dtype=np.float64)
    estimate = CONTRASTS @ found
    variance = np.einsum("ij,jk,ik->i", CONTRASTS, spread, CONTRASTS)
    se = np.sqrt(np.where(variance > 0, variance, np.nan))
    t = estimate * ratio(1.0, se)
    limits = t_interval(estimate, se, df, confidence)
    return Lines(estimate, se, t, two_sided(t, df), limits.low, limits.high)


def two_sided(t: Floats, df: float) -> Floats:
    """Give the probability of a larger |t|."""
    return np.asarray(2 * stdtr(df, -np.abs(t)), dtype=np.float64)
