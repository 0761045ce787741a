"""What it asks of a sample that answers of one branch resemble each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.planning.sample_size import SampleSize, floats
from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic


@dataclass(frozen=True)
class ClusteredSize:
    """Respondents needed in all, the design effect at that number, and the fewest clusters that could do."""

    n: Floats
    design_effect: Floats
    least_clusters: Floats


@statistic(
    "n_clustered",
    name="respondents needed when branches are drawn too",
    symbol="n",
    source="Kish (1965), Survey Sampling, ch. 5",
)
def n_clustered(n: ArrayLike, clusters: ArrayLike, icc: ArrayLike) -> ClusteredSize:
    """
    Respondents in k clusters that tell as much as n independent ones, the design effect being 1 + (m − 1)·ICC.

    With m = N/k respondents in each, N / (1 + (N/k − 1) ICC) = n gives N = n (1 − ICC) / (1 − n·ICC/k). However many
    are asked, k clusters tell no more than k/ICC independent respondents do.

    Parameters
    ----------
    n : array_like
        Independent respondents needed.
    clusters : array_like
        Number of clusters k, such as branches.
    icc : array_like
        Intraclass correlation: the share of the variance that lies between clusters.

    Returns
    -------
    ClusteredSize
        N and its design effect are NaN where k clusters cannot do; `least_clusters` could.

    Examples
    --------
    >>> found = n_clustered(n=100, clusters=20, icc=0.05)
    >>> round(float(found.n), 6), round(float(found.design_effect), 6), float(found.least_clusters)
    (126.666667, 1.266667, 6.0)
    """
    size, k, rho = floats(n, clusters, icc)
    known = (size > 0) & (k > 0) & (rho >= 0) & (rho < 1)
    needed = ratio(size * (1 - rho), np.where(known, 1 - size * rho / np.where(known, k, 1.0), -1.0))
    least = np.where(known, np.floor(size * rho) + 1, np.nan)
    return ClusteredSize(n=needed, design_effect=ratio(needed, size), least_clusters=least)


@statistic(
    "n_reliable_mean",
    name="respondents that a group needs for a reliable mean",
    symbol="n",
    source="Spearman (1910), British Journal of Psychology 3, 271–295; Brown (1910), the same, 296–322",
)
def n_reliable_mean(reliability: ArrayLike, icc: ArrayLike) -> SampleSize:
    """
    Respondents of a group at which a share `reliability` of the variance of group means is between groups.

    n = R / (1 − R) · (1 − ICC) / ICC.

    Parameters
    ----------
    reliability : array_like
        The reliability R asked for, between 0 and 1.
    icc : array_like
        Intraclass correlation: the share of the variance that lies between groups.

    Returns
    -------
    SampleSize
        NaN unless 0 < ICC < 1 and 0 < R < 1.

    Examples
    --------
    >>> round(float(n_reliable_mean(reliability=0.8, icc=0.05).n), 9)
    76.0
    """
    wanted, rho = floats(reliability, icc)
    known = (rho > 0) & (rho < 1) & (wanted > 0) & (wanted < 1)
    return SampleSize(np.where(known, ratio(wanted, 1 - wanted) * ratio(1 - rho, rho), np.nan))
