"""Waves of a survey in their order: as they are named, as they are told, or as their categories stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

import pandas as pd

from servgap.errors import analysis as errors
from servgap.survey.groups import group_labels
from servgap.survey.wave_names import DAY, HALF, MOMENT, MONTH, MONTHS, QUARTER, YEAR, Kind, Time, times_of

WaveOrder: TypeAlias = "str | Sequence[Any] | None"
"""How waves come after one another: a list of their names, or what dates are cut to; None where they say it."""
CUTS = (DAY, MONTH, QUARTER, HALF, YEAR)
"""What dates may be cut to."""
MOST_DAYS = 40
"""Days up to which each is a wave without being asked for; so many quarters are ten years."""


def calendar_order(by: str, labels: Sequence[str], order: WaveOrder = None, known: Sequence[str] = ()) -> list[int]:
    """
    Put the labels of waves in order: the one that is told, else that of their categories, else the calendar's.

    Understood are quarters (2026Q1, 1Q26, Q1 2026, FY26 Q1, 2026年第一季度), halves (2026H1, 2026上半年), months
    (2026-03, Mar-26, 2026年3月), these without a year (Q1, 一季度, 上半年, March), days (2026-03-31), years, numbers
    (Wave 2, 第2期), and before and after (pre, 培训前), as long as all labels are of one kind. Of two digits 00 to 68
    are years of this century.

    Parameters
    ----------
    by
        The attribute, for complaints.
    labels
        The waves' labels, each once.
    order
        The names of the waves, earliest first; others may stand among them.
    known
        The names in the order of an ordered categorical; nothing where the attribute was none.

    Returns
    -------
    list of int
        Where the labels stand, earliest first.

    Raises
    ------
    ServgapError
        If nothing says which wave comes after which, or two mean the same time.

    Examples
    --------
    >>> calendar_order("quarter", ["2026Q2", "2025 Q4", "1Q26"])
    [1, 2, 0]
    >>> calendar_order("season", ["summer", "spring"], order=["spring", "summer", "autumn"])
    [1, 0]
    """
    if order is not None and not isinstance(order, str):
        return _as_told(by, labels, order)
    if known and set(labels) <= set(known):
        return sorted(range(len(labels)), key=lambda number: known.index(labels[number]))
    times = _understood(by, labels)
    first: dict[tuple[int, int, int], str] = {}
    for label, time in zip(labels, times, strict=True):
        if time.place in first:
            raise errors.waves_alike(by, first[time.place], label)
        first[time.place] = label
    return sorted(range(len(labels)), key=lambda number: times[number].place)


def _as_told(by: str, labels: Sequence[str], order: Iterable[Any]) -> list[int]:
    listed = list(order) if isinstance(order, Iterable) else [order]
    names = group_labels(pd.Series(listed, dtype=object))
    twice = [name for name, again in zip(names, pd.Series(names, dtype=object).duplicated(), strict=True) if again]
    missing = [label for label in labels if label not in names]
    if not isinstance(order, Iterable) or twice or missing or not all(names):
        raise errors.order_unusable(by, list(labels), missing, twice, CUTS)
    return sorted(range(len(labels)), key=lambda number: names.index(labels[number]))


def _understood(by: str, labels: Sequence[str]) -> list[Time]:
    """Read all labels, which have to be of one kind.

    Raises
    ------
    ServgapError
        If some are not understood, are moments, or are of other kinds than others.
    """
    read = times_of(labels)
    strange = [label for label, time in zip(labels, read, strict=True) if time is None]
    if strange:
        raise errors.not_in_order(by, strange)
    times = [time for time in read if time is not None]
    examples: dict[Kind, str] = {}
    for label, time in zip(labels, times, strict=True):
        examples.setdefault(time.kind, label)
    moments = [label for kind, label in examples.items() if kind.length == MOMENT]
    if moments:
        raise errors.waves_are_days(by, moments[0], len(labels), CUTS)
    if len(examples) > 1:
        raise errors.waves_of_several_kinds(by, list(examples.values()))
    return times


def check_days(by: str, labels: Sequence[str]) -> None:
    """Refuse so many days that they will hardly be meant for waves.

    Raises
    ------
    ServgapError
        If there are more than a chart shows.
    """
    if len(labels) > MOST_DAYS and all(time is not None and time.kind.length == DAY for time in times_of(labels)):
        raise errors.waves_are_days(by, labels[0], len(labels), CUTS)


def decided_by_rule(labels: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Give the labels of which a rule had to decide what they mean, such as years of two digits, and what was taken.

    Examples
    --------
    >>> decided_by_rule(["Jan-25", "Feb-25"])
    (('Jan-25', '2025-01'), ('Feb-25', '2025-02'))
    >>> decided_by_rule(["2026Q1"])
    ()
    """
    read = zip(labels, times_of(labels), strict=True)
    return tuple((label, time.name) for label, time in read if time is not None and time.by_rule)


def cut_to(by: str, labels: Sequence[str], length: str) -> dict[str, str]:
    """Name for each label the quarter, month or what else is asked for in which it lies.

    Parameters
    ----------
    by
        The attribute, for complaints.
    labels
        Days, moments, or other parts of a year that are not longer than what is asked for; no empty label.
    length
        One of `CUTS`.

    Raises
    ------
    ServgapError
        If that is none, or a label is no date, or longer.

    Examples
    --------
    >>> cut_to("date", ["2026-03-31 14:02:11", "2026/4/2"], "quarter")
    {'2026-03-31 14:02:11': '2026Q1', '2026/4/2': '2026Q2'}
    """
    if length not in CUTS:
        raise errors.no_such_cut(length, CUTS)
    cut, strange = {}, []
    for label, time in zip(labels, times_of(labels), strict=True):
        if time is None or not _lies_in(time, length):
            strange.append(label)
        else:
            cut[label] = _part_of(time, length).name
    if strange:
        raise errors.not_cut(by, length, strange)
    return cut


def _lies_in(time: Time, length: str) -> bool:
    if not time.kind.dated or time.months is None:
        return False
    if length == DAY:
        return time.kind.length in (DAY, MOMENT)
    return time.kind.length == MOMENT or CUTS.index(time.kind.length) <= CUTS.index(length)


def _part_of(time: Time, length: str) -> Time:
    """Give the part of a year in which a day, or a shorter part, lies."""
    if length == DAY or time.months is None:
        return time
    month = time.months[0] % 12
    part = 0 if length == YEAR else month // MONTHS[length] + 1
    return Time(Kind(length, time.kind.fiscal), time.year, part)


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
    >>> named_by("4Q26", ["2026Q3", "2026Q4"]), named_by("2026", ["2025Q4", "2026Q1", "2026Q2"])
    ([1], [1, 2])
    >>> named_by("spring", ["2026Q1"])
    []
    """
    written = [number for number, label in enumerate(labels) if label.strip() == period.strip()]
    asked, *times = times_of([period, *labels])
    if written or asked is None:
        return written
    places = enumerate(times)
    return [number for number, time in places if time is not None and (_same(time, asked) or _within(time, asked))]


def _same(one: Time, other: Time) -> bool:
    return (one.kind, one.place) == (other.kind, other.place)


def _within(wave: Time, period: Time) -> bool:
    """Tell whether a wave lies in a longer period."""
    inner, outer = wave.months, period.months
    if inner is None or outer is None or wave.kind.length == period.kind.length or period.kind.length in (DAY, MOMENT):
        return False
    alike = (wave.kind.fiscal, wave.kind.dated) == (period.kind.fiscal, period.kind.dated)
    return alike and outer[0] <= inner[0] and inner[1] <= outer[1]
