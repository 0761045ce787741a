"""The pass over respondents for one measure: every count and sum of products that a Tally holds of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from servgap.survey.counts import FLOAT32_EXACT, CountsInMaking, Integers, Runs, runs_of, whole_numbers
from servgap.survey.instrument import Instrument
from servgap.survey.measures.measure_counts import MeasureCounts
from servgap.survey.measures.measured_answers import Coding
from servgap.survey.score_pass import ScorePass
from servgap.survey.tally import Floats, score_unit

Reals = NDArray[np.floating]
Small = NDArray[np.integer]


class MeasurePass:
    """Counts and products under way, for one measure.

    Parameters
    ----------
    instrument
        The questionnaire.
    coding
        What the measure makes of answers.
    cells
        The number of groups.
    wide
        The groups for which products of all items with all items are kept: all, or 1 for a pool.
    most
        The largest number of respondents in a chunk.
    values
        Whether the items' values are counted; they are not where counts of answers tell them.
    """

    def __init__(
        self, instrument: Instrument, coding: Coding, cells: int, wide: int, most: int, *, values: bool
    ) -> None:
        lattice = coding.lattice
        self.coding, self.wide, self.items, self.spans = coding, wide, len(instrument.items), instrument.spans
        self.zero, self.measured = lattice.zero, lattice.items
        self.sizes = np.array([int(lattice.items[span].sum()) for span in self.spans])
        largest = max(span.stop - span.start for span in self.spans)
        most_sum = largest * (lattice.levels - 1)
        self.small = whole_numbers(most_sum)
        farthest = max(lattice.zero - 1, lattice.levels - lattice.zero)
        exact = farthest**4 * most <= FLOAT32_EXACT
        # Steps of none and one are their own squares, so that their products are taken once.
        self.squares = lattice.levels > 2 or lattice.zero > 1
        blocks = 3 if self.squares else 2
        self.rows = np.empty((blocks * self.items, most), dtype=np.float32 if exact else np.float64)
        self.counts_values = values
        self.values = CountsInMaking((cells, self.items, lattice.levels + 1))
        self.sums = CountsInMaking((cells, len(self.spans), most_sum + 1, largest + 1))
        self.scores = ScorePass(self.sizes, lattice.levels, score_unit(instrument, lattice.levels), cells)
        self.products = np.zeros((wide, blocks * self.items, blocks * self.items))
        held = 1 + (blocks - 1) * self.items
        self.held, self.held_cell = np.zeros((held, held)), 0

    def chunk(self, codes: Small, cell: Integers, points: Floats | None) -> None:
        """Count some respondents, in whose order those of one group stand together.

        Parameters
        ----------
        codes
            The measure's codes: items × respondents.
        cell
            Each respondent's group.
        points
            Dimensions × respondents: importance points.
        """
        runs = runs_of(cell)
        if self.counts_values:
            for item, each in enumerate(codes):
                self.values.add(item, each, cell)
        there = (codes > 0).view(np.uint8)
        steps = codes - there
        above, answered = self._sums(steps), self._sums(there)
        self._count_sums(cell, above, answered)
        below = None if self.zero == 1 else answered.astype(np.int64) * (self.zero - 1)
        self.scores.chunk(cell, runs, (below, above, answered), points)
        if len(runs) == 1 and bool((answered == self.sizes[:, None]).all()):
            self._hold(steps, runs[0][0])
        else:
            self._multiply(steps, there, runs)

    def done(self) -> MeasureCounts:
        """Give what has been counted."""
        self._release()
        return MeasureCounts(self.values.done(), self.sums.done(), self.scores.done(), self._all_products())

    def _multiply(self, steps: Small, there: Small, runs: Runs) -> None:
        rows = self.rows[:, : steps.shape[1]]
        rows[-self.items :] = there
        values = self._fill(rows, steps)
        values *= rows[-self.items :]
        self._square(rows)
        for place, span in runs if len(self.products) > 1 else [(0, slice(None))]:
            part = rows[:, span]
            self.products[place] += part @ part.T

    def _fill(self, rows: Reals, steps: Small) -> Reals:
        """Lay steps from the measure's zero into the first rows, and give these."""
        values = rows[: self.items]
        values[:] = steps
        if self.zero > 1:
            values -= self.zero - 1
        return values

    def _square(self, rows: Reals) -> None:
        if self.squares:
            np.square(rows[: self.items], out=rows[self.items : 2 * self.items])

    def _sums(self, items: Small) -> Small:
        """Add up each dimension's items."""
        total = np.empty((len(self.spans), items.shape[1]), dtype=self.small)
        for row, span in zip(total, self.spans, strict=True):
            items[span].sum(axis=0, dtype=self.small, out=row)
        return total

    def _count_sums(self, cell: Integers, above: Small, answered: Small) -> None:
        _, _, sums, most = self.sums.shape
        place = above.astype(whole_numbers(sums * most))
        place *= most
        place += answered
        for dimension, places in enumerate(place):
            there = answered[dimension] > 0
            whole = there.all()
            self.sums.add(dimension, places if whole else places[there], cell if whole else cell[there])

    def _hold(self, steps: Small, cell: int) -> None:
        """Multiply what respondents without a missing answer said: products with presence follow from it."""
        if cell != self.held_cell:
            self._release()
        rows = self.rows[: len(self.held), : steps.shape[1]]
        values = self._fill(rows[1:], steps)
        if not self.measured.all():
            values[~self.measured] = 0
        self._square(rows[1:])
        rows[0] = 1
        self.held += rows @ rows.T
        self.held_cell = cell

    def _release(self) -> None:
        """Enter the products held where they belong."""
        unit = np.eye(len(self.held))
        presence = np.outer(self.measured, unit[0])
        made = np.concatenate([unit[1:], presence])
        self.products[self.held_cell if self.wide > 1 else 0] += made @ self.held @ made.T
        self.held[:] = 0.0

    def _all_products(self) -> Floats:
        if self.squares:
            return self.products
        steps, presence = np.arange(self.items), np.arange(self.items, 2 * self.items)
        every = np.concatenate([steps, steps, presence])
        return self.products[:, every[:, None], every[None, :]]
