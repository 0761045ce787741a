"""Ranks of values that may hang together: of standards, of dimensions, of branches; worst, that is lowest, first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.ranks.all_ranks import all_ranks
from servgap._stats.ranks.best_candidates import best_k_candidates
from servgap._stats.ranks.many_ranks import many_ranks
from servgap._stats.ranks.rank_probabilities import rank_probabilities
from servgap._stats.ranks.rank_sets import rank_sets, worst_k_candidates
from servgap._stats.ranks.winner import Winner, winner
from servgap._stats.ratio import ratio
from servgap._stats.registry import Function
from servgap.analysis.subject import DRAWS, TESTED_FROM, Chance
from servgap.survey.tally import Floats

RANKS = ("rank", "rank_low", "rank_high", "rank_low_alone", "rank_high_alone")
CANDIDATES = ("may_be_worst", "may_be_best")
NORMAL_FROM = 300
"""Respondents from which normal critical values hold the level of rank sets; below it they are scaled by t."""
ALONE_UP_TO = 100
"""Groups up to which the sets of ranks that hold alone are worked out: each has a family of pairs of its own."""
RANKED_UP_TO = 1_000
"""Groups up to which they are ranked."""
VARIES = 1e-18
"""Variance of a value, in squared scale points, below which it is rounding."""
STATISTICS: tuple[Function, ...] = (rank_sets, worst_k_candidates, best_k_candidates, rank_probabilities)


@dataclass(frozen=True)
class RankQuestion:
    """What is asked of the ranks: how many are the worst, against which reference, at which level, from which draws."""

    worst: int
    reference: str | None
    confidence: float
    chance: Chance

    def reference_for(self, n: int) -> str:
        """Scale by t in small samples unless told otherwise."""
        return self.reference or ("t" if n < NORMAL_FROM else "normal")

    def df_for(self, n: int) -> float | None:
        """Degrees of freedom of the draws' scale; None for normal draws."""
        return n - 1.0 if self.reference_for(n) == "t" else None

    def rng(self) -> np.random.Generator:
        """Start the seed anew for each use, so that none depends on the ones before."""
        return self.chance.rng if self.chance.seed is None else np.random.default_rng(self.chance.seed)


def with_spread(covariance: Floats, n: Floats) -> Floats:
    """Give means that do not vary the spread that others of their kind have, so that they can be ranked.

    That all of some respondents gave the same answers does not show that everybody would: such a mean takes the
    variance of the same row in the other groups, pooled, or else of the other rows, as if it varied by itself.

    Parameters
    ----------
    covariance
        Groups × rows × rows: of the means.
    n
        Groups × rows: respondents.
    """
    own = np.diagonal(covariance, axis1=1, axis2=2)
    varies = own > VARIES
    variance, df = own * n, np.where(varies, np.maximum(n - 1.0, 0.0), 0.0)
    pooled = _mean(variance, df, axis=0)
    among = _mean(variance, df, axis=1)
    borrowed = np.where(np.isnan(pooled), np.where(np.isnan(among), _mean(variance, df), among), pooled)
    spread = np.where(varies | (n < TESTED_FROM), own, np.nan_to_num(borrowed) / np.maximum(n, 1))
    found = covariance.copy()
    places = np.arange(n.shape[1])
    found[:, places, places] = spread
    return found


def _mean(values: Floats, weights: Floats, axis: int | None = None) -> Floats:
    return ratio((values * weights).sum(axis=axis, keepdims=True), weights.sum(axis=axis, keepdims=True))


def rank_columns(
    value: Floats,
    covariance: Floats,
    n: Floats,
    known: NDArray[np.bool_],
    question: RankQuestion,
) -> dict[str, NDArray[Any]]:
    """Rank the known values, the lowest first; what is not known has no rank and is no candidate.

    The sets that hold at once give the candidates, too: lower bounds alone are the lower bounds of these sets. Values
    of different respondents come with their variances (p,) for a covariance: each brings its own degrees of freedom,
    whatever the reference. Of more than `ALONE_UP_TO` of these the sets that hold alone are not worked out, and more
    than `RANKED_UP_TO` are not ranked.
    """
    columns: dict[str, NDArray[Any]] = {name: np.full(len(value), np.nan) for name in RANKS}
    columns["share_worst"] = np.full(len(value), np.nan)
    columns["may_be_worst"], columns["may_be_best"] = np.zeros((2, len(value)), dtype=bool)
    places = np.flatnonzero(known)
    if not len(places) or (covariance.ndim == 1 and len(places) > RANKED_UP_TO):
        return columns
    k = min(question.worst, len(places))
    asked: dict[str, Any] = {"confidence": question.confidence, "draws": DRAWS, "rng": question.rng()}
    if covariance.ndim == 2:
        own, df = covariance[np.ix_(places, places)], question.df_for(int(n[places].min()))
        found = all_ranks(-value[places], own, k, df=df, **asked)
    elif len(places) > ALONE_UP_TO:
        found = many_ranks(-value[places], covariance[places], n[places] - 1.0, k, **asked)
    else:
        found = all_ranks(-value[places], np.diag(covariance[places]), k, df=n[places] - 1.0, **asked)
    for name in RANKS:
        columns[name][places] = getattr(found, name)
    columns["may_be_worst"][places] = found.rank_low <= k
    columns["may_be_best"][places] = found.rank_high > len(places) - k
    columns["share_worst"][places] = found.in_top
    return columns


def settled(table: pd.DataFrame) -> pd.DataFrame:
    """Write ranks as whole numbers where all are known; what has no rank is neither a candidate nor none."""
    unranked = table["rank"].isna()
    if not unranked.any():
        return table.astype({name: np.int64 for name in RANKS if table[name].notna().all()})
    return table.assign(**{name: table[name].astype("boolean").mask(unranked) for name in CANDIDATES})


class Picked(Protocol):
    """What a worst value is picked from: groups × columns, with what each group's values share."""

    @property
    def n(self) -> Floats:
        """Respondents behind each value."""

    @property
    def value(self) -> Floats:
        """The values."""

    @property
    def covariance(self) -> Floats:
        """Covariance of each group's values."""

    @property
    def skewness(self) -> Floats:
        """Skewness of the answers behind each value; NaN where it is not known."""

    @property
    def grain(self) -> Floats:
        """By how much one answer moves a value."""


def worst_corrected(values: Picked, known: NDArray[np.bool_], groups: slice, question: RankQuestion) -> Winner:
    """Correct the lowest value for having been picked from all that are known in a span of groups.

    Its sign is turned, as the arithmetic picks the largest.
    """
    return winner(
        np.where(known[groups], -values.value[groups], np.nan),
        values.covariance[groups],
        n=values.n[groups],
        skewness=-values.skewness[groups],
        grain=values.grain[groups],
        confidence=question.confidence,
        draws=DRAWS,
        rng=question.rng(),
    )
