"""How many components to take out before what is left of the correlations is least: Velicer's test."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servgap._stats.ratio import Floats, correlations, item_variances
from servgap._stats.registry import statistic
from servgap._stats.ties import ROUNDING

EQUAL_EIGENVALUES = 1e-6
"""Two eigenvalues of a correlation matrix nearer than this are one: rounding decides which vector belongs to which."""

EXPLAINED = 1e-6
"""Share of an item's variance up to which nothing is left of it: rounding has a billionth part in what is less."""


@dataclass(frozen=True)
class MinimumAveragePartial:
    """
    What is left after each number of components.

    Attributes
    ----------
    squared, fourth
        Mean squared, and mean fourth power of, partial correlations once 0, 1, ..., k - 2 components are taken out.
    n_squared, n_fourth
        Number of components at which each is least.
    """

    squared: Floats
    fourth: Floats
    n_squared: Floats
    n_fourth: Floats


@statistic(
    "minimum_average_partial",
    name="minimum average partial test",
    symbol="MAP",
    source="Velicer (1976), Psychometrika 41, 321–327; fourth power: Velicer, Eaton & Fava (2000), in "
    "Goffin & Helmes (eds.), Problems and Solutions in Human Assessment, 41–71",
)
def minimum_average_partial(covariance: ArrayLike) -> MinimumAveragePartial:
    r"""
    Average the partial correlations that are left when m principal components are held constant.

    .. math:: f_m = \frac{\sum_{i \ne j} r_{ij \cdot m}^2}{k (k - 1)}, \qquad
        R_m = R - \sum_{l \le m} \lambda_l v_l v_l'

    with r the correlations of the rest R_m. While components carry what items have in common, f falls; taking out what
    items have for themselves makes it rise again.

    Parameters
    ----------
    covariance : array_like, shape (..., k, k)
        Covariance or correlation matrices of the items.

    Returns
    -------
    MinimumAveragePartial
        NaN where an item does not vary or k < 2; an average is NaN, and no candidate, where an item is wholly
        explained by the components taken out, or where they are not the only ones: of components with equal
        eigenvalues, all are taken out or none.

    Notes
    -----
    Velicer, W. F. (1976). Determining the number of components from the matrix of partial correlations.
    Psychometrika, 41. Velicer, W. F., Eaton, C. A., & Fava, J. L. (2000). Construct explication through factor or
    component analysis. In Problems and Solutions in Human Assessment.

    Examples
    --------
    >>> found = minimum_average_partial(np.kron(np.eye(2), np.full((3, 3), 0.6)) + 0.4 * np.eye(6))
    >>> found.squared[[0, 2]].round(3)
    array([0.144, 0.1  ])
    >>> int(found.n_squared)
    2
    """
    matrix = correlations(np.asarray(covariance, dtype=np.float64))
    k = matrix.shape[-1]
    complete = np.asarray(np.isfinite(matrix).all((-2, -1)))
    values, vectors = np.linalg.eigh(np.where(complete[..., None, None], matrix, np.eye(k)))
    scaled = vectors * np.sqrt(np.maximum(values, 0.0))[..., None, :]
    squared = np.full((*matrix.shape[:-2], max(k - 1, 0)), np.nan)
    fourth = squared.copy()
    for taken in range(k - 1):
        rest = scaled[..., : k - taken]
        alone = _apart(values, taken)
        # The rest is built up from the small components, not by subtraction, which would lose the last of them.
        partial = _squared_correlations(rest @ rest.swapaxes(-2, -1))
        squared[..., taken] = np.where(alone, partial.sum((-2, -1)) / (k * (k - 1)), np.nan)
        fourth[..., taken] = np.where(alone, (partial**2).sum((-2, -1)) / (k * (k - 1)), np.nan)
    squared[~complete], fourth[~complete] = np.nan, np.nan
    return MinimumAveragePartial(squared, fourth, _least(squared), _least(fourth))


def _apart(values: Floats, taken: int) -> NDArray[np.bool_]:
    """Tell whether the largest eigenvalues that are taken are larger than all others by more than rounding."""
    if taken == 0:
        return np.ones(values.shape[:-1], dtype=bool)
    last = values.shape[-1] - taken
    return np.asarray(values[..., last] - values[..., last - 1] > EQUAL_EIGENVALUES)


def _squared_correlations(matrix: Floats) -> Floats:
    """Square the correlations between different items; NaN where nothing is left of an item."""
    left = item_variances(matrix)
    left = np.where(left > EXPLAINED, left, np.nan)
    squares: Floats = matrix**2 / (left[..., :, None] * left[..., None, :])
    return np.where(np.eye(matrix.shape[-1], dtype=bool), 0.0, squares)


def _least(averages: Floats) -> Floats:
    """Find the place of the least average, the first of equal ones; NaN where there is none."""
    known = np.isfinite(averages)
    if not averages.shape[-1]:
        return np.full(averages.shape[:-1], np.nan)
    filled = np.where(known, averages, np.inf)
    least = filled.min(-1, keepdims=True)
    return np.where(known.any(-1), (filled <= least * (1 + ROUNDING)).argmax(-1), np.nan)
