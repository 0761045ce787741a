"""Each wave beside the limits that the waves before it give: signals, and whether the target will be met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.waves.limits import assurance, wave_limits
from servgap.analysis.levels import Level
from servgap.analysis.reasons import NO_VARIATION, NONE, TOO_FEW, TOO_FEW_WAVES
from servgap.analysis.waves.values import by_row, with_errors
from servgap.survey.measures.measure import Measure

ABOVE_USUAL, BELOW_USUAL, USUAL, TRIAL = "above_usual", "below_usual", "usual", "trial"
"""Codes of a wave beside its limits: outside of them, inside, and where they rest on too few waves to tell."""
ALWAYS, BY_CHANCE, NEVER = "always", "by_chance", "never"
"""Codes of whether the target will be met as things are."""
SIGNALS = {1: ABOVE_USUAL, 0: USUAL, -1: BELOW_USUAL}
ASSURED = {1.0: ALWAYS, 0.0: BY_CHANCE, -1.0: NEVER}


def target_of(measure: Measure, smallest: float) -> float:
    """Give the value that a wave is to reach; NaN where nothing is to be reached.

    Where a target or a point on the scale was named it is that, a distance of 0. What falls short of another part, such
    as perception of expectation, is to do so by no more than the smallest distance that matters.
    """
    if not measure.has_yardstick:
        return np.nan
    return 0.0 if measure.level is None and not measure.is_direct else -smallest


def chart_frame(
    levels: Sequence[Level],
    waves: Sequence[str],
    possible: tuple[float, float],
    target: float,
    since: NDArray[np.int64],
) -> pd.DataFrame:
    """Lay out rows, and within each the waves with their limits.

    Parameters
    ----------
    levels
        What was measured, waves in order.
    waves
        Their names.
    possible
        The least and the greatest value that there may be, beyond which no usual range is said to reach.
    target
        The value to be reached; NaN for none.
    since
        The first wave of every wave's baseline.
    """
    n, value, squared = with_errors(levels)
    limits = wave_limits(value, squared, since)
    known = np.isfinite(limits.z)
    signal = np.where(limits.trial, TRIAL, _worded(limits.signal, SIGNALS))
    assured = np.where(limits.trial, NONE, _worded(assurance(limits.low, limits.high, target), ASSURED))
    reason = np.full(n.shape, NONE, dtype=object)
    reason[~np.isfinite(limits.centre)] = TOO_FEW_WAVES
    reason[n < 2] = TOO_FEW
    reason[(n >= 2) & ~known & np.isfinite(limits.centre)] = NO_VARIATION
    numbers = {
        "n": n,
        "value": value,
        "earlier_waves": limits.earlier,
        "usual": limits.centre,
        "usual_low": np.maximum(limits.low, possible[0]),
        "usual_high": np.minimum(limits.high, possible[1]),
        "wandering": np.sqrt(limits.tau_squared),
        "from_usual": limits.z,
        "wave_signal": np.where(known, signal, NONE),
        "assurance": np.where(known, assured, NONE),
        "reason": reason,
    }
    return by_row(levels, waves, numbers)


def _worded(found: NDArray[Any], words: Mapping[Any, str]) -> NDArray[np.object_]:
    """Give the code of each number; nothing for those without one."""
    told = np.full(found.shape, NONE, dtype=object)
    for number, word in words.items():
        told[found == number] = word
    return told
