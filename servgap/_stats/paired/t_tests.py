"""Whether a mean gap differs from zero, is negligible, or has more gaps above than below zero."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, betainccinv, betaincinv, stdtr

from servgap._stats.intervals import t_interval
from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic


@dataclass(frozen=True)
class PairedT:
    """Paired t test: t, degrees of freedom, two-sided p, standard error and interval of the mean gap."""

    statistic: Floats
    df: Floats
    p_value: Floats
    se: Floats
    ci_low: Floats
    ci_high: Floats


@dataclass(frozen=True)
class Equivalence:
    """Two one-sided t tests against ±bound, and the 1 − 2α interval that decides the same."""

    t_lower: Floats
    t_upper: Floats
    p_lower: Floats
    p_upper: Floats
    p_tost: Floats
    ci_low: Floats
    ci_high: Floats


@dataclass(frozen=True)
class SignTest:
    """Exact sign test: two-sided p, and the share of positive among non-zero gaps with its interval."""

    p_value: Floats
    effect: Floats
    effect_low: Floats
    effect_high: Floats


@dataclass(frozen=True)
class _Error:
    """Standard error and degrees of freedom of a mean, NaN where it cannot be tested."""

    se: Floats
    df: Floats


def _error(n: ArrayLike, sd: ArrayLike) -> _Error:
    """Give the standard error of a mean; NaN for fewer than two answers or no variance."""
    size, spread = np.broadcast_arrays(np.asarray(n, dtype=float), np.asarray(sd, dtype=float))
    df = np.where(size >= 2, size - 1, np.nan)
    testable = (size >= 2) & (spread > 0)
    se = np.where(testable, spread / np.sqrt(np.where(testable, size, 1.0)), np.nan)
    return _Error(se=se, df=df)


@statistic(
    "paired_t",
    name="paired t test",
    symbol="t",
    source="Student (1908), Biometrika 6, 1–25",
    effect="d_z",
)
def paired_t(n: ArrayLike, mean: ArrayLike, sd: ArrayLike, confidence: float = 0.95) -> PairedT:
    """
    Test whether the mean gap is zero: t = mean / (sd / √n) with n − 1 degrees of freedom.

    All outcomes but `df` are NaN for n < 2 or sd = 0.

    Parameters
    ----------
    n, mean, sd : array_like
        Number, mean and standard deviation (divisor n − 1) of the gaps.
    confidence : float
        Level of the interval of the mean gap.

    Returns
    -------
    PairedT
        One entry a gap.

    Examples
    --------
    >>> found = paired_t(n=300, mean=-1.25, sd=1.56706273605402)
    >>> round(float(found.statistic), 4), round(float(found.ci_low), 4)
    (-13.8161, -1.428)
    """
    centre, error = np.asarray(mean, dtype=float), _error(n, sd)
    t = centre / error.se
    limits = t_interval(centre, error.se, error.df, confidence)
    p_value = 2 * stdtr(error.df, -np.abs(t))
    return PairedT(statistic=t, df=error.df, p_value=p_value, se=error.se, ci_low=limits.low, ci_high=limits.high)


@statistic(
    "tost",
    name="equivalence test (two one-sided t tests)",
    symbol="TOST",
    source="Schuirmann (1987), Journal of Pharmacokinetics and Biopharmaceutics 15, 657–680",
    effect="d_z",
)
def equivalence_t(n: ArrayLike, mean: ArrayLike, sd: ArrayLike, bound: ArrayLike, alpha: float = 0.05) -> Equivalence:
    """
    Test whether the mean gap lies inside ±`bound`.

    `p_lower` speaks against a mean of −bound or less, `p_upper` against bound or more; `p_tost` is the larger. It is
    below α exactly when the 1 − 2α interval lies inside the bounds.

    Parameters
    ----------
    n, mean, sd : array_like
        Number, mean and standard deviation (divisor n − 1) of the gaps.
    bound : array_like
        The smallest gap that matters, positive.
    alpha : float
        Level of each one-sided test.

    Returns
    -------
    Equivalence
        One entry a gap; NaN for n < 2 or sd = 0.

    Examples
    --------
    >>> found = equivalence_t(n=300, mean=-0.05, sd=1.0, bound=0.25)
    >>> round(float(found.p_tost), 5), round(float(found.ci_low), 3)
    (0.0003, -0.145)
    """
    centre, error = np.asarray(mean, dtype=float), _error(n, sd)
    edge = np.asarray(bound, dtype=float)
    t_lower, t_upper = (centre + edge) / error.se, (centre - edge) / error.se
    p_lower, p_upper = stdtr(error.df, -t_lower), stdtr(error.df, t_upper)
    limits = t_interval(centre, error.se, error.df, 1 - 2 * alpha)
    return Equivalence(
        t_lower=t_lower,
        t_upper=t_upper,
        p_lower=p_lower,
        p_upper=p_upper,
        p_tost=np.maximum(p_lower, p_upper),
        ci_low=limits.low,
        ci_high=limits.high,
    )


@statistic(
    "sign_test",
    name="sign test",
    symbol="S",
    source="Arbuthnott (1710), Phil. Trans. 27, 186–190; interval: Clopper & Pearson (1934), Biometrika 26, 404–413",
    effect="share of positive among non-zero gaps",
)
def sign_test(n_pos: ArrayLike, n_neg: ArrayLike, confidence: float = 0.95) -> SignTest:
    """
    Test whether a gap above zero is as probable as one below, zeros left out.

    p = 2 · P(X ≤ min(n₊, n₋)) for a binomial X with probability ½, at most 1. The effect is n₊ / (n₊ + n₋) with the
    exact interval of Clopper and Pearson.

    Parameters
    ----------
    n_pos, n_neg : array_like
        Numbers of gaps above and below zero.
    confidence : float
        Level of the effect's interval.

    Returns
    -------
    SignTest
        One entry a gap; NaN when there is no gap but zeros.

    Examples
    --------
    >>> found = sign_test(n_pos=1, n_neg=9)
    >>> float(found.p_value), float(found.effect)
    (0.021484375, 0.1)
    """
    above, below = np.broadcast_arrays(np.asarray(n_pos, dtype=float), np.asarray(n_neg, dtype=float))
    total, fewer = above + below, np.minimum(above, below)
    known, tail = total > 0, (1 - confidence) / 2
    # P(X <= k) is an incomplete beta integral, which costs the same for ten answers and for a hundred million.
    one_sided = betainc(np.where(known, total - fewer, 1.0), fewer + 1, 0.5)
    low = np.where(above > 0, betaincinv(np.maximum(above, 1), below + 1, tail), 0.0)
    high = np.where(below > 0, betainccinv(above + 1, np.maximum(below, 1), tail), 1.0)
    return SignTest(
        p_value=np.where(known, np.minimum(1.0, 2 * one_sided), np.nan),
        effect=ratio(above, total),
        effect_low=np.where(known, low, np.nan),
        effect_high=np.where(known, high, np.nan),
    )
