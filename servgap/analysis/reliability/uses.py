"""What scores of a known reliability are good enough for, and of which scores nothing is concluded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.reliability.keying import opposed_items
from servgap._stats.ties import ROUNDING
from servgap.analysis.opposed import TOLD_FROM
from servgap.analysis.reasons import (
    CONSTANT_ITEM,
    IMPROPER,
    NONE,
    NOT_CONVERGED,
    NOT_RELIABLE,
    OPPOSED_ITEM,
    SINGULAR,
    TOO_FEW_FOR_ITEMS,
)
from servgap.analysis.reliability.bands import bands_of, least_group
from servgap.analysis.reliability.facts import TooFew
from servgap.analysis.reliability.intervals import ALPHA, DIFFERENCE, FREE, OMEGA
from servgap.analysis.reliability.rows import SHOWN, Measured
from servgap.analysis.rows import frame_of
from servgap.analysis.subject import LEVEL
from servgap.survey.covariances import GAP, part_covariances

WITHHELD = (TOO_FEW_FOR_ITEMS, SINGULAR, IMPROPER, NOT_CONVERGED, CONSTANT_ITEM)
"""Why one factor is no model of the items, so that nothing is concluded from them together."""

PER_ITEM = 2
"""Respondents for each item of a score up to which they are too few: one factor has as many loadings and errors."""

Columns = dict[str, NDArray[Any]]


def withheld(found: Measured) -> NDArray[np.object_]:
    """Say of which scores, groups × rows, nothing is concluded, and why; an item against the others counts first."""
    reasons = np.where(np.isin(found.numbers["reason"].astype(str), WITHHELD), found.numbers["reason"], NONE)
    reasons = reasons.astype(object)
    reasons[few_for_items(found)] = TOO_FEW_FOR_ITEMS
    asked = found.tally.instrument.pairs
    for place in found.places:
        dimension, part = place
        of = (*asked[0], GAP) if part == GAP and asked else (part,)
        against = np.zeros(len(found.tally.cells), dtype=bool)
        for each in of:
            against |= _opposed(found, str(each), dimension)
        reasons[against, found.row(place)] = OPPOSED_ITEM
    return reasons


def few_for_items(found: Measured) -> NDArray[np.bool_]:
    """Tell which scores rest on too few respondents for their items, or for those of the whole questionnaire."""
    few = found.numbers["n"] <= PER_ITEM * found.numbers["n_items"]
    return np.asarray(np.isfinite(found.numbers["alpha"]) & (few | (too_few(found) is not None)), dtype=bool)


def too_few(found: Measured) -> TooFew | None:
    """Say how many respondents there are, and items, where the former are no more than the latter."""
    respondents, items = found.tally.n, len(found.tally.instrument.items)
    return TooFew(respondents, items) if 2 <= respondents <= items else None


def _opposed(found: Measured, part: str, dimension: int) -> NDArray[np.bool_]:
    """Tell in which groups an item runs against the others by more than chance; everywhere if it does over all."""
    sure = np.zeros(len(found.tally.cells), dtype=bool)
    for pooled in (False, True):
        known = part_covariances(found.tally, part, dimension, pooled=pooled)
        keying = opposed_items(known.covariance, known.n, LEVEL)
        sure |= keying.sure.any(axis=-1) & (known.n >= TOLD_FROM)
    return sure


def uses_of(found: Measured, reasons: NDArray[np.object_], of_groups: pd.DataFrame | None) -> Columns:
    """
    Judge each score by the lower limit of its reliability: omega's, alpha's where there is no omega.

    Of a gap, omega and the reliability as a difference, that with the lower limit counts: omega takes it for a score
    like any other, and the difference takes the errors of both answers to have nothing in common, so that either may
    flatter it. How large a group must be follows from the groups' own agreement, where there are groups, and otherwise
    from a convention.
    """
    coefficient, value, low, high = _judged_by(found)
    concluded = reasons == NONE
    band = np.where(concluded, bands_of(low, high), "")
    needed = least_group(low) if of_groups is None else np.broadcast_to(of_groups["n_per_group"], low.shape)
    needed = np.where(band == "", np.nan, needed)
    reason = np.where(np.isnan(value), found.numbers["reason"], NONE)
    lacking = np.select([coefficient == each for each in SHOWN], [found.lacking[each] for each in SHOWN], NONE)
    reason = np.where((reason == NONE) & np.isnan(low), lacking, reason)
    reason = np.where(concluded, reason, reasons)
    unreachable = NOT_RELIABLE if of_groups is None else of_groups["reason"].to_numpy(dtype=object)
    reason = np.where((band != "") & np.isnan(needed), unreachable, reason)
    return {
        "n": found.numbers["n"],
        "coefficient": coefficient,
        "value": value,
        "ci_low": low,
        "ci_high": high,
        "band": band,
        "n_per_group": needed,
        "reason": reason,
    }


def _judged_by(found: Measured) -> tuple[NDArray[np.object_], NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Choose each score's coefficient, and give its value and limits."""
    values = {of: found.numbers[column] for of, column in SHOWN.items()}
    limits = {of: found.ends[of, FREE] for of in SHOWN}
    coefficient = np.where(np.isfinite(values[OMEGA]), OMEGA, ALPHA).astype(object)
    value, low, high = (
        np.where(np.isfinite(values[OMEGA]), *each)
        for each in ((values[OMEGA], values[ALPHA]), *zip(limits[OMEGA], limits[ALPHA], strict=True))
    )
    # Where either has no interval, values are compared.
    known = np.isfinite(low) & np.isfinite(limits[DIFFERENCE][0])
    lower = np.where(known, limits[DIFFERENCE][0] < low - ROUNDING, values[DIFFERENCE] < value - ROUNDING)
    coefficient[lower] = DIFFERENCE
    value = np.where(lower, values[DIFFERENCE], value)
    low, high = (np.where(lower, mine, its) for mine, its in zip(limits[DIFFERENCE], (low, high), strict=True))
    coefficient[np.isnan(value)] = ""
    return coefficient, value, low, high


def uses_frame(found: Measured, uses: Mapping[str, NDArray[Any]]) -> pd.DataFrame:
    """Lay out a row for each dimension and part."""
    return frame_of(found.tally, found.labels, uses)
