"""A table of counts that is mostly empty, kept by the cells that are not."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from servgap.survey.frozen import Frozen

Integers = NDArray[np.int64]
Runs = list[tuple[int, slice]]

MOST_DENSE = 1 << 22
"""Cells up to which a table is kept whole while it is made."""
FLOAT32_EXACT = 1 << 24
"""Up to which every whole number is exact in single precision."""
SPARSE = 16
"""Cells for each entry from which on it is faster to sort the entries than to look through the table."""


@dataclass(frozen=True, eq=False)
class Counts(Frozen):
    """Counts in a table of the given shape; its first axis are the group cells.

    Parameters
    ----------
    shape
        The table's shape.
    index
        Flat places of the counts that are not zero, ascending.
    count
        The counts there.
    """

    shape: tuple[int, ...]
    index: Integers
    count: Integers

    @classmethod
    def of_dense(cls, dense: Integers) -> Counts:
        """Keep what is not zero in a table."""
        index = np.flatnonzero(dense)
        return cls(dense.shape, index, dense.reshape(-1)[index])

    @classmethod
    def of_keys(cls, shape: tuple[int, ...], index: Integers, count: Integers) -> Counts:
        """Join counts that stand under the same flat place."""
        size = math.prod(shape)
        if size <= min(MOST_DENSE, SPARSE * len(index)):
            table = np.zeros(size, dtype=np.int64)
            np.add.at(table, index, count)
            return cls.of_dense(table.reshape(shape))
        places, where = np.unique(index, return_inverse=True)
        joined = np.zeros(len(places), dtype=np.int64)
        np.add.at(joined, where, count)
        return cls(shape, places, joined)

    def dense(self) -> Integers:
        """The whole table."""
        table = np.zeros(int(np.prod(self.shape)), dtype=np.int64)
        table[self.index] = self.count
        return table.reshape(self.shape)

    def axes(self) -> tuple[Integers, ...]:
        """The places of the counts, one array an axis."""
        return tuple(np.asarray(axis, dtype=np.int64) for axis in np.unravel_index(self.index, self.shape))

    def regroup(self, cell_of: Integers, cells: int) -> Counts:
        """Give each group cell its new place on the first axis, joining those that share one."""
        inner = math.prod(self.shape[1:])
        # The index ascends, so each group cell is a stretch of it, and moves as a whole.
        edges = np.searchsorted(self.index, inner * np.arange(self.shape[0] + 1))
        moved = (cell_of - np.arange(self.shape[0])) * inner
        return Counts.of_keys((cells, *self.shape[1:]), self.index + np.repeat(moved, np.diff(edges)), self.count)

    def only(self, cells: NDArray[np.bool_]) -> Counts:
        """Keep some of the group cells."""
        inner = int(np.prod(self.shape[1:]))
        cell, rest = np.divmod(self.index, inner)
        kept = cells[cell]
        place = np.cumsum(cells) - 1
        return Counts((int(cells.sum()), *self.shape[1:]), place[cell[kept]] * inner + rest[kept], self.count[kept])

    def __add__(self, other: Counts) -> Counts:
        return Counts.of_keys(
            self.shape, np.concatenate([self.index, other.index]), np.concatenate([self.count, other.count])
        )


def whole_numbers(most: int) -> type[np.integer]:
    """Choose a small type, since arithmetic on small numbers is fast."""
    return next((kind for kind in (np.uint8, np.uint16) if most <= np.iinfo(kind).max), np.int64)


def runs_of(cell: Integers) -> Runs:
    """Give each group of a chunk with the slice in which its respondents stand."""
    edges = [0, *(np.flatnonzero(np.diff(cell)) + 1).tolist(), len(cell)]
    return [(int(cell[start]), slice(start, stop)) for start, stop in pairwise(edges)]


class CountsInMaking:
    """Counts under way: in a dense table while that is small and well filled, else in a growing list of places.

    Parameters
    ----------
    shape
        The table's shape: group cells, columns, and any further axes.
    """

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.shape = shape
        self.inner = math.prod(shape[2:])
        self.small = math.prod(shape) <= MOST_DENSE
        self.table: Integers | None = None
        self.pieces: list[tuple[Integers, Integers]] = []

    def add(self, column: int, places: NDArray[np.integer], cell: Integers) -> None:
        """Count one at each flat place on the further axes of a column.

        Parameters
        ----------
        column
            The place on the second axis.
        places
            One an entry.
        cell
            Each entry's group cell, ascending.
        """
        if not places.size:
            return
        low, high = int(cell[0]), int(cell[-1]) + 1
        if high - low > 1:
            places = (cell - low) * self.inner + places
        size = (high - low) * self.inner
        if size > SPARSE * places.size:
            index, count = np.unique(places, return_counts=True)
        else:
            counted = np.bincount(places, minlength=size)
            if self.small:
                if self.table is None:
                    self.table = np.zeros((*self.shape[:2], self.inner), dtype=np.int64)
                self.table[low:high, column] += counted.reshape(high - low, self.inner)
                return
            index = np.flatnonzero(counted)
            count = counted[index]
        of_cell, inside = np.divmod(index.astype(np.int64), self.inner)
        self.pieces.append((((of_cell + low) * self.shape[1] + column) * self.inner + inside, count))

    def done(self) -> Counts:
        """Give the counts made so far."""
        pieces = self.pieces
        if self.table is not None:
            dense = Counts.of_dense(self.table.reshape(self.shape))
            if not pieces:
                return dense
            pieces = [(dense.index, dense.count), *pieces]
        if not pieces:
            return Counts(self.shape, np.zeros(0, np.int64), np.zeros(0, np.int64))
        index, count = (np.concatenate(arrays) for arrays in zip(*pieces, strict=True))
        return Counts.of_keys(self.shape, index, count)
