"""How closely two values of the same respondents go together, with an interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.intervals import normal_quantile
from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic

FEWEST = 4
"""Respondents from whom on there is an interval: its error is 1/√(n − 3)."""


@dataclass(frozen=True)
class Correlation:
    """Correlation and the ends of its interval."""

    r: Floats
    ci_low: Floats
    ci_high: Floats


@statistic(
    "correlation",
    name="correlation with Fisher's interval",
    symbol="r",
    source="Fisher (1921), Metron 1, 3–32",
)
def correlation(r: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> Correlation:
    """
    Give a correlation its interval: tanh(artanh r ± z/√(n − 3)).

    It supposes that both are normally distributed; from fewer than four there is none, and of a correlation of one
    it has no width.

    Parameters
    ----------
    r, n
        Correlations, and on how many respondents each rests.
    confidence
        The level of the interval.

    Examples
    --------
    >>> found = correlation(0.8717538, 150)  # iris, lengths of sepals and petals: R prints 0.8270363 and 0.9055080
    >>> round(float(found.ci_low), 4), round(float(found.ci_high), 4)
    (0.827, 0.9055)
    """
    given, size = np.asarray(r, dtype=np.float64), np.asarray(n, dtype=np.float64)
    inside = np.clip(given, -1.0, 1.0)
    error = np.sqrt(ratio(np.ones_like(size), np.where(size >= FEWEST, size - 3, np.nan)))
    sure = np.abs(inside) >= 1.0
    centre = np.arctanh(np.where(sure, 0.0, inside))
    reach = normal_quantile(confidence) * error
    low, high = (
        np.where(sure, np.where(np.isnan(error), np.nan, inside), np.tanh(centre + s * reach)) for s in (-1, 1)
    )
    return Correlation(inside, low, high)
