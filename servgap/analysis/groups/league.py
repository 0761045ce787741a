"""Groups in an order that is fair to the small: means drawn towards that of all, and where a mean is expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.league.expected_range import MINIMUM_GROUPS
from servgap._stats.league.league import RELIABLE, League, league_of_means
from servgap._stats.league.moderated_variances import moderated_variances
from servgap._stats.ratio import ratio
from servgap._stats.ties import ROUNDING, at_least
from servgap._stats.ties import levels as numbered
from servgap.analysis.groups.facts import LeagueFacts
from servgap.analysis.groups.mix import AdjustedLevel, Mix, no_adjustment
from servgap.analysis.groups.ranks import GroupRanks, RanksOfRows
from servgap.analysis.groups.taking_part import FEWEST, enough
from servgap.analysis.levels import Level
from servgap.analysis.ranks import VARIES, RankQuestion, rank_columns
from servgap.analysis.reasons import (
    NO_VARIATION,
    NOT_TOLD_APART,
    SINGLE_GROUP,
    TOO_FEW_TO_STAND,
    TOO_MANY_TO_RANK,
)
from servgap.survey.tally import Floats, Tally

BETTER, WORSE, AS_EXPECTED = "better", "worse", "as_expected"
STANDINGS = {2.0: "much_better", 1.0: BETTER, 0.0: AS_EXPECTED, -1.0: WORSE, -2.0: "much_worse"}
"""How a group stands to what is expected of one of its size, by steps towards better."""
APART = ("much_better", BETTER, WORSE, "much_worse")


@dataclass(frozen=True)
class FairMeans:
    """What a league rests on at one level, rows × groups: means, their variances, and the respondents behind them.

    Parameters
    ----------
    level
        The level.
    n, mean, variance
        Respondents, mean and its variance v; a group that takes no part has n = 0.
    within
        Variance of answers within groups (rows,).
    adjusted
        The same level at the mix of all respondents, where that was asked.
    """

    level: Level
    n: Floats
    mean: Floats
    variance: Floats
    within: Floats
    adjusted: AdjustedLevel | None

    @classmethod
    def of(cls, level: Level, adjusted: AdjustedLevel | None = None) -> FairMeans:
        """Take a level's means, as observed or adjusted, with moderated spreads within groups.

        The error of an adjusted mean is that of the group's own respondents about the regression, and of the change.
        """
        n, mean, variance = level.independent
        added = np.zeros(mean.T.shape)
        if adjusted is not None:
            mean, variance, added = adjusted.adjusted, adjusted.variance, np.nan_to_num(adjusted.change_se.T) ** 2
        taken = (enough(level) & np.isfinite(mean)).T
        size = np.where(taken, n.T, 0).astype(np.float64)
        spread = np.nan_to_num(variance.T)
        within = moderated_variances(size, np.where(spread > VARIES, spread, 0.0))
        v = ratio(within.variance, size) + added
        return cls(level, size, np.where(taken, mean.T, np.nan), v, within.pooled, adjusted)

    @property
    def known(self) -> NDArray[np.bool_]:
        """Which groups have a place: at least two of them, that vary within."""
        known = np.isfinite(self.mean) & (np.nan_to_num(self.variance) > 0)
        return np.asarray(known & (known.sum(axis=1, keepdims=True) >= FEWEST))

    @property
    def reasons(self) -> NDArray[np.object_]:
        """Why a group has no place, rows × groups; nothing where it has one."""
        taken = enough(self.level)
        here = np.isfinite(self.mean)
        alone = np.where(here.sum(axis=1, keepdims=True) < FEWEST, SINGLE_GROUP, NO_VARIATION)
        return np.where(self.known, "", np.where(here, alone, no_adjustment(self.level, taken).T)).astype(object)

    def league(self, smallest: float, confidence: float) -> League:
        """Order the groups fairly."""
        return league_of_means(self.mean, self.variance, smallest, self.within, confidence=confidence)


@dataclass(frozen=True)
class FairLevel:
    """The league at one level."""

    means: FairMeans
    league: League
    worse: int

    @property
    def standing(self) -> NDArray[np.object_]:
        """How each group stands to what is expected, rows × groups: better is better, whatever the measure."""
        steps = -self.worse * self.league.expected.standing
        codes = [STANDINGS.get(float(each), "") for each in steps.reshape(-1)]
        return np.array(codes, dtype=object).reshape(steps.shape)

    def places(self, values: Floats, row: int) -> Floats:
        """Give the place of each group, the worst first; equal values share the first of theirs."""
        known = self.means.known[row]
        found = np.full(len(known), np.nan)
        order = numbered(-self.worse * values[row, known])
        ahead = np.concatenate([[0], np.cumsum(np.bincount(order))]) if len(order) else np.zeros(1, dtype=np.int64)
        found[known] = 1.0 + ahead[order]
        return found

    @property
    def reasons(self) -> NDArray[np.object_]:
        """Why something is not there, rows × groups."""
        why = self.means.reasons
        few = self.means.known.sum(axis=1) < MINIMUM_GROUPS
        unsaid = np.where(few, TOO_FEW_TO_STAND, np.where(self.league.between.tau2 > 0, "", NOT_TOLD_APART))
        return np.where(why == "", unsaid[:, None], why).astype(object)


@dataclass(frozen=True)
class FairLeague:
    """The league overall and by dimension."""

    levels: tuple[FairLevel, ...]
    question: RankQuestion
    mix: Mix | None

    @classmethod
    def of(
        cls,
        levels: Sequence[Level],
        mix: Mix | None,
        smallest: float,
        question: RankQuestion,
        worse: int,
    ) -> FairLeague:
        """Order groups by their means, as observed or adjusted.

        Parameters
        ----------
        levels
            Overall and dimensions.
        mix
            How groups are adjusted for the mix of their respondents; None where that was not asked.
        smallest
            The smallest difference that matters, in the units of the measure.
        question
            What is asked of sets of ranks.
        worse
            Which way is worse: −1 downwards, 1 upwards.
        """
        at_mix = (None,) * len(levels) if mix is None else mix.adjusted(levels)
        means = [FairMeans.of(level, each) for level, each in zip(levels, at_mix, strict=True)]
        found = tuple(FairLevel(each, each.league(smallest, question.confidence), worse) for each in means)
        return cls(found, question, mix)

    @property
    def adjusted(self) -> list[AdjustedLevel]:
        """Its levels at the mix of all respondents; none where that was not asked."""
        return [level.means.adjusted for level in self.levels if level.means.adjusted is not None]

    def frame(self, tally: Tally, ranks: RanksOfRows) -> pd.DataFrame:
        """Give the league as a table, by the shrunken value, the worst first; groups without a place come last.

        Parameters
        ----------
        tally
            Whose groups they are.
        ranks
            Of overall and of each dimension, by the values as observed.
        """
        places = [(level, row) for level in self.levels for row in range(len(level.means.n))]
        blocks = [self._block(tally, level, row, each) for (level, row), each in zip(places, ranks.rows, strict=True)]
        return pd.concat(blocks, ignore_index=True)

    def _block(self, tally: Tally, level: FairLevel, row: int, ranks: GroupRanks) -> pd.DataFrame:
        means, found = level.means, level.league
        labels, known = means.level.labels, means.known[row]
        sets = self._sets(level, row, ranks)
        parts = means.level.parts or (np.full(means.level.value.shape, np.nan),) * 2
        columns: dict[str, Any] = {
            "level": labels.level[row],
            "dimension": labels.dimension[row],
            tally.by[0]: np.array([cell[0] for cell in tally.cells], dtype=object),
            "n": means.level.sizes[:, row],
            "expectation": parts[0][:, row],
            "perception": parts[1][:, row],
            "league_rank": level.places(found.means.value, row),
            "value": found.means.value[row],
            "ci_low": found.means.ci_low[row],
            "ci_high": found.means.ci_high[row],
            "raw_value": means.level.value[:, row],
            "raw_rank": level.places(means.level.value.T, row),
            "league_mean": means.mean[row],
            "league_se": np.sqrt(means.variance[row]),
            "group_reliability": found.means.reliability[row],
            "expected_low": found.expected.low[row],
            "expected_high": found.expected.high[row],
            "outer_low": found.expected.outer_low[row],
            "outer_high": found.expected.outer_high[row],
            "standing": level.standing[row],
            # With no spread between groups there are no bands that could be mistaken for each other.
            "p_band_wrong": np.where(found.between.tau2[row] > 0, found.bands.p_wrong[row], np.nan),
            "rank_low": sets["rank_low"],
            "rank_high": sets["rank_high"],
        }
        reason = level.reasons[row]
        beyond = known & np.isnan(sets["rank_low"])
        reason = np.where(beyond & (reason == ""), TOO_MANY_TO_RANK, reason)
        frame = pd.DataFrame({**columns, "reason": reason})
        for name, each in columns.items():
            if name not in _OF_ALL and isinstance(each, np.ndarray) and each.dtype == np.float64:
                frame[name] = np.where(known, each, np.nan)
        order = np.argsort(frame["league_rank"].to_numpy(), kind="stable")
        return frame.iloc[order]

    def _sets(self, level: FairLevel, row: int, ranks: GroupRanks) -> dict[str, NDArray[Any]]:
        """Give the sets of ranks: those of the groups' table, or of the adjusted means."""
        means = level.means
        if means.adjusted is None:
            return ranks.columns
        known, n = means.known[row], means.n[row]
        turned = np.where(known, -level.worse * means.mean[row], 0.0)
        return rank_columns(turned, np.where(known, means.variance[row], 0.0), n, known, self.question)

    def facts(self, tally: Tally) -> LeagueFacts:
        """Say overall who stands apart, how far groups truly differ, and how many respondents a mean takes."""
        level = self.levels[0]
        known, found, standing = level.means.known[0], level.league, level.standing[0]
        order = np.argsort(level.places(found.means.value, 0), kind="stable")
        apart = {name: tuple(tally.cells[place][0] for place in order if standing[place] == name) for name in APART}
        between = found.between
        tau, low, high = (float(np.sqrt(each[0])) for each in (between.tau2, *between.held))
        return LeagueFacts(
            ranked=int(known.sum()),
            much_better=apart["much_better"],
            better=apart[BETTER],
            worse=apart[WORSE],
            much_worse=apart["much_worse"],
            tau=tau,
            tau_low=low,
            tau_high=high,
            reliable_from=float(np.ceil(found.reliable_from[0] - ROUNDING)),
            reliable=int(at_least(found.means.reliability[0, known], RELIABLE).sum()),
            adjusted_for=() if self.mix is None else self.mix.names,
        )


_OF_ALL = ("expectation", "perception", "raw_value")
"""Columns that have numbers of groups without a place too."""
