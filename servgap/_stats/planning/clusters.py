"""What it asks of a sample that answers of one branch resemble each other.

Where branches are drawn from many for which they are to speak, a mean is tested on the branches' own means: k of them
leave k − 1 degrees of freedom, however many respondents there are. With m respondents in each, k·m of them tell as much
as E = k·m / (1 + (m − 1)·ICC) independent ones would, and never more than k/ICC.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servgap._stats.planning.power import Power, two_sided
from servgap._stats.planning.precision import interval_reach
from servgap._stats.planning.sample_size import Detectable, SampleSize, floats, least
from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic

_TRIALS = (
    "Donner & Klar (2000), Design and Analysis of Cluster Randomization Trials in Health Research; Hayes & Bennett "
    "(1999), International Journal of Epidemiology 28, 319–326"
)
_DOUBLINGS = 50
_FURTHEST = 2e9
"""Noncentrality beyond which none is looked for; it leaves every test its power."""

_Enough: TypeAlias = Callable[[Floats], NDArray[np.bool_]]
"""Tells whether so many clusters can do, if enough are asked in each."""


@dataclass(frozen=True)
class ClusteredSize:
    """Respondents needed in each cluster, the design effect at that number, and the fewest clusters that could do."""

    n_per_cluster: Floats
    design_effect: Floats
    least_clusters: Floats


@statistic("power_clustered", name="power of a t test on branch means", symbol="1 − β", source=_TRIALS, effect="d")
def power_clustered(
    clusters: ArrayLike, per_cluster: ArrayLike, effect: ArrayLike, icc: ArrayLike, alpha: float = 0.05, groups: int = 1
) -> Power:
    """
    Probability that a two-sided t test on the means of k clusters finds a difference d.

    Noncentral t with δ = d √E and k − 1 degrees of freedom; between two groups of k clusters, δ = d √(E/2) and 2(k −
    1).

    Parameters
    ----------
    clusters : array_like
        Clusters k in each group.
    per_cluster : array_like
        Respondents m of each; need not be whole.
    effect : array_like
        The mean gap, or difference of two groups, over the standard deviation between respondents.
    icc : array_like
        Intraclass correlation: the share of the variance that lies between clusters.
    alpha : float
        Level of the test.
    groups : {1, 2}
        Whether one mean is tested, or the difference of two.

    Returns
    -------
    Power
        NaN for fewer than two clusters.

    Examples
    --------
    >>> round(float(power_clustered(clusters=6, per_cluster=60, effect=0.2, icc=0.02).power), 3)
    0.544
    """
    k, m, size, rho = floats(clusters, per_cluster, effect, icc)
    df = np.where(k >= 2, groups * (k - 1), np.nan)
    return Power(power=two_sided(df, size * np.sqrt(_effective(k, m, rho) / groups), alpha, strict=True), df=df)


@statistic("n_clustered", name="respondents needed in each branch drawn", symbol="m", source=_TRIALS, effect="d")
def n_clustered(
    clusters: ArrayLike,
    effect: ArrayLike,
    icc: ArrayLike,
    power: ArrayLike = 0.9,
    alpha: float = 0.05,
    groups: int = 1,
) -> ClusteredSize:
    """
    Smallest number in each of k clusters with which a t test on their means finds d with a given probability.

    From the noncentrality δ that the test needs follows E = δ²/d² (twice that for two groups), and from it
    m = E (1 − ICC) / (k − E·ICC).

    Parameters
    ----------
    clusters, effect, icc, alpha, groups
        As in `power_clustered`.
    power : array_like
        The probability asked for.

    Returns
    -------
    ClusteredSize
        m and its design effect are NaN where k clusters cannot do; `least_clusters` could.

    Examples
    --------
    >>> found = n_clustered(clusters=20, effect=0.25, icc=0.05)
    >>> round(float(found.n_per_cluster), 4), float(found.least_clusters)
    (16.6819, 11.0)
    """
    k, size, rho, target = floats(clusters, effect, icc, power)
    known = (rho >= 0) & (rho < 1) & (size != 0)
    size, rho = np.where(known, np.abs(size), np.nan), np.where(known, rho, np.nan)

    def enough(each: Floats) -> NDArray[np.bool_]:
        # However many are asked in each, clusters tell no more than k/ICC independent respondents would.
        delta = size * np.where(rho > 0, ratio(np.sqrt(each), np.sqrt(groups * rho)), np.inf)
        return np.asarray(two_sided(groups * (each - 1), np.minimum(delta, _FURTHEST), alpha, strict=True) > target)

    needed = groups * (_noncentrality(groups * (k - 1), target, alpha) / size) ** 2
    return _sized(np.asarray(needed), k, rho, enough)


@statistic(
    "detectable_clustered", name="gap that a t test on branch means can find", symbol="d", source=_TRIALS, effect="d"
)
def detectable_clustered(
    clusters: ArrayLike,
    per_cluster: ArrayLike,
    icc: ArrayLike,
    power: ArrayLike = 0.9,
    alpha: float = 0.05,
    groups: int = 1,
) -> Detectable:
    """
    Smallest d that a t test on the means of k clusters of m finds with a given probability.

    Parameters
    ----------
    clusters, per_cluster, icc, alpha, groups
        As in `power_clustered`.
    power : array_like
        The probability asked for.

    Returns
    -------
    Detectable
        NaN for fewer than two clusters.

    Examples
    --------
    >>> round(float(detectable_clustered(clusters=20, per_cluster=18, icc=0.05).effect), 4)
    0.2451
    """
    k, m, rho, target = floats(clusters, per_cluster, icc, power)
    df = np.where(k >= 2, groups * (k - 1), np.nan)
    return Detectable(_noncentrality(df, target, alpha) / np.sqrt(_effective(k, m, rho) / groups))


@statistic(
    "n_clustered_precision",
    name="respondents needed in each branch drawn for an interval of a given width",
    symbol="m",
    source=f"{_TRIALS}; assurance: Kelley & Rausch (2006), Psychological Methods 11, 363–385",
)
def n_clustered_precision(
    clusters: ArrayLike,
    sd: ArrayLike,
    half_width: ArrayLike,
    icc: ArrayLike,
    confidence: float = 0.95,
    assurance: float | None = None,
) -> ClusteredSize:
    """
    Smallest number in each of k clusters at which the t interval from their means reaches no further than `half_width`.

    E = (t·sd/h)², t of k − 1 degrees of freedom; with an assurance γ, times the γ quantile of χ²/(k − 1).

    Parameters
    ----------
    clusters, icc
        As in `power_clustered`.
    sd : array_like
        Standard deviation between respondents.
    half_width : array_like
        Half the width of the interval.
    confidence : float
        Its level.
    assurance : float, optional
        The probability with which the interval is to be as narrow; without it, it is so where the deviation found is
        the one planned for.

    Returns
    -------
    ClusteredSize

    Examples
    --------
    >>> round(float(n_clustered_precision(clusters=20, sd=1.2, half_width=0.2, icc=0.05).n_per_cluster), 4)
    12.367
    """
    k, spread, half, rho = floats(clusters, sd, half_width, icc)
    known = (rho >= 0) & (rho < 1)

    rho = np.where(known, rho, np.nan)

    def needed(each: Floats) -> Floats:
        return np.asarray((interval_reach(1.0, each - 1, ratio(spread, half), confidence, assurance)) ** 2)

    return _sized(needed(k), k, rho, lambda each: np.asarray(needed(each) * rho < each))


@statistic(
    "n_reliable_mean",
    name="respondents that a group needs for a reliable mean",
    symbol="n",
    source="Spearman (1910), British Journal of Psychology 3, 271–295; Brown (1910), the same journal 3, 296–322",
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


def _effective(k: Floats, m: Floats, rho: Floats) -> Floats:
    """Return how many independent respondents tell as much as m in each of k clusters."""
    return ratio(k * m, np.where((m > 0) & (rho >= 0) & (rho < 1), 1 + (m - 1) * rho, np.nan))


def _noncentrality(df: Floats, target: Floats, alpha: float) -> Floats:
    """Return the noncentrality at which a two-sided t test has the power asked for."""
    usable = np.where(df > 0, df, np.nan)
    return least(lambda delta: two_sided(usable, delta, alpha, strict=True), target, np.full_like(target, 1e-3))


def _sized(needed: Floats, k: Floats, rho: Floats, enough: _Enough) -> ClusteredSize:
    """Turn the independent respondents that a test of k clusters needs into respondents of each cluster."""
    usable = np.where(k >= 2, k, np.nan)
    m = ratio(needed * (1 - rho), usable - needed * rho)
    return ClusteredSize(m, 1 + (m - 1) * rho, _fewest(enough, rho))


def _fewest(enough: _Enough, rho: Floats) -> Floats:
    """Return the smallest whole k that tells more than enough: more than E·ICC, which falls as k grows."""
    high = np.full_like(rho, 2.0)
    for _ in range(_DOUBLINGS):
        done = enough(high) | np.isnan(rho)
        if done.all():
            break
        high = np.where(done, high, high * 2)
    low = np.maximum(np.floor(high / 2), 1.0)
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        inside = enough(np.maximum(middle, 2.0)) & (middle >= 2)
        low, high = np.where(inside, low, middle), np.where(inside, middle, high)
    return np.where(enough(high), high, np.nan)
