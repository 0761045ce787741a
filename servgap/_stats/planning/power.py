"""How likely a test is to find a difference of a given size, before anybody is asked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaincc, fdtri, gammaln

from servgap._stats.intervals import t_quantile
from servgap._stats.noncentral_t import noncentral_tail
from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic

_COHEN = "Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, 2nd ed."


@dataclass(frozen=True)
class Power:
    """Probability that the test finds the difference, and the test's (denominator's) degrees of freedom."""

    power: Floats
    df: Floats


def two_sided(df: Floats, delta: Floats, alpha: float, *, strict: bool) -> Floats:
    """P(|T| > critical value) at noncentrality δ; without `strict`, only on the side where δ lies."""
    critical = t_quantile(df, 1 - alpha)
    right = noncentral_tail(critical, df, np.abs(delta))
    return np.asarray(right + noncentral_tail(critical, df, -np.abs(delta)) if strict else right)


@statistic("power_paired", name="power of the paired t test", symbol="1 − β", source=_COHEN, effect="d_z")
def power_paired(n: ArrayLike, effect: ArrayLike, alpha: float = 0.05, *, strict: bool = True) -> Power:
    """
    Probability that a two-sided paired t test finds a standardised mean gap d_z: noncentral t with δ = d_z √n.

    Parameters
    ----------
    n : array_like
        Number of respondents; need not be whole.
    effect : array_like
        The standardised mean gap.
    alpha : float
        Level of the test.
    strict : bool
        Whether rejection in the wrong direction counts too, as it does for a two-sided test.

    Returns
    -------
    Power
        NaN for n ≤ 1.

    Examples
    --------
    >>> round(float(power_paired(n=50, effect=0.3).power), 6)
    0.547657
    """
    size, shift = np.broadcast_arrays(np.asarray(n, dtype=np.float64), np.asarray(effect, dtype=np.float64))
    df = np.where(size > 1, size - 1, np.nan)
    found = two_sided(df, shift * np.sqrt(np.where(size > 1, size, np.nan)), alpha, strict=strict)
    return Power(power=found, df=df)


@statistic("power_two_samples", name="power of the two-sample t test", symbol="1 − β", source=_COHEN, effect="d")
def power_two_samples(
    n_a: ArrayLike,
    n_b: ArrayLike,
    difference: ArrayLike,
    sd_a: ArrayLike,
    sd_b: ArrayLike,
    alpha: float = 0.05,
    *,
    equal_variance: bool = False,
) -> Power:
    """
    Probability that a two-sided test of two groups' means finds a difference: Welch's, or that with a pooled variance.

    δ is the difference over its standard error. Welch's t has the Welch–Satterthwaite degrees of freedom of the
    assumed deviations, which makes its power an approximation.

    Parameters
    ----------
    n_a, n_b : array_like
        Respondents of each group; need not be whole.
    difference : array_like
        The difference of the means.
    sd_a, sd_b : array_like
        Standard deviations within the groups.
    alpha : float
        Level of the test.
    equal_variance : bool
        Whether the test takes the variances as equal and pools them.

    Returns
    -------
    Power
        NaN for groups of one respondent or fewer, and without variation.

    Examples
    --------
    >>> round(float(power_two_samples(50, 50, difference=0.5, sd_a=1.0, sd_b=1.0).power), 6)
    0.696893
    """
    first, second = (np.where(np.asarray(n) > 1, np.asarray(n, dtype=np.float64), np.nan) for n in (n_a, n_b))
    spread_a, spread_b = np.asarray(sd_a, dtype=np.float64) ** 2, np.asarray(sd_b, dtype=np.float64) ** 2
    if equal_variance:
        df = first + second - 2
        pooled = ((first - 1) * spread_a + (second - 1) * spread_b) / df
        variance = pooled * (1 / first + 1 / second)
    else:
        own_a, own_b = spread_a / first, spread_b / second
        variance = own_a + own_b
        df = ratio(variance**2, own_a**2 / (first - 1) + own_b**2 / (second - 1))
    delta = ratio(difference, np.sqrt(variance))
    return Power(power=two_sided(df + 0 * delta, delta, alpha, strict=True), df=df + 0 * delta)


@statistic("power_anova", name="power of the one-way analysis of variance", symbol="1 − β", source=_COHEN, effect="f")
def power_anova(n: ArrayLike, groups: ArrayLike, effect: ArrayLike, alpha: float = 0.05) -> Power:
    """
    Probability that an F test of k equal groups of n finds Cohen's f: noncentral F with λ = k n f².

    Parameters
    ----------
    n : array_like
        Respondents of each group; need not be whole.
    groups : array_like
        Number of groups k.
    effect : array_like
        f, the standard deviation of the groups' means over that within groups.
    alpha : float
        Level of the test.

    Returns
    -------
    Power
        NaN for n ≤ 1 or fewer than two groups.

    Examples
    --------
    >>> round(float(power_anova(n=45, groups=4, effect=0.25).power), 6)
    0.803987
    """
    size, k, f = np.broadcast_arrays(*(np.asarray(each, dtype=np.float64) for each in (n, groups, effect)))
    known = (size > 1) & (k >= 2) & np.isfinite(f)
    numerator, df = np.where(known, k - 1, 1.0), np.where(known, k * (size - 1), 1.0)
    critical = fdtri(numerator, df, 1 - alpha)
    tail = _noncentral_f_tail(
        np.asarray(critical, dtype=np.float64), numerator, df, np.where(known, k * size * f**2, 0.0)
    )
    return Power(power=np.where(known, tail, np.nan), df=np.where(known, df, np.nan))


def _noncentral_f_tail(value: Floats, numerator: Floats, df: Floats, noncentrality: Floats) -> Floats:
    """P(F > value) as a Poisson mixture of central distributions, summed where the weights are."""
    half = noncentrality[..., None] / 2
    reach = 10 * np.sqrt(half) + 40
    first = np.floor(np.maximum(half - reach, 0.0))
    j = first + np.arange(int(2 * np.max(reach, initial=0.0)) + 2)
    log_weight = j * np.log(np.maximum(half, 1e-300)) - half - gammaln(j + 1)
    share = (numerator * value / (numerator * value + df))[..., None]
    tails = betaincc(numerator[..., None] / 2 + j, df[..., None] / 2, share)
    return np.asarray((np.exp(log_weight) * tails).sum(axis=-1))
