"""What scores of a known reliability are good enough for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from servgap.analysis.bands import bands_of, least_group
from servgap.analysis.reasons import NONE, NOT_RELIABLE
from servgap.analysis.reliability_rows import Measured
from servgap.analysis.rows import frame_of

TOLD = ("dimension", "part", "n", "coefficient", "value", "ci_low", "ci_high", "band", "n_per_group")


def uses_frame(found: Measured) -> pd.DataFrame:
    """Judge each score by omega, by alpha where there is no omega, and a gap by its reliability as a difference.

    Of a gap's two numbers the lower counts: omega takes it for a score like any other, and the difference takes the
    errors of both answers to have nothing in common, so that either may flatter it.
    """
    numbers = found.numbers
    fitted = np.isfinite(numbers["omega"])
    value = np.where(fitted, numbers["omega"], numbers["alpha"])
    coefficient = np.where(fitted, "omega_total", "alpha").astype(object)
    low = np.where(fitted, numbers["omega_low"], numbers["ci_low"])
    high = np.where(fitted, numbers["omega_high"], numbers["ci_high"])
    difference = np.nan_to_num(numbers["difference_reliability"], nan=np.inf)
    lower = difference < np.nan_to_num(value, nan=np.inf)
    value = np.where(lower, difference, value)
    coefficient[lower] = "difference"
    coefficient[np.isnan(value)] = ""
    needed = least_group(value)
    reason = np.where(np.isnan(value), numbers["reason"], NONE)
    reason[np.isfinite(value) & np.isnan(needed)] = NOT_RELIABLE
    columns = {
        "n": numbers["n"],
        "coefficient": coefficient,
        "value": value,
        "ci_low": np.where(lower, np.nan, low),
        "ci_high": np.where(lower, np.nan, high),
        "band": bands_of(value),
        "n_per_group": needed,
        "reason": reason,
    }
    return frame_of(found.tally, found.labels, columns)


def weakest_use(uses: pd.DataFrame, group: Mapping[str, str]) -> dict[str, Any] | None:
    """Find the least reliable score of a group."""
    mine = uses[np.all([uses[by] == label for by, label in group.items()], axis=0)] if group else uses
    if mine["value"].isna().all():
        return None
    return {str(name): value for name, value in mine.loc[mine["value"].idxmin(), list(TOLD)].items()}
