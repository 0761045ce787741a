"""One pass over the respondents, in chunks that stay in the cache, fills a Tally."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import reduce
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from servgap.errors import surveys as errors
from servgap.survey.counts import CountsInMaking, Integers
from servgap.survey.groups import group_labels
from servgap.survey.instrument import Instrument
from servgap.survey.scale import Codes
from servgap.survey.survey import Absence, Survey
from servgap.survey.tally import POLICIES, ROUNDING, Floats, PairCounts, ScoreCounts, Tally, score_unit

Reals = NDArray[np.floating]

CHUNK = 4096
BLOCK = 1 << 17
THREADS = 2
MOST_WIDE = 64
"""Groups up to which the products of all items with all items are kept for each group; beyond it they are pooled."""
FLOAT32_EXACT = 1 << 24


def count(survey: Survey, by: tuple[str, ...]) -> Tally:
    """Count a survey's answers by groups of respondents.

    Parameters
    ----------
    survey
        The answers.
    by
        The attributes that make the groups.
    """
    for name in by:
        if name not in survey.respondents.columns:
            raise errors.unknown_attribute(name, survey.attributes)
    cells, cell = _cells(survey, by)
    order = np.argsort(cell, kind="stable") if len(cells) > 1 else None
    points, points_from = _points(survey)
    wide = len(cells) if len(cells) <= MOST_WIDE else 1
    pairs = []
    for first, second in survey.instrument.pairs or ((None, survey.instrument.parts[-1]),):
        codes = (None if first is None else survey.answers[first].codes, survey.answers[second].codes)

        def of_block(rows: slice, codes: tuple[Codes | None, Codes] = codes) -> PairCounts:
            return _PairPass(survey.instrument, len(cells), wide).run(codes, cell, order, points, rows)

        pairs.append(_over_blocks(of_block, survey.n))
    return Tally(
        instrument=survey.instrument,
        by=by,
        cells=cells,
        respondents=np.bincount(cell, minlength=len(cells)).astype(np.int64),
        absences=_absences(survey, cell, len(cells)),
        pairs=tuple(pairs),
        ledger=survey.ledger,
        points_from=points_from,
        weighted=survey.weight is not None,
    )


def _over_blocks(of_block: Callable[[slice], PairCounts], n: int) -> PairCounts:
    """Count block by block, two at a time, and add up in order, so that the machine makes no difference."""
    blocks = list(_slices(0, n, BLOCK))
    if len(blocks) == 1:
        return of_block(blocks[0])
    # Threads over blocks gain more than threads inside each product, and the two get in each other's way.
    with threadpool_limits(limits=1, user_api="blas"), ThreadPoolExecutor(max_workers=THREADS) as threads:
        return reduce(operator.add, threads.map(of_block, blocks))


def _cells(survey: Survey, by: tuple[str, ...]) -> tuple[tuple[tuple[str, ...], ...], Integers]:
    if not by:
        return ((),), np.zeros(survey.n, dtype=np.int64)
    labels = list(zip(*(group_labels(survey.respondents[name]) for name in by), strict=True))
    cells = tuple(sorted(set(labels)))
    place = {label: number for number, label in enumerate(cells)}
    return cells, np.fromiter((place[label] for label in labels), dtype=np.int64, count=survey.n)


def _points(survey: Survey) -> tuple[Floats | None, str | None]:
    if survey.points is not None:
        return survey.points, "respondents"
    if survey.instrument.points is not None:
        return np.repeat(np.array(survey.instrument.points)[:, None], survey.n, axis=1), "instrument"
    return None, None


def _absences(survey: Survey, cell: Integers, cells: int) -> Integers:
    instrument = survey.instrument
    counted = np.zeros((cells, len(instrument.parts), len(instrument.items), len(Absence)), dtype=np.int64)
    for number, part in enumerate(instrument.parts):
        answers = survey.answers[part]
        for item, codes in enumerate(answers.codes):
            silent = np.flatnonzero(codes == 0)
            kind = 0 if answers.absences is None else answers.absences[item, silent]
            place = cell[silent] * len(Absence) + kind
            counted[:, number, item] = np.bincount(place, minlength=cells * len(Absence)).reshape(cells, -1)
    return counted


@dataclass(eq=False)
class _Layout:
    """The instrument's shape, as the pass needs it."""

    instrument: Instrument
    items: int = field(init=False)
    dimensions: int = field(init=False)
    levels: int = field(init=False)
    sizes: Integers = field(init=False)
    dimension_of: Integers = field(init=False)
    membership: Reals = field(init=False)
    real: type[np.floating] = field(init=False)
    unit: int = field(init=False)
    exact: bool = field(init=False)

    def __post_init__(self) -> None:
        self.items, self.dimensions = len(self.instrument.items), len(self.instrument.dimensions)
        self.levels = self.instrument.scale.levels
        self.sizes = np.array([len(dimension.items) for dimension in self.instrument.dimensions], dtype=np.int64)
        self.dimension_of = np.repeat(np.arange(self.dimensions), self.sizes)
        # Sums over a chunk of products of squared gaps are the largest numbers; single precision holds them exactly or not.
        self.real = np.float32 if (self.levels - 1) ** 4 * CHUNK <= FLOAT32_EXACT else np.float64
        self.membership = (self.dimension_of == np.arange(self.dimensions)[:, None]).astype(self.real)
        unit = score_unit(self.instrument)
        self.unit, self.exact = unit or 1, unit is not None

    @property
    def most_sum(self) -> int:
        """The largest sum that a dimension's answers can have, the lowest level counting 0."""
        return int(self.sizes.max()) * (self.levels - 1)

    @property
    def key_scale(self) -> float:
        """What turns the sum of a respondent's dimension scores into a whole number."""
        return 1.0 if self.exact else ROUNDING

    @property
    def most_key(self) -> int:
        """The largest such whole number."""
        return int(self.dimensions * (self.levels - 1) * self.unit * self.key_scale)


class _PairPass:
    """The pass for one pair of parts (or one part alone)."""

    def __init__(self, instrument: Instrument, cells: int, wide: int) -> None:
        self.layout = shape = _Layout(instrument)
        self.cells, self.wide = cells, wide
        side, items, dimensions = shape.levels + 1, shape.items, shape.dimensions
        self.joint = CountsInMaking((cells, items, side, side))
        sums = shape.most_sum + 1
        self.sums = CountsInMaking((cells, dimensions, sums, sums, int(shape.sizes.max()) + 1))
        self.scores = [_ScorePass(shape, cells, policy) for policy in POLICIES]
        self.within = [
            np.zeros((cells, m, m)) for m in (dimensions + items, dimensions + items, dimensions + 2 * items)
        ]
        self.gap_products = np.zeros((wide, 3 * items, 3 * items))
        self.complete = [np.zeros((wide, m, m)) for m in (1 + items, 1 + items, 1 + 2 * items)]

    def run(
        self,
        codes: tuple[Codes | None, Codes],
        cell: Integers,
        order: Integers | None,
        points: Floats | None,
        block: slice,
    ) -> PairCounts:
        """Go over a block of respondents, those of one group after another."""
        for rows in _slices(block.start, block.stop, CHUNK):
            picked: slice | Integers = rows if order is None else order[rows]
            second = codes[1][:, picked]
            first = np.zeros_like(second) if codes[0] is None else codes[0][:, picked]
            self._chunk(first, second, cell[picked], None if points is None else points[:, picked])
        return PairCounts(
            joint=self.joint.done(),
            sums=self.sums.done(),
            scores=tuple(score.done() for score in self.scores),
            within_first=self.within[0],
            within_second=self.within[1],
            within_pair=self.within[2],
            gap_products=self.gap_products,
            complete_first=self.complete[0],
            complete_second=self.complete[1],
            complete_pair=self.complete[2],
        )

    def _chunk(self, first: Codes, second: Codes, cell: Integers, points: Floats | None) -> None:
        shape = self.layout
        self._count_joint(first, second, cell)
        answered, received = (codes.astype(bool).astype(shape.real) for codes in (first, second))
        both = answered * received
        steps_first, steps_second = first - answered, second - received
        paired_first, paired_second = steps_first * both, steps_second * both
        pairs, sum_first, sum_second = (self._sum(each) for each in (both, paired_first, paired_second))
        self._dimension_sums(cell, sum_first, sum_second, pairs)
        for score in self.scores:
            score.chunk(cell, sum_first, sum_second, pairs, points)
        gaps = paired_second - paired_first
        gap_rows = np.concatenate([gaps, gaps * gaps, both])
        parts = ((answered, [steps_first]), (received, [steps_second]), (both, [paired_first, paired_second]))
        complete = [self._complete_rows(presence, steps) for presence, steps in parts]
        within = [self._within_rows(presence, steps) for presence, steps in parts]
        for group, rows in _runs(cell):
            wide = group if self.wide > 1 else 0
            self.gap_products[wide] += _products(gap_rows[:, rows])
            for number in range(len(parts)):
                self.within[number][group] += _products(within[number][:, rows])
                self.complete[number][wide] += _products(complete[number][:, rows])

    def _count_joint(self, first: Codes, second: Codes, cell: Integers) -> None:
        side = self.layout.levels + 1
        items = np.arange(self.layout.items)[:, None]
        places = (first.astype(np.int64) + items * side) * side + second
        if self.cells > 1:
            places += cell * (self.layout.items * side * side)
        self.joint.add(places.reshape(-1))

    def _sum(self, items: Reals) -> Integers:
        return (self.layout.membership @ items).astype(np.int64)

    def _dimension_sums(self, cell: Integers, first: Integers, second: Integers, pairs: Integers) -> None:
        _, dimensions, sums, _, most = self.sums.shape
        base = cell[None, :] * dimensions + np.arange(dimensions)[:, None]
        places = ((base * sums + first) * sums + second) * most + pairs
        self.sums.add(places[pairs > 0])

    def _complete_rows(self, presence: Reals, steps: list[Reals]) -> Reals:
        whole = presence.min(axis=0, keepdims=True)
        return np.concatenate([whole, *(part * whole for part in steps)])

    def _within_rows(self, presence: Reals, steps: list[Reals]) -> Reals:
        shape = self.layout
        inside = (shape.membership @ presence == shape.sizes[:, None]).astype(shape.real)
        mask = inside[shape.dimension_of]
        return np.concatenate([inside, *(part * mask for part in steps)])


def _products(rows: Reals) -> Reals:
    return rows @ rows.T


class _ScorePass:
    """The pass for dimension scores under one policy for missing answers."""

    def __init__(self, shape: _Layout, cells: int, policy: str) -> None:
        self.shape = shape
        least = {"half": (shape.sizes + 1) // 2, "complete": shape.sizes, "pairs": np.ones_like(shape.sizes)}
        self.least = least[policy][:, None]
        most = int(shape.sizes.max())
        self.factor = np.concatenate([[0.0], shape.unit / np.arange(1, most + 1)])
        self.products = np.zeros((cells, 2 * shape.dimensions, 2 * shape.dimensions))
        self.overall = CountsInMaking((cells, 2 * shape.most_key + 1))
        self.weighted = np.zeros((cells, 5 + 2 * shape.dimensions))

    def chunk(self, cell: Integers, first: Integers, second: Integers, pairs: Integers, points: Floats | None) -> None:
        """Score a chunk of respondents."""
        shape = self.shape
        there = pairs >= self.least
        factor = np.where(there, self.factor[pairs], 0.0)
        score = (second - first) * factor
        stacked = np.concatenate([score, there.astype(np.float64)])
        for group, rows in _runs(cell):
            self.products[group] += stacked[:, rows] @ stacked[:, rows].T
        whole = there.all(axis=0)
        keys = np.rint(score.sum(axis=0)[whole] * shape.key_scale).astype(np.int64) + shape.most_key
        self.overall.add(cell[whole] * (2 * shape.most_key + 1) + keys)
        if points is not None:
            self._weigh(cell, (score, first * factor, second * factor), there, points)

    def _weigh(self, cell: Integers, scores: tuple[Floats, ...], there: NDArray[np.bool_], points: Floats) -> None:
        usable = np.isfinite(points).all(axis=0)
        importance = np.where(usable, points, 0.0)
        usable &= (there | (importance == 0)).all(axis=0)
        importance = importance * usable
        share = importance * scores[0]
        total = share.sum(axis=0)
        rows = [
            usable.astype(np.float64),
            total,
            total * total,
            *((importance * score).sum(axis=0) for score in scores[1:]),
            *importance,
            *share,
        ]
        stacked = np.stack(rows)
        for group, each in _runs(cell):
            self.weighted[group] += stacked[:, each].sum(axis=1)

    def done(self) -> ScoreCounts:
        """Give the counts made."""
        return ScoreCounts(self.products, self.overall.done(), self.weighted)


def _slices(start: int, stop: int, size: int) -> Iterator[slice]:
    for place in range(start, stop, size):
        yield slice(place, min(place + size, stop))


def _runs(cell: Integers) -> Iterator[tuple[int, slice]]:
    """Give each group of a chunk with the slice in which its respondents stand."""
    if not len(cell):
        return
    edges = [0, *(np.flatnonzero(np.diff(cell)) + 1).tolist(), len(cell)]
    for start, stop in pairwise(edges):
        yield int(cell[start]), slice(start, stop)
