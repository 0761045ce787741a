"""Moments from counts of values: exact, and the same whatever order the answers came in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic


@dataclass(frozen=True)
class Moments:
    """Number of answers, mean, variance (divisor n − 1) and skewness of each row of counts."""

    n: Floats
    mean: Floats
    variance: Floats
    skewness: Floats


@statistic(
    "moments",
    name="mean, variance and skewness",
    symbol="M",
    source="textbook moments; skewness is m3 / m2^1.5 (Fisher's g1)",
)
def moments_from_counts(values: ArrayLike, counts: ArrayLike) -> Moments:
    """
    Mean, variance and skewness of values that occur `counts` times.

    Deviations are taken from the listed value that lies nearest to the mean, so equal answers have a variance of
    exactly zero and whole-number values lose nothing to rounding: their sums are whole numbers below 2⁵³.

    Parameters
    ----------
    values : array_like, shape (L,)
        The distinct values.
    counts : array_like, shape (..., L)
        How often each value occurs; one row a subject.

    Returns
    -------
    Moments
        Mean: NaN for n = 0; variance: NaN for n < 2; skewness: NaN where the variance is zero or unknown.

    Examples
    --------
    >>> found = moments_from_counts([-1, 0, 1], [[2, 1, 1]])
    >>> found.mean, found.variance
    (array([-0.25]), array([0.91666667]))
    """
    lattice = np.asarray(values, dtype=float)
    frequencies = np.ascontiguousarray(counts, dtype=float)
    n = frequencies.sum(axis=-1)
    mean = ratio((frequencies * lattice).sum(axis=-1), n)
    distance = np.abs(lattice - np.nan_to_num(mean)[..., None])
    centre = lattice[np.argmin(distance, axis=-1)]
    deviation = lattice - centre[..., None]
    first, second, third = ((frequencies * deviation**power).sum(axis=-1) for power in (1, 2, 3))
    shift = ratio(first, n)
    squares = second - first * np.nan_to_num(shift)
    cubes = third - 3 * np.nan_to_num(shift) * second + 2 * first * np.nan_to_num(shift) ** 2
    spread = ratio(squares, n)
    return Moments(
        n=n,
        mean=mean,
        variance=ratio(squares, n - 1),
        skewness=ratio(ratio(cubes, n), np.nan_to_num(spread) ** 1.5),
    )
