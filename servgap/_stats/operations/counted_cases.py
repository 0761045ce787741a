"""Cases against a limit as counts, where it is not known of all of them yet whether they will keep it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.ratio import Floats
from servgap._stats.registry import statistic
from servgap._stats.shares.wilson import share_wilson
from servgap._stats.ties import ROUNDING


@dataclass(frozen=True)
class CaseCounts:
    """How many cases kept a limit, missed it, or may still keep it."""

    n: int
    closed: int
    open: int
    within: int
    open_beyond: int
    open_undecided: int

    @property
    def decided(self) -> int:
        """Cases of which it is known whether they kept the limit: those closed, and open ones older than it."""
        return self.closed + self.open_beyond


def case_counts(time: ArrayLike, closed: ArrayLike, limit: float) -> CaseCounts:
    """
    Count cases against a limit; what takes exactly as long as the limit is within it, an open case of that age may be.

    Parameters
    ----------
    time : array_like, shape (n,)
        How long each case took, or has lasted so far.
    closed : array_like of bool, shape (n,)
        Whether it is over.
    limit : float
        The time by which it is to be over.

    Examples
    --------
    >>> case_counts([10, 15, 20, 8, 30], [True, True, True, False, False], limit=15)
    CaseCounts(n=5, closed=3, open=2, within=2, open_beyond=1, open_undecided=1)
    """
    lengths, over = np.asarray(time, dtype=np.float64), np.asarray(closed, dtype=bool)
    inside = lengths <= limit * (1 + ROUNDING)
    return CaseCounts(
        n=len(lengths),
        closed=int(over.sum()),
        open=int((~over).sum()),
        within=int((over & inside).sum()),
        open_beyond=int((~over & ~inside).sum()),
        open_undecided=int((~over & inside).sum()),
    )


@dataclass(frozen=True)
class ShareBounds:
    """Between which ends a share within a limit lies whatever becomes of open cases, with an interval round both."""

    low: Floats
    high: Floats
    ci_low: Floats
    ci_high: Floats


@statistic(
    "share_bounds",
    name="bounds of the share within a limit, open cases all missed to all kept (Wilson's intervals around both ends)",
    symbol="π",
    source="Manski (1990), American Economic Review 80, 319–323; Wilson (1927), JASA 22, 209–212",
)
def share_bounds(within: ArrayLike, total: ArrayLike, open_cases: ArrayLike, confidence: float = 0.95) -> ShareBounds:
    """
    Bounds x/n to (x + o)/n of the share within a limit: x of n cases kept it, and o of the n are still open.

    No number between the bounds is more right than another. The interval reaches from the lower end of Wilson's for
    x of n to the upper end of Wilson's for x + o of n, so that it covers the share, wherever between the bounds it
    lies, with at least its level; where no case is open it is Wilson's.

    Parameters
    ----------
    within, total, open_cases : array_like
        Cases within the limit, all cases, and those that are open and may still keep it.
    confidence : float
        Level of the interval.

    Returns
    -------
    ShareBounds
        One entry a count; NaN where there is no case, and where the counts contradict each other.

    Examples
    --------
    >>> found = share_bounds(within=80, total=100, open_cases=10)
    >>> found.low, found.high, float(found.ci_low.round(3)), float(found.ci_high.round(3))
    (array(0.8), array(0.9), 0.711, 0.945)
    """
    kept, n, pending = np.broadcast_arrays(
        *(np.asarray(each, dtype=np.float64) for each in (within, total, open_cases))
    )
    known = (n > 0) & (kept >= 0) & (pending >= 0) & (kept + pending <= n)
    kept, n, pending = np.where(known, kept, np.nan), np.where(known, n, np.nan), np.where(known, pending, np.nan)
    low, high = share_wilson(kept, n, confidence), share_wilson(kept + pending, n, confidence)
    return ShareBounds(low.share, high.share, low.ci_low, high.ci_high)
