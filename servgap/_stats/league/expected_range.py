"""Where a group's mean is expected among others, whether it stands apart, and whether a shown band may be wrong."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri, owens_t

from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic
from servgap._stats.ties import ROUNDING

INNER, OUTER = 0.975, 0.999
"""Levels of the two limits on one side: warning and alarm of a funnel plot (Spiegelhalter 2005)."""
MINIMUM_GROUPS = 10
"""Groups below which none is said to stand apart: what is expected would rest on the very groups that are judged."""


@dataclass(frozen=True)
class ExpectedRange:
    """
    Where means are expected (..., g), and where they stand.

    Attributes
    ----------
    low, high
        μ ± 1.96 √(v + τ²).
    outer_low, outer_high
        μ ± 3.09 √(v + τ²).
    standing
        2 much above, 1 above, 0 as expected, −1 below, −2 much below; NaN where nothing is said.
    """

    low: Floats
    high: Floats
    outer_low: Floats
    outer_high: Floats
    standing: Floats


@dataclass(frozen=True)
class Bands:
    """Band in which a shrunken mean lies: −1 below, 0 about, 1 above; and the chance that the true mean does not."""

    band: Floats
    p_wrong: Floats


@dataclass(frozen=True)
class Misclassified:
    """Of groups in a lowest share by what was observed: share not truly in it; and of all groups, on the wrong side."""

    false_share: Floats
    wrong_overall: Floats


@statistic(
    "expected_range",
    name="expected range of groups that differ",
    symbol="μ ± z √(v + τ²)",
    source="Spiegelhalter (2005), Stat. Med. 24, 1185–1202; Spiegelhalter, Sherlaw-Johnson, Bardsley, Blunt, Wood & "
    "Grigg (2012), J. R. Stat. Soc. A 175, 1–47; no standing under ten groups: own convention",
)
def expected_range(mean: ArrayLike, variance: ArrayLike, mu: ArrayLike, tau2: ArrayLike) -> ExpectedRange:
    """
    Hold every mean against where a mean of its size is expected, when true means differ by τ² as they ordinarily do.

    Parameters
    ----------
    mean, variance : array_like, shape (..., g)
        Means of groups and the variances of these means, above zero.
    mu, tau2 : array_like, shape (...)
        Of `mean_of_groups` and `between_groups`.

    Returns
    -------
    ExpectedRange
        There is no standing with fewer than ten groups, and none where τ² is zero: groups cannot be told apart.

    Examples
    --------
    >>> found = expected_range([0.0] * 9 + [3.0], [0.5] * 10, 0.3, 0.5)
    >>> found.high[0].round(2), found.standing[-1], found.standing[0]
    (np.float64(2.26), np.float64(1.0), np.float64(0.0))
    """
    y, v = np.broadcast_arrays(np.asarray(mean, dtype=np.float64), np.asarray(variance, dtype=np.float64))
    centre, between = (np.asarray(each, dtype=np.float64)[..., None] for each in (mu, tau2))
    known = np.isfinite(y) & np.isfinite(v) & (v > 0) & np.isfinite(between)
    spread = np.sqrt(np.where(known, v + between, np.nan))
    inner, outer = float(ndtri(INNER)) * spread, float(ndtri(OUTER)) * spread
    away, near = y - centre, ROUNDING * np.maximum(1.0, np.abs(y))
    steps = (np.abs(away) > inner + near).astype(np.float64) + (np.abs(away) > outer + near)
    enough = known.sum(axis=-1, keepdims=True) >= MINIMUM_GROUPS
    told = known & enough & (between > 0)
    return ExpectedRange(
        low=centre - inner,
        high=centre + inner,
        outer_low=centre - outer,
        outer_high=centre + outer,
        standing=np.where(told, np.where(steps > 0, np.sign(away) * steps, 0.0), np.nan),
    )


@statistic(
    "bands",
    name="chance that a shown band is wrong",
    symbol="P",
    source="He, Selck & Normand (2014), Stat. Med. 33, 1081–1103; bands of the smallest difference that matters about "
    "the mean: own convention",
)
def bands(value: ArrayLike, se: ArrayLike, mu: ArrayLike, smallest: ArrayLike) -> Bands:
    """
    Say in which of three bands, below, about and above μ ± smallest, a shrunken mean lies, and how sure that is.

    The true mean is taken as normal about the shrunken one; μ and the cuts are taken as known.

    Parameters
    ----------
    value, se : array_like, shape (..., g)
        Of `shrunken_means`; the chance is right on average with `se_with_mu`, too large with `se`.
    mu, smallest : array_like, shape (...)
        The common mean, and the smallest difference from it that matters.

    Examples
    --------
    >>> found = bands([0.0, 0.5], [0.25, 0.25], 0.0, 0.25)
    >>> found.band.tolist(), found.p_wrong.round(4).tolist()
    ([0.0, 1.0], [0.3173, 0.1587])
    """
    m, error = np.asarray(value, dtype=np.float64), np.asarray(se, dtype=np.float64)
    centre, half = (np.asarray(each, dtype=np.float64)[..., None] for each in (mu, smallest))
    away = m - centre
    beyond = np.abs(away) > half + ROUNDING * np.maximum(1.0, half)
    below, above = (np.asarray(ratio(side * half - away, error)) for side in (-1.0, 1.0))
    inside = ndtr(above) - ndtr(below)
    told = np.isfinite(inside)
    right = np.where(beyond, np.where(away > 0, ndtr(-above), ndtr(below)), inside)
    return Bands(
        band=np.where(told, np.where(beyond, np.sign(away), 0.0), np.nan), p_wrong=np.where(told, 1.0 - right, np.nan)
    )


@statistic(
    "misclassified",
    name="misclassification that a reliability brings about",
    symbol="P",
    source="Adams, Mehrotra, Thomas & McGlynn (2010), N. Engl. J. Med. 362, 1014–1021; closed form: Owen (1956), "
    "Ann. Math. Stat. 27, 1075–1090",
)
def misclassified(reliability: ArrayLike, share: ArrayLike) -> Misclassified:
    """
    Say how many of the lowest groups, such as the worst tenth, are not truly among the lowest.

    Observed and true means are bivariate normal with correlation √R. With h the quantile of the share q, both lie
    below it with probability q − 2T(h, √((1 − √R)/(1 + √R))), T being Owen's function.

    Parameters
    ----------
    reliability, share : array_like
        R, and q, both between 0 and 1.

    Examples
    --------
    >>> found = misclassified([0.5, 1.0], 0.5)
    >>> found.false_share.tolist()
    [0.25, 0.0]
    """
    r = np.sqrt(np.asarray(reliability, dtype=np.float64))
    q = np.asarray(share, dtype=np.float64)
    apart = 2.0 * owens_t(ndtri(q), np.sqrt((1.0 - r) / (1.0 + r)))
    return Misclassified(false_share=ratio(apart, q), wrong_overall=np.asarray(2.0 * apart))


def reliable_size(tau2: ArrayLike, sigma2: ArrayLike, reliability: ArrayLike = 0.8) -> Floats:
    """
    Give the respondents that a group's mean needs for a reliability R: R/(1 − R) σ²/τ² (Spearman–Brown), unrounded.

    NaN where τ² is zero: no number is enough.

    Examples
    --------
    >>> reliable_size(0.25, 1.0, 0.8).round(9).tolist()
    16.0
    """
    wanted = np.asarray(reliability, dtype=np.float64)
    return ratio(wanted * np.asarray(sigma2, dtype=np.float64), (1.0 - wanted) * np.asarray(tau2, dtype=np.float64))
