"""The stationary point of a quadratic surface and its principal axes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.ratio import Floats
from servgap._stats.registry import statistic
from servgap._stats.surfaces.lines import two_sided

PLACES = ("x0", "y0", "p10", "p11", "p20", "p21")


@dataclass(frozen=True)
class Axes:
    """Stationary point, intercepts and slopes of both axes, with standard errors, and whether they are there at all.

    `estimate` and `se` hold x₀, y₀, p₁₀, p₁₁, p₂₀, p₂₁. `p_interaction` tests b₄ = 0, without which the axes have no
    slope; `p_curvature` tests 4b₃b₅ − b₄² = 0, without which there is no stationary point; `p_across_first` and
    `p_across_second` test that the surface does not bend across an axis, which then has no place.
    """

    estimate: Floats
    se: Floats
    p_interaction: Floats
    p_curvature: Floats
    p_across_first: Floats
    p_across_second: Floats


@statistic(
    "surface_axes",
    name="stationary point and principal axes of a response surface",
    symbol="p",
    source="Edwards & Parry (1993), Academy of Management Journal 36, 1577–1613",
)
def surface_axes(b: ArrayLike, covariance: ArrayLike, df: float) -> Axes:
    """
    Give where the surface is flat, and the two lines through that point along which it bends most and least.

    x₀ = (b₂b₄ − 2b₁b₅)/D and y₀ = (b₁b₄ − 2b₂b₃)/D with D = 4b₃b₅ − b₄²; the axes are y = p₁₀ + p₁₁x and p₂₀ + p₂₁x
    with p₁₁, p₂₁ = (b₅ − b₃ ± r)/b₄, r = √((b₃ − b₅)² + b₄²), and p₁₀ = y₀ − p₁₁x₀. Written as
    p₁₀ = −(b₂ − p₁₁b₁)(1 + p₁₁²)/(2(b₃p₁₁² − b₄p₁₁ + b₅)), it needs no stationary point: a ridge, which has none as
    D = 0, has a first axis all the same. What it divides by is the curvature across the axis, (b₃ + b₅ − r)/2 for the
    first and (b₃ + b₅ + r)/2 for the second.

    Standard errors are those of the delta method. None of the six has moments: where what they divide by may be zero,
    neither they nor their errors say anything, which the p-values are there to tell.

    Parameters
    ----------
    b : array_like, shape (6,)
        Coefficients of 1, x, y, x², xy, y².
    covariance : array_like, shape (6, 6)
        Their covariance.
    df : float
        Degrees of freedom of the two tests.

    Returns
    -------
    Axes
        Arrays of six; NaN where what they divide by is zero.

    Examples
    --------
    A bowl turned over, highest along y = x, with its top at the origin.

    >>> found = surface_axes([5, 0, 0, -2, 2, -2], 0.001 * np.eye(6), 200)
    >>> found.estimate.round(9).tolist()[:4]
    [0.0, 0.0, 0.0, 1.0]
    """
    found, spread = np.asarray(b, dtype=np.float64), np.asarray(covariance, dtype=np.float64)
    _, b1, b2, b3, b4, b5 = found
    depth = 4 * b3 * b5 - b4**2
    size = np.abs(found[3:]).max()
    slope_there, point_there = bool(abs(b4) > FLAT * size), bool(abs(depth) > FLAT * size**2)
    p_interaction = _is_zero(b4, np.eye(6)[4], spread, df)
    steepness = np.array([0, 0, 0, 4 * b5, -2 * b4, 4 * b3])
    p_curvature = _is_zero(depth, steepness, spread, df)
    estimate, gradient = np.full(6, np.nan), np.full((6, 6), np.nan)
    if point_there:
        top = np.array([b2 * b4 - 2 * b1 * b5, b1 * b4 - 2 * b2 * b3])
        slopes = np.array([[0, -2 * b5, b4, 0, b2, -2 * b1], [0, b4, -2 * b3, -2 * b2, b1, 0]])
        estimate[:2] = top / depth
        gradient[:2] = (slopes - estimate[:2, None] * steepness) / depth
    root = np.hypot(b3 - b5, b4)
    if slope_there:
        for intercept, slope, sign in ((2, 3, 1.0), (4, 5, -1.0)):
            q = (b5 - b3 + sign * root) / b4
            d3 = (-1 + sign * (b3 - b5) / root) / b4
            turning = np.array([0, 0, 0, d3, (sign * b4 / root - q) / b4, -d3])
            estimate[slope], gradient[slope] = q, turning
            across = 2 * (b3 * q**2 - b4 * q + b5)
            if abs(across) > FLAT * size * (1 + q**2):
                top = -(b2 - q * b1) * (1 + q**2)
                d_top = np.array([0, q * (1 + q**2), -(1 + q**2), 0, 0, 0])
                d_top = d_top + (b1 * (1 + q**2) - 2 * q * (b2 - q * b1)) * turning
                d_across = np.array([0, 0, 0, 2 * q**2, -2 * q, 2]) + 2 * (2 * b3 * q - b4) * turning
                estimate[intercept] = top / across
                gradient[intercept] = (d_top - estimate[intercept] * d_across) / across
    variance = np.einsum("ij,jk,ik->i", gradient, spread, gradient)
    se = np.sqrt(np.where(variance > 0, variance, np.nan))
    bending = [_bending(found, sign, spread, df) for sign in (-1.0, 1.0)]
    return Axes(estimate, se, p_interaction, p_curvature, *bending)


FLAT = 1e-9
"""Part of the largest quadratic coefficient below which another, or what follows from them, is rounding."""


def _is_zero(value: float, gradient: Floats, covariance: Floats, df: float) -> Floats:
    variance = float(gradient @ covariance @ gradient)
    t = value / np.sqrt(variance) if variance > 0 else np.nan
    return two_sided(np.asarray(t), df)


def _bending(b: Floats, sign: float, covariance: Floats, df: float) -> Floats:
    """Test whether the surface bends in its direction of least (−1) or most (1) curvature."""
    b3, b4, b5 = b[3:]
    root = np.hypot(b3 - b5, b4)
    if not root > 0:
        return _is_zero((b3 + b5) / 2, np.array([0, 0, 0, 0.5, 0, 0.5]), covariance, df)
    d3 = sign * (b3 - b5) / root
    gradient = np.array([0, 0, 0, 1 + d3, sign * b4 / root, 1 - d3]) / 2
    return _is_zero((b3 + b5 + sign * root) / 2, gradient, covariance, df)
