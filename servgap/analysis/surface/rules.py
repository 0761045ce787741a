"""When subtracting is said to lose something, and when little; the codes, the cut-offs, and where these are from."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from servgap._stats.ratio import Floats
from servgap.analysis.verdicts import NONE, UNDECIDED

LOSES, LITTLE = "loses", "little_lost"
"""Verdicts on subtracting, beside "undecided"."""
SMALLEST_LOSS = 0.02
"""Share of the outcome's variance under which a loss is called little: Cohen's small effect, f² = .02, has a loss of
.02 (1 − R²), so that every loss above .02 is more than small (Cohen 1988, Statistical Power Analysis, ch. 9)."""
FITTED_FROM = 30
"""Respondents from whom on a surface is fitted: five for each of its six coefficients, the fewest that textbooks allow
(Tabachnick & Fidell, Using Multivariate Statistics)."""
FEW_ON_A_SIDE = 0.05
"""Share of respondents on one side of the line of equal values below which a reader is told; the library's own."""

CONSISTENT, NOT_CONSISTENT, CANNOT_BE_TOLD = "consistent", "not_consistent", "cannot_be_told"
"""Whether a surface is one of congruence: all conditions met, one of them not, or one that cannot be told."""
BETTER = {"difference_perception": ("difference", "perception"), "difference_both": ("difference", "both")}
BETTER |= {"difference_surface": ("difference", "surface"), "perception_both": ("perception", "both")}
"""The comparisons of predictors, and the codes of both."""


def verdicts(
    p_adjusted: Floats, p_little_adjusted: Floats, difference_is_best: NDArray[np.bool_], level: float
) -> NDArray[np.object_]:
    """Judge what subtracting costs.

    It loses where the test of the difference score, by HC3 and corrected over the rows, rejects it, and the difference
    is not the model of smallest AICc besides. Little is lost where the loss is shown to be below `SMALLEST_LOSS`,
    corrected over the rows too, whether or not it is none. All else is undecided: a test that does not reject shows
    nothing.
    """
    known = np.isfinite(p_adjusted)
    judged = np.where(known, UNDECIDED, NONE).astype(object)
    judged[known & (p_adjusted < level) & ~difference_is_best] = LOSES
    judged[known & (p_little_adjusted < level)] = LITTLE
    return judged


def congruences(met: Floats, known: NDArray[np.bool_]) -> NDArray[np.object_]:
    """Say by one code whether all conditions are met."""
    told = np.full(met.shape, CANNOT_BE_TOLD, dtype=object)
    told[met == 1] = CONSISTENT
    told[met == 0] = NOT_CONSISTENT
    told[~known] = NONE
    return told


def better_predictors(comparison: str, difference: Floats, p_adjusted: Floats, level: float) -> NDArray[np.object_]:
    """Say which predictors predict better; of nested ones only the larger can be shown to."""
    first, second = BETTER[comparison]
    told = np.where(np.isfinite(p_adjusted), UNDECIDED, NONE).astype(object)
    shown = np.isfinite(p_adjusted) & (p_adjusted < level)
    told[shown & (difference > 0)] = second
    told[shown & (difference < 0)] = first
    return told
