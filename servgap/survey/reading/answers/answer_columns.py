"""Columns of answers, and how a place in them is named."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap.errors.reading import Places
from servgap.survey.reading.files.text_cells import Cells, factorise
from servgap.survey.reading.folding import fold
from servgap.survey.reading.personal import is_personal

MOST_PLACES = 3
LONGEST_HEADER = 40


@dataclass(frozen=True, eq=False)
class AnswerColumn:
    """One column of answers as the source holds it, all to one part.

    Parameters
    ----------
    part
        The part that it answers.
    header
        How the source calls it.
    cells
        Text (dtype object) or numbers.
    rows
        The name of each row.
    labels
        What its numbers stand for, where the source says so.
    """

    part: str
    header: str
    cells: Cells
    rows: pd.Index[Any]
    labels: Mapping[float, str] | None = None

    @property
    def is_text(self) -> bool:
        """Whether the source holds text."""
        return bool(self.cells.dtype == object)


@dataclass(frozen=True, eq=False)
class TextColumn:
    """A column of text, each distinct text once.

    Parameters
    ----------
    column
        The column.
    index
        For each row, which of `words` it holds.
    words
        The distinct texts.
    """

    column: AnswerColumn
    index: NDArray[np.unsignedinteger[Any]]
    words: tuple[str, ...]

    @classmethod
    def of(cls, column: AnswerColumn) -> TextColumn:
        """Find the distinct texts of a column."""
        index, words = factorise(column.cells)
        return cls(column, index.astype(np.min_scalar_type(len(words))), tuple(str(word) for word in words))


def short(header: str) -> str:
    """Shorten a header that is a whole question."""
    folded = fold(header)
    return folded if len(folded) <= LONGEST_HEADER else folded[: LONGEST_HEADER - 1] + "…"


def place(header: str, row: object, found: object) -> str:
    """Name one cell and what stands in it, unless it is of a column by which a person could be known."""
    return row_of(header, row) + ("" if is_personal(header) else f" ({short(str(found))})")


def row_of(header: str, row: object) -> str:
    """Name one cell, without what stands in it."""
    return f"{short(header)} row {row}"


def first_of(hits: Sequence[tuple[int, int, str]], count: int) -> Places:
    """Put places, each with its row's position and its column's, in the source's order."""
    return Places(count, tuple(text for _, _, text in sorted(hits)[:MOST_PLACES]))


def locate(columns: Sequence[TextColumn], wanted: Callable[[str, str], bool]) -> Places:
    """Find the cells whose part and text are wanted."""
    hits: list[tuple[int, int, str]] = []
    count = 0
    for order, text in enumerate(columns):
        for number, word in enumerate(text.words):
            if not wanted(text.column.part, word):
                continue
            positions = np.flatnonzero(text.index == number)
            count += len(positions)
            hits += [(int(at), order, _place(text.column, int(at), fold(word))) for at in positions[:MOST_PLACES]]
    return first_of(hits, count)


def locate_rows(columns: Sequence[AnswerColumn], found: Sequence[NDArray[np.bool_]]) -> Places:
    """Find the cells that are marked in columns of numbers."""
    hits: list[tuple[int, int, str]] = []
    count = 0
    for order, (column, marked) in enumerate(zip(columns, found, strict=True)):
        positions, held = np.flatnonzero(marked), column.cells
        count += len(positions)
        hits += [(int(at), order, _place(column, int(at), f"{held[at]:g}")) for at in positions[:MOST_PLACES]]
    return first_of(hits, count)


def _place(column: AnswerColumn, at: int, found: str) -> str:
    return place(column.header, column.rows[at], found)
