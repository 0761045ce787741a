"""Ranks of values that may hang together: of standards, of dimensions, of branches; worst, that is lowest, first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from servgap._stats.rank_probabilities import rank_probabilities
from servgap._stats.rank_sets import rank_sets
from servgap._stats.winner import Winner, winner
from servgap.analysis.subject import DRAWS, Chance
from servgap.survey.tally import Floats

RANKS = ("rank", "rank_low", "rank_high", "rank_low_alone", "rank_high_alone")
NORMAL_FROM = 300
"""Respondents from which normal critical values hold the level of rank sets; below it they are scaled by t."""
VARIES = 1e-18
"""Variance of a value, in squared scale points, below which it is rounding."""
STATISTICS = ("rank_sets", "worst_k", "best_k", "rank_probabilities")


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

    def rng(self) -> np.random.Generator:
        """Start the seed anew for each use, so that none depends on the ones before."""
        return self.chance.rng if self.chance.seed is None else np.random.default_rng(self.chance.seed)


def rank_columns(
    value: Floats, covariance: Floats, n: Floats, known: NDArray[np.bool_], question: RankQuestion
) -> dict[str, NDArray[Any]]:
    """Rank the known values, the lowest first; what is not known has no rank and is no candidate.

    The sets that hold at once give the candidates, too: lower bounds alone are the lower bounds of these sets.
    """
    columns: dict[str, NDArray[Any]] = {name: np.full(len(value), np.nan) for name in RANKS}
    columns["share_worst"] = np.full(len(value), np.nan)
    columns["may_be_worst"], columns["may_be_best"] = np.zeros((2, len(value)), dtype=bool)
    places = np.flatnonzero(known)
    if not len(places):
        return columns
    smallest = int(n[places].min())
    df = smallest - 1.0 if question.reference_for(smallest) == "t" else None
    asked: dict[str, Any] = {"confidence": question.confidence, "df": df, "draws": DRAWS}
    estimate, inside = -value[places], covariance[np.ix_(places, places)]
    together = rank_sets(estimate, inside, **asked, rng=question.rng())
    alone = rank_sets(estimate, inside, **asked, simultaneous=False, rng=question.rng())
    k = min(question.worst, len(places))
    shares = rank_probabilities(estimate, inside, [k], draws=DRAWS, rng=question.rng())
    for name in ("rank", "rank_low", "rank_high"):
        columns[name][places] = getattr(together, name)
    columns["rank_low_alone"][places], columns["rank_high_alone"][places] = alone.rank_low, alone.rank_high
    columns["may_be_worst"][places] = together.rank_low <= k
    columns["may_be_best"][places] = together.rank_high > len(places) - k
    columns["share_worst"][places] = shares.in_top[:, 0]
    return columns


def worst_corrected(value: Floats, covariance: Floats, known: NDArray[np.bool_], question: RankQuestion) -> Winner:
    """Correct the lowest value for having been picked; its sign is turned, as the arithmetic picks the largest."""
    places = np.flatnonzero(known)
    inside = covariance[np.ix_(places, places)]
    return winner(-value[places], inside, confidence=question.confidence, draws=DRAWS, rng=question.rng())
