"""Confidence sets for ranks: how sure is the order of several estimates.

Every ordered pair of estimates is a one-sided hypothesis, "j is not larger than k". A step-down procedure on the
largest studentised difference rejects as many as it can while the chance of any false rejection stays below
1 - confidence. An estimate's rank can be no better than one plus the number of those shown to be larger, no worse than
what is left when those shown to be smaller stand behind it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from servgap._stats.families.max_t import draw_errors
from servgap._stats.ranks.rank_stepdown import (
    Bounds,
    Floats,
    Integers,
    bounds_of,
    compare_pairs,
    furthest_differences,
    reject_for_each,
    reject_jointly,
)
from servgap._stats.registry import statistic
from servgap._stats.ties import levels


@dataclass(frozen=True)
class RankSets:
    """Rank (1 = largest estimate) and the lowest and highest rank in its confidence set."""

    rank: Integers
    rank_low: Integers
    rank_high: Integers


@dataclass(frozen=True)
class WorstCandidates:
    """1 for those that may be among the k largest estimates, with the lower bound of each rank."""

    candidate: Integers
    rank_low: Integers


@statistic(
    "rank_sets",
    name="confidence sets for ranks",
    symbol="rank",
    source="Mogstad, Romano, Shaikh & Wilhelm (2024), Rev. Econ. Stud. 91, 476–518",
)
def rank_sets(
    estimate: ArrayLike,
    covariance: ArrayLike,
    *,
    confidence: float = 0.95,
    df: float | None = None,
    simultaneous: bool = True,
    stepdown: bool = True,
    bounds: Bounds = "both",
    draws: int = 9999,
    rng: np.random.Generator | None = None,
) -> RankSets:
    """Rank of every estimate, 1 for the largest, with a confidence set by step-down on all pairwise differences.

    T_jk = (x_j - x_k)/se_jk with se_jk² = S_jj + S_kk - 2 S_jk is compared with the quantile of the largest such
    difference of errors drawn from N(0, S); rejected pairs are left out and the quantile is taken anew.

    Parameters
    ----------
    estimate, covariance
        x (p,) and its covariance S (p, p); without NaN. S may be singular.
    df
        Divide every draw by sqrt(chi²(df)/df), for small samples; None uses normal errors.
    simultaneous
        All ranks are covered at once; False covers each rank separately (marginal sets).
    stepdown
        False stops after the first step.
    bounds
        "lower" claims nothing but that a rank is no better than `rank_low`, "upper" nothing but that it is no worse
        than `rank_high`; the other bound is then 1 or p. Simultaneous bounds are the same as those of "both".
    draws, rng
        Monte Carlo draws, shared by all pairs and steps, and their generator (None: seed 0).

    Notes
    -----
    A pair whose difference has no variance (identical or constant columns) is a certainty: it is ordered when the
    estimates differ and tied when they do not. Items are taken in the order of their estimates before errors are drawn,
    so that the order of the columns has no influence on the result. Tied estimates share the best rank.

    Examples
    --------
    >>> import numpy as np
    >>> sets = rank_sets([0.2, 1.0, 0.9], np.eye(3) * 0.01)
    >>> sets.rank, sets.rank_low, sets.rank_high
    (array([3, 1, 2]), array([3, 1, 1]), array([3, 2, 2]))
    """
    x, S = np.asarray(estimate, dtype=np.float64), np.asarray(covariance, dtype=np.float64)
    order = canonical_order(x, S)
    ordered_S = S[np.ix_(order, order)]
    pairs = compare_pairs(x[order], ordered_S)
    errors = draw_errors(ordered_S, draws=draws, df=df, rng=rng)
    reject = reject_jointly if simultaneous else reject_for_each
    low, high = reject(pairs, furthest_differences(errors, pairs), confidence, stepdown=stepdown, bounds=bounds)
    back = np.argsort(order)
    return RankSets(observed_rank(x), low[back], high[back])


@statistic(
    "worst_k",
    name="candidates for the worst k",
    symbol="worst k",
    source="Mogstad, Romano, Shaikh & Wilhelm (2024), Rev. Econ. Stud. 91, 476–518",
)
def worst_k_candidates(
    estimate: ArrayLike,
    covariance: ArrayLike,
    k: int,
    *,
    confidence: float = 0.95,
    df: float | None = None,
    stepdown: bool = True,
    draws: int = 9999,
    rng: np.random.Generator | None = None,
) -> WorstCandidates:
    """Those that may be among the `k` largest estimates: {j : rank_low_j <= k}, from lower bounds alone.

    The set contains all of the true k largest with the stated confidence. Where large is good, it is the best k; for
    the other end of the order, pass the estimates with their signs changed.

    Examples
    --------
    >>> import numpy as np
    >>> worst_k_candidates([0.2, 1.0, 0.9], np.eye(3) * 0.01, 1).candidate
    array([0, 1, 1])
    """
    sets = rank_sets(
        estimate, covariance, confidence=confidence, df=df, stepdown=stepdown, bounds="lower", draws=draws, rng=rng
    )
    return WorstCandidates((sets.rank_low <= k).astype(np.int64), sets.rank_low)


@statistic(
    "interval_ranks",
    name="rank sets from separate intervals",
    symbol="rank",
    source="Klein, Wright & Wieczorek (2020), J. R. Stat. Soc. C (Applied Statistics) 69, 589–606, doi "
    "10.1111/rssc.12402",
)
def interval_rank_sets(estimate: ArrayLike, se: ArrayLike, *, confidence: float = 0.95) -> RankSets:
    """Joint rank sets from standard errors alone, for published figures without their covariance.

    Normal intervals x_j ± z·se_j at the level confidence^(1/p), which cover jointly when the estimates are independent;
    two estimates are ordered when their intervals do not overlap. Wider than `rank_sets`.

    Examples
    --------
    >>> sets = interval_rank_sets([0.2, 1.0, 0.9], [0.1, 0.1, 0.1])
    >>> sets.rank_low, sets.rank_high
    (array([3, 1, 1]), array([3, 2, 2]))
    """
    x, s = np.asarray(estimate, dtype=np.float64), np.asarray(se, dtype=np.float64)
    if len(x) == 0:
        return RankSets(*(np.zeros(0, dtype=np.int64) for _ in range(3)))
    margin = -special.ndtri(-0.5 * np.expm1(np.log(confidence) / len(x))) * s
    larger = (x - margin)[:, None] > (x + margin)
    return RankSets(observed_rank(x), *bounds_of(larger))


def observed_rank(estimate: Floats) -> Integers:
    """One plus the number of estimates that are larger by more than rounding."""
    level = levels(estimate)
    return np.asarray(1 + (level > level[:, None]).sum(axis=1), dtype=np.int64)


EQUAL_DRAWS = 1e-6
"""Part of a standard error below which a difference of two draws is rounding: the root of what a covariance loses."""


def rounding_of_draws(covariance: Floats) -> float:
    """Give how far apart the draws of two estimates that are one may fall."""
    return EQUAL_DRAWS * float(np.sqrt(np.diagonal(covariance).max(initial=0.0)))


def canonical_order(estimate: Floats, covariance: Floats) -> NDArray[np.intp]:
    """Order the items in a way that does not depend on how they were given, unless two are alike."""
    return np.lexsort((levels(np.diagonal(covariance)), levels(estimate)))
