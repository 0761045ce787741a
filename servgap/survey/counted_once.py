"""What was counted of a survey, remembered, so that verbs that are given the same survey count it together but once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import replace
from threading import RLock
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from servgap.survey.additive import arrays_in
from servgap.survey.counting import Grouped, count, count_measure, count_zones
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
Value = TypeVar("Value", Tally, MeasureCounts, ZoneCounts)

MOST_KEPT = 16
"""Tallies of a survey that are remembered, and as many counts of measures and of zones."""
MOST_BYTES = 1 << 27
"""Bytes of all tallies that are remembered, and of all counts of measures; what is larger alone is counted anew."""
WORTH_JOINING = 50
"""Respondents for each group from which on it is quicker to join the groups' counts than to count anew."""
EXACT = 2.0**53
"""Below which sums of whole numbers are the same in any order."""


class CountedOnce:
    """The tallies of one survey, by what they were asked for.

    A coarser tally is put together from a finer one that is there, wherever it then has the very same numbers: where
    scores share a denominator and points are whole, all that is added up is whole numbers, exact up to a size.

    Whoever comes while something is counted waits for it. What was interrupted is not remembered.
    """

    def __init__(self) -> None:
        self.lock = RLock()
        self.tallies: OrderedDict[tuple[By, bool], Tally] = OrderedDict()
        self.measures: OrderedDict[tuple[By, Measure], MeasureCounts] = OrderedDict()
        self.zones: OrderedDict[By, ZoneCounts] = OrderedDict()

    def tally(self, survey: Survey, by: By, *, pairs: bool, measures: tuple[Measure, ...], zones: bool) -> Tally:
        """Give a tally of the survey whose counts these are, counting of it what was not counted before."""
        instrument = survey.instrument
        always = () if instrument.pairs else (measure_for(instrument, None),)
        wanted = dict.fromkeys(each.counted for each in (*always, *measures) if not each.is_tallied(instrument))
        with self.lock:
            found = self._known(survey, by, pairs=pairs)
            held: dict[Measure, MeasureCounts] = {}
            for measure in wanted:
                if (known := self._known_measure(survey, by, measure)) is not None:
                    held[measure] = known
            missing = [measure for measure in wanted if measure not in held]
            if found is None:
                counted = count(survey, Grouped.of(survey, by), pairs=pairs, measures=missing)
                found = replace(counted, measures={})
                held.update(counted.measures)
            elif missing:
                groups = Grouped.of(survey, by)
                held.update({measure: count_measure(survey, groups, measure, found) for measure in missing})
            _remember(self.tallies, (by, pairs), found)
            for measure in wanted:
                _remember(self.measures, (by, measure), held[measure])
            triples = self._of_zones(survey, by) if zones else None
        counts = {measure: held[measure] for measure in wanted}
        return replace(found, measures=counts, zones=triples) if counts or triples is not None else found

    def _known(self, survey: Survey, by: By, *, pairs: bool) -> Tally | None:
        """Give what is remembered, or put it together from a finer tally, or from one that holds more."""
        if (by, pairs) in self.tallies:
            return self.tallies[by, pairs]
        for (finer, tables), tally in self.tallies.items():
            if (tables or not pairs) and set(by) <= set(finer):
                kept = tally if pairs or not tables else replace(tally, pairs=tuple(map(_without_tables, tally.pairs)))
                if by == finer:
                    return kept
                if self._may_join(survey, tally, by):
                    joined = kept.groups(by)
                    if _is_exact((joined.pairs,)):
                        return joined
        return None

    def _known_measure(self, survey: Survey, by: By, measure: Measure) -> MeasureCounts | None:
        if (by, measure) in self.measures:
            return self.measures[by, measure]
        levels = lattice_of(survey.instrument, measure).levels
        for (finer, _), tally in self.tallies.items():
            counts = self.measures.get((finer, measure))
            if counts is not None and set(by) <= set(finer) and self._may_join(survey, tally, by, levels):
                cells, labels = tally.joined(by)
                place = {cell: number for number, cell in enumerate(cells)}
                joined = counts.regroup(np.array([place[label] for label in labels], dtype=np.int64), len(cells))
                if _is_exact((joined,)):
                    return joined
        return None

    def _of_zones(self, survey: Survey, by: By) -> ZoneCounts:
        found = self._known_zones(survey, by)
        if found is None:
            found = count_zones(survey, Grouped.of(survey, by))
        _remember(self.zones, by, found)
        return found

    def _known_zones(self, survey: Survey, by: By) -> ZoneCounts | None:
        if by in self.zones:
            return self.zones[by]
        for (finer, _), tally in self.tallies.items():
            counts = self.zones.get(finer)
            if counts is not None and set(by) <= set(finer) and self._may_join(survey, tally, by):
                joined = replace(tally, zones=counts).groups(by).zones
                if _is_exact((joined,)):
                    return joined
        return None

    def _may_join(self, survey: Survey, finer: Tally, by: By, levels: int | None = None) -> bool:
        """Tell whether joining groups adds up whole numbers, of products that are kept for each, and is quicker."""
        whole = score_unit(finer.instrument, levels) is not None and _whole_points(survey)
        return whole and (finer.per_group or not by) and survey.n >= WORTH_JOINING * len(finer.cells)


def _whole_points(survey: Survey) -> bool:
    points = survey.points if survey.points is not None else survey.instrument.points
    if points is None:
        return True
    given = np.asarray(points, dtype=np.float64)
    return bool((given[np.isfinite(given)] % 1 == 0).all())


def _is_exact(counts: tuple[object, ...]) -> bool:
    """Tell whether no sum is so large that adding up may have rounded; sums of squares beside it bound every other."""
    return all(np.abs(each).max(initial=0.0) < EXACT for each in arrays_in(counts) if each.dtype.kind == "f")


def _without_tables(pair: PairCounts) -> PairCounts:
    return replace(pair, item_tables=None)


def _remember(kept: OrderedDict[Key, Value], key: Key, value: Value) -> None:
    """Keep what was counted as the latest, and forget what was used longest ago where that grows too much."""
    sizes = {each: _bytes_of(known) for each, known in kept.items() if each != key}
    if (size := _bytes_of(value)) > MOST_BYTES:
        return
    while sizes and (len(sizes) >= MOST_KEPT or sum(sizes.values()) + size > MOST_BYTES):
        oldest = next(iter(sizes))
        del sizes[oldest]
        kept.pop(oldest, None)
    kept[key] = value
    kept.move_to_end(key)


def _bytes_of(value: Tally | MeasureCounts | ZoneCounts) -> int:
    counts = (value.respondents, value.absences, value.pairs) if isinstance(value, Tally) else value
    return sum(each.nbytes for each in arrays_in(counts))
