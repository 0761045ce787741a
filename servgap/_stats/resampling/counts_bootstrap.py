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
    limits = bca_limits_of_several(
        counts, lambda drawn: of_counts(drawn)[..., None], confidence=confidence, draws=draws, rng=rng
    )
    return Interval(low=limits.low[..., 0], high=limits.high[..., 0])


def bca_limits_of_several(
    counts: Floats,
    of_counts: OfCounts,
    *,
    confidence: float = 0.95,
    draws: int = DRAWS,
    rng: np.random.Generator | None = None,
) -> Interval:
    """
    BCa limits of several statistics of the same counts, from the same draws.

    As `bca_limits`, but `of_counts` gives the statistics along a last axis of its own, and so do the limits.
    """
    generator = np.random.default_rng(0) if rng is None else rng
    given = np.asarray(counts, dtype=float)
    observed = of_counts(given)
    low, high = np.full(observed.shape, np.nan), np.full(observed.shape, np.nan)
    for row in np.ndindex(observed.shape[:-1]):
        known = np.flatnonzero(np.isfinite(observed[row]))
        if len(known):
            drawn = of_counts(redrawn_counts(given[row], draws, generator))
            acceleration = _accelerations(given[row], of_counts)
            for each in known:
                kept = np.sort(drawn[np.isfinite(drawn[:, each]), each])
                ends = _ends(kept, float(observed[row][each]), float(acceleration[each]), confidence)
                low[row][each], high[row][each] = ends
    return Interval(low=low, high=high)


def redrawn_counts(counts: Floats, draws: int, rng: np.random.Generator) -> Floats:
    """
    Draw as many respondents as there are, with replacement, and count them: multinomial counts, shape (draws, cells).

    How many fall into each cell of many respondents is drawn cell by cell; the rest fall into cells of few, and are
    drawn one by one. That takes less time where such cells are many, and as much for however many respondents.
    """
    rare = np.flatnonzero((counts > 0) & (counts <= _FEW))
    common = np.flatnonzero(counts > _FEW)
    redrawn = np.zeros((draws, len(counts)))
    among = np.append(counts[common], counts[rare].sum())
    numbers = rng.multinomial(int(counts.sum()), among / among.sum(), size=draws)
    redrawn[:, common] = numbers[:, :-1]
    if len(rare):
        respondents = np.repeat(np.arange(len(rare)), counts[rare].astype(np.int64))
        picked = respondents[rng.integers(0, len(respondents), numbers[:, -1].sum(), dtype=np.int32)]
        place = np.repeat(np.arange(draws) * len(rare), numbers[:, -1]) + picked
        redrawn[:, rare] = np.bincount(place, minlength=draws * len(rare)).reshape(draws, len(rare))
    return redrawn


_FEW = 24  # respondents up to whom drawing them one by one is quicker than drawing their number


def _accelerations(counts: Floats, of_counts: OfCounts) -> Floats:
    """Skewness of the jackknife's influences, over six, of every statistic."""
    held = np.flatnonzero(counts > 0)
    without = np.repeat(counts[None], len(held), axis=0)
    without[np.arange(len(held)), held] -= 1
    left = of_counts(without)
    known = np.isfinite(left)
    times = np.where(known, counts[held, None], 0.0)
    left = np.where(known, left, 0.0)
    influence = ratio((times * left).sum(axis=0), times.sum(axis=0)) - left
    spread = (times * influence**2).sum(axis=0)
    return np.nan_to_num(ratio((times * influence**3).sum(axis=0), 6 * spread**1.5))


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
