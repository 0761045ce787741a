"""Do several groups differ: analyses of variance from moments, and Kruskal–Wallis from counts.

In every function the groups run along the last axis before the answers, and leading axes hold further measures, all
computed at once. A group that a measure leaves out has n = 0 there. What cannot be computed is NaN: fewer than two
groups, a group whose variance is unknown or zero.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servgap._stats.registry import statistic
from servgap._stats.tails import chi_square_tail, f_tail

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class WelchAnova:
    """Welch's F with its approximate degrees of freedom, and adjusted omega squared."""

    statistic: Floats
    df1: Floats
    df2: Floats
    p_value: Floats
    omega_squared: Floats


@dataclass(frozen=True)
class BrownForsythe:
    """F* with the degrees of freedom of its numerator and the approximate ones of its denominator."""

    statistic: Floats
    df1: Floats
    df2: Floats
    p_value: Floats


@dataclass(frozen=True)
class ClassicAnova:
    """F of the one-way analysis of variance with equal variances, and three shares of variance explained."""

    statistic: Floats
    df1: Floats
    df2: Floats
    p_value: Floats
    eta_squared: Floats
    omega_squared: Floats
    epsilon_squared: Floats


@dataclass(frozen=True)
class KruskalWallis:
    """H corrected for ties, and two effect sizes on ranks."""

    statistic: Floats
    df: Floats
    p_value: Floats
    epsilon_squared: Floats
    eta_squared: Floats


@statistic(
    "welch_anova",
    name="Welch's analysis of variance",
    symbol="F",
    source="Welch (1951), Biometrika 38, 330–336; "
    "effect size: Carroll & Nordholm (1975), Educ. Psychol. Meas. 35, 541–554",
    effect="adjusted omega squared, df1(F - 1)/(df1(F - 1) + N)",
)
def welch_anova(n: ArrayLike, mean: ArrayLike, variance: ArrayLike) -> WelchAnova:
    """Equality of means without equality of variances, from each group's n, mean and variance (..., g).

    With w = n/s² and W = Σw: F = Σ w(x̄ - x̄_w)²/(g - 1) / (1 + 2(g - 2)Λ/(g² - 1)), Λ = Σ (1 - w/W)²/(n - 1),
    df = (g - 1, (g² - 1)/(3Λ)).

    Notes
    -----
    `omega_squared` corrects for chance and therefore may be slightly negative; it is not cut off at zero. Its formula
    is that for groups of one size and spread, with Welch's F put in.

    Examples
    --------
    >>> outcome = welch_anova([10, 12, 9], [1.0, 2.0, 2.5], [1.0, 2.0, 0.5])
    >>> round(float(outcome.statistic), 4), round(float(outcome.df2), 3), round(float(outcome.p_value), 6)
    (6.9827, 18.429, 0.00553)
    """
    n, mean, variance, taken = _moments(n, mean, variance)
    groups = taken.sum(axis=-1)
    sound = (groups >= 2) & (~taken | (n >= 2) & (variance > 0) & np.isfinite(mean)).all(axis=-1)
    used = taken & sound[..., None]
    weight = np.where(used, n / np.where(used, variance, 1.0), 0.0)
    total = np.where(sound, weight.sum(axis=-1), 1.0)
    centre = (weight * np.where(used, mean, 0.0)).sum(axis=-1) / total
    between = (weight * np.where(used, mean - centre[..., None], 0.0) ** 2).sum(axis=-1)
    df1 = np.where(sound, groups - 1.0, 1.0)
    lam = (np.where(used, 1.0 - weight / total[..., None], 0.0) ** 2 / np.where(used, n - 1.0, 1.0)).sum(axis=-1)
    lam = np.where(sound, lam, 1.0)
    spread = df1 * (df1 + 2.0)  # g² - 1
    F = between / df1 / (1.0 + 2.0 * (df1 - 1.0) * lam / spread)
    df2 = spread / (3.0 * lam)
    gain = df1 * (F - 1.0)
    omega = gain / (gain + np.where(sound, np.where(used, n, 0.0).sum(axis=-1), df1 + 1.0))
    return WelchAnova(*(np.where(sound, v, np.nan) for v in (F, df1, df2, f_tail(df1, df2, F), omega)))


@statistic(
    "brown_forsythe",
    name="Brown–Forsythe test of means",
    symbol="F*",
    source="Brown & Forsythe (1974), Technometrics 16, 129–132",
)
def brown_forsythe(n: ArrayLike, mean: ArrayLike, variance: ArrayLike) -> BrownForsythe:
    """Equality of means without equality of variances, from each group's n, mean and variance (..., g).

    F* = Σ n(x̄ - x̄..)² / Σ (1 - n/N)s², df = (g - 1, 1/Σ (c²/(n - 1))) with c = (1 - n/N)s²/Σ (1 - n/N)s². The
    classic numerator stands over what it is expected to be when means are equal. A group may be constant, if not all
    are; a group of one gives NaN.

    Notes
    -----
    The degrees of freedom are those of Brown & Forsythe, as in R's `onewaytests` and `statsmodels`' second p-value;
    those of Mehrotra, which replace g - 1 by a Satterthwaite number too, are not used.

    Examples
    --------
    >>> outcome = brown_forsythe([10, 12, 9], [1.0, 2.0, 2.5], [1.0, 2.0, 0.5])
    >>> round(float(outcome.statistic), 4), round(float(outcome.df2), 3), round(float(outcome.p_value), 6)
    (4.9929, 25.077, 0.014954)
    """
    n, mean, variance, taken = _moments(n, mean, variance)
    groups, total = taken.sum(axis=-1), n.sum(axis=-1)
    known = (~taken | (n >= 2) & (variance >= 0) & np.isfinite(mean) & np.isfinite(variance)).all(axis=-1)
    part = np.where(taken, (1.0 - n / np.maximum(total, 1.0)[..., None]) * variance, 0.0)
    expected = part.sum(axis=-1)
    sound = (groups >= 2) & known & (expected > 0)
    expected = np.where(sound, expected, 1.0)
    centre = np.where(taken, n * mean, 0.0).sum(axis=-1) / np.maximum(total, 1.0)
    between = np.where(taken, n * (mean - centre[..., None]) ** 2, 0.0).sum(axis=-1)
    spread = ((part / expected[..., None]) ** 2 / np.where(taken & (n >= 2), n - 1.0, 1.0)).sum(axis=-1)
    F, df1, df2 = between / expected, np.where(sound, groups - 1.0, 1.0), 1.0 / np.where(sound, spread, 1.0)
    return BrownForsythe(*(np.where(sound, figure, np.nan) for figure in (F, df1, df2, f_tail(df1, df2, F))))


@statistic(
    "classic_anova",
    name="one-way analysis of variance",
    symbol="F",
    source="Fisher (1925), Statistical Methods for Research Workers; "
    "effect sizes: Okada (2013), Behaviormetrika 40, 129–147",
    effect="omega squared, (SSb - df1·MSw)/(SSt + MSw)",
)
def classic_anova(n: ArrayLike, mean: ArrayLike, variance: ArrayLike) -> ClassicAnova:
    """Equality of means under equal variances, from each group's n, mean and variance (..., g).

    η² = SSb/SSt, ω² = (SSb - df1·MSw)/(SSt + MSw), ε² = (SSb - df1·MSw)/SSt. The variance of a group of one is not
    looked at.

    Examples
    --------
    >>> outcome = classic_anova([3, 3], [1.0, 3.0], [1.0, 1.0])
    >>> float(outcome.statistic), float(outcome.eta_squared)
    (6.0, 0.6)
    """
    n, mean, variance, taken = _moments(n, mean, variance)
    groups, total = taken.sum(axis=-1), n.sum(axis=-1)
    spread = np.where(n >= 2, variance, 0.0)
    known = (~taken | np.isfinite(mean) & np.isfinite(spread)).all(axis=-1)
    inside = np.where(taken, (n - 1.0) * spread, 0.0).sum(axis=-1)
    sound = (groups >= 2) & (total > groups) & known & (inside > 0)
    df1, df2 = np.where(sound, groups - 1.0, 1.0), np.where(sound, total - groups, 1.0)
    centre = np.where(taken, n * mean, 0.0).sum(axis=-1) / np.where(sound, total, 1.0)
    between = np.where(taken, n * (mean - centre[..., None]) ** 2, 0.0).sum(axis=-1)
    inside, between = np.where(sound, inside, 1.0), np.where(sound, between, 0.0)
    error = inside / df2
    F, gain = between / df1 / error, between - df1 * error
    whole = between + inside
    figures = (F, df1, df2, f_tail(df1, df2, F), between / whole, gain / (whole + error), gain / whole)
    return ClassicAnova(*(np.where(sound, figure, np.nan) for figure in figures))


@statistic(
    "kruskal_wallis",
    name="Kruskal–Wallis test",
    symbol="H",
    source="Kruskal & Wallis (1952), JASA 47, 583–621; "
    "effect sizes: Tomczak & Tomczak (2014), Trends Sport Sci. 21(1), 19–25",
    effect="rank epsilon squared, H/(N - 1)",
)
def kruskal_wallis(values: ArrayLike, counts: ArrayLike) -> KruskalWallis:
    """Equality of distributions against a shift in rank, from the counts (..., g, L) of the values (L,).

    H = (N - 1) Σ n_i (r̄_i - r̄)² / Σ t (r - r̄)² over midranks r held by t respondents: the usual statistic with its
    correction for ties. Effects are ε² = H/(N - 1) and η² = (H - g + 1)/(N - g). A group without counts is left out.

    Examples
    --------
    >>> outcome = kruskal_wallis([1, 2, 3, 4], [[1, 1, 0, 0], [0, 0, 1, 1]])
    >>> round(float(outcome.statistic), 6), float(outcome.df)
    (2.4, 1.0)
    """
    rank, table = midranks(values, counts)
    n = table.sum(axis=-1)
    groups, total = (n > 0).sum(axis=-1), n.sum(axis=-1)
    centre = 0.5 * (total + 1.0)
    deviation = rank - centre[..., None]
    spread = (table.sum(axis=-2) * deviation**2).sum(axis=-1)
    sound = (groups >= 2) & (total > groups) & (spread > 0)
    average = (table * deviation[..., None, :]).sum(axis=-1) / np.maximum(n, 1.0)
    between = (n * average**2).sum(axis=-1)
    H = (total - 1.0) * between / np.where(sound, spread, 1.0)
    df = groups - 1.0
    p = chi_square_tail(np.where(sound, df, 1.0), H)
    epsilon = H / np.where(sound, total - 1.0, 1.0)
    eta = (H - df) / np.where(sound, total - groups, 1.0)
    return KruskalWallis(*(np.where(sound, figure, np.nan) for figure in (H, df, p, epsilon, eta)))


def midranks(values: ArrayLike, counts: ArrayLike) -> tuple[Floats, Floats]:
    """Midrank of every distinct value in the pooled counts (..., L'), and the counts (..., g, L') in rising order."""
    distinct, place = np.unique(np.asarray(values, dtype=np.float64), return_inverse=True)
    given = np.asarray(counts, dtype=np.float64)
    if len(distinct) == len(place):
        table = given[..., np.argsort(place)]
    else:
        table = given @ (place[:, None] == np.arange(len(distinct))).astype(np.float64)
    held = table.sum(axis=-2)
    return np.cumsum(held, axis=-1) - 0.5 * (held - 1.0), table


def _moments(n: ArrayLike, mean: ArrayLike, variance: ArrayLike) -> tuple[Floats, Floats, Floats, NDArray[np.bool_]]:
    """Return the three as equal arrays, with a mask of the groups that take part."""
    n, mean, variance = np.broadcast_arrays(*(np.asarray(a, dtype=np.float64) for a in (n, mean, variance)))
    return n, mean, variance, n > 0
