"""By how much one share of the respondents outweighs another: those at the top of a scale and those at its bottom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.intervals import t_interval
from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic


@dataclass(frozen=True)
class NetShare:
    """Share at the top minus share at the bottom, with its standard error, degrees of freedom and interval."""

    net: Floats
    se: Floats
    df: Floats
    ci_low: Floats
    ci_high: Floats


@statistic(
    "net_share",
    name="share at the top minus share at the bottom",
    symbol="net",
    source="interval of the mean of +1, 0 and −1 over respondents: Student (1908), Biometrika 6, 1–25",
)
def net_share(top: ArrayLike, bottom: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> NetShare:
    """
    Share of respondents at the top minus share at the bottom: the mean of +1 (top), 0 and −1 (bottom) over all n.

    The standard error is their standard deviation over √n, of which the sum of squares is (m (t + b) + 4 t b)/n with t
    at the top, b at the bottom and m in the middle; the interval is Student's with n − 1 degrees of freedom. As that of
    any mean, it may reach beyond −1 or 1.

    Parameters
    ----------
    top, bottom, n : array_like
        Numbers of respondents at the top, at the bottom, and of all.
    confidence : float
        Level of the interval.

    Returns
    -------
    NetShare
        One entry a net share; NaN for n = 0. Standard error and interval are NaN for n < 2, and where all answers are
        alike, which leaves no variance.

    Examples
    --------
    >>> found = net_share(top=67, bottom=20, n=300)
    >>> round(float(found.net), 4), round(float(found.se), 5)
    (0.1567, 0.0298)
    >>> round(float(found.ci_low), 4), round(float(found.ci_high), 4)
    (0.098, 0.2153)
    """
    high, low, size = np.broadcast_arrays(*(np.asarray(each, dtype=np.float64) for each in (top, bottom, n)))
    middle = size - high - low
    size = np.where((high >= 0) & (low >= 0) & (middle >= 0), size, np.nan)
    df = np.where(size >= 2, size - 1, np.nan)
    squares = ratio(middle * (high + low) + 4 * high * low, size)
    error = np.sqrt(ratio(squares, size * df))
    se = np.where(error > 0, error, np.nan)
    net = ratio(high - low, size)
    limits = t_interval(net, se, df, confidence)
    return NetShare(net=net, se=se, df=df, ci_low=limits.low, ci_high=limits.high)
