"""What each respondent adds to the error of several means at once, so that all of them vary together as they do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.ratio import Floats, ratio


@dataclass(frozen=True)
class JointRows:
    """Means of columns of which entries may be missing, and each row's part in their errors.

    Parameters
    ----------
    n, mean
        Entries of each column, and their mean; NaN without any.
    rows
        Rows × columns: (x_ij − x̄_j)/n_j, and 0 where an entry is missing. Sums are 0.
    """

    n: Floats
    mean: Floats
    rows: Floats


def joint_rows(values: ArrayLike) -> JointRows:
    """
    Take the means of columns, and what each row adds to their errors.

    Examples
    --------
    >>> found = joint_rows([[1.0, 2.0], [3.0, np.nan]])
    >>> found.mean, found.rows[:, 0]
    (array([2., 2.]), array([-0.5,  0.5]))
    """
    given = np.asarray(values, dtype=np.float64)
    there = np.isfinite(given)
    n = there.sum(axis=0).astype(np.float64)
    mean = ratio(np.where(there, given, 0.0).sum(axis=0), n)
    away = np.where(there, given - np.where(np.isnan(mean), 0.0, mean), 0.0)
    return JointRows(n, mean, away / np.maximum(n, 1.0))


def influence_rows(influence: ArrayLike) -> Floats:
    """
    Turn influences (rows × columns, NaN where a row was not used) into parts of an error: divided by those used.

    Examples
    --------
    >>> influence_rows([[1.0], [-1.0], [np.nan]])[:, 0]
    array([ 0.5, -0.5,  0. ])
    """
    given = np.asarray(influence, dtype=np.float64)
    there = np.isfinite(given)
    return np.asarray(np.where(there, given, 0.0) / np.maximum(there.sum(axis=0), 1))


def rows_covariance(rows: ArrayLike, n: float) -> Floats:
    """
    Covariance of estimates from rows' parts in their errors: n/(n − 1) · RᵀR, that of `mean_covariance` for means.

    Examples
    --------
    >>> rows_covariance(joint_rows([[1.0], [3.0]]).rows, 2)
    array([[1.]])
    """
    given = np.asarray(rows, dtype=np.float64)
    return np.asarray(given.T @ given * (n / (n - 1) if n > 1 else np.nan))


def rows_bend(rows: ArrayLike) -> Floats:
    """
    Skewness of estimates' errors, γ/√n for means: ΣR³/(ΣR²)^{3/2}; 0 where nothing varies.

    Examples
    --------
    >>> rows_bend(np.array([[2.0], [-1.0], [-1.0]])).round(3)
    array([0.408])
    """
    given = np.asarray(rows, dtype=np.float64)
    squares = (given**2).sum(axis=0)
    return np.asarray(np.nan_to_num(ratio((given**3).sum(axis=0), squares**1.5)))
