"""Whether one driver explains more than another, whatever stands beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.importance.coalitions import Floats, all_sets
from servgap._stats.importance.explained import explain_by_sets
from servgap._stats.registry import statistic
from servgap._stats.ties import tolerance


@dataclass(frozen=True)
class Dominance:
    """Mean gain of R² by the number of drivers, over all of them, and how often each driver gains more than another."""

    conditional: Floats  # number of drivers with it × drivers
    general: Floats
    complete: Floats  # drivers × drivers; NaN on the diagonal


@statistic(
    "dominance",
    name="dominance",
    symbol="ΔR²",
    source="Budescu (1993), Psychol. Bull. 114, 542–551; Azen & Budescu (2003), Psychol. Methods 8, 129–148",
)
def dominance(covariance: ArrayLike, blocks: Sequence[Sequence[int]] | None = None) -> Dominance:
    """
    Compare what drivers, of one column or of several, add to R² of every set of the others.

    `conditional` (s, j) is the mean gain on adding j to s - 1 others, `general` the mean over s, which is Shapley's
    value; `complete` (i, j) the share of the sets of the other drivers to which i adds more than j: 1 is complete
    dominance. Gains that differ by rounding are equal.

    Examples
    --------
    >>> found = dominance([[1.0, 0.5, 0.6], [0.5, 1.0, 0.3], [0.6, 0.3, 1.0]])
    >>> found.conditional.round(2).tolist(), found.complete.tolist()
    ([[0.36, 0.09], [0.27, 0.0]], [[nan, 1.0], [0.0, nan]])
    """
    sigma = np.asarray(covariance, dtype=np.float64)
    columns = [[column] for column in range(len(sigma) - 1)] if blocks is None else blocks
    drivers = len(columns)
    holds = np.zeros((drivers, len(sigma) - 1), dtype=np.bool_)
    for driver, places in enumerate(columns):
        holds[driver, list(places)] = True
    sets = all_sets(drivers)
    r2, number, size = explain_by_sets(sigma, sets @ holds).r2, np.arange(len(sets)), sets.sum(axis=1)
    conditional, complete = np.zeros((drivers, drivers)), np.full((drivers, drivers), np.nan)
    equal = tolerance(r2)
    for i in range(drivers):
        without = number[~sets[:, i]]
        gain = r2[without | 1 << i] - r2[without]
        conditional[:, i] = [gain[size[without] == others].mean() for others in range(drivers)]
        for j in (other for other in range(drivers) if other != i):
            neither = without[~sets[without, j]]
            complete[i, j] = np.mean(r2[neither | 1 << i] - r2[neither | 1 << j] > equal)
    return Dominance(conditional, conditional.mean(axis=0), complete)
