"""The six mistakes with standards, each a rule that is computed: what it takes, when it speaks, and whence it comes."""

from __future__ import annotations

import math
from collections.abc import Iterable

from servgap.analysis.verdicts import ABOVE, SHORT
from servgap.survey.standards.limit import Limit
from servgap.survey.standards.standard import Standard

BOUGHT_NOTHING, INDUSTRY_NORM, NO_SHARE = "bought_nothing", "industry_norm", "no_share"
UNPUBLISHED, NOT_TOLD_APART, OWN_SAKE = "unpublished", "not_told_apart", "own_sake"
GUARDS = (BOUGHT_NOTHING, INDUSTRY_NORM, NO_SHARE, UNPUBLISHED, NOT_TOLD_APART, OWN_SAKE)
ALIKE_FROM = 0.8
"""Correlation from which on two standards are taken for one: two thirds of what differs (.8² = .64) is common."""


def tightened(was: Standard, now: Standard) -> bool:
    """Tell whether the limit of some channel is tighter than it was, and that of none looser."""
    then = {limit.channel: limit for limit in was.limits}
    ways = {limit.against(then[limit.channel]) for limit in now.limits if limit.channel in then}
    return "tighter" in ways and not ways & {"looser", "mixed"}


def bought_nothing(was: Standard | None, now: Standard, change_high: float, smallest: float) -> bool:
    """Guard against "the stricter, the better": it was tightened, and customers surely did not gain what matters.

    Parameters
    ----------
    was, now
        The standard as it was when the earlier answers were given, and as it is.
    change_high
        Upper end of the interval of the gap's change since then.
    smallest
        The smallest change that matters. It speaks where the whole interval lies below it: no gain, or a loss.
    """
    if was is None or math.isnan(change_high):
        return False
    return tightened(was, now) and change_high < smallest


def industry_norm(standard: Standard, verdict: str) -> bool:
    """Guard against the industry's rule: a limit is the norm of its channel, and customers are short or above.

    What others do says nothing of what one's own customers need; where they are served as they wish it does no harm.
    """
    norms = {norm.channel: norm for norm in standard.norms}
    same = (limit.channel in norms and limit.against(norms[limit.channel]) == "same" for limit in standard.limits)
    return verdict in (SHORT, ABOVE) and any(same)


def without_share(limits: Iterable[Limit]) -> bool:
    """Guard against the average as the target: a time is promised without saying to how many.

    Such a limit is held against a mean, in which half of the customers may wait longer.
    """
    return any(limit.is_time and limit.share is None for limit in limits)


def unpublished(standard: Standard) -> bool:
    """Guard against hiding it: there is a limit that could be promised, and customers are not told.

    It speaks where the catalogue says that it is not published; where it says nothing, nothing is supposed.
    """
    return bool(standard.limits) and standard.published is False


def not_told_apart(one: Standard, other: Standard, r_low: float) -> bool:
    """Guard against "the finer, the better": customers do not tell two standards of one touchpoint apart.

    Parameters
    ----------
    one, other
        The standards.
    r_low
        Lower end of the interval of the correlation between their gaps, for all such pairs at once. It speaks from
        `ALIKE_FROM` on.
    """
    same_place = one.touchpoint is not None and one.touchpoint == other.touchpoint
    return same_place and bool(r_low >= ALIKE_FROM)


def unimportant(rank_low: float, ranked: float) -> bool:
    """
    Tell whether all ranks in the set of an importance lie in the lower half; the middle one of an odd number does not.

    Examples
    --------
    >>> unimportant(12, 22), unimportant(11, 22), unimportant(3, 5), unimportant(4, 5)
    (True, False, False, True)
    """
    return bool(rank_low > (ranked + 1) / 2)


def own_sake(verdict: str, *, low: bool, driver_low: float, complaints: float) -> bool:
    """Guard against a standard for its own sake: not important, no driver, and nobody complains.

    Parameters
    ----------
    verdict
        What customers say. Of what they surely are short of, they miss something: it is no standard for its own sake.
    low
        Whether its importance is surely in the lower half.
    driver_low
        Lower end of its share of what is explained of an outcome; NaN where no drivers were handed in.
    complaints
        Complaints about it; NaN where none are counted. What is not known does not stand in the way.
    """
    return verdict != SHORT and low and not driver_low > 0 and not complaints > 0
