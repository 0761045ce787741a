"""Ranks in bootstrap samples: a description that users expect, and no confidence statement."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.ratio import Floats
from servgap._stats.registry import statistic
from servgap._stats.resampling.row_bootstrap import redrawn_means

_AT_ONCE = 512


@dataclass(frozen=True)
class RankBootstrap:
    """Descriptive: mean and central ranks in bootstrap samples; share (p, tops) in which one is among the first."""

    mean_rank: Floats
    central_low: Floats
    central_high: Floats
    in_top: Floats


@statistic(
    "rank_bootstrap",
    name="ranks in bootstrap samples (descriptive)",
    symbol="rank*",
    source="Efron & Tibshirani (1993), An Introduction to the Bootstrap; on its lack of coverage: Mogstad, Romano, "
    "Shaikh & Wilhelm (2024), Rev. Econ. Stud. 91, 476–518",
)
def rank_bootstrap(
    rows: ArrayLike,
    tops: ArrayLike,
    *,
    confidence: float = 0.95,
    draws: int = 4999,
    rng: np.random.Generator | None = None,
) -> RankBootstrap:
    """
    Ranks (1 = smallest mean) of the columns when respondents are drawn with replacement; ties share their mean rank.

    The central ranks are no confidence set: where means are equal or nearly so they leave out the true rank far more
    often than they promise (with all of 22 means equal, nearly always). `rank_sets` is the one that holds.

    Parameters
    ----------
    rows : array_like, shape (n, p)
        One row a respondent; NaN is a missing answer. Gaps, of which the smallest is worst.
    tops
        The k for which the share of draws among the first k is wanted.
    confidence
        Share of draws that the central ranks hold.
    draws, rng
        Bootstrap draws and their generator (None: seed 0).

    Returns
    -------
    RankBootstrap
        NaN for a column that has no answer in some draw.

    Examples
    --------
    >>> rows = np.tile([[0.0, 5.0], [1.0, 6.0]], (20, 1))
    >>> rank_bootstrap(rows, [1]).mean_rank
    array([1., 2.])
    """
    drawn = redrawn_means(rows, draws=draws, rng=rng).drawn_mean
    ranks = np.concatenate([_mean_ranks(drawn[start : start + _AT_ONCE]) for start in range(0, draws, _AT_ONCE)])
    tail = (1 - confidence) / 2
    low, high = np.quantile(ranks, [tail, 1 - tail], axis=0)
    in_top = np.where(np.isnan(ranks), np.nan, 1.0)[:, :, None] * (ranks[:, :, None] <= np.atleast_1d(np.asarray(tops)))
    return RankBootstrap(ranks.mean(axis=0), low, high, in_top.mean(axis=0))


def _mean_ranks(drawn: Floats) -> Floats:
    """Rank every row; sums of answers that differ by rounding only are tied."""
    rounded = np.round(drawn, 10)
    below = (rounded[:, None, :] < rounded[:, :, None]).sum(axis=-1)
    level = (rounded[:, None, :] == rounded[:, :, None]).sum(axis=-1)
    return np.where(np.isnan(drawn), np.nan, below + (level + 1) / 2)
