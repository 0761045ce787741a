"""Priorities: gaps times importances of the same respondents, to be ranked as gaps are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from servgap._stats.importance.joint_rows import rows_covariance
from servgap._stats.importance.priority import priority, shared_out
from servgap._stats.ratio import Floats
from servgap.analysis.finding import Remark
from servgap.analysis.importance import PART, STATED, Importance
from servgap.analysis.joint import ImportanceFrom, Joint, groups_of, importance_from, joint_of
from servgap.analysis.rank_values import SIZE, RankedValues, ranked_dimensions, ranked_values
from servgap.analysis.reasons import NO_IMPORTANCE
from servgap.analysis.rows import standard_rows
from servgap.errors import analysis as errors
from servgap.errors import importance as importance_errors
from servgap.survey.instrument import Instrument
from servgap.survey.measures.measure import Measure
from servgap.survey.survey import Survey
from servgap.survey.tally import Tally

PRIORITY = "priority"
HUNDRED = 100.0


def priorities(
    survey: Survey | Tally, tally: Tally, importance: ImportanceFrom, measure: Measure
) -> tuple[RankedValues, RankedValues, tuple[Remark, ...]]:
    """Give the priorities of standards and of dimensions, and what must be said of their importances.

    An importance counts as its share of all; a standard whose importance is not known by itself has that of its
    dimension. `points` of what is returned are these shares, out of 100.

    Raises
    ------
    ServgapError
        If there are no rows, nothing says what is important, or the gap is held against importance itself.
    """
    if not isinstance(survey, Survey):
        raise errors.needs_rows("rank_standards by 'priority'")
    if PART in {measure.part, measure.level}:
        raise importance_errors.importance_twice(measure)
    given, groups = importance_from(survey, importance), groups_of(survey, tally)
    told: list[RankedValues] = []
    for level, ranked in (("standard", ranked_values), ("dimension", ranked_dimensions)):
        found = [joint_of(survey, measure, level, "pairs", given, kept) for kept in groups]
        parts = _parts(survey.instrument, found[0][1], level)
        told.append(_weighed(ranked(tally, SIZE, measure), [joint for joint, _ in found], parts))
        used, known = found[0][1], found[0][0].known
    return told[0], told[1], _remarks(used, known=known, grouped=bool(tally.by))


def _parts(instrument: Instrument, importance: Importance, level: str) -> Floats:
    """Give how much of each row counts for the sum of all importances: standards of a dimension may share its own."""
    if level == "dimension":
        return np.ones(len(instrument.dimensions))
    dimensions = np.array(standard_rows(instrument).dimension)
    if importance.level == "item":
        return np.ones(len(dimensions))
    return np.array([1.0 / (dimensions == each).sum() for each in dimensions])


def _weighed(sized: RankedValues, joints: list[Joint], parts: Floats) -> RankedValues:
    """Multiply sizes with shares of importance, group by group; what does not vary has the spread of others."""
    value, covariance, points = sized.value.copy(), sized.covariance.copy(), np.full(sized.value.shape, np.nan)
    for cell, joint in enumerate(joints):
        shares = shared_out(joint.important.value, joint.important.rows, parts)
        k = len(parts)
        together = rows_covariance(np.concatenate([joint.measured.rows, shares.rows], axis=1), joint.size)
        together = np.nan_to_num(together)
        together[:k, :k] = sized.covariance[cell]
        found = priority(np.nan_to_num(sized.value[cell]), np.nan_to_num(shares.value), together)
        unknown = np.isnan(sized.value[cell]) | np.isnan(shares.value)
        value[cell], covariance[cell] = np.where(unknown, np.nan, found.value), found.covariance
        points[cell] = HUNDRED * shares.value
    grain = np.nan_to_num(points) / HUNDRED * sized.grain
    nowhere = np.full(sized.value.shape, np.nan)
    return replace(
        sized, value=value, covariance=covariance, points=points, absent=NO_IMPORTANCE, skewness=nowhere, grain=grain
    )


def _remarks(importance: Importance, *, known: bool, grouped: bool) -> tuple[Remark, ...]:
    """Say of which kind importances are, and whether they have chance of their own."""
    kind = "importance_stated" if importance.kind == STATED else "importance_derived"
    remarks = [Remark(kind), Remark("priority_weights")]
    if importance.kind != STATED and grouped:
        remarks.append(Remark("importance_of_all"))
    return (*remarks, Remark("importance_known")) if known else tuple(remarks)
