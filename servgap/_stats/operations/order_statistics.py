"""Quantiles of times that are all known, with intervals that need no form of distribution."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servgap._stats.ratio import Floats
from servgap._stats.registry import statistic
from servgap._stats.ties import ROUNDING


@dataclass(frozen=True)
class OrderQuantile:
    """Quantiles as order statistics, with those that bound them and their ranks; NaN beyond the last one."""

    time: Floats
    between: Floats
    ci_low: Floats
    ci_high: Floats
    rank_low: NDArray[np.int64]
    rank_high: NDArray[np.int64]


@statistic(
    "order_quantile",
    name="time by which a share of cases is over, all of them over (exact interval between order statistics)",
    symbol="t_q",
    source="Thompson (1936), Annals of Mathematical Statistics 7, 122–128",
)
def order_quantile(time: ArrayLike, shares: ArrayLike, confidence: float = 0.95) -> OrderQuantile:
    """
    Quantile t_q of k known times: the ⌈kq⌉-th of them in order, bounded by the l-th and the u-th.

    The number of times up to the true quantile is binomial with k and q, whatever the distribution: l is its quantile
    at α/2 and u that at 1 − α/2, and one more. The interval therefore covers with at least the level; an end is NaN
    where there is no time of that rank.

    Parameters
    ----------
    time : array_like, shape (k,)
        How long each case took.
    shares : array_like
        Shares q of cases.
    confidence : float
        Level of the intervals.

    Returns
    -------
    OrderQuantile
        One entry a share; `between` is interpolated as R's type 7 and most spreadsheets do it.

    Examples
    --------
    >>> found = order_quantile(range(1, 21), shares=[0.5, 0.9])
    >>> found.time, found.between, found.ci_low, found.ci_high
    (array([10., 18.]), array([10.5, 18.1]), array([ 6., 15.]), array([15., nan]))
    """
    from scipy.stats import binom

    ordered = np.sort(np.asarray(time, dtype=np.float64))
    wanted, k = np.atleast_1d(np.asarray(shares, dtype=np.float64)), len(ordered)
    if not k:
        nothing, nowhere = np.full(len(wanted), np.nan), np.zeros(len(wanted), dtype=np.int64)
        return OrderQuantile(nothing, nothing, nothing, nothing, nowhere, nowhere)
    rank = np.clip(np.ceil(k * wanted - ROUNDING), 1, k).astype(np.int64)
    tail = (1 - confidence) / 2
    low = np.asarray(binom.ppf(tail, k, wanted), dtype=np.int64)
    high = np.asarray(binom.ppf(1 - tail, k, wanted), dtype=np.int64) + 1
    padded = np.concatenate([[np.nan], ordered, [np.nan]])
    return OrderQuantile(
        time=ordered[rank - 1],
        between=np.quantile(ordered, wanted),
        ci_low=padded[low],
        ci_high=padded[np.minimum(high, k + 1)],
        rank_low=low,
        rank_high=high,
    )
