"""The pass over respondents for an outcome and what is to explain it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from servgap.survey.counts import FLOAT32_EXACT, Integers, Runs, runs_of
from servgap.survey.instrument import Instrument
from servgap.survey.measures.measured_answers import Lattice
from servgap.survey.outcomes.outcome_counts import OutcomeCounts, every_two, keeps_fourth, middle, products_of_two
from servgap.survey.scale import Codes
from servgap.survey.tally import Floats, score_unit

PIECE = 4096
"""Respondents whose products of two are formed at once."""


class OutcomePass:
    """Products under way.

    Parameters
    ----------
    instrument
        The questionnaire.
    lattice
        The values of what is to explain the outcome.
    levels
        The levels of the outcome's values.
    wide
        The groups for which products are kept: all, or 1 for a pool.
    """

    def __init__(self, instrument: Instrument, lattice: Lattice, levels: int, wide: int) -> None:
        self.spans, self.items = instrument.spans, len(instrument.items)
        self.unit = score_unit(instrument, lattice.levels) or 1
        self.sizes = np.array([span.stop - span.start for span in self.spans])[:, None]
        self.middle, self.outcome_middle = middle(lattice.levels), middle(levels)
        farthest = max(lattice.levels - 1 - self.middle, levels - 1 - self.outcome_middle)
        self.kind = np.float32 if farthest**4 * PIECE <= FLOAT32_EXACT else np.float64
        fourth = products_of_two(self.items + 2)
        self.fourth = np.zeros((wide if keeps_fourth(instrument, wide) else 0, fourth, fourth))
        self.products = np.zeros((wide, self.items + 2, self.items + 2))
        scores = products_of_two(len(self.spans) + 2)
        self.scores = np.zeros((wide, scores, scores))

    def block(self, _: Codes | None, codes: Codes, cell: Integers) -> None:
        """Count nothing: no product gains by the number of respondents."""

    def chunk(self, _: Codes | None, codes: NDArray[np.integer], cell: Integers, outcome: Floats | None) -> None:
        """Multiply what some respondents answered, in whose order those of one group stand together.

        Parameters
        ----------
        codes
            Items × respondents: codes of what is to explain the outcome, 0 for none.
        cell
            Each respondent's group.
        outcome
            1 × respondents: steps of the outcome above its lowest value, NaN for none.
        """
        if outcome is None:
            raise ValueError(outcome)
        asked = ~np.isnan(outcome[0])
        y = np.where(asked, outcome[0], 0.0) - self.outcome_middle
        self._multiply_items(codes, asked & (codes > 0).all(axis=0), y, cell)
        self._multiply_scores(codes, asked, y, cell)

    def done(self) -> OutcomeCounts:
        """Give what has been counted."""
        return OutcomeCounts(self.fourth, self.products, self.scores)

    def _runs(self, cell: Integers) -> Runs:
        """Give the groups in which respondents stand; a pool is one."""
        if not len(cell):
            return []
        return runs_of(cell) if len(self.products) > 1 else [(0, slice(0, len(cell)))]

    def _multiply_items(self, codes: NDArray[np.integer], there: NDArray[np.bool_], y: Floats, cell: Integers) -> None:
        rows = np.empty((self.items + 2, int(there.sum())), dtype=self.kind)
        rows[0], rows[1:-1], rows[-1] = 1, codes[:, there], y[there]
        rows[1:-1] -= self.middle + 1
        for place, span in self._runs(cell[there]):
            self.products[place] += rows[:, span] @ rows[:, span].T
            if len(self.fourth):
                for start in range(span.start, span.stop, PIECE):
                    twos = every_two(rows[:, start : min(start + PIECE, span.stop)])
                    self.fourth[place] += twos @ twos.T

    def _multiply_scores(self, codes: NDArray[np.integer], asked: NDArray[np.bool_], y: Floats, cell: Integers) -> None:
        starts = [span.start for span in self.spans]
        answered = np.add.reduceat((codes > 0).astype(np.int64), starts, axis=0)
        sums = np.add.reduceat(codes.astype(np.int64), starts, axis=0)
        there = asked & (2 * answered >= self.sizes).all(axis=0)
        rows = np.empty((len(self.spans) + 2, int(there.sum())))
        given = answered[:, there]
        rows[0], rows[-1] = 1.0, y[there]
        rows[1:-1] = (sums[:, there] - (self.middle + 1) * given) * self.unit / given
        for place, span in self._runs(cell[there]):
            twos = every_two(rows[:, span])
            self.scores[place] += twos @ twos.T
