"""The standardised mean gap with an interval that does not take the gaps to be normal, from their counts."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.counts import moments_from_counts
from servgap._stats.paired.effects import CorrectedGap, StandardizedGap, small_sample_correction
from servgap._stats.paired.spread_units import SOURCE, SpreadUnit, limits_in_units, spread_unit
from servgap._stats.ratio import ratio
from servgap._stats.registry import statistic


@statistic(
    "d_z_free",
    name="standardised mean gap, its interval without normality",
    symbol="d_z",
    source=f"Lakens (2013), Frontiers in Psychology 4:863; {SOURCE}",
    effect="d_z",
)
def d_z_from_counts(values: ArrayLike, counts: ArrayLike, confidence: float = 0.95) -> StandardizedGap:
    """
    d_z = Ḡ/s from counts, with the interval of the δ for which Ḡ − δs is within Student's t; see `limits_in_units`.

    How s hangs on respondents comes from leaving out each in turn: s₋ᵢ² = (Σd² − dᵢ² n/(n − 1))/(n − 2). In large
    samples the variance of Ḡ − δs is s²/n · (1 − δγ + δ²(κ − 1)/4), γ and κ the means of the third and fourth powers of
    the standardised gaps; the noncentral t of `d_z` puts in 0 and 3 instead, and is too short or too long wherever gaps
    are not normal. The second-order term adds δ² s²/n · (1 + γ²/2 + (κ − 1)²/16)/2n.

    Parameters
    ----------
    values : array_like, shape (L,)
        The distinct gaps.
    counts : array_like, shape (..., L)
        How often each occurs; one row a subject.
    confidence : float
        Level of the interval.

    Returns
    -------
    StandardizedGap
        One entry a row; NaN where the gaps do not vary.

    Examples
    --------
    >>> found = d_z_from_counts([-2, -1, 0, 1], [40, 70, 60, 30])
    >>> round(float(found.effect), 4), round(float(found.effect_low), 4), round(float(found.effect_high), 4)
    (-0.6173, -0.7698, -0.4676)
    """
    found = moments_from_counts(values, counts)
    sd = np.sqrt(found.variance)
    limits = limits_in_units(found.n, found.mean, sd, spread_of_gaps(values, counts), confidence)
    return StandardizedGap(ratio(found.mean, sd), limits.low, limits.high)


@statistic(
    "hedges_g_free",
    name="standardised mean gap, corrected for small samples, its interval without normality",
    symbol="g_z",
    source=f"Hedges (1981), Journal of Educational Statistics 6, 107–128; {SOURCE}",
    effect="g_z",
)
def hedges_g_from_counts(values: ArrayLike, counts: ArrayLike, confidence: float = 0.95) -> CorrectedGap:
    """
    d_z and its limits as of `d_z_from_counts`, times J = Γ(v/2) / (√(v/2) Γ((v − 1)/2)), v = n − 1.

    Parameters
    ----------
    values : array_like, shape (L,)
        The distinct gaps.
    counts : array_like, shape (..., L)
        How often each occurs; one row a subject.
    confidence : float
        Level of the interval.

    Returns
    -------
    CorrectedGap
        One entry a row; NaN for n < 3 or where the gaps do not vary.

    Examples
    --------
    >>> round(float(hedges_g_from_counts([-2, -1, 0, 1], [4, 7, 6, 3]).effect), 4)
    -0.579
    """
    plain = d_z_from_counts(values, counts, confidence)
    factor = small_sample_correction(np.asarray(counts, dtype=np.float64).sum(axis=-1) - 1)
    return CorrectedGap(plain.effect * factor, plain.effect_low * factor, plain.effect_high * factor, factor)


def spread_of_gaps(values: ArrayLike, counts: ArrayLike) -> SpreadUnit:
    """Give the standard deviation of the gaps and how it hangs on single respondents."""
    lattice, frequencies = np.asarray(values, dtype=np.float64), np.asarray(counts, dtype=np.float64)
    found = moments_from_counts(lattice, frequencies)
    n, away = found.n[..., None], lattice - np.nan_to_num(found.mean)[..., None]
    squares = (frequencies * away**2).sum(axis=-1)
    left = squares[..., None] - ratio(n, n - 1) * away**2
    without = np.sqrt(np.nan_to_num(np.maximum(ratio(left, n - 2), 0.0)))  # of one respondent there is no spread
    fourth = ratio(n[..., 0] * (frequencies * away**4).sum(axis=-1), squares**2)
    bent = found.variance * (1 + found.skewness**2 / 2 + (fourth - 1) ** 2 / 16) / 2
    return spread_unit(frequencies, away, np.sqrt(found.variance), without, bent)
