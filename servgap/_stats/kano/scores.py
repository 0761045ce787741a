"""Answers as numbers: means of functional and dysfunctional scores, where categories would hide how close it was."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.intervals import t_interval
from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic

FUNCTIONAL = (4.0, 2.0, 0.0, -1.0, -2.0)
"""Scores of the answers if it is there, from liking to disliking it."""
DYSFUNCTIONAL = (-2.0, -1.0, 0.0, 2.0, 4.0)
"""Scores of the answers if it is not there."""


@dataclass(frozen=True)
class KanoScores:
    """Means of both scores, with standard deviations and intervals."""

    functional: Floats
    functional_sd: Floats
    functional_low: Floats
    functional_high: Floats
    dysfunctional: Floats
    dysfunctional_sd: Floats
    dysfunctional_low: Floats
    dysfunctional_high: Floats


@statistic(
    "kano_scores",
    name="means of the functional and the dysfunctional score",
    symbol="F, D",
    source="DuMouchel, in Berger et al. (1993), Center for Quality of Management Journal 2(4); "
    "intervals: Student (1908), Biometrika 6, 1–25",
)
def kano_scores(answers: ArrayLike, confidence: float = 0.95) -> KanoScores:
    """
    Mean scores: 4, 2, 0, −1, −2 from liking to disliking that it is there, −2, −1, 0, 2, 4 that it is not there.

    The scale is uneven by design: liking says more than not minding. All respondents with both answers count, whichever
    their category. Standard deviations divide by n − 1.

    Parameters
    ----------
    answers : array_like, shape (..., 5, 5)
        Numbers of respondents by their answer if it is there (rows) and if it is not (columns).
    confidence : float
        Level of the intervals.

    Returns
    -------
    KanoScores
        NaN where nobody answered; standard deviations and intervals where fewer than two did, intervals where all
        answers are alike too.

    Examples
    --------
    >>> table = np.zeros((5, 5))
    >>> table[0, 4], table[2, 4] = 1, 3
    >>> found = kano_scores(table)
    >>> float(found.functional), float(found.functional_sd), float(found.dysfunctional)
    (1.0, 2.0, 4.0)
    """
    table = np.asarray(answers, dtype=np.float64)
    n = table.sum(axis=(-2, -1))
    there = _of_scores(table.sum(axis=-1), np.array(FUNCTIONAL), n, confidence)
    absent = _of_scores(table.sum(axis=-2), np.array(DYSFUNCTIONAL), n, confidence)
    return KanoScores(*there, *absent)


def _of_scores(counts: Floats, scores: Floats, n: Floats, confidence: float) -> tuple[Floats, Floats, Floats, Floats]:
    total, squares = counts @ scores, counts @ scores**2
    mean = ratio(total, n)
    # Sums of whole numbers are exact, so that the variance of answers that are all alike is exactly zero.
    sd = np.sqrt(ratio(n * squares - total**2, n * (n - 1)))
    held = t_interval(mean, ratio(sd, np.sqrt(n)), n - 1, confidence)
    return mean, sd, held.low, held.high
