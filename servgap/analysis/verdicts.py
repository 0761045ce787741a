"""The one vocabulary of verdicts: a gap against the smallest one that matters, and the trade's own rule beside it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from servgap.survey.scale import Scale

SHORT, ABOVE, NEGLIGIBLE, UNDECIDED, NONE = "short", "above", "negligible", "undecided", ""
EXCELLENT, ACCEPTABLE, UNACCEPTABLE = "excellent", "acceptable", "unacceptable"
BETTER, WORSE, UNCLEAR = "better", "worse", "unclear"

SMALLEST_ON_1_TO_7 = 0.25
WIDTH_OF_1_TO_7 = 6.0
EQUAL = 1e-9

Floats = NDArray[np.float64]


def smallest_gap(scale: Scale, smallest: float | None) -> float:
    """Give the smallest gap that matters: as asked, or 0.25 on 1–7 and in proportion on other scales."""
    return SMALLEST_ON_1_TO_7 * scale.width / WIDTH_OF_1_TO_7 if smallest is None else float(smallest)


def verdicts(interval: tuple[Floats, Floats], inner: tuple[Floats, Floats], smallest: float) -> NDArray[np.object_]:
    """Judge gaps by their intervals.

    Parameters
    ----------
    interval
        Ends of the 1 − α intervals, which decide ``short`` and ``above``.
    inner
        Ends of the 1 − 2α intervals, which decide ``negligible``: that is the two one-sided tests.
    smallest
        The smallest gap that matters.
    """
    (low, high), (inner_low, inner_high) = interval, inner
    known = np.isfinite(low) & np.isfinite(high)
    judged = np.where(known, UNDECIDED, NONE).astype(object)
    judged[known & (inner_low > -smallest) & (inner_high < smallest)] = NEGLIGIBLE
    judged[known & (high < -smallest)] = SHORT
    judged[known & (low > smallest)] = ABOVE
    return judged


def trade_verdicts(gap: Floats) -> NDArray[np.object_]:
    """Judge gaps as the trade does: by the sign of the mean, chance left aside."""
    judged = np.where(np.isnan(gap), NONE, ACCEPTABLE).astype(object)
    judged[gap > EQUAL] = EXCELLENT
    judged[gap < -EQUAL] = UNACCEPTABLE
    return judged


def change_verdicts(difference: Floats, p_adjusted: Floats, level: float) -> NDArray[np.object_]:
    """Judge changes between waves: better or worse where the corrected test says so, unclear where it does not."""
    judged = np.where(np.isnan(p_adjusted), NONE, UNCLEAR).astype(object)
    sure = p_adjusted < level
    judged[sure & (difference > 0)] = BETTER
    judged[sure & (difference < 0)] = WORSE
    return judged
