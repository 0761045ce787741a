"""The one vocabulary of verdicts: a gap against the smallest one that matters, and the trade's own rule beside it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from servgap.survey.scale import Scale

SHORT, ABOVE, NEGLIGIBLE, UNDECIDED, NONE = "short", "above", "negligible", "undecided", ""
EXCELLENT, ACCEPTABLE, UNACCEPTABLE = "excellent", "acceptable", "unacceptable"
IMPROVED, WORSENED, UNCHANGED = "improved", "worsened", "unchanged"

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


CHANGES = {ABOVE: IMPROVED, SHORT: WORSENED, NEGLIGIBLE: UNCHANGED, UNDECIDED: UNDECIDED, NONE: NONE}


def change_verdicts(
    interval: tuple[Floats, Floats], inner: tuple[Floats, Floats], smallest: float
) -> NDArray[np.object_]:
    """Judge changes of a gap, later less earlier, by the rule by which gaps are judged, with words of their own."""
    judged = verdicts(interval, inner, smallest)
    return np.array([CHANGES[verdict] for verdict in judged.reshape(-1)], dtype=object).reshape(judged.shape)
