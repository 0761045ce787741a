"""Counts of measures, held against the answers that they are made of, and against one another."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from servgap.survey.counts import Counts
from servgap.survey.measures.measure import Measure, measure_for
from servgap.survey.measures.measure_counts import MeasureCounts
from servgap.survey.measures.measure_values import values_told
from servgap.survey.measures.measured_answers import Coding, Lattice, lattice_of
from servgap.survey.tally import Tally, score_unit
from servgap.survey.tally_checks.agreement import agree, of_measure, summed, within
from servgap.survey.tally_checks.products import Powers, of_powers
from servgap.survey.tally_checks.scores import Scored, of_scored


def of_measures(tally: Tally) -> Iterator[str]:
    """Say which measure no tally holds, and where counts of one contradict the answers, or one another."""
    for number, (measure, counts) in enumerate(tally.measures.items(), start=1):
        where = of_measure(number, measure)
        for check in (_of_values, _of_sums, _of_scores, _of_products):
            yield from (f"{said}{where}" for said in check(tally, measure, counts))


def held(tally: Tally) -> Iterator[str]:
    """Say which measures are none that a tally holds: those that follow from other counts, or are not asked for so."""
    for number, measure in enumerate(tally.measures, start=1):
        if measure_for(tally.instrument, measure) != measure.counted or measure.is_tallied(tally.instrument):
            yield f"no tally holds counts of its own of the measure {number}, {measure!r}"


def _of_values(tally: Tally, measure: Measure, counts: MeasureCounts) -> Iterator[str]:
    """Hold values against the joint counts of a pair of parts; where none tells them, against those who are silent."""
    told = values_told(tally, measure)
    if told is not None:
        yield from within("values", _by_group(counts.values, told))
        return
    yield from agree("numbers of values", summed(counts.values, 2), tally.respondents[:, None])
    _, _, code = counts.values.axes()
    nothing = summed(counts.values, 2, 1, code == 0)
    parts = tally.instrument.parts
    silent = [
        tally.absences[:, parts.index(part)].sum(axis=-1) for part in Coding(tally.instrument, measure).parts if part
    ]
    yield from within("values of those who did not answer", nothing >= np.max(silent, axis=0))
    yield from within("values of those who did not answer", nothing <= np.sum(silent, axis=0))


def _by_group(found: Counts, told: Counts) -> np.ndarray:
    """Tell of each group whether its counts are those that follow."""
    if np.array_equal(found.index, told.index) and np.array_equal(found.count, told.count):
        return np.ones(found.shape[0], dtype=bool)
    inner = int(np.prod(found.shape[1:]))
    same = np.ones(found.shape[0], dtype=bool)
    pairs = [set(zip(each.index.tolist(), each.count.tolist(), strict=True)) for each in (found, told)]
    same[[place // inner for place, _ in pairs[0] ^ pairs[1]]] = False
    return same


def _of_sums(tally: Tally, measure: Measure, counts: MeasureCounts) -> Iterator[str]:
    lattice, sizes = _lattice(tally, measure)
    starts = [span.start for span in tally.instrument.spans]
    _, dimension, above, answered = counts.sums.axes()
    fit = (answered > 0) & (answered <= sizes[dimension]) & (above <= answered * (lattice.levels - 1))
    yield from within("sums of values", summed(counts.sums, 2, ~fit) == 0)
    yield from within("more sums than respondents", summed(counts.sums, 2) <= tally.respondents[:, None])
    _, _, code = counts.values.axes()
    for weights, of_items in ((answered, 1), (above, code - 1)):
        expected = np.add.reduceat(summed(counts.values, 2, of_items, code > 0), starts, axis=1)
        yield from agree("sums of dimensions", summed(counts.sums, 2, weights), expected)


def _of_scores(tally: Tally, measure: Measure, counts: MeasureCounts) -> Iterator[str]:
    lattice, sizes = _lattice(tally, measure)
    _, dimension, above, answered = counts.sums.axes()
    steps, unit = above - answered * (lattice.zero - 1), score_unit(tally.instrument, lattice.levels)
    scored = Scored(counts.scores, counts.sums, dimension, steps, answered, sizes, lattice.levels, unit)
    yield from of_scored(tally, scored)
    given = tally.pairs[0].points
    if given is not None:
        for scores in counts.scores:
            yield from within("more weighted scores than points", scores.weighted[:, 0] <= given[:, 0])


def _of_products(tally: Tally, measure: Measure, counts: MeasureCounts) -> Iterator[str]:
    lattice, _ = _lattice(tally, measure)
    _, _, code = counts.values.axes()
    _, _, above, answered = counts.sums.axes()
    items = Powers(counts.values, code - lattice.zero, code > 0)
    sums = Powers(counts.sums, above - answered * (lattice.zero - 1), answered)
    yield from of_powers(tally, "products", counts.products, items, sums)
    if lattice.levels == 2 and lattice.zero == 1:
        size = len(tally.instrument.items)
        same = counts.products[:, :size] == counts.products[:, size : 2 * size]
        yield from within("products of shares and of their squares", same)


def _lattice(tally: Tally, measure: Measure) -> tuple[Lattice, np.ndarray]:
    """Give the values that a measure can take, and how many items of each dimension it is about."""
    lattice = lattice_of(tally.instrument, measure)
    return lattice, np.array([int(lattice.items[span].sum()) for span in tally.instrument.spans])
