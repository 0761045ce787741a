"""Means of columns with missing entries, and the covariance of these means, from cross-products alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic


@dataclass(frozen=True)
class MeanCovariance:
    """Entries, mean of each column, and the covariance matrix of the means."""

    n: Floats
    mean: Floats
    covariance: Floats


@dataclass(frozen=True)
class EffectCovariance:
    """Entries, standardised mean (mean over standard deviation) of each column, and their covariance matrix."""

    n: Floats
    effect: Floats
    covariance: Floats


@statistic(
    "mean_covariance",
    name="means of available pairs and their covariance",
    symbol="S",
    source="sandwich covariance: White (1980), Econometrica 48, 817–838; Liang & Zeger (1986), Biometrika 73, 13–22",
)
def mean_covariance(products: ArrayLike, respondents: ArrayLike) -> MeanCovariance:
    """
    Means of columns and the covariance of the means, where entries may be missing.

    S_jk = n/(n−1) · Σᵢ m_ij m_ik (g_ij − ḡ_j)(g_ik − ḡ_k) / (n_j n_k), which is positive semidefinite, since it is a
    sum of outer products. With nothing missing it is the sample covariance over n.

    Parameters
    ----------
    products : array_like, shape (..., 2p, 2p)
        ``[G|M]ᵀ[G|M]`` of the columns (0 where missing) and their presence.
    respondents : array_like, shape (...)
        The number n of rows.

    Returns
    -------
    MeanCovariance
        NaN for columns with fewer than two entries.

    Examples
    --------
    >>> rows = np.array([[1.0, 0.0, 1, 1], [3.0, 2.0, 1, 1]])
    >>> found = mean_covariance(rows.T @ rows, 2)
    >>> found.mean, found.covariance
    (array([2., 1.]), array([[1., 1.],
           [1., 1.]]))
    """
    matrix = np.asarray(products, dtype=np.float64)
    p = matrix.shape[-1] // 2
    n = np.diagonal(matrix[..., p:, p:], axis1=-2, axis2=-1)
    mean = ratio(np.diagonal(matrix[..., :p, p:], axis1=-2, axis2=-1), n, above=1)
    return MeanCovariance(n, mean, _covariance(matrix, (np.ones_like(mean), -mean), n, respondents))


@statistic(
    "effect_covariance",
    name="standardised gaps and their covariance by influence functions",
    symbol="cov(d_z)",
    source="delta method on the first two moments: van der Vaart (1998), Asymptotic Statistics, ch. 3",
    effect="d_z",
)
def effect_covariance(products: ArrayLike, respondents: ArrayLike) -> EffectCovariance:
    """
    Standardised means of columns, and their covariance without assuming a distribution.

    The influence of row i on d_j = ḡ_j / s_j is (g_ij − ḡ_j)/s_j − ḡ_j ((g_ij − ḡ_j)² − s_j²) / (2 s_j³); the
    covariance is that of the influences, with the same n/(n−1) and missing entries as `mean_covariance`.

    Parameters
    ----------
    products : array_like, shape (..., 3p, 3p)
        ``[G|G²|M]ᵀ[G|G²|M]`` of the columns, their squares and their presence.
    respondents : array_like, shape (...)
        The number n of rows.

    Returns
    -------
    EffectCovariance
        NaN for columns with fewer than two entries or without variance.

    Examples
    --------
    >>> g = np.array([[-1.0], [0.0], [4.0]])
    >>> rows = np.hstack([g, g**2, np.ones_like(g)])
    >>> effect_covariance(rows.T @ rows, 3).effect.round(4)
    array([0.378])
    """
    matrix = np.asarray(products, dtype=np.float64)
    p = matrix.shape[-1] // 3
    diagonal = np.diagonal(matrix, axis1=-2, axis2=-1)
    squares, n = np.diagonal(matrix[..., p : 2 * p, 2 * p :], axis1=-2, axis2=-1), diagonal[..., 2 * p :]
    mean = ratio(np.diagonal(matrix[..., :p, 2 * p :], axis1=-2, axis2=-1), n, above=1)
    variance = ratio(squares - n * mean**2, n - 1.0)
    spread = np.sqrt(np.where(variance > VARIES * (1.0 + mean**2), variance, np.nan))
    effect = mean / spread
    curve = effect / (2.0 * spread**2)
    parts = (1.0 / spread + 2.0 * mean * curve, -curve, -mean / spread - curve * (mean**2 - spread**2))
    return EffectCovariance(n, effect, _covariance(matrix, parts, n, respondents))


VARIES = 1e-12
"""Part of a column's mean square below which its variance is rounding."""


def _covariance(matrix: Floats, coefficients: tuple[Floats, ...], n: Floats, respondents: ArrayLike) -> Floats:
    """Give the covariance of means of influences that are linear in the columns of the cross-products."""
    p = n.shape[-1]
    blocks = range(len(coefficients))
    total: Floats = np.zeros((*matrix.shape[:-2], p, p))
    for row in blocks:
        for column in blocks:
            block = matrix[..., row * p : (row + 1) * p, column * p : (column + 1) * p]
            total = total + coefficients[row][..., :, None] * block * coefficients[column][..., None, :]
    rows = np.asarray(respondents, dtype=np.float64)
    inflation = ratio(rows, rows - 1.0)[..., None, None]
    return inflation * ratio(total, n[..., :, None] * n[..., None, :])
