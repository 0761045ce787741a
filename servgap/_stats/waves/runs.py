"""Whether waves stay on one side of a line for longer, or cross it less often, than chance has it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import bdtr

from servgap._stats.registry import statistic
from servgap._stats.ties import ROUNDING

Counts = NDArray[np.int64]
LEAST_WAVES = 10
"""Waves off the line from which on the rule gives a signal."""
LEAST_CHANCE = 0.05


@dataclass(frozen=True)
class Runs:
    """Waves off the line, the longest run of them on one side and its bound, crossings of the line and their bound."""

    useful: Counts
    longest_run: Counts
    longest_allowed: Counts
    crossings: Counts
    fewest_allowed: Counts

    @property
    def enough(self) -> NDArray[np.bool_]:
        """Which rows have waves enough for the rule."""
        return self.useful >= LEAST_WAVES

    @property
    def signal(self) -> NDArray[np.bool_]:
        """Which rows have too long a run or too few crossings; none where waves are too few."""
        unusual = (self.longest_run > self.longest_allowed) | (self.crossings < self.fewest_allowed)
        return np.asarray(unusual & self.enough)


@statistic(
    "run_rule",
    name="longest run and crossings of a line (Anhøj's rule)",
    symbol="run",
    source="Anhøj & Olesen (2014), PLoS ONE 9(11), e113825; longest run: Schilling (2012), Math. Mag. 85, 141–149",
)
def run_rule(values: ArrayLike, centre: ArrayLike) -> Runs:
    """
    Count the waves off a line, the longest run of them on one side, and how often they cross it.

    A process that stays as it is has runs of up to about log₂ n, and Binomial(n − 1, ½) crossings: a run longer than
    round(log₂ n) + 3, or fewer crossings than the binomial's 5 % point, is a signal. Waves on the line, equal to it but
    for rounding, count neither way.

    Parameters
    ----------
    values : array_like, shape (..., t)
        In order; NaN counts for nothing.
    centre : array_like, shape (...)
        The line: the median, or the mean, of a row.

    Examples
    --------
    >>> found = run_rule([1.0, 2.0, 0.0, -1.0, 3.0], 0.0)
    >>> int(found.useful), int(found.longest_run), int(found.crossings)
    (4, 2, 2)
    """
    x = np.asarray(values, dtype=np.float64)
    line = np.asarray(centre, dtype=np.float64)[..., None]
    x, line = np.broadcast_arrays(x, line)
    known = np.isfinite(x) & np.isfinite(line)
    away = np.where(known, x, 0.0) - np.where(known, line, 0.0)
    size = np.where(known, np.maximum(np.abs(x), np.abs(line)), 0.0).max(axis=-1, initial=0.0, keepdims=True)
    side = np.where(np.abs(away) > ROUNDING * size, np.sign(away), 0.0)
    last, run = np.zeros(side.shape[:-1]), np.zeros(side.shape[:-1], dtype=np.int64)
    longest, crossings = run.copy(), run.copy()
    for wave in np.moveaxis(side, -1, 0):
        off = wave != 0
        crossed = off & (last * wave < 0)
        crossings = crossings + crossed
        run = np.where(crossed, 1, run + off)
        longest = np.maximum(longest, run)
        last = np.where(off, wave, last)
    useful = (side != 0).sum(axis=-1).astype(np.int64)
    allowed = np.where(useful > 0, np.round(np.log2(np.maximum(useful, 1))) + 3, 0).astype(np.int64)
    return Runs(useful, longest, allowed, crossings, _fewest(useful))


def _fewest(useful: Counts) -> Counts:
    """Give the least number of crossings at which the binomial distribution reaches 5 %."""
    trials = np.maximum(useful - 1, 0)
    counts = np.arange(int(trials.max(initial=0)) + 1)
    reached = bdtr(np.minimum(counts, trials[..., None]), trials[..., None], 0.5) >= LEAST_CHANCE * (1 - ROUNDING)
    return np.asarray(reached.argmax(axis=-1), dtype=np.int64)
