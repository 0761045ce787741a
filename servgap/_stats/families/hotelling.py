"""Whether several mean gaps are zero together, all equal, or the same in two groups: Hotelling's T²."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import fdtri

from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic
from servgap._stats.tails import f_tail

_SOURCE = "Hotelling (1931), Annals of Mathematical Statistics 2, 360–378"

SINGULAR = 1e-10
"""Eigenvalue of a correlation matrix below which its columns repeat one another."""


@dataclass(frozen=True)
class MeanVector:
    """T² of a mean vector, F with its degrees of freedom, p, T² intervals of the means, and whether it is singular."""

    statistic: Floats
    f: Floats
    df: Floats
    df_denominator: Floats
    p_value: Floats
    ci_low: Floats
    ci_high: Floats
    singular: NDArray[np.bool_]


@dataclass(frozen=True)
class MeanVectors:
    """T² of a comparison of means, F with its degrees of freedom, p, and whether the covariance is singular."""

    statistic: Floats
    f: Floats
    df: Floats
    df_denominator: Floats
    p_value: Floats
    singular: NDArray[np.bool_]


@dataclass(frozen=True)
class _Distance:
    """A squared Mahalanobis length, and whether the matrix it is measured by is singular."""

    squared: Floats
    singular: NDArray[np.bool_]


def _distance(vector: Floats, covariance: Floats) -> _Distance:
    """Measure vectors (..., p) by covariance matrices (..., p, p) on the scale of their correlations."""
    variance = np.diagonal(covariance, axis1=-2, axis2=-1)
    usable = np.asarray(np.isfinite(covariance).all(axis=(-2, -1)) & (variance > 0).all(axis=-1))
    spread = np.sqrt(np.where(usable[..., None], variance, 1.0))
    scaled = covariance / (spread[..., :, None] * spread[..., None, :])
    scaled = np.where(usable[..., None, None], scaled, np.eye(covariance.shape[-1]))
    values, axes = np.linalg.eigh(scaled)
    singular = ~usable | (values.min(axis=-1, initial=np.inf) < SINGULAR)
    along = np.einsum("...ij,...i->...j", axes, vector / spread)
    squared = (along**2 / np.where(singular[..., None], np.nan, values)).sum(axis=-1)
    return _Distance(squared=squared, singular=singular)


def _compared(found: _Distance, scale: Floats, columns: int, residual: ArrayLike) -> MeanVectors:
    """Turn a distance into T² and F: T² = scale · distance, F = (v − p + 1) T² / (v p) with v residual degrees."""
    freedom = np.asarray(residual, dtype=np.float64)
    denominator = freedom - columns + 1
    enough = denominator > 0
    t2 = np.where(enough, scale * found.squared, np.nan)
    f = t2 * ratio(denominator, freedom * columns)
    known = np.isfinite(f)
    tail = f_tail(float(columns), np.where(known, denominator, 1.0), np.where(known, f, 0.0))
    return MeanVectors(
        statistic=t2,
        f=f,
        df=np.where(known, float(columns), np.nan),
        df_denominator=np.where(known, denominator, np.nan),
        p_value=np.where(known, tail, np.nan),
        singular=found.singular,
    )


@statistic("hotelling_t2", name="Hotelling's T² test that all mean gaps are zero", symbol="T²", source=_SOURCE)
def hotelling_t2(n: ArrayLike, mean: ArrayLike, covariance: ArrayLike, confidence: float = 0.95) -> MeanVector:
    """
    Test whether p mean gaps are all zero: T² = n · m'S⁻¹m, and F = (n − p) T² / (p (n − 1)) on p and n − p degrees.

    The intervals m_j ± √(T²_crit s_jj / n) hold for all gaps, and all their weighted sums, at once.

    Parameters
    ----------
    n : array_like, shape (...)
        Number of respondents.
    mean : array_like, shape (..., p)
        Their mean gaps.
    covariance : array_like, shape (..., p, p)
        Covariance of the gaps (divisor n − 1); where some are missing, n times the covariance of the means.
    confidence : float
        Level of the intervals.

    Returns
    -------
    MeanVector
        NaN where n ≤ p or the covariance is singular, which `singular` says.

    Examples
    --------
    >>> found = hotelling_t2(n=10, mean=[1.0, 0.0], covariance=[[1.0, 0.0], [0.0, 1.0]])
    >>> float(found.statistic), round(float(found.f), 4)
    (10.0, 4.4444)
    """
    size, centre = np.asarray(n, dtype=np.float64), np.asarray(mean, dtype=np.float64)
    matrix = np.asarray(covariance, dtype=np.float64)
    columns = centre.shape[-1]
    found = _compared(_distance(centre, matrix), size, columns, size - 1)
    above = np.where(np.isfinite(found.f), found.df_denominator, np.nan)
    quantile = fdtri(float(columns), np.where(np.isfinite(above), above, 1.0), confidence)
    # T² at its critical value, over n: the squared half width of a gap with variance one.
    reach = quantile * columns * ratio(size - 1, size * above)
    half = np.sqrt(reach[..., None] * np.diagonal(matrix, axis1=-2, axis2=-1))
    return MeanVector(**vars(found), ci_low=centre - half, ci_high=centre + half)


@statistic("hotelling_profile", name="Hotelling's T² test that all mean gaps are equal", symbol="T²", source=_SOURCE)
def hotelling_profile(n: ArrayLike, mean: ArrayLike, covariance: ArrayLike) -> MeanVectors:
    """
    Test whether p mean gaps are all equal: T² of the p − 1 differences of neighbours.

    Any other set of p − 1 contrasts gives the same T².

    Parameters
    ----------
    n : array_like, shape (...)
        Number of respondents.
    mean : array_like, shape (..., p)
        Their mean gaps, at least two.
    covariance : array_like, shape (..., p, p)
        Covariance of the gaps (divisor n − 1).

    Returns
    -------
    MeanVectors
        NaN where n < p or the covariance of the differences is singular, which `singular` says.

    Examples
    --------
    >>> found = hotelling_profile(n=8, mean=[1.0, 0.0], covariance=[[1.0, 0.0], [0.0, 1.0]])
    >>> float(found.statistic), float(found.df_denominator)
    (4.0, 7.0)
    """
    size, centre = np.asarray(n, dtype=np.float64), np.asarray(mean, dtype=np.float64)
    matrix = np.asarray(covariance, dtype=np.float64)
    differences = np.diff(matrix, axis=-1)
    between = np.diff(differences, axis=-2)
    steps = np.diff(centre, axis=-1)
    return _compared(_distance(steps, between), size, steps.shape[-1], size - 1)


@statistic("hotelling_two", name="Hotelling's T² test that two groups have the same gaps", symbol="T²", source=_SOURCE)
def hotelling_two(
    n_a: ArrayLike,
    mean_a: ArrayLike,
    covariance_a: ArrayLike,
    n_b: ArrayLike,
    mean_b: ArrayLike,
    covariance_b: ArrayLike,
) -> MeanVectors:
    """
    Test whether two groups have the same p mean gaps, their covariances being taken as equal.

    T² = n_a n_b / (n_a + n_b) · d'S⁻¹d with the pooled S, and F = (N − p − 1) T² / (p (N − 2)), N = n_a + n_b.

    Parameters
    ----------
    n_a, n_b : array_like, shape (...)
        Respondents of each group.
    mean_a, mean_b : array_like, shape (..., p)
        Their mean gaps.
    covariance_a, covariance_b : array_like, shape (..., p, p)
        Covariances of their gaps (divisor n − 1).

    Returns
    -------
    MeanVectors
        NaN where a group has fewer than two respondents, both together fewer than p + 2, or the pooled covariance is
        singular, which `singular` says.

    Examples
    --------
    >>> found = hotelling_two(5, [1.0], [[1.0]], 5, [0.0], [[1.0]])
    >>> float(found.statistic), float(found.f)
    (2.5, 2.5)
    """
    first, second = np.asarray(n_a, dtype=np.float64), np.asarray(n_b, dtype=np.float64)
    total = first + second
    both = (first >= 2) & (second >= 2)
    shares = [np.where(both, size - 1, np.nan)[..., None, None] for size in (first, second)]
    summed = shares[0] * np.asarray(covariance_a, dtype=np.float64) + shares[1] * np.asarray(
        covariance_b, dtype=np.float64
    )
    pooled = summed / (shares[0] + shares[1])
    difference = np.asarray(mean_b, dtype=np.float64) - np.asarray(mean_a, dtype=np.float64)
    return _compared(
        _distance(difference, pooled), ratio(first * second, total), difference.shape[-1], np.where(both, total - 2, 0)
    )
