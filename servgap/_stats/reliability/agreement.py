"""Whether the members of a group agree, so that its mean stands for something: intraclass correlations, r_wg."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import fdtri

from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic
from servgap._stats.tails import f_tail

Flags: TypeAlias = NDArray[np.bool_]

SLIGHTLY_SKEWED = {5: 1.34, 6: 1.85, 7: 2.90, 8: 3.47, 9: 5.66, 10: 6.30, 11: 7.31}
"""Variance of answers that lean slightly to one end, by the number of options, as LeBreton & Senter (2008) give it."""


@dataclass(frozen=True)
class GroupReliability:
    """
    How much of the answers' variance lies between groups, and how reliable the groups' means are.

    Attributes
    ----------
    icc1, icc1_low, icc1_high
        ICC(1): share of the variance that lies between groups, with the size n₀ that unequal groups come to. Negative
        where groups differ less than chance would let them. Exact interval where groups are equal in size.
    icc1_mean_size
        The same with the mean size, as R's multilevel has it.
    icc2, icc2_low, icc2_high
        ICC(2): reliability of the mean of a group.
    size
        n₀ = (N - Σn²/N)/(g - 1).
    between, within
        Mean squares.
    statistic, df1, df2, p_value
        F of the one-way analysis of variance.
    """

    icc1: Floats
    icc1_low: Floats
    icc1_high: Floats
    icc1_mean_size: Floats
    icc2: Floats
    icc2_low: Floats
    icc2_high: Floats
    size: Floats
    between: Floats
    within: Floats
    statistic: Floats
    df1: Floats
    df2: Floats
    p_value: Floats


@dataclass(frozen=True)
class WithinGroupAgreement:
    """
    Agreement in each group on J items.

    Attributes
    ----------
    rwg
        Agreement on each item (..., J): one less its variance over that of answers at random.
    rwg_j
        Agreement on the items' mean (...).
    above_null
        Whether answers vary more than at random (...); then agreement counts as zero.
    """

    rwg: Floats
    rwg_j: Floats
    above_null: Flags


@dataclass(frozen=True)
class AverageDeviation:
    """Mean distance (...) of a group's answers from their mean, and from their median; n answers."""

    n: Floats
    from_mean: Floats
    from_median: Floats


@statistic(
    "group_reliability",
    name="intraclass correlations ICC(1) and ICC(2)",
    symbol="ICC",
    source="Bliese (2000), in Klein & Kozlowski (eds), Multilevel Theory, 349–381; "
    "interval: McGraw & Wong (1996), Psychol. Methods 1, 30–46",
)
def group_reliability(n: ArrayLike, mean: ArrayLike, variance: ArrayLike, confidence: float = 0.95) -> GroupReliability:
    r"""
    ICC(1) and ICC(2) from each group's n, mean and variance (..., g).

    .. math:: ICC(1) = \frac{MS_B - MS_W}{MS_B + (n_0 - 1) MS_W},\qquad ICC(2) = \frac{MS_B - MS_W}{MS_B}

    Parameters
    ----------
    n, mean, variance : array_like, shape (..., g)
        Members, mean and variance (divisor n - 1) of each group. Groups without members are left out; a group of one
        has no variance, and NaN stands for it.
    confidence : float
        Coverage of the intervals.

    Returns
    -------
    GroupReliability
        NaN with fewer than two groups, where no group has two members, or where nothing varies within.

    Notes
    -----
    Bliese, P. D. (2000). Within-group agreement, non-independence, and reliability.

    Examples
    --------
    Two groups of two, (1, 3) and (5, 7): MS between 16, within 2.

    >>> found = group_reliability([2, 2], [2, 6], [2, 2])
    >>> float(found.statistic), round(float(found.icc1), 4), float(found.icc2)
    (8.0, 0.7778, 0.875)
    """
    members, centre, spread = np.broadcast_arrays(*(np.asarray(each, dtype=np.float64) for each in (n, mean, variance)))
    taken = members > 0
    members = np.where(taken, members, 0.0)
    total, groups = members.sum(-1), taken.sum(-1).astype(np.float64)
    df1, df2 = (np.where(each > 0, each, np.nan) for each in (groups - 1, total - groups))
    known = np.where(taken, centre, 0.0)
    middle = ratio((members * known).sum(-1), total)[..., None]
    between = (members * (known - middle) ** 2).sum(-1) / df1
    within = np.where(members > 1, (members - 1) * np.where(members > 1, spread, 0.0), 0.0).sum(-1) / df2
    f = ratio(between, within)
    size = (total - ratio((members**2).sum(-1), total)) / df1
    tail = (1 - confidence) / 2
    low, high = f / fdtri(df1, df2, 1 - tail), f * fdtri(df2, df1, 1 - tail)
    return GroupReliability(
        icc1=_single(f, size),
        icc1_low=_single(low, size),
        icc1_high=_single(high, size),
        icc1_mean_size=_single(f, ratio(total, groups)),
        icc2=1 - ratio(1.0, f),
        icc2_low=1 - ratio(1.0, low),
        icc2_high=1 - ratio(1.0, high),
        size=size,
        between=between,
        within=within,
        statistic=f,
        df1=df1,
        df2=df2,
        p_value=np.asarray(f_tail(df1, df2, f), dtype=np.float64),
    )


@statistic(
    "within_group_agreement",
    name="within-group agreement r_wg and r_wg(J)",
    symbol="r_wg",
    source="James, Demaree & Wolf (1984), J. Appl. Psychol. 69, 85–98",
)
def within_group_agreement(variances: ArrayLike, null_variance: ArrayLike) -> WithinGroupAgreement:
    r"""
    Compare how a group's answers vary with how answers at random would.

    .. math:: r_{wg(J)} = \frac{J(1 - \bar s^2/\sigma^2)}{J(1 - \bar s^2/\sigma^2) + \bar s^2/\sigma^2}

    Parameters
    ----------
    variances : array_like, shape (..., J)
        Variances (divisor n - 1) of each group's answers to each item.
    null_variance : array_like, shape (...)
        Variance of answers at random: `uniform_variance`, which is generous where answers lean to one end, or
        `skewed_variance`.

    Returns
    -------
    WithinGroupAgreement
        NaN where an item's variance is.

    Notes
    -----
    James, L. R., Demaree, R. G., & Wolf, G. (1984). Estimating within-group interrater reliability with and without
    response bias. Journal of Applied Psychology, 69.

    Examples
    --------
    >>> found = within_group_agreement([1.0, 1.0, 1.0], uniform_variance(7))
    >>> float(found.rwg[0]), float(found.rwg_j)
    (0.75, 0.9)
    """
    spread = np.asarray(variances, dtype=np.float64)
    null = np.asarray(null_variance, dtype=np.float64)
    share = ratio(spread, null[..., None])
    mean_share = ratio(spread.mean(-1), null)
    agreed = spread.shape[-1] * np.maximum(1 - mean_share, 0.0)
    return WithinGroupAgreement(
        rwg=np.maximum(1 - share, 0.0), rwg_j=ratio(agreed, agreed + mean_share), above_null=mean_share > 1
    )


@statistic(
    "average_deviation",
    name="average deviation index",
    symbol="AD",
    source="Burke, Finkelstein & Dusig (1999), Organ. Res. Methods 2, 49–68",
)
def average_deviation(counts: ArrayLike, values: ArrayLike) -> AverageDeviation:
    """
    Mean distance of answers from their mean and from their median, from counts (..., L) of the answers `values` (L,).

    The median of an even number of answers is the middle of the two in the middle.

    Examples
    --------
    Answers 1, 2, 2, 5: mean 2.5, median 2.

    >>> found = average_deviation([1, 2, 0, 0, 1], [1, 2, 3, 4, 5])
    >>> float(found.from_mean), float(found.from_median)
    (1.25, 1.0)
    """
    table, levels = np.asarray(counts, dtype=np.float64), np.asarray(values, dtype=np.float64)
    n = table.sum(-1)
    mean, median = ratio(table @ levels, n), _median(table, levels)

    def distance(centre: Floats) -> Floats:
        away = np.abs(levels - np.where(n > 0, centre, 0.0)[..., None])
        return ratio((table * away).sum(-1), n)

    return AverageDeviation(n=n, from_mean=distance(mean), from_median=distance(median))


def uniform_variance(options: int, step: float = 1.0) -> float:
    """
    Variance of answers spread evenly over the options of a scale.

    Examples
    --------
    >>> uniform_variance(7)
    4.0
    """
    return step**2 * (options**2 - 1) / 12


def skewed_variance(options: int, step: float = 1.0) -> float:
    """
    Variance of answers that lean slightly to one end, for five to eleven options; NaN for others.

    Examples
    --------
    >>> skewed_variance(5)
    1.34
    """
    return step**2 * SLIGHTLY_SKEWED.get(options, np.nan)


def _single(f: Floats, size: Floats) -> Floats:
    """Return (F - 1)/(F + size - 1)."""
    return ratio(f - 1, f + size - 1)


def _median(table: Floats, levels: Floats) -> Floats:
    n = table.sum(-1)
    below = np.cumsum(table, axis=-1)
    lower = (below < np.ceil(n / 2)[..., None]).sum(-1)
    upper = (below < (np.floor(n / 2) + 1)[..., None]).sum(-1)
    top = len(levels) - 1
    middle: Floats = (levels[np.minimum(lower, top)] + levels[np.minimum(upper, top)]) / 2
    return middle
