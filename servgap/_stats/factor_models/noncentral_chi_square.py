"""The noncentral chi-square distribution: its upper tail, and confidence limits for its noncentrality."""

from __future__ import annotations

import numpy as np
from scipy.special import chdtr, chdtrc, chndtrinc, gammaln, xlogy

TAILS = 12.0
"""How many standard deviations of the mixing Poisson distribution are summed on either side."""


def upper_tail(x: float, df: float, noncentrality: float) -> float:
    """
    Return the probability of exceeding x, summed as a Poisson mixture of central chi-squares; NaN without df.

    Examples
    --------
    >>> round(upper_tail(10.0, 4.0, 3.0), 6)
    0.216237
    """
    if not (df > 0 and x >= 0 and noncentrality >= 0):
        return float("nan")
    half = noncentrality / 2
    # Far out in the tail the terms that matter lie around √(λx)/2, not around the mixing distribution's own mean.
    far = max(half, np.sqrt(noncentrality * x) / 2)
    low, high = half - TAILS * np.sqrt(half + 1) - 20, far + TAILS * np.sqrt(far + 1) + 20
    count = np.arange(max(0.0, np.floor(low)), np.ceil(high) + 1)
    share = np.exp(xlogy(count, half) - half - gammaln(count + 1))
    return float(share @ chdtrc(df + 2 * count, x))


def noncentrality_limit(x: float, df: float, below: float) -> float:
    """Return the noncentrality under which a value up to x has probability `below`; 0 where none is that small."""
    if not (df > 0 and x >= 0):
        return float("nan")
    if chdtr(df, x) < below:
        return 0.0
    return float(chndtrinc(x, df, below))
