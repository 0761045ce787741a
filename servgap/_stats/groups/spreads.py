"""Do the spreads of several groups differ, from counts of the values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from servgap._stats.groups.analysis_of_variance import classic_anova
from servgap._stats.registry import statistic
from servgap._stats.tails import chi_square_tail
from servgap._stats.ties import levels

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Levene:
    """F of an analysis of variance of the distances from each group's centre."""

    statistic: Floats
    df1: Floats
    df2: Floats
    p_value: Floats


@dataclass(frozen=True)
class SpreadTest:
    """A statistic that is chi-squared where spreads are equal, its degrees of freedom and p-value."""

    statistic: Floats
    df: Floats
    p_value: Floats


@statistic(
    "levene",
    name="Levene test of spreads",
    symbol="F",
    source="Levene (1960), Robust tests for equality of variances; median: Brown & Forsythe (1974), JASA 69, 364–367",
)
def levene(values: ArrayLike, counts: ArrayLike, *, centre: Literal["median", "mean"] = "median") -> Levene:
    """Equality of spreads, by distances from the centre, from the counts (..., g, L) of the values (L,).

    The analysis of variance of |x - centre|; with the median, which skewed answers do not upset, it is Brown and
    Forsythe's test of spreads. A group without answers is left out.

    Examples
    --------
    >>> found = levene([1, 2, 3, 4, 5], [[0, 2, 2, 2, 0], [3, 0, 0, 0, 3]])
    >>> float(found.statistic.round(4)), float(found.p_value.round(5))
    (40.0, 9e-05)
    """
    value, table = _rising(values, counts)
    n = table.sum(axis=-1)
    middle = _medians(value, table) if centre == "median" else (table * value).sum(axis=-1) / np.maximum(n, 1.0)
    distance = np.abs(value - middle[..., None])
    average = (table * distance).sum(axis=-1) / np.maximum(n, 1.0)
    squares = (table * (distance - average[..., None]) ** 2).sum(axis=-1)
    # Distances that are all the same, as those of 1 and 5 from 3, differ by rounding only.
    least = 1e-20 * (table * (value - middle[..., None]) ** 2).sum(axis=-1)
    variance = np.where(squares > least, squares, 0.0) / np.maximum(n - 1.0, 1.0)
    found = classic_anova(n, average, variance)
    return Levene(found.statistic, found.df1, found.df2, found.p_value)


@statistic(
    "bartlett_spreads",
    name="Bartlett test of spreads",
    symbol="K²",
    source="Bartlett (1937), Proceedings of the Royal Society A 160, 268–282",
)
def bartlett_spreads(n: ArrayLike, variance: ArrayLike) -> SpreadTest:
    """Equality of the variances of normal values, from each group's n and variance (..., g).

    K² = [(N - g) ln s² - Σ (n - 1) ln s_i²]/[1 + (Σ 1/(n - 1) - 1/(N - g))/(3(g - 1))] with the pooled s². It takes
    answers that are not normal for unequal spreads. A group of none is left out; with one of one, or without variance,
    all is NaN.

    Examples
    --------
    >>> found = bartlett_spreads([5, 5], [1.0, 4.0])
    >>> float(found.statistic.round(4)), float(found.p_value.round(4))
    (1.5868, 0.2078)
    """
    n, variance = np.broadcast_arrays(*(np.asarray(a, dtype=np.float64) for a in (n, variance)))
    taken = n > 0
    groups = taken.sum(axis=-1)
    sound = (groups >= 2) & (~taken | (n >= 2) & (variance > 0) & np.isfinite(variance)).all(axis=-1)
    used = taken & sound[..., None]
    free, spread = np.where(used, n - 1.0, 1.0), np.where(used, variance, 1.0)
    freedom = np.where(sound, np.where(used, free, 0.0).sum(axis=-1), 1.0)
    pooled = np.where(sound, np.where(used, free * spread, 0.0).sum(axis=-1) / freedom, 1.0)
    apart = -np.where(used, free * np.log(spread / pooled[..., None]), 0.0).sum(axis=-1)
    df = np.where(sound, groups - 1.0, 1.0)
    correction = 1.0 + (np.where(used, 1.0 / free, 0.0).sum(axis=-1) - 1.0 / freedom) / (3.0 * df)
    K2 = np.where(sound, apart / correction, np.nan)
    return SpreadTest(K2, np.where(sound, df, np.nan), chi_square_tail(df, K2))


@statistic(
    "fligner_killeen",
    name="Fligner–Killeen test of spreads",
    symbol="χ²",
    source="Conover, Johnson & Johnson (1981), Technometrics 23, 351–361",
)
def fligner_killeen(values: ArrayLike, counts: ArrayLike) -> SpreadTest:
    """Equality of spreads by ranks, from the counts (..., g, L) of the values (L,).

    Distances from each group's median are ranked among all, ties by their midrank r, and scored a = Φ⁻¹(½ + r/(2(N +
    1))); χ² = Σ n_i(ā_i - ā)²/[Σ (a - ā)²/(N - 1)] on g - 1 degrees of freedom. Distances that differ by rounding only
    are tied, which R leaves to whom gives it the values.

    Examples
    --------
    >>> found = fligner_killeen([1, 2, 3, 4, 5], [[0, 2, 2, 2, 0], [3, 0, 0, 0, 3]])
    >>> float(found.statistic.round(4)), float(found.p_value.round(4))
    (10.2684, 0.0014)
    """
    value, table = _rising(values, counts)
    n = table.sum(axis=-1)
    distance = np.abs(value - _medians(value, table)[..., None])
    score = np.empty(table.shape)
    for row in np.ndindex(*table.shape[:-2]):
        level = levels(distance[row].ravel())
        held = np.bincount(level, weights=table[row].ravel())
        midrank = np.cumsum(held) - 0.5 * (held - 1.0)
        score[row] = special.ndtri(0.5 + 0.5 * midrank / (held.sum() + 1.0))[level].reshape(table[row].shape)
    groups, total = (n > 0).sum(axis=-1), n.sum(axis=-1)
    taken = table > 0
    score = np.where(taken, score, 0.0)
    centre = (table * score).sum(axis=(-2, -1)) / np.maximum(total, 1.0)
    off = np.where(taken, score - centre[..., None, None], 0.0)
    squares = (table * off**2).sum(axis=(-2, -1))
    sound = (groups >= 2) & (total > groups) & (squares > 1e-20 * np.maximum(total, 1.0))
    between = ((table * off).sum(axis=-1) ** 2 / np.maximum(n, 1.0)).sum(axis=-1)
    figure = np.where(sound, (total - 1.0) * between / np.where(sound, squares, 1.0), np.nan)
    df = np.where(sound, groups - 1.0, np.nan)
    return SpreadTest(figure, df, chi_square_tail(np.where(sound, df, 1.0), figure))


def _rising(values: ArrayLike, counts: ArrayLike) -> tuple[Floats, Floats]:
    value = np.asarray(values, dtype=np.float64)
    order = np.argsort(value, kind="stable")
    return value[order], np.asarray(counts, dtype=np.float64)[..., order]


def _medians(value: Floats, table: Floats) -> Floats:
    """Median of each group, halfway between the two in the middle where there are two; that of nobody is any value."""
    below = np.cumsum(table, axis=-1)
    n = below[..., -1:]
    low = np.minimum((below < np.floor(0.5 * (n + 1.0))).sum(axis=-1), len(value) - 1)
    high = np.minimum((below < np.ceil(0.5 * (n + 1.0))).sum(axis=-1), len(value) - 1)
    return np.asarray(0.5 * (value[low] + value[high]))
