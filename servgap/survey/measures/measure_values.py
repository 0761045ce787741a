"""The values of a measure's items, where the counts of answers to a pair of parts tell them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from servgap.survey.counts import Counts
from servgap.survey.instrument import Instrument
from servgap.survey.measures.measure import Measure
from servgap.survey.measures.measure_counts import MeasureCounts
from servgap.survey.measures.measured_answers import Coding, Parts
from servgap.survey.pair_counts import PairCounts
from servgap.survey.tally import Tally


def are_told(instrument: Instrument, coding: Coding) -> bool:
    """Tell whether joint counts of a pair of parts tell the values of a measure's items."""
    return any(coding.is_of(parts) for parts in _asked(instrument))


def values_told(tally: Tally, measure: Measure) -> Counts | None:
    """Count the values of a measure's items from the joint counts of a pair.

    Parameters
    ----------
    tally
        Counts of the questionnaire's pairs of parts, or of the part that it asks alone.
    measure
        A measure that it allows.

    Returns
    -------
    Counts or None
        Group cells × items × codes; None where the measure's parts stand in no pair together.
    """
    coding = Coding(tally.instrument, measure)
    for parts, counted in zip(_asked(tally.instrument), tally.pairs, strict=True):
        if coding.is_of(parts):
            return _values(tally.instrument, counted, coding, parts)
    return None


def with_values(tally: Tally, measure: Measure, counts: MeasureCounts) -> MeasureCounts:
    """Put in the values that a pass left out because the joint counts tell them."""
    told = values_told(tally, measure)
    return counts if told is None else replace(counts, values=told)


def _asked(instrument: Instrument) -> tuple[Parts, ...]:
    return instrument.pairs or ((None, instrument.parts[-1]),)


def _values(instrument: Instrument, counted: PairCounts, coding: Coding, parts: Parts) -> Counts:
    side, items = instrument.scale.levels + 1, len(instrument.items)
    first, second = (
        np.broadcast_to(each, (items, side * side)) for each in np.indices((side, side), dtype=np.uint8).reshape(2, -1)
    )
    codes = coding.of(parts, first, second)
    cell, item, *pair = counted.joint.axes()
    shape = (counted.joint.shape[0], items, coding.lattice.levels + 1)
    place = (cell * items + item) * shape[-1] + codes[item, pair[0] * side + pair[1]]
    return Counts.of_keys(shape, place, counted.joint.count)
