"""The rows of the comparison of groups: tests over all groups, each group's values and ranks, pairs of groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.counts import moments_from_counts
from servgap._stats.families.adjust import Adjustment, adjust_p
from servgap._stats.groups.analysis_of_variance import kruskal_wallis, welch_anova
from servgap._stats.groups.games_howell import count_differing, games_howell
from servgap._stats.paired.t_tests import paired_t
from servgap.analysis.groups.facts import Worst
from servgap.analysis.levels import Level
from servgap.analysis.ranks import (
    RANKED_UP_TO,
    VARIES,
    RankQuestion,
    rank_columns,
    settled,
    with_spread,
    worst_corrected,
)
from servgap.analysis.reasons import CONSTANT_GROUP, NO_VARIATION, NOT_ASKED_ALL, TOO_FEW, TOO_MANY_TO_RANK, TOO_SMALL
from servgap.analysis.rows import RowLabels, frame_of, gap_where, stacked, stacked_labels
from servgap.analysis.subject import TESTED_FROM
from servgap.analysis.worst_standard import as_worst
from servgap.survey.measures.measure import Measure
from servgap.survey.tally import Floats, Tally

FEWEST = 2
"""Groups that a comparison takes."""
PAIRED_UP_TO = 400
"""Groups up to which there is a table of pairs: 400 make 79,800 of them, overall and for each dimension."""
COUNTED_UP_TO = 1_000
"""Groups up to which it is counted how many pairs differ overall."""
EFFECTS = {"welch": "omega_squared", "kruskal_wallis": "epsilon_squared"}


def enough(level: Level) -> NDArray[np.bool_]:
    """Tell which groups have enough respondents with a score to be tested and ranked."""
    return np.asarray(level.sizes >= TESTED_FROM)


def all_alike(level: Level) -> NDArray[np.bool_]:
    """Tell in which groups, large enough to be tested, everybody has the same value."""
    return enough(level) & np.isfinite(level.value) & ~(np.nan_to_num(level.independent[2]) > 0)


def _moments(level: Level) -> tuple[Floats, Floats, Floats]:
    """Give n, mean and variance with rows first, groups second; n is nought for a group that is not tested.

    Tests of means suppose that spread can be estimated in each group, so they run without one that does not vary.
    """
    n, mean, variance = level.independent
    tested = enough(level) & ~all_alike(level)
    return np.where(tested, n, 0).T.astype(np.float64), np.nan_to_num(mean.T), np.nan_to_num(variance.T)


def _omnibus(level: Level, test: str) -> dict[str, NDArray[Any]]:
    if test == "welch":
        n, *moments = _moments(level)
        welch = welch_anova(n, *moments)
        return {
            "groups": (n > 0).sum(axis=1),
            "n": n.sum(axis=1).astype(np.int64),
            "statistic": welch.statistic,
            "df": welch.df1,
            "df_denominator": welch.df2,
            "p_value": welch.p_value,
            # Of the spread of persons' scores, which there are not, nothing is known.
            "effect": welch.omega_squared if level.scored else np.full(welch.omega_squared.shape, np.nan),
        }
    taken = enough(level)
    counts = np.where(taken[..., None], level.distribution.counts, 0).swapaxes(0, 1)
    ranks = kruskal_wallis(level.distribution.values, counts)
    return {
        "groups": np.where(level.scored, taken.sum(axis=0), 0),
        "n": counts.sum(axis=(1, 2)),
        "statistic": ranks.statistic,
        "df": ranks.df,
        "df_denominator": np.full(ranks.df.shape, np.nan),
        "p_value": ranks.p_value,
        "effect": ranks.epsilon_squared,
    }


def omnibus_frame(
    levels: list[Level], labels: RowLabels, tests: tuple[str, ...], adjust: Adjustment, confidence: float
) -> pd.DataFrame:
    """Give a row for overall and each dimension, and each test."""
    found: dict[str, list[NDArray[Any]]] = {}
    for level in levels:
        per_test = []
        for test in tests:
            columns = _omnibus(level, test)
            columns["p_adjusted"] = adjust_p(columns["p_value"], adjust).p_adjusted
            columns["effect_kind"] = np.full(columns["p_value"].shape, EFFECTS[test], dtype=object)
            columns["few"] = enough(level).sum(axis=0) < FEWEST
            columns["unscored"] = np.full(columns["p_value"].shape, not level.scored)
            per_test.append(columns)
        for name in per_test[0]:
            found.setdefault(name, []).append(np.stack([columns[name] for columns in per_test], axis=1).reshape(-1))
    numbers = {name: np.concatenate(values) for name, values in found.items()}
    kept = {"level": labels.level, "dimension": labels.dimension}
    frame = pd.DataFrame({name: np.repeat(np.array(keys, dtype=object), len(tests)) for name, keys in kept.items()})
    frame["test"] = tests * len(labels)
    order = ("groups", "n", "statistic", "df", "df_denominator", "p_value", "p_adjusted", "effect_kind", "effect")
    for name in order:
        frame[name] = numbers[name]
    frame["differs"] = frame["p_adjusted"] < 1 - confidence
    # Welch's test runs without groups that do not vary; ranks fail only where all scores are equal.
    still = np.where(frame["test"] == "welch", CONSTANT_GROUP, NO_VARIATION)
    ranked = numbers["unscored"] & (frame["test"] == "kruskal_wallis")
    why = np.where(ranked, NOT_ASKED_ALL, np.where(numbers["few"], TOO_SMALL, still))
    sizeless = np.where(numbers["unscored"], NOT_ASKED_ALL, "")
    frame["reason"] = np.where(frame["p_value"].isna(), why, sizeless)
    return frame


def values_frame(tally: Tally, measure: Measure, levels: list[Level], confidence: float) -> pd.DataFrame:
    """Give every group's values with intervals."""
    means = stacked({"n": each.n, "value": each.value, "sd": each.sd, "enough": enough(each)} for each in levels)
    n, value, sd = (means[name] for name in ("n", "value", "sd"))
    found = paired_t(n, value, sd, confidence)
    reason = np.full(n.shape, "", dtype=object)
    reason[np.isnan(found.se)] = NO_VARIATION
    reason[~means["enough"]] = TOO_SMALL
    reason[n < 2] = TOO_FEW
    ends = {"ci_low": found.ci_low, "ci_high": found.ci_high}
    numbers = {"n": n, "value": value, "gap": gap_where(value, measure), "sd": sd, "se": found.se, **ends}
    labels = stacked_labels(level.labels for level in levels).columns()
    kept = {name: labels[name] for name in ("level", "dimension")}
    return frame_of(tally, kept, {**numbers, "reason": reason})


def groups_frame(values: pd.DataFrame, levels: list[Level], overall: GroupRanks) -> pd.DataFrame:
    """Put beside every group's values its place among the groups, overall and by dimension."""
    dimensions = range(len(levels[1].labels))
    ranked = [overall, *(overall.of_another(levels[1], row) for row in dimensions)]
    table, reason = values.drop(columns="reason"), values["reason"]
    for name in overall.columns:
        table[name] = np.stack([each.columns[name] for each in ranked], axis=1).reshape(-1)
    unranked = np.stack([np.repeat(each.beyond, len(each.known)) for each in ranked], axis=1).reshape(-1)
    return settled(table.assign(reason=np.where(unranked & (reason == ""), TOO_MANY_TO_RANK, reason)))


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


def pairs_differing(level: Level, confidence: float) -> int | None:
    """Count the pairs that differ overall; None where the groups are too many to be paired."""
    if len(level.value) > COUNTED_UP_TO:
        return None
    return count_differing(*_moments(level), confidence=confidence)


def pairs_frame(tally: Tally, levels: list[Level], adjust: Adjustment, confidence: float) -> pd.DataFrame:
    """Compare every two groups, overall and by dimension."""
    names = np.array([cell[0] for cell in tally.cells], dtype=object)
    pieces = []
    for level in levels:
        found = games_howell(*_moments(level), confidence=confidence)
        times = 1 if adjust == "none" else len(level.labels)
        rows, pairs = found.difference.shape
        first, second = (np.tile(places, rows) for places in (found.first, found.second))
        row = np.repeat(np.arange(rows), pairs)
        taken, size = enough(level), level.sizes
        small = ~taken[first, row] | ~taken[second, row]
        p_value = found.p_value.reshape(-1)
        piece = {
            "level": np.array(level.labels.level, dtype=object)[row],
            "dimension": np.array(level.labels.dimension, dtype=object)[row],
            "group_a": names[first],
            "group_b": names[second],
            "n_a": size[first, row],
            "n_b": size[second, row],
            "difference": np.where(small, np.nan, level.value[second, row] - level.value[first, row]),
            **{name: getattr(found, name).reshape(-1) for name in ("se", "statistic", "df")},
            "ci_low": found.ci_low.reshape(-1),
            "ci_high": found.ci_high.reshape(-1),
            "p_value": p_value,
            "p_adjusted": np.minimum(p_value * times, 1.0),
            "reason": np.where(small, TOO_SMALL, np.where(np.isnan(p_value), CONSTANT_GROUP, "")),
        }
        pieces.append(pd.DataFrame(piece))
    frame = pd.concat(pieces, ignore_index=True)
    frame.insert(len(frame.columns) - 1, "differs", frame["p_adjusted"] < 1 - confidence)
    return frame
