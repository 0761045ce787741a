"""Limits as readers are told them, in no language yet."""

from __future__ import annotations

from servgap.language import Fact, joined, say, word, written
from servgap.survey.standards.limit import Limit, Limits, listed_limits
from servgap.survey.standards.limit_text import written_number, written_share
from servgap.survey.standards.units import SECONDS, in_unit

LEAST_TOLD = 2
"""How many of a larger unit a longest time has at least where it is told in that unit: 15 days, and 24 hours."""


def limits_said(limits: Limits) -> Fact:
    """Say what is promised, channel by channel."""
    return joined(map(limit_said, listed_limits(limits)), "clauses")


def limit_said(limit: Limit) -> Fact:
    """Say what is promised: within what, to which share, and what nobody is to exceed."""
    case = ("time" if limit.is_time else "other") + ("_share" if limit.share is not None else "")
    share = None if limit.share is None else written("{}%".format, written_share(limit.share))
    told = say("catalogue.limit.within", case=case, amount=_amount(limit.value, limit.unit), share=share)
    if limit.longest is not None:
        longest = say("catalogue.limit.longest", amount=_amount(*_longest(limit.longest, limit.unit)))
        told = say("catalogue.limit.with_longest", within=told, longest=longest)
    if limit.channel is None:
        return told
    return say("catalogue.limit.of_channel", channel=word("channel", limit.channel), told=told)


def _amount(value: float, unit: str) -> Fact:
    if unit not in SECONDS:
        return say("catalogue.units.own", n=written(written_number, value), unit=unit)
    if float(value).is_integer():
        return say(f"catalogue.units.{unit}", n=int(value))
    return say(f"catalogue.units.{unit}", case="other", n=written(written_number, value))


def _longest(value: float, unit: str) -> tuple[float, str]:
    """Give the longest in the largest unit of which it is several, and a whole number."""
    for larger in sorted(SECONDS, key=lambda each: -SECONDS[each]):
        found = in_unit(value, unit, larger) if unit in SECONDS and SECONDS[larger] > SECONDS[unit] else None
        if isinstance(found, int) and found >= LEAST_TOLD:
            return found, larger
    return value, unit
