"""What stands in a report's title block only where it was told: a date, when answers were collected, and a logo."""

from __future__ import annotations

import base64
import datetime as dt
import os
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, TypeAlias

from servgap.errors import reports as errors
from servgap.language import Fact, say
from servgap.language.shown import check_whole

Day: TypeAlias = str | dt.date
Fieldwork: TypeAlias = str | tuple[Day, Day]

LARGEST = 1 << 20
"""Bytes of a logo; every page carries it."""
PNG, JPEG, SVG = "png", "jpeg", "svg+xml"
_STARTS = {PNG: b"\x89PNG\r\n\x1a\n", JPEG: b"\xff\xd8\xff"}


@dataclass(frozen=True)
class Logo:
    """A picture of one's own.

    Parameters
    ----------
    kind
        ``"png"``, ``"jpeg"`` or ``"svg+xml"``.
    content
        The file's bytes.
    """

    kind: str
    content: bytes

    @property
    def address(self) -> str:
        """The whole picture as an address, so that a page needs nothing beside it."""
        return f"data:image/{self.kind};base64,{base64.b64encode(self.content).decode('ascii')}"


def logo_of(path: str | PathLike[str] | None) -> Logo | None:
    """Read a logo; what it is is told by its content.

    Raises
    ------
    ServgapError
        If it cannot be read, is too large, or no PNG, JPEG or SVG.
    """
    if path is None:
        return None
    try:
        content = Path(os.fspath(path)).read_bytes()
    except (OSError, TypeError, ValueError) as problem:
        raise errors.logo_unreadable(path, str(problem)) from None
    if len(content) > LARGEST:
        raise errors.logo_too_large(path, len(content), LARGEST)
    kind = next((kind for kind, start in _STARTS.items() if content.startswith(start)), None)
    if kind is None and b"<svg" in content[:4096] and content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        kind = SVG
    if kind is None:
        raise errors.no_logo(path)
    return Logo(kind, content)


def date_told(date: Day | None) -> Fact:
    """Say of which date a report is, as it was told."""
    return None if date is None else say("front.date", date=_day(date, "date"))


def fieldwork_told(fieldwork: Fieldwork | None) -> Fact:
    """Say when answers were collected: from one day to another, or as it was told.

    Raises
    ------
    ServgapError
        If it is neither a text nor two days, or ends before it begins.
    """
    if fieldwork is None:
        return None
    if isinstance(fieldwork, str):
        check_whole(fieldwork, "the report's fieldwork")
        return say("front.fieldwork", case="told", told=fieldwork)
    days: Any = fieldwork
    if not isinstance(days, tuple | list) or len(days) != 2:
        raise errors.fieldwork_unusable(fieldwork)
    first, last = (_day(day, "fieldwork") for day in days)
    if isinstance(days[0], dt.date) and isinstance(days[1], dt.date) and last < first:
        raise errors.fieldwork_unusable(fieldwork)
    return say("front.fieldwork", case="span", first=first, last=last)


def _day(day: Any, what: str) -> str:
    if isinstance(day, dt.datetime):
        day = day.date()
    if isinstance(day, dt.date):
        return day.isoformat()
    if not isinstance(day, str) or not day.strip():
        raise errors.day_unusable(what, day)
    check_whole(day, f"the report's {what}")
    return day.strip()
