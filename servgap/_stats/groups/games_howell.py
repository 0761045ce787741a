"""Which groups differ from which: all pairs of means without equality of variances."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servgap._stats.groups import studentized_range
from servgap._stats.registry import statistic

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class GamesHowell:
    """All pairs i < j: places of the two groups, and mean of j minus mean of i with its joint interval and p-value."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    difference: Floats
    se: Floats
    df: Floats
    statistic: Floats
    p_value: Floats
    ci_low: Floats
    ci_high: Floats


@statistic(
    "games_howell",
    name="Games–Howell comparisons of all pairs",
    symbol="t",
    source="Games & Howell (1976), J. Educ. Stat. 1, 113–125",
    effect="difference of means",
)
def games_howell(n: ArrayLike, mean: ArrayLike, variance: ArrayLike, *, confidence: float = 0.95) -> GamesHowell:
    """Differences of all pairs of means, with p-values and intervals that hold for all pairs of a row at once.

    t = (x̄_j - x̄_i)/√(s_i²/n_i + s_j²/n_j) with Welch's degrees of freedom; |t|√2 is referred to the studentised range
    of as many means as there are groups that can be compared.

    Parameters
    ----------
    n, mean, variance
        Of every group (..., g). Pairs with a group of none, of one or of variance zero are NaN, and such a group does
        not count among the means of its row.

    Examples
    --------
    >>> outcome = games_howell([10, 12, 9], [1.0, 2.0, 2.5], [1.0, 2.0, 0.5])
    >>> outcome.first, outcome.second, outcome.p_value.round(5)
    (array([0, 0, 1]), array([1, 2, 2]), array([0.15509, 0.00414, 0.55035]))
    """
    n, mean, variance = np.broadcast_arrays(*(np.asarray(a, dtype=np.float64) for a in (n, mean, variance)))
    first, second = np.triu_indices(n.shape[-1], k=1)
    usable = (n >= 2) & (variance > 0) & np.isfinite(mean) & np.isfinite(variance)
    both = usable[..., first] & usable[..., second]
    squared_se = np.where(usable, variance, 1.0) / np.where(usable, n, 1.0)
    by_df = squared_se**2 / np.where(usable, n - 1.0, 1.0)
    summed = squared_se[..., first] + squared_se[..., second]
    se = np.where(both, np.sqrt(summed), np.nan)
    df = np.where(both, summed**2 / (by_df[..., first] + by_df[..., second]), np.nan)
    difference = np.where(both, mean[..., second] - mean[..., first], np.nan)
    t = difference / se
    groups = np.broadcast_to(usable.sum(axis=-1)[..., None], df.shape)
    p = studentized_range.survival(np.sqrt(2.0) * np.abs(t), groups, df)
    margin = studentized_range.quantile(confidence, groups, df) * se / np.sqrt(2.0)
    low, high = difference - margin, difference + margin
    return GamesHowell(first.astype(np.int64), second.astype(np.int64), difference, se, df, t, p, low, high)
