"""Bootstrap intervals of the mean gaps, computed from counts without resampling."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.resampling.ideal_bootstrap import ideal_bootstrap
from servgap.analysis.levels import dimension_level, item_level, overall_level
from servgap.analysis.reasons import NO_VARIATION, TOO_FEW
from servgap.analysis.rows import frame_of
from servgap.survey.tally import Tally

METHODS = {"overall": "mean_of_respondents", "dimension": "mean_of_scores"}
"""What is averaged: overall, the gaps of respondents with every dimension, for of others there is nothing to redraw."""
NUMBERS = ("percentile_low", "percentile_high", "bca_low", "bca_high")


def bootstrap_frame(tally: Tally, policy: str, confidence: float) -> pd.DataFrame:
    """Give a row for overall (respondents with all scores), each dimension and each item."""
    levels = [overall_level(tally, policy), dimension_level(tally, policy), item_level(tally)]
    found = [ideal_bootstrap(level.gaps.values, level.gaps.counts, confidence) for level in levels]
    columns: dict[str, NDArray[np.float64]] = {
        "gap": np.concatenate([level.persons.gap for level in levels], axis=1),
        "se": np.concatenate([each.se for each in found], axis=1),
        **{name: np.concatenate([getattr(each, name) for each in found], axis=1) for name in NUMBERS},
    }
    n = np.concatenate([level.persons.n for level in levels], axis=1)
    unknown = np.isnan(columns["bca_low"])
    reasons = np.where(unknown, np.where(n < 2, TOO_FEW, NO_VARIATION), "").astype(object)
    labels = levels[0].labels + levels[1].labels + levels[2].labels
    methods = {"method": [METHODS.get(level, "mean_of_pairs") for level in labels.level]}
    return frame_of(tally, {**labels.columns(), **methods}, {"n": n, **columns, "reason": reasons})
