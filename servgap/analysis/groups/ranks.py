"""The places of groups, the worst first, and the size of the worst."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from servgap._stats.counts import moments_from_counts
from servgap.analysis.groups.facts import Worst
from servgap.analysis.groups.taking_part import enough
from servgap.analysis.levels import Level
from servgap.analysis.ranks import RANKED_UP_TO, VARIES, RankQuestion, rank_columns, with_spread, worst_corrected
from servgap.analysis.worst_standard import as_worst
from servgap.survey.tally import Floats


@dataclass(frozen=True)
class GroupMeans:
    """The means of groups on one row, a group a line: different respondents, so that they are independent."""

    n: Floats
    value: Floats
    covariance: Floats
    skewness: Floats
    grain: Floats

    @classmethod
    def of(cls, level: Level, row: int, variance: Floats, worse: int) -> GroupMeans:
        """Take one column of a level, turned so that the lowest is worst, with the variance of each mean."""
        sizes, means, _ = level.independent
        n, value = (each[:, [row]].astype(np.float64) for each in (sizes, means))
        skewness = moments_from_counts(level.distribution.values, level.distribution.counts[:, [row]]).skewness
        return cls(n, worse * -value, variance[:, None, None], worse * -skewness, np.zeros(n.shape))


@dataclass(frozen=True)
class GroupRanks:
    """The ranks of the groups on one row, the worst first, and the size of the worst, corrected for the pick."""

    columns: dict[str, NDArray[Any]]
    known: NDArray[np.bool_]
    means: GroupMeans
    question: RankQuestion
    worse: int

    @classmethod
    def of(cls, level: Level, row: int, question: RankQuestion, worse: int) -> GroupRanks:
        """Rank the groups by the means of a row; different respondents' means are independent."""
        sizes, means, variances = level.independent
        n, value, variance = sizes[:, row], means[:, row], variances[:, row]
        known = enough(level)[:, row] & np.isfinite(value)
        errors = np.where(known, np.nan_to_num(variance) / np.maximum(n, 1), 0.0)
        own = with_spread(errors[:, None, None], np.where(known, n, 0)[:, None])[:, 0, 0]
        known &= own > VARIES
        columns = rank_columns(-worse * value, own, n.astype(np.float64), known, question)
        return cls(columns, known, GroupMeans.of(level, row, own, worse), question, worse)

    def of_another(self, level: Level, row: int) -> GroupRanks:
        """Rank the same groups by another row."""
        return GroupRanks.of(level, row, self.question, self.worse)

    def with_dimensions(self, level: Level) -> RanksOfRows:
        """Rank the same groups by each dimension too, once somebody looks."""
        return RanksOfRows(self, level)

    @property
    def beyond(self) -> bool:
        """Whether they are too many to be ranked."""
        return int(self.known.sum()) > RANKED_UP_TO

    def worst(self, labels: list[str]) -> Worst | None:
        """Name the worst group, those that may be it, and its value corrected for having been picked."""
        if self.known.sum() < 2 or self.beyond:
            return None
        found = worst_corrected(self.means, self.known[:, None], slice(None), self.question)
        return Worst(
            group=labels[int(found.place)],
            candidates=tuple(label for label, may in zip(labels, self.columns["may_be_worst"], strict=True) if may),
            ranked=int(self.known.sum()),
            **as_worst(found, self.worse),
        )


@dataclass(frozen=True, eq=False)
class RanksOfRows:
    """The ranks of the groups overall and on each dimension, which several tables show, and are drawn once."""

    overall: GroupRanks
    dimensions: Level

    @cached_property
    def rows(self) -> tuple[GroupRanks, ...]:
        """The ranks, row by row."""
        rows = range(len(self.dimensions.labels))
        return (self.overall, *(self.overall.of_another(self.dimensions, row) for row in rows))
