"""The headline results with all respondents and without some of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.intervals import t_interval
from servgap.analysis.gap_rows import gap_blocks
from servgap.analysis.reasons import NO_VARIATION, NONE, TOO_FEW
from servgap.survey.survey import Answers, Survey

GAP = "gap"
SHOWN = ("n", "mean", "ci_low", "ci_high")
NUMBERS = ("n", "gap", "se", "df")


def with_without(survey: Survey, left: NDArray[np.bool_], policy: str, confidence: float) -> pd.DataFrame:
    """Set the overall gap and the dimensions' gaps beside those without the respondents in `left`.

    Where an instrument asks one part alone, they are means of that part's scores instead of gaps.
    """
    everybody = _results(survey, policy, confidence)
    frame = everybody[["level", "dimension"]].copy()
    frame.insert(2, "part", GAP if survey.instrument.pairs else survey.instrument.parts[-1])
    kept = _nothing(everybody)
    if not left.any():
        kept = everybody
    elif not left.all():
        kept = _results(survey.drop(survey.respondents.index[left], reason="flagged"), policy, confidence)
    for name in SHOWN:
        frame[name] = everybody[name]
    for name in SHOWN:
        frame[f"{name}_without"] = kept[name]
    frame["difference"] = frame["mean_without"] - frame["mean"]
    few = (frame["n"] < 2) | (frame["n_without"] < 2)
    still = frame["ci_low"].isna() | frame["ci_low_without"].isna()
    frame["reason"] = np.where(few, TOO_FEW, np.where(still, NO_VARIATION, NONE))
    return frame


def _results(survey: Survey, policy: str, confidence: float) -> pd.DataFrame:
    """Measure the gaps; a part asked alone is held against the scale's lowest answer, which is added again."""
    lowest = 0.0 if survey.instrument.pairs else survey.instrument.scale.low
    overall, dimensions, *_ = gap_blocks(_paired(survey).tally(), policy)
    numbers = {name: np.append(overall.numbers[name][0, 0], dimensions.numbers[name][0]) for name in NUMBERS}
    ends = t_interval(numbers["gap"], numbers["se"], numbers["df"], confidence)
    means = {"mean": numbers["gap"], "ci_low": ends.low, "ci_high": ends.high}
    return pd.DataFrame(
        {
            "level": [overall.labels.level[0], *dimensions.labels.level],
            "dimension": [overall.labels.dimension[0], *dimensions.labels.dimension],
            "n": numbers["n"],
            **{name: values + lowest for name, values in means.items()},
        }
    )


def _paired(survey: Survey) -> Survey:
    if survey.instrument.pairs:
        return survey
    codes = survey.answers[survey.instrument.parts[-1]].codes
    answers = {"expectation": Answers((codes > 0).astype(np.uint8)), "perception": Answers(codes)}
    instrument = replace(survey.instrument, parts=("expectation", "perception"))
    return replace(survey, instrument=instrument, answers=answers, points=None)


def _nothing(frame: pd.DataFrame) -> pd.DataFrame:
    empty = frame.copy()
    empty[["mean", "ci_low", "ci_high"]] = np.nan
    empty["n"] = 0
    return empty
