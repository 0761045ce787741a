"""Everything that is said of ranks at once, from one set of draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.families.max_t import draw_errors, scaled_errors
from servgap._stats.ranks.rank_sets import canonical_order, observed_rank, rounding_of_draws
from servgap._stats.ranks.rank_stepdown import (
    Floats,
    Integers,
    compare_pairs,
    furthest_differences,
    reject_for_each,
    reject_jointly,
    welch_scaled,
)


@dataclass(frozen=True)
class AllRanks:
    """Ranks (1 = largest estimate), the sets that hold at once and alone, and the share of draws in the first k."""

    rank: Integers
    rank_low: Integers
    rank_high: Integers
    rank_low_alone: Integers | Floats
    rank_high_alone: Integers | Floats
    in_top: Floats


def all_ranks(
    estimate: ArrayLike,
    covariance: ArrayLike,
    top: int,
    *,
    confidence: float = 0.95,
    df: float | Floats | None = None,
    draws: int = 9999,
    rng: np.random.Generator | None = None,
) -> AllRanks:
    """
    Rank the estimates, 1 for the largest, as `rank_sets` and `rank_probabilities` do each for itself.

    Called with the same seed these give the same numbers; drawing once saves most of the time.

    Parameters
    ----------
    estimate, covariance
        x (p,) and its covariance (p, p); without NaN.
    top
        The k of `in_top`.
    confidence, draws, rng
        As of `rank_sets`.
    df
        As of `rank_sets`; or the degrees of freedom (p,) of each of several *independent* estimates. Draws are then
        normal, and every studentised difference is taken to the normal scale from its own t distribution, with the
        degrees of freedom of Welch and Satterthwaite, so that one small group leaves the others' ranks alone.

    Examples
    --------
    >>> found = all_ranks([0.2, 1.0, 0.9], np.eye(3) * 0.01, 1)
    >>> found.rank_low, found.rank_high, found.in_top.round(1)
    (array([3, 1, 1]), array([3, 2, 2]), array([0. , 0.8, 0.2]))
    """
    x, S = np.asarray(estimate, dtype=np.float64), np.asarray(covariance, dtype=np.float64)
    rng = np.random.default_rng(0) if rng is None else rng
    order = canonical_order(x, S)
    back = np.argsort(order)
    errors = draw_errors(S[np.ix_(order, order)], draws=draws, rng=rng)
    in_top = share_in_top(x[order, None] + errors, top, rounding_of_draws(S))
    pairs = compare_pairs(x[order], S[np.ix_(order, order)])
    if isinstance(df, np.ndarray):
        pairs = welch_scaled(pairs, np.diagonal(S)[order], df[order])
    else:
        errors = scaled_errors(errors, df, rng)
    drawn = furthest_differences(errors, pairs)
    low, high = reject_jointly(pairs, drawn, confidence)
    low_alone, high_alone = reject_for_each(pairs, drawn, confidence)
    return AllRanks(observed_rank(x), low[back], high[back], low_alone[back], high_alone[back], in_top[back])


def share_in_top(drawn: Floats, top: int, near: float) -> Floats:
    """Share of draws in which fewer than `top` values are larger by more than rounding."""
    last = len(drawn) - top
    return np.asarray((drawn >= np.partition(drawn, last, axis=0)[last] - near).mean(axis=1))
