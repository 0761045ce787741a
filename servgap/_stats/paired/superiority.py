"""How often perception exceeds expectation in the same respondent, with an interval that has a width at 0 and 1 too."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.intervals import Interval, normal_quantile
from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic

_HALVINGS = 60


@dataclass(frozen=True)
class Superiority:
    """Paired probability of superiority with its score interval."""

    effect: Floats
    effect_low: Floats
    effect_high: Floats


@statistic(
    "prob_superiority",
    name="paired probability of superiority",
    symbol="PS",
    source="Grissom & Kim (2012), Effect Sizes for Research, 2nd ed.; interval: Tango (1998), Statistics in Medicine "
    "17, 891–908",
    effect="PS",
)
def prob_superiority(n_pos: ArrayLike, n_zero: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> Superiority:
    """
    Share of respondents whose perception exceeds their own expectation, equal answers counted half.

    PS = (1 + p₊ − p₋) / 2, so its interval is that of the difference of two paired proportions: all differences that
    the score test, with the probabilities most likely under the difference, does not reject. Without equal answers it
    is Wilson's interval.

    Parameters
    ----------
    n_pos, n_zero, n : array_like
        Numbers of gaps above zero, of zero, and of all.
    confidence : float
        Level of the interval.

    Returns
    -------
    Superiority
        One entry a gap; NaN for n = 0.

    Examples
    --------
    >>> found = prob_superiority(n_pos=36, n_zero=57, n=300)
    >>> float(found.effect), round(float(found.effect_low), 4), round(float(found.effect_high), 4)
    (0.215, 0.1785, 0.2573)
    """
    above, level, size = np.broadcast_arrays(*(np.asarray(each, dtype=float) for each in (n_pos, n_zero, n)))
    below = size - above - level
    limits = _score_limits(above, below, np.where(size > 0, size, np.nan), normal_quantile(confidence))
    return Superiority(ratio(above + level / 2, size), (1 + limits.low) / 2, (1 + limits.high) / 2)


def _score_limits(above: Floats, below: Floats, n: Floats, z: float) -> Interval:
    """Halve the way between what the score test rejects and what was observed."""
    observed = (above - below) / n
    limits = []
    for end in (-1.0, 1.0):
        rejected, kept = np.full_like(observed, end), observed.copy()
        for _ in range(_HALVINGS):
            middle = (rejected + kept) / 2
            outside = n * (observed - middle) ** 2 > z**2 * _variance(middle, above, below, n)
            rejected, kept = np.where(outside, middle, rejected), np.where(outside, kept, middle)
        limits.append(np.where(np.isnan(n), np.nan, kept))
    return Interval(low=limits[0], high=limits[1])


def _variance(difference: Floats, above: Floats, below: Floats, n: Floats) -> Floats:
    """Variance of one signed gap at a difference, the share below being the most likely one."""
    linear = (2 * n - above + below) * difference - above - below
    constant = -below * difference * (1 - difference)
    share = (np.sqrt(np.maximum(linear**2 - 8 * n * constant, 0.0)) - linear) / (4 * n)
    return np.maximum(2 * share + difference * (1 - difference), 0.0)
