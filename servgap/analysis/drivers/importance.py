"""Importances derived from drivers, with what each respondent has to do with them."""

from __future__ import annotations

import numpy as np

from servgap.analysis.drivers.decomposed import decomposed, part_influences
from servgap.analysis.drivers.material import of_survey
from servgap.analysis.finding import Finding
from servgap.analysis.importance import DERIVED, SHARE, Importance
from servgap.analysis.subject import Chance
from servgap.errors import drivers as errors
from servgap.survey.standards.filing import LEVELS
from servgap.survey.survey import Survey


def importance_of(survey: Survey, drivers: Finding) -> Importance:
    """
    Give the parts of R² that drivers account for as importances of items, or of dimensions where these are the drivers.

    They are worked out anew from the respondents, whose influences come with them.

    Parameters
    ----------
    survey
        The survey of which the drivers were found.
    drivers
        What `find_drivers` returned.

    Raises
    ------
    ServgapError
        If it is something else, or of what standards are filed under, or the survey was read without the outcome.

    Examples
    --------
    >>> import servgap as sg
    >>> survey = sg.read_survey("data/samples/hotline_2026.csv")
    >>> importance_of(survey, sg.measure_gaps(survey))
    Traceback (most recent call last):
        ...
    servgap.errors.ServgapError: Derived importances are those of find_drivers; found a finding of the kind 'gaps'. ...
    """
    from servgap.analysis.drivers.verb import Drivers

    if not isinstance(drivers, Drivers):
        raise errors.not_drivers(drivers.kind)
    if drivers.predictors in LEVELS:
        raise errors.marks_are_no_importances(drivers.predictors)
    material = of_survey(survey, drivers.question, drivers.facts.way or None)
    keys, level = material.predictors.keys, material.predictors.level
    found = decomposed(material, drivers.basis.confidence, Chance.of(0))
    if found.shares is None:
        return Importance(DERIVED, level, keys, np.full(len(keys), np.nan), None, material.n, SHARE)
    moved = part_influences(survey.n, material, found.shares)
    return Importance(DERIVED, level, keys, found.drivers.found.part, moved, material.n, SHARE)
