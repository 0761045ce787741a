"""The pass over respondents for products of up to four answers.

Answers are few and whole, so where many respondents stand together it is quicker to count how often each pattern of
answers occurs, and to multiply once a pattern, than to multiply once a respondent. No product of up to four answers has
more than four items in it, so that patterns of some of the items at a time are enough.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations, compress, pairwise

import numpy as np
from numpy.typing import NDArray

from servgap.survey.counts import FLOAT32_EXACT, Integers
from servgap.survey.difference_pass import DifferencePass
from servgap.survey.fourth_moments import DEGREE, MOST_ITEMS, FourthMoments, middle, monomials, squares
from servgap.survey.instrument import Instrument
from servgap.survey.scale import Codes
from servgap.survey.tally import Floats

Runs = list[tuple[int, slice]]
Small = NDArray[np.integer]
Mask = NDArray[np.bool_]

MOST_PATTERNS = 1 << 16
"""Patterns up to which they are counted: small whole numbers name them, and their table stays in the cache."""
MOST_COUNTED = 6
"""Items up to which patterns are counted; more have too many fours."""
LONG = 4096
"""Respondents of one group from whom on their patterns are counted."""
PIECE = 8192
"""Respondents whose products are multiplied at once."""


class FourthPass:
    """Products under way, for one pair of parts or one part alone.

    Parameters
    ----------
    instrument
        The questionnaire.
    cells
        The number of groups.
    """

    def __init__(self, instrument: Instrument, cells: int) -> None:
        self.levels, self.spans = instrument.scale.levels, instrument.spans
        # Code 0 is no answer; a gap has one code for each of its values besides.
        answers = np.arange(-1, self.levels) - middle(self.levels)
        gaps = np.arange(2 * self.levels) - self.levels
        sizes = [span.stop - span.start for span in self.spans]
        self.ways = [
            [_Products(size, cells, values) if size <= MOST_ITEMS else None for size in sizes]
            for values in (answers, answers, gaps)
        ]
        self.differences = [DifferencePass(size, cells, self.levels) for size in sizes]

    def block(self, first: Codes | None, second: Codes, cell: Integers) -> None:
        """Count some respondents, in whose order those of one group stand together."""
        edges = [0, *(np.flatnonzero(np.diff(cell)) + 1).tolist(), len(cell)]
        runs = [(int(cell[start]), slice(start, stop)) for start, stop in pairwise(edges)]
        gaps = None if first is None else self._gaps(first, second)
        for way, codes in zip(self.ways, (first, second, gaps), strict=True):
            for products, span in zip(way, self.spans, strict=True):
                if products is not None and codes is not None:
                    products.add(codes[span], _inside(codes[span]), runs)
        if first is not None and gaps is not None:
            for pair, span in zip(self.differences, self.spans, strict=True):
                pair.add(first[span], second[span], _inside(gaps[span]), runs)

    def done(self) -> FourthMoments:
        """Give what has been counted."""
        first, second, gap = (tuple(None if each is None else each.done() for each in way) for way in self.ways)
        return FourthMoments(first, second, gap, tuple(each.sums for each in self.differences))

    def _gaps(self, first: Codes, second: Codes) -> Small:
        """Give a code to each gap."""
        wide = np.int16 if 2 * self.levels > np.iinfo(np.uint8).max else np.uint8
        gaps = second + wide(self.levels)
        gaps -= first
        gaps *= first > 0
        gaps *= second > 0
        return gaps


def _inside(codes: Small) -> Mask | None:
    """Tell who answered all of some items; None if everybody did."""
    return None if codes.min(initial=1) > 0 else codes.min(axis=0) > 0


class _Products:
    """Sums of the monomials of some items, for each group cell.

    `values` says what each code stands for; code 0 is no answer, and who gave none to one of the items is left out.
    """

    def __init__(self, items: int, cells: int, values: Integers) -> None:
        self.items, self.values = items, values
        self.sums = np.zeros((cells, len(monomials(items))))
        exact = int(np.abs(values).max()) ** DEGREE * PIECE <= FLOAT32_EXACT
        self.kind = np.float32 if exact else np.float64
        fit = [size for size in range(1, items + 1) if len(values) ** size <= MOST_PATTERNS]
        self.together = max(fit, default=0)
        self.counting = self.together >= min(items, DEGREE) and items <= MOST_COUNTED
        self.subsets = list(combinations(range(items), self.together)) if self.counting else []
        self.tables = np.zeros((len(self.subsets), len(values) ** self.together), dtype=np.int32)
        self.held: int | None = None

    def add(self, codes: Small, inside: Mask | None, runs: Runs) -> None:
        """Count some respondents; `inside` are those who answered all of the items, or None if all did."""
        many = [self.counting and span.stop - span.start >= LONG for _, span in runs]
        if any(many):
            counted = codes.astype(np.uint16)
            for cell, span in compress(runs, many):
                self._count(counted[:, span], None if inside is None else inside[span], cell)
        if not all(many):
            self._multiply(codes, inside, [run for run, counted in zip(runs, many, strict=True) if not counted])

    def done(self) -> Floats:
        """Give the sums, group cells × monomials."""
        self._release()
        return self.sums

    def _count(self, codes: NDArray[np.uint16], inside: Mask | None, cell: int) -> None:
        """Count patterns, which are held until respondents of another group come."""
        if cell != self.held:
            self._release()
            self.held = cell
        base, one = np.uint16(len(self.values)), np.int32(1)
        for table, (start, *others) in zip(self.tables, self.subsets, strict=True):
            pattern = codes[start].copy()
            for item in others:
                pattern *= base
                pattern += codes[item]
            if inside is not None:  # who left an item out stands under no answer at all, and that is worth nothing
                pattern *= inside
            np.add.at(table, pattern.astype(np.intp), one)

    def _release(self) -> None:
        """Enter the patterns held where they belong."""
        if self.held is None:
            return
        powers = self.values.astype(np.float64) ** np.arange(DEGREE + 1)[:, None]
        powers[:, 0] = 0.0
        moments, base = self.tables.astype(np.float64), len(self.values)
        for done in range(self.together):
            moments = powers @ moments.reshape(len(self.tables) * (DEGREE + 1) ** done, base, -1)
        self.sums[self.held] += moments.reshape(-1)[_of_subsets(self.items, self.together)]
        self.tables[:] = 0

    def _multiply(self, codes: Small, inside: Mask | None, runs: Runs) -> None:
        """Multiply products of up to two answers with one another."""
        for cell, span in runs:
            for start in range(span.start, span.stop, PIECE):
                part = slice(start, min(start + PIECE, span.stop))
                rows = self._rows(codes[:, part], None if inside is None else inside[part])
                self.sums[cell] += (rows @ rows.T).reshape(-1)[_of_squares(self.items)]

    def _rows(self, codes: Small, inside: Mask | None) -> NDArray[np.floating]:
        """Lay out one, the answers, and the products of every two of them."""
        rows = np.empty((len(squares(self.items)), codes.shape[1]), dtype=self.kind)
        rows[0] = 1 if inside is None else inside
        answers = rows[1 : 1 + self.items]
        np.add(codes, self.kind(self.values[0]), out=answers)
        if inside is not None:
            answers *= inside
        start = 1 + self.items
        for item in range(self.items):
            np.multiply(answers[item:], answers[item], out=rows[start : start + self.items - item])
            start += self.items - item
        return rows


@lru_cache
def _of_squares(items: int) -> NDArray[np.intp]:
    """Find each monomial among the products of any two of up to two items."""
    return np.unique(squares(items), return_index=True)[1]


@lru_cache
def _of_subsets(items: int, together: int) -> NDArray[np.intp]:
    """Find each monomial among the moments of subsets of the items: in the first subset that has its items."""
    subsets = list(combinations(range(items), together))
    shape = (len(subsets), *[DEGREE + 1] * together)
    places = []
    for monomial in monomials(items):
        number = next(place for place, subset in enumerate(subsets) if set(monomial) <= set(subset))
        places.append(np.ravel_multi_index((number, *map(monomial.count, subsets[number])), shape))
    return np.array(places, dtype=np.intp)
