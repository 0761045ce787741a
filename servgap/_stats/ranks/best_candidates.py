"""Which estimates may be among the k smallest: the best, where large is bad."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servgap._stats.ranks.rank_sets import rank_sets
from servgap._stats.registry import statistic


@dataclass(frozen=True)
class BestCandidates:
    """1 for those that may be among the k smallest estimates, with the upper bound of each rank."""

    candidate: NDArray[np.int64]
    rank_high: NDArray[np.int64]


@statistic(
    "best_k",
    name="candidates for the best k",
    symbol="best k",
    source="Mogstad, Romano, Shaikh & Wilhelm (2024), Rev. Econ. Stud. 91, 476–518",
)
def best_k_candidates(
    estimate: ArrayLike,
    covariance: ArrayLike,
    k: int,
    *,
    confidence: float = 0.95,
    df: float | None = None,
    stepdown: bool = True,
    draws: int = 9999,
    rng: np.random.Generator | None = None,
) -> BestCandidates:
    """Those that may be among the `k` smallest estimates: {j : rank_high_j > p - k}, from upper bounds alone.

    The set contains all of the true k smallest with the stated confidence; ranks count from 1 for the largest, as in
    `rank_sets`, so that with the same arguments this is the other end of `worst_k_candidates`.

    Examples
    --------
    >>> best_k_candidates([0.2, 1.0, 0.9], np.eye(3) * 0.01, 1).candidate
    array([1, 0, 0])
    """
    sets = rank_sets(
        estimate, covariance, confidence=confidence, df=df, stepdown=stepdown, bounds="upper", draws=draws, rng=rng
    )
    return BestCandidates((sets.rank_high > len(sets.rank_high) - k).astype(np.int64), sets.rank_high)
