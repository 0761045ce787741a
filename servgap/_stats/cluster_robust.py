"""Errors of regression coefficients where rows of a cluster, such as a branch, go together; right for few clusters.

For rows that are few and may have weights, such as cells of branches and waves. What respondents' sums are enough for,
without weights, is in `league/few_clusters.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtr

from servgap._stats.intervals import t_quantile
from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic

_NOTHING = 1e-9
"""Eigenvalues of what a regression leaves of a cluster's errors (at most 1) that are 0 but for rounding."""


@dataclass(frozen=True)
class ClusterRobust:
    """Coefficients (p,) with ordinary errors, and with errors of clusters of three kinds; t and interval are CR2's."""

    coefficient: Floats
    se_ordinary: Floats
    df_ordinary: float
    p_ordinary: Floats
    se_cr0: Floats
    se_cr1: Floats
    se_cr1s: Floats
    se: Floats
    statistic: Floats
    df: Floats
    p_value: Floats
    ci_low: Floats
    ci_high: Floats


@statistic(
    "cluster_robust",
    name="cluster-robust errors with Satterthwaite's degrees of freedom (CR2)",
    symbol="t",
    source="Bell & McCaffrey (2002), Survey Methodology 28, 169–181; "
    "Pustejovsky & Tipton (2018), J. Bus. Econ. Stat. 36, 672–683",
)
def cluster_robust(
    y: ArrayLike,
    design: ArrayLike,
    cluster: ArrayLike,
    weights: ArrayLike | None = None,
    *,
    confidence: float = 0.95,
) -> ClusterRobust:
    """
    Regress y (m,) on a design (m, p) and give errors that allow for anything within clusters.

    b = M X'Wy with M = (X'WX)⁻¹, and V = M Σ X_i'W_i A_i e_i e_i' A_i W_i X_i M over clusters. CR0 has A = 1, CR1
    multiplies its variance by g/(g − 1) for g clusters, CR1S by g (m − 1)/((g − 1)(m − p)). CR2 takes A_i with
    A_i B_i A_i = 1 for the covariance B_i that the regression leaves of a cluster's errors where all errors are
    independent and alike: then V is not biased. Its degrees of freedom are (Σ p_i'p_i)²/ΣΣ (p_i'p_j)², the p_i being
    what the coefficient's V squares of such errors. Ordinary errors suppose variances σ²/w and no clusters.

    Parameters
    ----------
    design
        All columns, the constant among them; columns may be 0 within a cluster, or constant.
    cluster : array_like, shape (m,)
        Which cluster each row belongs to.
    weights : array_like, shape (m,), optional
        Of the rows; all 1, if they are not given.

    Returns
    -------
    ClusterRobust
        NaN where there are fewer than two clusters, or where columns depend on each other.

    Examples
    --------
    Of three clusters' means alone, it is the t test of a mean.

    >>> found = cluster_robust([1.0, 2.0, 6.0], [[1.0], [1.0], [1.0]], [0, 1, 2])
    >>> found.coefficient, found.se.round(6), found.df.round(6)
    (array([3.]), array([1.527525]), array([2.]))
    """
    y, x = np.asarray(y, dtype=np.float64), np.asarray(design, dtype=np.float64)
    (m, p), numbers = x.shape, np.unique(np.asarray(cluster), return_inverse=True)[1]
    w = np.ones(m) if weights is None else np.asarray(weights, dtype=np.float64)
    g = int(numbers.max(initial=-1)) + 1
    if g < 2 or m <= p or np.linalg.matrix_rank(np.sqrt(w)[:, None] * x) < p:
        nothing = np.full(p, np.nan)
        return ClusterRobust(nothing, nothing, np.nan, *(nothing.copy() for _ in range(10)))
    wx = w[:, None] * x
    inverse = np.asarray(np.linalg.inv(x.T @ wx), dtype=np.float64)
    b = inverse @ (wx.T @ y)
    e = y - x @ b
    rows = [np.flatnonzero(numbers == each) for each in range(g)]
    leaving = _Leaving(x, wx, inverse, inverse @ (wx.T @ wx) @ inverse)
    plain = np.array([inverse @ (wx[each].T @ e[each]) for each in rows])
    cr0 = np.sqrt((plain**2).sum(axis=0))
    parts = [leaving.part(each) for each in rows]
    se = np.sqrt((np.array([part @ e[each] for part, each in zip(parts, rows, strict=True)]) ** 2).sum(axis=0))
    df = leaving.freedom(parts, rows)
    ordinary = np.sqrt(np.diag(inverse) * (w * e**2).sum() / (m - p))
    factors = g / (g - 1), g * (m - 1) / ((g - 1) * (m - p))
    t, margin = ratio(b, se), t_quantile(df, confidence) * se
    return ClusterRobust(
        b,
        ordinary,
        float(m - p),
        2 * stdtr(m - p, -np.abs(ratio(b, ordinary))),
        cr0,
        cr0 * np.sqrt(factors[0]),
        cr0 * np.sqrt(factors[1]),
        se,
        t,
        df,
        2 * stdtr(df, -np.abs(t)),
        b - margin,
        b + margin,
    )


@dataclass(frozen=True)
class _Leaving:
    """What a weighted regression leaves of errors that are independent and alike."""

    x: Floats
    wx: Floats
    inverse: Floats
    sandwich: Floats  # M X'W²X M

    def part(self, rows: NDArray[np.intp]) -> Floats:
        """Give M X_i'W_i A_i of a cluster: (p, n_i)."""
        x, wx = self.x[rows], self.wx[rows]
        crossed = x @ self.inverse @ wx.T
        left = np.eye(len(rows)) - crossed - crossed.T + x @ self.sandwich @ x.T
        values, vectors = np.linalg.eigh(left)
        root = np.where(values > _NOTHING, 1 / np.sqrt(np.where(values > _NOTHING, values, 1.0)), 0.0)
        return np.asarray(self.inverse @ wx.T @ (vectors * root) @ vectors.T)

    def freedom(self, parts: list[Floats], rows: list[NDArray[np.intp]]) -> Floats:
        """Give Satterthwaite's degrees of freedom of every coefficient's variance."""
        own = np.array([(part**2).sum(axis=1) for part in parts])  # (g, p)
        u = np.array([part @ self.x[each] for part, each in zip(parts, rows, strict=True)])  # (g, p, q)
        v = np.array([part @ self.wx[each] for part, each in zip(parts, rows, strict=True)])
        found = []
        for at in range(own.shape[1]):
            crossed = u[:, at] @ self.inverse @ v[:, at].T
            gram = np.diag(own[:, at]) - crossed - crossed.T + u[:, at] @ self.sandwich @ u[:, at].T
            found.append(float(ratio(np.trace(gram) ** 2, (gram**2).sum())))
        return np.array(found)
