"""Visits of mystery shoppers or auditors: the share in which a standard was met, against the share promised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from servgap._stats.shares.wilson import share_wilson
from servgap.analysis.operations.promises import Promises
from servgap.analysis.operations.rows import BROKEN, KEPT
from servgap.analysis.reasons import NO_SHARE_PROMISED, NONE
from servgap.analysis.verdicts import UNDECIDED
from servgap.survey.operations.operations import CHANNEL, STANDARD, Operations

COLUMNS = (
    *("case_channel", "observed_by", "n_visits", "n_met", "visits_share", "visits_low", "visits_high"),
    *("promised_share", "verdict", "reason"),
)
Group = tuple[str, ...]


@dataclass(frozen=True)
class Visited:
    """The visits of one observer to one standard and channel, in one group."""

    group: Group
    standard: str
    channel: str
    observer: str
    met: int
    visits: int
    promised: float


def visited(operations: Operations, by: Sequence[str], groups: Sequence[Group], promises: Promises) -> list[Visited]:
    """Add up visits by group, standard, channel and observer, and find what was promised of each.

    That is the share of customers to whom a limit is promised; where none is, the one that the source promises of
    visits. Where several are promised and it is not told which is meant, none is.
    """
    if not len(operations.visits):
        return []
    with_channel = [CHANNEL] if CHANNEL in operations.keys and CHANNEL not in by else []
    place = {group: at for at, group in enumerate(groups)}
    standards = {standard: at for at, standard in enumerate(operations.standards)}
    found = []
    for key, mine in operations.visits.groupby([*by, STANDARD, "observed", *with_channel], sort=False):
        told = tuple(map(str, key))
        group, (standard, observer, *rest) = told[: len(by)], told[len(by) :]
        channel = rest[0] if rest else group[by.index(CHANNEL)] if CHANNEL in by else ""
        promised = promises.of_visits(standard, channel)
        own = mine["promised"].dropna().unique()
        if np.isnan(promised) and len(own) == 1:
            promised = float(own[0])
        met, visits = (int(mine[name].sum()) for name in ("met", "visits"))
        found.append(Visited(group, standard, channel, observer, met, visits, promised))
    return sorted(found, key=lambda each: (place[each.group], standards[each.standard], each.channel, each.observer))


def visit_row(each: Visited, level: float) -> dict[str, Any]:
    """Give the numbers of a row: the share with Wilson's interval, and whether it reaches what was promised."""
    share = share_wilson(each.met, each.visits, level)
    low, high = float(share.ci_low), float(share.ci_high)
    verdict = _verdict(each, low, high)
    return {
        "standard": each.standard,
        "case_channel": each.channel,
        "observed_by": each.observer,
        "n_visits": each.visits,
        "n_met": each.met,
        "visits_share": float(share.share),
        "visits_low": low,
        "visits_high": high,
        "promised_share": each.promised,
        "verdict": verdict,
        "reason": NO_SHARE_PROMISED if np.isnan(each.promised) else NONE,
    }


def _verdict(each: Visited, low: float, high: float) -> str:
    """Judge a share by its interval; a promise to all by single visits: one breaks it, and none proves it."""
    if np.isnan(each.promised) or not each.visits:
        return ""
    if each.promised == 1:
        return BROKEN if each.met < each.visits else UNDECIDED
    return KEPT if low >= each.promised else BROKEN if high < each.promised else UNDECIDED


def visit_frame(rows: Sequence[dict[str, Any]], by: Sequence[str]) -> pd.DataFrame:
    """Lay the rows out."""
    return pd.DataFrame(rows, columns=[*by, STANDARD, *COLUMNS])
