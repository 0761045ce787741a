"""The opportunity score: what is important, and twice what satisfaction falls short of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.intervals import t_quantile
from servgap._stats.ratio import Floats
from servgap._stats.registry import statistic


@dataclass(frozen=True)
class Opportunity:
    """Score with both ends of its interval."""

    score: Floats
    ci_low: Floats
    ci_high: Floats


@statistic(
    "opportunity",
    name="opportunity score",
    symbol="O",
    source="Ulwick (2002), Harvard Bus. Rev. 80(1), 91–97; interval: own, by Bonferroni at the kink",
)
def opportunity_score(
    importance: ArrayLike,
    performance: ArrayLike,
    importance_se: ArrayLike,
    shortfall_se: ArrayLike,
    df: ArrayLike,
    confidence: float = 0.95,
) -> Opportunity:
    """
    O = i + max(i − p, 0) = max(i, 2i − p), both on one scale, with an interval that holds at the kink too.

    Where importance and performance are alike the score has no derivative, and the delta method no leg to stand on. As
    the larger of two numbers the score lies above both: below it lies the larger of their lower ends, each of half the
    error on that side, and above it the larger of their upper ends, each of the whole error on that side, as the number
    that is the larger is one of them.

    Parameters
    ----------
    importance, performance : array_like
        Means on the same scale.
    importance_se, shortfall_se : array_like
        Standard errors of i and of 2i − p.
    df : array_like
        Degrees of freedom of Student's t.
    confidence
        Level of the interval.

    Examples
    --------
    >>> found = opportunity_score(6.0, 4.0, 0.1, 0.2, np.inf)
    >>> float(found.score), round(float(found.ci_low), 2), round(float(found.ci_high), 2)
    (8.0, 7.55, 8.39)
    """
    i, p, own, short = (
        np.asarray(each, dtype=np.float64) for each in (importance, performance, importance_se, shortfall_se)
    )
    wider, wide = t_quantile(df, 1 - (1 - confidence) / 2), t_quantile(df, confidence)
    return Opportunity(
        score=np.maximum(i, 2 * i - p),
        ci_low=np.maximum(i - wider * own, 2 * i - p - wider * short),
        ci_high=np.maximum(i + wide * own, 2 * i - p + wide * short),
    )
