"""The intervals of the values of one level, each for itself or all at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from servgap._stats.counts import moments_from_counts
from servgap._stats.families.max_t import simultaneous_critical, simultaneous_criticals
from servgap._stats.families.skewed_means import skewed_mean
from servgap._stats.intervals import normal_quantile, t_quantile
from servgap._stats.shares.wilson import share_wilson
from servgap.analysis.finding import Remark
from servgap.analysis.gap_rows import GapBlock
from servgap.analysis.subject import DRAWS, Chance
from servgap.survey.measures.measure import Measure
from servgap.survey.moments import Distribution, dimension_scores, item_values
from servgap.survey.tally import Floats, Tally

FEW_DEPART = 5
"""Respondents off the commonest gap under which intervals that hold at once fall short: see docs/coverage.md."""
STATISTICS = (simultaneous_critical, skewed_mean)
FEWEST = 2
"""Respondents of whom a share has an interval, as all else has."""


@dataclass(frozen=True)
class Ends:
    """Both ends of the intervals of all rows, groups × rows."""

    low: Floats
    high: Floats


@dataclass(frozen=True)
class Together:
    """Intervals of a level that hold at once: the levels' distributions, and where the draws come from."""

    tally: Tally
    measure: Measure
    policy: str
    chance: Chance

    def distribution(self, block: GapBlock) -> Distribution | None:
        """Count the gaps of a block's rows; those that are means of several items have no counts of their own."""
        if "dimension" in block.levels:
            return dimension_scores(self.tally, self.policy, self.measure)
        if not block.alone:
            return None
        items, keys = item_values(self.tally, self.measure), self.tally.instrument.item_keys
        counts = np.zeros((len(items.counts), len(block.labels), items.counts.shape[-1]), dtype=np.int64)
        for row, item in enumerate(block.alone):
            if item:
                counts[:, row] = items.counts[:, keys.index(item)]
        return Distribution(items.values, counts)

    def ends(self, block: GapBlock, levels: Sequence[float]) -> list[Ends]:
        """Take max-t under the rows' correlations; each end the farther of Student's and of one for skewed gaps."""
        gap, se, df = (block.numbers[name] for name in ("value", "se", "df"))
        found = self.distribution(block)
        if block.covariance is None or found is None:
            return alone(block, self.measure, levels)
        critical = np.array([self._criticals(*each, levels) for each in zip(block.covariance, df, strict=True)])
        skewness = moments_from_counts(found.values, found.counts).skewness
        if self.tally.matrix_sampled and block.labels.level[0] == "dimension":
            skewness = np.zeros(gap.shape)  # means of several items, whose own skewness is not known
        n = np.maximum(block.numbers["n"], 1)
        wide = (skewed_mean(gap, se, skewness, n, each[:, None], each[:, None]) for each in critical.T)
        ends = [Ends(each.low, each.high) for each in wide]
        if self.measure.family != "share":
            return ends
        # Where nobody differs no correlation is known, and Bonferroni's correction needs none.
        usual = (normal_quantile(1 - (1 - level) / len(block.labels)) for level in levels)
        taken = (np.where(np.isfinite(each), each, one)[:, None] for each, one in zip(critical.T, usual, strict=True))
        return [_of_shares(block, each, z) for each, z in zip(ends, taken, strict=True)]

    def _criticals(self, covariance: Floats, df: Floats, levels: Sequence[float]) -> Floats:
        known = np.isfinite(np.diagonal(covariance)) & np.isfinite(df)
        if not known.any():
            return np.full(len(levels), np.nan)
        inside = covariance[np.ix_(known, known)]
        rng = np.random.default_rng(self.chance.seed) if self.chance.seed is not None else self.chance.rng
        return simultaneous_criticals(inside, float(df[known].min()), confidences=levels, draws=DRAWS, rng=rng)

    def remarks(self, blocks: list[GapBlock]) -> list[Remark]:
        """Say which intervals hold at once, and on how many rows too few respondents depart from the commonest gap."""
        # Above so many groups the products of the items are pooled, and with them their correlations within a group.
        pooled = any(block.covariance is None for block in blocks if "standard" in block.levels)
        few = 0
        for block in blocks:
            found = self.distribution(block) if block.covariance is not None else None
            if found is not None:
                departing = found.counts.sum(axis=-1) - found.counts.max(axis=-1)
                few += int(((departing > 0) & (departing < FEW_DEPART)).sum())
        told = [Remark("simultaneous_dimensions" if pooled else "simultaneous")]
        return [*told, Remark("simultaneous_few", (("n", few), ("minimum", FEW_DEPART)))] if few else told


def alone(block: GapBlock, measure: Measure, levels: Sequence[float]) -> list[Ends]:
    """Give Student's interval of every row for itself; Wilson's for the share of a single item."""
    value, se, df = (block.numbers[name] for name in ("value", "se", "df"))
    reach = [t_quantile(df, level) * se for level in levels]
    ends = [Ends(value - each, value + each) for each in reach]
    if measure.family != "share":
        return ends
    return [_of_shares(block, each, normal_quantile(level)) for each, level in zip(ends, levels, strict=True)]


def _of_shares(block: GapBlock, ends: Ends, critical: float | Floats) -> Ends:
    """Take Wilson's intervals for rows of single items, of which each respondent has the share whole or not at all."""
    n, value = block.numbers["n"], block.numbers["value"]
    single = np.array([bool(item) for item in block.labels.item]) & (n >= FEWEST)
    found = share_wilson(np.rint(np.where(single, value * n, 0.0)), np.where(single, n, 1), critical=critical)
    return Ends(np.where(single, found.ci_low, ends.low), np.where(single, found.ci_high, ends.high))


def gap_ends(
    blocks: list[GapBlock], measure: Measure, together: Together | None, levels: Sequence[float]
) -> list[Ends]:
    """Give, at each level of confidence, the ends of all rows' intervals, under each other."""
    found = [alone(block, measure, levels) if together is None else together.ends(block, levels) for block in blocks]
    return [
        Ends(*(np.concatenate([getattr(each, name) for each in at_level], axis=1) for name in ("low", "high")))
        for at_level in zip(*found, strict=True)
    ]
