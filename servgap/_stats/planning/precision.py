"""How many respondents it takes to know a mean well enough, and how sure that is."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtri

from servgap._stats.intervals import t_quantile
from servgap._stats.planning.sample_size import SampleSize, floats, least
from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic


@statistic(
    "n_precision",
    name="respondents needed for an interval of a given width",
    symbol="n",
    source="Cochran (1977), Sampling Techniques, 3rd ed., ch. 4; assurance: Kelley & Rausch (2006), Psychological "
    "Methods 11, 363–385",
)
def n_precision(
    sd: ArrayLike, half_width: ArrayLike, confidence: float = 0.95, assurance: float | None = None
) -> SampleSize:
    """
    Smallest n at which the t interval of a mean reaches no further than `half_width`: n = (t · sd / h)².

    t belongs to n − 1 degrees of freedom, so the equation is solved for n. The deviation found may be larger than the
    one planned for, and is in about half of all samples; with an assurance γ the interval is as narrow with that
    probability: n = (t · sd / h)² · χ²(γ; n − 1) / (n − 1), normal answers supposed.

    Parameters
    ----------
    sd : array_like
        Standard deviation.
    half_width : array_like
        Half the width of the interval.
    confidence : float
        Its level.
    assurance : float, optional
        The probability with which the interval is to be as narrow.

    Returns
    -------
    SampleSize
        At least 2; NaN unless sd and half width are positive.

    Examples
    --------
    >>> round(float(n_precision(sd=1.5, half_width=0.2).n), 4)
    218.5069
    >>> round(float(n_precision(sd=1.5, half_width=0.2, assurance=0.9).n), 4)
    243.9802
    """
    spread, half = floats(sd, half_width)
    wanted = np.where((spread > 0) & (half > 0), ratio(half, spread), np.nan)

    def narrow(n: Floats) -> Floats:
        return ratio(1.0, interval_reach(n, n - 1, 1.0, confidence, assurance))

    return SampleSize(least(narrow, 1 / wanted, np.full_like(wanted, 2.0)))


def interval_reach(
    n: ArrayLike, df: ArrayLike, sd: ArrayLike, confidence: float, assurance: float | None = None
) -> Floats:
    """
    Return how far the t interval of a mean of n independent answers reaches, its deviation known with df degrees.

    That is where the deviation found is the one planned for; with an assurance, how far it reaches at most with that
    probability.
    """
    size, freedom, spread = floats(n, df, sd)
    chance = 1.0 if assurance is None else np.sqrt(chdtri(freedom, 1 - assurance) / freedom)
    return np.asarray(t_quantile(freedom, confidence) * chance * spread / np.sqrt(size))
