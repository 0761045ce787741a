"""The pseudo-median of the gaps, zeros kept, from counts of pairs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servgap._stats.intervals import normal_quantile
from servgap._stats.ratio import Floats
from servgap._stats.registry import statistic
from servgap._stats.resampling.lattice import whole_multiples

_EXACT_UP_TO = 100
"""Answers up to which the critical rank sum comes from its exact distribution."""

_DENSE = 8192
"""Steps of a lattice up to which pair sums are counted by convolution."""


@dataclass(frozen=True)
class HodgesLehmann:
    """Median of the Walsh averages, with its distribution-free interval."""

    estimate: Floats
    ci_low: Floats
    ci_high: Floats


@statistic(
    "hodges_lehmann",
    name="Hodges–Lehmann estimate",
    symbol="HL",
    source="Hodges & Lehmann (1963), Ann. Math. Statist. 34, 598–611; interval with ties: Noether (1967), JASA 62, "
    "184–188",
    effect="pseudo-median",
)
def hodges_lehmann(values: ArrayLike, counts: ArrayLike, confidence: float = 0.95) -> HodgesLehmann:
    """
    Median of all averages of two gaps (each also with itself), zeros kept.

    The interval runs from the k-th smallest to the k-th largest average, with k from the signed-rank distribution (by
    its normal approximation beyond 100 gaps). With ties it covers at least as often as it says.

    Parameters
    ----------
    values : array_like, shape (L,)
        The distinct gaps.
    counts : array_like, shape (..., L)
        How often each gap occurs; one row a subject.
    confidence : float
        Level of the interval.

    Returns
    -------
    HodgesLehmann
        One entry a row; NaN for n = 0, and without an interval where n is too small for one (below 6 at 95 %).

    Examples
    --------
    >>> found = hodges_lehmann([-2, -1, 0, 1, 2], [4, 6, 6, 3, 1])
    >>> float(found.estimate), float(found.ci_low), float(found.ci_high)
    (-0.5, -1.0, 0.0)
    """
    multiples, step, _ = whole_multiples(values)
    frequencies = np.asarray(counts, dtype=np.int64)
    found = np.full((3, *frequencies.shape[:-1]), np.nan)
    for row in np.ndindex(frequencies.shape[:-1]):
        held = frequencies[row] > 0
        n = int(frequencies[row].sum())
        if n:
            sums, pairs = _pair_sums(multiples[held], frequencies[row][held])
            upto = np.cumsum(pairs)
            averages = n * (n + 1) // 2
            # Places of the two middle averages, and of the ends.
            middle = _placed(sums, upto, [(averages + 1) // 2, averages // 2 + 1])
            found[(0, *row)] = middle.sum() / 4 * step
            place = _critical_place(n, confidence)
            if place > 0:
                found[(slice(1, None), *row)] = _placed(sums, upto, [place, averages + 1 - place]) / 2 * step
    return HodgesLehmann(*(np.asarray(number) for number in found))


def _placed(sums: NDArray[np.int64], upto: NDArray[np.int64], places: list[int]) -> NDArray[np.int64]:
    return np.asarray(sums[np.searchsorted(upto, places)])


def _pair_sums(steps: NDArray[np.int64], counts: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Sums of two gaps in rising order, and how many pairs i ≤ j have each; whole numbers, exact up to n of 4e9."""
    lowest, span = int(steps.min()), int(np.ptp(steps))
    if span <= _DENSE:
        dense = np.zeros(span + 1, dtype=np.int64)
        np.add.at(dense, steps - lowest, counts)
        ordered = np.convolve(dense, dense)
        ordered[::2] += dense
        return np.arange(2 * lowest, 2 * lowest + 2 * span + 1), ordered // 2
    first, second = np.triu_indices(len(steps))
    pairs = np.where(first == second, counts[first] * (counts[first] + 1) // 2, counts[first] * counts[second])
    sums, place = np.unique(steps[first] + steps[second], return_inverse=True)
    together = np.zeros(len(sums), dtype=np.int64)
    np.add.at(together, place, pairs)
    return sums, together


@cache
def _critical_place(n: int, confidence: float) -> int:
    """Largest k with P(W ≤ k − 1) ≤ (1 − confidence)/2, W the signed-rank sum of n untied gaps; 0 if there is none."""
    tail = (1 - confidence) / 2
    if n > _EXACT_UP_TO:
        deviation = np.sqrt(n * (n + 1) * (2 * n + 1) / 24)
        return max(0, int(np.floor(n * (n + 1) / 4 - normal_quantile(confidence) * deviation + 0.5)))
    chance: Floats = np.zeros(n * (n + 1) // 2 + 1)
    chance[0] = 1.0
    for rank in range(1, n + 1):
        chance[rank:] = chance[rank:] / 2 + chance[:-rank] / 2
        chance[:rank] /= 2
    return int(np.searchsorted(np.cumsum(chance), tail * (1 + 1e-12), side="right"))
