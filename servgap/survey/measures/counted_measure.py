"""A measure as a Tally holds it: the counts of it, and the lattice on which they lie."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from servgap.errors import ServgapError
from servgap.errors import measures as errors
from servgap.survey.counts import Counts, Integers
from servgap.survey.instrument import Instrument
from servgap.survey.measures.measure import TARGET, Measure, measure_for
from servgap.survey.measures.measure_counts import MeasureCounts
from servgap.survey.measures.measured_answers import Lattice, lattice_of, targets_of
from servgap.survey.pair_counts import PairCounts, ScoreCounts
from servgap.survey.tally import POLICIES, Floats, Tally, score_unit

if TYPE_CHECKING:
    from servgap.survey.moments import Means


@dataclass(frozen=True)
class CountedMeasure:
    """The counts of one measure: those of a pair of parts, of which it is the gap, or its own."""

    tally: Tally
    measure: Measure
    lattice: Lattice
    pair: PairCounts | None
    own: MeasureCounts | None

    @cached_property
    def _items(self) -> tuple[tuple[Integers, ...], tuple[Floats, ...], Integers]:
        """Give places (group, item, code), both parts' steps above the lowest answer, and counts."""
        if self.pair is None:
            values = self._own.values
            cell, item, code = values.axes()
            there = code > 0
            return (cell[there], item[there], code[there]), (), values.count[there]
        joint = self.pair.joint
        cell, item, first, second = joint.axes()
        both = (first > 0) & (second > 0)
        code = (second - first)[both] + self.lattice.zero
        parts = ((first[both] - 1).astype(np.float64), (second[both] - 1).astype(np.float64))
        return (cell[both], item[both], code), parts, joint.count[both]

    def coded_items(self) -> tuple[Integers, ...]:
        """Give where each count of an item's values stands: its group, its item, its code on the lattice."""
        return self._items[0]

    def item_parts(self) -> tuple[Floats, ...]:
        """Give the steps of both parts above the lowest answer, where it is a gap."""
        return self._items[1]

    @property
    def item_count(self) -> Integers:
        """How often each occurs."""
        return self._items[2]

    @property
    def sums(self) -> Counts:
        """The sums of dimensions: of both parts for a gap, of codes above the lowest for all else."""
        return self._own.sums if self.pair is None else self.pair.sums

    @property
    def products(self) -> Floats:
        """The cross-products of items."""
        return self._own.products if self.pair is None else self.pair.gap_products

    def scores(self, policy: str) -> ScoreCounts:
        """Give the dimension scores under a policy."""
        scores = self._own.scores if self.pair is None else self.pair.scores
        return scores[POLICIES.index(policy)]

    @cached_property
    def sizes(self) -> Integers:
        """How many items of each dimension it is about."""
        return np.array([int(self.lattice.items[span].sum()) for span in self.tally.instrument.spans], dtype=np.int64)

    @property
    def asked(self) -> NDArray[np.bool_]:
        """Which dimensions it is about."""
        return self.sizes > 0

    @property
    def unit(self) -> int | None:
        """The denominator that all dimension scores share, if they do."""
        return score_unit(self.tally.instrument, None if self.pair is not None else self.lattice.levels)

    @property
    def _own(self) -> MeasureCounts:
        if self.own is None:
            raise errors.not_counted(_told(self.measure, self.tally.instrument))
        return self.own

    def own_part(self, value: Floats) -> tuple[Floats, Floats]:
        """Give what a measure of one part tells of the means of the first and the last: its own, if it is a mean."""
        unknown = np.full(value.shape, np.nan)
        if self.measure.family != "mean":
            return unknown, unknown
        last = self.measure.part == self.tally.instrument.parts[-1]
        return (unknown, value) if last else (value, unknown)

    def with_yardsticks(self, means: Means, *, dimensions: bool = False) -> Means:
        """Give perception beside its distance from a point or target, where all that is averaged has the same."""
        if self.measure.family != "distance":
            return means
        points = self.yardsticks_of_dimensions if dimensions else self.yardsticks
        if self.measure.part == self.tally.instrument.parts[-1]:
            return replace(means, perception=means.value + points)
        return replace(means, expectation=means.value + points)

    @cached_property
    def yardsticks(self) -> Floats:
        """The point that each item is held against; NaN where it is none."""
        if self.measure.against == TARGET:
            return targets_of(self.tally.instrument)
        point = self.measure.point(self.tally.instrument.scale)
        return np.full(len(self.tally.instrument.items), np.nan if point is None else point)

    @cached_property
    def yardsticks_of_dimensions(self) -> Floats:
        """The point that all items of a dimension, of those that have one, are held against; NaN where they differ."""
        return np.array([common(self.yardsticks[span]) for span in self.tally.instrument.spans])


def common(points: Floats) -> float:
    """Give the point that all have that have one; NaN where they differ, or none has one.

    Examples
    --------
    >>> common(np.array([6.0, np.nan, 6.0])), common(np.array([6.0, 5.5]))
    (6.0, nan)
    """
    given = points[np.isfinite(points)]
    return float(given[0]) if len(given) and np.ptp(given) == 0 else np.nan


def counted(tally: Tally, measure: Measure | None = None) -> CountedMeasure:
    """Find the counts of a measure in a tally; without one, those of what the questionnaire asks.

    Raises
    ------
    ServgapError
        If the tally was counted without it.
    """
    instrument = tally.instrument
    wanted = measure_for(instrument, None) if measure is None else measure
    lattice = lattice_of(instrument, wanted)
    if wanted.is_tallied(instrument):
        pair = tally.pairs[instrument.pairs.index((str(wanted.level), wanted.part))]
        return CountedMeasure(tally, wanted, lattice, pair, None)
    if wanted.counted not in tally.measures:
        raise errors.not_counted(_told(wanted, instrument))
    return CountedMeasure(tally, wanted, lattice, None, tally.measures[wanted.counted])


def _told(measure: Measure, instrument: Instrument) -> str:
    """Write a measure as a user would: by its name where that is enough."""
    for name in (measure.name, measure.share or ""):
        try:
            if name and measure_for(instrument, name) == measure:
                return repr(name)
        except ServgapError:
            continue
    return f"sg.{measure!r}"
