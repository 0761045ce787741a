"""The rows of operations: each standard, stage and channel of each group against its limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from servgap._stats.operations.counted_cases import case_counts, share_bounds
from servgap._stats.operations.order_statistics import order_quantile
from servgap._stats.operations.product_limit import kaplan_meier_quantile, kaplan_meier_share
from servgap._stats.ties import ROUNDING
from servgap.analysis.operations.promises import Promises
from servgap.analysis.reasons import NO_SHARE_PROMISED, NONE, NOT_FOLLOWED
from servgap.analysis.verdicts import UNDECIDED
from servgap.survey.operations.operations import CHANNEL, STAGE, STANDARD, Operations
from servgap.survey.standards.limit import Limit
from servgap.survey.standards.units import SECONDS

KEPT, BROKEN = "kept", "broken"
TIMED, COUNTED = "kaplan_meier", "bounds"
QUANTILES = (0.5, 0.9)
FITTING = (("s", 600.0), ("min", 6 * 3600.0), ("h", 7 * 86400.0))
"""Units for times that no limit names, each up to the longest of them."""
Group = tuple[str, ...]


@dataclass(frozen=True)
class Subject:
    """What one row is about, with its limit, why there is none, and the unit in which its times are told."""

    group: Group
    standard: str
    stage: str
    channel: str
    method: str
    data: pd.DataFrame
    limit: Limit | None
    reason: str
    unit: str

    @property
    def promised(self) -> bool:
        """Whether a share of customers was promised the limit."""
        return self.limit is not None and self.limit.share is not None


def subjects(operations: Operations, by: Sequence[str], groups: Sequence[Group], promises: Promises) -> list[Subject]:
    """Part cases and counts into what the rows are about: groups, then standards, stages and channels in order."""
    with_channel = [CHANNEL] if CHANNEL in operations.keys and CHANNEL not in by else []
    parts = {}
    for method, frame in ((TIMED, operations.cases), (COUNTED, operations.counts)):
        if not len(frame):
            continue
        for key, mine in frame.groupby([*by, STANDARD, STAGE, *with_channel], sort=False):
            parts[(method, *map(str, key))] = mine
    place = {group: at for at, group in enumerate(groups)}
    units = {
        (str(standard), str(stage)): _fitting(float(mine["seconds"].max()))
        for (standard, stage), mine in operations.cases.groupby([STANDARD, STAGE])
    }
    found = []
    for key, mine in parts.items():
        method, group, (standard, stage, *rest) = key[0], key[1 : 1 + len(by)], key[1 + len(by) :]
        channel = rest[0] if rest else group[by.index(CHANNEL)] if CHANNEL in by else ""
        limit, reason = promises.of(standard, stage, channel, operations.stages(standard))
        unit = limit.unit if limit is not None else units.get((standard, stage), "")
        found.append(Subject(group, standard, stage, channel, method, mine, limit, reason, unit))
    standards = {standard: at for at, standard in enumerate(operations.standards)}
    stages = {standard: operations.stages(standard) for standard in operations.standards}
    return sorted(
        found,
        key=lambda each: (
            place[each.group],
            standards[each.standard],
            stages[each.standard].index(each.stage),
            each.channel,
            each.method != TIMED,
        ),
    )


def row(subject: Subject, level: float, confidence: float) -> dict[str, Any]:
    """Give the numbers of a row; the share's interval has a level of its own, where several are to hold at once."""
    limit = subject.limit
    found: dict[str, Any] = {
        "standard": subject.standard,
        "case_stage": subject.stage,
        "case_channel": subject.channel,
        "limit_value": np.nan if limit is None else float(limit.value),
        "limit_unit": subject.unit if limit is not None or subject.method == TIMED else "",
        "promised_share": np.nan if limit is None or limit.share is None else limit.share,
        "limit_longest": np.nan if limit is None or limit.longest is None else float(limit.longest),
    }
    found |= _timed(subject, level, confidence) if subject.method == TIMED else _counted(subject, level)
    found["verdict"] = _verdict(subject, found)
    found["method"] = subject.method
    found["reason"] = subject.reason or _reason(subject, found)
    return found


def _fitting(longest: float) -> str:
    return next((unit for unit, most in FITTING if longest <= most), "d")


def _timed(subject: Subject, level: float, confidence: float) -> dict[str, Any]:
    """Give what cases with their times say."""
    time = subject.data["seconds"].to_numpy() / SECONDS[subject.unit]
    is_open = subject.data["open"].to_numpy(dtype=bool)
    closed, limit = ~is_open, subject.limit
    found: dict[str, Any] = {"n_cases": len(time), "n_open": int(is_open.sum())}
    if limit is None:
        found |= dict.fromkeys(("n_within", "within", "within_low", "within_high", "may_low", "may_high"), np.nan)
    else:
        share = kaplan_meier_share(time, closed, [float(limit.value)], level)
        counts = case_counts(time, closed, float(limit.value))
        bounds = share_bounds(counts.within, counts.n, counts.open_undecided)
        found |= {"n_within": counts.within, "within": share.share[0], "within_low": share.ci_low[0]}
        found |= {"within_high": share.ci_high[0], "may_low": float(bounds.low), "may_high": float(bounds.high)}
    found |= _quantiles(time, closed, confidence)
    found["longest_time"] = float(time.max())
    longest = np.inf if limit is None or limit.longest is None else float(limit.longest)
    longer = time > longest * (1 + ROUNDING)
    found["n_longer"] = int(longer.sum()) if np.isfinite(longest) else np.nan
    found["longest_verdict"] = ""
    if np.isfinite(longest):
        found["longest_verdict"] = BROKEN if longer.any() else UNDECIDED if is_open.any() else KEPT
    return found


def _quantiles(time: Any, closed: Any, confidence: float) -> dict[str, Any]:
    """Give median and 90 % point; where no case is open their intervals are exact."""
    found = kaplan_meier_quantile(time, closed, QUANTILES, confidence)
    held = order_quantile(time, QUANTILES, confidence) if closed.all() else found
    told = {}
    for at, name in enumerate(("median", "time_90")):
        told[f"{name}_time" if name == "median" else name] = found.time[at]
        told |= {f"{name}_low": held.ci_low[at], f"{name}_high": held.ci_high[at]}
    return told


def _counted(subject: Subject, level: float) -> dict[str, Any]:
    """Give what counts say: bounds, and no share where cases are open."""
    within, total, pending = (int(subject.data[name].sum()) for name in ("within", "total", "open"))
    bounds = share_bounds(within, total, pending, level)
    nothing = dict.fromkeys(
        (
            *("median_time", "median_low", "median_high", "time_90", "time_90_low", "time_90_high"),
            *("longest_time", "n_longer"),
        ),
        np.nan,
    )
    return {
        "n_cases": total,
        "n_open": pending,
        "n_within": within,
        "within": np.nan if pending else float(bounds.low),
        "within_low": float(bounds.ci_low),
        "within_high": float(bounds.ci_high),
        "may_low": float(bounds.low),
        "may_high": float(bounds.high),
        **nothing,
        "longest_verdict": "",
    }


def _verdict(subject: Subject, found: dict[str, Any]) -> str:
    """Judge a promise by its interval; one to everybody by the cases themselves."""
    if not subject.promised or not found["n_cases"]:
        return ""
    promised = found["promised_share"]
    if promised == 1:
        return BROKEN if found["may_high"] < 1 else KEPT if found["may_low"] == 1 else UNDECIDED
    if found["within_low"] >= promised:
        return KEPT
    return BROKEN if found["within_high"] < promised else UNDECIDED


def _reason(subject: Subject, found: dict[str, Any]) -> str:
    if subject.limit is not None and subject.method == TIMED and np.isnan(found["within"]):
        return NOT_FOLLOWED
    if subject.limit is not None and not subject.promised:
        return NO_SHARE_PROMISED
    return NONE
