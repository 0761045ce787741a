"""One source given twice under two names: every row of it stands in another one too."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from servgap.errors import together as errors
from servgap.survey.reading.files.raw import RawTable
from servgap.survey.reading.files.text_cells import factorise
from servgap.survey.reading.together.columns_joined import one_below_another
from servgap.survey.reading.together.pieces import Piece

#: Fewer rows, or rows of fewer columns, may be alike by chance.
ROWS, COLUMNS = 10, 4
#: The share of a source's rows that differ from one another, so that they say which respondents they are.
TELLING = 0.9


def refuse_copies(pieces: Sequence[Piece], columns: Sequence[tuple[int, ...]]) -> None:
    """Refuse a source all of whose rows stand in another one.

    Parameters
    ----------
    pieces
        The sources.
    columns
        The columns that all of them have: for each, where it stands in every source.

    Raises
    ------
    ServgapError
        If there is one.
    """
    tables = [piece.opened.export.table for piece in pieces]
    if len(columns) < COLUMNS or min(len(table.rows) for table in tables) < ROWS:
        return
    rows = _rows(tables, columns)
    for (one, held), (other, known) in permutations(zip(pieces, rows, strict=True), 2):
        telling = len(np.unique(held)) >= TELLING * len(held)
        if len(held) <= len(known) and telling and np.isin(held, known).all():
            raise errors.copied(one.name, other.name, len(held))


def _rows(tables: Sequence[RawTable], columns: Sequence[tuple[int, ...]]) -> list[NDArray[np.uint64]]:
    """Give each row of every table a number; rows that are alike in all columns have the same one."""
    sizes = [len(table.rows) for table in tables]
    numbers: NDArray[np.uint64] = np.zeros(sum(sizes), dtype=np.uint64)
    for places in columns:
        cells = one_below_another([table.columns[at] for table, at in zip(tables, places, strict=True)])
        index = np.asarray(factorise(cells, absent=True)[0]).astype(np.uint64)
        numbers = (numbers ^ (index + np.uint64(1))) * np.uint64(0x9E3779B97F4A7C15)
        numbers ^= numbers >> np.uint64(29)
    return np.split(numbers, np.cumsum(sizes)[:-1])
