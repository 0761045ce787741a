"""How often each estimate would stand where, were the truth normal around what was found: a description."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from servgap._stats.families.max_t import draw_errors
from servgap._stats.ranks.rank_sets import canonical_order, rounding_of_draws
from servgap._stats.ranks.rank_stepdown import compare_pairs
from servgap._stats.registry import statistic

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class RankProbabilities:
    """Plug-in probabilities of ranks; descriptive, without the coverage of a confidence set.

    `in_top` (p, tops) is the share of draws in which an item is among the first; `mean_rank` its expected rank;
    `central_low` and `central_high` hold the middle `confidence` of its ranks.
    """

    in_top: Floats
    mean_rank: Floats
    central_low: Integers
    central_high: Integers


@statistic(
    "rank_probabilities",
    name="plug-in rank probabilities (descriptive)",
    symbol="P(rank ≤ k)",
    source="after Goldstein & Spiegelhalter (1996), J. R. Stat. Soc. A 159, 385–443; with a flat prior",
)
def rank_probabilities(
    estimate: ArrayLike,
    covariance: ArrayLike,
    tops: ArrayLike,
    *,
    confidence: float = 0.95,
    draws: int = 9999,
    rng: np.random.Generator | None = None,
) -> RankProbabilities:
    """Distribution of ranks (1 = largest) when the estimates are drawn from N(estimate, covariance).

    That is the normal posterior of a flat prior, the estimates plugged in, where the source draws from a full model.
    Easy to grasp, but no confidence statement: under near ties the central ranks miss the true rank far more often than
    they promise. The expected rank is exact, 1 + Σ_k Φ((x_k - x_j)/se_jk); the rest is Monte Carlo.

    Parameters
    ----------
    tops
        The k for which the probability of being among the first k is wanted.

    Examples
    --------
    >>> import numpy as np
    >>> found = rank_probabilities([0.0, 5.0, 5.0], np.eye(3) * 0.01, [1, 2])
    >>> found.in_top[0], found.mean_rank
    (array([0., 0.]), array([3. , 1.5, 1.5]))
    """
    x, S = np.asarray(estimate, dtype=np.float64), np.asarray(covariance, dtype=np.float64)
    order = canonical_order(x, S)
    drawn = x[order, None] + draw_errors(S[np.ix_(order, order)], draws=draws, rng=rng)
    ranks = _rank_columns(drawn, rounding_of_draws(S))[np.argsort(order)]
    in_top = (ranks[:, None, :] <= np.atleast_1d(np.asarray(tops))[:, None]).mean(axis=-1)
    tail = 0.5 * (1.0 - confidence)
    central = np.quantile(ranks, [tail, 1.0 - tail], axis=1, method="inverted_cdf")
    return RankProbabilities(in_top, _expected_rank(x, S), *central.astype(np.int64))


def _expected_rank(x: Floats, S: Floats) -> Floats:
    """Add up the probabilities of being overtaken."""
    pairs = compare_pairs(x, S)
    behind = np.where(pairs.open, special.ndtr(-pairs.statistic), pairs.certain.T)
    return np.asarray(1.0 + behind.sum(axis=1))


def _rank_columns(drawn: Floats, near: float) -> Integers:
    """Rank within every column: one plus the number of values that are larger by more than rounding."""
    position = np.argsort(-drawn, axis=0, kind="stable")
    falling = np.take_along_axis(drawn, position, axis=0)
    first = np.ones(drawn.shape, dtype=bool)
    first[1:] = falling[1:] < falling[:-1] - near
    shared = np.maximum.accumulate(np.where(first, np.arange(1, len(drawn) + 1)[:, None], 0), axis=0)
    ranks = np.empty(drawn.shape, dtype=np.int64)
    np.put_along_axis(ranks, position, shared, axis=0)
    return ranks
