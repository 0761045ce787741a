"""Effect sizes of a paired difference: how large, in units that do not depend on the scale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gamma

from servgap._stats.noncentral_t import noncentrality_limits
from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic

_LAKENS = "Lakens (2013), Frontiers in Psychology 4:863"


@dataclass(frozen=True)
class StandardizedGap:
    """A standardised mean gap with its interval."""

    effect: Floats
    effect_low: Floats
    effect_high: Floats


@dataclass(frozen=True)
class CorrectedGap:
    """A standardised mean gap, its interval, and the small-sample factor that both were multiplied by."""

    effect: Floats
    effect_low: Floats
    effect_high: Floats
    correction: Floats


@dataclass(frozen=True)
class AveragedGap:
    """Mean gap in units of the parts' average spread: mean of both deviations, and root of the mean variance."""

    effect: Floats
    effect_rms: Floats


@dataclass(frozen=True)
class GapEffect:
    """One effect size without an interval."""

    effect: Floats


@statistic(
    "d_z",
    name="standardised mean gap",
    symbol="d_z",
    source=f"{_LAKENS}; interval: Cumming & Finch (2001), Educational and Psychological Measurement 61, 532–574",
    effect="d_z",
)
def d_z(n: ArrayLike, mean: ArrayLike, sd: ArrayLike, confidence: float = 0.95) -> StandardizedGap:
    """
    Mean gap over the standard deviation of the gaps, with the interval of the noncentral t.

    The limits are those noncentralities, divided by √n, at which the observed t has (1 − confidence)/2 of the
    distribution beyond it.

    Parameters
    ----------
    n, mean, sd : array_like
        Number, mean and standard deviation (divisor n − 1) of the gaps.
    confidence : float
        Level of the interval.

    Returns
    -------
    StandardizedGap
        One entry a gap; NaN for n < 2 or sd = 0.

    Examples
    --------
    >>> found = d_z(n=300, mean=-1.25, sd=1.56706273605402)
    >>> round(float(found.effect), 4), round(float(found.effect_low), 4), round(float(found.effect_high), 4)
    (-0.7977, -0.9271, -0.6672)
    """
    size = np.asarray(n, dtype=float)
    counted = np.where(size >= 2, size, np.nan)
    effect = ratio(mean, sd) + 0 * counted
    limits = noncentrality_limits(effect * np.sqrt(counted), counted - 1, confidence)
    return StandardizedGap(effect, limits.low / np.sqrt(counted), limits.high / np.sqrt(counted))


def small_sample_correction(df: ArrayLike) -> Floats:
    """
    Hedges' factor Γ(v/2) / (√(v/2) Γ((v − 1)/2)) by which a standardised difference is too large on average.

    Examples
    --------
    >>> small_sample_correction([2, 10]).round(6)
    array([0.56419 , 0.922746])
    """
    freedom = np.asarray(df, dtype=float)
    few = np.clip(np.nan_to_num(freedom, nan=2.0), 1.5, 300.0)
    direct = gamma(few / 2) / (np.sqrt(few / 2) * gamma((few - 1) / 2))
    # Gamma functions of large arguments cancel, so beyond v = 300 their ratio is expanded in 1/x, x = (v − 1)/2.
    x = (np.maximum(np.nan_to_num(freedom, nan=300.0), 300.0) - 1) / 2
    series = 1 - 1 / (8 * x) + 1 / (128 * x**2) + 5 / (1024 * x**3) - 21 / (32768 * x**4) - 399 / (262144 * x**5)
    expanded = np.sqrt(x / (x + 0.5)) * series
    return np.where(freedom > 1, np.where(freedom > 300, expanded, direct), np.nan)


@statistic(
    "hedges_g",
    name="standardised mean gap, corrected for small samples",
    symbol="g_z",
    source="Hedges (1981), Journal of Educational Statistics 6, 107–128",
    effect="g_z",
)
def hedges_g(n: ArrayLike, mean: ArrayLike, sd: ArrayLike, confidence: float = 0.95) -> CorrectedGap:
    """
    d_z and its limits times J = Γ(v/2) / (√(v/2) Γ((v − 1)/2)), v = n − 1.

    Parameters
    ----------
    n, mean, sd : array_like
        Number, mean and standard deviation (divisor n − 1) of the gaps.
    confidence : float
        Level of the interval.

    Returns
    -------
    CorrectedGap
        One entry a gap; NaN for n < 3 or sd = 0.

    Examples
    --------
    >>> found = hedges_g(n=20, mean=-0.6, sd=1.18765580695312)
    >>> round(float(found.effect), 6), round(float(found.correction), 6)
    (-0.484944, 0.95991)
    """
    plain = d_z(n, mean, sd, confidence)
    factor = small_sample_correction(np.asarray(n, dtype=float) - 1)
    return CorrectedGap(plain.effect * factor, plain.effect_low * factor, plain.effect_high * factor, factor)


@statistic(
    "d_av",
    name="mean gap in units of the average deviation of both parts",
    symbol="d_av",
    source=f"{_LAKENS}; over the root of the mean variance: Cumming (2012), Understanding The New Statistics",
    effect="d_av",
)
def d_av(mean: ArrayLike, sd_p: ArrayLike, sd_e: ArrayLike) -> AveragedGap:
    """
    Mean gap over the mean of both standard deviations, and over the root of their mean square.

    Parameters
    ----------
    mean : array_like
        Mean gap.
    sd_p, sd_e : array_like
        Standard deviations of perception and expectation over the same respondents.

    Returns
    -------
    AveragedGap
        One entry a gap; NaN where neither part varies.

    Examples
    --------
    >>> found = d_av(mean=-1.0, sd_p=1.0, sd_e=1.0)
    >>> float(found.effect), float(found.effect_rms)
    (-1.0, -1.0)
    """
    first, second = np.asarray(sd_p, dtype=float), np.asarray(sd_e, dtype=float)
    return AveragedGap(
        effect=ratio(mean, (first + second) / 2),
        effect_rms=ratio(mean, np.sqrt((first**2 + second**2) / 2)),
    )


@statistic(
    "d_rm",
    name="standardised mean gap, corrected for the correlation of both parts",
    symbol="d_rm",
    source=f"Morris & DeShon (2002), Psychological Methods 7, 105–125; {_LAKENS}",
    effect="d_rm",
)
def d_rm(mean: ArrayLike, sd: ArrayLike, r: ArrayLike) -> GapEffect:
    """
    d_z · √(2 (1 − r)), with r the correlation of perception and expectation.

    Parameters
    ----------
    mean, sd : array_like
        Mean and standard deviation (divisor n − 1) of the gaps.
    r : array_like
        Correlation of perception and expectation over the same respondents.

    Returns
    -------
    GapEffect
        One entry a gap; NaN for sd = 0.

    Examples
    --------
    >>> float(d_rm(mean=-1.0, sd=2.0, r=0.5).effect)
    -0.5
    """
    return GapEffect(effect=ratio(mean, sd) * np.sqrt(2 * (1 - np.asarray(r, dtype=float))))
