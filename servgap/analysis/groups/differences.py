"""Differences between two groups as rows: what pairs and comparisons with a reference have in common."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.families.adjust import Adjustment
from servgap._stats.groups.comparisons import Comparisons
from servgap._stats.groups.games_howell import GamesHowell
from servgap._stats.groups.two_samples import welch_t
from servgap.analysis.groups.taking_part import enough, persons_of
from servgap.analysis.levels import Level
from servgap.analysis.reasons import CONSTANT_GROUP, TOO_SMALL
from servgap.analysis.verdicts import ABOVE, NEGLIGIBLE, NONE, SHORT, UNDECIDED, verdicts
from servgap.survey.tally import Floats, Tally

HIGHER, LOWER, ALIKE = "higher", "lower", "alike"
JUDGED = {ABOVE: HIGHER, SHORT: LOWER, NEGLIGIBLE: ALIKE, UNDECIDED: UNDECIDED, NONE: NONE}
"""How the second group's value is judged against the first's, by the rule by which gaps are judged."""


def times_of(level: Level, adjust: Adjustment) -> int:
    """Give by how many the p-values of a level's differences, each corrected within its row, are multiplied."""
    return 1 if adjust == "none" else len(level.labels)


def difference_columns(
    tally: Tally,
    level: Level,
    found: GamesHowell | Comparisons,
    *,
    times: int,
    smallest: float,
    inner: Floats,
    confidence: float,
) -> dict[str, NDArray[Any]]:
    """Give the columns of differences between two groups, one level's rows after each other.

    Parameters
    ----------
    tally, level
        What is compared.
    found
        The differences of its means: rows × pairs.
    times
        By how many p-values are multiplied.
    smallest
        The smallest difference that matters.
    inner
        Half the widths of the joint intervals at the 1 − 2α level, which decide that groups are alike.
    confidence
        The level of the effects' intervals.
    """
    names = np.array([cell[0] for cell in tally.cells], dtype=object)
    rows, pairs = found.difference.shape
    first, second = (np.tile(places, rows) for places in (found.first, found.second))
    row = np.repeat(np.arange(rows), pairs)
    taken, size = enough(level), level.sizes
    small = ~taken[first, row] | ~taken[second, row]
    difference = np.where(small, np.nan, level.value[second, row] - level.value[first, row])
    p_value, low, high = (each.reshape(-1) for each in (found.p_value, found.ci_low, found.ci_high))
    reach, persons = inner.reshape(-1), persons_of(level)
    effect = welch_t(
        *(each[row, first] for each in persons), *(each[row, second] for each in persons), confidence=confidence
    )
    return {
        "level": np.array(level.labels.level, dtype=object)[row],
        "dimension": np.array(level.labels.dimension, dtype=object)[row],
        "group_a": names[first],
        "group_b": names[second],
        "n_a": size[first, row],
        "n_b": size[second, row],
        "difference": difference,
        **{name: getattr(found, name).reshape(-1) for name in ("se", "statistic", "df")},
        "ci_low": low,
        "ci_high": high,
        "p_value": p_value,
        "p_adjusted": np.minimum(p_value * times, 1.0),
        "effect": effect.effect,
        "effect_low": effect.effect_low,
        "effect_high": effect.effect_high,
        "verdict": judged((low, high), (difference - reach, difference + reach), smallest),
        "reason": np.where(small, TOO_SMALL, np.where(np.isnan(p_value), CONSTANT_GROUP, "")),
    }


def judged(interval: tuple[Floats, Floats], inner: tuple[Floats, Floats], smallest: float) -> NDArray[np.object_]:
    """Judge differences by their intervals, against the smallest that matters."""
    return np.array([JUDGED[code] for code in verdicts(interval, inner, smallest)], dtype=object)


def with_decisions(pieces: list[dict[str, NDArray[Any]]], confidence: float) -> pd.DataFrame:
    """Put the levels under each other, with whether each two groups differ; judgement and reason stand last."""
    frame = pd.concat([pd.DataFrame(piece) for piece in pieces], ignore_index=True)
    frame["differs"] = frame["p_adjusted"] < 1 - confidence
    last = ["differs", "verdict", "reason"]
    return frame[[*(name for name in frame.columns if name not in last), *last]]
