"""Units of what is promised: which are times, and how people spell them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from unicodedata import normalize

SECONDS: Mapping[str, int] = {"s": 1, "min": 60, "h": 3600, "d": 86400}
"""Units of time, and how many seconds each is. A working day is none of them: how long it is, only a calendar knows."""
SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "s": ("s", "sec", "secs", "second", "seconds", "秒", "秒钟"),
    "min": ("min", "mins", "minute", "minutes", "分", "分钟", "分鐘"),
    "h": ("h", "hr", "hrs", "hour", "hours", "小时", "小時", "时", "钟头", "个小时"),
    "d": ("d", "day", "days", "天", "日", "自然日", "个自然日", "calendar day", "calendar days"),
}
UNCLEAR: Mapping[str, tuple[str, str]] = {"m": ("min", "month"), "mo": ("min", "month")}
"""Spellings that people use for several units, with what they may mean."""
_KNOWN = {spelling: unit for unit, spellings in SPELLINGS.items() for spelling in spellings}


def unit_of(written: str) -> str:
    """Give the unit that somebody wrote; one that is no time stands as it is written.

    Examples
    --------
    >>> [unit_of(written) for written in ("sec", "Hours", "天", "working days")]
    ['s', 'h', 'd', 'working days']
    """
    plain = " ".join(normalize("NFKC", written).split())
    return _KNOWN.get(plain.rstrip(".").casefold(), plain)


def exact(value: float) -> Fraction:
    """Give a number as it is written, so that 48 h are 2 d and 0.1 min are 6 s.

    Examples
    --------
    >>> exact(0.1) * 60
    Fraction(6, 1)
    """
    return Fraction(Decimal(repr(value)))


def in_unit(value: float, unit: str, wanted: str) -> float | None:
    """Give a time in another unit; None where one of the two is no time, and they are not the same.

    Examples
    --------
    >>> in_unit(15, "d", "h"), in_unit(3, "rings", "s")
    (360, None)
    """
    if unit == wanted:
        return value
    if unit not in SECONDS or wanted not in SECONDS:
        return None
    found = exact(value) * SECONDS[unit] / SECONDS[wanted]
    return int(found) if found.denominator == 1 else float(found)
