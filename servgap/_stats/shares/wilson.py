"""For which share of respondents something holds, with an interval that has a width at none and at all of them too."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.intervals import normal_quantile
from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic


@dataclass(frozen=True)
class Share:
    """Share of respondents with its score interval."""

    share: Floats
    ci_low: Floats
    ci_high: Floats


@statistic(
    "share_wilson",
    name="share of respondents with Wilson's score interval",
    symbol="π",
    source="Wilson (1927), JASA 22, 209–212",
)
def share_wilson(
    count: ArrayLike, n: ArrayLike, confidence: float = 0.95, *, critical: ArrayLike | None = None
) -> Share:
    """
    Share x/n of respondents, with all shares π that the score test does not reject: |x/n − π| ≤ z √(π(1 − π)/n).

    The ends are (x + z²/2 ± z √(x(n − x)/n + z²/4)) / (n + z²), without a correction for continuity: exactly 0 where
    x = 0, and exactly 1 where x = n.

    Parameters
    ----------
    count, n : array_like
        Number of respondents for whom it holds, and of all who were asked.
    confidence : float
        Level of the interval.
    critical : array_like, optional
        Value of z instead of that of `confidence`, one for all shares or one for each, for intervals that hold at once.

    Returns
    -------
    Share
        One entry a share; NaN for n = 0, and where the count is not one of n.

    Examples
    --------
    >>> found = share_wilson(count=[0, 93], n=300)
    >>> found.share, found.ci_low.round(4), found.ci_high.round(4)
    (array([0.  , 0.31]), array([0.    , 0.2603]), array([0.0126, 0.3645]))
    """
    z = normal_quantile(confidence) if critical is None else critical
    held, size, reach = np.broadcast_arrays(*(np.asarray(each, dtype=np.float64) for each in (count, n, z)))
    known = (size > 0) & (size < np.inf) & (held >= 0) & (held <= size) & (reach >= 0)
    held, size = np.where(known, held, 0.0), np.where(known, size, 1.0)
    low, beyond = _lower_end(held, size, reach), _lower_end(size - held, size, reach)
    return Share(*(np.where(known, each, np.nan) for each in (ratio(held, size), low, 1.0 - beyond)))


def _lower_end(count: Floats, n: Floats, z: Floats) -> Floats:
    """Give the lower end as x²/n over the larger root's numerator: where it is small, nothing cancels."""
    larger = count + z**2 / 2 + z * np.sqrt(count * (n - count) / n + z**2 / 4)
    return np.where(count > 0, ratio(count / n * count, larger), 0.0)
