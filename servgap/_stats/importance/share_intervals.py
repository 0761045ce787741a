"""Intervals of drivers' shares of explained variance, which chance alone makes larger than nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import fdtrc

from servgap._stats.importance.influence import Shares, form_coefficients, influences
from servgap._stats.intervals import t_quantile
from servgap._stats.ratio import NEGLIGIBLE, Floats, ratio
from servgap._stats.registry import statistic
from servgap._stats.ties import ROUNDING


@dataclass(frozen=True)
class ShareIntervals:
    """Shares of the outcome's variance, and the same in parts of R², each with standard error and interval."""

    share: Floats
    se: Floats
    ci_low: Floats
    ci_high: Floats
    part: Floats
    part_se: Floats
    part_low: Floats
    part_high: Floats


@statistic(
    "share_intervals",
    name="intervals of drivers' shares",
    symbol="share of R²",
    source="Grömping (2007), Am. Stat. 61, 139–147; influences: van der Vaart (1998), Asymptotic Statistics, ch. 20",
)
def share_intervals(
    share: ArrayLike,
    adjusted: ArrayLike,
    columns: ArrayLike,
    covariance: ArrayLike,
    *,
    df: float,
    confidence: float = 0.95,
) -> ShareIntervals:
    """
    Give intervals of shares that add up to R².

    They are taken on the scale of arcsin √share, on which a share's standard error hardly depends on its size. The
    variance has, beside that of the influences, 2 m u² for what chance alone explains: u = (1 - R²)/df with each of m
    columns. The lower limit starts from the share less its optimism (share - adjusted), the upper one from the share
    itself, as noise adds to a share, and may have added nothing; and the lower limit is zero unless the share is
    larger than chance alone makes it: F = share/(m u) with m and df degrees of freedom.

    Parameters
    ----------
    share, adjusted
        The shares (k,), from plain and from adjusted R².
    columns
        How many columns each driver has (`Shares.columns`).
    covariance
        Of the shares (k, k), from their influences.
    df
        Respondents, less the means taken from them, less the columns.

    Examples
    --------
    >>> found = share_intervals([0.36, 0.09], [0.354, 0.084], [1, 1], [[0.0025, 0.0], [0.0, 0.0009]], df=97)
    >>> found.ci_low.round(3), found.ci_high.round(3)
    (array([0.258, 0.036]), array([0.463, 0.161]))
    """
    found, least = np.asarray(share, dtype=np.float64), np.asarray(adjusted, dtype=np.float64)
    matrix = np.asarray(covariance, dtype=np.float64)
    r2, optimism, variance = found.sum(), found - least, np.diagonal(matrix)
    unit = (1.0 - r2) / df
    free = np.asarray(columns, dtype=np.float64)
    noise = free * unit**2
    by_chance = ~(fdtrc(np.maximum(free, 1e-9), df, ratio(found, free * unit)) < (1.0 - confidence) / 2.0)
    if 1.0 - r2 <= NEGLIGIBLE:  # all is explained, and chance has no part in it
        by_chance = ~(found > ROUNDING)
    t = float(t_quantile(df, confidence))
    low, high = _limits(found, optimism, variance, 2.0 * noise, t)
    with_r2, of_r2 = matrix.sum(axis=1), matrix.sum()
    part = ratio(found, r2)
    part_variance = ratio(variance - 2.0 * part * with_r2 + part**2 * of_r2, r2**2)
    part_optimism = ratio(optimism - part * optimism.sum(), r2) + ratio(part * of_r2 - with_r2, r2**2)
    part_noise = (1.0 - part) ** 2 * noise + part**2 * (noise.sum() - noise)
    part_low, part_high = _limits(part, part_optimism, part_variance, ratio(2.0 * part_noise, r2**2), t)
    return ShareIntervals(
        found,
        np.sqrt(variance),
        np.where(by_chance, 0.0, low),
        high,
        part,
        np.sqrt(np.maximum(part_variance, 0.0)),
        np.where(by_chance & np.isfinite(part), 0.0, part_low),
        part_high,
    )


def r2_interval(
    r2: float, adjusted: float, columns: float, variance: float, *, df: float, confidence: float = 0.95
) -> Floats:
    """Give the limits of R² itself, from adjusted R², on the same scale; from zero on where chance alone will do."""
    given, least = np.array([r2]), np.array([adjusted])
    t = float(t_quantile(df, confidence))
    noise = 2.0 * columns * ((1.0 - r2) / df) ** 2
    low, high = _limits(given, given - least, np.array([variance]), noise, t, centred=True)
    by_chance = not fdtrc(columns, df, float(ratio(r2 * df, columns * (1.0 - r2)))) < (1.0 - confidence) / 2.0
    return np.concatenate([[0.0] if by_chance and r2 < 1.0 else low, high])


def ranked_scale(share: Floats, adjusted: Floats, covariance: Floats) -> tuple[Floats, Floats]:
    """
    Give shares, less what chance explains, and their covariance on the scale of arcsin √share, to be put in order.

    The order is that of the shares, and small shares, whose errors are small because they are small, can be told from
    large ones sooner: a set of 22 ranks of which half are of no share is a sixth narrower than on the plain scale.
    """
    curve = 4.0 * share * (1.0 - share)
    inside = curve > 0.0
    slope = np.where(inside, 1.0 / np.sqrt(np.where(inside, curve, 1.0)), 0.0)
    bend = np.diagonal(covariance) * (1.0 - 2.0 * share) * slope**2
    return _angle(adjusted + bend), covariance * slope[:, None] * slope


def shares_covariance(z: ArrayLike, gradients: Floats, df: float) -> Floats:
    """
    Give the covariance of shares from the influences of n respondents: Σ h hᵀ / (n df).

    Parameters
    ----------
    z
        Centred rows of drivers and outcome.
    df
        Respondents less the means taken from them, less the columns: residuals are smaller than errors.
    """
    found = influences(z, gradients)
    return np.asarray(found.T @ found / (len(found) * df))


def shares_covariance_of_products(fourth: ArrayLike, gradients: Floats, n: float, df: float) -> Floats:
    """Give the same from the sums of products of four centred values: vec(M)ᵀ (Σ v vᵀ) vec(M) / (n df)."""
    coefficients = form_coefficients(gradients)
    return np.asarray(coefficients @ np.asarray(fourth, dtype=np.float64) @ coefficients.T / (n * df))


def together(shares: Shares, groups: NDArray[np.floating]) -> Shares:
    """Add up the shares of some drivers; `groups` has a row for each sum, and 1 for what is in it."""
    return Shares(
        shares.r2,
        groups @ shares.shares,
        np.tensordot(groups, shares.gradients, 1),
        shares.adjusted_r2,
        groups @ shares.adjusted,
        groups @ shares.columns,
    )


def _limits(
    share: Floats, optimism: Floats, variance: Floats, of_noise: Floats | float, t: float, *, centred: bool = False
) -> tuple[Floats, Floats]:
    """Give limits on the scale of arcsin √share, the lower one less the optimism, the upper one not, if not centred."""
    curve = 4.0 * share * (1.0 - share)
    inside = curve > 0.0
    safe = np.where(inside, curve, 1.0)
    bend = np.where(inside, np.maximum(variance, 0.0) * (1.0 - 2.0 * share) / safe, 0.0)
    moved = bend - optimism
    reach = t * np.sqrt(np.where(inside, (np.maximum(variance, 0.0) + of_noise) / safe, np.abs(optimism)))
    below = moved if centred else np.minimum(moved, 0.0)
    above = moved if centred else np.maximum(moved, 0.0)
    low = np.sin(np.maximum(_angle(share + below) - reach, 0.0)) ** 2
    high = np.sin(np.minimum(_angle(share + above) + reach, np.pi / 2.0)) ** 2
    return low, high


def _angle(share: Floats) -> Floats:
    return np.asarray(np.arcsin(np.sqrt(np.clip(share, 0.0, 1.0))))
