"""The bivariate normal distribution at many points at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, owens_t

from servgap._stats.ratio import Floats

FARTHEST = 38.0
"""Standard deviations beyond which a normal tail is zero in double precision; infinite limits are drawn in to it."""

NEAREST = 1e-100


def bivariate_cdf(h: ArrayLike, k: ArrayLike, r: ArrayLike) -> Floats:
    """
    P(X ≤ h, Y ≤ k) of standard normal variables with correlation r, |r| ≤ 1, to some 1e-16 absolutely.

    By Owen's T function, after Owen (1956), Annals of Mathematical Statistics 27, 1075–1090:
    Φ₂ = ½Φ(h) + ½Φ(k) - T(h, (k - rh)/(hs)) - T(k, (h - rk)/(ks)) - β with s² = 1 - r², and β = ½ where h and k lie
    on opposite sides of zero.

    Examples
    --------
    >>> float(bivariate_cdf(0, 0, 0.5))  # 1/4 + asin(r)/2π
    0.33333333333333337
    >>> float(bivariate_cdf(np.inf, 0, 0.5))
    0.5
    """
    rho = np.asarray(r, dtype=np.float64)
    x, y, rho = np.broadcast_arrays(_near(h), _near(k), np.clip(rho, -1.0, 1.0))
    spread = np.sqrt((1 - rho) * (1 + rho))
    total = 0.5 * (ndtr(x) + ndtr(y)) - owens_t(x, _slope(x, y, rho, spread)) - owens_t(y, _slope(y, x, rho, spread))
    opposite = (x * y < 0) | ((x * y == 0) & (x + y < 0))
    return np.asarray(np.clip(total - 0.5 * opposite, 0.0, 1.0))


def bivariate_density(h: ArrayLike, k: ArrayLike, r: ArrayLike) -> Floats:
    """
    Density of two standard normal variables with correlation r, |r| < 1; also the slope of `bivariate_cdf` in r.

    Examples
    --------
    >>> round(float(bivariate_density(0, 0, 0)), 6)  # 1/2π
    0.159155
    """
    x, y, rho = _near(h), _near(k), np.asarray(r, dtype=np.float64)
    own = (1 - rho) * (1 + rho)
    exponent = (x * x - 2 * rho * x * y + y * y) / (2 * own)
    density: Floats = np.exp(-np.minimum(exponent, 700.0)) / (2 * np.pi * np.sqrt(own))
    return density


def normal_density(z: ArrayLike) -> Floats:
    """Density of a standard normal variable; zero at infinity."""
    near = _near(z)
    density: Floats = np.exp(-near * near / 2) / np.sqrt(2 * np.pi)
    return density


def _near(limit: ArrayLike) -> Floats:
    """Return limits drawn in from infinity, and onto zero where they are nearer than counts."""
    near: Floats = np.clip(np.asarray(limit, dtype=np.float64), -FARTHEST, FARTHEST)
    return np.where(np.abs(near) < NEAREST, 0.0, near)


def _slope(x: Floats, y: Floats, rho: Floats, spread: Floats) -> Floats:
    """Return (y - rx)/(xs), with its limits where x or s is zero."""
    above, below = y - rho * x, x * spread
    steep = np.copysign(np.inf, above * np.where(x < 0, -1.0, 1.0))
    # At the origin, and where a perfect correlation's line is met, above and below vanish together.
    origin = np.sqrt((1 - rho) / np.maximum(1 + rho, np.finfo(float).tiny))
    limit = np.where(above == 0, np.where((x == 0) & (y == 0), origin, 0.0), steep)
    slope: Floats = np.divide(above, below, out=limit, where=below != 0)
    return slope
