"""The answers of one part as factor models take them, from a Survey or a Tally."""

from __future__ import annotations

from functools import partial

import numpy as np

from servgap.analysis.validity.factor_fits import DWLS, FIML, ML, MLR, ROBUST_FIML, PartAnswers
from servgap.analysis.validity.invariance import part_moments
from servgap.errors import validity as errors
from servgap.survey.covariances import GAP
from servgap.survey.groups import NO_GROUP, group_labels
from servgap.survey.scale import Codes
from servgap.survey.survey import Survey
from servgap.survey.tally import Floats, Tally

WHY_ROWS = {
    MLR: "corrects standard errors and tests by the respondents' own distances from the model",
    FIML: "uses the answers of respondents who left some out",
    ROBUST_FIML: "uses the answers of respondents who left some out",
    DWLS: "weights each correlation of ordered answers by its precision",
}


def check_estimator(subject: Survey | Tally, part: str, estimator: str) -> None:
    """Refuse an estimator that these answers do not allow."""
    if estimator != ML and not isinstance(subject, Survey):
        raise errors.estimator_needs_rows(estimator, WHY_ROWS[estimator])
    if estimator == DWLS and part == GAP:
        raise errors.ordinal_gaps(part)


def default_estimator(subject: Survey | Tally, part: str) -> str:
    """
    Choose what holds for skewed answers on a scale, some of them missing, as far as there are rows.

    With all answers there, full information is complete information.
    """
    if not isinstance(subject, Survey):
        return ML
    parts = subject.instrument.pairs[0] if part == GAP else (part,)
    missing = any((subject.answers[str(each)].codes == 0).any() for each in parts)
    return ROBUST_FIML if missing else MLR


def part_answers(subject: Survey | Tally, tally: Tally, part: str) -> PartAnswers:
    """Give the moments of a part over all respondents of the tally, and the way to their rows if there are any."""
    found, sampled = part_moments(tally.groups(()), part), tally.matrix_sampled
    items = len(tally.instrument.items)
    rows = partial(_rows, subject, tally.by, part) if isinstance(subject, Survey) else None
    codes = partial(_codes, subject, tally.by, part) if isinstance(subject, Survey) and part != GAP else None
    if found is None:
        nothing = np.full((items, items), np.nan)
        return PartAnswers(float(tally.n), nothing[0], nothing, known=False, sampled=sampled)
    moments = float(found.n[0]), found.mean[0], found.covariance[0]
    return PartAnswers(*moments, given_rows=rows, given_codes=codes, sampled=sampled)


def _codes(survey: Survey, by: tuple[str, ...], part: str) -> Codes:
    """Give respondents × items, of those who belong to a group where there are groups."""
    kept = np.ones(survey.n, dtype=bool)
    for name in by:
        kept &= np.array([label != NO_GROUP for label in group_labels(survey.respondents[name])], dtype=bool)
    found: Codes = survey.answers[part].codes[:, kept].T
    return found


def _rows(survey: Survey, by: tuple[str, ...], part: str) -> Floats:
    parts = survey.instrument.pairs[0] if part == GAP else (part,)
    answers = [survey.instrument.scale.decode(_codes(survey, by, str(each))) for each in parts]
    return answers[1] - answers[0] if part == GAP else answers[0]
