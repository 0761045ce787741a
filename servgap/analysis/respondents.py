"""What a measure is of each respondent: of every item, or of every dimension."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from servgap._stats.ratio import Floats, ratio
from servgap.survey.measures.measure import Measure
from servgap.survey.measures.measured_answers import Coding
from servgap.survey.survey import Survey


def values_of(survey: Survey, measure: Measure, level: str, policy: str = "half") -> Floats:
    """Give a measure of each respondent, respondents × items or dimensions; NaN where there is none.

    Parameters
    ----------
    survey
        The answers.
    measure
        A measure that its questionnaire allows, with all that the scale decides.
    level
        ``"item"``, or ``"dimension"`` for scores: means over the items that a respondent has, if they are enough.
    policy
        When they are: ``"half"`` of the items, all of them (``"complete"``), or any (``"pairs"``).
    """
    coding = Coding(survey.instrument, measure)
    against = None if measure.level is None else survey.answers[measure.level].codes
    codes, lattice = coding.codes(against, survey.answers[measure.part].codes), coding.lattice
    # Steps are whole numbers, whose sums are the same in any order.
    steps = codes.astype(np.float64) - lattice.zero
    there = (codes > 0) & lattice.items[:, None]
    if level == "item":
        return np.asarray(np.where(there, lattice.origin + lattice.step * steps, np.nan).T)
    return np.stack(
        [
            _score(steps[span], there[span], int(lattice.items[span].sum()), policy) * lattice.step + lattice.origin
            for span in survey.instrument.spans
        ],
        axis=1,
    )


def _score(steps: Floats, there: NDArray[np.bool_], size: int, policy: str) -> Floats:
    given = there.sum(axis=0)
    least = {"half": (size + 1) // 2, "complete": size, "pairs": 1}[policy]
    enough = given >= max(least, 1)
    return ratio(np.where(there, steps, 0.0).sum(axis=0), np.where(enough, given, 0))
