"""Effect sizes of both parts together, from the joint table of expectation and perception, with bootstrap intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.paired.effects import StandardizedGap, d_av, d_rm
from servgap._stats.ratio import NEGLIGIBLE, Floats, ratio
from servgap._stats.registry import statistic
from servgap._stats.resampling.counts_bootstrap import DRAWS, OfCounts, bca_limits, bca_limits_of_several

_EFRON = "BCa: Efron (1987), JASA 82, 171–185"


@dataclass(frozen=True)
class _Parts:
    """Mean gap and the spreads of both parts and of the gap."""

    gap: Floats
    sd_e: Floats
    sd_p: Floats
    sd: Floats
    r: Floats


def _parts(expectation: Floats, perception: Floats, counts: Floats) -> _Parts:
    n = counts.sum(axis=-1)
    first, second = expectation - expectation.mean(), perception - perception.mean()
    products = np.stack([first, second, first**2, second**2, first * second], axis=-1)
    total_e, total_p, squares_e, squares_p, cross = np.moveaxis(counts @ products, -1, 0)
    mean_e, mean_p = ratio(total_e, n), ratio(total_p, n)

    def covariance(summed: Floats, left: Floats, right: Floats, size: Floats) -> Floats:
        centred = ratio(summed - n * left * right, n - 1)
        return np.where(np.abs(centred) > NEGLIGIBLE * np.nan_to_num(ratio(size, n)), centred, 0 * centred)

    variance_e = covariance(squares_e, mean_e, mean_e, squares_e)
    variance_p = covariance(squares_p, mean_p, mean_p, squares_p)
    both = covariance(cross, mean_e, mean_p, squares_e + squares_p)
    variance = variance_e + variance_p - 2 * both
    variance = np.where(variance > NEGLIGIBLE * (variance_e + variance_p), variance, 0 * variance)
    return _Parts(
        gap=mean_p - mean_e + perception.mean() - expectation.mean(),
        sd_e=np.sqrt(variance_e),
        sd_p=np.sqrt(variance_p),
        sd=np.sqrt(variance),
        r=np.clip(ratio(both, np.sqrt(variance_e * variance_p)), -1, 1),
    )


def _interval(
    counts: ArrayLike, effect: OfCounts, confidence: float, draws: int, rng: np.random.Generator | None
) -> StandardizedGap:
    frequencies = np.asarray(counts, dtype=float)
    limits = bca_limits(frequencies, effect, confidence=confidence, draws=draws, rng=rng)
    return StandardizedGap(effect=effect(frequencies), effect_low=limits.low, effect_high=limits.high)


@statistic(
    "d_av_interval",
    name="mean gap in units of the average deviation, with its interval",
    symbol="d_av",
    source=f"Lakens (2013), Frontiers in Psychology 4:863; {_EFRON}",
    effect="d_av",
)
def d_av_bootstrap(
    expectation: ArrayLike,
    perception: ArrayLike,
    counts: ArrayLike,
    confidence: float = 0.95,
    *,
    draws: int = DRAWS,
    rng: np.random.Generator | None = None,
) -> StandardizedGap:
    """
    d_av (mean gap over the mean of both standard deviations) from joint counts, with its BCa interval.

    Parameters
    ----------
    expectation, perception : array_like, shape (cells,)
        Both answers of each cell of the joint table.
    counts : array_like, shape (..., cells)
        How often each pair of answers occurs; one row a subject.
    confidence : float
        Level of the interval.
    draws, rng
        Bootstrap draws of the counts and their generator (None: seed 0).

    Returns
    -------
    StandardizedGap
        One entry a row; NaN where neither part varies.

    Examples
    --------
    >>> found = d_av_bootstrap([1, 2, 3, 3], [1, 1, 2, 3], [4, 9, 6, 5])
    >>> round(float(found.effect), 4)
    -0.7977
    """
    e, p = np.asarray(expectation, dtype=float), np.asarray(perception, dtype=float)

    def effect(frequencies: Floats) -> Floats:
        parts = _parts(e, p, frequencies)
        return d_av(parts.gap, parts.sd_p, parts.sd_e).effect

    return _interval(counts, effect, confidence, draws, rng)


@statistic(
    "d_rm_interval",
    name="standardised mean gap corrected for the correlation, with its interval",
    symbol="d_rm",
    source=f"Morris & DeShon (2002), Psychological Methods 7, 105–125; {_EFRON}",
    effect="d_rm",
)
def d_rm_bootstrap(
    expectation: ArrayLike,
    perception: ArrayLike,
    counts: ArrayLike,
    confidence: float = 0.95,
    *,
    draws: int = DRAWS,
    rng: np.random.Generator | None = None,
) -> StandardizedGap:
    """
    d_rm, d_z · √(2 (1 − r)), from joint counts, with its BCa interval.

    Parameters
    ----------
    expectation, perception : array_like, shape (cells,)
        Both answers of each cell of the joint table.
    counts : array_like, shape (..., cells)
        How often each pair of answers occurs; one row a subject.
    confidence : float
        Level of the interval.
    draws, rng
        Bootstrap draws of the counts and their generator (None: seed 0).

    Returns
    -------
    StandardizedGap
        One entry a row; NaN where the gap or one of the parts does not vary.

    Examples
    --------
    >>> found = d_rm_bootstrap([1, 2, 3, 3], [1, 1, 2, 3], [4, 9, 6, 5])
    >>> round(float(found.effect), 4)
    -0.7912
    """
    e, p = np.asarray(expectation, dtype=float), np.asarray(perception, dtype=float)

    def effect(frequencies: Floats) -> Floats:
        parts = _parts(e, p, frequencies)
        return d_rm(parts.gap, parts.sd, parts.r).effect

    return _interval(counts, effect, confidence, draws, rng)


def d_av_and_d_rm(
    expectation: ArrayLike,
    perception: ArrayLike,
    counts: ArrayLike,
    confidence: float = 0.95,
    *,
    draws: int = DRAWS,
    rng: np.random.Generator | None = None,
) -> tuple[StandardizedGap, StandardizedGap]:
    """
    `d_av_bootstrap` and `d_rm_bootstrap` of the same draws, which take most of the time.

    Examples
    --------
    >>> d_av, d_rm = d_av_and_d_rm([1, 2, 3, 3], [1, 1, 2, 3], [4, 9, 6, 5])
    >>> round(float(d_av.effect), 4), round(float(d_rm.effect), 4)
    (-0.7977, -0.7912)
    """
    e, p = np.asarray(expectation, dtype=float), np.asarray(perception, dtype=float)

    def effects(frequencies: Floats) -> Floats:
        parts = _parts(e, p, frequencies)
        found = d_av(parts.gap, parts.sd_p, parts.sd_e).effect, d_rm(parts.gap, parts.sd, parts.r).effect
        return np.stack(found, axis=-1)

    frequencies = np.asarray(counts, dtype=float)
    limits = bca_limits_of_several(frequencies, effects, confidence=confidence, draws=draws, rng=rng)
    observed = effects(frequencies)
    first, second = (
        StandardizedGap(observed[..., kind], limits.low[..., kind], limits.high[..., kind]) for kind in (0, 1)
    )
    return first, second


@statistic(
    "d_z_resampled",
    name="standardised mean gap with its bootstrap interval",
    symbol="d_z",
    source=_EFRON,
    effect="d_z",
)
def d_z_bootstrap(
    values: ArrayLike,
    counts: ArrayLike,
    confidence: float = 0.95,
    *,
    draws: int = DRAWS,
    rng: np.random.Generator | None = None,
) -> StandardizedGap:
    """
    d_z (mean gap over the standard deviation of the gaps) from counts, with its BCa interval.

    Unlike the interval of the noncentral t it does not take the gaps to be normal.

    Parameters
    ----------
    values : array_like, shape (L,)
        The distinct gaps.
    counts : array_like, shape (..., L)
        How often each occurs; one row a subject.
    confidence : float
        Level of the interval.
    draws, rng
        Bootstrap draws of the counts and their generator (None: seed 0).

    Returns
    -------
    StandardizedGap
        One entry a row; NaN where the gaps do not vary.

    Examples
    --------
    >>> found = d_z_bootstrap([-2, -1, 0, 1], [4, 7, 6, 3])
    >>> round(float(found.effect), 4)
    -0.6032
    """
    gaps = np.asarray(values, dtype=float)

    def effect(frequencies: Floats) -> Floats:
        parts = _parts(np.zeros_like(gaps), gaps, frequencies)
        return ratio(parts.gap, parts.sd)

    return _interval(counts, effect, confidence, draws, rng)
