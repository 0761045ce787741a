"""The smallest distance that matters: told, or derived from the answers."""

from __future__ import annotations

import numpy as np

from servgap.analysis.finding import Remark
from servgap.analysis.verdicts import SMALLEST_ON_1_TO_7, WIDTH_OF_1_TO_7
from servgap.survey.measures.measure import Measure
from servgap.survey.moments import item_means
from servgap.survey.scale import Scale
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
        deviation = median_deviation(tally, measure)
        if deviation:
            return SHARE_OF_SD * deviation
    if isinstance(smallest, str | None):
        return usual_smallest(measure, tally.instrument.scale)
    return float(smallest)


def remarks_on_smallest(tally: Tally, measure: Measure, smallest: float | str | None) -> list[Remark]:
    """Say from what the smallest difference that matters was derived, where it was."""
    deviation = median_deviation(tally, measure) if smallest == SD else None
    return [Remark("smallest_from_sd", (("sd", deviation), ("share", SHARE_OF_SD)))] if deviation else []


def median_deviation(tally: Tally, measure: Measure) -> float | None:
    """Give the median standard deviation of the items, over all groups together; None where none varies."""
    deviations = item_means(tally.groups(()), measure).sd
    known = deviations[deviations > 0]
    return float(np.median(known)) if len(known) else None


def usual_smallest(measure: Measure, scale: Scale) -> float:
    """Give the smallest difference that matters where none is told: 0.25 on 1–7, in proportion on all else."""
    return SMALLEST_ON_1_TO_7 * width_of(measure, scale) / WIDTH_OF_1_TO_7


def width_of(measure: Measure, scale: Scale) -> float:
    """Give how far a measure's values may lie apart: a scale's width for points, 1 for shares, 100 for an index."""
    widths = {"share": 1.0, "net": 2.0, "index": 100.0}
    return widths.get(measure.family, scale.width)
