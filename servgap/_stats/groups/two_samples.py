"""Do two independent samples differ: Welch's t from moments, Mann–Whitney from counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from servgap._stats.groups.analysis_of_variance import midranks
from servgap._stats.registry import statistic

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class WelchT:
    """Mean of the second sample minus mean of the first, tested, and Hedges' g with an approximate interval."""

    difference: Floats
    se: Floats
    statistic: Floats
    df: Floats
    p_value: Floats
    ci_low: Floats
    ci_high: Floats
    effect: Floats
    effect_low: Floats
    effect_high: Floats


@dataclass(frozen=True)
class MannWhitney:
    """U of the second sample, its normal deviate and p-value, and the probability of superiority of the second."""

    statistic: Floats
    z: Floats
    p_value: Floats
    superiority: Floats


@statistic(
    "welch_t",
    name="Welch's t test",
    symbol="t",
    source="Welch (1947), Biometrika 34, 28–35; "
    "effect size: Hedges & Olkin (1985), Statistical Methods for Meta-Analysis",
    effect="Hedges' g",
)
def welch_t(
    n1: ArrayLike,
    mean1: ArrayLike,
    var1: ArrayLike,
    n2: ArrayLike,
    mean2: ArrayLike,
    var2: ArrayLike,
    *,
    confidence: float = 0.95,
) -> WelchT:
    """Second mean minus first without equality of variances; arrays are compared element by element.

    t = (x̄₂ - x̄₁)/√(s₁²/n₁ + s₂²/n₂) with the Welch-Satterthwaite df. The effect is g = J(m)·(x̄₂ - x̄₁)/s_pooled,
    m = n₁ + n₂ - 2, J(m) = Γ(m/2)/(√(m/2) Γ((m - 1)/2)), with the large-sample interval
    g ± z·√((n₁ + n₂)/(n₁n₂) + g²/(2(n₁ + n₂))). A sample of one, or no variance in either, gives NaN.

    Examples
    --------
    >>> outcome = welch_t(10, 1.0, 1.0, 12, 2.0, 2.0)
    >>> round(float(outcome.statistic), 4), round(float(outcome.df), 3), round(float(outcome.p_value), 5)
    (1.9365, 19.556, 0.06739)
    """
    n1, mean1, var1, n2, mean2, var2 = np.broadcast_arrays(
        *(np.asarray(a, dtype=np.float64) for a in (n1, mean1, var1, n2, mean2, var2))
    )
    sound = (n1 >= 2) & (n2 >= 2) & (var1 >= 0) & (var2 >= 0) & (var1 + var2 > 0)
    n1, n2 = np.where(sound, n1, 2.0), np.where(sound, n2, 2.0)
    var1, var2 = np.where(sound, var1, 1.0), np.where(sound, var2, 1.0)
    difference = np.where(sound, mean2 - mean1, np.nan)
    share1, share2 = var1 / n1, var2 / n2
    se = np.where(sound, np.sqrt(share1 + share2), np.nan)
    df = np.where(sound, (share1 + share2) ** 2 / (share1**2 / (n1 - 1.0) + share2**2 / (n2 - 1.0)), np.nan)
    t = difference / se
    margin: Floats = np.asarray(special.stdtrit(df, 0.5 + 0.5 * confidence) * se, dtype=np.float64)
    g, g_margin = _hedges_g(difference, n1, var1, n2, var2, confidence=confidence)
    interval = difference - margin, difference + margin
    return WelchT(difference, se, t, df, 2.0 * special.stdtr(df, -np.abs(t)), *interval, g, g - g_margin, g + g_margin)


def _hedges_g(
    difference: Floats, n1: Floats, var1: Floats, n2: Floats, var2: Floats, *, confidence: float
) -> tuple[Floats, Floats]:
    """Standardised difference without small-sample bias, and half the width of its interval."""
    m = n1 + n2 - 2.0
    pooled = np.sqrt(((n1 - 1.0) * var1 + (n2 - 1.0) * var2) / m)
    unbiased = np.exp(special.gammaln(0.5 * m) - special.gammaln(0.5 * (m - 1.0))) / np.sqrt(0.5 * m)
    g = unbiased * difference / pooled
    spread = np.sqrt((n1 + n2) / (n1 * n2) + g**2 / (2.0 * (n1 + n2)))
    return g, special.ndtri(0.5 + 0.5 * confidence) * spread


@statistic(
    "mann_whitney",
    name="Mann–Whitney test",
    symbol="U",
    source="Mann & Whitney (1947), Ann. Math. Stat. 18, 50–60; effect size: Vargha & Delaney (2000), JEBS 25, 101–132",
    effect="probability of superiority, P(second > first) + P(equal)/2",
)
def mann_whitney(values: ArrayLike, counts1: ArrayLike, counts2: ArrayLike) -> MannWhitney:
    """Whether one sample tends to larger values, from the counts (..., L) of the values (L,) in both.

    U counts the pairs in which the second sample has the larger value, ties by half; z = (U - n₁n₂/2)/σ with
    σ² = n₁n₂ Σ t (r - r̄)²/(N(N - 1)) over midranks r held by t respondents: ties are corrected for, continuity is not.

    Examples
    --------
    >>> outcome = mann_whitney([1, 2, 3], [2, 1, 0], [0, 1, 2])
    >>> float(outcome.statistic), round(float(outcome.superiority), 4)
    (8.5, 0.9444)
    """
    table = np.stack(np.broadcast_arrays(*(np.asarray(c, dtype=np.float64) for c in (counts1, counts2))), axis=-2)
    rank, table = midranks(values, table)
    n1, n2 = table.sum(axis=-1)[..., 0], table.sum(axis=-1)[..., 1]
    total = n1 + n2
    deviation = rank - 0.5 * (total + 1.0)[..., None]
    spread = (table.sum(axis=-2) * deviation**2).sum(axis=-1)
    sound = (n1 > 0) & (n2 > 0)
    pairs = np.where(sound, n1 * n2, np.nan)
    beyond = (table[..., 1, :] * deviation).sum(axis=-1)  # U - n1·n2/2, without cancellation
    variance = pairs * spread / np.maximum(total * (total - 1.0), 1.0)
    z = beyond / np.sqrt(np.where(variance > 0, variance, np.nan))
    return MannWhitney(0.5 * pairs + beyond, z, 2.0 * special.ndtr(-np.abs(z)), 0.5 + beyond / pairs)
