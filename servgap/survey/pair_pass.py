"""The pass over respondents for one pair of parts: every count and sum of products that a Tally holds of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from servgap.survey.counts import FLOAT32_EXACT, CountsInMaking, Integers, Runs, runs_of, whole_numbers
from servgap.survey.fourth_pass import FourthPass
from servgap.survey.instrument import Instrument
from servgap.survey.item_tables import TablePass
from servgap.survey.pair_counts import PairCounts
from servgap.survey.scale import Codes
from servgap.survey.score_pass import ScorePass
from servgap.survey.tally import Floats, score_unit

Reals = NDArray[np.floating]
Small = NDArray[np.integer]


class PairPass:
    """Counts and products under way, for one pair of parts or one part alone.

    Parameters
    ----------
    instrument
        The questionnaire.
    cells
        The number of groups.
    wide
        The groups for which products of all items with all items are kept: all, or 1 for a pool.
    most
        The largest number of respondents in a chunk.
    tables
        Whether to count the tables of pairs of items.
    """

    def __init__(self, instrument: Instrument, cells: int, wide: int, most: int, *, tables: bool = False) -> None:
        levels = instrument.scale.levels
        self.cells, self.wide, self.items, self.spans = cells, wide, len(instrument.items), instrument.spans
        self.sizes = np.array([span.stop - span.start for span in self.spans])
        self.dimension_of = np.repeat(np.arange(len(self.spans)), self.sizes)
        items, dimensions, side = self.items, len(self.spans), levels + 1
        self.most_sum = int(self.sizes.max()) * (levels - 1)
        self.small = whole_numbers(self.most_sum)
        # The largest numbers are sums over a chunk of products of squared gaps; single precision may hold them exactly.
        exact = (levels - 1) ** 4 * most <= FLOAT32_EXACT
        self.rows = np.empty((1 + 3 * items + dimensions, most), dtype=np.float32 if exact else np.float64)
        self.joint = CountsInMaking((cells, items, side, side))
        sums = self.most_sum + 1
        self.sums = CountsInMaking((cells, dimensions, sums, sums, int(self.sizes.max()) + 1))
        self.scores = ScorePass(self.sizes, levels, score_unit(instrument), cells)
        self.fourth = FourthPass(instrument, cells)
        answers = (items, items, 2 * items)
        self.within = [np.zeros((cells, dimensions + m, dimensions + m)) for m in answers]
        self.complete = [np.zeros((wide, 1 + m, 1 + m)) for m in answers]
        self.gaps = np.zeros((wide, 3 * items, 3 * items))
        self.tables = TablePass(instrument, cells, wide) if tables else None
        self.held, self.held_cell = np.zeros((1 + 3 * items, 1 + 3 * items)), 0

    def block(self, first: Codes | None, second: Codes, cell: Integers) -> None:
        """Count, of many respondents in whose order those of one group stand together, what gains by their number."""
        self.fourth.block(first, second, cell)

    def chunk(self, first: Codes | None, second: Codes, cell: Integers, points: Floats | None) -> None:
        """Count all else of some of the respondents of a block."""
        runs = runs_of(cell)
        first = np.zeros_like(second) if first is None else first
        self._count_joint(first, second, cell)
        if self.tables is not None:
            self.tables.chunk((first, second), cell, runs)
        answered, received = ((codes > 0).view(np.uint8) for codes in (first, second))
        both = answered & received
        steps = first - answered, second - received
        paired = steps[0] * both, steps[1] * both
        sums = [self._sums(each) for each in (*paired, both)]
        self._count_sums(cell, *sums)
        self.scores.chunk(cell, runs, (sums[0], sums[1], sums[2]), points)
        if points is not None:
            self.scores.count_points(points, runs)
        if len(runs) == 1 and both.all():
            self._hold(steps, runs[0][0])
            return
        if both.any():
            self._multiply_gaps(paired, both, runs)
        for number, (presence, parts) in enumerate(((answered, steps[:1]), (received, steps[1:]), (both, paired))):
            self._multiply_complete(number, presence, parts, runs)

    def done(self) -> PairCounts:
        """Give what has been counted."""
        self._release()
        return PairCounts(
            joint=self.joint.done(),
            sums=self.sums.done(),
            scores=self.scores.done(),
            within_first=self.within[0],
            within_second=self.within[1],
            within_pair=self.within[2],
            gap_products=self.gaps,
            complete_first=self.complete[0],
            complete_second=self.complete[1],
            complete_pair=self.complete[2],
            fourth=self.fourth.done(),
            points=self.scores.points,
            item_tables=None if self.tables is None else self.tables.done(),
        )

    def _sums(self, items: Codes) -> Small:
        """Add up each dimension's items."""
        total = np.empty((len(self.spans), items.shape[1]), dtype=self.small)
        for row, span in zip(total, self.spans, strict=True):
            items[span].sum(axis=0, dtype=self.small, out=row)
        return total

    def _count_joint(self, first: Codes, second: Codes, cell: Integers) -> None:
        side = self.joint.shape[-1]
        place = first.astype(whole_numbers(side**2))
        place *= side
        place += second
        for item, places in enumerate(place):
            self.joint.add(item, places, cell)

    def _count_sums(self, cell: Integers, first: Small, second: Small, pairs: Small) -> None:
        _, _, sums, _, most = self.sums.shape
        place = first.astype(whole_numbers(sums**2 * most))
        place *= sums
        place += second
        place *= most
        place += pairs
        for dimension, places in enumerate(place):
            there = pairs[dimension] > 0
            whole = there.all()
            self.sums.add(dimension, places if whole else places[there], cell if whole else cell[there])

    def _fill(self, *blocks: Small) -> Reals:
        """Lay blocks of rows under each other, as real numbers."""
        start = 0
        for block in blocks:
            self.rows[start : start + len(block), : block.shape[1]] = block
            start += len(block)
        return self.rows[:start, : blocks[0].shape[1]]

    def _multiply_gaps(self, paired: tuple[Codes, Codes], both: Codes, runs: Runs) -> None:
        gap = np.subtract(paired[1], paired[0], dtype=np.int16)
        rows = self._fill(gap, gap, both)
        np.square(rows[: self.items], out=rows[self.items : 2 * self.items])
        self._add(self.gaps, rows, runs)

    def _multiply_complete(self, number: int, presence: Codes, parts: tuple[Codes, ...], runs: Runs) -> None:
        """Multiply answers of respondents who gave all: in the questionnaire, and in each dimension."""
        inside = (self._sums(presence) == self.sizes[:, None]).view(np.uint8)
        whole = inside.min(axis=0, keepdims=True)
        if whole.any():
            self._add(self.complete[number], self._fill(whole, *(part * whole for part in parts)), runs)
        if not inside.any():
            return
        mask = inside[self.dimension_of]
        self._add(self.within[number], self._fill(inside, *(part * mask for part in parts)), runs)

    def _add(self, total: Floats, rows: Reals, runs: Runs) -> None:
        for cell, span in runs if len(total) > 1 else [(0, slice(None))]:
            part = rows[:, span]
            total[cell] += part @ part.T

    def _hold(self, steps: tuple[Codes, Codes], cell: int) -> None:
        """Multiply what respondents without a missing answer said: all other products follow from it."""
        if cell != self.held_cell:
            self._release()
        rows = self._fill(np.ones_like(steps[0][:1]), *steps, steps[0])
        squares = rows[1 + 2 * self.items :]
        np.subtract(rows[1 + self.items : 1 + 2 * self.items], rows[1 : 1 + self.items], out=squares)
        np.square(squares, out=squares)
        self.held += rows @ rows.T
        self.held_cell = cell

    def _release(self) -> None:
        """Enter the products held where they belong."""
        cell, wide = self.held_cell, self.held_cell if self.wide > 1 else 0
        of_all, (first, second, square) = [0], np.split(np.arange(1, 1 + 3 * self.items), 3)
        for number, parts in enumerate(((first,), (second,), (first, second))):
            chosen = np.concatenate([of_all, *parts])
            self.complete[number][wide] += self.held[np.ix_(chosen, chosen)]
            chosen = np.concatenate([of_all * len(self.spans), *parts])
            self.within[number][cell] += self.held[np.ix_(chosen, chosen)]
        unit = np.eye(len(self.held))
        made = np.concatenate([unit[second] - unit[first], unit[square], np.repeat(unit[:1], self.items, axis=0)])
        self.gaps[wide] += made @ self.held @ made.T
        self.held[:] = 0.0
