"""The headline results with all respondents and without some of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.intervals import t_interval
from servgap.analysis.gap_rows import gap_blocks
from servgap.analysis.reasons import NO_VARIATION, NONE, TOO_FEW
from servgap.analysis.without_target import reason_told
from servgap.survey.measures.measure import Measure
from servgap.survey.survey import Survey

SHOWN = ("n", "mean", "ci_low", "ci_high")
NUMBERS = ("n", "value", "se", "df")


def with_without(
    survey: Survey, measure: Measure, left: NDArray[np.bool_], policy: str, confidence: float
) -> pd.DataFrame:
    """Set a measure, overall and by dimension, beside what it is without the respondents in `left`."""
    everybody = _results(survey, measure, policy, confidence)
    frame = everybody[["level", "dimension"]].copy()
    frame.insert(2, "part", measure.name)
    kept = _nothing(everybody)
    if not left.any():
        kept = everybody
    elif not left.all():
        others = survey.drop(survey.respondents.index[left], reason="flagged")
        kept = _results(others, measure, policy, confidence)
    for name in SHOWN:
        frame[name] = everybody[name]
    for name in SHOWN:
        frame[f"{name}_without"] = kept[name]
    frame["difference"] = frame["mean_without"] - frame["mean"]
    few = (frame["n"] < 2) | (frame["n_without"] < 2)
    still = frame["ci_low"].isna() | frame["ci_low_without"].isna()
    frame["reason"] = np.where(few, TOO_FEW, np.where(still, NO_VARIATION, NONE))
    return reason_told(frame, survey.instrument, measure)


def _results(survey: Survey, measure: Measure, policy: str, confidence: float) -> pd.DataFrame:
    overall, dimensions, *_ = gap_blocks(survey.tally(measures=measure), policy, measure)
    numbers = {name: np.append(overall.numbers[name][0, 0], dimensions.numbers[name][0]) for name in NUMBERS}
    ends = t_interval(numbers["value"], numbers["se"], numbers["df"], confidence)
    return pd.DataFrame(
        {
            "level": [overall.labels.level[0], *dimensions.labels.level],
            "dimension": [overall.labels.dimension[0], *dimensions.labels.dimension],
            "n": numbers["n"],
            "mean": numbers["value"],
            "ci_low": ends.low,
            "ci_high": ends.high,
        }
    )


def _nothing(frame: pd.DataFrame) -> pd.DataFrame:
    empty = frame.copy()
    empty[["mean", "ci_low", "ci_high"]] = np.nan
    empty["n"] = 0
    return empty
