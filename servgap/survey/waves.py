"""Waves of a survey in calendar order, from the ways in which quarters, months and dates are written."""

from __future__ import annotations

import re
from collections.abc import Sequence

from servgap.errors import analysis as errors

Place = tuple[int, int, int]

CHINESE = {"一": "1", "二": "2", "三": "3", "四": "4"}
FORMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("quarter", r"(?P<year>\d{4})\s*[-/. ]?\s*Q\s*(?P<part>[1-4])"),
        ("quarter", r"Q\s*(?P<part>[1-4])\s*[-/. ]?\s*(?P<year>\d{4})"),
        ("quarter", r"(?P<year>\d{4})\s*年?\s*第?\s*(?P<part>[1-4])\s*季度?"),
        ("half", r"(?P<year>\d{4})\s*[-/. ]?\s*[HS]\s*(?P<part>[12])"),
        ("month", r"(?P<year>\d{4})\s*[-/.]\s*(?P<part>0?[1-9]|1[0-2])"),
        ("month", r"(?P<year>\d{4})\s*年\s*(?P<part>0?[1-9]|1[0-2])\s*月"),
        ("day", r"(?P<year>\d{4})\s*[-/.]\s*(?P<part>0?[1-9]|1[0-2])\s*[-/.]\s*(?P<day>0?[1-9]|[12]\d|3[01])"),
        ("day", r"(?P<year>\d{4})\s*年\s*(?P<part>0?[1-9]|1[0-2])\s*月\s*(?P<day>0?[1-9]|[12]\d|3[01])\s*日"),
        ("year", r"(?P<year>\d{4})\s*年?"),
        ("number", r"(?:wave|round|w|第)?\s*(?P<part>\d{1,3})\s*(?:期|轮|波)?"),
    )
)


def calendar_order(by: str, labels: Sequence[str]) -> list[int]:
    """
    Put the labels of waves in calendar order.

    Quarters (2026Q1, Q1 2026, 2026年第1季度), halves (2026H1), months (2026-03, 2026年3月), days (2026-03-31), years
    and plain numbers (Wave 2) are understood, as long as all labels are of one kind.

    Parameters
    ----------
    by
        The attribute, for complaints.
    labels
        The waves' labels, each once.

    Returns
    -------
    list of int
        Where the labels stand, earliest first.

    Examples
    --------
    >>> calendar_order("quarter", ["2026Q2", "2025 Q4", "Q1 2026"])
    [1, 2, 0]
    """
    read = [_place(label) for label in labels]
    strange = [label for label, place in zip(labels, read, strict=True) if place is None]
    kinds = {place[0] for place in read if place is not None}
    if strange or len(kinds) > 1:
        raise errors.not_in_order(by, strange or list(labels))
    places = [place[1] for place in read if place is not None]
    first: dict[Place, str] = {}
    for label, place in zip(labels, places, strict=True):
        if place in first:
            raise errors.waves_alike(by, first[place], label)
        first[place] = label
    return sorted(range(len(labels)), key=lambda number: places[number])


def named_by(period: str, labels: Sequence[str]) -> list[int]:
    """
    Find the waves that a period names: one as it is written, or in another way, or all that lie within it.

    Parameters
    ----------
    period
        Such as ``"2026Q4"``, ``"Q4 2026"`` or, for four quarters, ``"2026"``.
    labels
        The waves' labels.

    Returns
    -------
    list of int
        Where the waves stand; none where the period names none.

    Examples
    --------
    >>> named_by("Q4 2026", ["2026Q3", "2026Q4"]), named_by("2026", ["2025Q4", "2026Q1", "2026Q2"])
    ([1], [1, 2])
    >>> named_by("spring", ["2026Q1"])
    []
    """
    written = [number for number, label in enumerate(labels) if label.strip() == period.strip()]
    asked = _place(period)
    if written or asked is None:
        return written
    places = enumerate(map(_place, labels))
    return [number for number, place in places if place is not None and (place == asked or _within(place, asked))]


MONTHS = {"quarter": 3, "half": 6, "month": 1, "day": 1, "year": 12}


def _months(kind: str, place: Place) -> tuple[int, int] | None:
    """Give the first and the last month of a wave, counted through the years; nothing where waves are but numbered."""
    if kind not in MONTHS:
        return None
    year, part, _ = place
    first = 12 * year + max(part - 1, 0) * MONTHS[kind]
    return first, first + MONTHS[kind] - 1


def _within(wave: tuple[str, Place], period: tuple[str, Place]) -> bool:
    """Tell whether a wave lies in a longer period."""
    inner, outer = _months(*wave), _months(*period)
    if inner is None or outer is None or wave[0] == period[0] or period[0] == "day":
        return False
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _place(label: str) -> tuple[str, Place] | None:
    written = "".join(CHINESE.get(sign, sign) for sign in label.strip())
    for kind, form in FORMS:
        found = form.fullmatch(written)
        if found:
            groups = found.groupdict()
            year, part, day = (int(groups.get(name) or 0) for name in ("year", "part", "day"))
            return kind, (year, part, day)
    return None
