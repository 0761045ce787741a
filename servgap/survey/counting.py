"""One pass over the respondents, in chunks that stay in the cache, counts pairs of parts, measures and zones."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial, reduce
from itertools import pairwise
from typing import Any, NamedTuple, Protocol, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.one_thread import in_one_thread
from servgap.errors import measures as measure_errors
from servgap.errors import surveys as errors
from servgap.survey.counts import Integers
from servgap.survey.groups import group_codes, orders_of
from servgap.survey.item_tables import MOST_BYTES, bytes_of_tables
from servgap.survey.measures.measure import Measure
from servgap.survey.measures.measure_counts import MeasureCounts
from servgap.survey.measures.measure_values import with_values
from servgap.survey.measures.measured_answers import Coding, Parts
from servgap.survey.outcomes.outcome_counts import Explained, OutcomeCounts
from servgap.survey.outcomes.outcome_pass import OutcomePass
from servgap.survey.pair_counts import PairCounts
from servgap.survey.pass_together import CountsTogether, PassTogether
from servgap.survey.scale import Codes
from servgap.survey.survey import Absence, Answers, Survey
from servgap.survey.tally import Floats, Tally, score_unit
from servgap.survey.zones.zone_counts import ZoneCounts, zone_parts
from servgap.survey.zones.zone_pass import ZonePass

Counted = TypeVar("Counted", CountsTogether, ZoneCounts, OutcomeCounts)
Counted_co = TypeVar("Counted_co", CountsTogether, ZoneCounts, OutcomeCounts, covariant=True)

CHUNK = 8192
BLOCK = 1 << 16
"""Respondents fetched at once: those of a group may stand far apart, and each line of memory should be read seldom."""
THREADS = 2
ALONE = 20_000
"""Respondents up to whom one thread counts."""
LONG = 1024
"""Respondents of one group without a missing answer from whom on they make chunks of their own."""
WORTH_SORTING = 0.25
"""Share of respondents without a missing answer from which on it pays to count them apart."""
MOST_POINTS = 100
EXACT = 2.0**53
"""Below which sums of whole numbers are the same in any order."""
MOST_WIDE = 64
"""Groups up to which the products of all items with all items are kept for each group; beyond it they are pooled."""


class Grouped(NamedTuple):
    """The groups of respondents by some attributes, in order, and each respondent's place among them."""

    by: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    cell: Integers

    @classmethod
    def of(cls, survey: Survey, by: tuple[str, ...]) -> Grouped:
        """Group a survey's respondents.

        Raises
        ------
        ServgapError
            If an attribute is unknown.
        """
        found = cls((), ((),), np.zeros(survey.n, dtype=np.int64))
        for name in by:
            found = found.finer(survey, name)
        return found

    def finer(self, survey: Survey, name: str) -> Grouped:
        """Part each group by one attribute more."""
        if name not in survey.respondents.columns:
            raise errors.unknown_attribute(name, survey.attributes)
        codes, labels = group_codes(survey.respondents[name])
        cell, found = pd.factorize(self.cell * len(labels) + codes, sort=True)
        places = zip(*np.divmod(found, len(labels)), strict=True)
        cells = tuple((*self.cells[group], labels[label]) for group, label in places)
        return Grouped((*self.by, name), cells, cell.astype(np.int64))


def count(survey: Survey, groups: Grouped, *, pairs: bool = False, measures: Sequence[Measure] = ()) -> Tally:
    """Count a survey's answers by groups of respondents.

    Parameters
    ----------
    survey
        The answers.
    groups
        The groups of its respondents.
    pairs
        Whether to count the tables of pairs of items as well.
    measures
        Measures that the questionnaire allows, counted in the same pass where their parts are compared there.
    """
    instrument, (by, cells, cell) = survey.instrument, groups
    points, points_from = _points(survey)
    if pairs and (needed := bytes_of_tables(instrument, _wide(len(cells)))) > MOST_BYTES:
        raise errors.item_tables_too_large(needed, MOST_BYTES, len(cells), instrument.scale.levels)
    waiting = [Coding(instrument, measure) for measure in measures]
    # What rounds is added up in one order, whatever else is counted: the same call gives the same bytes.
    sorted_further = _in_any_order(survey)
    found: dict[Measure, MeasureCounts] = {}
    counted: dict[Parts, PairCounts] = {}
    for parts in instrument.pairs or ((None, instrument.parts[-1]),):
        together = [each for each in waiting if each.is_of(parts) and _in_any_order(survey, each.lattice.levels)]
        waiting = [each for each in waiting if each not in together]
        make = partial(
            PassTogether, instrument, parts, len(cells), _wide(len(cells)), CHUNK, tables=pairs, codings=together
        )
        by_itself = {each.parts[1] for each in together if each.parts[0] is None and None not in parts}
        alone = [number for number, part in enumerate(parts) if part in by_itself] if sorted_further else []
        made = _count_all(_rows(survey, parts, cell, points), len(cells), make, alone)
        counted[parts] = made.pair_counts
        found.update(zip((coding.measure for coding in together), made.measures, strict=True))
    found.update({coding.measure: _count_alone(survey, groups, coding) for coding in waiting})
    tally = Tally(
        instrument=instrument,
        by=by,
        cells=cells,
        respondents=np.bincount(cell, minlength=len(cells)).astype(np.int64),
        absences=_absences(survey, counted, cell, len(cells)),
        pairs=tuple(counted.values()),
        ledger=survey.ledger,
        points_from=points_from,
        weighted=survey.weight is not None,
        orders=orders_of(survey.respondents, by),
        invitations=survey.invitations and survey.invitations.groups(by),
    )
    return replace(tally, measures={each: with_values(tally, each, found[each]) for each in measures})


def count_measure(survey: Survey, groups: Grouped, measure: Measure, tally: Tally) -> MeasureCounts:
    """Count what a measure makes of a survey's answers.

    Parameters
    ----------
    survey
        The answers.
    groups
        The groups of its respondents.
    measure
        A measure that the questionnaire allows.
    tally
        What was counted of the survey by these groups without it.
    """
    return with_values(tally, measure, _count_alone(survey, groups, Coding(survey.instrument, measure)))


def _count_alone(survey: Survey, groups: Grouped, coding: Coding) -> MeasureCounts:
    cells = len(groups.cells)
    make = partial(
        PassTogether, survey.instrument, coding.parts, cells, _wide(cells), CHUNK, pair=False, codings=[coding]
    )
    rows = _rows(survey, coding.parts, groups.cell, _points(survey)[0])
    return _count_all(rows, cells, make).measures[0]


def _rows(survey: Survey, parts: Parts, cell: Integers, points: Floats | None) -> _Rows:
    first, second = parts
    return _Rows(None if first is None else survey.answers[first].codes, survey.answers[second].codes, cell, points)


def count_zones(survey: Survey, groups: Grouped) -> ZoneCounts:
    """Count a survey's triples of a desired, an adequate and a received level.

    Parameters
    ----------
    survey
        The answers.
    groups
        The groups of its respondents.

    Raises
    ------
    ServgapError
        If the questionnaire does not ask for both levels.
    """
    instrument, parts = survey.instrument, zone_parts(survey.instrument)
    if parts is None:
        raise measure_errors.no_zones(instrument.name, instrument.parts)
    cells = len(groups.cells)
    rows = _Rows(None, np.stack([survey.answers[part].codes for part in parts]), groups.cell, None)
    return _count_all(rows, cells, partial(ZonePass, instrument, cells, _wide(cells)), None)


def count_outcome(survey: Survey, groups: Grouped, explained: Explained) -> OutcomeCounts:
    """Count the products of an outcome and of what is to explain it.

    Parameters
    ----------
    survey
        The answers.
    groups
        The groups of its respondents.
    explained
        The outcome, and a measure that the questionnaire allows.
    """
    coding = Coding(survey.instrument, explained.measure)
    against, part = coding.parts
    codes: Any = coding.codes(None if against is None else survey.answers[against].codes, survey.answers[part].codes)
    values = explained.outcome.values(survey.outcomes[explained.outcome.name])
    steps = (np.rint((values - explained.scale.low) / explained.scale.step))[None]
    wide = _wide(len(groups.cells))
    make = partial(OutcomePass, survey.instrument, coding.lattice, explained.scale.levels, wide)
    return _count_all(_Rows(None, codes, groups.cell, steps), len(groups.cells), make, None)


def adds_up(survey: Survey, levels: int | None = None) -> bool:
    """Tell whether all sums are of whole numbers: scores share a denominator, and points are whole.

    Parameters
    ----------
    survey
        The survey.
    levels
        The levels of what is scored; those of the answers unless told.
    """
    return score_unit(survey.instrument, levels) is not None and survey.points_are_whole


def _in_any_order(survey: Survey, levels: int | None = None) -> bool:
    """Tell whether no sum can grow so large that it depends on the order in which it is added up."""
    if not adds_up(survey, levels):
        return False
    levels = survey.instrument.scale.levels if levels is None else levels
    score = (score_unit(survey.instrument, levels) or 1) * (levels - 1) * MOST_POINTS
    difference = (levels * max(span.stop - span.start for span in survey.instrument.spans)) ** 2
    return bool(survey.n * max(score, difference) ** 2 < EXACT)


class _Rows(NamedTuple):
    """What is counted of respondents: the answers to two parts, one or three, their group, and their points."""

    first: Codes | None
    second: Codes
    cell: Integers
    points: Floats | None

    def tiers(self, alone: Sequence[int] | None) -> tuple[Integers, int]:
        """Give each respondent's tier, and how many there are, so that counting those of one tier together saves work.

        Those who answered everything come first, and then those who did in a part that is counted alone; None if
        nothing is saved.
        """
        if alone is None:
            return np.zeros_like(self.cell), 1
        given = [None if part is None else part.min(axis=0) > 0 for part in (self.first, self.second)]
        whole = [each for each in given if each is not None]
        last = len(alone) + 1
        tier = np.full(len(self.cell), last, dtype=np.int64)
        for number, part in reversed(list(enumerate(alone, start=1))):
            tier[given[part]] = number
        tier[np.logical_and.reduce(whole)] = 0
        return tier, last + 1

    def some(self, rows: slice, order: NDArray[np.intp] | None = None) -> _Rows:
        """Take some respondents, by their place or by their place in an order."""

        def taken(values: Any) -> Any:
            if values is None:
                return None
            return values[..., rows] if order is None else np.take(values, order[rows], axis=-1)

        return _Rows(*map(taken, self))


class _Pass(Protocol[Counted_co]):
    """Counts under way."""

    def block(self, first: Codes | None, second: Codes, cell: Integers, /) -> None:
        """Count, of many respondents in whose order those of one group stand together, what gains by their number."""

    def chunk(self, first: Codes | None, second: Codes, cell: Integers, points: Floats | None, /) -> None:
        """Count all else of some of the respondents of a block."""

    def done(self) -> Counted_co:
        """Give what has been counted."""


@in_one_thread  # threads over chunks gain more than threads inside each product, and the two get in each other's way
def _count_all(
    respondents: _Rows, cells: int, make: Callable[[], _Pass[Counted]], alone: Sequence[int] | None = ()
) -> Counted:
    """Go over all respondents, one group after another, and first in each those without a missing answer."""
    tier, tiers = respondents.tiers(alone)
    key = tiers * respondents.cell + tier
    order = _order(key, cells, tiers)
    blocks = _blocks(_slices(0, len(key), CHUNK) if order is None else _chunks(key[order], tiers), len(key))

    def counted(share: list[list[slice]]) -> Counted:
        under_way = make()
        for block in share:
            start = block[0].start
            fetched = respondents.some(slice(start, block[-1].stop), order)
            under_way.block(fetched.first, fetched.second, fetched.cell)
            for rows in block:
                under_way.chunk(*fetched.some(slice(rows.start - start, rows.stop - start)))
        return under_way.done()

    if len(key) <= ALONE:
        return counted(blocks)
    # Which blocks are counted together is fixed, and so is what is added to what: no machine gets other sums.
    with ThreadPoolExecutor(max_workers=THREADS) as threads:
        return reduce(operator.add, threads.map(counted, [blocks[number::THREADS] for number in range(THREADS)]))


def _wide(cells: int) -> int:
    """Say for how many groups the products of all items with all items are kept."""
    return cells if cells <= MOST_WIDE else 1


def _order(key: Integers, cells: int, tiers: int) -> NDArray[np.intp] | None:
    """Order respondents by their key; None if they may as well stay as they are."""
    apart = np.mean(key % tiers < tiers - 1) >= WORTH_SORTING and key.min() < key.max() if cells == 1 else True
    # Small integers are sorted by radix, in a tenth of the time.
    return np.argsort(key.astype(np.min_scalar_type(tiers * cells)), kind="stable") if apart else None


def _chunks(key: Integers, tiers: int) -> Iterator[slice]:
    """Cut ordered respondents into chunks; many of one group without a missing answer come by themselves."""
    done = 0
    for start, stop in pairwise([0, *(np.flatnonzero(np.diff(key)) + 1).tolist(), len(key)]):
        if stop - start >= LONG and key[start] % tiers < tiers - 1:
            yield from _slices(done, start, CHUNK)
            yield from _slices(start, stop, CHUNK)
            done = stop
    yield from _slices(done, len(key), CHUNK)


def _blocks(chunks: Iterable[slice], n: int) -> list[list[slice]]:
    """Put neighbouring chunks together."""
    blocks: list[list[slice]] = []
    most, stop = min(BLOCK, -(-n // THREADS)), 0
    for rows in chunks:
        if rows.stop > stop:
            blocks.append([])
            stop = rows.start + most
        blocks[-1].append(rows)
    return blocks


def _slices(start: int, stop: int, size: int) -> Iterator[slice]:
    for place in range(start, stop, size):
        yield slice(place, min(place + size, stop))


def _points(survey: Survey) -> tuple[Floats | None, str | None]:
    if survey.points is not None:
        return survey.points, "respondents"
    if survey.instrument.points is not None:
        given = np.array(survey.instrument.points, dtype=np.float64)
        return np.broadcast_to(given[:, None], (len(given), survey.n)), "instrument"
    return None, None


def _absences(survey: Survey, counted: dict[Parts, PairCounts], cell: Integers, cells: int) -> Integers:
    """Count, for each group, part and item, the answers that are not there, by kind."""
    instrument = survey.instrument
    absent = np.zeros((cells, len(instrument.parts), len(instrument.items), len(Absence)), dtype=np.int64)
    for number, part in enumerate(instrument.parts):
        if survey.answers[part].absences is not None:
            absent[:, number] = _absences_by_kind(survey.answers[part], cell, cells)
            continue
        pair = next(pair for pair in counted if part in pair)
        place, item, *codes = (joint := counted[pair].joint).axes()
        silent = codes[pair.index(part)] == 0
        np.add.at(absent[:, number, :, Absence.MISSING], (place[silent], item[silent]), joint.count[silent])
    return absent


def _absences_by_kind(answers: Answers, cell: Integers, cells: int) -> Integers:
    absent = np.zeros((cells, len(answers.codes), len(Absence)), dtype=np.int64)
    for item, silence in enumerate(answers.codes == 0):
        silent = np.flatnonzero(silence)
        kind = np.zeros_like(silent) if answers.absences is None else answers.absences[item, silent]
        np.add.at(absent[:, item], (cell[silent], kind), 1)
    return absent
