"""Whether waves rise or fall throughout: by their order, by the median of slopes, and by weighted regression."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, stdtr

from servgap._stats.between_variance import Estimator, fit_with_between
from servgap._stats.intervals import normal_quantile, t_quantile
from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic
from servgap._stats.ties import ROUNDING, levels

LEAST_WAVES = 8
"""Waves from which on a trend is told; fewer have no power, and in so few a shift or a season looks like one."""
_EXACT_TO = 50
"""Waves to which the exact distribution of the order is used."""


@dataclass(frozen=True)
class MannKendall:
    """Later waves that are higher less those that are lower, standardised; Kendall's τ with the waves' order."""

    waves: NDArray[np.int64]
    statistic: Floats
    variance: Floats
    z: Floats
    p_normal: Floats
    p_value: Floats
    tau: Floats


@statistic(
    "mann_kendall",
    name="Mann–Kendall test of a trend",
    symbol="S",
    source="Mann (1945), Econometrica 13, 245–259; Kendall (1975), Rank Correlation Methods",
    effect="Kendall's τ",
)
def mann_kendall(values: ArrayLike, *, least: int = LEAST_WAVES) -> MannKendall:
    """
    Test whether later waves tend to be higher, or lower, from their order alone.

    S = Σ_{i<j} sign(x_j − x_i); with ties of t waves var S = (n(n−1)(2n+5) − Σ t(t−1)(2t+5))/18, z = (S ∓ 1)/√var S.
    `p_normal` is from z; `p_value` is exact where no two waves are equal and there are fewer than 50, from z elsewhere.
    τ_b = S/√((N − ties) N), N = n(n−1)/2. Waves are taken as independent of each other.

    Parameters
    ----------
    values : array_like, shape (..., t)
        In order; NaN counts for nothing.
    least
        Waves below which there is no test.

    Examples
    --------
    Of four waves in rising order 2 of 24 orders are as extreme.

    >>> found = mann_kendall([1.0, 2.0, 5.0, 9.0], least=4)
    >>> float(found.statistic), round(float(found.p_value), 6), float(found.tau)
    (6.0, 0.083333, 1.0)
    """
    x = np.asarray(values, dtype=np.float64)
    found = np.array([_ordered(row, least) for row in x.reshape(-1, x.shape[-1])]).reshape(*x.shape[:-1], 6)
    waves = np.isfinite(x).sum(axis=-1).astype(np.int64)
    return MannKendall(waves, *np.moveaxis(found, -1, 0))


def _ordered(row: Floats, least: int) -> tuple[float, ...]:
    x = row[np.isfinite(row)]
    n = len(x)
    if n < max(least, 2):
        return (np.nan,) * 6
    number = levels(x)  # equal but for rounding is equal
    first, second = np.triu_indices(n, 1)
    s = float(np.sign(number[second] - number[first]).sum())
    tied = np.bincount(number).astype(np.float64)
    variance = (n * (n - 1) * (2 * n + 5) - (tied * (tied - 1) * (2 * tied + 5)).sum()) / 18
    pairs = n * (n - 1) / 2
    untied = pairs - (tied * (tied - 1)).sum() / 2
    if variance <= 0:
        return (s, 0.0, np.nan, np.nan, np.nan, np.nan)
    z = np.sign(s) * max(abs(s) - 1, 0.0) / np.sqrt(variance)
    p_normal = min(2 * float(ndtr(-abs(z))), 1.0)
    exact = tied.max() == 1 and n < _EXACT_TO
    p = _two_sided(n)[int((pairs - abs(s)) / 2)] if exact else p_normal
    return (s, float(variance), float(z), p_normal, float(p), float(s / np.sqrt(untied * pairs)))


@cache
def _two_sided(n: int) -> Floats:
    """Give, by pairs in wrong order 0 … N/2, the probability of no more of them or no fewer of the right ones."""
    shares = np.ones(1)
    for k in range(2, n + 1):  # inserting a kth value makes 0 … k − 1 pairs of wrong order, all equally likely
        shares = np.convolve(shares, np.full(k, 1 / k))
    return np.minimum(2 * np.cumsum(shares), 1.0)


@dataclass(frozen=True)
class TheilSen:
    """The median of the slopes between all waves, and its interval."""

    slope: Floats
    ci_low: Floats
    ci_high: Floats


@statistic(
    "theil_sen",
    name="Theil–Sen slope",
    symbol="b",
    source="Theil (1950), Indag. Math. 12, 85–91; Sen (1968), JASA 63, 1379–1389",
    effect="change per wave",
)
def theil_sen(
    values: ArrayLike, at: ArrayLike | None = None, *, confidence: float = 0.95, least: int = LEAST_WAVES
) -> TheilSen:
    """
    Median of (x_j − x_i)/(t_j − t_i) over all waves i < j, with the slopes that the Mann–Kendall test does not reject.

    The interval goes from the qth smallest to the qth largest slope, q being how many counts of pairs in wrong order
    the test rejects on a side: exact where no two waves are equal, by the normal distribution with ties elsewhere. It
    does not hold 0 just where the test's p-value is at most 1 − confidence. With so few waves that nothing is rejected
    it has no ends.

    Parameters
    ----------
    values : array_like, shape (..., t)
        In order; NaN counts for nothing.
    at : array_like, shape (t,), optional
        When waves were, rising; 0, 1, 2 … if it is not given.
    least
        Waves below which there is no slope.

    Examples
    --------
    >>> found = theil_sen([0.0, 1.0, 2.0, 3.0, 9.0], least=5)
    >>> float(found.slope), float(found.ci_low), float(found.ci_high)
    (1.0, 1.0, 6.0)
    """
    x = np.asarray(values, dtype=np.float64)
    when = np.arange(x.shape[-1], dtype=np.float64) if at is None else np.asarray(at, dtype=np.float64)
    rows = [_slopes(row, when, confidence, least) for row in x.reshape(-1, x.shape[-1])]
    return TheilSen(*np.moveaxis(np.array(rows).reshape(*x.shape[:-1], 3), -1, 0))


def _slopes(row: Floats, when: Floats, confidence: float, least: int) -> tuple[float, float, float]:
    known = np.isfinite(row)
    x, t, n = row[known], when[known], int(known.sum())
    if n < max(least, 2):
        return np.nan, np.nan, np.nan
    first, second = np.triu_indices(n, 1)
    slopes = np.sort((x[second] - x[first]) / (t[second] - t[first]))
    number = levels(x)
    alpha = 1 - confidence
    if len(np.unique(number)) == n and n < _EXACT_TO:
        rejected = int((_two_sided(n)[: (len(slopes) + 1) // 2] <= alpha * (1 + ROUNDING)).sum())
    else:
        variance = float(mann_kendall(x, least=2).variance)
        rejected = max(int(np.ceil((len(slopes) - normal_quantile(confidence) * np.sqrt(variance) - 1) / 2)), 0)
    low, high = (slopes[rejected - 1], slopes[-rejected]) if rejected else (-np.inf, np.inf)
    return float(np.median(slopes)), float(low), float(high)


@dataclass(frozen=True)
class WaveRegression:
    """The line through waves' means: its slope if only sampling moves them off it, and if waves wander too."""

    waves: NDArray[np.int64]
    slope_sampling: Floats
    se_sampling: Floats
    p_sampling: Floats
    tau_squared: Floats
    slope: Floats
    se: Floats
    statistic: Floats
    df: Floats
    p_value: Floats
    ci_low: Floats
    ci_high: Floats


@statistic(
    "wave_regression",
    name="weighted regression of waves' means on time",
    symbol="t",
    source="Knapp & Hartung (2003), Stat. Med. 22, 2693–2710; "
    "variance between waves: Harville (1977), JASA 72, 320–338",
    effect="change per wave",
)
def wave_regression(
    values: ArrayLike,
    squared_errors: ArrayLike,
    at: ArrayLike | None = None,
    *,
    estimator: Estimator = "reml",
    confidence: float = 0.95,
    least: int = LEAST_WAVES,
) -> WaveRegression:
    """
    Regress waves' means on time, weighted by what is known of their errors, without and with variance between waves.

    With weights 1/s² and error 1/√Σ w (t − t̄)², z has a normal distribution if nothing but sampling moves waves off the
    line (`…_sampling`); a season or a bad week makes that error too small. With weights 1/(s² + τ²), τ² from what
    is left about the line, the squared error is multiplied by max(1, Σ w e²/(n − 2)) and t has n − 2 degrees of
    freedom.

    Parameters
    ----------
    values, squared_errors : array_like, shape (..., t)
        Means, and their sampling variances.
    at : array_like, shape (t,), optional
        When waves were; 0, 1, 2 … if it is not given.
    least
        Waves below which there is no slope; never below three.

    Examples
    --------
    Around the line e = (−.1, .2, −.1), Σ e² = .06 with one degree of freedom, of which .01 is sampling.

    >>> found = wave_regression([0.0, 1.3, 2.0], [0.01, 0.01, 0.01], least=3)
    >>> round(float(found.slope), 6), round(float(found.tau_squared), 6), round(float(found.se), 6)
    (1.0, 0.05, 0.173205)
    """
    y = np.asarray(values, dtype=np.float64)
    when = np.arange(y.shape[-1], dtype=np.float64) if at is None else np.asarray(at, dtype=np.float64)
    design = np.column_stack([np.ones(len(when)), when])
    sampled, wandering = (fit_with_between(y, squared_errors, design, estimator=each) for each in ("none", estimator))
    waves = np.asarray((wandering.weight > 0).sum(axis=-1), dtype=np.int64)
    told = waves >= max(least, 3)

    def where_told(found: Floats) -> Floats:
        return np.where(told, found, np.nan)

    slope_sampling = where_told(sampled.coefficient[..., 1])
    se_sampling = np.sqrt(where_told(sampled.covariance[..., 1, 1]))
    p_sampling = 2 * ndtr(-np.abs(ratio(slope_sampling, se_sampling)))
    left = np.where(wandering.weight > 0, wandering.weight * wandering.residual**2, 0.0).sum(axis=-1)
    df, slope = where_told(wandering.df), where_told(wandering.coefficient[..., 1])
    se = np.sqrt(where_told(wandering.covariance[..., 1, 1]) * np.maximum(ratio(left, df), 1.0))
    t = ratio(slope, se)
    margin = t_quantile(df, confidence) * se
    p = 2 * stdtr(df, -np.abs(t))
    tau_squared = where_told(wandering.tau_squared)
    with_sampling = slope_sampling, se_sampling, p_sampling
    return WaveRegression(waves, *with_sampling, tau_squared, slope, se, t, df, p, slope - margin, slope + margin)
