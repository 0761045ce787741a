"""What a reliability is good enough for: named bands, each with who published it, and how large a group must be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servgap._stats.planning.clusters import n_reliable_mean
from servgap._stats.ratio import Floats, ratio
from servgap._stats.ties import at_least

INSUFFICIENT = "insufficient"
NOT_SHOWN = "not_shown"
"""Bands of a score whose whole interval lies below the first use, and of one whose interval reaches into it."""


@dataclass(frozen=True)
class Band:
    """A use of scores, the least reliability it takes, and who says so."""

    code: str
    least: float
    source: str


BANDS = (
    Band("early_research", 0.70, "Nunnally & Bernstein (1994), Psychometric Theory (3rd ed.), ch. 7"),
    Band("group_research", 0.80, "Nunnally & Bernstein (1994), Psychometric Theory (3rd ed.), ch. 7"),
    Band("person_decisions", 0.90, "Nunnally & Bernstein (1994), Psychometric Theory (3rd ed.), ch. 7"),
    Band("person_decisions_safe", 0.95, "Nunnally & Bernstein (1994), Psychometric Theory (3rd ed.), ch. 7"),
)
"""From the least to the most reliable."""

CRITICS = "Lance, Butts & Michels (2006), Organ. Res. Methods 9, 202–220"
"""Who says how these bands became habits."""

GROUP_MEAN = 0.80
"""Reliability from which on the mean of a group counts as good enough, as a score for research on groups does."""

MEDIUM_DIFFERENCE = 0.25
"""Standard deviation of groups' true means over that of what is true within groups; a convention of this library."""

MOST_PER_GROUP = 10_000
"""Respondents a group beyond which none is realistic."""


def bands_of(low: ArrayLike, high: ArrayLike) -> NDArray[np.object_]:
    """Name the band of each reliability by the lower limit of its interval; nothing where there is none.

    Examples
    --------
    >>> bands_of([0.29, 0.6, 0.7, 0.93, np.nan], [0.5, 0.8, 0.8, 0.95, np.nan]).tolist()
    ['insufficient', 'not_shown', 'early_research', 'person_decisions', '']
    """
    lower, upper = (np.asarray(ends, dtype=np.float64) for ends in (low, high))
    named = np.where(at_least(upper, BANDS[0].least), NOT_SHOWN, INSUFFICIENT).astype(object)
    for band in BANDS:
        named[at_least(lower, band.least)] = band.code
    named[np.isnan(lower) | np.isnan(upper)] = ""
    return named


def least_group(reliability: ArrayLike) -> Floats:
    """
    Give the respondents a group needs for a mean of reliability `GROUP_MEAN`, if groups differ as is supposed here.

    A share ρ of the variance within groups is true. If true means vary by f² of that share, f = `MEDIUM_DIFFERENCE`,
    ICC = f²ρ / (1 + f²ρ), and by Spearman and Brown n = .80/(1 − .80) · (1 − ICC)/ICC, which is 64/ρ. That f, like
    Cohen's medium one, is .25 but of true and not of observed deviations, is a convention of this library. Nothing
    where no realistic group is large enough.

    Examples
    --------
    >>> least_group([0.8, 0.29, 0.001, -0.1]).tolist()
    [80.0, 221.0, nan, nan]
    """
    between = MEDIUM_DIFFERENCE**2 * np.asarray(reliability, dtype=np.float64)
    return realistic(n_reliable_mean(GROUP_MEAN, ratio(between, 1 + between)).n)


def realistic(needed: Floats) -> Floats:
    """Round up to whole respondents, but for what rounding alone exceeds; NaN beyond `MOST_PER_GROUP`."""
    whole = np.ceil(needed - 1e-9)
    return np.where(whole <= MOST_PER_GROUP, whole, np.nan)
