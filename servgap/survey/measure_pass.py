"""The pass over respondents for one measure: every count and sum of products that a Tally holds of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from servgap.survey.counts import FLOAT32_EXACT, CountsInMaking, Integers, runs_of, whole_numbers
from servgap.survey.instrument import Instrument
from servgap.survey.measure_counts import MeasureCounts
from servgap.survey.measured_answers import Lattice
from servgap.survey.scale import Codes
from servgap.survey.score_pass import ScorePass
from servgap.survey.tally import Floats, score_unit

Small = NDArray[np.integer]


class MeasurePass:
    """Counts and products under way, for one measure.

    Parameters
    ----------
    instrument
        The questionnaire.
    lattice
        The values that the measure can take.
    cells
        The number of groups.
    wide
        The groups for which products of all items with all items are kept: all, or 1 for a pool.
    most
        The largest number of respondents in a chunk.
    """

    def __init__(self, instrument: Instrument, lattice: Lattice, cells: int, wide: int, most: int) -> None:
        self.lattice, self.items, self.spans = lattice, len(instrument.items), instrument.spans
        self.sizes = np.array([int(lattice.items[span].sum()) for span in self.spans])
        largest = max(span.stop - span.start for span in self.spans)
        most_sum = largest * (lattice.levels - 1)
        self.small = whole_numbers(most_sum)
        farthest = max(lattice.zero - 1, lattice.levels - lattice.zero)
        exact = farthest**4 * most <= FLOAT32_EXACT
        # The steps of a share are their own squares, so that its products are taken once.
        self.is_share = lattice.levels == 2
        blocks = 2 if self.is_share else 3
        self.rows = np.empty((blocks * self.items, most), dtype=np.float32 if exact else np.float64)
        self.values = CountsInMaking((cells, self.items, lattice.levels + 1))
        self.sums = CountsInMaking((cells, len(self.spans), most_sum + 1, largest + 1))
        self.scores = ScorePass(self.sizes, lattice.levels, score_unit(instrument, lattice.levels), cells)
        self.products = np.zeros((wide, blocks * self.items, blocks * self.items))

    def block(self, _: Codes | None, codes: Small, cell: Integers) -> None:
        """Count nothing: no count of a measure gains by the number of respondents."""

    def chunk(self, _: Codes | None, codes: Small, cell: Integers, points: Floats | None) -> None:
        """Count some respondents, in whose order those of one group stand together."""
        runs, lattice = runs_of(cell), self.lattice
        for item, each in enumerate(codes):
            self.values.add(item, each, cell)
        there = (codes > 0).view(np.uint8)
        above, answered = self._sums(codes - there), self._sums(there)
        self._count_sums(cell, above, answered)
        below = answered.astype(np.int64) * (lattice.zero - 1)
        self.scores.chunk(cell, runs, (below, above, answered), points)
        rows = self.rows[:, : codes.shape[1]]
        steps, presence = rows[: self.items], rows[-self.items :]
        np.subtract(codes, lattice.zero, out=steps, casting="unsafe", dtype=self.rows.dtype)
        presence[:] = there
        steps *= presence
        if not self.is_share:
            np.square(steps, out=rows[self.items : 2 * self.items])
        for place, span in runs if len(self.products) > 1 else [(0, slice(None))]:
            part = rows[:, span]
            self.products[place] += part @ part.T

    def done(self) -> MeasureCounts:
        """Give what has been counted."""
        return MeasureCounts(self.values.done(), self.sums.done(), self.scores.done(), self._all_products())

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

    def _all_products(self) -> Floats:
        if not self.is_share:
            return self.products
        steps, presence = np.arange(self.items), np.arange(self.items, 2 * self.items)
        every = np.concatenate([steps, steps, presence])
        return self.products[:, every[:, None], every[None, :]]
