"""What was delivered of each standard: every promise that was followed, and the worst of them, which decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from servgap._stats.registry import Function
from servgap.analysis.reasons import NONE
from servgap.analysis.review.proposals import BROKEN, KEPT, NOT_MEASURED, WORST_FIRST, worst_delivery
from servgap.analysis.verdicts import UNDECIDED
from servgap.errors import ServgapError
from servgap.errors import review as errors
from servgap.survey.operations.operations import CHANNEL, FROM_OPERATIONS, STANDARD, Operations
from servgap.survey.operations.together import as_one
from servgap.survey.waves import calendar_order

if TYPE_CHECKING:
    from servgap.analysis.operations.verb import OperationsTrack

QUARTER = "quarter"
NUMBERED = 3
"""Digits up to which labels that are numbers may as well be those of branches."""


@dataclass(frozen=True)
class Held:
    """One promise that was followed: where and by whom, what was promised and delivered, and whether it was kept.

    It has no verdict where nothing was promised to hold it against, and `reason` says so.
    """

    stage: str
    channel: str
    promised: float
    within: float
    low: float
    high: float
    n: int
    verdict: str
    observer: str = FROM_OPERATIONS
    reason: str = NONE


@dataclass(frozen=True)
class Delivered:
    """What was delivered of one standard in one group.

    Parameters
    ----------
    verdict
        The worst of its promises, or ``"not_measured"``. Operations decide, and visits only where these say nothing.
    worst
        The promise that decides; None where there is none.
    held
        All that were judged, by operations and by visits.
    unpromised
        Visits for which no share was promised.
    followed
        Whether anything was counted at all, be it held against a limit or not.
    complaints
        Complaints about it; NaN where none are counted.
    """

    verdict: str = NOT_MEASURED
    worst: Held | None = None
    held: tuple[Held, ...] = ()
    unpromised: tuple[Held, ...] = ()
    followed: bool = False
    complaints: float = np.nan

    @property
    def decided_by(self) -> tuple[Held, ...]:
        """The promises that decide: those of the operations' own books, where there are any."""
        own = tuple(each for each in self.held if each.observer == FROM_OPERATIONS)
        return own or self.held

    @property
    def disagree(self) -> bool:
        """Whether operations, shoppers and auditors contradict one another: kept by one of them, broken by another."""
        return {KEPT, BROKEN} <= {worst_delivery(verdicts) for verdicts in self._by_observer.values()}

    @property
    def differ(self) -> bool:
        """Whether one of them finds promises that are not alike on all channels, in all stages or places."""
        return any(len(verdicts) > 1 for verdicts in self._by_observer.values())

    @property
    def _by_observer(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for each in self.held:
            found.setdefault(each.observer, set()).add(each.verdict)
        return found


@dataclass(frozen=True)
class Deliveries:
    """What was delivered, by group and standard.

    Parameters
    ----------
    found
        By the labels of a group, and the key of a standard.
    period
        The newest period, of which it is told; empty where operations have none.
    beyond
        Standards of the operations about which customers were not asked.
    given
        Whether any operations were handed in.
    at_once
        Whether intervals hold at once over all promises of a group.
    statistics
        What its numbers are computed by.
    """

    found: Mapping[tuple[tuple[str, ...], str], Delivered]
    period: str = ""
    beyond: tuple[str, ...] = ()
    given: bool = False
    at_once: bool = False
    statistics: tuple[Function, ...] = ()

    def of(self, cell: tuple[str, ...], standard: str) -> Delivered:
        """Give what was delivered of a standard in a group."""
        return self.found.get((cell, standard), Delivered())


def deliveries_of(
    operations: Any,
    catalogue: Any,
    by: tuple[str, ...],
    cells: Sequence[tuple[str, ...]],
    keys: Mapping[str, tuple[str, ...]],
    level: float,
) -> Deliveries:
    """Hold operations against the limits, and part them into groups and standards.

    Of operations with periods, the newest counts. A group has the operations of its own where these are told apart by
    the same attribute, else those of all. Whatever else tells them apart, such as branches, is as a channel: the worst
    decides.

    Parameters
    ----------
    operations
        `Operations`, or a list of them, which are tracked by the catalogue's limits, or an `OperationsTrack` as it is.
    catalogue
        The catalogue, or standards with limits under an attribute of that name.
    by, cells
        The attributes of the groups, and their labels.
    keys
        The keys under which each standard may stand in the operations.
    level
        The level of the intervals.

    Raises
    ------
    ServgapError
        If it is neither of the two.
    """
    if operations is None:
        return Deliveries({})
    track, at_once = _tracked(operations, catalogue, by, level)
    names = track.basis.separately
    tables = [track.frames[name] for name in ("frame", "rates", "visits")]
    period = _period(names, tables)
    (frame, rates, visits), newest = _newest(tables, period)
    shared = [name for name in by if name in names]
    others = [name for name in names if name not in (*shared, period, CHANNEL)]
    found = {}
    for cell in cells:
        label = dict(zip(by, cell, strict=True))
        mine = [_of_group(each, {name: label[name] for name in shared}) for each in (frame, rates, visits)]
        for key, stands_as in keys.items():
            found[cell, key] = _delivered([each[each[STANDARD].isin(stands_as)] for each in mine], others)
    known = {each for stands_as in keys.values() for each in stands_as}
    told = dict.fromkeys(key for each in tables for key in each[STANDARD])
    return Deliveries(
        found,
        newest,
        tuple(str(each) for each in told if each not in known),
        given=True,
        at_once=at_once,
        statistics=tuple(each.compute for each in track.basis.statistics),
    )


def _tracked(operations: Any, catalogue: Any, by: tuple[str, ...], level: float) -> tuple[OperationsTrack, bool]:
    from servgap.analysis.operations.verb import OperationsTrack, track_operations

    operations = as_one(operations)
    if isinstance(operations, OperationsTrack):
        return operations, bool(operations.basis.family)
    if not isinstance(operations, Operations):
        raise errors.not_delivered(operations)
    shared = [name for name in by if name in operations.keys and name != STANDARD]
    told = [name for name in operations.keys if name not in (STANDARD, CHANNEL, *shared)]
    periods = [name for name in told if _is_calendar(name, _labels(name, operations.tables))]
    names = [*shared, *periods[:1]]
    return track_operations(operations, by=names, catalogue=catalogue, simultaneous=True, confidence=level), True


def _is_calendar(name: str, labels: Sequence[str]) -> bool:
    """Tell whether labels are periods; bare numbers are only where the column is called so."""
    if not labels:
        return False
    if name != QUARTER and all(label.isdigit() and len(label) <= NUMBERED for label in labels):
        return False
    try:
        calendar_order(name, labels)
    except ServgapError:
        return False
    return True


def _period(names: Sequence[str], frames: Sequence[pd.DataFrame]) -> str:
    for name in names:
        labels = _labels(name, frames)
        if name != CHANNEL and _is_calendar(name, labels):
            return name
    return ""


def _labels(name: str, frames: Sequence[pd.DataFrame]) -> list[str]:
    """Give the values of a key; visits, which stand last, may name none and are of all then."""
    *of_operations, visits = ({str(label) for label in frame[name]} for frame in frames)
    return sorted(set().union(*of_operations, visits - {""}))


def _newest(tables: Sequence[pd.DataFrame], period: str) -> tuple[list[pd.DataFrame], str]:
    """Keep the newest period that anything is known of, and visits that name none."""
    if not period:
        return list(tables), ""
    labels = _labels(period, tables)
    newest = labels[calendar_order(period, labels)[-1]]
    kept = ([newest], [newest], [newest, ""])
    return [each[each[period].astype(str).isin(wanted)] for each, wanted in zip(tables, kept, strict=True)], newest


def _of_group(frame: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    for name, label in labels.items():
        frame = frame[frame[name].astype(str) == label]
    return frame


def _delivered(tables: Sequence[pd.DataFrame], others: Sequence[str]) -> Delivered:
    frame, rates, visits = tables
    held = [_held(record, others) for record in frame.to_dict("records")]
    held += [_rated(record, others) for record in rates.to_dict("records")]
    seen = [_seen(record, others) for record in visits.to_dict("records") if record["n_visits"]]
    complaints = float(rates["complaints"].sum()) if len(rates) else np.nan
    judged = tuple(each for each in (*held, *seen) if each.verdict)
    unpromised = tuple(each for each in seen if not each.verdict)
    found = Delivered(NOT_MEASURED, None, judged, unpromised, bool(held or seen), complaints)
    verdict = worst_delivery(each.verdict for each in found.decided_by)
    deciding = [each for each in found.decided_by if each.verdict == verdict]
    return replace(found, verdict=verdict, worst=min(deciding, key=_shortfall) if deciding else None)


def _shortfall(held: Held) -> float:
    """Give how far a share lies above what was promised; the lowest is the worst."""
    known = held.within if np.isfinite(held.within) else held.low
    return known - held.promised if np.isfinite(known) and np.isfinite(held.promised) else 0.0


def _held(record: Mapping[Any, Any], others: Sequence[str]) -> Held:
    """Judge a promise by its share, and by the longest that was promised where a case is beyond it."""
    verdict = BROKEN if record["longest_verdict"] == BROKEN else str(record["verdict"])
    return Held(
        stage=str(record["case_stage"]),
        channel=_where(record, others),
        promised=float(record["promised_share"]),
        within=float(record["within"]),
        low=float(record["within_low"]),
        high=float(record["within_high"]),
        n=int(record["n_cases"]),
        verdict=verdict if verdict in WORST_FIRST else "",
    )


def _rated(record: Mapping[Any, Any], others: Sequence[str]) -> Held:
    """Judge the most complaints that were promised; a rate has no share within a limit."""
    verdict = str(record["verdict"])
    nothing = np.nan
    n = int(record["complaints"])
    verdict = verdict if verdict in (KEPT, BROKEN, UNDECIDED) else ""
    return Held("", _where(record, others), nothing, nothing, nothing, nothing, n, verdict)


def _seen(record: Mapping[Any, Any], others: Sequence[str]) -> Held:
    """Take what visits found."""
    return Held(
        stage="",
        channel=_where(record, others),
        promised=float(record["promised_share"]),
        within=float(record["visits_share"]),
        low=float(record["visits_low"]),
        high=float(record["visits_high"]),
        n=int(record["n_visits"]),
        verdict=str(record["verdict"]),
        observer=str(record["observed_by"]),
        reason=str(record["reason"]),
    )


def _where(record: Mapping[Any, Any], others: Sequence[str]) -> str:
    return ", ".join(filter(None, (str(record["case_channel"]), *(str(record[name]) for name in others))))
