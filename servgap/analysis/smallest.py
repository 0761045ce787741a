"""The smallest distance that matters: told, or derived from the answers."""

from __future__ import annotations

import numpy as np

from servgap.analysis.verdicts import SMALLEST_ON_1_TO_7, WIDTH_OF_1_TO_7
from servgap.survey.measure import Measure
from servgap.survey.moments import item_means
from servgap.survey.tally import Tally

SD = "sd"
SHARE_OF_SD = 0.2
"""A small effect: Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, 2nd ed., p. 40."""


def smallest_that_matters(tally: Tally, measure: Measure, smallest: float | str | None) -> float | None:
    """Give the smallest distance from a yardstick that matters, in scale points; None where there is no yardstick."""
    return None if not measure.has_yardstick else _smallest(tally, measure, smallest)


def smallest_change(tally: Tally, measure: Measure, smallest: float | str | None) -> float:
    """Give the smallest change of a measure that matters, in its units: 0.25 on 1–7, in proportion on all else."""
    return _smallest(tally, measure, smallest)


def _smallest(tally: Tally, measure: Measure, smallest: float | str | None) -> float:
    if smallest == SD:
        deviations = item_means(tally.groups(()), measure).sd
        known = deviations[deviations > 0]
        if len(known):
            return SHARE_OF_SD * float(np.median(known))
    if isinstance(smallest, str | None):
        return SMALLEST_ON_1_TO_7 * _width(tally, measure) / WIDTH_OF_1_TO_7
    return float(smallest)


def _width(tally: Tally, measure: Measure) -> float:
    """Give the width of a measure: of the scale for what is in its points, of one for shares, of 100 for an index."""
    widths = {"share": 1.0, "net": 2.0, "index": 100.0}
    return widths.get(measure.family, tally.instrument.scale.width)
