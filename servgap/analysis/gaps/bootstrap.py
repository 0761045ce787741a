"""Bootstrap intervals of the means, computed from counts without resampling."""

from __future__ import annotations

import numpy as np
import pandas as pd

from servgap._stats.resampling.ideal_bootstrap import ideal_bootstrap
from servgap.analysis.levels import dimension_level, item_level, overall_level
from servgap.analysis.reasons import NO_VARIATION, NOT_ASKED_ALL, TOO_FEW
from servgap.analysis.rows import frame_of, gap_where, stacked, stacked_labels
from servgap.survey.measures.measure import Measure
from servgap.survey.tally import Tally

METHODS = {"overall": "mean_of_respondents", "dimension": "mean_of_scores"}
"""What is averaged: overall, the gaps of respondents with every dimension, for of others there is nothing to redraw."""
NUMBERS = ("se", "percentile_low", "percentile_high", "bca_low", "bca_high")


def bootstrap_frame(tally: Tally, measure: Measure, policy: str, confidence: float) -> pd.DataFrame:
    """Give a row for overall (respondents with all scores), each dimension and each item."""
    levels = [
        overall_level(tally, policy, measure),
        dimension_level(tally, policy, measure),
        item_level(tally, measure),
    ]
    found = [ideal_bootstrap(level.distribution.values, level.distribution.counts, confidence) for level in levels]
    columns = stacked(
        {
            "n": level.persons.n,
            "value": level.persons.value,
            "gap": gap_where(level.persons.value, measure),
            **{name: getattr(each, name) for name in NUMBERS},
        }
        for level, each in zip(levels, found, strict=True)
    )
    unknown = np.isnan(columns["bca_low"])
    reasons = np.where(unknown, np.where(columns["n"] < 2, TOO_FEW, NO_VARIATION), "").astype(object)
    labels = stacked_labels(level.labels for level in levels)
    unscored = np.concatenate([np.full(len(level.labels), not level.scored) for level in levels])
    reasons = np.where(unscored, NOT_ASKED_ALL, reasons)
    methods = {"method": [METHODS.get(level, "mean_of_pairs") for level in labels.level]}
    return frame_of(tally, {**labels.columns(), **methods}, {**columns, "reason": reasons})
