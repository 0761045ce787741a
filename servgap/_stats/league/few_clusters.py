"""A mean, and a regression, of respondents who come in few clusters, such as those of a few branches.

Respondents of a branch hang together, so that the spread between branches, not that between respondents, says how
sure a figure is, and with few branches that spread is itself hardly known. Moments of the clusters are enough;
rows with weights, such as cells of branches and waves, go to `cluster_robust`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtr

from servgap._stats.ratio import NEGLIGIBLE, Floats, ratio
from servgap._stats.registry import statistic


@dataclass(frozen=True)
class ClusteredMean:
    """Mean of all respondents (...), its CR2 standard error, Satterthwaite's degrees of freedom, t of zero."""

    mean: Floats
    se: Floats
    df: Floats
    statistic: Floats
    p_value: Floats


@dataclass(frozen=True)
class ClusteredRegression:
    """
    Coefficients of least squares (p,), with errors that respondents of a cluster may share.

    Attributes
    ----------
    coefficient
        As if respondents were independent.
    se, df, statistic, p_value
        CR2 with Satterthwaite's degrees of freedom.
    se_plain
        As if respondents were independent and spread alike.
    se_cr1, df_cr1, se_cr1s
        Squares of residuals summed by cluster, times g/(g − 1), with Satterthwaite's degrees of freedom; and times
        (N − 1)/(N − p) besides.
    """

    coefficient: Floats
    se: Floats
    df: Floats
    statistic: Floats
    p_value: Floats
    se_plain: Floats
    se_cr1: Floats
    df_cr1: Floats
    se_cr1s: Floats


@statistic(
    "clustered_mean",
    name="mean of respondents in few clusters",
    symbol="t (CR2)",
    source="Bell & McCaffrey (2002), Surv. Methodol. 28, 169–181; Pustejovsky & Tipton (2018), J. Bus. Econ. Stat. 36, "
    "672–683",
)
def clustered_mean(n: ArrayLike, mean: ArrayLike, against: ArrayLike = 0.0) -> ClusteredMean:
    """
    Average all respondents, with an error by the spread of clusters, from the n and mean of each.

    With the mean ȳ of N respondents: var = Σ (n (y − ȳ))²/(1 − n/N)/N², and, as if respondents were independent, the
    degrees of freedom (Σ p_ii)²/Σ p_ij² with p_ij = a_i a_j (δ_ij n_i − n_i n_j/N), a² = 1/(1 − n/N). The spread within
    clusters plays no part.

    Parameters
    ----------
    n, mean : array_like, shape (..., g)
        Respondents and mean of each cluster; n = 0 for one that a row leaves out.
    against
        What the mean is held against.

    Examples
    --------
    >>> found = clustered_mean([5, 5], [1.0, 3.0])  # two clusters of one size: as a t-test of two values
    >>> float(found.mean), round(float(found.se), 9), round(float(found.df), 9)
    (2.0, 1.0, 1.0)
    """
    size, y = np.broadcast_arrays(np.asarray(n, dtype=np.float64), np.asarray(mean, dtype=np.float64))
    used = (size > 0) & np.isfinite(y)
    size, y = np.where(used, size, 0.0), np.where(used, y, 0.0)
    several = used.sum(axis=-1) >= 2
    total = np.where(several, size.sum(axis=-1), np.nan)
    average = (size * y).sum(axis=-1) / total
    share = size / total[..., None]
    inflated = np.where(used, 1.0 / (1.0 - share), 0.0)
    variance = (inflated * (share * (y - average[..., None])) ** 2).sum(axis=-1)
    product = inflated * share**2  # a² n² of a cluster, over N²
    alike = (share**2).sum(axis=-1) + product.sum(axis=-1) ** 2 - (product**2).sum(axis=-1)
    se, df = np.sqrt(variance), 1.0 / alike
    t = ratio(average - np.asarray(against, dtype=np.float64), se)
    return ClusteredMean(average, se, df, t, _two_sided(df, t))


@statistic(
    "clustered_regression",
    name="regression of respondents in few clusters",
    symbol="t (CR2)",
    source="Bell & McCaffrey (2002), Surv. Methodol. 28, 169–181; Pustejovsky & Tipton (2018), J. Bus. Econ. Stat. 36, "
    "672–683",
)
def clustered_regression(
    n: ArrayLike, crossed: ArrayLike, products: ArrayLike, squares: ArrayLike
) -> ClusteredRegression:
    """
    Regress answers on predictors, with errors by the spread of clusters, from sums of each cluster.

    With M = (ΣX′X)⁻¹ and H = X M X′ of a cluster, CR2 takes the residuals e as (I − H)^(−1/2) e, so that their squares
    are right on average where respondents are independent, and var = M Σ X′(I − H)^(−1/2) e e′(I − H)^(−1/2) X M.
    (I − H) has no inverse where a cluster alone decides a coefficient; there the generalised one is taken. Degrees of
    freedom of a coefficient are (Σ p_ii)²/Σ p_ij² as if respondents were independent.

    Parameters
    ----------
    n, squares : array_like, shape (g,)
        Respondents of each cluster, and Σ y².
    crossed, products : array_like, shape (g, p, p) and (g, p)
        X′X and X′y of each cluster, the constant among the predictors.

    Returns
    -------
    ClusteredRegression
        NaN where predictors depend on each other, or with fewer than two clusters.

    Examples
    --------
    >>> found = clustered_regression([5, 5], [[[5.0]], [[5.0]]], [[5.0], [15.0]], [9.0, 49.0])
    >>> found.coefficient.tolist(), found.se.round(9).tolist(), found.df.round(9).tolist()
    ([2.0], [1.0], [1.0])
    """
    size, xx, xy, yy = (np.asarray(each, dtype=np.float64) for each in (n, crossed, products, squares))
    g, p = xy.shape
    whole = xx.sum(axis=0)
    scale = np.sqrt(np.where(np.diagonal(whole) > 0, np.diagonal(whole), 1.0))
    values = np.linalg.eigvalsh(whole / np.outer(scale, scale))
    if g < 2 or values[0] <= _DEPEND * values[-1]:
        return ClusteredRegression(*(np.full(p, np.nan),) * 9)
    inverse = np.linalg.inv(whole)
    root = np.linalg.cholesky(inverse)
    beta = inverse @ xy.sum(axis=0)
    total = size.sum()
    left = yy.sum() - beta @ xy.sum(axis=0)
    scores = (xy - xx @ beta) @ root  # Z'e of each cluster, with Z = X·root, Z'Z summing to the identity
    leverage, turn = np.linalg.eigh(root.T @ xx @ root)
    leverage = np.clip(leverage, 0.0, 1.0)
    free = np.where(1.0 - leverage > _DEPEND, 1.0 - leverage, np.inf)
    second = _Weighted(turn, 1.0 / np.sqrt(free), leverage, root)
    first = _Weighted(turn, np.full_like(leverage, np.sqrt(g / (g - 1.0))), leverage, root)
    se, df = second.errors(scores), second.degrees()
    se_cr1 = first.errors(scores)
    t = ratio(beta, se)
    return ClusteredRegression(
        coefficient=beta,
        se=se,
        df=df,
        statistic=t,
        p_value=_two_sided(df, t),
        se_plain=np.sqrt(ratio(left, total - p) * np.diagonal(inverse)),
        se_cr1=se_cr1,
        df_cr1=first.degrees(),
        se_cr1s=se_cr1 * np.sqrt(ratio(total - 1.0, total - p)),
    )


@dataclass(frozen=True)
class _Weighted:
    """Residuals of clusters taken times a function of H, in the p directions that H knows."""

    turn: Floats
    factor: Floats
    leverage: Floats
    root: Floats

    def _in_directions(self, figures: Floats) -> Floats:
        return np.asarray((self.turn * figures[:, None, :]) @ np.swapaxes(self.turn, -1, -2))

    def errors(self, scores: Floats) -> Floats:
        taken = np.einsum("gpq,gq->gp", self._in_directions(self.factor), scores) @ self.root.T
        return np.asarray(np.sqrt((taken**2).sum(axis=0)))

    def degrees(self) -> Floats:
        """(Σ p_ii)²/Σ p_ij² with p_ij = δ_ij q_i − s_i′s_j, for each coefficient."""
        through = self._in_directions(self.leverage * self.factor) @ self.root.T
        own = self.root @ self._in_directions(self.leverage * self.factor**2) @ self.root.T
        found = []
        for k in range(len(self.root)):
            q, s = own[:, k, k], through[:, :, k]
            mutual = (s**2).sum(axis=1)
            whole = q.sum() - mutual.sum()
            found.append(whole**2 / ((q**2).sum() - 2.0 * (q * mutual).sum() + ((s.T @ s) ** 2).sum()))
        return np.array(found)


def _two_sided(df: Floats, t: Floats) -> Floats:
    known = np.isfinite(t) & (df > 0)
    return np.where(known, 2.0 * stdtr(np.where(known, df, 1.0), -np.abs(np.where(known, t, 0.0))), np.nan)


_DEPEND = np.sqrt(NEGLIGIBLE)
