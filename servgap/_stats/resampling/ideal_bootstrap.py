"""The bootstrap of a mean without resampling: what infinitely many resamples would give."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

from servgap._stats.counts import moments_from_counts
from servgap._stats.intervals import normal_quantile
from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic
from servgap._stats.resampling.bootstrap_distribution import BootstrapTotal, bootstrap_total
from servgap._stats.resampling.lattice import whole_multiples


@dataclass(frozen=True)
class IdealBootstrap:
    """Mean, its bootstrap standard error, percentile and BCa limits, and what corrects the latter."""

    mean: Floats
    se: Floats
    percentile_low: Floats
    percentile_high: Floats
    bca_low: Floats
    bca_high: Floats
    bias_correction: Floats
    acceleration: Floats


@statistic(
    "ideal_bootstrap",
    name="ideal bootstrap of the mean",
    symbol="BCa",
    source="Efron (1987), JASA 82, 171–185; without resampling, by the characteristic function: as Pagano & Tritchler "
    "(1983), JASA 78, 435–440; Davison & Hinkley (1997), Bootstrap Methods and Their Application",
    effect="mean gap",
)
def ideal_bootstrap(values: ArrayLike, counts: ArrayLike, confidence: float = 0.95) -> IdealBootstrap:
    """
    Percentile and BCa intervals of a mean from the exact bootstrap distribution.

    The total of n draws from the answers has the characteristic function φ(t)ⁿ, φ that of the answers; inverted, it
    gives the distribution that resampling approaches. The interval has no Monte Carlo error and needs no seed, and its
    cost does not grow with n. BCa: z₀ = Φ⁻¹(P(T < observed) + ½ P(T = observed)), acceleration = skewness / (6√n).

    Parameters
    ----------
    values : array_like, shape (L,)
        The distinct answers, on a lattice.
    counts : array_like, shape (..., L)
        How often each occurs; one row a subject.
    confidence : float
        Level of the intervals.

    Returns
    -------
    IdealBootstrap
        One entry a row; all but the mean are NaN where all answers are equal.

    Examples
    --------
    >>> found = ideal_bootstrap([-2, -1, 0, 1], [[4, 7, 6, 3]])
    >>> found.bca_low, found.bca_high
    (array([-1.]), array([-0.15]))
    """
    multiples, step, _ = whole_multiples(values)
    frequencies = np.asarray(counts, dtype=float)
    rows = frequencies.reshape(-1, frequencies.shape[-1])
    varying = np.flatnonzero((rows > 0).sum(axis=-1) > 1)
    found = {name: np.full(len(rows), np.nan) for name in IdealBootstrap.__dataclass_fields__}
    found["mean"] = moments_from_counts(values, rows).mean
    # A long lattice is sparsely held, by different answers in each row; a short one is done for all rows at once.
    parts = [varying] if len(multiples) <= _TOGETHER else [varying[place : place + 1] for place in range(len(varying))]
    for part in parts:
        if len(part):
            held = (rows[part] > 0).any(axis=0)
            for name, column in _of_rows(multiples[held], rows[part][:, held], confidence).items():
                scale = 1.0 if name in ("bias_correction", "acceleration") else step
                found[name][part] = column * scale + (found["mean"][part] if name in _LIMITS else 0.0)
    shape = frequencies.shape[:-1]
    return IdealBootstrap(**{name: column.reshape(shape) for name, column in found.items()})


_TOGETHER = 64
_LIMITS = ("percentile_low", "percentile_high", "bca_low", "bca_high")


def _of_rows(multiples: NDArray[np.int64], counts: Floats, confidence: float) -> dict[str, Floats]:
    """Compute the limits less the mean, the standard error and the corrections, in steps of the lattice."""
    n = counts.sum(axis=-1)
    steps, divisor = _own_lattice(multiples, counts)
    total = bootstrap_total(steps, counts)
    acceleration = moments_from_counts(multiples.astype(float), counts).skewness / (6 * np.sqrt(n))
    ends, shift = _ends(total, acceleration, confidence)
    found = dict(zip(_LIMITS, ends.T * divisor / n, strict=True))
    return {**found, "se": total.spread * divisor / n, "bias_correction": shift, "acceleration": acceleration}


def _own_lattice(multiples: NDArray[np.int64], counts: Floats) -> tuple[NDArray[np.int64], Floats]:
    """Answers of each row in steps of its own lattice, which may be coarser: only even gaps, say."""
    occurring = counts > 0
    lowest = np.where(occurring, multiples, multiples.max()).min(axis=-1, keepdims=True)
    distance = np.where(occurring, multiples - lowest, 0)
    divisor = np.gcd.reduce(distance, axis=-1)
    return distance // divisor[:, None], divisor.astype(float)


def _ends(total: BootstrapTotal, acceleration: Floats, confidence: float) -> tuple[Floats, Floats]:
    """Ends of both intervals as totals less the observed one, and the bias correction z₀."""
    z, nothing = normal_quantile(confidence), np.zeros((len(total.half), 1))
    below = total.at_most(nothing) - total.exactly(nothing) / 2
    shift = ndtri(below)
    lower, upper = (_corrected(shift, side * z, acceleration[:, None]) for side in (-1, 1))
    tail = np.full_like(nothing, (1 - confidence) / 2)
    low = total.quantile(np.concatenate([tail, ndtr(lower)], axis=1))
    # The upper ends are lower ends of the answers turned round, so that turning them turns the interval.
    high = -total.mirrored().quantile(np.concatenate([tail, ndtr(-upper)], axis=1))
    return np.stack([low[:, 0], high[:, 0], low[:, 1], high[:, 1]], axis=1), shift[:, 0]


def _corrected(shift: Floats, z: float, acceleration: Floats) -> Floats:
    """Normal quantile corrected for bias and for a spread that changes with the mean."""
    moved = shift + z
    return shift + np.nan_to_num(ratio(moved, 1 - acceleration * moved), nan=np.sign(z) * 8.0)
