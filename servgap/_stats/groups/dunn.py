"""Which groups tend to larger values than which: all pairs by ranks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from servgap._stats.families.adjust import adjust_p
from servgap._stats.groups.analysis_of_variance import midranks
from servgap._stats.ratio import ratio
from servgap._stats.registry import statistic

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Dunn:
    """All pairs i < j: places of the groups, mean rank of j minus mean rank of i, with p-values alone and corrected."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    difference: Floats
    z: Floats
    p_value: Floats
    p_adjusted: Floats


@statistic(
    "dunn",
    name="Dunn comparisons of all pairs by ranks",
    symbol="z",
    source="Dunn (1964), Technometrics 6, 241–252",
)
def dunn(values: ArrayLike, counts: ArrayLike) -> Dunn:
    """Whether one group of a pair tends to larger values, from the counts (..., g, L) of the values (L,).

    z = (r̄_j - r̄_i)/√(S²(1/n_i + 1/n_j)) over midranks among all respondents, S² = Σ t(r - r̄)²/(N - 1) with t held by
    each: that is N(N + 1)/12 less the correction for ties. p-values are normal, and corrected by Holm over the pairs
    of a row.

    Notes
    -----
    Ranks are those among all groups of the row, as in the test of Kruskal and Wallis: a third group has a say in what
    is found of two. A group without answers is left out. As in R's `rstatix`, p is two-sided.

    Examples
    --------
    >>> found = dunn([1, 2, 3, 4], [[2, 1, 0, 0], [0, 2, 1, 0], [0, 0, 1, 2]])
    >>> found.z.round(4), found.p_adjusted.round(4)
    (array([1.1521, 2.5347, 1.3826]), array([0.3336, 0.0338, 0.3336]))
    """
    rank, table = midranks(values, counts)
    n = table.sum(axis=-1)
    total = n.sum(axis=-1)
    deviation = rank - 0.5 * (total + 1.0)[..., None]
    spread = (table.sum(axis=-2) * deviation**2).sum(axis=-1)
    average = ratio((table * deviation[..., None, :]).sum(axis=-1), n)
    first, second = np.triu_indices(n.shape[-1], k=1)
    inverse = ratio(1.0, n)
    difference = average[..., second] - average[..., first]
    variance = ratio(spread, total - 1.0)[..., None] * (inverse[..., first] + inverse[..., second])
    z = ratio(difference, np.sqrt(np.maximum(variance, 0.0)))
    p = 2.0 * special.ndtr(-np.abs(z))
    places = first.astype(np.int64), second.astype(np.int64)
    return Dunn(*places, difference=difference, z=z, p_value=p, p_adjusted=adjust_p(p, "holm").p_adjusted)
