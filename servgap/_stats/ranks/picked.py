"""The mean of a normal variable that was picked for exceeding the others: given that, it is a truncated one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr

from servgap._stats.ranks.looked_at import LookedAt

_HALVINGS = 60


@dataclass(frozen=True)
class Picked:
    """The picked value, its standard error, where it must lie to be picked, and how far its mean may be."""

    value: float
    se: float
    low: float
    high: float
    reach: float

    def mean_at(self, probability: float) -> float:
        """Mean at which a value of at most this, given the pick, has the probability."""
        low, high = self.value - self.reach, self.value + self.reach
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            low, high = (middle, high) if self._at_most(middle) > probability else (low, middle)
        return (low + high) / 2

    def _at_most(self, mean: float) -> float:
        low, high = max(self.low, mean - self.reach), min(self.high, mean + self.reach)
        if self.value <= low:
            return 0.0
        if self.value >= high:
            return 1.0
        below, at, above = ((edge - mean) / self.se for edge in (low, self.value, high))
        turned = below > 0  # both tails are small there: take them from the other side
        if turned:
            below, at, above = -above, -at, -below
        # In logarithms, since far from the mean all three vanish together.
        outer, inner, whole = (float(log_ndtr(edge)) for edge in (below, at, above))
        if not outer < whole:  # the window is no wider than rounding: it says nothing of the mean
            return 0.5
        share = (np.exp(inner - whole) - np.exp(outer - whole)) / -np.expm1(outer - whole)
        return float(1 - share if turned else share)


def picked_from(cells: LookedAt, place: int, rivals: NDArray[np.bool_], reach: float) -> Picked:
    """Find the bounds between which the picked value must lie to exceed its rivals, the rest being what it is."""
    x, S = cells.value, cells.beside(place)
    variance = float(S[place])
    rest = x - S / variance * x[place]
    slack = variance - S
    level = 1e-12 * variance
    bound = np.divide(rest * variance, slack, out=np.zeros_like(x), where=np.abs(slack) > level)
    low = bound[rivals & (slack > level)].max(initial=-np.inf)
    high = bound[rivals & (slack < -level)].min(initial=np.inf)
    return Picked(float(x[place]), float(np.sqrt(variance)), float(low), float(high), reach)
