"""Limits as people write them in one cell: ``phone: 15 s, 85 %; post: 48 h, longest 15 d``, or 15 秒内，85%."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from unicodedata import normalize

from servgap.errors import ServgapError
from servgap.survey.standards.limit import Limit, Limits, listed_limits
from servgap.survey.standards.units import in_unit, unit_of

HOW = "15 s, 85 %, or phone: 15 s, 85 %; post: 48 h, longest 15 d"
"""How limits are written in one cell, for complaints."""
_NUMBER = r"(\d+(?:\.\d+)?)"
_SHARE = re.compile(rf"^(?:share\s*)?{_NUMBER}\s*%$", re.IGNORECASE)
_SHARE_FIRST = re.compile(rf"^{_NUMBER}\s*%\s*(?:(?:of\s+\w+\s+)?(?:within|in)\b|在)", re.IGNORECASE)
_LONGEST = re.compile(r"^(?:(?:at the |at )?longest|max(?:imum)?\.?|最长(?:不超过)?|最迟)\s*", re.IGNORECASE)
_LEADING = re.compile(
    r"^(?:within|in\b|at most|up to|(?:no|not) more than|<=|≤|<|在|不超过|至多|最多)\s*", re.IGNORECASE
)
_TRAILING = re.compile(r"\s*(?:or less|at most|以内|之内|内)$", re.IGNORECASE)
_AMOUNT = re.compile(rf"^{_NUMBER}\s*(\D+)$")


class UnreadableLimitError(ValueError):
    """What stands in a cell is no limit; the text says why not."""


def read_limits(written: str) -> tuple[Limit, ...]:
    """Read the limits that stand in one cell.

    Parameters
    ----------
    written
        The text: limits of several channels parted by semicolons or line breaks, each with its channel before a colon;
        within one, parted by commas, the value with its unit, the share in per cent and the longest.

    Raises
    ------
    UnreadableLimitError
        If it does not say what is promised without a guess.

    Examples
    --------
    >>> read_limits("48小时内，最长15天")
    (Limit(value=48, unit='h', share=None, longest=360, channel=None),)
    >>> [(each.channel, each.value, each.share) for each in read_limits("phone: within 15 s, 85 %; chat: 40 s, 80 %")]
    [('phone', 15, 0.85), ('chat', 40, 0.8)]
    """
    each = (part.strip() for part in re.split(r"[;\n]", normalize("NFKC", written)))
    try:
        found = tuple(_limit(part) for part in each if part)
    except ServgapError as refusal:
        raise UnreadableLimitError(str(refusal)) from None
    channels = [limit.channel for limit in found]
    if len(set(channels)) < len(channels):
        raise UnreadableLimitError("two of its limits are of the same channel, or of none")
    return found


def _limit(written: str) -> Limit:
    channel, colon, promised = written.partition(":")
    if not colon:
        channel, promised = "", written
    said: dict[str, Any] = {}
    for part in filter(None, (each.strip() for each in re.split(r"[,、]", promised))):
        for what, amount in _said(part):
            if what in said:
                twice = f"it says its {what} twice, or does not say which is the longest"
                raise UnreadableLimitError(twice)
            said[what] = amount
    if "limit" not in said:
        raise UnreadableLimitError("it does not say within what" if said else "it holds no number")
    value, unit = said["limit"]
    return Limit(value, unit, said.get("share"), _longest(said.get("longest"), unit), channel.strip() or None)


def _said(part: str) -> Iterator[tuple[str, Any]]:
    """Say what is promised in one part of a limit: its share, its longest, or the limit itself."""
    first = _SHARE_FIRST.match(part) or _SHARE.match(part)
    if first is not None:
        yield "share", share_of(first[1])
        part = part[first.end() :].strip()
    if part:
        said, is_longest = _LONGEST.subn("", part)
        yield ("longest" if is_longest else "limit"), _amount(said)


def _longest(longest: tuple[float, str] | None, unit: str) -> float | None:
    if longest is None:
        return None
    found = in_unit(*longest, unit)
    if found is None:
        units = f"its longest is in {longest[1]} and its limit in {unit}"
        raise UnreadableLimitError(units)
    return found


def _amount(written: str) -> tuple[float, str]:
    bare = _TRAILING.sub("", _LEADING.sub("", written)).strip()
    found = _AMOUNT.match(bare)
    if found is None:
        wrong = "has no unit" if re.fullmatch(_NUMBER, bare) else "is no number with a unit"
        unclear = f"{bare!r:.40} {wrong}"
        raise UnreadableLimitError(unclear)
    return number_of(found[1]), unit_of(found[2])


def number_of(written: str) -> float:
    """Give a number that is written with a point and no exponent."""
    value = float(written)
    return int(value) if value.is_integer() else value


def share_of(per_cent: str) -> float:
    """Give the share that so many per cent are, exactly as it would be written.

    Examples
    --------
    >>> share_of("85"), share_of("99.9")
    (0.85, 0.999)
    """
    return float(Decimal(per_cent) / 100)


def written_limits(limits: Limits) -> str:
    """Write limits so that `read_limits` gives them back.

    Examples
    --------
    >>> written_limits((Limit(15, "s", share=0.85, channel="phone"), Limit(48, "h", longest=360)))
    'phone: 15 s, 85 %; 48 h, longest 360 h'
    """
    return "; ".join(map(_written, listed_limits(limits)))


def _written(limit: Limit) -> str:
    parts = [f"{written_number(limit.value)} {limit.unit}"]
    if limit.share is not None:
        parts.append(f"{written_share(limit.share)} %")
    if limit.longest is not None:
        parts.append(f"longest {written_number(limit.longest)} {limit.unit}")
    return (f"{limit.channel}: " if limit.channel is not None else "") + ", ".join(parts)


def written_number(value: float) -> str:
    """Write a number exactly, without an exponent or a needless ``.0``."""
    return _written_exactly(Decimal(repr(value)))


def written_share(share: float) -> str:
    """Write a share of one in per cent, exactly."""
    return _written_exactly(Decimal(repr(share)) * 100)


def _written_exactly(value: Decimal) -> str:
    written = format(value, "f")
    return written.rstrip("0").rstrip(".") if "." in written else written
