"""How many respondents it takes to find a difference, or to know a mean well enough."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.planning.power import power_anova, power_paired, power_two_samples
from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic

_COHEN = "Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, 2nd ed."
_DOUBLINGS, _STEPS, _CLOSE = 40, 60, 1e-14


@dataclass(frozen=True)
class SampleSize:
    """Number of respondents (of each group, where there are several), before rounding up."""

    n: Floats


@dataclass(frozen=True)
class Detectable:
    """The smallest difference that the test finds with the power asked for."""

    effect: Floats


def least(curve: Callable[[Floats], Floats], target: Floats, low: Floats) -> Floats:
    """Find where an increasing curve reaches its target; `low` where it begins above it, NaN where it never does.

    Between the last doubling that falls short and the next one by Ridders' method (1979), on a logarithmic scale.
    """

    def above(x: Floats) -> Floats:
        return np.asarray(curve(x) - target)

    left, right = low, low * 2
    at_low, at_right = above(left), above(right)
    at_left = at_low
    for _ in range(_DOUBLINGS):
        short = at_right < 0
        if not short.any():
            break
        left, at_left = np.where(short, right, left), np.where(short, at_right, at_left)
        right = np.where(short, right * 2, right)
        at_right = above(right)
    reached, found = at_right >= 0, right
    for _ in range(_STEPS):
        middle = np.sqrt(left * right)
        at_middle = above(middle)
        share = ratio(at_middle, np.sqrt(np.maximum(at_middle**2 - at_left * at_right, 0.0)))
        guess = middle * np.sqrt(left / right) ** np.where(np.abs(share) <= 1, share, 0.0)
        moved = np.abs(guess - found) > _CLOSE * guess
        found = guess
        if not moved.any():
            break
        for each, at_each in ((middle, at_middle), (guess, above(guess))):
            lower, upper = (at_each < 0) & (each > left), (at_each >= 0) & (each < right)
            left, at_left = np.where(lower, each, left), np.where(lower, at_each, at_left)
            right, at_right = np.where(upper, each, right), np.where(upper, at_each, at_right)
    return np.where(reached, np.where(at_low >= 0, low, found), np.nan)


def floats(*values: ArrayLike) -> list[Floats]:
    """Bring numbers to one shape."""
    return [np.array(each, dtype=np.float64) for each in np.broadcast_arrays(*values)]


@statistic("n_paired", name="respondents needed for a paired t test", symbol="n", source=_COHEN, effect="d_z")
def n_paired(effect: ArrayLike, power: ArrayLike = 0.9, alpha: float = 0.05) -> SampleSize:
    """
    Smallest n at which a two-sided paired t test finds a standardised mean gap with a given probability.

    Parameters
    ----------
    effect : array_like
        The standardised mean gap d_z.
    power : array_like
        The probability asked for.
    alpha : float
        Level of the test; divide it by the number of tests for a family (Bonferroni).

    Returns
    -------
    SampleSize
        At least 2; NaN for an effect of zero.

    Examples
    --------
    >>> round(float(n_paired(effect=0.5, power=0.9).n), 4)
    43.9955
    """
    size, target = floats(effect, power)
    size = np.where(size == 0, np.nan, size)
    return SampleSize(least(lambda n: power_paired(n, size, alpha).power, target, np.full_like(size, 2.0)))


@statistic("detectable_paired", name="gap that a paired t test can find", symbol="d_z", source=_COHEN, effect="d_z")
def detectable_paired(n: ArrayLike, power: ArrayLike = 0.9, alpha: float = 0.05) -> Detectable:
    """
    Smallest standardised mean gap that a two-sided paired t test finds with a given probability.

    Parameters
    ----------
    n : array_like
        Number of respondents.
    power : array_like
        The probability asked for.
    alpha : float
        Level of the test.

    Returns
    -------
    Detectable
        NaN for n ≤ 1.

    Examples
    --------
    >>> round(float(detectable_paired(n=300, power=0.8).effect), 6)
    0.162271
    """
    size, target = floats(n, power)
    start = 1e-3 / np.sqrt(np.maximum(size, 1.0))
    return Detectable(least(lambda effect: power_paired(size, effect, alpha).power, target, start))


@statistic("n_two_samples", name="respondents needed to tell two groups apart", symbol="n", source=_COHEN, effect="d")
def n_two_samples(effect: ArrayLike, power: ArrayLike = 0.9, alpha: float = 0.05) -> SampleSize:
    """
    Smallest n of each of two equal groups at which a two-sided t test finds d with a given probability.

    Parameters
    ----------
    effect : array_like
        Difference of the means over the standard deviation within groups.
    power : array_like
        The probability asked for.
    alpha : float
        Level of the test.

    Returns
    -------
    SampleSize
        Per group, at least 2; NaN for an effect of zero.

    Examples
    --------
    >>> round(float(n_two_samples(effect=0.3, power=0.8).n), 4)
    175.3847
    """
    size, target = floats(effect, power)
    size = np.where(size == 0, np.nan, size)
    found = least(
        lambda n: power_two_samples(n, n, np.abs(size), 1.0, 1.0, alpha).power, target, np.full_like(size, 2.0)
    )
    return SampleSize(found)


@statistic(
    "detectable_two_samples",
    name="difference of two groups that a t test can find",
    symbol="d",
    source=_COHEN,
    effect="d",
)
def detectable_two_samples(n: ArrayLike, power: ArrayLike = 0.9, alpha: float = 0.05) -> Detectable:
    """
    Smallest d of two equal groups of n that a two-sided t test finds with a given probability.

    Parameters
    ----------
    n : array_like
        Respondents of each group.
    power : array_like
        The probability asked for.
    alpha : float
        Level of the test.

    Returns
    -------
    Detectable
        NaN for n ≤ 1.

    Examples
    --------
    >>> round(float(detectable_two_samples(n=176, power=0.8).effect), 4)
    0.2995
    """
    size, target = floats(n, power)
    start = 1e-3 / np.sqrt(np.maximum(size, 1.0))
    return Detectable(least(lambda effect: power_two_samples(size, size, effect, 1.0, 1.0, alpha).power, target, start))


@statistic("n_anova", name="respondents needed to tell several groups apart", symbol="n", source=_COHEN, effect="f")
def n_anova(groups: ArrayLike, effect: ArrayLike, power: ArrayLike = 0.9, alpha: float = 0.05) -> SampleSize:
    """
    Smallest n of each of k equal groups at which an F test finds Cohen's f with a given probability.

    Parameters
    ----------
    groups : array_like
        Number of groups k.
    effect : array_like
        f, the standard deviation of the groups' means over that within groups. Where two groups differ by D and all
        others lie half way, the smallest it can be, f = D / sd · √(1 / (2k)).
    power : array_like
        The probability asked for.
    alpha : float
        Level of the test.

    Returns
    -------
    SampleSize
        Per group, at least 2; NaN for an effect of zero or fewer than two groups.

    Examples
    --------
    >>> round(float(n_anova(groups=4, effect=0.25, power=0.8).n), 4)
    44.5993
    """
    k, f, target = floats(groups, effect, power)
    f = np.where(f == 0, np.nan, f)
    return SampleSize(least(lambda n: power_anova(n, k, f, alpha).power, target, np.full_like(f, 2.0)))


@statistic(
    "detectable_anova", name="spread of several groups that an F test can find", symbol="f", source=_COHEN, effect="f"
)
def detectable_anova(n: ArrayLike, groups: ArrayLike, power: ArrayLike = 0.9, alpha: float = 0.05) -> Detectable:
    """
    Smallest Cohen's f of k equal groups of n that an F test finds with a given probability.

    Parameters
    ----------
    n : array_like
        Respondents of each group.
    groups : array_like
        Number of groups k.
    power : array_like
        The probability asked for.
    alpha : float
        Level of the test.

    Returns
    -------
    Detectable
        NaN for n ≤ 1 or fewer than two groups.

    Examples
    --------
    >>> round(float(detectable_anova(n=45, groups=4, power=0.8).effect), 4)
    0.2489
    """
    size, k, target = floats(n, groups, power)
    start = 1e-3 / np.sqrt(np.maximum(size, 1.0))
    return Detectable(least(lambda effect: power_anova(size, k, effect, alpha).power, target, start))
