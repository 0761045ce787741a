"""The Limit of a standard: what is promised, to how many, and how long it takes at the longest."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from numbers import Real
from typing import Any, TypeAlias
from unicodedata import normalize

from servgap.errors import catalogues as errors
from servgap.language.shown import check_whole
from servgap.survey.standards.units import SECONDS, UNCLEAR, exact, in_unit, unit_of

#: What would end a unit's or a channel's name where a limit is written in one cell.
SEPARATORS = frozenset(",;:，；：、%\"'\n\r\t")
#: Up to where every whole number is told apart from its neighbours, and is written as one.
MOST_WHOLE = 1e15


@dataclass(frozen=True)
class Limit:
    """What a standard promises: at most so much, to such a share of customers, and to nobody more than the longest.

    Parameters
    ----------
    value, unit
        The most that it may be, in a unit: ``"s"``, ``"min"``, ``"h"`` or ``"d"`` for a time, however it is spelt, or
        any other (``"rings"``, ``"working days"``), which is not converted.
    share
        The share of customers, between 0 and 1, to whom it is promised; None where no share was promised.
    longest
        What nobody is to exceed, in the same unit.
    channel
        The channel of those to whom it is promised; None for all of them.

    Raises
    ------
    ServgapError
        If the value is no number above 0, the share is not between 0 and 1, or the longest is less than the limit.

    Examples
    --------
    >>> import servgap as sg
    >>> sg.Limit(15, "s", share=0.85, channel="phone")
    Limit(value=15, unit='s', share=0.85, longest=None, channel='phone')
    >>> sg.Limit(48, "hours", longest=360).unit
    'h'
    """

    value: float
    unit: str
    share: float | None = None
    longest: float | None = None
    channel: str | None = None

    def __post_init__(self) -> None:
        if not _is_number(self.value) or not self.value > 0:
            raise errors.limit_value("value", self.value)
        object.__setattr__(self, "unit", _unit(self.unit))
        if self.share is not None and not (_is_number(self.share) and 0 < self.share <= 1):
            raise errors.limit_share(self.share)
        if self.longest is not None:
            if not _is_number(self.longest):
                raise errors.limit_value("longest", self.longest)
            if self.longest < self.value:
                raise errors.longest_below(self.longest, self.value, self.unit)
        if self.channel is not None:
            object.__setattr__(self, "channel", _name("channel", self.channel))
        for name in ("value", "share", "longest"):
            object.__setattr__(self, name, _plain(getattr(self, name)))

    @property
    def is_time(self) -> bool:
        """Whether it is a time, which can be had in any unit of time."""
        return self.unit in SECONDS

    def value_in(self, unit: str) -> float | None:
        """Give the value in another unit; None where it cannot be converted.

        Examples
        --------
        >>> from servgap import Limit
        >>> Limit(2, "d").value_in("h"), Limit(3, "rings").value_in("s")
        (48, None)
        """
        return in_unit(self.value, self.unit, unit_of(unit))

    def longest_in(self, unit: str) -> float | None:
        """Give the longest in another unit; None where there is none, or it cannot be converted.

        Examples
        --------
        >>> from servgap import Limit
        >>> Limit(48, "h", longest=360).longest_in("d"), Limit(48, "h").longest_in("d")
        (15, None)
        """
        return None if self.longest is None else in_unit(self.longest, self.unit, unit_of(unit))

    def is_comparable(self, other: Limit) -> bool:
        """Tell whether two limits are of one kind: both times, or both in the same unit.

        Examples
        --------
        >>> from servgap import Limit
        >>> Limit(2, "d").is_comparable(Limit(48, "h")), Limit(2, "d").is_comparable(Limit(3, "rings"))
        (True, False)
        """
        return self.unit == other.unit or (self.is_time and other.is_time)

    def against(self, other: Limit) -> str:
        """Say how it stands beside another: ``"tighter"``, ``"looser"``, ``"same"`` or ``"mixed"``.

        A lower value, a larger share and a lower longest are tighter; a share, or a longest, is tighter than none.
        ``"mixed"`` where one of them is tighter and another looser, and ``"other"`` where the units do not compare.

        Examples
        --------
        >>> from servgap import Limit
        >>> Limit(2, "d").against(Limit(48, "h")), Limit(15, "s", share=0.9).against(Limit(20, "s", share=0.85))
        ('same', 'tighter')
        """
        if not self.is_comparable(other):
            return "other"
        pairs = zip(_strictness(self), _strictness(other), strict=True)
        ways = {(mine > its) - (mine < its) for mine, its in pairs}
        return "mixed" if ways >= {1, -1} else "tighter" if 1 in ways else "looser" if -1 in ways else "same"


Limits: TypeAlias = "Limit | tuple[Limit, ...] | None"


def limits_of(standard: str, name: str, given: Any) -> Limits:
    """Take one limit, or several of different channels; a single one stands by itself, and none is None."""
    if given is None or isinstance(given, Limit):
        return given
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise errors.not_a_limit(standard, name, given)
    found = tuple(given)
    for each in found:
        if not isinstance(each, Limit):
            raise errors.not_a_limit(standard, name, each)
    channels = [each.channel for each in found]
    twice = [channel for at, channel in enumerate(channels) if channel in channels[:at]]
    if twice:
        raise errors.channel_twice(standard, name, twice[0])
    return found if len(found) > 1 else found[0] if found else None


def listed_limits(limits: Limits) -> tuple[Limit, ...]:
    """Give limits as a tuple, whether there is none, one or several."""
    return () if limits is None else (limits,) if isinstance(limits, Limit) else limits


def _strictness(limit: Limit) -> tuple[Fraction, Fraction, Fraction]:
    """Give what grows as a limit gets tighter: the value and the longest with their signs turned, and the share."""
    seconds = SECONDS.get(limit.unit, 1)
    endless = -(Fraction(10) ** 400)  # beyond any number of a float
    longest = endless if limit.longest is None else -exact(limit.longest) * seconds
    return -exact(limit.value) * seconds, exact(limit.share or 0), longest


def _unit(given: Any) -> str:
    unit = unit_of(_name("unit", given))
    if unit.casefold() in UNCLEAR:
        raise errors.unit_unclear(unit, UNCLEAR[unit.casefold()])
    if any(sign.isdigit() for sign in unit):
        raise errors.unit_unusable(given)
    return unit


def _name(what: str, given: Any) -> str:
    if not isinstance(given, str):
        raise errors.limit_name(what, given)
    check_whole(given, f"the {what} of a limit")
    name = " ".join(normalize("NFKC", given).split())
    if not name or not SEPARATORS.isdisjoint(given) or not SEPARATORS.isdisjoint(name):
        raise errors.limit_name(what, given)
    return name


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(float(value))


def _plain(value: Any) -> Any:
    """Give a number as Python's own, and a whole one as such."""
    if value is None:
        return None
    return int(value) if float(value).is_integer() and abs(value) < MOST_WHOLE else float(value)
