"""Whether the same respondents say yes to one thing more often than to another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc

from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic
from servgap._stats.shares.wilson import share_wilson
from servgap._stats.tails import chi_square_tail


@dataclass(frozen=True)
class PairedShares:
    """Share of the first answer minus that of the second, its interval, and tests of whether it is zero."""

    difference: Floats
    ci_low: Floats
    ci_high: Floats
    p_exact: Floats
    p_mid: Floats
    chi_square: Floats
    p_chi_square: Floats


@statistic(
    "mcnemar",
    name="McNemar's test of two shares of the same respondents",
    symbol="χ²",
    source="McNemar (1947), Psychometrika 12, 153–157; "
    "interval: Newcombe (1998), Statistics in Medicine 17, 2635–2650; "
    "mid-p: Fagerland, Lydersen & Laake (2013), BMC Medical Research Methodology 13, 91",
    effect="difference of shares",
)
def mcnemar(
    both: ArrayLike, only_a: ArrayLike, only_b: ArrayLike, neither: ArrayLike, confidence: float = 0.95
) -> PairedShares:
    """
    Compare the shares of two yes-or-no answers, a and b, of the same n respondents: (n_a only − n_b only)/n.

    The tests look at those who answer the two differently: where the shares are equal, one way is as probable as the
    other. With x the number of the rarer way and X binomial of probability ½, p is 2 P(X ≤ x), at most 1; mid-p is
    P(X ≤ x) + P(X < x), at most 1; and χ² = (n_a only − n_b only)² / (n_a only + n_b only), without a correction for
    continuity.

    The interval is Newcombe's (method 10): with l to u Wilson's intervals of the shares a and b, it goes from
    a − b − √((a − l_a)² − 2φ (a − l_a)(u_b − b) + (u_b − b)²) to a − b + the same root of u_a − a and b − l_b. φ is
    (n_both n_neither − n_a only n_b only) over the root of the product of the four margins, a positive numerator
    lessened by n/2, but not below 0; and φ = 0 where a margin is empty.

    Parameters
    ----------
    both, only_a, only_b, neither : array_like
        Numbers of respondents who say yes to both, to the first only, to the second only, and to neither.
    confidence : float
        Level of the interval.

    Returns
    -------
    PairedShares
        One entry a pair; all NaN for n = 0, and the tests where nobody answers the two differently.

    Examples
    --------
    >>> found = mcnemar(both=1, only_a=1, only_b=7, neither=12)
    >>> round(float(found.difference), 3), round(float(found.ci_low), 3), round(float(found.ci_high), 3)
    (-0.286, -0.507, -0.026)
    >>> float(found.p_exact), float(found.p_mid), float(found.chi_square)
    (0.0703125, 0.0390625, 4.5)
    """
    cells = np.stack(np.broadcast_arrays(*(np.asarray(each, float) for each in (both, only_a, only_b, neither))))
    yes_yes, yes_no, no_yes, no_no = np.where((cells >= 0).all(axis=0), cells, np.nan)
    n = yes_yes + yes_no + no_yes + no_no
    a, b = share_wilson(yes_yes + yes_no, n, confidence), share_wilson(yes_yes + no_yes, n, confidence)
    phi = _correlation(yes_yes, yes_no, no_yes, no_no)
    difference = ratio(yes_no - no_yes, n)
    differ, rarer = yes_no + no_yes, np.minimum(yes_no, no_yes)
    up_to, below = _binomial_tail(rarer, differ), _binomial_tail(rarer - 1, differ)
    chi = ratio((yes_no - no_yes) ** 2, differ)
    return PairedShares(
        difference=difference,
        ci_low=difference - _third_side(a.share - a.ci_low, b.ci_high - b.share, phi),
        ci_high=difference + _third_side(a.ci_high - a.share, b.share - b.ci_low, phi),
        p_exact=np.minimum(2 * up_to, 1.0),
        p_mid=np.minimum(up_to + below, 1.0),
        chi_square=chi,
        p_chi_square=chi_square_tail(1, chi),
    )


def _correlation(yes_yes: Floats, yes_no: Floats, no_yes: Floats, no_no: Floats) -> Floats:
    """Correlate both answers; a positive correlation is taken for less, by half a respondent."""
    together = yes_yes * no_no - yes_no * no_yes
    half = (yes_yes + yes_no + no_yes + no_no) / 2
    margins = (yes_yes + yes_no) * (no_yes + no_no) * (yes_yes + no_yes) * (yes_no + no_no)
    phi = ratio(np.minimum(together, np.maximum(together - half, 0.0)), np.sqrt(margins))
    return np.where(margins == 0, 0.0, phi)


def _third_side(one: Floats, other: Floats, cosine: Floats) -> Floats:
    return np.asarray(np.sqrt(np.maximum(one**2 - 2 * cosine * one * other + other**2, 0.0)))


def _binomial_tail(most: Floats, n: Floats) -> Floats:
    """P(X ≤ most) of a binomial X of probability ½, an incomplete beta integral; NaN for n = 0."""
    some = most >= 0
    tail = betainc(np.where(some, n - most, 1.0), np.where(some, most + 1, 1.0), 0.5)
    return np.where(n > 0, np.where(some, tail, 0.0), np.nan)
