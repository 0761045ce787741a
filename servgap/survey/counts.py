"""A table of counts that is mostly empty, kept by the cells that are not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Counts:
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
        inner = int(np.prod(self.shape[1:]))
        cell, rest = np.divmod(self.index, inner)
        return Counts.of_keys((cells, *self.shape[1:]), cell_of[cell] * inner + rest, self.count)

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


MOST_DENSE = 1 << 22


class CountsInMaking:
    """Counts under way: a dense table while that is small, else a growing list of places."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.shape = shape
        size = int(np.prod(shape))
        self.dense = np.zeros(size, dtype=np.int64) if size <= MOST_DENSE else None
        self.size = size
        self.pieces: list[tuple[Integers, Integers]] = []

    def add(self, places: NDArray[np.integer]) -> None:
        """Count one at every flat place."""
        if not places.size:
            return
        if self.dense is not None:
            self.dense += np.bincount(places, minlength=self.size)
            return
        index, count = np.unique(places, return_counts=True)
        self.pieces.append((index.astype(np.int64), count.astype(np.int64)))

    def done(self) -> Counts:
        """Give the counts made so far."""
        if self.dense is not None:
            return Counts.of_dense(self.dense.reshape(self.shape))
        if not self.pieces:
            return Counts(self.shape, np.zeros(0, np.int64), np.zeros(0, np.int64))
        index, count = (np.concatenate(arrays) for arrays in zip(*self.pieces, strict=True))
        return Counts.of_keys(self.shape, index, count)
