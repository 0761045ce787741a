"""What a reliability is good enough for: named bands, each with who published it, and how large a group must be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servgap._stats.planning.clusters import n_reliable_mean
from servgap._stats.ratio import Floats, ratio
from servgap._stats.ties import at_least

INSUFFICIENT = "insufficient"


@dataclass(frozen=True)
class Band:
    """A use of scores, the least reliability it takes, and who says so."""

    code: str
    least: float
    source: str


BANDS = (
    Band("early_research", 0.70, "Nunnally & Bernstein (1994), Psychometric Theory, ch. 7"),
    Band("group_research", 0.80, "Nunnally & Bernstein (1994), Psychometric Theory, ch. 7"),
    Band("person_decisions", 0.90, "Nunnally & Bernstein (1994), Psychometric Theory, ch. 7"),
    Band("person_decisions_safe", 0.95, "Nunnally & Bernstein (1994), Psychometric Theory, ch. 7"),
)
"""From the least to the most reliable; below the first a score is insufficient."""

GROUP_MEAN = 0.80
"""Reliability from which on the mean of a group counts as good enough, as a score for research on groups does."""

MEDIUM_DIFFERENCE = 0.25
"""Standard deviation of groups' true means over that within groups, Cohen's (1988) medium f."""


def bands_of(reliability: ArrayLike) -> NDArray[np.object_]:
    """Name the band of each reliability; nothing where there is none.

    Examples
    --------
    >>> bands_of([0.29, 0.7, 0.93, np.nan]).tolist()
    ['insufficient', 'early_research', 'person_decisions', '']
    """
    values = np.asarray(reliability, dtype=np.float64)
    named = np.full(values.shape, INSUFFICIENT, dtype=object)
    for band in BANDS:
        named[at_least(values, band.least)] = band.code
    named[np.isnan(values)] = ""
    return named


def least_group(reliability: ArrayLike) -> Floats:
    """
    Give the respondents a group needs for a mean of reliability `GROUP_MEAN`, if groups differ by a medium f.

    A share ρ of the variance within groups is true, so that true means that vary by f² of it make
    ICC = f²ρ / (1 + f²ρ); by Spearman and Brown n = .80/(1 − .80) · (1 − ICC)/ICC, which is 64/ρ.

    Examples
    --------
    >>> least_group([0.8, 0.29, -0.1]).tolist()
    [80.0, 221.0, nan]
    """
    between = MEDIUM_DIFFERENCE**2 * np.asarray(reliability, dtype=np.float64)
    shared = ratio(between, 1 + between)
    needed = n_reliable_mean(GROUP_MEAN, shared).n
    # Whole respondents; what exceeds a whole number by rounding does not take one more.
    return np.asarray(np.ceil(needed - 1e-9))
