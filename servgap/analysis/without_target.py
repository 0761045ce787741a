"""What a measure is about where only some standards have a target, and the reason in the rows of the others."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pandas as pd

from servgap.analysis.frames import Later
from servgap.analysis.reasons import NO_TARGET
from servgap.survey.instrument import Instrument
from servgap.survey.measures.measure import Measure
from servgap.survey.measures.measured_answers import lattice_of


def measured_standards(instrument: Instrument, measure: Measure) -> tuple[str, ...]:
    """Give the standards that a measure is about, in the instrument's order.

    Examples
    --------
    >>> servqual = Instrument.load("servqual")
    >>> len(measured_standards(servqual, Measure()))
    22
    """
    measured = lattice_of(instrument, measure).items
    found = (item.standard.key for item, kept in zip(instrument.items, measured, strict=True) if kept)
    return tuple(dict.fromkeys(found))


def reasons_told(
    frames: Mapping[str, pd.DataFrame | Later], instrument: Instrument, measure: Measure
) -> dict[str, pd.DataFrame | Later]:
    """Say in the rows of standards and dimensions without a target that this, and nothing else, is why they are empty.

    Parameters
    ----------
    frames
        A finding's frames by name, computed or to be computed.
    instrument, measure
        The questionnaire, and what was measured.
    """
    if len(measured_standards(instrument, measure)) == len(instrument.standards):
        return dict(frames)

    def later(frame: Later) -> pd.DataFrame:
        return reason_told(frame(), instrument, measure)

    return {
        name: reason_told(frame, instrument, measure) if isinstance(frame, pd.DataFrame) else partial(later, frame)
        for name, frame in frames.items()
    }


def reason_told(frame: pd.DataFrame, instrument: Instrument, measure: Measure) -> pd.DataFrame:
    """Say in one frame, in the rows of standards and dimensions without a target, that this is why they are empty."""
    standards = set(measured_standards(instrument, measure))
    if "reason" not in frame or len(standards) == len(instrument.standards):
        return frame
    dimensions = {each.key for each in instrument.dimensions if any(i.standard.key in standards for i in each.items)}
    without = pd.Series(data=False, index=frame.index)
    for name, known in (("dimension", dimensions), ("standard", standards)):
        if name in frame:
            keys = frame[name].fillna("")
            without |= (keys != "") & ~keys.isin(known)
    return frame.assign(reason=frame["reason"].mask(without & (frame["reason"] != ""), NO_TARGET))
