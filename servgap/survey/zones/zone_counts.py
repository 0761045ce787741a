"""What a Tally holds of zones of tolerance: counts and sums of products of three parts at once, which add up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from servgap._stats.ratio import Floats
from servgap.survey.additive import Additive
from servgap.survey.counts import Counts
from servgap.survey.instrument import Instrument

DESIRED, ADEQUATE = "desired", "adequate"
BLOCKS = ("desired", "adequate", "perception", "below", "inside", "above")
"""What is scored of a consistent triple: three levels, and on which side of the zone what was received lies."""


@dataclass(frozen=True, eq=False)
class ZoneCounts(Additive):
    """What a Tally holds of zones: triples of a desired, an adequate and a received level of the same item.

    A triple in which the adequate level is above the desired one stands in the joint counts and in nothing else.

    Parameters
    ----------
    joint
        Group cells × items × codes of desired × of adequate × of received; all codes are 0 where one is not there.
    scores
        Under each policy, in the order of `POLICIES`: group cells × 7D × 7D, the cross-products of the dimension scores
        of each of `BLOCKS`, in steps of the scale times `score_unit(instrument)`, and of their presence.
    items
        1 or group cells × 7K × 7K: the same of items, in steps, where K items share a standard with others.
    """

    joint: Counts
    scores: tuple[Floats, ...]
    items: Floats

    def pooled(self) -> ZoneCounts:
        """Pool over the groups what is kept of items with items."""
        return replace(self, items=self.items.sum(axis=0, keepdims=True)[: len(self.items)])

    def without_wide(self) -> ZoneCounts:
        """Leave out what is kept of items with items."""
        return replace(self, items=self.items[:0])


def zone_parts(instrument: Instrument) -> tuple[str, str, str] | None:
    """Give the parts that make a zone and what lies in it; None where the questionnaire does not ask both levels."""
    levels = (DESIRED, ADEQUATE)
    asked = set(levels) <= set(instrument.parts[:-1])
    return (*levels, instrument.parts[-1]) if asked else None


def sharing(instrument: Instrument) -> NDArray[np.intp]:
    """Give the items that share their standard with others."""
    times = Counter(item.standard.key for item in instrument.items)
    shared = [place for place, item in enumerate(instrument.items) if times[item.standard.key] > 1]
    return np.array(shared, dtype=np.intp)
