"""What would follow if those below a level were brought to it: gaps, shares met, and an outcome that goes with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from servgap._stats.covariance import mean_covariance
from servgap._stats.importance.raised_outcome import raised_outcome
from servgap._stats.registry import Function
from servgap.analysis.finding import Finding
from servgap.analysis.joint import groups_of
from servgap.analysis.reasons import NEEDS_ROWS, NONE, SINGULAR
from servgap.analysis.respondents import values_of
from servgap.analysis.subject import basis_of, tally_of
from servgap.analysis.what_if.counted import counted_rows
from servgap.analysis.what_if.facts import Predicted, WhatIfFacts
from servgap.analysis.what_if.rows import COLUMNS, MEAN_OF_DIMENSIONS, lifts_of, rows_of
from servgap.errors import drivers as driver_errors
from servgap.errors import review as errors
from servgap.survey.instrument import Instrument
from servgap.survey.measures.measure import TARGET, Measure, measure_for, on_scale
from servgap.survey.survey import Survey
from servgap.survey.tally import Tally

OUTCOME = ("outcome", "n", "outcome_change", "outcome_change_se", "outcome_change_low", "outcome_change_high", "reason")
STRAIGHT = frozenset({"mean", "gap", "distance"})
"""Measures of which a lift of the answer is a lift of the value."""


@dataclass(frozen=True, eq=False, repr=False)
class WhatIf(Finding):
    """What would follow if answers below a level were brought to it.

    Made by ``review.what_if(...)``. Its frame has overall, overall weighted by points where there are any, the
    dimensions touched and the standards raised: the gap as it is and as it would be, the change, and shares met, with
    intervals of the gaps. `outcome` says what goes with it, where drivers were handed to the review.

    Examples
    --------
    >>> import servgap as sg
    >>> review = sg.review_standards(sg.read_survey("data/samples/hotline_2026.csv"))
    >>> review.what_if({"res2": 6, "rel3": 6}).frame.standard.tolist()
    ['', '', '', '', 'res2', 'rel3']
    """

    kind: ClassVar[str] = "what_if"

    facts: WhatIfFacts

    @property
    def outcome(self) -> pd.DataFrame:
        """The outcome that goes with the answers raised, by how much it would lie higher; a copy."""
        return self.frames["outcome"].copy() if "outcome" in self.frames else pd.DataFrame(columns=list(OUTCOME))


def what_if(
    subject: Survey | Tally,
    raised: Mapping[str, str | float],
    measure: Measure | None,
    drivers: Finding | None,
    confidence: float,
    by: tuple[str, ...] = (),
    group: Mapping[str, str] | None = None,
) -> WhatIf:
    """Raise the answers of those below to a level, and say what follows; `Review.what_if` says more.

    Parameters
    ----------
    subject
        The answers, or their counts, of which some of it follows.
    raised
        To what each standard is brought.
    measure, confidence
        The distance that is looked at, and the level of the intervals.
    drivers
        What was found to drive an outcome; None where nothing was.
    by, group
        The attributes for each of whose values it is worked out, and the group that the headline is about.
    """
    levels = _levels(subject.instrument, raised)
    settled = measure_for(subject.instrument, measure)
    tally = tally_of(subject, by, measure=settled)
    if isinstance(subject, Survey):
        found = [rows_of(subject, settled, levels, confidence, kept) for kept in groups_of(subject, tally)]
    else:
        found = counted_rows(tally, settled, levels, confidence)
    cells = [dict(zip(by, cell, strict=True)) for cell in tally.cells]
    rows = [{**cell, **row} for cell, mine in zip(cells, found, strict=True) for row in mine]
    frame = pd.DataFrame(rows, columns=[*by, *COLUMNS])
    frames = {"frame": frame}
    statistics: list[Function] = [mean_covariance]
    predicted = None
    if drivers is not None and isinstance(subject, Survey):
        row = _outcome(subject, drivers, levels, confidence)
        frames["outcome"] = pd.DataFrame([row], columns=list(OUTCOME))
        if not row["reason"]:
            statistics.append(raised_outcome)
        if not row["reason"] and not by:
            ends = (row[f"outcome_change{end}"] for end in ("", "_low", "_high"))
            predicted = Predicted(row["outcome"], *ends)
    basis = basis_of(
        tally,
        measure=settled,
        policy="half",
        averaged=True,
        confidence=confidence,
        statistics=statistics,
    )
    about = dict(group or {}) if dict(group or {}) in cells else cells[0]
    told = _told(found[cells.index(about)])
    facts = WhatIfFacts(
        group=about,
        raised=tuple(levels.items()),
        gap=told["gap"],
        then=told["gap_then"],
        then_low=told["gap_then_low"],
        then_high=told["gap_then_high"],
        met=told["share_met"],
        met_then=told["share_met_then"],
        standard=told["standard"],
        predicted=predicted,
    )
    return WhatIf(basis, frames, facts)


def _told(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Choose the row that the headline tells: of all together, or where that is not known of what rises most."""
    overall = next(row for row in rows if row["method"] == MEAN_OF_DIMENSIONS)
    if np.isfinite(overall["gap_then_low"]) or not np.isfinite(overall["gap"]):
        return overall
    standards = [row for row in rows if row["level"] == "standard"]
    return max(
        standards, key=lambda row: (np.isfinite(row["gap_then_low"]), round(np.nan_to_num(row["gap_change"]), 9))
    )


def _levels(instrument: Instrument, raised: Mapping[str, str | float]) -> dict[str, float]:
    """Find to which level each standard is brought.

    Raises
    ------
    ServgapError
        If nothing is named, a standard is not known or has no target, or a level lies off the scale.
    """
    if not isinstance(raised, Mapping) or not raised:
        raise errors.nothing_to_raise(raised)
    known = {standard.key: standard for standard in instrument.standards}
    if strange := [str(key) for key in raised if key not in known]:
        raise errors.not_standards(strange, list(known))
    low, high = instrument.scale.low, instrument.scale.high
    found = {}
    for key, wanted in raised.items():
        if wanted == TARGET:
            if not on_scale(known[key], instrument.scale):
                raise errors.no_target(key)
            found[key] = float(known[key].target or 0.0)
        elif isinstance(wanted, Real) and not isinstance(wanted, bool) and low <= float(wanted) <= high:
            found[key] = float(wanted)
        else:
            raise errors.level_off_scale(key, wanted, low, high)
    return found


def _outcome(survey: Survey, drivers: Any, levels: Mapping[str, float], confidence: float) -> dict[str, Any]:
    """Predict the outcome of the drivers; an association, and of respondents' answers alone."""
    from servgap.analysis.drivers.material import ITEMS, of_survey
    from servgap.analysis.drivers.verb import Drivers

    if not isinstance(drivers, Drivers):
        raise driver_errors.not_drivers(drivers.kind)
    question, unknown = drivers.question, dict.fromkeys(OUTCOME[2:-1], np.nan)
    if question.measure.family not in STRAIGHT:
        return {"outcome": drivers.outcome, "n": 0, **unknown, "reason": NEEDS_ROWS}
    material = of_survey(survey, question, drivers.facts.way or None)
    if material.rows is None or material.groups is None or material.kept is None or material.pairs is not None:
        return {"outcome": drivers.outcome, "n": material.n, **unknown, "reason": NEEDS_ROWS}
    values = values_of(survey, question.measure, "item")
    items = np.where(np.isfinite(values), lifts_of(survey, question.measure.part, levels), 0.0)
    lifts = items if question.predictors == ITEMS else _of_scores(survey, items, np.isfinite(values))
    lift = np.zeros((material.n, material.rows.shape[1] - 1))
    for driver, columns in enumerate(material.blocks):
        lift[:, columns[0]] = lifts[material.kept, driver]
    found = raised_outcome(material.rows, lift, material.groups, confidence=confidence)
    numbers = (found.change, found.se, found.ci_low, found.ci_high)
    told = dict(zip(OUTCOME[2:-1], numbers, strict=True))
    return {"outcome": drivers.outcome, "n": material.n, **told, "reason": NONE if np.isfinite(found.se) else SINGULAR}


def _of_scores(survey: Survey, lifts: Any, there: Any) -> Any:
    """Give by how much the lifts of items raise respondents' scores."""
    spans = survey.instrument.spans
    return np.stack([lifts[:, s].sum(axis=1) / np.maximum(there[:, s].sum(axis=1), 1) for s in spans], axis=1)
