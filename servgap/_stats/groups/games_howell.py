"""Which groups differ from which: all pairs of means without equality of variances."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servgap._stats.groups import studentized_range
from servgap._stats.registry import statistic

Floats = NDArray[np.float64]
_NEAR = 1e-6
"""Part of a critical value by which another is away from it whatever the rounding of either."""


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
    found = studentised(n, mean, variance)
    p = studentized_range.survival(found.q, found.groups, found.df)
    margin = _reach(found, confidence)
    low, high = found.difference - margin, found.difference + margin
    places = found.first.astype(np.int64), found.second.astype(np.int64)
    return GamesHowell(*places, found.difference, found.se, found.df, found.t, p, low, high)


def reach(n: ArrayLike, mean: ArrayLike, variance: ArrayLike, *, confidence: float = 0.95) -> Floats:
    """Half the widths of the joint intervals of `games_howell` at some level, without p-values.

    Examples
    --------
    >>> reach([10, 12, 9], [1.0, 2.0, 2.5], [1.0, 2.0, 0.5], confidence=0.9).round(4)
    array([1.1253, 0.8706, 1.0369])
    """
    return _reach(studentised(n, mean, variance), confidence)


def differing(n: ArrayLike, mean: ArrayLike, variance: ArrayLike, *, confidence: float = 0.95) -> NDArray[np.bool_]:
    """Tell of which pairs the p-value of `games_howell` is below 1 - confidence, without working out each one's.

    Critical values cost a thousandth of p-values; these are worked out where q is critical but for rounding.

    Examples
    --------
    >>> differing([10, 12, 9], [1.0, 2.0, 2.5], [1.0, 2.0, 0.5])
    array([False,  True, False])
    """
    found = studentised(n, mean, variance)
    critical = studentized_range.quantile(confidence, found.groups, found.df)
    near = np.abs(found.q - critical) <= _NEAR * critical
    told = found.q > critical
    told[near] = studentized_range.survival(found.q[near], found.groups[near], found.df[near]) < 1 - confidence
    return np.asarray(told)


def _reach(found: Studentised, confidence: float) -> Floats:
    return np.asarray(studentized_range.quantile(confidence, found.groups, found.df) * found.se / np.sqrt(2.0))


@dataclass(frozen=True)
class Studentised:
    """The differences of all pairs, studentised; `groups` is how many take part in a row, `usable` which."""

    first: NDArray[np.intp]
    second: NDArray[np.intp]
    difference: Floats
    se: Floats
    df: Floats
    t: Floats
    groups: NDArray[np.intp]
    usable: NDArray[np.bool_]

    @property
    def q(self) -> Floats:
        return np.asarray(np.sqrt(2.0) * np.abs(self.t))


def studentised(
    n: ArrayLike,
    mean: ArrayLike,
    variance: ArrayLike,
    pairs: tuple[NDArray[np.intp], NDArray[np.intp]] | None = None,
) -> Studentised:
    """Divide differences each by its own standard error, with Welch's degrees of freedom: of some pairs, or of all."""
    n, mean, variance = np.broadcast_arrays(*(np.asarray(a, dtype=np.float64) for a in (n, mean, variance)))
    first, second = np.triu_indices(n.shape[-1], k=1) if pairs is None else pairs
    usable = (n >= 2) & (variance > 0) & np.isfinite(mean) & np.isfinite(variance)
    both = usable[..., first] & usable[..., second]
    squared_se = np.where(usable, variance, 1.0) / np.where(usable, n, 1.0)
    by_df = squared_se**2 / np.where(usable, n - 1.0, 1.0)
    summed = squared_se[..., first] + squared_se[..., second]
    se = np.where(both, np.sqrt(summed), np.nan)
    df = np.where(both, summed**2 / (by_df[..., first] + by_df[..., second]), np.nan)
    difference = np.where(both, mean[..., second] - mean[..., first], np.nan)
    groups = np.broadcast_to(usable.sum(axis=-1)[..., None], df.shape)
    return Studentised(first, second, difference, se, df, difference / se, groups, usable)
