"""Whether a quadratic surface is one on which the outcome is highest where expectation and perception agree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.intervals import t_interval
from servgap._stats.ratio import Floats
from servgap._stats.registry import statistic
from servgap._stats.surfaces.axes import surface_axes
from servgap._stats.surfaces.lines import surface_lines

CONDITIONS = ("p10", "p11", "a4", "a3", "a1", "a2", "a5")
"""Four of a congruence effect, then three that hold besides where nothing but congruence counts."""
BROAD = 4
WANTED = (0.0, 1.0, np.nan, 0.0, 0.0, 0.0, 0.0)
"""What the interval must hold; of a₄ it must lie below zero."""


@dataclass(frozen=True)
class Congruence:
    """What the conditions are about, with intervals, and whether each is met: 1, 0, or NaN where it cannot be told.

    `met` says so of the first four together, `strict` of all seven: 0 where one is not met, NaN where one that is
    needed cannot be told.
    """

    estimate: Floats
    ci_low: Floats
    ci_high: Floats
    holds: Floats
    met: Floats
    strict: Floats


@statistic(
    "congruence_conditions",
    name="conditions of a congruence effect",
    symbol="p₁₀, p₁₁, a₄, a₃",
    source="Humberg, Nestler & Back (2019), Social Psychological and Personality Science 10, 409–419",
)
def congruence_conditions(b: ArrayLike, covariance: ArrayLike, df: float, confidence: float = 0.95) -> Congruence:
    """
    Look at all conditions of a congruence effect together.

    The first principal axis is y = x (p₁₀ = 0, p₁₁ = 1), the surface falls to both sides of it (a₄ < 0) and alike
    (a₃ = 0); strictly, the outcome is the same all along it (a₁ = a₂ = 0, a₅ = 0).

    An equality is met where the interval holds the value, which is no proof of it; a₄ < 0 is met where the whole
    interval lies below zero. Where b₄ is not told from zero the axis has no slope, and where the surface is not shown
    to bend across it, no intercept: neither can be told then. A condition that is not met settles the whole whatever
    the others are.

    Parameters
    ----------
    b : array_like, shape (6,)
        Coefficients of 1, x, y, x², xy, y².
    covariance : array_like, shape (6, 6)
        Their covariance.
    df : float
        Degrees of freedom of Student's t.
    confidence : float
        Level of the intervals; 1 less it is that of the tests of b₄ and of bending across the axis.

    Returns
    -------
    Congruence
        Arrays of seven in the order of `CONDITIONS`.

    Examples
    --------
    >>> found = congruence_conditions([5, 0, 0, -2, 3, -2], 1e-6 * np.eye(6), 200)
    >>> float(found.met), float(found.strict)
    (1.0, 0.0)
    """
    lines = surface_lines(b, covariance, df, confidence)
    axes = surface_axes(b, covariance, df)
    slope = bool(axes.p_interaction < 1 - confidence)
    point = slope and bool(axes.p_across_first < 1 - confidence)
    known = np.array([point, slope])
    estimate = np.concatenate([np.where(known, axes.estimate[2:4], np.nan), lines.estimate[[3, 2, 0, 1, 4]]])
    limits = t_interval(axes.estimate[2:4], axes.se[2:4], df, confidence)
    low = np.concatenate([np.where(known, limits.low, np.nan), lines.ci_low[[3, 2, 0, 1, 4]]])
    high = np.concatenate([np.where(known, limits.high, np.nan), lines.ci_high[[3, 2, 0, 1, 4]]])
    wanted = np.array(WANTED)
    met = np.where(np.isnan(wanted), high < 0, (low <= wanted) & (wanted <= high))
    holds = np.where(np.isnan(low), np.nan, met)
    return Congruence(estimate, low, high, holds, _together(holds[:BROAD]), _together(holds))


def _together(holds: Floats) -> Floats:
    if (holds == 0).any():
        return np.asarray(0.0)
    return np.asarray(np.nan if np.isnan(holds).any() else 1.0)
