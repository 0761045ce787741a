"""Tests over all groups at once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.families.adjust import Adjustment, adjust_p
from servgap._stats.groups.analysis_of_variance import kruskal_wallis, welch_anova
from servgap.analysis.groups.taking_part import FEWEST, enough, moments_of
from servgap.analysis.levels import Level
from servgap.analysis.reasons import CONSTANT_GROUP, NO_VARIATION, NOT_ASKED_ALL, TOO_SMALL
from servgap.analysis.rows import RowLabels

EFFECTS = {"welch": "omega_squared", "kruskal_wallis": "epsilon_squared"}


def _omnibus(level: Level, test: str) -> dict[str, NDArray[Any]]:
    if test == "welch":
        n, *moments = moments_of(level)
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
