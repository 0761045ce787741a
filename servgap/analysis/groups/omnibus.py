"""Tests over all groups at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.families.adjust import Adjustment, adjust_p
from servgap._stats.groups.analysis_of_variance import brown_forsythe, classic_anova, kruskal_wallis, welch_anova
from servgap._stats.groups.explained import f_of_ranks, share_explained
from servgap._stats.ratio import ratio
from servgap._stats.registry import Function
from servgap.analysis.groups.taking_part import FEWEST, enough, moments_of, persons_of
from servgap.analysis.levels import Level
from servgap.analysis.reasons import CONSTANT_GROUP, NO_INTERVAL, NO_VARIATION, NOT_ASKED_ALL, TOO_SMALL
from servgap.analysis.rows import RowLabels
from servgap.survey.tally import Floats

LEADING = "welch"
TESTS: dict[str, Function] = {
    LEADING: welch_anova,
    "brown_forsythe": brown_forsythe,
    "anova": classic_anova,
    "kruskal_wallis": kruskal_wallis,
}
"""The tests by the names that they have in frames, the one that leads first."""
BY_RANKS = "kruskal_wallis"
EFFECTS = {test: "epsilon_squared" if test == BY_RANKS else "omega_squared" for test in TESTS}
Columns = dict[str, NDArray[Any]]


def omnibus_frame(levels: list[Level], labels: RowLabels, adjust: Adjustment, confidence: float) -> pd.DataFrame:
    """Give a row for overall and each dimension, and each test."""
    found: dict[str, list[NDArray[Any]]] = {}
    for level in levels:
        per_test = []
        for test in TESTS:
            columns = _by_ranks(level, confidence) if test == BY_RANKS else _of_means(level, test, confidence)
            columns["p_adjusted"] = adjust_p(columns["p_value"], adjust).p_adjusted
            columns["effect_kind"] = np.full(columns["p_value"].shape, EFFECTS[test], dtype=object)
            columns["reason"] = _reasons(level, test, columns["p_value"], columns["effect_low"])
            per_test.append(columns)
        for name in per_test[0]:
            found.setdefault(name, []).append(np.stack([columns[name] for columns in per_test], axis=1).reshape(-1))
    numbers = {name: np.concatenate(values) for name, values in found.items()}
    kept = {"level": labels.level, "dimension": labels.dimension}
    frame = pd.DataFrame({name: np.repeat(np.array(keys, dtype=object), len(TESTS)) for name, keys in kept.items()})
    frame["test"] = [*TESTS] * len(labels)
    for name in COLUMNS:
        frame[name] = numbers[name]
    frame["differs"] = frame["p_adjusted"] < 1 - confidence
    frame["reason"] = numbers["reason"]
    return frame


COLUMNS = (
    "groups", "n", "statistic", "df", "df_denominator", "p_value", "p_adjusted", "effect_kind", "effect", "effect_low",
    "effect_high",
)  # fmt: skip


def _of_means(level: Level, test: str, confidence: float) -> Columns:
    """Test means: those of the table in Welch's test, which takes their errors, respondents' own in the others."""
    n, mean, variance = moments_of(level) if test == LEADING else persons_of(level)
    made = TESTS[test](n, mean, variance)
    total = n.sum(axis=1)
    # Of the spread of persons' scores, where there are none, nothing is known.
    known = np.isfinite(made.statistic) & level.scored
    gain = np.where(known, made.df1 * (made.statistic - 1.0), np.nan)
    F, df1, df2 = (np.where(known, each, np.nan) for each in (made.statistic, made.df1, made.df2))
    share = share_explained(F, df1, df2, total, confidence=confidence)
    return {
        "groups": (n > 0).sum(axis=1),
        "n": total.astype(np.int64),
        "statistic": made.statistic,
        "df": made.df1,
        "df_denominator": made.df2,
        "p_value": made.p_value,
        "effect": ratio(gain, gain + total),
        "effect_low": share.low,
        "effect_high": share.high,
    }


def _by_ranks(level: Level, confidence: float) -> Columns:
    counts = taken_counts(level)
    ranks = kruskal_wallis(level.distribution.values, counts)
    total = counts.sum(axis=(1, 2))
    share = share_explained(*_as_f(ranks.statistic, ranks.df, total), total, confidence=confidence)
    return {
        "groups": np.where(level.scored, enough(level).sum(axis=0), 0),
        "n": total,
        "statistic": ranks.statistic,
        "df": ranks.df,
        "df_denominator": np.full(ranks.df.shape, np.nan),
        "p_value": ranks.p_value,
        "effect": ranks.epsilon_squared,
        "effect_low": share.low,
        "effect_high": share.high,
    }


def _as_f(h: Floats, df: Floats, total: NDArray[np.int64]) -> tuple[Floats, Floats, Floats]:
    statistic, below = f_of_ranks(h, df, total)
    return statistic, df, below


def taken_counts(level: Level) -> NDArray[np.int64]:
    """Count the values of respondents in the groups that are tested: rows × groups × values."""
    return np.where(enough(level)[..., None], level.distribution.counts, 0).swapaxes(0, 1)


def _reasons(level: Level, test: str, p_value: Floats, low: Floats) -> NDArray[np.object_]:
    """Say why there is no test, or no interval of the effect: of Welch's where respondents have no scores."""
    # Welch's test runs without groups that do not vary; the others fail only where no group varies, or all are equal.
    still = CONSTANT_GROUP if test == LEADING else NO_VARIATION
    few = enough(level).sum(axis=0) < FEWEST
    absent = np.where(few, TOO_SMALL, still) if level.scored or test == LEADING else np.full(few.shape, NOT_ASKED_ALL)
    beside = np.where(np.isnan(low), NO_INTERVAL, "") if level.scored else np.full(few.shape, NOT_ASKED_ALL)
    return np.where(np.isnan(p_value), absent, beside).astype(object)
