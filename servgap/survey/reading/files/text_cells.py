"""A column of text, each distinct text once: a byte or two a cell where an array of texts takes eight and more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any, TypeAlias, overload

import numpy as np
import pandas as pd
from numpy.typing import DTypeLike, NDArray


@dataclass(frozen=True, eq=False)
class TextCells:
    """The texts of a column, which can be taken apart and compared as an array of them can.

    Parameters
    ----------
    index
        For each row, which of `words` it holds.
    words
        The distinct texts in the order of their first rows; each stands in some row.
    order
        All texts that there may be, first to last, where the source says that they have an order.

    Examples
    --------
    >>> cells = TextCells.of(["North", "South", "North"])
    >>> cells.words, cells.index.tolist(), (cells == "North").tolist()
    (('North', 'South'), [0, 1, 0], [True, False, True])
    """

    index: NDArray[np.unsignedinteger[Any]]
    words: tuple[str, ...]
    order: tuple[str, ...] = ()

    @classmethod
    def of(cls, texts: Iterable[str]) -> TextCells:
        """Find the distinct texts among the texts of a column."""
        place: defaultdict[str, int] = defaultdict(count().__next__)
        index = np.fromiter(map(place.__getitem__, texts), dtype=np.intp)
        return cls(index.astype(np.min_scalar_type(len(place))), tuple(place))

    @classmethod
    def in_order(cls, index: NDArray[Any], words: Sequence[str]) -> TextCells:
        """Bring words that differ, in any order, and of which some may stand in no row, into their order."""
        seen = pd.unique(index)
        place = np.zeros(len(words), dtype=np.min_scalar_type(len(seen)))
        place[seen] = np.arange(len(seen))
        return cls(place[index], tuple(words[at] for at in seen))

    @classmethod
    def spelled(cls, index: NDArray[Any], texts: Iterable[str]) -> TextCells:
        """Take which text each row holds of a list in which texts may repeat, and some may stand in no row."""
        blocks = TextBlocks()
        blocks.add(texts, index)
        cells = blocks.cells()
        return cls.in_order(cells.index, cells.words)

    def with_empty(self, rows: int) -> TextCells:
        """Put rows without a text below."""
        words = self.words if "" in self.words else (*self.words, "")
        index = np.full(len(self) + rows, words.index(""), dtype=np.min_scalar_type(len(words)))
        index[: len(self)] = self.index
        return TextCells(index, words)

    @property
    def dtype(self) -> np.dtype[Any]:
        """What an array of the texts holds: objects."""
        return np.dtype(object)

    def __len__(self) -> int:
        return len(self.index)

    def __iter__(self) -> Iterator[str]:
        return map(self.words.__getitem__, self.index.tolist())

    def tolist(self) -> list[str]:
        """Give the texts of all rows."""
        return list(self)

    @overload
    def __getitem__(self, rows: int | np.integer[Any]) -> str: ...

    @overload
    def __getitem__(self, rows: slice | NDArray[Any]) -> TextCells: ...

    def __getitem__(self, rows: int | np.integer[Any] | slice | NDArray[Any]) -> str | TextCells:
        if isinstance(rows, int | np.integer):
            return self.words[int(self.index[rows])]
        return replace(TextCells.in_order(self.index[rows], self.words), order=self.order)

    def __eq__(self, other: object) -> Any:
        return self._holding(other)

    def __ne__(self, other: object) -> Any:
        return ~self._holding(other)

    __hash__ = None  # type: ignore[assignment]  # compared cell by cell, as arrays are, which have no hash either

    def _holding(self, text: object) -> NDArray[np.bool_]:
        """Say for each row whether it holds a text."""
        at = self.words.index(text) if isinstance(text, str) and text in self.words else None
        return np.zeros(len(self.index), dtype=bool) if at is None else np.asarray(self.index == at)

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> NDArray[Any]:  # noqa: FBT001 - as numpy calls it
        texts = np.array(self.words, dtype=object)[self.index] if self.words else np.array([], dtype=object)
        return texts if dtype is None else texts.astype(dtype, copy=bool(copy))


class TextBlocks:
    """A column of text that comes block by block."""

    def __init__(self) -> None:
        self._place: dict[str, int] = {}
        self._pieces: list[NDArray[Any]] = []

    def add(self, words: Iterable[str], index: NDArray[Any]) -> None:
        """Take the next rows: texts, and which of them each row holds."""
        to = [self._place.setdefault(word, len(self._place)) for word in words]
        self._pieces.append(np.array(to, dtype=np.min_scalar_type(len(self._place)))[index])

    def cells(self) -> TextCells:
        """Give the whole column; the words stand in the order in which they came."""
        index = np.concatenate(self._pieces) if self._pieces else np.zeros(0, dtype=np.uint8)
        return TextCells(index, tuple(self._place))


#: What a column of a source is held as: text (also as an array of objects), or an array of numbers, truths or moments.
Cells: TypeAlias = NDArray[Any] | TextCells


def factorise(cells: Cells, *, absent: bool = False) -> tuple[NDArray[Any], Sequence[Any]]:
    """Find a column's distinct values in the order of their first rows, and which of them each row holds.

    Parameters
    ----------
    cells
        The column.
    absent
        Whether NaN counts as a value; otherwise rows of NaN get place -1.
    """
    if isinstance(cells, TextCells):
        return cells.index, cells.words
    index, values = pd.factorize(cells, use_na_sentinel=not absent)
    return np.asarray(index), list(values)
