"""Every two groups, held against each other."""

from __future__ import annotations

import numpy as np
import pandas as pd

from servgap._stats.families.adjust import Adjustment
from servgap._stats.groups.games_howell import count_differing, games_howell
from servgap.analysis.groups.taking_part import enough, moments_of
from servgap.analysis.levels import Level
from servgap.analysis.reasons import CONSTANT_GROUP, TOO_SMALL
from servgap.survey.tally import Tally

PAIRED_UP_TO = 400
"""Groups up to which there is a table of pairs: 400 make 79,800 of them, overall and for each dimension."""
COUNTED_UP_TO = 1_000
"""Groups up to which it is counted how many pairs differ overall."""


def pairs_differing(level: Level, confidence: float) -> int | None:
    """Count the pairs that differ overall; None where the groups are too many to be paired."""
    if len(level.value) > COUNTED_UP_TO:
        return None
    return count_differing(*moments_of(level), confidence=confidence)


def pairs_frame(tally: Tally, levels: list[Level], adjust: Adjustment, confidence: float) -> pd.DataFrame:
    """Compare every two groups, overall and by dimension."""
    names = np.array([cell[0] for cell in tally.cells], dtype=object)
    pieces = []
    for level in levels:
        found = games_howell(*moments_of(level), confidence=confidence)
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
