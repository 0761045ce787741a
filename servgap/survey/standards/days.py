"""Days in a catalogue: written as ISO 8601 does, and never today."""

from __future__ import annotations

import datetime as dt
import re

from servgap.errors import catalogues as errors

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PART_OF_A_YEAR = re.compile(r"\d{4}(-(0[1-9]|1[0-2]|Q[1-4]))?|\d{4}Q[1-4]")


def is_day(written: str) -> bool:
    """Tell whether a text is a day of the calendar, such as ``"2026-12-31"``.

    Examples
    --------
    >>> [is_day(written) for written in ("2026-12-31", "2026-02-30", "31.12.2026", "2026")]
    [True, False, False, False]
    """
    if not _DAY.fullmatch(written):
        return False
    try:
        dt.date.fromisoformat(written)
    except ValueError:
        return False
    return True


def is_time_of_revision(written: str) -> bool:
    """Tell whether a text says when something was revised: a day, a month, a quarter or a year."""
    return is_day(written) or _PART_OF_A_YEAR.fullmatch(written) is not None


def day_told(on: object) -> dt.date:
    """Take the day that somebody tells.

    Raises
    ------
    ServgapError
        If it is none.
    """
    if isinstance(on, dt.datetime):
        return on.date()
    if isinstance(on, dt.date):
        return on
    if isinstance(on, str) and is_day(on):
        return dt.date.fromisoformat(on)
    raise errors.no_day(on)
