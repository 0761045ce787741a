"""What is proposed for a standard, from what customers say, what was delivered, and how important it is."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import product

from servgap.analysis.verdicts import ABOVE, NEGLIGIBLE, NONE, SHORT, UNDECIDED

KEPT, BROKEN, NOT_MEASURED = "kept", "broken", "not_measured"
FIX_DELIVERY, FIX, TIGHTEN, RELAX, DROP, KEEP = "fix_delivery", "fix", "tighten", "relax", "drop", "keep"
PROPOSALS = (FIX_DELIVERY, FIX, TIGHTEN, RELAX, DROP, UNDECIDED, KEEP, NONE)
"""In the order in which they are read: what costs customers most first, what is to stay as it is last."""
WORST_FIRST = (BROKEN, UNDECIDED, KEPT)
MOST_NEEDED = 10_000_000
"""Answers beyond which no number says how many more are needed."""


def proposal(customers: str, delivered: str, *, unimportant: bool) -> str:
    """
    Give the proposal for one verdict of customers and one of delivery.

    Short of the standard and not delivered: the delivery is to be fixed, and the standard left alone; short though it
    was delivered, it is too loose, or the wrong one; short and not measured, it is to be fixed, and what is wrong is
    not known. Not missed though it was not delivered, or exceeded without being important, it may be relaxed; else it
    is kept. This separates what Zeithaml, Berry & Parasuraman (1988), Journal of Marketing 52, 35–48, call gap 3
    (standards not delivered) from their gap 2 (the wrong standards).

    Examples
    --------
    >>> proposal("short", "broken", unimportant=False), proposal("short", "kept", unimportant=False)
    ('fix_delivery', 'tighten')
    >>> proposal("above", "kept", unimportant=True), proposal("above", "kept", unimportant=False)
    ('relax', 'keep')
    """
    if customers == SHORT:
        return {KEPT: TIGHTEN, BROKEN: FIX_DELIVERY}.get(delivered, FIX)
    if delivered == BROKEN:
        return RELAX
    if customers == ABOVE:
        return RELAX if delivered == NOT_MEASURED or unimportant else KEEP
    return KEEP


def possible_verdicts(verdict: str, low: float, high: float, smallest: float) -> tuple[str, ...]:
    """
    Give the verdicts that an interval leaves open; one that was reached is the only one.

    Examples
    --------
    >>> possible_verdicts("undecided", -0.4, 0.1, 0.25), possible_verdicts("undecided", 0.2, 0.6, 0.25)
    (('short', 'negligible'), ('negligible', 'above'))
    """
    if verdict != UNDECIDED:
        return (verdict,)
    return (*((SHORT,) if low < -smallest else ()), NEGLIGIBLE, *((ABOVE,) if high > smallest else ()))


def possible_deliveries(delivered: str) -> tuple[str, ...]:
    """Give what delivery may have been: kept or broken, where that is undecided."""
    return (KEPT, BROKEN) if delivered == UNDECIDED else (delivered,)


def decided(customers: Iterable[str], delivered: Iterable[str], *, unimportant: bool) -> str:
    """
    Give the proposal that all possible verdicts lead to; undecided where they lead to several.

    Examples
    --------
    >>> decided(["negligible", "above"], ["broken"], unimportant=False)  # whichever of the two it is
    'relax'
    >>> decided(["short"], ["kept", "broken"], unimportant=False)
    'undecided'
    """
    found = {proposal(*each, unimportant=unimportant) for each in product(customers, delivered)}
    return found.pop() if len(found) == 1 else UNDECIDED


def worst_delivery(verdicts: Iterable[str]) -> str:
    """
    Give the verdict of a standard that is delivered on several channels: the worst decides.

    Examples
    --------
    >>> worst_delivery(["kept", "broken"]), worst_delivery(["kept", "undecided"]), worst_delivery([])
    ('broken', 'undecided', 'not_measured')
    """
    found = set(verdicts)
    return next((each for each in WORST_FIRST if each in found), NOT_MEASURED)


def more_needed(n: float, reach: float, distance: float) -> float:
    """
    Give how many more it takes until an interval of this reach no longer touches a border at this distance.

    The reach goes down with √n: n(reach/distance)² in all, supposing that the estimate stays where it is. None is
    known of an estimate on the border itself.

    Examples
    --------
    >>> more_needed(100, 0.2, 0.1)
    300.0
    """
    if not (reach > 0 and distance > 0 and n > 0):
        return math.nan
    wanted = n * (reach / distance) ** 2
    return math.nan if wanted > MOST_NEEDED else float(max(math.ceil(round(wanted - n, 6)), 1))


def more_answers(
    n: float, gap: float, interval: tuple[float, float], inner: tuple[float, float], smallest: float
) -> float:
    """Give how many more answers would decide what customers say, if the gap stays where it is.

    A gap within ± the smallest that matters is decided by the inner interval, any other by the outer one.
    """
    if abs(gap) < smallest:
        return more_needed(n, max(inner[1] - gap, gap - inner[0]), smallest - abs(gap))
    reach = interval[1] - gap if gap < 0 else gap - interval[0]
    return more_needed(n, reach, abs(gap) - smallest)


def more_cases(n: float, within: float, interval: tuple[float, float], promised: float) -> float:
    """Give how many more cases would decide whether a promise was kept, if the share within stays where it is."""
    reach = interval[1] - within if within < promised else within - interval[0]
    return more_needed(n, reach, abs(within - promised))
