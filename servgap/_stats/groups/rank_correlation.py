"""Whether groups that are higher on one thing are higher on another, by their ranks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtr

from servgap._stats.intervals import normal_quantile
from servgap._stats.ratio import Floats
from servgap._stats.registry import statistic
from servgap._stats.ties import ROUNDING, levels

FEWEST = 5
"""Groups below which no order of theirs is rare enough: of four, two orders of 24 make p = .083."""
EXACT_UP_TO = 9
"""Groups up to which all orders are gone through: 362,880."""


@dataclass(frozen=True)
class RankCorrelation:
    """Correlation of ranks with interval and test; of how many groups."""

    n: int
    correlation: float
    ci_low: float
    ci_high: float
    p_value: float


@statistic(
    "rank_correlation",
    name="Spearman's rank correlation",
    symbol="ρ",
    source="Spearman (1904), American Journal of Psychology 15, 72–101; interval: Bonett & Wright (2000), "
    "Psychometrika 65, 23–28",
)
def rank_correlation(x: ArrayLike, y: ArrayLike, confidence: float = 0.95) -> RankCorrelation:
    """
    Pearson's correlation r of the mean ranks of x and y, over the pairs in which both are known.

    p is the share of all orders of y whose r is at least as far from 0, exactly up to 9 pairs; beyond that, by
    t = r √((n − 2)/(1 − r²)) on n − 2 degrees of freedom. The interval is tanh(atanh r ± z √((1 + r²/2)/(n − 3))).

    Parameters
    ----------
    x, y : array_like
        A value each for every group; NaN where there is none.
    confidence : float
        Level of the interval.

    Returns
    -------
    RankCorrelation
        NaN for fewer than 5 pairs, or where one of both does not vary; without an interval at -1 and 1.

    Examples
    --------
    >>> found = rank_correlation([1, 2, 3, 4, 5], [2, 1, 4, 3, 5])
    >>> found.n, round(found.correlation, 2), round(found.p_value, 4)
    (5, 0.8, 0.1333)
    """
    first, second = (np.asarray(each, dtype=np.float64) for each in (x, y))
    known = np.isfinite(first) & np.isfinite(second)
    n = int(known.sum())
    ranks = [_ranks(each[known]) for each in (first, second)]
    squares = [float(each @ each) for each in ranks]
    if n < FEWEST or min(squares) == 0:
        return RankCorrelation(n, *[np.nan] * 4)
    size = float(np.sqrt(squares[0] * squares[1]))
    r = float(np.clip(ranks[0] @ ranks[1] / size, -1.0, 1.0))
    p = _exact(*ranks) if n <= EXACT_UP_TO else _by_t(r, n)
    if abs(r) >= 1 - ROUNDING:
        return RankCorrelation(n, r, np.nan, np.nan, p)
    reach = float(normal_quantile(confidence)) * np.sqrt((1 + r**2 / 2) / (n - 3))
    return RankCorrelation(n, r, float(np.tanh(np.arctanh(r) - reach)), float(np.tanh(np.arctanh(r) + reach)), p)


def _ranks(values: Floats) -> Floats:
    """Give mean ranks less their mean, as doubled whole numbers, whose products are exact."""
    if not len(values):
        return values
    place = levels(values)
    size = np.bincount(place)
    last = np.cumsum(size)
    return np.asarray((2 * last - size + 1)[place] - (len(values) + 1), dtype=np.float64)


def _exact(first: Floats, second: Floats) -> float:
    products = second[_orders(len(second))] @ first
    return float(np.mean(np.abs(products) >= abs(first @ second)))


@cache
def _orders(n: int) -> NDArray[np.int8]:
    """Give all orders of n things, by putting the last into every place of all orders of the others."""
    if n == 1:
        return np.zeros((1, 1), dtype=np.int8)
    fewer = _orders(n - 1)
    return np.concatenate([np.insert(fewer, at, n - 1, axis=1) for at in range(n)])


def _by_t(r: float, n: int) -> float:
    if abs(r) >= 1:
        return 0.0
    return float(2 * stdtr(n - 2, -abs(r) * np.sqrt((n - 2) / (1 - r**2))))
