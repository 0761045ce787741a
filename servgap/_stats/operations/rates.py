"""Rates of rare events, such as complaints among millions of users: exact intervals, ratios, limits of a chart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv, gammainccinv, gammaincinv

from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic

MILLION = 1e6
RANGE_CONSTANT = 1.128
"""Mean range of two standard normal values, to the digits that control charts use."""
SIGMAS = 3.0


@dataclass(frozen=True)
class Rate:
    """Events per unit of exposure with their exact interval."""

    rate: Floats
    ci_low: Floats
    ci_high: Floats


@statistic(
    "poisson_rate",
    name="rate of events per million with the exact Poisson interval",
    symbol="λ",
    source="Garwood (1936), Biometrika 28, 437–442",
)
def poisson_rate(events: ArrayLike, exposure: ArrayLike, confidence: float = 0.95, *, per: float = MILLION) -> Rate:
    """
    Rate x/m of events, with all Poisson means that do not make x events too few or too many, each at α/2.

    The ends are χ²(α/2; 2x)/2 and χ²(1 − α/2; 2x + 2)/2 over m; from 0 where x = 0.

    Parameters
    ----------
    events, exposure : array_like
        How many events, among how many.
    confidence : float
        Level of the interval.
    per : float
        The unit of exposure for which a rate is given.

    Returns
    -------
    Rate
        One entry a rate; NaN where there is no exposure, or a negative count.

    Examples
    --------
    >>> found = poisson_rate(events=[0, 10], exposure=1_000_000)
    >>> found.rate, found.ci_low.round(3), found.ci_high.round(3)
    (array([ 0., 10.]), array([0.   , 4.795]), array([ 3.689, 18.39 ]))
    """
    count, among = np.broadcast_arrays(*(np.asarray(each, dtype=np.float64) for each in (events, exposure)))
    known = (among > 0) & (count >= 0) & np.isfinite(among) & np.isfinite(count)
    count, among = np.where(known, count, 0.0), np.where(known, among, np.nan)
    tail = (1 - confidence) / 2
    low = np.where(count > 0, gammaincinv(np.maximum(count, 1e-300), tail), 0.0)
    high = gammainccinv(count + 1.0, tail)
    return Rate(*(per * each / among for each in (count, low, high)))


@dataclass(frozen=True)
class RateRatio:
    """Ratio of two rates, its exact interval and test of no difference."""

    ratio: Floats
    ci_low: Floats
    ci_high: Floats
    p_value: Floats


@statistic(
    "rate_ratio",
    name="ratio of two rates with its exact interval and the conditional exact test",
    symbol="λ₁/λ₂",
    source="Przyborowski & Wilenski (1940), Biometrika 31, 313–323",
)
def rate_ratio(
    events_a: ArrayLike, exposure_a: ArrayLike, events_b: ArrayLike, exposure_b: ArrayLike, confidence: float = 0.95
) -> RateRatio:
    """
    Ratio of two Poisson rates, a to b; given all events together, those of a are binomial.

    With ratio θ a share p = θ m_a/(θ m_a + m_b) of the x_a + x_b events is a's. The interval is Clopper and Pearson's
    of p, brought back to θ; the p-value of θ = 1 adds up the outcomes that are not more probable than the one observed.

    Parameters
    ----------
    events_a, exposure_a, events_b, exposure_b : array_like
        Events and exposure of both.
    confidence : float
        Level of the interval.

    Returns
    -------
    RateRatio
        One entry a ratio; NaN where there is no exposure, or no event in both; infinite where there is none in b.

    Examples
    --------
    >>> found = rate_ratio(events_a=20, exposure_a=1_000_000, events_b=10, exposure_b=1_000_000)
    >>> [round(float(each), 4) for each in (found.ratio, found.ci_low, found.ci_high, found.p_value)]
    [2.0, 0.8935, 4.7846, 0.0987]
    """
    given = (np.asarray(each, dtype=np.float64) for each in (events_a, exposure_a, events_b, exposure_b))
    a, among_a, b, among_b = np.broadcast_arrays(*given)
    known = (a >= 0) & (b >= 0) & (a + b > 0) & (among_a > 0) & (among_b > 0) & np.isfinite(among_a * among_b)
    a, b = np.where(known, a, 1.0), np.where(known, b, 1.0)
    among_a, among_b = np.where(known, among_a, 1.0), np.where(known, among_b, 1.0)
    tail = (1 - confidence) / 2
    low = np.where(a > 0, betaincinv(np.maximum(a, 0.5), b + 1, tail), 0.0)
    rest = np.where(b > 0, betaincinv(np.maximum(b, 0.5), a + 1, tail), 0.0)  # 1 − p's upper end, without cancelling
    exposed = among_b / among_a
    with np.errstate(divide="ignore"):
        found = (a / b * exposed, low / (1 - low) * exposed, (1 - rest) / rest * exposed)
    p = np.vectorize(_as_improbable, otypes=[np.float64])(a, a + b, among_a / (among_a + among_b))
    return RateRatio(*(np.where(known, each, np.nan) for each in (*found, p)))


def _as_improbable(events: float, n: float, share: float) -> float:
    from scipy.stats import binomtest

    return float(binomtest(int(events), int(n), share).pvalue)


@dataclass(frozen=True)
class RateLimits:
    """A control chart of rates: where they lie, their common rate, and limits that allow for how much they wander."""

    rate: Floats
    centre: float
    sigma_z: float
    dispersion: float
    z: Floats
    poisson_low: Floats
    poisson_high: Floats
    low: Floats
    high: Floats

    @property
    def outside(self) -> NDArray[np.bool_]:
        """Which rates lie outside the limits."""
        return (self.rate < self.low) | (self.rate > self.high)


@statistic(
    "laney_limits",
    name="limits of rates that vary more than chance alone would have it (Laney's u′ chart)",
    symbol="u′",
    source="Laney (2002), Quality Engineering 14, 531–537",
)
def laney_limits(
    events: ArrayLike, exposure: ArrayLike, baseline: ArrayLike | None = None, *, per: float = MILLION
) -> RateLimits:
    """
    Limits ū ± 3 σ_z √(ū/m_t) of the rates of successive periods.

    ū is all events of the baseline over all its exposure, z_t = (u_t − ū)/√(ū/m_t), and σ_z the mean of |z_t − z_{t−1}|
    over the baseline, divided by 1.128: 1 where only chance makes the rates differ, and far more among millions, where
    the limits of chance alone (σ_z = 1, the u chart) alarm at almost every period. No moving range is screened out.
    Limits do not go below 0. `dispersion` is Σ z²/(k − 1) over the baseline's k periods.

    Parameters
    ----------
    events, exposure : array_like, shape (t,)
        Of successive periods, in order.
    baseline : array_like of bool, optional
        Which periods the common rate and σ_z are taken from; those taken follow one another in this order. All of them,
        if it is not given.
    per : float
        The unit of exposure for which rates are given.

    Returns
    -------
    RateLimits
        One entry a period; without two periods in the baseline, or without an event, there are no limits.

    Examples
    --------
    >>> found = laney_limits(events=[100, 130, 90, 120], exposure=[1e6, 1e6, 1e6, 1e6])
    >>> found.centre, round(found.sigma_z, 3), found.low.round(1), found.high.round(1)
    (110.0, 2.818, array([21.3, 21.3, 21.3, 21.3]), array([198.7, 198.7, 198.7, 198.7]))
    """
    count, among = (np.asarray(each, dtype=np.float64) for each in (events, exposure))
    used = np.ones(len(count), dtype=bool) if baseline is None else np.asarray(baseline, dtype=bool)
    rate = ratio(count, among)
    centre = float(ratio(count[used].sum(), among[used].sum()))
    error = np.sqrt(ratio(centre, among)) if centre > 0 else np.full(len(count), np.nan)
    z = ratio(rate - centre, error)
    k = int(used.sum())
    sigma = float(np.abs(np.diff(z[used])).mean() / RANGE_CONSTANT) if k > 1 else np.nan
    dispersion = float((z[used] ** 2).sum() / (k - 1)) if k > 1 else np.nan
    bounds = [(_from_nothing(centre - SIGMAS * each * error), centre + SIGMAS * each * error) for each in (1.0, sigma)]
    chance, own = ([per * end for end in pair] for pair in bounds)
    return RateLimits(per * rate, per * centre, sigma, dispersion, z, *chance, *own)


def _from_nothing(values: Floats) -> Floats:
    """Cut values off below 0; NaN stays."""
    return np.where(values < 0, 0.0, values)
