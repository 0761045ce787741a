"""By how much the shares of two independent groups of respondents differ."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.ratio import Floats
from servgap._stats.registry import statistic
from servgap._stats.shares.wilson import share_wilson


@dataclass(frozen=True)
class ShareDifference:
    """Share of the first group minus that of the second, with its interval."""

    difference: Floats
    ci_low: Floats
    ci_high: Floats


@statistic(
    "newcombe_difference",
    name="difference of two groups' shares with Newcombe's hybrid score interval",
    symbol="π₁ − π₂",
    source="Newcombe (1998), Statistics in Medicine 17, 873–890",
)
def newcombe_difference(
    count_a: ArrayLike, n_a: ArrayLike, count_b: ArrayLike, n_b: ArrayLike, confidence: float = 0.95
) -> ShareDifference:
    """
    Difference of two groups' shares, a minus b, with an interval put together from Wilson's of both (method 10).

    With the shares a and b, of which l and u are the ends: from a − b − √((a − l_a)² + (u_b − b)²) to
    a − b + √((u_a − a)² + (b − l_b)²), without a correction for continuity. It never leaves −1 to 1.

    Parameters
    ----------
    count_a, n_a : array_like
        Number of the first group's respondents for whom it holds, and of all of them who were asked.
    count_b, n_b : array_like
        The same of the second group.
    confidence : float
        Level of the interval.

    Returns
    -------
    ShareDifference
        One entry a difference; NaN where a group has nobody.

    Examples
    --------
    >>> found = newcombe_difference(count_a=56, n_a=70, count_b=48, n_b=80)
    >>> round(float(found.difference), 4), round(float(found.ci_low), 4), round(float(found.ci_high), 4)
    (0.2, 0.0524, 0.3339)
    """
    a, b = share_wilson(count_a, n_a, confidence), share_wilson(count_b, n_b, confidence)
    difference = a.share - b.share
    below = np.hypot(a.share - a.ci_low, b.ci_high - b.share)
    above = np.hypot(a.ci_high - a.share, b.share - b.ci_low)
    return ShareDifference(difference=difference, ci_low=difference - below, ci_high=difference + above)
