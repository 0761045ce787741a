"""How many respondents perceive more than they expect, as much, or less: on which side a surface rests on answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.ratio import NEGLIGIBLE, Floats
from servgap._stats.registry import statistic
from servgap._stats.ties import ROUNDING

HALF = 0.5
WAYS = ("scale_points", "standardised")


@dataclass(frozen=True)
class Support:
    """Shares of respondents above, in agreement and below, first by what was answered, then by standardised scores.

    `half` is half a standard deviation, in the units in which both are compared.
    """

    above: Floats
    agree: Floats
    below: Floats
    half: Floats


@statistic(
    "agreement_shares",
    name="shares of respondents with more, as much and less than expected",
    symbol="%",
    source="Fleenor, McCauley & Brutus (1996), Leadership Quarterly 7, 487–506; "
    "Shanock, Baran, Gentry, Pattison & Heggestad (2010), Journal of Business and Psychology 25, 543–554",
)
def agreement_shares(x: ArrayLike, y: ArrayLike) -> Support:
    """
    Count who perceives more or less than half a standard deviation from what he expects.

    First in scale points: y − x against half of √((s²ₓ + s²ᵧ)/2), which shows on which side of the line of equal values
    the answers lie. Then as published: both standardised, and their difference against one half, which takes the mean
    gap out and shows who lies above or below what is usual. Exactly one half is agreement.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        Expectation and perception, in one unit.

    Returns
    -------
    Support
        Arrays of two: in scale points, and standardised; NaN where one of the two does not vary.

    Examples
    --------
    >>> found = agreement_shares([5, 6, 7, 6], [5, 6, 4, 7])
    >>> found.above.tolist(), found.agree.tolist(), found.below.tolist()
    ([0.25, 0.5], [0.5, 0.25], [0.25, 0.25])
    """
    first, second = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    nothing = np.full(2, np.nan)
    if len(first) < 2:
        return Support(*(nothing.copy() for _ in range(4)))
    variances = np.array([each.var(ddof=1) for each in (first, second)])
    if not (variances > NEGLIGIBLE * np.array([(first**2).mean(), (second**2).mean()])).all():
        return Support(*(nothing.copy() for _ in range(4)))
    sd = np.sqrt(variances)
    standard = [(each - each.mean()) / spread for each, spread in zip((first, second), sd, strict=True)]
    half = np.array([HALF * np.sqrt(variances.mean()), HALF])
    apart = np.stack([second - first, standard[1] - standard[0]])
    edge = (half + ROUNDING)[:, None]
    above, below = (apart > edge).mean(axis=1), (apart < -edge).mean(axis=1)
    return Support(above, 1 - above - below, below, half)
