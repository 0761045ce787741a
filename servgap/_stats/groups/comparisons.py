"""Which groups differ: all pairs with one spread, and every group against a reference.

In every function the groups run along the last axis, and leading axes hold further measures. Pairs that cannot be
compared are NaN.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servgap._stats.groups import studentized_maximum, studentized_range
from servgap._stats.groups.games_howell import studentised
from servgap._stats.ratio import ratio
from servgap._stats.registry import statistic

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Comparisons:
    """Places of two groups, and mean of the second minus mean of the first with its joint interval and p-value."""

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
    "tukey",
    name="Tukey–Kramer comparisons of all pairs",
    symbol="t",
    source="Tukey (1953), The Problem of Multiple Comparisons; Kramer (1956), Biometrics 12, 307–310",
    effect="difference of means",
)
def tukey(n: ArrayLike, mean: ArrayLike, variance: ArrayLike, *, confidence: float = 0.95) -> Comparisons:
    """Differences of all pairs of means under equal variances, corrected for all pairs of a row.

    t = (x̄_j - x̄_i)/√(MSw(1/n_i + 1/n_j)) with N - g degrees of freedom; |t|√2 is referred to the studentised range of
    g means. For unequal n that errs on the safe side (Hayter 1984).

    Parameters
    ----------
    n, mean, variance
        Of every group (..., g). The variance of a group of one is not looked at. Without any variance within groups
        all is NaN.

    Examples
    --------
    >>> outcome = tukey([10, 12, 9], [1.0, 2.0, 2.5], [1.0, 2.0, 0.5])
    >>> outcome.first, outcome.second, outcome.p_value.round(5)
    (array([0, 0, 1]), array([1, 2, 2]), array([0.1104 , 0.01819, 0.57425]))
    """
    pooled = _pool(n, mean, variance)
    first, second = np.triu_indices(pooled.n.shape[-1], k=1)
    made = _differences(pooled, first, second)
    groups = np.broadcast_to(pooled.groups[..., None], made.t.shape)
    p = studentized_range.survival(np.sqrt(2.0) * np.abs(made.t), groups, made.df)
    critical = studentized_range.quantile(confidence, groups, made.df) / np.sqrt(2.0)
    return made.told(first, second, p, critical)


@statistic(
    "dunnett",
    name="Dunnett comparisons with a reference",
    symbol="t",
    source="Dunnett (1955), JASA 50, 1096–1121",
    effect="difference of means",
)
def dunnett(
    n: ArrayLike, mean: ArrayLike, variance: ArrayLike, *, reference: int = 0, confidence: float = 0.95
) -> Comparisons:
    """Difference of every group's mean from the reference's under equal variances, corrected for all of a row.

    t_j = (x̄_j - x̄_0)/√(MSw(1/n_j + 1/n_0)) with N - g degrees of freedom. The differences correlate by λ_j λ_k,
    λ_j² = n_j/(n_j + n_0), and the largest |t| has an integral as its tail (`studentized_maximum`): exact, where R's
    multcomp and scipy draw (their small p-values are off by a tenth and more).

    Parameters
    ----------
    n, mean, variance
        Of every group (..., g), as in `tukey`.
    reference
        Place of the group that the others are compared with; `first` is this, `second` every other in order.

    Examples
    --------
    >>> outcome = dunnett([10, 12, 9], [1.0, 2.0, 2.5], [1.0, 2.0, 0.5])
    >>> outcome.second, outcome.p_value.round(5)
    (array([1, 2]), array([0.08247, 0.01288]))
    """
    pooled = _pool(n, mean, variance)
    first, second = _with_reference(pooled.n.shape[-1], reference)
    made = _differences(pooled, first, second)
    size = np.where(made.known, pooled.n[..., first] + pooled.n[..., second], 0.0)
    loading = np.sqrt(ratio(pooled.n[..., second], size))

    def row(t: Floats, df: Floats, loadings: Floats) -> tuple[Floats, Floats]:
        taken = loadings[np.isfinite(loadings)]
        return (
            studentized_maximum.survival(np.abs(t), taken, df),
            studentized_maximum.quantile(confidence, taken, df),
        )

    return made.told(first, second, *_by_row(row, made.t, made.df, loading))


@statistic(
    "dunnett_t3",
    name="Dunnett T3 comparisons",
    symbol="t",
    source="Dunnett (1980), JASA 75, 796–800",
    effect="difference of means",
)
def dunnett_t3(
    n: ArrayLike, mean: ArrayLike, variance: ArrayLike, *, reference: int | None = None, confidence: float = 0.95
) -> Comparisons:
    """Differences of means without equality of variances: all pairs, or every group against a reference.

    t = (x̄_j - x̄_i)/√(s_i²/n_i + s_j²/n_j) with Welch's degrees of freedom, referred to the studentised maximum modulus
    of as many differences as are made in the row. Those with one reference go together, and with it the correction is
    a little more than is needed (Šidák 1967).

    Parameters
    ----------
    n, mean, variance
        Of every group (..., g). A group of none, of one or without variance is not compared.
    reference
        Place of the group that the others are compared with; all pairs without one, as R's PMCMRplus has them.

    Examples
    --------
    >>> dunnett_t3([10, 12, 9], [1.0, 2.0, 2.5], [1.0, 2.0, 0.5], reference=0).p_value.round(5)
    array([0.12821, 0.00305])
    >>> dunnett_t3([10, 12, 9], [1.0, 2.0, 2.5], [1.0, 2.0, 0.5]).p_value.round(5)
    array([0.18329, 0.00454, 0.64825])
    """
    pairs = None if reference is None else _with_reference(np.shape(n)[-1], reference)
    found = studentised(n, mean, variance, pairs)
    made = _Differences(found.difference, found.se, found.df)
    made_of_row = np.broadcast_to(made.known.sum(axis=-1)[..., None], made.t.shape)
    p, critical = np.full(made.t.shape, np.nan), np.full(made.t.shape, np.nan)
    for count in np.unique(made_of_row[made.known]):
        here = made.known & (made_of_row == count)
        alone = np.zeros(int(count))
        p[here] = studentized_maximum.survival(np.abs(made.t[here]), alone, made.df[here])
        critical[here] = studentized_maximum.quantile(confidence, alone, made.df[here])
    return made.told(found.first, found.second, p, critical)


@dataclass(frozen=True)
class _Pooled:
    """Groups that can be compared with one spread: `usable`, their number, the pooled variance and its df."""

    n: Floats
    mean: Floats
    usable: NDArray[np.bool_]
    groups: NDArray[np.intp]
    variance: Floats
    df: Floats


def _pool(n: ArrayLike, mean: ArrayLike, variance: ArrayLike) -> _Pooled:
    """Pool the variances of the groups that have a mean; NaN where there is none to pool, or all are 0."""
    n, mean, variance = np.broadcast_arrays(*(np.asarray(a, dtype=np.float64) for a in (n, mean, variance)))
    usable = (n >= 1) & np.isfinite(mean)
    spread = np.where(usable & (n >= 2), variance, 0.0)
    groups = usable.sum(axis=-1)
    df = np.where(usable, n, 0.0).sum(axis=-1) - groups
    inside = (np.where(usable, n - 1.0, 0.0) * spread).sum(axis=-1)
    sound = (groups >= 2) & (df > 0) & (inside > 0)
    shared = np.where(sound, inside, np.nan) / np.where(sound, df, 1.0)
    return _Pooled(n, mean, usable, groups, shared, np.where(sound, df, np.nan))


@dataclass(frozen=True)
class _Differences:
    """Differences of pairs with their standard errors and degrees of freedom; NaN where there is none."""

    difference: Floats
    se: Floats
    df: Floats

    @property
    def t(self) -> Floats:
        return np.asarray(self.difference / self.se)

    @property
    def known(self) -> NDArray[np.bool_]:
        return np.isfinite(self.se)

    def told(self, first: NDArray[np.intp], second: NDArray[np.intp], p: Floats, critical: Floats) -> Comparisons:
        margin = critical * self.se
        return Comparisons(
            first=first.astype(np.int64),
            second=second.astype(np.int64),
            difference=self.difference,
            se=self.se,
            df=self.df,
            statistic=self.t,
            p_value=p,
            ci_low=self.difference - margin,
            ci_high=self.difference + margin,
        )


def _differences(pooled: _Pooled, first: NDArray[np.intp], second: NDArray[np.intp]) -> _Differences:
    both = pooled.usable[..., first] & pooled.usable[..., second] & np.isfinite(pooled.variance)[..., None]
    inverse = 1.0 / np.where(pooled.usable, pooled.n, 1.0)
    squared = pooled.variance[..., None] * (inverse[..., first] + inverse[..., second])
    difference = np.where(both, pooled.mean[..., second] - pooled.mean[..., first], np.nan)
    df = np.where(both, np.broadcast_to(pooled.df[..., None], both.shape), np.nan)
    return _Differences(difference, np.where(both, np.sqrt(squared), np.nan), df)


def _with_reference(groups: int, reference: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    others = np.delete(np.arange(groups), reference)
    return np.full(len(others), range(groups)[reference]), others


def _by_row(
    row: Callable[[Floats, Floats, Floats], tuple[Floats, Floats]], t: Floats, df: Floats, loading: Floats
) -> tuple[Floats, Floats]:
    """Compute each row of leading axes for itself, since each has correlations of its own."""
    p, critical = np.full(t.shape, np.nan), np.full(t.shape, np.nan)
    for place in np.ndindex(*t.shape[:-1]):
        if np.isfinite(loading[place]).any():
            p[place], critical[place] = row(t[place], df[place], loading[place])
    return p, critical
