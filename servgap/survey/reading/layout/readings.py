"""The mappings that may be meant, worked out of the headers that are there; each is tried before it is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

from servgap.errors import ServgapError
from servgap.survey.instrument import Instrument
from servgap.survey.reading.layout.column_sets import ColumnSet, column_sets, mapping_of, mapping_written, set_of
from servgap.survey.reading.layout.headers import Headers
from servgap.survey.reading.layout.unclear import UnclearError

#: Readings shown at most.
MOST = 2
#: Longer mappings nobody reads.
LONGEST = 2_500
#: Parts that may stand for what was received where nothing else was asked.
SUBSTITUTES = ("satisfaction", "performance")


def readings(
    headers: Headers, instrument: Instrument, chosen: Mapping[str, Sequence[int]] | None = None, *, sure: bool = True
) -> list[str]:
    """Write the mappings that may be meant: one where words tell the parts, both ways round where nothing does.

    Parameters
    ----------
    headers
        The headers of the source.
    instrument
        The questionnaire.
    chosen
        The columns of the parts that are told already.
    sure
        Whether these are told by words, and not by a letter or two.
    """
    sets = column_sets(headers, instrument)
    fixed = {part: set_of(columns, headers, sets) for part, columns in (chosen or {}).items()}
    missing = [part for part in instrument.parts if part not in fixed]
    free = [each for each in sets if all(each.columns.isdisjoint(held.columns) for held in fixed.values())]
    found = [{**fixed, **chosen_sets} for chosen_sets in _assignments(free, missing, instrument)]
    if len({each.columns for each in free if each.part is None}) > max(MOST, len(missing)):
        return _tried(found, headers, instrument)[:1]  # two of many readings would look like all of them
    if not sure and len(instrument.parts) == 2:
        found += [dict(zip(mapping, reversed(list(mapping.values())), strict=True)) for mapping in found]
    return _tried(found, headers, instrument)


def both_ways(
    headers: Headers,
    instrument: Instrument,
    columns: Mapping[str, Sequence[int]],
    chosen: Mapping[str, Sequence[int]] | None = None,
) -> list[str]:
    """Write the mapping of parts to columns and the other way round, beside the parts that are told."""
    turned = dict(zip(columns, reversed(list(columns.values())), strict=True))
    found = [as_given(headers, instrument, {**(chosen or {}), **each}) for each in (columns, turned)]
    return [written for each in found for written in each]


def as_given(headers: Headers, instrument: Instrument, columns: Mapping[str, Sequence[int]]) -> list[str]:
    """Write the one mapping of parts to columns: as short as gives these columns in this order, else as lists."""
    ordered = {part: tuple(columns[part]) for part in instrument.parts if part in columns}
    sets = column_sets(headers, instrument)
    for known in (sets, ()):
        mapping = {part: set_of(at, headers, known) for part, at in ordered.items()}
        written = mapping_written(mapping, headers)
        if len(written) <= LONGEST and _found(mapping, headers, instrument) == ordered:
            return [written]
    return []


def as_blocks(headers: Headers, instrument: Instrument, columns: Mapping[str, Sequence[int]]) -> list[str]:
    """Write the mapping of parts to whole questions, whichever item each of their columns is."""
    sets = column_sets(headers, instrument)
    return _tried([{part: set_of(at, headers, sets) for part, at in columns.items()}], headers, instrument)


def _assignments(
    free: Sequence[ColumnSet], missing: Sequence[str], instrument: Instrument
) -> Iterator[dict[str, ColumnSet]]:
    """Give the parts that are missing to free sets: those that words name, else those of which nothing is told."""
    told = {part: [each for each in free if each.part == part] for part in missing}
    if not all(told.values()):  # a letter or two may be short for another word; one for each part is not
        told = {part: [each for each in sets if each.sure] for part, sets in told.items()}
    named = [each for sets in told.values() for each in sets]
    unknown = [each for each in free if each not in named and (each.part in {None, *missing})]
    last = instrument.parts[-1]
    if last in told and not told[last] and not unknown:
        told[last] = [each for each in free if each.part in SUBSTITUTES]
    open_parts = [part for part in missing if not told[part]]
    choices = [told[part] or unknown[: max(MOST, len(open_parts))] or named for part in missing]
    for picked in product(*choices):
        apart = len({each.columns for each in picked}) == len(picked)
        if apart and sum(len(each.columns) for each in picked) == len(frozenset().union(*(e.columns for e in picked))):
            yield dict(zip(missing, picked, strict=True))


def _tried(mappings: Sequence[dict[str, ColumnSet]], headers: Headers, instrument: Instrument) -> list[str]:
    shown: dict[str, None] = {}
    for mapping in mappings:
        ordered = {part: mapping[part] for part in instrument.parts if part in mapping}
        written = mapping_written(ordered, headers)
        if len(written) <= LONGEST and written not in shown and _works(ordered, headers, instrument):
            shown[written] = None
        if len(shown) == MOST:
            break
    return list(shown)


def _works(mapping: Mapping[str, ColumnSet], headers: Headers, instrument: Instrument) -> bool:
    found = _found(mapping, headers, instrument)
    return bool(found) and all(frozenset(found[part]) == each.columns for part, each in mapping.items())


def _found(mapping: Mapping[str, ColumnSet], headers: Headers, instrument: Instrument) -> Mapping[str, tuple[int, ...]]:
    """Give the columns that a mapping finds; none if it is refused."""
    from servgap.survey.reading.layout.columns import try_layout  # which asks this file what to propose

    try:
        return try_layout(headers, instrument, mapping_of(mapping, headers)).parts
    except (ServgapError, UnclearError):
        return {}


def parts_asked(headers: Headers, instrument: Instrument, chosen: Mapping[str, Sequence[int]]) -> tuple[str, ...]:
    """Give the parts that were asked instead of an instrument's, if with these the source is recognised.

    What was received comes last, as in every instrument.
    """
    from servgap.survey.reading.layout.columns import try_layout

    other = [each.part for each in column_sets(headers, instrument) if each.part not in {None, *instrument.parts}]
    found = dict.fromkeys([*chosen, *(part for part in other if part is not None)])
    received = [part for part in (instrument.parts[-1], *SUBSTITUTES) if part in found]
    asked = (*(part for part in found if part not in received), *received[:1])
    if not received or set(asked) == set(instrument.parts):
        return ()
    try:
        try_layout(headers, replace(instrument, parts=asked), None)
    except (ServgapError, UnclearError):
        return ()
    return asked
