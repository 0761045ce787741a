"""Which groups take part in a comparison, and the moments of those that do."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from servgap.analysis.levels import Level
from servgap.analysis.subject import TESTED_FROM
from servgap.survey.tally import Floats

FEWEST = 2
"""Groups that a comparison takes."""


def enough(level: Level) -> NDArray[np.bool_]:
    """Tell which groups have enough respondents with a score to be tested and ranked."""
    return np.asarray(level.sizes >= TESTED_FROM)


def all_alike(level: Level) -> NDArray[np.bool_]:
    """Tell in which groups, large enough to be tested, everybody has the same value."""
    return enough(level) & np.isfinite(level.value) & ~(np.nan_to_num(level.independent[2]) > 0)


def moments_of(level: Level) -> tuple[Floats, Floats, Floats]:
    """Give n, mean and variance with rows first, groups second; n is zero for a group that is not tested.

    Tests of means suppose that spread can be estimated in each group, so they run without one that does not vary.
    """
    n, mean, variance = level.independent
    tested = enough(level) & ~all_alike(level)
    return np.where(tested, n, 0).T.astype(np.float64), np.nan_to_num(mean.T), np.nan_to_num(variance.T)


def persons_of(level: Level) -> tuple[Floats, Floats, Floats]:
    """Give n, mean and variance of respondents' own values, rows first; n is zero for a group that is not tested.

    Tests that pool the spread of all groups have no need to leave out one that does not vary.
    """
    found, tested = level.persons, enough(level) & level.scored
    n = np.where(tested, found.n, 0).T.astype(np.float64)
    return n, np.nan_to_num(found.value.T), np.nan_to_num(found.sd.T) ** 2
