"""Shares of several categories of which every respondent is in one, with intervals that hold at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.registry import statistic
from servgap._stats.shares.wilson import Share, share_wilson


@statistic(
    "goodman",
    name="shares of several categories with Goodman's simultaneous intervals",
    symbol="π",
    source="Goodman (1965), Technometrics 7, 247–254",
)
def goodman(counts: ArrayLike, confidence: float = 0.95) -> Share:
    """
    Shares of k categories that exclude each other, with intervals that hold the true shares of all k at once.

    Each is Wilson's at the level 1 − α/k (Bonferroni): z² is the 1 − α/k quantile of χ² with one degree of freedom.

    Parameters
    ----------
    counts : array_like, shape (..., k)
        Numbers of respondents in each category, every respondent in one.
    confidence : float
        Level at which all intervals hold at once.

    Returns
    -------
    Share
        Of shape (..., k); NaN where there is nobody.

    Examples
    --------
    >>> found = goodman([31, 67, 22])
    >>> found.share.round(4), found.ci_low.round(4), found.ci_high.round(4)
    (array([0.2583, 0.5583, 0.1833]), array([0.1752, 0.4496, 0.1139]), array([0.3634, 0.6617, 0.2816]))
    """
    held = np.asarray(counts, dtype=np.float64)
    sound = (held >= 0).all(axis=-1, keepdims=True)
    n = np.where(sound, held.sum(axis=-1, keepdims=True), np.nan)
    return share_wilson(held, n, 1 - (1 - confidence) / held.shape[-1])
