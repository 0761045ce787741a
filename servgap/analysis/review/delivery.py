"""What was delivered of each standard: every promise that was followed, and the worst of them, which decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from servgap._stats.registry import Function
from servgap.analysis.review.proposals import BROKEN, KEPT, NOT_MEASURED, WORST_FIRST, worst_delivery
from servgap.analysis.verdicts import UNDECIDED
from servgap.errors import ServgapError
from servgap.errors import review as errors
from servgap.survey.operations.operations import CHANNEL, STANDARD, Operations
from servgap.survey.waves import calendar_order

if TYPE_CHECKING:
    from servgap.analysis.operations.verb import OperationsTrack

QUARTER = "quarter"
NUMBERED = 3
"""Digits up to which labels that are numbers may as well be those of branches."""


@dataclass(frozen=True)
class Held:
    """One promise that was followed: where, what was promised and delivered, and whether it was kept."""

    stage: str
    channel: str
    promised: float
    within: float
    low: float
    high: float
    n: int
    verdict: str


@dataclass(frozen=True)
class Delivered:
    """What was delivered of one standard in one group.

    Parameters
    ----------
    verdict
        The worst of its promises, or ``"not_measured"``.
    worst
        The promise that decides; None where there is none.
    held
        All that were followed.
    followed
        Whether anything was counted at all, be it held against a limit or not.
    complaints
        Complaints about it; NaN where none are counted.
    """

    verdict: str = NOT_MEASURED
    worst: Held | None = None
    held: tuple[Held, ...] = ()
    followed: bool = False
    complaints: float = np.nan


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
    operations: Operations | OperationsTrack | None,
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
        `Operations`, which are tracked by the catalogue's limits, or an `OperationsTrack` as it is.
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
    period = _period(names, [track.frames["frame"], track.frames["rates"]])
    frame, rates, newest = _newest(track.frames["frame"], track.frames["rates"], period)
    shared = [name for name in by if name in names]
    others = [name for name in names if name not in (*shared, period, CHANNEL)]
    found = {}
    for cell in cells:
        label = dict(zip(by, cell, strict=True))
        mine, rated = (_of_group(each, {name: label[name] for name in shared}) for each in (frame, rates))
        for key, stands_as in keys.items():
            held, complaints = (each[each[STANDARD].isin(stands_as)] for each in (mine, rated))
            found[cell, key] = _delivered(held, complaints, others)
    known = {each for stands_as in keys.values() for each in stands_as}
    told = dict.fromkeys((*track.frames["frame"][STANDARD], *track.frames["rates"][STANDARD]))
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

    if isinstance(operations, OperationsTrack):
        return operations, bool(operations.basis.family)
    if not isinstance(operations, Operations):
        raise errors.not_delivered(operations)
    shared = [name for name in by if name in operations.keys and name != STANDARD]
    told = [name for name in operations.keys if name not in (STANDARD, CHANNEL, *shared)]
    periods = [name for name in told if _is_calendar(name, operations.groups(name))]
    names = [*shared, *periods[:1]]
    return track_operations(operations, by=names, catalogue=catalogue, simultaneous=True, confidence=level), True


def _is_calendar(name: str, labels: Sequence[str]) -> bool:
    """Tell whether labels are periods; bare numbers are only where the column is called so."""
    if name != QUARTER and all(label.isdigit() and len(label) <= NUMBERED for label in labels):
        return False
    try:
        calendar_order(name, labels)
    except ServgapError:
        return False
    return bool(labels)


def _period(names: Sequence[str], frames: Sequence[pd.DataFrame]) -> str:
    for name in names:
        labels = sorted({str(label) for frame in frames for label in frame[name]})
        if name != CHANNEL and _is_calendar(name, labels):
            return name
    return ""


def _newest(frame: pd.DataFrame, rates: pd.DataFrame, period: str) -> tuple[pd.DataFrame, pd.DataFrame, str]:
    """Keep the newest period that anything is known of."""
    if not period:
        return frame, rates, ""
    labels = sorted({str(label) for each in (frame, rates) for label in each[period]})
    newest = labels[calendar_order(period, labels)[-1]]
    return (*(each[each[period].astype(str) == newest] for each in (frame, rates)), newest)  # type: ignore[return-value]


def _of_group(frame: pd.DataFrame, labels: Mapping[str, str]) -> pd.DataFrame:
    for name, label in labels.items():
        frame = frame[frame[name].astype(str) == label]
    return frame


def _delivered(frame: pd.DataFrame, rates: pd.DataFrame, others: Sequence[str]) -> Delivered:
    held = [_held(record, others) for record in frame.to_dict("records")]
    held += [_rated(record, others) for record in rates.to_dict("records")]
    judged = tuple(each for each in held if each.verdict)
    complaints = float(rates["complaints"].sum()) if len(rates) else np.nan
    verdict = worst_delivery(each.verdict for each in judged)
    deciding = [each for each in judged if each.verdict == verdict]
    worst = min(deciding, key=_shortfall) if deciding else None
    return Delivered(verdict, worst, judged, bool(held), complaints)


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


def _where(record: Mapping[Any, Any], others: Sequence[str]) -> str:
    return ", ".join(filter(None, (str(record["case_channel"]), *(str(record[name]) for name in others))))
