"""BCa intervals of what is no mean, by resampling counts: respondents are redrawn without being looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from scipy.special import ndtr, ndtri

from servgap._stats.intervals import Interval, normal_quantile
from servgap._stats.ratio import Floats, ratio

OfCounts: TypeAlias = Callable[[Floats], Floats]

DRAWS = 1999


def bca_limits(
    counts: Floats,
    of_counts: OfCounts,
    *,
    confidence: float = 0.95,
    draws: int = DRAWS,
    rng: np.random.Generator | None = None,
) -> Interval:
    """
    BCa limits of a statistic of counts.

    To draw n respondents with replacement and count them is to draw the counts from a multinomial distribution, at a
    cost that does not depend on n. The acceleration comes from the jackknife, which leaves out one respondent of each
    cell in turn and weighs the cell by its count. Draws without a value (no spread left) are left out.

    Parameters
    ----------
    counts : shape (..., cells)
        How often each cell occurs; one row a subject.
    of_counts
        Statistic of counts (..., cells) -> (...); a respondent counts the same wherever he stands.
    draws, rng
        Multinomial draws, and their generator (None: seed 0).

    Returns
    -------
    Interval
        One entry a row; NaN where the statistic is undefined or the draws do not vary.
    """
    generator = np.random.default_rng(0) if rng is None else rng
    given = np.asarray(counts, dtype=float)
    observed = of_counts(given)
    low, high = np.full(observed.shape, np.nan), np.full(observed.shape, np.nan)
    for row in np.ndindex(observed.shape):
        if np.isfinite(observed[row]):
            drawn = _drawn(given[row], of_counts, draws, generator)
            acceleration = _acceleration(given[row], of_counts)
            low[row], high[row] = _ends(drawn, float(observed[row]), acceleration, confidence)
    return Interval(low=low, high=high)


def _drawn(counts: Floats, of_counts: OfCounts, draws: int, rng: np.random.Generator) -> Floats:
    held = np.flatnonzero(counts > 0)
    n = int(counts.sum())
    redrawn = np.zeros((draws, len(counts)))
    redrawn[:, held] = rng.multinomial(n, counts[held] / counts[held].sum(), size=draws)
    drawn = of_counts(redrawn)
    return np.sort(drawn[np.isfinite(drawn)])


def _acceleration(counts: Floats, of_counts: OfCounts) -> float:
    """Skewness of the jackknife's influences, over six."""
    held = np.flatnonzero(counts > 0)
    without = np.repeat(counts[None], len(held), axis=0)
    without[np.arange(len(held)), held] -= 1
    left = of_counts(without)
    known = np.isfinite(left)
    if not known.any():
        return 0.0
    times = np.where(known, counts[held], 0.0)
    left = np.where(known, left, 0.0)
    influence = (times * left).sum() / times.sum() - left
    spread = (times * influence**2).sum()
    return float(np.nan_to_num(ratio((times * influence**3).sum(), 6 * spread**1.5)))


def _ends(drawn: Floats, observed: float, acceleration: float, confidence: float) -> tuple[float, float]:
    if len(drawn) == 0 or drawn[0] == drawn[-1]:
        return np.nan, np.nan
    tolerance = 1e-12 * max(abs(drawn[0]), abs(drawn[-1]))
    below, upto = np.searchsorted(drawn, [observed - tolerance, observed + tolerance])
    # Half a draw keeps the share off 0 and 1, where a correction could not be told.
    share = np.clip((below + upto) / 2, 0.5, len(drawn) - 0.5) / len(drawn)
    shift, z = float(ndtri(share)), normal_quantile(confidence)
    ends = []
    for side in (-z, z):
        moved = shift + side
        level = float(ndtr(shift + np.nan_to_num(ratio(moved, 1 - acceleration * moved), nan=np.sign(side) * 8.0)))
        place = level * (len(drawn) + 1) - 1
        ends.append(float(np.interp(place, np.arange(len(drawn)), drawn)))
    return ends[0], ends[1]
