"""Whether values rise or fall throughout the waves, and whether they stay on one side of their median too long."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.ratio import ratio
from servgap._stats.waves.runs import run_rule
from servgap._stats.waves.trend import LEAST_WAVES, mann_kendall, theil_sen, wave_regression
from servgap.analysis.levels import Level
from servgap.analysis.reasons import NO_VARIATION, NONE, TOO_FEW_WAVES
from servgap.analysis.waves.values import labelled, with_errors
from servgap.survey.tally import Floats

RISING, FALLING, NO_TREND = "rising", "falling", "none"
"""Codes of a trend that the waves' order shows, at the level of the tests."""
SHIFTED, STEADY = "shifted", "steady"
"""Codes of whether waves stay on one side of their median for longer, or cross it less often, than chance has it."""


def trend_frame(levels: Sequence[Level], confidence: float) -> pd.DataFrame:
    """Give every row's trend: by the order of its waves, with the median slope, and by regression.

    Parameters
    ----------
    levels
        What was measured, waves in order.
    confidence
        The level of the intervals; 1 less it is that of the test.
    """
    _, value, squared = with_errors(levels)
    order = mann_kendall(value)
    slopes = theil_sen(value, confidence=confidence)
    line = wave_regression(value, squared, confidence=confidence)
    told, p = np.isfinite(order.p_value), np.nan_to_num(order.p_value, nan=1.0)
    ways = np.where(p > 1 - confidence, NO_TREND, np.where(order.statistic > 0, RISING, FALLING))
    numbers: dict[str, NDArray[Any]] = {
        "n_waves": order.waves,
        "statistic": order.statistic,
        "p_value": order.p_value,
        "rank_tau": order.tau,
        "slope": slopes.slope,
        "slope_low": slopes.ci_low,
        "slope_high": slopes.ci_high,
        "line_slope": line.slope,
        "line_se": line.se,
        "line_df": line.df,
        "line_low": line.ci_low,
        "line_high": line.ci_high,
        "line_p": line.p_value,
        "trend_way": np.where(told, ways, NONE),
        "reason": _why_not(order.waves, LEAST_WAVES, told & np.isfinite(line.se)),
    }
    return labelled(levels, numbers)


def runs_frame(levels: Sequence[Level]) -> pd.DataFrame:
    """Give every row's longest run of waves on one side of their median, and how often they cross it."""
    _, value, _ = with_errors(levels)
    found = run_rule(value, _medians(value))
    told = np.where(found.signal, SHIFTED, STEADY)
    numbers: dict[str, NDArray[Any]] = {
        "n_waves": np.isfinite(value).sum(axis=-1),
        "waves_off": found.useful,
        "run_longest": found.longest_run,
        "run_allowed": found.longest_allowed,
        "run_crossings": found.crossings,
        "run_fewest": found.fewest_allowed,
        "run_signal": np.where(found.enough, told, NONE),
        "reason": np.where(found.enough, NONE, TOO_FEW_WAVES),
    }
    return labelled(levels, numbers)


def _medians(values: Floats) -> Floats:
    """Give the median of each row's known values; NaN where there is none."""
    ordered, known = np.sort(values, axis=-1), np.isfinite(values).sum(axis=-1)
    last = values.shape[-1] - 1
    ends = [np.minimum(np.maximum(place, 0), last)[..., None] for place in ((known - 1) // 2, known // 2)]
    low, high = (np.take_along_axis(ordered, each, axis=-1)[..., 0] for each in ends)
    return ratio(low + high, np.where(known > 0, 2.0, 0.0))


def _why_not(waves: NDArray[np.int64], least: int, told: NDArray[np.bool_]) -> NDArray[np.object_]:
    reason = np.where(told, NONE, NO_VARIATION).astype(object)
    reason[waves < least] = TOO_FEW_WAVES
    return reason
