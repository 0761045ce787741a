"""Answers given and absent, and the sums of dimensions, held against the number of respondents and one another."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from servgap.survey.pair_counts import PairCounts
from servgap.survey.tally import Tally
from servgap.survey.tally_checks.agreement import Summed, agree, summed, within


def of_answers(tally: Tally) -> Iterator[str]:
    """Say where respondents, answers, absences and sums of answers contradict each other."""
    parts = tally.instrument.parts
    given: dict[str, Summed] = {}
    for pair, asked in zip(tally.pairs, tally.instrument.pairs or ((None, parts[-1]),), strict=True):
        yield from agree("joint counts", summed(pair.joint, 2), tally.respondents[:, None])
        for part, levels in zip(asked, _by_level(pair), strict=True):
            if part is None:
                yield from within("answers to a part that was not asked", levels[:, :, 1:] == 0)
                continue
            absent = tally.absences[:, parts.index(part)].sum(axis=-1)
            yield from agree("absences", absent, levels[:, :, 0])
            yield from agree("joint counts of two pairs", levels, given.setdefault(part, levels))
        yield from _of_sums(tally, pair)


def _by_level(pair: PairCounts) -> tuple[Summed, Summed]:
    """Count answers of each level, groups × items × codes, in the first and the second part."""
    cell, item, *codes = pair.joint.axes()
    groups, items, side, _ = pair.joint.shape
    first, second = (
        np.bincount(
            (cell * items + item) * side + code, weights=pair.joint.count, minlength=groups * items * side
        ).reshape(groups, items, side)
        for code in codes
    )
    return np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)


def _of_sums(tally: Tally, pair: PairCounts) -> Iterator[str]:
    levels, starts = tally.instrument.scale.levels, [span.start for span in tally.instrument.spans]
    sizes = np.array([span.stop - span.start for span in tally.instrument.spans])
    _, dimension, one, two, pairs = pair.sums.axes()
    fit = (pairs > 0) & (pairs <= sizes[dimension]) & (np.maximum(one, two) <= pairs * (levels - 1))
    yield from within("sums of answers", summed(pair.sums, 2, ~fit) == 0)
    yield from within("more sums than respondents", summed(pair.sums, 2) <= tally.respondents[:, None])
    _, _, first, second = pair.joint.axes()
    both = (first > 0) & (second > 0)
    for weights, of_items in ((pairs, 1), (one, first - 1), (two, second - 1)):
        expected = np.add.reduceat(summed(pair.joint, 2, of_items, both), starts, axis=1)
        yield from agree("sums of dimensions", summed(pair.sums, 2, weights), expected)
