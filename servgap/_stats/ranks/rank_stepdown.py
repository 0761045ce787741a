"""Which estimates are surely larger than which: step-down on studentised differences, from drawn errors."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import special

from servgap._stats.families.max_t import quantile_place
from servgap._stats.ratio import ratio

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]
Bounds = Literal["both", "lower", "upper"]
Largest: TypeAlias = Callable[[Mask, NDArray[np.intp]], Floats]
"""The largest difference among active pairs in each of some draws."""

_CHUNK = 2048  # draws looked at together: a block of differences then stays in cache
_ROUNDING = 1e-13  # a variance of a difference this small beside the two variances is rounding, not information


@dataclass(frozen=True)
class Pairs:
    """What is known of all ordered pairs (j, k): the inverse standard error of x_j - x_k, and what is beyond doubt."""

    inverse_se: Floats
    statistic: Floats
    certain: Mask
    open: Mask


@dataclass(frozen=True)
class Drawn:
    """Drawn errors (p, draws), and in every draw each one's largest difference, either way, from any other."""

    errors: Floats
    furthest: Floats


def compare_pairs(estimate: Floats, covariance: Floats) -> Pairs:
    """Studentise all differences; those without variance are certain when they differ, and tied when they do not."""
    difference = estimate[:, None] - estimate
    variance = np.diagonal(covariance)
    summed = variance[:, None] + variance
    squared_se = summed - covariance - covariance.T
    known = squared_se <= _ROUNDING * summed
    inverse_se = np.where(known, 0.0, 1.0 / np.sqrt(np.where(known, 1.0, squared_se)))
    rounding = _ROUNDING * (np.abs(estimate)[:, None] + np.abs(estimate))
    return Pairs(inverse_se, difference * inverse_se, known & (difference > rounding), ~known)


def welch_scaled(pairs: Pairs, variance: Floats, df: Floats) -> Pairs:
    """Take every statistic to the normal scale from its own t, with the degrees of freedom of Welch and Satterthwaite.

    `variance` (p,) is that of each independent estimate, with `df` (p,) of its own.
    """
    spread, per_df = variance[:, None] + variance, variance**2 / df
    own = ratio(spread**2, per_df[:, None] + per_df)
    scaled = -np.sign(pairs.statistic) * special.ndtri(special.stdtr(own, -np.abs(pairs.statistic)))
    return replace(pairs, statistic=np.where(pairs.open, scaled, 0.0))


def furthest_differences(errors: Floats, pairs: Pairs) -> Drawn:
    """Measure, in every draw, how far each one lies from the others; nothing where all differences are certain."""
    size, draws = errors.shape
    furthest = np.full(errors.shape, -np.inf)
    later = [j + 1 + np.flatnonzero(pairs.open[j, j + 1 :]) for j in range(size)]
    for start in range(0, draws, _CHUNK):
        here, running = errors[:, start : start + _CHUNK], furthest[:, start : start + _CHUNK]
        for j, others in enumerate(later):
            if len(others):
                block = here[j] - here[others]
                block *= pairs.inverse_se[j, others, None]
                np.abs(block, out=block)
                running[others] = np.maximum(running[others], block)
                np.maximum(running[j], block.max(axis=0), out=running[j])
    return Drawn(errors, furthest)


def reject_jointly(
    pairs: Pairs, drawn: Drawn, confidence: float, *, stepdown: bool = True, bounds: Bounds = "both"
) -> tuple[Integers, Integers]:
    """Bounds of ranks from one family of all ordered pairs."""

    def largest(active: Mask, chosen: NDArray[np.intp]) -> Floats:
        return _largest_differences(drawn.errors[:, chosen], pairs.inverse_se, active)

    bound = drawn.furthest.max(axis=0, initial=-np.inf)
    larger = pairs.certain | step_down(pairs.statistic, pairs.open, largest, bound, confidence, stepdown=stepdown)
    low, high = bounds_of(larger)
    return (
        np.ones_like(low) if bounds == "upper" else low,
        np.full_like(high, len(high)) if bounds == "lower" else high,
    )


def reject_for_each(
    pairs: Pairs, drawn: Drawn, confidence: float, *, stepdown: bool = True, bounds: Bounds = "both"
) -> tuple[Integers, Integers]:
    """Bounds of ranks from a family of its own for every item: the pairs it belongs to."""
    errors, size = drawn.errors, len(drawn.errors)
    low, high = np.ones(size, dtype=np.int64), np.full(size, size, dtype=np.int64)
    for j in range(size):
        # first row: j larger than k; second row: k larger than j
        observed = np.stack([pairs.statistic[j], -pairs.statistic[j]])
        family = np.stack([pairs.open[j] & (bounds != "lower"), pairs.open[j] & (bounds != "upper")])

        def largest(active: Mask, chosen: NDArray[np.intp], j: int = j) -> Floats:
            here = errors[:, chosen]
            block = (here[j] - here) * pairs.inverse_se[j][:, None]
            ahead = block[active[0]].max(axis=0, initial=-np.inf)
            return np.asarray(np.maximum(ahead, -block[active[1]].min(axis=0, initial=np.inf)))

        smaller_k, larger_k = step_down(observed, family, largest, drawn.furthest[j], confidence, stepdown=stepdown)
        if bounds != "upper":
            low[j] += np.count_nonzero(larger_k | pairs.certain[:, j])
        if bounds != "lower":
            high[j] -= np.count_nonzero(smaller_k | pairs.certain[j])
    return low, high


def bounds_of(larger: Mask) -> tuple[Integers, Integers]:
    """Lowest and highest rank when ``larger[j, k]`` says that j has been shown to be larger than k."""
    low = 1 + larger.sum(axis=0, dtype=np.int64)
    high = len(larger) - larger.sum(axis=1, dtype=np.int64)
    return low, high


def step_down(
    observed: Floats, family: Mask, largest: Largest, bound: Floats, confidence: float, *, stepdown: bool
) -> Mask:
    """Reject what exceeds the quantile of the largest still active; leave it out; repeat until nothing is new."""
    active, rejected = family.copy(), np.zeros_like(family)
    while active.any():
        fresh = active & (observed > _critical(active, largest, bound, confidence))
        rejected |= fresh
        active &= ~fresh
        if not stepdown or not fresh.any():
            break
    return rejected


def _critical(active: Mask, largest: Largest, bound: Floats, confidence: float) -> float:
    """Quantile of the largest difference among active pairs, which in no draw exceeds its bound.

    It is one of the largest few values, so that draws whose bound lies below these need not be looked at.
    """
    draws = len(bound)
    from_top = draws + 1 - quantile_place(draws, confidence)
    if from_top < 1:
        return math.inf
    size = 2 * from_top
    while size < draws:
        order = np.argpartition(bound, draws - size - 1)
        left, chosen = order[: draws - size], order[draws - size :]
        found = float(np.partition(largest(active, chosen), size - from_top)[size - from_top])
        if found >= bound[left[-1]]:
            return found
        size *= 2
    return float(np.partition(largest(active, np.arange(draws)), draws - from_top)[draws - from_top])


def _largest_differences(errors: Floats, inverse_se: Floats, active: Mask) -> Floats:
    """For every draw the largest studentised difference among the active ordered pairs."""
    size, draws = errors.shape
    largest = np.full(draws, -np.inf)
    # One difference serves both orders of a pair: the places of j over k and of k over j within j's differences.
    later = [j + 1 + np.flatnonzero((active[j] | active[:, j])[j + 1 :]) for j in range(size)]
    over = [(np.flatnonzero(active[j, k]), np.flatnonzero(active[k, j])) for j, k in enumerate(later)]
    for start in range(0, draws, _CHUNK):
        here = errors[:, start : start + _CHUNK]
        running = largest[start : start + _CHUNK]
        for j, (ahead, behind) in enumerate(over):
            block = here[j] - here[later[j]]
            block *= inverse_se[j, later[j], None]
            if len(ahead):
                np.maximum(running, (block if len(ahead) == len(block) else block[ahead]).max(axis=0), out=running)
            if len(behind):
                np.maximum(running, -(block if len(behind) == len(block) else block[behind]).min(axis=0), out=running)
    return largest
