"""What was counted of a survey, remembered, so that verbs that are given the same survey count it together but once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import replace
from threading import RLock
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from servgap.survey.additive import arrays_in
from servgap.survey.counting import (
    EXACT,
    MOST_WIDE,
    Grouped,
    adds_up,
    count,
    count_measure,
    count_outcome,
    count_zones,
)
from servgap.survey.measures.measure import Measure, measure_for
from servgap.survey.measures.measure_counts import MeasureCounts
from servgap.survey.measures.measured_answers import lattice_of
from servgap.survey.outcomes.outcome_counts import Explained, OutcomeCounts
from servgap.survey.pair_counts import PairCounts
from servgap.survey.tally import Tally
from servgap.survey.zones.zone_counts import ZoneCounts

if TYPE_CHECKING:
    from servgap.survey.survey import Survey

By = tuple[str, ...]
Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value", Tally, MeasureCounts, ZoneCounts, OutcomeCounts)

REMEMBERED = "_counted_once"
MOST_KEPT = 16
"""Tallies of a survey that are remembered, and as many counts of measures and of zones."""
MOST_BYTES = 1 << 27
"""Bytes of all tallies that are remembered, and of all counts of measures; what is larger alone is counted anew."""
WORTH_AHEAD = 2000
"""Respondents for each group from which on it is quicker to count by all attributes at once than by one after another.

With three calls to come, by nothing and by two attributes of 6 and 4 values: 0.18 s for 0.30 s at 100,000 respondents.
"""
WORTH_JOINING = 50
"""Respondents for each group from which on it is quicker to join the groups' counts than to count anew."""


def counts_of(survey: Survey) -> CountedOnce:
    """Give what is remembered of a survey.

    Whoever comes first puts it there, and all others find that one. It is none of the survey's fields, so that no copy,
    selection or pickle takes it along.
    """
    found: CountedOnce = survey.__dict__.setdefault(REMEMBERED, CountedOnce())
    return found


def sharing_counts(survey: Survey, other: Survey) -> Survey:
    """Let a survey share what is remembered of another that has the same answers, attributes and ledger."""
    survey.__dict__[REMEMBERED] = counts_of(other)
    return survey


def tally_for_verb(
    survey: Survey,
    by: By,
    *,
    pairs: bool,
    measures: Sequence[Measure],
    zones: bool,
    outcomes: Sequence[Explained] = (),
) -> Tally:
    """Give a verb a tally of a survey, and make ready what the verbs that come after it may ask for.

    Parameters
    ----------
    survey
        The survey.
    by
        The attributes that make the groups.
    pairs
        Whether with the tables of pairs of items.
    measures
        Measures that its questionnaire allows.
    zones
        Whether to count triples of a desired, an adequate and a received level too.
    outcomes
        Outcomes whose products with what is to explain them are to be counted as well.

    Raises
    ------
    ServgapError
        If an attribute is unknown.
    """
    return counts_of(survey).tally(
        survey, by, pairs=pairs, measures=measures, zones=zones, outcomes=outcomes, ahead=True
    )


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
        self.outcomes: OrderedDict[tuple[By, Explained], OutcomeCounts] = OrderedDict()

    def tally(
        self,
        survey: Survey,
        by: By,
        *,
        pairs: bool,
        measures: Sequence[Measure],
        zones: bool,
        outcomes: Sequence[Explained] = (),
        ahead: bool = False,
    ) -> Tally:
        """Give a tally of the survey whose counts these are, counting of it what was not counted before.

        Parameters
        ----------
        survey
            The survey.
        by
            The attributes that make the groups.
        pairs
            Whether with the tables of pairs of items.
        measures
            Measures that its questionnaire allows, to be counted as well.
        zones
            Whether to count triples of a desired, an adequate and a received level too.
        outcomes
            Outcomes whose products with what is to explain them are to be counted as well.
        ahead
            Whether to count by its other attributes too, where that is quicker than to count by them later.
        """
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
                found = self._count(survey, by, pairs=pairs, measures=missing, ahead=ahead)
                held.update(found.measures)
            elif missing:
                held.update(self._count_measures(survey, found, missing))
            found = replace(found, measures={}) if found.measures else found
            found = found if found.names == survey.names else replace(found, names=survey.names)
            _remember(self.tallies, (by, pairs), found)
            for measure in wanted:
                _remember(self.measures, (by, measure), held[measure])
            triples = self._of_zones(survey, found) if zones else None
            explained = {each: self._of_outcome(survey, by, each) for each in outcomes}
        found = found.in_language(survey.language)
        counts = {measure: held[measure] for measure in wanted}
        if not counts and triples is None and not explained:
            return found
        return replace(found, measures=counts, zones=triples, outcomes=explained)

    def _count(self, survey: Survey, by: By, *, pairs: bool, measures: Sequence[Measure], ahead: bool) -> Tally:
        """Count by what is asked for, or by other attributes too, and put together from that what is asked for."""
        groups = Grouped.of(survey, by)
        finer = _ahead(survey, groups) if ahead and not pairs else groups
        if finer.by == by:
            return count(survey, groups, pairs=pairs, measures=measures)
        whole = count(survey, finer, measures=[each for each in measures if adds_up(survey, _levels(survey, each))])
        _remember(self.tallies, (finer.by, False), replace(whole, measures={}))
        for measure, counts in whole.measures.items():
            _remember(self.measures, (finer.by, measure), counts)
        joined = whole.groups(by)
        if not _is_exact((joined.pairs, tuple(joined.measures.values()))):
            return count(survey, groups, measures=measures)
        alone = {each: count_measure(survey, groups, each, joined) for each in measures if each not in joined.measures}
        return replace(joined, measures={**joined.measures, **alone})

    def _count_measures(
        self, survey: Survey, tally: Tally, measures: Sequence[Measure]
    ) -> dict[Measure, MeasureCounts]:
        """Count measures that a tally lacks, by the finest groups from which they then follow for it and for others."""
        found = {}
        for measure in measures:
            finest = self._finest(survey, tally, _levels(survey, measure))
            counts = count_measure(survey, Grouped.of(survey, finest.by), measure, finest)
            _remember(self.measures, (finest.by, measure), counts)
            known = counts if finest.by == tally.by else self._known_measure(survey, tally.by, measure)
            if known is None:
                known = count_measure(survey, Grouped.of(survey, tally.by), measure, tally)
            found[measure] = known
        return found

    def _finest(self, survey: Survey, tally: Tally, levels: int | None = None) -> Tally:
        """Give the finest tally that is remembered, from which this one's groups can be put together; else itself."""
        finer = [
            each
            for each in self.tallies.values()
            if set(each.by) > set(tally.by) and _may_join(survey, each, tally.by, levels)
        ]
        return max(finer, key=lambda each: len(each.by), default=tally)

    def _known(self, survey: Survey, by: By, *, pairs: bool) -> Tally | None:
        """Give what is remembered, or put it together from a finer tally, or from one that holds more."""
        if (by, pairs) in self.tallies:
            return self.tallies[by, pairs]
        for (finer, tables), tally in self.tallies.items():
            if (tables or not pairs) and set(by) <= set(finer):
                kept = tally if pairs or not tables else replace(tally, pairs=tuple(map(_without_tables, tally.pairs)))
                if by == finer:
                    return kept
                if _may_join(survey, tally, by):
                    joined = kept.groups(by)
                    if _is_exact((joined.pairs,)):
                        return joined
        return None

    def _known_measure(self, survey: Survey, by: By, measure: Measure) -> MeasureCounts | None:
        if (by, measure) in self.measures:
            return self.measures[by, measure]
        levels = _levels(survey, measure)
        for (finer, _), tally in self.tallies.items():
            counts = self.measures.get((finer, measure))
            if counts is not None and set(by) <= set(finer) and _may_join(survey, tally, by, levels):
                cells, labels = tally.joined(by)
                place = {cell: number for number, cell in enumerate(cells)}
                joined = counts.regroup(np.array([place[label] for label in labels], dtype=np.int64), len(cells))
                if _is_exact((joined,)):
                    return joined
        return None

    def _of_outcome(self, survey: Survey, by: By, explained: Explained) -> OutcomeCounts:
        found = self.outcomes.get((by, explained))
        if found is None:
            found = count_outcome(survey, Grouped.of(survey, by), explained)
        _remember(self.outcomes, (by, explained), found)
        return found

    def _of_zones(self, survey: Survey, tally: Tally) -> ZoneCounts:
        found = self._known_zones(survey, tally.by)
        if found is None:
            finest = self._finest(survey, tally)
            counts = count_zones(survey, Grouped.of(survey, finest.by))
            _remember(self.zones, finest.by, counts)
            found = counts if finest.by == tally.by else self._known_zones(survey, tally.by)
        if found is None:
            found = count_zones(survey, Grouped.of(survey, tally.by))
        _remember(self.zones, tally.by, found)
        return found

    def _known_zones(self, survey: Survey, by: By) -> ZoneCounts | None:
        if by in self.zones:
            return self.zones[by]
        for (finer, _), tally in self.tallies.items():
            counts = self.zones.get(finer)
            if counts is not None and set(by) <= set(finer) and _may_join(survey, tally, by):
                joined = replace(tally, zones=counts).groups(by).zones
                if _is_exact((joined,)):
                    return joined
        return None


def _levels(survey: Survey, measure: Measure) -> int:
    return lattice_of(survey.instrument, measure).levels


def _ahead(survey: Survey, groups: Grouped) -> Grouped:
    """Part groups by the survey's other attributes, as far as that is cheap and all that is added up stays exact."""
    most = min(MOST_WIDE, survey.n // WORTH_AHEAD)
    if len(groups.cells) >= most or not adds_up(survey):
        return groups
    for name in survey.attributes:
        if name not in groups.by and survey.respondents[name].iloc[: survey.n // most].nunique() <= most:
            finer = groups.finer(survey, name)
            groups = finer if len(finer.cells) <= most else groups
    return groups


def _may_join(survey: Survey, finer: Tally, by: By, levels: int | None = None) -> bool:
    """Tell whether joining groups adds up whole numbers, of products that are kept for each, and is quicker."""
    kept = finer.per_group or not by
    return kept and survey.n >= WORTH_JOINING * len(finer.cells) and adds_up(survey, levels)


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


def _bytes_of(value: Tally | MeasureCounts | ZoneCounts | OutcomeCounts) -> int:
    counts = (value.respondents, value.absences, value.pairs) if isinstance(value, Tally) else value
    return sum(each.nbytes for each in arrays_in(counts))
