"""Intervals of the matched rank-biserial correlation that keep their level, also near and at ±1."""

from __future__ import annotations

import numpy as np

from servgap._stats.intervals import Interval, normal_quantile
from servgap._stats.paired.ranked_gaps import RankedGaps, Zeros
from servgap._stats.ratio import Floats, ratio


def score_limits(ranked: RankedGaps, effect: Floats, zeros: Zeros, confidence: float) -> Interval:
    """
    Wilson's interval with the number of signs that would be as informative as these ranks.

    That number is (1 − r²) over the variance of r from its influence function, which takes account of ranks being
    random too. Where all gaps point one way the variance cannot be seen, so it is taken from the counts with one gap
    more and its mirror image, distributed as the sizes that were observed. The interval is never without width.
    """
    n = ranked.zero + ranked.tied.sum(axis=-1)
    extra = ratio(1.0, n)
    half = extra[..., None] * ranked.tied
    positive, negative = ranked.positive + half, ranked.negative + half
    zero = ranked.zero * (1 + 2 * np.nan_to_num(extra))
    smoothed, variance = _influence_variance(positive, negative, zero, zeros)
    informative = np.maximum(ratio(1 - smoothed**2, variance) * ratio(n, n + 2), 1.0)
    z = normal_quantile(confidence)
    centre = informative * effect / (informative + z**2)
    reach = z * np.sqrt(informative * np.maximum(1 - effect**2, 0.0) + z**2) / (informative + z**2)
    return Interval(low=np.maximum(centre - reach, -1.0), high=np.minimum(centre + reach, 1.0))


def fisher_limits(ranked: RankedGaps, effect: Floats, zeros: Zeros, confidence: float) -> Interval:
    """
    Fisher's interval with the standard error √Σr² / Σr over untied ranks, as other software prints it.

    The standard error is that of no effect, and the interval shrinks to a point at ±1: nominal 95 % cover some 90 % at
    r = −0.5 and 75 % at −0.86.
    """
    complete = np.abs(effect) == 1
    centre = np.arctanh(np.where(complete, 0.0, effect))
    reach = normal_quantile(confidence) * _null_error(ranked, zeros)
    low, high = np.tanh(centre - reach), np.tanh(centre + reach)
    return Interval(low=np.where(complete, effect, low), high=np.where(complete, effect, high))


def _null_error(ranked: RankedGaps, zeros: Zeros) -> Floats:
    first = ranked.zero if zeros == "pratt" else np.zeros_like(ranked.zero)
    last = first + ranked.tied.sum(axis=-1)

    def sums(rank: Floats) -> tuple[Floats, Floats]:
        return rank * (rank + 1) / 2, rank * (rank + 1) * (2 * rank + 1) / 6

    (plain_first, square_first), (plain_last, square_last) = sums(first), sums(last)
    return ratio(np.sqrt(square_last - square_first), plain_last - plain_first)


def _influence_variance(positive: Floats, negative: Floats, zero: Floats, zeros: Zeros) -> tuple[Floats, Floats]:
    """Give r and its variance Σ c·I², where a gap moves r by its own rank and by the ranks it lifts."""
    tied, surplus = positive + negative, positive - negative
    first = zero if zeros == "pratt" else np.zeros_like(zero)
    rank = first[..., None] + np.cumsum(tied, axis=-1) - tied / 2
    total = (rank * tied).sum(axis=-1)
    r = ratio((rank * surplus).sum(axis=-1), total)
    lifted, lifted_surplus = (
        side.sum(axis=-1, keepdims=True) - np.cumsum(side, axis=-1) + side / 2 for side in (tied, surplus)
    )
    shared = lifted_surplus - r[..., None] * (rank + lifted)
    squares = (positive * (shared + rank) ** 2 + negative * (shared - rank) ** 2).sum(axis=-1)
    if zeros == "pratt":  # a zero lifts the ranks of all others
        squares = squares + zero * (surplus.sum(axis=-1) - r * tied.sum(axis=-1)) ** 2
    return r, ratio(squares, total**2)
