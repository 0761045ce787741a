"""Quotients and correlations that are NaN, without a warning, where they are not defined."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]

NEGLIGIBLE = 1e-12
"""Part of the size of its terms below which a difference of variances is rounding, not variance."""


def ratio(numerator: ArrayLike, denominator: ArrayLike, *, above: ArrayLike = 0.0) -> Floats:
    """
    Divide where the denominator exceeds `above`; NaN elsewhere.

    Examples
    --------
    >>> ratio([1.0, 1.0], [4.0, 0.0])
    array([0.25,  nan])
    """
    top = np.asarray(numerator, dtype=np.float64)
    bottom = np.asarray(denominator, dtype=np.float64)
    defined = np.asarray(bottom > np.asarray(above, dtype=np.float64))
    result = np.full(np.broadcast(top, defined).shape, np.nan)
    np.divide(top, bottom, out=result, where=defined)
    return result


def item_variances(covariance: Floats) -> Floats:
    """Return the diagonals of covariance matrices (..., k, k)."""
    return np.diagonal(covariance, axis1=-2, axis2=-1)


def correlations(covariance: Floats) -> Floats:
    """Scale covariance matrices (..., k, k) to correlations; NaN in rows and columns of items that do not vary."""
    variances = item_variances(covariance)
    largest = variances.max(axis=-1, initial=0.0, keepdims=True)
    spread = np.sqrt(np.where(variances > NEGLIGIBLE * largest, variances, np.nan))
    scaled: Floats = covariance / (spread[..., :, None] * spread[..., None, :])
    return scaled
