"""The flags that careless answers raise, each with its cut-off and where this comes from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap.analysis.reasons import NO_TIMES, NONE, TOO_SHORT
from servgap.analysis.screening.indicators import (
    LEAST_SCALES,
    Floats,
    Indicators,
    most_apart,
    scales_with_halves,
)
from servgap.survey.instrument import Instrument

STRAIGHT_LINE, LONG_RUN, DUPLICATE = "straight_line", "long_run", "duplicate"
NEAR_DUPLICATE, FAST, INCONSISTENT = "near_duplicate", "fast", "inconsistent"
FLAGS = (STRAIGHT_LINE, LONG_RUN, DUPLICATE, NEAR_DUPLICATE, FAST, INCONSISTENT)
BY_DEFAULT = (STRAIGHT_LINE, LONG_RUN, DUPLICATE, NEAR_DUPLICATE, FAST)
"""Flags that are raised unless others are asked for; consistency over few dimensions is weak evidence."""

LEAST_ANSWERS = 6
"""Answers in a part from which on one answer throughout, or a run of half its items, is worth a flag."""
RUN_SHARE = 0.5
"""Own convention; Curran (2016) has half of the whole scale, without asking for it in every part."""
SECONDS_AN_ITEM = 2.0
"""Huang, Curran, Keeney, Poposki & DeShon (2012): less than two seconds an item cannot be reading."""
LEAST_CONSISTENCY = 0.30
"""Own convention, for the individual consistency of Johnson (2005)."""


@dataclass(frozen=True)
class Raised:
    """Who raises a flag, and why nobody can, if so."""

    who: NDArray[np.bool_]
    reason: str = NONE


def raise_flags(instrument: Instrument, found: Indicators, seconds: Floats) -> dict[str, Raised]:
    """Raise every flag, whichever are counted; `seconds` are those an item took."""
    nobody = np.zeros(len(seconds), dtype=bool)
    flat = _flat(found)
    repeated = found.repeats.earlier_apart
    raised = {
        STRAIGHT_LINE: flat,
        LONG_RUN: _long_runs(instrument, found) & ~flat,
        DUPLICATE: repeated == 0,
        NEAR_DUPLICATE: repeated > 0,
        FAST: seconds < SECONDS_AN_ITEM,
        INCONSISTENT: found.even_odd < LEAST_CONSISTENCY,
    }
    why = _inapplicable(instrument, seconds)
    return {flag: Raised(nobody if why[flag] else raised[flag], why[flag]) for flag in FLAGS}


def _flat(found: Indicators) -> NDArray[np.bool_]:
    """Find who gave one and the same answer to all items of a part, in every part."""
    enough = (found.over_parts("answered") >= LEAST_ANSWERS).all(axis=0)
    return np.asarray(enough & (found.over_parts("irv") == 0).all(axis=0))


def _long_runs(instrument: Instrument, found: Indicators) -> NDArray[np.bool_]:
    least = max(RUN_SHARE * len(instrument.items), LEAST_ANSWERS)
    return np.asarray((found.over_parts("longest_run") >= least).all(axis=0))


def _inapplicable(instrument: Instrument, seconds: Floats) -> dict[str, str]:
    """Say of each flag why it cannot be raised; nothing where it can."""
    short = TOO_SHORT if len(instrument.items) < LEAST_ANSWERS else NONE
    few = TOO_SHORT if not most_apart(instrument) else NONE
    scales = scales_with_halves(instrument, len(instrument.parts))
    return {
        STRAIGHT_LINE: short,
        LONG_RUN: short,
        DUPLICATE: few,
        NEAR_DUPLICATE: few,
        FAST: NO_TIMES if np.isnan(seconds).all() else NONE,
        INCONSISTENT: TOO_SHORT if scales < LEAST_SCALES else NONE,
    }


def flags_frame(raised: dict[str, Raised], counted: tuple[str, ...]) -> pd.DataFrame:
    """Count who raises each flag, and who raises it alone among those that count."""
    together = sum(raised[flag].who.astype(np.int64) for flag in counted)
    rows = []
    for flag, each in raised.items():
        n, known = int(each.who.sum()), not each.reason
        alone = int((each.who & (together == 1)).sum()) if flag in counted else 0
        rows.append(
            {
                "flag": flag,
                "counted": flag in counted and known,
                "n": n,
                "share": n / max(len(each.who), 1) if known else np.nan,
                "n_alone": alone,
                "reason": each.reason,
            }
        )
    return pd.DataFrame(rows)


def told(raised: dict[str, Raised], counted: tuple[str, ...]) -> NDArray[np.object_]:
    """List each respondent's flags by their codes."""
    which = sum(raised[flag].who.astype(np.int64) << place for place, flag in enumerate(counted))
    names = [
        ", ".join(flag for place, flag in enumerate(counted) if number >> place & 1)
        for number in range(1 << len(counted))
    ]
    listed: NDArray[np.object_] = np.array(names, dtype=object)[which]
    return listed
