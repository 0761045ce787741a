"""How far raters of the same targets agree: the six intraclass correlations of Shrout and Fleiss."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import fdtri

from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic
from servgap._stats.tails import f_tail


@dataclass(frozen=True)
class IntraclassCorrelations:
    """
    Six correlations: ICC(1,1), ICC(2,1), ICC(3,1) of one rater, then ICC(1,k), ICC(2,k), ICC(3,k) of the raters' mean.

    In the first kind every target has its own raters, in the second the raters are a sample, in the third they are all.

    Attributes
    ----------
    icc, ci_low, ci_high
        The correlations and their intervals (6,).
    statistic, df1, df2, p_value
        F of the targets, by which each is tested against zero (6,).
    """

    icc: Floats
    ci_low: Floats
    ci_high: Floats
    statistic: Floats
    df1: Floats
    df2: Floats
    p_value: Floats


@dataclass(frozen=True)
class _Squares:
    """Mean squares of n targets, k raters, the rest, and the rest with the raters."""

    n: int
    k: int
    targets: Floats
    raters: Floats
    rest: Floats
    within: Floats


@statistic(
    "intraclass_correlations",
    name="intraclass correlations of raters",
    symbol="ICC",
    source="Shrout & Fleiss (1979), Psychol. Bull. 86, 420–428; McGraw & Wong (1996), Psychol. Methods 1, 30–46",
)
def intraclass_correlations(ratings: ArrayLike, confidence: float = 0.95) -> IntraclassCorrelations:
    """
    Agreement of k raters who all rated the same n targets.

    With the mean squares B of targets, J of raters, E of the rest and W of J and E together, for one rater
    (B - W)/(B + (k - 1)W), (B - E)/(B + (k - 1)E + k(J - E)/n), (B - E)/(B + (k - 1)E), and for the mean of all
    (B - W)/B, (B - E)/(B + (J - E)/n), (B - E)/B.

    Parameters
    ----------
    ratings : array_like, shape (n, k)
        One row a target, nothing missing.
    confidence : float
        Coverage of the intervals.

    Returns
    -------
    IntraclassCorrelations
        NaN with fewer than two targets or raters, or where the ratings do not vary.

    Notes
    -----
    Shrout, P. E., & Fleiss, J. L. (1979). Intraclass correlations: Uses in assessing rater reliability. Psychological
    Bulletin, 86.

    Examples
    --------
    >>> rows = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> np.round(intraclass_correlations(rows).icc, 2)
    array([0.17, 0.29, 0.71, 0.44, 0.62, 0.91])
    """
    squares = _mean_squares(np.asarray(ratings, dtype=np.float64))
    n, k, tail = squares.n, squares.k, (1 - confidence) / 2
    one_way, two_way = ratio(squares.targets, squares.within), ratio(squares.targets, squares.rest)
    df1, df_one, df_two = (each if each > 0 else np.nan for each in (n - 1, n * (k - 1), (n - 1) * (k - 1)))
    own = [f / fdtri(df1, df, 1 - tail) for f, df in ((one_way, df_one), (two_way, df_two))]
    far = [f * fdtri(df, df1, 1 - tail) for f, df in ((one_way, df_one), (two_way, df_two))]
    single = _sampled(squares)
    sampled = (single, *_sampled_limits(squares, single, tail))
    f = np.array([one_way, two_way, two_way] * 2)
    df2 = np.array([df_one, df_two, df_two] * 2)
    icc, low, high = (
        np.array([_one(first, k), middle, _one(last, k), 1 - ratio(1.0, first), _mean(middle, k), 1 - ratio(1.0, last)])
        for (first, last), middle in zip(((one_way, two_way), own, far), sampled, strict=True)
    )
    tails = np.asarray(f_tail(df1, df2, f), dtype=np.float64)
    return IntraclassCorrelations(
        icc=icc, ci_low=low, ci_high=high, statistic=f, df1=np.full(6, df1), df2=df2, p_value=tails
    )


def _mean_squares(ratings: Floats) -> _Squares:
    n, k = ratings.shape
    if n < 2 or k < 2:
        nothing = np.array(np.nan)
        return _Squares(n, k, nothing, nothing, nothing, nothing)
    rows, columns = ratings.mean(1, keepdims=True), ratings.mean(0)
    middle = ratings.mean()
    rest = ((ratings - rows - columns + middle) ** 2).sum()
    raters = n * ((columns - middle) ** 2).sum()
    return _Squares(
        n=n,
        k=k,
        targets=k * ((rows - middle) ** 2).sum() / (n - 1),
        raters=raters / (k - 1),
        rest=rest / ((n - 1) * (k - 1)),
        within=(raters + rest) / (n * (k - 1)),
    )


def _one(f: Floats, k: int) -> Floats:
    return ratio(f - 1, f + k - 1)


def _mean(icc: Floats, k: int) -> Floats:
    """Step a single rater's correlation up to the mean of k (Spearman and Brown)."""
    return ratio(k * icc, 1 + (k - 1) * icc)


def _sampled(squares: _Squares) -> Floats:
    n, k = squares.n, squares.k
    above = squares.targets - squares.rest
    return ratio(above, squares.targets + (k - 1) * squares.rest + k * (squares.raters - squares.rest) / max(n, 1))


def _sampled_limits(squares: _Squares, icc: Floats, tail: float) -> tuple[Floats, Floats]:
    """Return limits of ICC(2,1), with Satterthwaite's degrees of freedom for the sum of mean squares below it."""
    n, k, b, j, e = squares.n, squares.k, squares.targets, squares.raters, squares.rest
    f = ratio(j, e)
    others = n * (1 + (k - 1) * icc) - k * icc
    freedom = ratio((k - 1) * (n - 1) * (k * icc * f + others) ** 2, (n - 1) * (k * icc * f) ** 2 + others**2)
    upper, lower = fdtri(n - 1, freedom, 1 - tail), fdtri(freedom, n - 1, 1 - tail)
    spread = k * j + (k * n - k - n) * e
    low = ratio(n * (b - upper * e), upper * spread + n * b)
    high = ratio(n * (lower * b - e), spread + n * lower * b)
    return low, high
