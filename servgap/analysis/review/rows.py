"""The rows of a review: each standard's evidence, its proposal, and what is to be said beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from servgap.analysis.reasons import NO_TARGET
from servgap.analysis.review import guards
from servgap.analysis.review.customers import Before, Numbers, Pair
from servgap.analysis.review.delivery import Delivered, Deliveries
from servgap.analysis.review.importances import COLUMNS as OF_IMPORTANCE
from servgap.analysis.review.importances import Importances
from servgap.analysis.review.proposals import (
    BROKEN,
    DROP,
    KEPT,
    PROPOSALS,
    RELAX,
    decided,
    more_answers,
    more_cases,
    possible_deliveries,
    possible_verdicts,
)
from servgap.analysis.rows import group_of, standard_rows
from servgap.analysis.verdicts import ABOVE, NONE, UNDECIDED
from servgap.survey.standards.limit_text import written_limits
from servgap.survey.standards.standard import Standard
from servgap.survey.tally import Tally

PROMISE_BROKEN, TAKES_BACK, MEASURE_IT, CHANNELS = "promise_broken", "takes_back", "measure_it", "channels_differ"
DISAGREE, UNPROMISED = "observers_disagree", "visits_unpromised"
REMARKS = (PROMISE_BROKEN, TAKES_BACK, MEASURE_IT, CHANNELS, DISAGREE, UNPROMISED, *guards.GUARDS)
"""In the order in which they are told."""
OF_CHANGE = ("change_since", "change_since_low", "change_since_high")
OF_MET = ("share_met", "met_low", "met_high")
COLUMNS = (
    *("level", "dimension", "standard", "item", "touchpoint", "proposal", "is_sure", "n", "gap", "se", "ci_low"),
    *("ci_high", "verdict", *OF_MET, "delivery_verdict", "observed_by", "delivered_stage", "delivered_channel"),
    *("delivered_promised", "delivered_share", "delivered_low", "delivered_high", "delivered_n"),
    *(*OF_IMPORTANCE, *OF_CHANGE, "more_needed", "more_cases"),
    *("review_remarks", "owner", "target_level", "target_unit", "limit_text", "reason"),
)
OF_REMARKS = (
    *("standard", "review_remark", "other_standard", "gaps_correlation", "gaps_correlation_low"),
    "gaps_correlation_high",
)
OF_DELIVERED = (
    *("standard", "observed_by", "delivered_stage", "delivered_channel", "delivered_promised", "delivered_share"),
    *("delivered_low", "delivered_high", "delivered_n", "delivery_verdict", "reason"),
)


@dataclass(frozen=True)
class Evidence:
    """What a review rests on, by group and standard."""

    tally: Tally
    smallest: float
    customers: Numbers
    met: Numbers | None
    importances: Importances
    deliveries: Deliveries
    before: Before | None
    pairs: Sequence[Sequence[Pair]]

    @property
    def standards(self) -> tuple[Standard, ...]:
        """The standards, in the order of all arrays."""
        known = {standard.key: standard for standard in self.tally.instrument.standards}
        return tuple(known[key] for key in standard_rows(self.tally.instrument).standard)


@dataclass(frozen=True)
class Reviewed:
    """The tables of a review."""

    frame: pd.DataFrame
    remarks: pd.DataFrame
    delivered: pd.DataFrame


def reviewed(evidence: Evidence) -> Reviewed:
    """Give the rows of all groups, each group's in the order in which proposals are read."""
    tally, by = evidence.tally, list(evidence.tally.by)
    rows: list[dict[str, Any]] = []
    remarks: list[dict[str, Any]] = []
    delivered: list[dict[str, Any]] = []
    for cell in range(len(tally.cells)):
        group = group_of(tally, cell)
        found = [_row(evidence, cell, place) for place in range(len(evidence.standards))]
        for row, told in sorted(found, key=lambda each: _order(each[0])):
            rows.append({**group, **row})
            remarks += [{**group, **each} for each in told]
        for standard in evidence.standards:
            known = evidence.deliveries.of(tally.cells[cell], standard.key)
            held = (*known.held, *known.unpromised)
            delivered += [{**group, "standard": standard.key, **_told(each), "reason": each.reason} for each in held]
    return Reviewed(
        pd.DataFrame(rows, columns=[*by, *COLUMNS]),
        pd.DataFrame(remarks, columns=[*by, *OF_REMARKS]),
        pd.DataFrame(delivered, columns=[*by, *OF_DELIVERED]),
    )


def _order(row: Mapping[str, Any]) -> tuple[int, float]:
    """Order by proposal; what is to be relaxed from the highest gap down, all else from the lowest up."""
    gap = round(float(np.nan_to_num(row["gap"])), 9)
    return PROPOSALS.index(row["proposal"]), -gap if row["proposal"] in (RELAX, DROP) else gap


def _row(evidence: Evidence, cell: int, place: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    standard, tally = evidence.standards[place], evidence.tally
    customers = {name: values[cell, place] for name, values in evidence.customers.items()}
    delivered = evidence.deliveries.of(tally.cells[cell], standard.key)
    importance = {name: values[cell, place] for name, values in evidence.importances.columns.items()}
    low = guards.unimportant(importance["importance_rank_low"], importance["importance_ranked"])
    driver_low, complaints = float(evidence.importances.driver_low[place]), delivered.complaints
    own_sake = guards.own_sake(str(customers["verdict"]), low=low, driver_low=driver_low, complaints=complaints)
    found = _proposal(customers, delivered, evidence.smallest, low=low, own_sake=own_sake)
    told = _remarks(evidence, cell, place, found, customers, own_sake=own_sake)
    labels = standard_rows(tally.instrument)
    row = {
        **{name: values[place] for name, values in labels.columns().items()},
        "touchpoint": standard.touchpoint or "",
        "proposal": found,
        "is_sure": found not in (UNDECIDED, NONE),
        **customers,
        **_where_known(evidence.met, OF_MET, cell, place),
        "delivery_verdict": delivered.verdict,
        **{name: value for name, value in _told(delivered.worst).items() if name != "delivery_verdict"},
        **importance,
        **_where_known(None if evidence.before is None else evidence.before.columns, OF_CHANGE, cell, place),
        **_needed(found, customers, delivered, evidence.smallest),
        "review_remarks": ", ".join(each["review_remark"] for each in told),
        "owner": standard.owner or "",
        "target_level": float(standard.target) if isinstance(standard.target, int | float) else np.nan,
        "target_unit": standard.unit or "",
        "limit_text": written_limits(standard.limit),
    }
    return {name: row[name] for name in COLUMNS}, told


def _where_known(numbers: Numbers | None, names: Sequence[str], cell: int, place: int) -> dict[str, float]:
    return {name: np.nan if numbers is None else float(numbers[name][cell, place]) for name in names}


def _told(held: Any) -> dict[str, Any]:
    """Lay a promise out in columns; nothing where there is none."""
    return {
        "observed_by": "" if held is None else held.observer,
        "delivered_stage": "" if held is None else held.stage,
        "delivered_channel": "" if held is None else held.channel,
        "delivered_promised": np.nan if held is None else held.promised,
        "delivered_share": np.nan if held is None else held.within,
        "delivered_low": np.nan if held is None else held.low,
        "delivered_high": np.nan if held is None else held.high,
        "delivered_n": 0 if held is None else held.n,
        "delivery_verdict": "" if held is None else held.verdict,
    }


def _proposal(customers: Mapping[str, Any], delivered: Delivered, smallest: float, *, low: bool, own_sake: bool) -> str:
    """Propose what all that may be so leads to; what is to be relaxed for its own sake may be dropped."""
    verdict = str(customers["verdict"])
    if verdict == NONE:
        return NONE
    possible = possible_verdicts(verdict, customers["ci_low"], customers["ci_high"], smallest)
    found = decided(possible, possible_deliveries(delivered.verdict), unimportant=low)
    exceeded = found == RELAX and verdict == ABOVE and delivered.verdict == KEPT
    return DROP if exceeded and own_sake else found


def _needed(found: str, customers: Mapping[str, Any], delivered: Delivered, smallest: float) -> dict[str, float]:
    """Say how many more answers, and how many more cases, would decide what is not."""
    answers = cases = np.nan
    if found == UNDECIDED and customers["verdict"] == UNDECIDED:
        interval, inner = ((customers[f"{end}_low"], customers[f"{end}_high"]) for end in ("ci", "inner"))
        answers = more_answers(float(customers["n"]), float(customers["gap"]), interval, inner, smallest)
    if found == UNDECIDED and delivered.verdict == UNDECIDED and delivered.worst is not None:
        worst = delivered.worst
        cases = more_cases(worst.n, worst.within, (worst.low, worst.high), worst.promised)
    return {"more_needed": answers, "more_cases": cases}


def _remarks(
    evidence: Evidence, cell: int, place: int, found: str, customers: Mapping[str, Any], *, own_sake: bool
) -> list[dict[str, Any]]:
    """Say what stands beside a proposal; nothing of a standard that has none for want of a target."""
    if customers["reason"] == NO_TARGET:
        return []
    standard, tally = evidence.standards[place], evidence.tally
    delivered = evidence.deliveries.of(tally.cells[cell], standard.key)
    codes = {
        PROMISE_BROKEN: standard.published is True and delivered.verdict == BROKEN,
        TAKES_BACK: standard.published is True and delivered.verdict != BROKEN and found in (RELAX, DROP),
        MEASURE_IT: bool(standard.limits) and not delivered.followed,
        CHANNELS: delivered.differ,
        DISAGREE: delivered.disagree,
        UNPROMISED: bool(delivered.unpromised),
        guards.BOUGHT_NOTHING: _bought_nothing(evidence, cell, place),
        guards.INDUSTRY_NORM: guards.industry_norm(standard, str(customers["verdict"])),
        guards.NO_SHARE: guards.without_share(standard.limits),
        guards.UNPUBLISHED: guards.unpublished(standard),
        guards.OWN_SAKE: own_sake,
    }
    told = [_remark(standard, code) for code in REMARKS if codes.get(code)]
    told += [
        _alike(evidence, standard, pair, place) for pair in evidence.pairs[cell] if _is_alike(evidence, pair, place)
    ]
    return sorted(told, key=lambda each: REMARKS.index(each["review_remark"]))


def _bought_nothing(evidence: Evidence, cell: int, place: int) -> bool:
    before = evidence.before
    if before is None:
        return False
    high = float(before.columns["change_since_high"][cell, place])
    return guards.bought_nothing(before.standards[place], evidence.standards[place], high, evidence.smallest)


def _is_alike(evidence: Evidence, pair: Pair, place: int) -> bool:
    one, other = (evidence.standards[each] for each in (pair.one, pair.other))
    return place in (pair.one, pair.other) and guards.not_told_apart(one, other, pair.low)


def _alike(evidence: Evidence, standard: Standard, pair: Pair, place: int) -> dict[str, Any]:
    other = evidence.standards[pair.other if pair.one == place else pair.one]
    return _remark(standard, guards.NOT_TOLD_APART, other.key, pair)


def _remark(standard: Standard, code: str, other: str = "", pair: Pair | None = None) -> dict[str, Any]:
    return {
        "standard": standard.key,
        "review_remark": code,
        "other_standard": other,
        "gaps_correlation": np.nan if pair is None else pair.r,
        "gaps_correlation_low": np.nan if pair is None else pair.low,
        "gaps_correlation_high": np.nan if pair is None else pair.high,
    }
