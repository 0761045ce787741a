"""Intervals of reliabilities that suppose no distribution of the answers, and what they are computed from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from servgap._stats.reliability.difference_intervals import DifferenceMoments, difference_interval
from servgap._stats.reliability.free_intervals import FreeInterval
from servgap._stats.reliability.quadratic_forms import FormsOfProducts, FormsOfSets, QuadraticForms
from servgap.analysis.reasons import NEEDS_ROWS, NO_INTERVAL, NOT_COUNTED
from servgap.survey.answer_forms import difference_moments, part_forms
from servgap.survey.covariances import GAP
from servgap.survey.survey import Survey
from servgap.survey.tally import Floats, Tally

ALPHA, OMEGA, DIFFERENCE = "alpha", "omega_total", "difference"
FREE = "adf_log"
"""The method whose interval stands beside a coefficient, and by which it is judged."""
WALD = {ALPHA: "adf", OMEGA: "robust", DIFFERENCE: "adf"}
"""The published, symmetric interval by the same standard error."""
ROUGH = 10.0
"""Degrees of freedom below which an interval rests on few respondents, and is rough."""

Ends = tuple[Floats, Floats]
Place = tuple[int, str]
"""A dimension's number, and a part."""


def forms_of(tally: Tally, survey: Survey | None, places: Sequence[Place]) -> QuadraticForms | None:
    """
    Give quadratic forms, groups × places, of the answers to dimensions of one size.

    Where the tally has no products of four answers, as of large dimensions, the survey's own answers serve, if there is
    one.
    """
    counted = [part_forms(tally, part, dimension) for dimension, part in places]
    known = [each.products for each in counted if each is not None]
    if len(known) == len(places):
        return FormsOfProducts(np.stack(known, axis=1))
    if survey is None:
        return None
    groups = groups_of(tally, survey)
    sets = [complete_answers(group, place) for group in groups for place in places]
    return FormsOfSets(sets, (len(groups), len(places)))


def groups_of(tally: Tally, survey: Survey) -> list[Survey]:
    """Select the respondents of each group of a tally."""
    by = tally.by
    return [survey.where(**dict(zip(by, cell, strict=True))) if by else survey for cell in tally.cells]


def complete_answers(survey: Survey, place: Place) -> Floats:
    """Take the answers, respondents × items, of those who answered all items of a dimension."""
    dimension, part = place
    span, scale = survey.instrument.spans[dimension], survey.instrument.scale
    asked = survey.instrument.pairs[0] if part == GAP else (part,)
    codes = [survey.answers[str(each)].codes[span] for each in asked]
    inside = np.all([(each > 0).all(axis=0) for each in codes], axis=0)
    answers: list[Floats] = [scale.decode(each[:, inside].T) for each in codes]
    return answers[1] - answers[0] if part == GAP else answers[0]


def difference_intervals(tally: Tally, dimensions: Iterable[int], confidence: float) -> FreeInterval | None:
    """Set the intervals of gaps as differences, groups × dimensions of one size; nothing if it was not counted."""
    counted = [difference_moments(tally, dimension) for dimension in dimensions]
    known = [each for each in counted if each is not None]
    if len(known) < len(counted):
        return None
    fields = ("n", "mean", "covariance", "crossed")
    stacked = (np.stack([getattr(each, field) for each in known], axis=1) for field in fields)
    return difference_interval(DifferenceMoments(*stacked), confidence)


def lacking(tally: Tally, found: object | None) -> str:
    """Say what is wanting for an interval, when there is a coefficient and none beside it."""
    if found is not None:
        return NO_INTERVAL
    return NOT_COUNTED if tally.pairs[0].fourth is None else NEEDS_ROWS
