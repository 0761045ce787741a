"""Tables of pairs of items: how often each answer to one item went with each answer to another, for polychorics."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from servgap.survey.additive import Additive
from servgap.survey.counts import Counts, CountsInMaking, Integers
from servgap.survey.instrument import Instrument
from servgap.survey.scale import Codes

Runs = list[tuple[int, slice]]
Pairs = tuple[NDArray[np.intp], NDArray[np.intp]]

MOST_BYTES = 1 << 29
"""Memory up to which tables are counted at all."""


@dataclass(frozen=True, eq=False)
class ItemTables(Additive):
    """
    Tables of pairs of items of one part, by answer level of the one and of the other.

    Pairs stand in the order of `item_pairs` and `pairs_within`.

    Parameters
    ----------
    whole_first, whole_second
        1 or group cells × pairs of all items × levels × levels, over respondents complete in the part.
    within_first, within_second
        Group cells × pairs of items of one dimension × levels × levels, over respondents complete in the dimension.
    """

    whole_first: Integers
    whole_second: Integers
    within_first: Counts
    within_second: Counts

    def pooled(self) -> ItemTables:
        """Pool the tables of all items over the groups."""
        first, second = (each.sum(axis=0, keepdims=True)[: len(each)] for each in (self.whole_first, self.whole_second))
        return replace(self, whole_first=first, whole_second=second)

    def without_wide(self) -> ItemTables:
        """Leave out the tables of all items."""
        return replace(self, whole_first=self.whole_first[:0], whole_second=self.whole_second[:0])


def item_pairs(items: int) -> Pairs:
    """Return the first and the second item of every pair: (0, 1), (0, 2), ..."""
    one, two = np.triu_indices(items, 1)
    return one, two


def pairs_within(instrument: Instrument) -> Pairs:
    """Return the first and the second item of every pair within a dimension, dimension after dimension."""
    found = [np.stack(np.triu_indices(span.stop - span.start, 1)) + span.start for span in instrument.spans]
    one, two = np.concatenate(found, axis=1)
    return one, two


def bytes_of_tables(instrument: Instrument, wide: int) -> int:
    """Return the memory that counting tables of all items takes."""
    side = len(instrument.items) * instrument.scale.levels
    return 2 * wide * side**2 * 8


class TablePass:
    """Tables under way, for the two parts of a pair.

    Parameters
    ----------
    instrument
        The questionnaire.
    cells
        The number of groups.
    wide
        The groups for which tables of all items are kept: all, or 1 for a pool.
    """

    def __init__(self, instrument: Instrument, cells: int, wide: int) -> None:
        self.levels, self.items = instrument.scale.levels, len(instrument.items)
        self.spans, self.within_pairs = instrument.spans, pairs_within(instrument)
        side = self.items * self.levels
        self.whole = [np.zeros((wide, side, side)) for _ in range(2)]
        shape = (cells, len(self.within_pairs[0]), self.levels, self.levels)
        self.within = [CountsInMaking(shape) for _ in range(2)]

    def chunk(self, parts: tuple[Codes, Codes], cell: Integers, runs: Runs) -> None:
        """Count some respondents, in whose order those of one group stand together."""
        for number, codes in enumerate(parts):
            if codes.any():
                self._count_whole(self.whole[number], codes, runs)
                self._count_within(self.within[number], codes, cell)

    def done(self) -> ItemTables:
        """Give what has been counted."""
        one, two = item_pairs(self.items)
        shape = (-1, self.items, self.levels, self.items, self.levels)
        first, second = (
            np.ascontiguousarray(each.reshape(shape)[:, one, :, two].swapaxes(0, 1)).astype(np.int64)
            for each in self.whole
        )
        return ItemTables(first, second, self.within[0].done(), self.within[1].done())

    def _count_whole(self, total: NDArray[np.float64], codes: Codes, runs: Runs) -> None:
        """Multiply indicators of answers; single precision holds the counts of a chunk exactly."""
        complete = (codes.min(axis=0) > 0).astype(np.float32)
        # No answer compares equal to no level, so that only the other answers of the incomplete must be wiped out.
        chosen = codes[:, None, :] == np.arange(1, self.levels + 1, dtype=codes.dtype)[:, None]
        rows = chosen.reshape(-1, codes.shape[1]) * complete
        for cell, span in runs if len(total) > 1 else [(0, slice(None))]:
            part = rows[:, span]
            total[cell] += part @ part.T

    def _count_within(self, counts: CountsInMaking, codes: Codes, cell: Integers) -> None:
        dimension = np.repeat(np.arange(len(self.spans)), [span.stop - span.start for span in self.spans])
        inside = [codes[span].min(axis=0) > 0 for span in self.spans]
        for number, (one, two) in enumerate(zip(*self.within_pairs, strict=True)):
            there = inside[dimension[one]]
            whole = there.all()
            pair = codes[one], codes[two], cell
            first, second, groups = pair if whole else (each[there] for each in pair)
            places = (first.astype(np.int64) - 1) * self.levels + second - 1
            counts.add(number, places, groups)
