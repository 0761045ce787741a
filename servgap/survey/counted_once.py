"""What was counted of a survey, remembered, so that verbs that are given the same survey count it together but once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import replace
from threading import RLock
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from servgap.survey.counting import count, count_measure, count_zones
from servgap.survey.measure import Measure, measure_for
from servgap.survey.measure_counts import MeasureCounts
from servgap.survey.measured_answers import lattice_of
from servgap.survey.pair_counts import PairCounts
from servgap.survey.tally import Tally, score_unit
from servgap.survey.zone_counts import ZoneCounts

if TYPE_CHECKING:
    from servgap.survey.survey import Survey

By = tuple[str, ...]
Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

MOST_KEPT = 8
"""Tallies of a survey that are remembered, and as many counts of measures and of zones."""
MOST_CELLS = 4096
"""Groups in all of them together, beyond which those used longest ago are forgotten."""
WORTH_JOINING = 50
"""Respondents for each group from which on it is quicker to join the groups' counts than to count anew."""


class CountedOnce:
    """The tallies of one survey, by what they were asked for.

    A coarser tally is put together from a finer one that is there, wherever it then has the very same numbers: where
    scores share a denominator and points are whole, all that is added up is whole numbers.
    """

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.lock = RLock()
        self.tallies: OrderedDict[tuple[By, bool], Tally] = OrderedDict()
        self.measures: OrderedDict[tuple[By, Measure], MeasureCounts] = OrderedDict()
        self.zones: OrderedDict[By, ZoneCounts] = OrderedDict()

    def tally(self, by: By, *, pairs: bool, measures: tuple[Measure, ...], zones: bool) -> Tally:
        """Give a tally, counting of it what was not counted before."""
        instrument = self.survey.instrument
        always = () if instrument.pairs else (measure_for(instrument, None),)
        wanted = dict.fromkeys(each.counted for each in (*always, *measures) if not each.is_tallied(instrument))
        with self.lock:
            found = self._plain(by, pairs=pairs)
            counts = {measure: self._of_measure(by, measure) for measure in wanted}
            triples = self._of_zones(by) if zones else None
        return replace(found, measures=counts, zones=triples) if counts or triples else found

    def _plain(self, by: By, *, pairs: bool) -> Tally:
        if (by, pairs) in self.tallies:
            return _used(self.tallies, (by, pairs))
        found = self._joined(by, pairs=pairs)
        if found is None:
            found = count(self.survey, by, pairs=pairs)
        _remember(self.tallies, (by, pairs), found, lambda tally: len(tally.cells))
        return found

    def _joined(self, by: By, *, pairs: bool) -> Tally | None:
        """Put a tally together from a finer one, or from one that holds more."""
        for (finer, tables), tally in self.tallies.items():
            if (tables or not pairs) and set(by) <= set(finer) and self._joins(tally, by):
                _used(self.tallies, (finer, tables))
                kept = tally if pairs or not tables else replace(tally, pairs=tuple(map(_without_tables, tally.pairs)))
                return kept.groups(by)
        return None

    def _of_measure(self, by: By, measure: Measure) -> MeasureCounts:
        if (by, measure) in self.measures:
            return _used(self.measures, (by, measure))
        found = self._joined_measure(by, measure)
        if found is None:
            found = count_measure(self.survey, by, measure)
        _remember(self.measures, (by, measure), found, lambda counts: counts.values.shape[0])
        return found

    def _joined_measure(self, by: By, measure: Measure) -> MeasureCounts | None:
        levels = lattice_of(self.survey.instrument, measure).levels
        for (finer, _), tally in self.tallies.items():
            if (finer, measure) in self.measures and set(by) <= set(finer) and self._joins(tally, by, levels):
                whole = replace(tally, measures={measure: _used(self.measures, (finer, measure))})
                return whole.groups(by).measures[measure]
        return None

    def _of_zones(self, by: By) -> ZoneCounts:
        if by in self.zones:
            return _used(self.zones, by)
        found = self._joined_zones(by)
        if found is None:
            found = count_zones(self.survey, by)
        _remember(self.zones, by, found, lambda counts: counts.joint.shape[0])
        return found

    def _joined_zones(self, by: By) -> ZoneCounts | None:
        for (finer, _), tally in self.tallies.items():
            if finer in self.zones and set(by) <= set(finer) and self._joins(tally, by):
                return replace(tally, zones=_used(self.zones, finer)).groups(by).zones
        return None

    def _joins(self, finer: Tally, by: By, levels: int | None = None) -> bool:
        """Tell whether joining groups gives the very numbers that counting would, and sooner."""
        exact = score_unit(finer.instrument, levels) is not None and self._whole_points
        return exact and (finer.per_group or not by) and self.survey.n >= WORTH_JOINING * len(finer.cells)

    @property
    def _whole_points(self) -> bool:
        points = self.survey.points if self.survey.points is not None else self.survey.instrument.points
        if points is None:
            return True
        given = np.asarray(points, dtype=np.float64)
        return bool((given[np.isfinite(given)] % 1 == 0).all())


def _without_tables(pair: PairCounts) -> PairCounts:
    return replace(pair, item_tables=None)


def _used(kept: OrderedDict[Key, Value], key: Key) -> Value:
    kept.move_to_end(key)
    return kept[key]


def _remember(kept: OrderedDict[Key, Value], key: Key, value: Value, cells: Callable[[Value], int]) -> None:
    """Keep what was counted, and forget what was used longest ago where that grows too much."""
    kept[key] = value
    while len(kept) > 1 and (len(kept) > MOST_KEPT or sum(map(cells, kept.values())) > MOST_CELLS):
        kept.popitem(last=False)
