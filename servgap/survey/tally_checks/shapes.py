"""Shapes, kinds and signs of all that a tally holds."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import Any

import numpy as np

from servgap.survey.counts import Counts
from servgap.survey.fourth_moments import MOST_ITEMS, FourthMoments, monomials
from servgap.survey.item_tables import ItemTables, item_pairs, pairs_within
from servgap.survey.measures.measure_counts import MeasureCounts
from servgap.survey.measures.measured_answers import lattice_of
from servgap.survey.outcomes.outcome_counts import OutcomeCounts, keeps_fourth, products_of_two
from servgap.survey.pair_counts import PairCounts, ScoreCounts
from servgap.survey.survey import Absence
from servgap.survey.tally import ROUNDING, Tally, score_unit
from servgap.survey.tally_checks.agreement import of_measure
from servgap.survey.zones.zone_counts import BLOCKS, ZoneCounts, sharing

MOST_RESPONDENTS = 1 << 40
MISFIT = "its parts do not fit together"


def of_shapes(tally: Tally) -> Iterator[str]:
    """Say what has another shape or kind than the instrument and the groups ask for, or is no number."""
    asked, groups = tally.instrument, len(tally.cells)
    items = len(asked.items)
    yield from _array("respondents", tally.respondents, (groups,), np.int64)
    yield from _array("absences", tally.absences, (groups, len(asked.parts), items, len(Absence)), np.int64)
    if len(tally.pairs) != max(len(asked.pairs), 1):
        yield f"{MISFIT}: it has counts of {len(tally.pairs)} pairs of parts"
    if not groups or (tally.respondents < 0).any() or (tally.respondents > MOST_RESPONDENTS).any():
        yield f"numbers of respondents lie between 0 and {MOST_RESPONDENTS:,} in at least one group, and some do not"
    if (tally.absences < 0).any():
        yield "absences are counts, and some are negative"
    for pair in tally.pairs:
        yield from _pair(tally, pair, groups, items)
    wide = len(tally.pairs[0].complete_second) if tally.pairs else 0
    for number, (measure, counts) in enumerate(tally.measures.items(), start=1):
        where = of_measure(number, measure)
        levels = lattice_of(asked, measure).levels
        yield from (f"{said}{where}" for said in _measure(tally, counts, levels, wide))
    if tally.zones is not None:
        yield from _zones(tally, tally.zones, groups)
    for number, products in enumerate(tally.outcomes.values(), start=1):
        where = f" of the outcome {number}" if len(tally.outcomes) > 1 else " of the outcome"
        yield from (f"{said}{where}" for said in _outcome(tally, products, wide))


def _measure(tally: Tally, counts: MeasureCounts, levels: int, wide: int) -> Iterator[str]:
    groups, items = len(tally.cells), len(tally.instrument.items)
    dimensions = len(tally.instrument.dimensions)
    largest = max(span.stop - span.start for span in tally.instrument.spans)
    yield from _counts("values", counts.values, (groups, items, levels + 1))
    yield from _counts("sums", counts.sums, (groups, dimensions, largest * (levels - 1) + 1, largest + 1))
    yield from _scores(tally, counts.scores, levels)
    yield from _array("products", counts.products, (wide, 3 * items, 3 * items))


def _scores(tally: Tally, counted: tuple[ScoreCounts, ...], levels: int) -> Iterator[str]:
    groups, dimensions = len(tally.cells), len(tally.instrument.dimensions)
    unit = score_unit(tally.instrument, levels)
    most = int(dimensions * (levels - 1) * (unit or 1) * (1.0 if unit else ROUNDING))
    for scores in counted:
        yield from _array("scores.products", scores.products, (groups, 2 * dimensions, 2 * dimensions))
        yield from _array("scores.weighted", scores.weighted, (groups, 5 + 2 * dimensions))
        yield from _counts("scores.overall", scores.overall, (groups, 2 * most + 1))


def _pair(tally: Tally, pair: PairCounts, groups: int, items: int) -> Iterator[str]:
    asked = tally.instrument
    levels, dimensions = asked.scale.levels, len(asked.dimensions)
    largest = max(span.stop - span.start for span in asked.spans)
    sums = largest * (levels - 1) + 1
    yield from _counts("joint", pair.joint, (groups, items, levels + 1, levels + 1))
    yield from _counts("sums", pair.sums, (groups, dimensions, sums, sums, largest + 1))
    yield from _scores(tally, pair.scores, levels)
    wide = len(pair.complete_second)
    if wide not in {0, 1, groups}:
        yield f"{MISFIT}: complete_second has {wide} groups"
    for way, size in (("first", items), ("second", items), ("pair", 2 * items)):
        yield from _array(f"within_{way}", getattr(pair, f"within_{way}"), (groups, *2 * (dimensions + size,)))
        yield from _array(f"complete_{way}", getattr(pair, f"complete_{way}"), (wide, *2 * (1 + size,)))
    yield from _array("gap_products", pair.gap_products, (wide, 3 * items, 3 * items))
    if pair.points is not None:
        yield from _array("points", pair.points, (groups, 1 + dimensions))
    if pair.fourth is not None:
        yield from _fourth(tally, pair.fourth, groups)
    if pair.item_tables is not None:
        yield from _tables(tally, pair.item_tables, groups, wide)


def _zones(tally: Tally, zones: ZoneCounts, groups: int) -> Iterator[str]:
    asked, blocks = tally.instrument, len(BLOCKS) + 1
    yield from _counts("zones.joint", zones.joint, (groups, len(asked.items), *3 * (asked.scale.levels + 1,)))
    for products in zones.scores:
        yield from _array("zones.scores", products, (groups, *2 * (blocks * len(asked.dimensions),)))
    wide = len(tally.pairs[0].complete_second)
    yield from _array("zones.items", zones.items, (wide, *2 * (blocks * len(sharing(asked)),)))


def _outcome(tally: Tally, counts: OutcomeCounts, wide: int) -> Iterator[str]:
    asked = tally.instrument
    two, scored = (products_of_two(len(each) + 2) for each in (asked.items, asked.dimensions))
    yield from _array("products", counts.products, (wide, *2 * (len(asked.items) + 2,)))
    yield from _array("scores", counts.scores, (wide, *2 * (scored,)))
    kept = wide if keeps_fourth(asked, wide) and isinstance(counts.items, np.ndarray) and len(counts.items) else 0
    yield from _array("items", counts.items, (kept, *2 * (two,)))


def _fourth(tally: Tally, fourth: FourthMoments, groups: int) -> Iterator[str]:
    for number, span in enumerate(tally.instrument.spans):
        size = span.stop - span.start
        yield from _array("fourth.difference", fourth.difference[number], (groups, 2, 3 + 2 * size))
        for way in ("first", "second", "gap"):
            found = getattr(fourth, way)[number]
            if size <= MOST_ITEMS or found is not None:
                expected = (groups, len(monomials(min(size, MOST_ITEMS))))
                yield from _array(f"fourth.{way}", found, expected)


def _tables(tally: Tally, tables: ItemTables, groups: int, wide: int) -> Iterator[str]:
    levels = tally.instrument.scale.levels
    pairs = len(item_pairs(len(tally.instrument.items))[0]), len(pairs_within(tally.instrument)[0])
    for way in ("first", "second"):
        whole = getattr(tables, f"whole_{way}")
        yield from _array(f"item_tables.whole_{way}", whole, (wide, pairs[0], levels, levels), np.int64)
        if (whole < 0).any():
            yield f"item_tables.whole_{way} has negative counts"
        yield from _counts(
            f"item_tables.within_{way}", getattr(tables, f"within_{way}"), (groups, pairs[1], *2 * (levels,))
        )


def _array(name: str, found: Any, shape: tuple[int, ...], kind: type = np.float64) -> Iterator[str]:
    if not isinstance(found, np.ndarray) or found.shape != shape:
        yield f"{MISFIT}: {name} has the shape {getattr(found, 'shape', None)}, and {shape} was expected"
    elif found.dtype != kind:
        yield f"{name} holds {found.dtype}, and {np.dtype(kind)} was expected"
    elif kind is np.float64 and not np.isfinite(found).all():
        yield f"{name} holds what is no number"


def _counts(name: str, found: Counts, shape: tuple[int, ...]) -> Iterator[str]:
    if found.shape != shape:
        yield f"{MISFIT}: {name} has the shape {found.shape}, and {shape} was expected"
        return
    yield from _array(f"{name}.index", found.index, (len(found.index),), np.int64)
    yield from _array(f"{name}.count", found.count, (len(found.index),), np.int64)
    index = found.index
    if len(index) and (index[0] < 0 or index[-1] >= prod(shape) or (np.diff(index) <= 0).any()):
        yield f"the places of {name} do not ascend within its table, or one stands there twice"
    if (found.count <= 0).any():
        yield f"{name} has counts that are not above zero"
    if (found.count > MOST_RESPONDENTS).any():
        yield f"{name} has counts beyond any number of respondents"
