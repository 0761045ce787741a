"""What scores of a known reliability are good enough for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.ties import first_least
from servgap.analysis.bands import bands_of, least_group
from servgap.analysis.reasons import NONE, NOT_RELIABLE
from servgap.analysis.reliability_rows import Measured
from servgap.analysis.rows import frame_of


def uses_of(found: Measured) -> dict[str, NDArray[Any]]:
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
    return {
        "n": numbers["n"],
        "coefficient": coefficient,
        "value": value,
        "ci_low": np.where(lower, np.nan, low),
        "ci_high": np.where(lower, np.nan, high),
        "band": bands_of(value),
        "n_per_group": needed,
        "reason": reason,
    }


def uses_frame(found: Measured, uses: Mapping[str, NDArray[Any]]) -> pd.DataFrame:
    """Lay out a row for each dimension and part."""
    return frame_of(found.tally, found.labels, uses)


def weakest_use(found: Measured, uses: Mapping[str, NDArray[Any]], cell: int) -> dict[str, Any] | None:
    """Find the least reliable score of a group."""
    value = uses["value"][cell]
    if np.isnan(value).all():
        return None
    row = first_least(value)
    named = {name: labels[row] for name, labels in found.labels.items()}
    return named | {name: columns[cell, row] for name, columns in uses.items() if name != "reason"}
