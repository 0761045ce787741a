"""How far sums stray when their signs are random: two-sided p-values that are exact, from counts."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, gammaln

from servgap._stats.paired.sign_sum_inversion import Tilted, log_cosh, lower_tail, tilted_to
from servgap._stats.ratio import Floats

_CONVOLVED = 1_000_000
"""Cells times signs up to which convolution takes a millisecond or two."""


@dataclass(frozen=True)
class TwoTails:
    """Two-sided p, and how it was found: "exact" or "inversion"."""

    p_value: float
    method: str


def two_tails(weights: NDArray[np.int64], times: Floats, cut: int) -> TwoTails:
    """
    Twice P(Σ a·B ≤ cut), B binomial(times, ½): the p of a sum of signed weights, whose smaller side sums to `cut`.

    "exact" accounts for every point of the lattice: by convolution (few signs), by summing binomials (two distinct
    weights), or by Fourier inversion with all peaks of the characteristic function found. "inversion" takes the central
    peak alone: with tens of thousands of signs, where the others are expected to hold less than 1e-11 of p, and with
    millions, where they would be too many to look for.

    Parameters
    ----------
    weights
        Positive whole numbers, all different.
    times
        How many signs each weight has, positive.
    cut
        At most half of the sum of all weights.

    Examples
    --------
    >>> two_tails(np.array([1, 2]), np.array([1.0, 4.0]), 0)
    TwoTails(p_value=0.0625, method='exact')
    """
    if 2 * cut >= int(sum(int(a) * int(t) for a, t in zip(weights, times, strict=True))):
        return TwoTails(1.0, "exact")
    step = int(np.gcd.reduce(weights))
    reduced, cut = weights // step, cut // step
    if cut < reduced.min():
        return TwoTails(min(1.0, 2.0 * 0.5 ** float(times.sum())), "exact")
    if cut * float(times.sum()) <= _CONVOLVED:
        return TwoTails(_doubled(_convolved(reduced, times, cut)), "exact")
    if len(reduced) == 1:
        chosen = cut // int(reduced[0])
        return TwoTails(_doubled(float(betainc(times[0] - chosen, chosen + 1.0, 0.5))), "exact")
    tilted = tilted_to(reduced.astype(np.float64), np.asarray(times, dtype=np.float64), cut)
    if len(reduced) == 2:
        return TwoTails(_doubled(_two_binomials(tilted)), "exact")
    tail = lower_tail(tilted)
    return TwoTails(_doubled(tail.probability), "exact" if tail.complete else "inversion")


def _doubled(probability: float) -> float:
    return min(1.0, 2 * max(0.0, probability))


def _convolved(weights: NDArray[np.int64], times: Floats, cut: int) -> float:
    """Build the distribution up to the cut, factor by factor, from positive terms alone."""
    ways, log_scale, reach = np.ones(1), 0.0, 0
    for weight, signs in zip(weights, times, strict=True):
        reach = min(cut, reach + int(weight) * int(signs))
        chosen = np.arange(min(int(signs), reach // int(weight)) + 1)
        log_ways = gammaln(signs + 1) - gammaln(chosen + 1) - gammaln(signs - chosen + 1)
        ways = _shifted_sum(ways, np.exp(log_ways - log_ways.max()), int(weight), reach)
        # Rescaling keeps hundreds of factors within range; the scale comes back as a logarithm.
        largest = ways.max()
        ways /= largest
        log_scale += float(log_ways.max() + np.log(largest) - signs * np.log(2.0))
    return math.exp(math.log(float(ways.sum())) + log_scale)


def _shifted_sum(ways: Floats, shares: Floats, weight: int, reach: int) -> Floats:
    """Convolve `ways` with `shares` placed `weight` cells apart, up to the cell `reach`."""
    total = np.zeros(reach + 1)
    for chosen, share in enumerate(shares):
        start = chosen * weight
        part = ways[: reach + 1 - start]
        total[start : start + part.size] += share * part
    return total


def _two_binomials(tilted: Tilted) -> float:
    """Sum one binomial's probabilities times the other's distribution function; the tilt says over which terms."""
    (first, second), (signs, others) = tilted.weights, tilted.times
    share = float(tilted.share[0])
    spread = math.sqrt(signs * share * (1 - share))
    mode = min(math.floor((signs + 1) * share), int(signs))
    low = max(0, math.floor(mode - 9 * spread - 30))
    chosen = np.arange(low, min(int(signs), math.ceil(mode + 9 * spread + 30)) + 1, dtype=np.float64)
    steps = np.log((signs - chosen[:-1]) / (chosen[:-1] + 1)) + tilted.tilt * first
    log_mass = np.concatenate([[0.0], np.cumsum(steps)])
    log_mass -= log_mass[mode - low]
    mass = np.exp(log_mass) / np.exp(log_mass).sum()
    untilted = tilted.tilt * first * (signs / 2 - chosen) + signs * log_cosh(np.asarray(tilted.tilt * first / 2))
    left = np.floor((tilted.cut - first * chosen) / second)
    inside = (left >= 0) & (left < others)
    below = np.where(left >= others, 1.0, 0.0)
    below[inside] = betainc(others - left[inside], left[inside] + 1, 0.5)
    felt = (mass > 0) & (below > 0)
    return float(np.sum(np.exp(np.log(mass[felt]) + untilted[felt] + np.log(below[felt]))))
