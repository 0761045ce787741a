"""Respondents whose answers repeat another's, all of them or all but one or two, without comparing everybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servgap._stats.ratio import Floats
from servgap._stats.registry import statistic

Places = NDArray[np.intp]
Keys = NDArray[np.uint64]
Cells = NDArray[np.uint8]
MOST_APART = 2
SEED = 20_160_903


@dataclass(frozen=True)
class RepeatedAnswers:
    """Whose answers a respondent's are nearest to.

    Parameters
    ----------
    twin
        The row of the nearest other respondent, the first of several; NaN where nobody is near enough.
    cells_apart
        In how many cells the two differ.
    earlier_apart
        In how many cells the nearest of the rows above differs; NaN where none of these is near enough.
    """

    twin: Floats
    cells_apart: Floats
    earlier_apart: Floats


@statistic(
    "repeated_answers",
    name="identical and nearly identical answers",
    symbol="cells apart",
    source="Kuriakose & Robbins (2016), Stat. J. IAOS 32, 283–291; "
    "against their rule of 85%: Simmons, Mercer, Schwarzer & Kennedy (2016), Stat. J. IAOS 32",
)
def repeated_answers(codes: ArrayLike, within: int = MOST_APART) -> RepeatedAnswers:
    """
    Find, for each respondent, the nearest other one among those who differ in at most `within` cells.

    Nobody within reach is missed. Rows that differ in at most `within` of several blocks of cells agree on all the
    others, so rows are sorted by the cells of every choice of blocks, and only those that agree on one are looked at
    more closely, by leaving out one or two of the remaining cells in turn.

    Parameters
    ----------
    codes : array_like, shape (respondents, cells)
        Whole numbers from 0 to 255; no answer, 0, is a value like any other.
    within
        The most cells in which rows may differ: 0, 1 or 2.

    Examples
    --------
    >>> found = repeated_answers([[1, 2, 3, 4], [5, 5, 5, 5], [1, 2, 3, 4], [1, 2, 3, 7]], 1)
    >>> found.twin, found.cells_apart
    (array([ 2., nan,  0.,  0.]), array([ 0., nan,  0.,  1.]))
    """
    rows = np.ascontiguousarray(codes, dtype=np.uint8)
    search = _Search(rows)
    everybody = np.arange(len(rows))
    whole = search.keys(everybody, range(rows.shape[1]))
    search.link(everybody, whole)
    first = np.isnan(search.found().earlier_apart)
    if within:
        search.look_around(np.flatnonzero(first), whole, within)
    return search.found()


class _Search:
    """Nearest rows under way."""

    def __init__(self, rows: Cells) -> None:
        self.rows = rows
        n, cells = rows.shape
        # The sum of a random number for each cell's value stands for the cells; rows are compared before they count.
        self.table: Keys = np.random.default_rng(SEED).integers(0, 1 << 63, (cells, 256), dtype=np.uint64)
        self.unknown = (cells + 1) * max(n, 1)
        self.best = np.full(n, self.unknown, dtype=np.int64)
        self.earlier = np.full(n, cells + 1, dtype=np.int64)

    def keys(self, places: Places, cells: range | tuple[int, ...]) -> Keys:
        """Give numbers that are equal for rows that agree on these cells."""
        total = np.zeros(len(places), dtype=np.uint64)
        for cell in cells:
            total += self.table[cell][self.rows[places, cell]]
        return total

    def link(self, places: Places, keys: Keys) -> None:
        """Hold each row against the first one with the same key, and the first against the second."""
        for mine, other in _mates(places, keys):
            apart = (self.rows[mine] != self.rows[other]).sum(axis=1)
            near = apart * len(self.rows) + other
            self.best[mine] = np.minimum(self.best[mine], near)
            before = other < mine
            self.earlier[mine[before]] = np.minimum(self.earlier[mine[before]], apart[before])

    def look_around(self, places: Places, whole: Keys, within: int) -> None:
        """Find the rows that differ in one to `within` cells among different ones, given the keys of all cells."""
        cells = self.rows.shape[1]
        blocks = [tuple(range(start, cells, 2 * within + 2)) for start in range(2 * within + 2)]
        parts = [self.keys(places, block) for block in blocks]
        for left_out in combinations(range(len(blocks)), within):
            kept = whole[places] - sum((parts[block] for block in left_out), np.zeros(len(places), np.uint64))
            near = np.concatenate([np.zeros(0, np.intp), *(mine for mine, _ in _mates(places, kept))])
            near.sort()
            open_cells = sorted(cell for block in left_out for cell in blocks[block])
            for number in range(1, within + 1):
                for cell in combinations(open_cells, number):
                    self.link(near, whole[near] - self.keys(near, cell))

    def found(self) -> RepeatedAnswers:
        """Say what was found so far."""
        apart, twin = np.divmod(self.best, max(len(self.rows), 1))
        known = self.best < self.unknown
        near = self.earlier <= self.rows.shape[1]
        return RepeatedAnswers(
            np.where(known, twin, np.nan), np.where(known, apart, np.nan), np.where(near, self.earlier, np.nan)
        )


def _mates(places: Places, keys: Keys) -> Iterator[tuple[Places, Places]]:
    """Pair rows of one key: each but the first with the first, and the first with the second; `places` ascend."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    opens = np.ones(len(order), dtype=bool)
    opens[1:] = ordered[1:] != ordered[:-1]
    starts = np.flatnonzero(opens)
    of = np.repeat(starts, np.diff(starts, append=len(order)))
    follow = ~opens
    if follow.any():
        yield places[order[follow]], places[order[of[follow]]]
        heads = np.flatnonzero(opens[:-1] & ~opens[1:])
        yield places[order[heads]], places[order[heads + 1]]
