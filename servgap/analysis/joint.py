"""A measure and an importance of the same respondents, with how their errors hang together."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from servgap._stats.importance.joint_rows import influence_rows, joint_rows
from servgap._stats.ratio import Floats, ratio
from servgap.analysis.finding import Finding
from servgap.analysis.importance import PART, STATED, Importance, on_all, stated_importance, states_items
from servgap.analysis.respondents import values_of
from servgap.analysis.rows import standard_rows, standard_weights
from servgap.errors import importance as errors
from servgap.survey.groups import group_labels
from servgap.survey.instrument import Instrument
from servgap.survey.measures.measure import YARDSTICKS, Measure
from servgap.survey.measures.measured_answers import lattice_of
from servgap.survey.survey import Survey
from servgap.survey.tally import Tally

ImportanceFrom = str | Importance | Finding
"""What a verb takes as its importance: what was stated, or what was found of drivers."""
LEVELS_WISHED = (*YARDSTICKS, "desired")


@dataclass(frozen=True)
class Estimates:
    """Means of a measure, or importances: how many respondents, the values, and rows of their errors.

    `among` is of how many respondents the rows are: those of a mean, or all of a group where means of several items
    are averaged, which not the same respondents need have.
    """

    n: Floats
    value: Floats
    rows: Floats
    among: Floats

    @property
    def variance(self) -> Floats:
        """Give the variances of the estimates, those of `measure_gaps`; NaN of a single respondent."""
        return np.asarray((self.rows**2).sum(axis=0) * ratio(self.among, self.among - 1.0))


@dataclass(frozen=True)
class Joint:
    """A measure and an importance of each standard or dimension, in one group.

    Parameters
    ----------
    measured, important
        The estimates; the rows of both are those of all respondents of the survey, 0 for those outside the group.
    known
        Whether importances are known without error.
    size
        How many respondents the group has.
    """

    measured: Estimates
    important: Estimates
    known: bool
    size: int

    @property
    def rows(self) -> Floats:
        """Give the rows of all errors, of the measure first."""
        return np.concatenate([self.measured.rows, self.important.rows], axis=1)


def importance_from(survey: Survey, importance: object) -> Importance | None:
    """Find what is meant by an importance; None where it is to be taken from what was stated.

    Raises
    ------
    ServgapError
        If it is none, what customers expect, or of other respondents.
    """
    if isinstance(importance, str) and importance == STATED:
        return None
    if isinstance(importance, str) and importance in {*survey.instrument.parts, *LEVELS_WISHED} - {PART}:
        raise errors.expectation_is_none(importance)
    if isinstance(importance, Finding):
        from servgap.analysis.drivers.importance import importance_of

        outcome = getattr(importance.facts, "outcome", "")
        importance = replace(importance_of(survey, importance), outcome=outcome)
    if not isinstance(importance, Importance):
        raise errors.no_importance(importance)
    if importance.influence is not None and len(importance.influence) != survey.n:
        raise errors.other_respondents(len(importance.influence), survey.n)
    return on_all(importance, survey.instrument)


def level_of(survey: Survey, importance: Importance | None) -> str:
    """Give the most detailed level on which importances are known."""
    items = states_items(survey.instrument) if importance is None else importance.level == "item"
    return "standard" if items else "dimension"


def joint_of(
    survey: Survey,
    measure: Measure,
    level: str,
    policy: str,
    importance: Importance | None,
    kept: NDArray[np.bool_],
) -> tuple[Joint, Importance]:
    """Take a measure and importances of one group of respondents.

    Importances that were stated are those of the group; derived ones are of all respondents from whom they were.

    Parameters
    ----------
    survey, measure, policy
        The answers, what is measured, and the rule for missing answers.
    level
        ``"standard"`` or ``"dimension"``.
    importance
        None for what was stated.
    kept
        Who belongs to the group.
    """
    instrument = survey.instrument
    measured = measured_of(survey, measure, level, policy, kept)
    if importance is None:
        detail = "item" if level == "standard" or survey.matrix_sampled else "dimension"
        importance = stated_importance(survey, detail, policy, kept)
    weights = _weights(instrument, importance, level)
    rows = np.zeros((survey.n, len(weights)))
    n = np.full(len(weights), float(importance.n))
    if importance.influence is not None:
        rows = influence_rows(importance.influence) @ weights.T
        of_each = np.isfinite(importance.influence).sum(axis=0).astype(np.float64)
        n = np.where(weights > 0, of_each, np.inf).min(axis=1)
    value = _combined(weights, importance.value)
    known = importance.influence is None
    several = float(kept.sum() if importance.kind == STATED else importance.n)
    among = np.where((weights > 0).sum(axis=1) == 1, n, several)
    return Joint(measured, Estimates(n, value, rows, among), known, int(kept.sum())), importance


def measured_of(survey: Survey, measure: Measure, level: str, policy: str, kept: NDArray[np.bool_]) -> Estimates:
    """Take the means of a measure, those of `measure_gaps`, with what each respondent adds to their errors."""
    if level == "dimension" and not survey.matrix_sampled:
        scores = values_of(survey, measure, level, policy)
        found = joint_rows(np.where(kept[:, None], scores, np.nan))
        return Estimates(found.n, found.mean, found.rows, found.n)
    items = joint_rows(np.where(kept[:, None], values_of(survey, measure, "item"), np.nan))
    if level == "standard":
        weights = standard_weights(survey.instrument)
    else:
        weights = _dimension_means(survey.instrument, lattice_of(survey.instrument, measure).items)
    n = np.where(weights > 0, items.n, np.inf).min(axis=1)
    n = np.where(np.isfinite(n), n, 0.0)
    among = np.where((weights > 0).sum(axis=1) == 1, n, float(kept.sum()))
    return Estimates(n, _combined(weights, items.mean), items.rows @ weights.T, among)


def _combined(weights: Floats, value: Floats) -> Floats:
    """Combine values; one that is not known leaves only what needs it without."""
    lost = (weights != 0) @ np.isnan(value).astype(np.float64) > 0
    return np.where(lost | ~(weights != 0).any(axis=1), np.nan, weights @ np.nan_to_num(value))


def _dimension_means(instrument: Instrument, items: NDArray[np.bool_]) -> Floats:
    weights = np.zeros((len(instrument.spans), len(items)))
    for row, span in zip(weights, instrument.spans, strict=True):
        row[span] = items[span] / max(int(items[span].sum()), 1)
    return weights


def _weights(instrument: Instrument, importance: Importance, level: str) -> Floats:
    """Give the matrix that makes importances of a level from those that there are.

    Of parts of a whole those of items are added up, and a standard has that of its dimension where nothing else is
    known; answers are averaged.
    """
    if importance.level == "dimension":
        if level == "dimension":
            return np.eye(len(importance.keys))
        place = [instrument.dimension_keys.index(key) for key in standard_rows(instrument).dimension]
        return np.eye(len(importance.keys))[place]
    if level == "standard":
        weights = standard_weights(instrument)
    else:
        weights = _dimension_means(instrument, np.ones(len(instrument.items), dtype=bool))
    return (weights > 0).astype(np.float64) if importance.adds_up else weights


def groups_of(survey: Survey, tally: Tally) -> list[NDArray[np.bool_]]:
    """Tell for each group of a tally who belongs to it."""
    labels = [np.array(group_labels(survey.respondents[name]), dtype=object) for name in tally.by]
    every = np.ones(survey.n, dtype=bool)
    return [
        np.logical_and.reduce([every, *(each == value for each, value in zip(labels, cell, strict=True))])
        for cell in tally.cells
    ]
