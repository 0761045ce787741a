"""Two waves that some respondents answered both of, and some only one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtr

from servgap._stats.intervals import t_quantile
from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic


@dataclass(frozen=True)
class OverlappingT:
    """Mean of the second wave minus mean of the first, tested, with its interval."""

    difference: Floats
    se: Floats
    statistic: Floats
    df: Floats
    p_value: Floats
    ci_low: Floats
    ci_high: Floats


@statistic(
    "overlapping_t",
    name="t test of two waves that some respondents answered both of",
    symbol="t",
    source="Derrick, Russ, Toher & White (2017), JMASM 16(1), 137–157",
    effect="difference of means",
)
def overlapping_t(
    n1: ArrayLike,
    mean1: ArrayLike,
    var1: ArrayLike,
    n2: ArrayLike,
    mean2: ArrayLike,
    var2: ArrayLike,
    n_both: ArrayLike,
    correlation: ArrayLike,
    *,
    equal: bool = False,
    confidence: float = 0.95,
) -> OverlappingT:
    """
    Second mean minus first of partly the same respondents; arrays are compared element by element.

    t = (x̄₂ − x̄₁)/√(s₁²/n₁ + s₂²/n₂ − 2 r s₁ s₂ n_c/(n₁ n₂)) with n_c in both and r their correlation;
    df = (n_c − 1) + (g − n_c + 1)/(n_a + n_b + 2 n_c) · (n_a + n_b), where n_a and n_b answered one wave only and g is
    Welch's df. With `equal=True` both variances are the pooled one, and g = n₁ + n₂ − 2. Where all answered both waves
    it is the paired t, where none did it is Welch's (or Student's).

    Parameters
    ----------
    n1, mean1, var1, n2, mean2, var2 : array_like
        Of all who answered a wave.
    n_both, correlation : array_like
        How many of them answered both, and how their two values are correlated. Without a correlation, as where those
        in both do not vary or are fewer than two, the waves are compared as if none were in both.

    Returns
    -------
    OverlappingT
        NaN where a wave has fewer than two respondents, or the difference does not vary.

    Examples
    --------
    >>> all_in_both = overlapping_t(10, 1.0, 1.0, 10, 2.0, 1.0, 10, 0.5)
    >>> round(float(all_in_both.statistic), 6), float(all_in_both.df)
    (3.162278, 9.0)
    """
    given = (n1, mean1, var1, n2, mean2, var2, n_both, correlation)
    n1, m1, v1, n2, m2, v2, both, r = np.broadcast_arrays(*(np.asarray(each, dtype=np.float64) for each in given))
    sound = (n1 >= 2) & (n2 >= 2) & (v1 >= 0) & (v2 >= 0) & (v1 + v2 > 0) & np.isfinite(m1) & np.isfinite(m2)
    n1, n2, v1, v2 = (np.where(sound, each, filled) for each, filled in ((n1, 2.0), (n2, 2.0), (v1, 1.0), (v2, 1.0)))
    same = (both >= 2) & np.isfinite(r)
    both, r = np.where(same, both, 0.0), np.where(same, r, 0.0)
    if equal:
        pooled = ((n1 - 1) * v1 + (n2 - 1) * v2) / (n1 + n2 - 2)
        v1, v2, within = pooled, pooled, n1 + n2 - 2
    else:
        within = (v1 / n1 + v2 / n2) ** 2 / ((v1 / n1) ** 2 / (n1 - 1) + (v2 / n2) ** 2 / (n2 - 1))
    separate = v1 / n1 + v2 / n2
    squared = separate - 2 * r * np.sqrt(v1 * v2) * both / (n1 * n2)
    # Of those in both, correlated by 1 and equally spread, only rounding is left.
    se = np.sqrt(np.where(sound & (squared > 1e-12 * separate), squared, np.nan))
    alone = n1 + n2 - 2 * both
    df = np.where(sound, (both - 1) + (within - both + 1) / (alone + 2 * both) * alone, np.nan)
    difference = np.where(sound, m2 - m1, np.nan)
    t = ratio(difference, se)
    margin = t_quantile(df, confidence) * se
    p = 2 * stdtr(df, -np.abs(t))
    return OverlappingT(difference, se, t, df, p, difference - margin, difference + margin)
