"""Two attributes at once: whether each matters beside the other, and whether the one depends on the other."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.families.adjust import Adjustment, adjust_p
from servgap._stats.groups.two_factors import EFFECTS, TwoFactors, two_factors
from servgap.analysis.levels import Level
from servgap.analysis.reasons import EMPTY_CELLS, NO_VARIATION, NOT_ASKED_ALL, TOO_SMALL
from servgap.analysis.rows import frame_of, gap_where, stacked, stacked_labels
from servgap.analysis.subject import TESTED_FROM
from servgap.survey.measures.measure import Measure
from servgap.survey.tally import Floats, Tally

TESTED = EFFECTS[1:]
"""The effects that are shown: that the mean of all is zero is no question between groups."""
TIMES = " × "


def cells_frame(cells: Tally, measure: Measure, levels: list[Level]) -> pd.DataFrame:
    """Give every cell's n and value."""
    found = stacked({"n": each.n, "value": each.value, "sd": each.sd} for each in levels)
    labels = stacked_labels(level.labels for level in levels).columns()
    numbers = {"n": found["n"], "value": found["value"], "gap": gap_where(found["value"], measure), "sd": found["sd"]}
    return frame_of(cells, {name: labels[name] for name in ("level", "dimension")}, numbers)


def factors_frame(cells: Tally, levels: list[Level], adjust: Adjustment, confidence: float) -> pd.DataFrame:
    """Test both attributes and their interaction, overall and by dimension: type II leads, type III stands beside."""
    return pd.concat([_of_level(cells, level, adjust, confidence) for level in levels], ignore_index=True)


def _of_level(cells: Tally, level: Level, adjust: Adjustment, confidence: float) -> pd.DataFrame:
    n, mean, variance = _table(cells, level)
    second = two_factors(n, mean, variance, kind=2, confidence=confidence)
    third = two_factors(n, mean, variance, kind=3, confidence=confidence)
    shown, rows = [EFFECTS.index(each) for each in TESTED], len(level.labels)

    def column(values: Floats) -> NDArray[Any]:
        return values[:, shown].reshape(-1)

    p = second.p_value[:, shown]
    corrected = np.stack([adjust_p(each, adjust).p_adjusted for each in p.T], axis=1)
    frame = pd.DataFrame({
        "level": np.repeat(np.array(level.labels.level, dtype=object), len(shown)),
        "dimension": np.repeat(np.array(level.labels.dimension, dtype=object), len(shown)),
        "effect_of": [cells.by[0], cells.by[1], TIMES.join(cells.by)] * rows,
        "n": np.repeat(n.sum(axis=(1, 2)).astype(np.int64), len(shown)),
        "statistic": column(second.statistic),
        "df": column(second.df),
        "df_denominator": np.repeat(second.df_denominator, len(shown)),
        "p_value": p.reshape(-1),
        "p_adjusted": corrected.reshape(-1),
        "effect_kind": "partial_omega_squared",
        "effect": column(second.partial_omega_squared),
        "effect_low": column(second.effect_low),
        "effect_high": column(second.effect_high),
        "statistic_type_3": column(third.statistic),
        "p_type_3": column(third.p_value),
    })  # fmt: skip
    frame["differs"] = frame["p_adjusted"] < 1 - confidence
    frame["reason"] = _reasons(level, n, second, frame)
    return frame


def _table(cells: Tally, level: Level) -> tuple[Floats, Floats, Floats]:
    """Lay out the moments of respondents' own values: rows × values of the first attribute × values of the second.

    A value that too few respondents have is left out, with all cells that it makes.
    """
    names = [sorted({cell[place] for cell in cells.cells}) for place in (0, 1)]
    at = tuple(np.array([names[place].index(cell[place]) for cell in cells.cells]) for place in (0, 1))
    shape = (len(level.labels), len(names[0]), len(names[1]))
    n, mean, variance = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    if level.scored:
        found = level.persons
        n[:, at[0], at[1]] = found.n.T
        mean[:, at[0], at[1]] = np.nan_to_num(found.value.T)
        variance[:, at[0], at[1]] = np.nan_to_num(found.sd.T) ** 2
    small = (n.sum(axis=2) < TESTED_FROM)[:, :, None] | (n.sum(axis=1) < TESTED_FROM)[:, None, :]
    return np.where(small, 0.0, n), mean, variance


def _reasons(level: Level, n: Floats, found: TwoFactors, frame: pd.DataFrame) -> NDArray[np.object_]:
    """Say why an effect has no test; of type III alone, that cells are empty."""
    few = ((n.sum(axis=2) > 0).sum(axis=1) < 2) | ((n.sum(axis=1) > 0).sum(axis=1) < 2)
    absent = np.where(found.empty, EMPTY_CELLS, NO_VARIATION) if level.scored else np.full(len(n), NOT_ASKED_ALL)
    absent = np.where(few & level.scored, TOO_SMALL, absent)
    each = np.repeat(absent, len(TESTED))
    lost = frame["p_value"].isna() | frame["p_type_3"].isna()
    return np.where(lost, np.where(frame["p_value"].isna(), each, EMPTY_CELLS), "").astype(object)
