"""How much of the variance lies between groups, with its interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servgap._stats.noncentral_f import noncentrality_at
from servgap._stats.ratio import ratio
from servgap._stats.registry import statistic

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ShareExplained:
    """Lower and upper confidence limit of the share of variance that lies between groups."""

    low: Floats
    high: Floats


@statistic(
    "share_explained",
    name="interval of the share of variance between groups",
    symbol="η²",
    source="Steiger (2004), Psychological Methods 9, 164–182",
)
def share_explained(
    statistic: ArrayLike, df1: ArrayLike, df2: ArrayLike, total: ArrayLike, *, confidence: float = 0.95
) -> ShareExplained:
    """Interval of the share that η², ω² and ε² estimate, from F: λ/(λ + N) at the noncentralities that agree with F.

    The limits are the λ under which an F as large, and as small, as the one seen has the probability
    (1 - confidence)/2.

    Parameters
    ----------
    statistic, df1, df2
        F and its degrees of freedom.
    total
        Number N of respondents behind it.

    Returns
    -------
    ShareExplained
        Limits are 0 where even no difference at all makes an F as small improbable. NaN without an F.

    Notes
    -----
    R's `effectsize` divides by λ + df2 instead of λ + N, which is the share only where groups are not counted; this is
    MBESS's `ci.pvaf`.

    It supposes normal values of one spread; with Welch's F and degrees of freedom, of any spread, and the share is then
    that of means weighed by n/s². Of ranks (`f_of_ranks`) it is an approximation: on 1–7 answers it held the true share
    in 89% to 98% of simulated surveys.

    Examples
    --------
    >>> found = share_explained(13.4845, 3, 296, 300)
    >>> float(found.low.round(4)), float(found.high.round(4))
    (0.0539, 0.1847)
    """
    F, df1, df2, total = np.broadcast_arrays(*(np.asarray(a, dtype=np.float64) for a in (statistic, df1, df2, total)))
    limits, tail = np.full((2, *F.shape), np.nan), 0.5 * (1.0 - confidence)
    for place in np.ndindex(*F.shape):
        shape = max(float(F[place]), 0.0), float(df1[place]), float(df2[place])
        if np.isfinite(F[place]) and shape[1] > 0 and shape[2] > 0:
            limits[0, *place] = noncentrality_at(*shape, 1.0 - tail)
            limits[1, *place] = noncentrality_at(*shape, tail)
    low, high = (ratio(limit, limit + total) for limit in limits)
    return ShareExplained(low, high)


def f_of_ranks(h: ArrayLike, df: ArrayLike, total: ArrayLike) -> tuple[Floats, Floats]:
    """Turn Kruskal and Wallis' H into the F of an analysis of variance of the midranks, with its df2.

    H/(N - 1) is the share of the midranks' variance that lies between groups, and F = (H/df1)/((N - 1 - H)/df2): with
    it `share_explained` gives the interval of rank epsilon squared. An F of infinity, where groups do not overlap at
    all, is NaN.

    Examples
    --------
    >>> F, df2 = f_of_ranks(2.4, 1, 4)
    >>> float(F.round(4)), float(df2)
    (8.0, 2.0)
    """
    h, df, total = np.broadcast_arrays(*(np.asarray(a, dtype=np.float64) for a in (h, df, total)))
    df2 = total - df - 1.0
    return ratio(h * df2, df * (total - 1.0 - h), above=1e-9 * np.maximum(total, 1.0)), df2
