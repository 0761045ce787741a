"""The pass over respondents for zones of tolerance: every count and sum of products that a Tally holds of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from servgap.survey.counts import CountsInMaking, Integers, Runs, runs_of, whole_numbers
from servgap.survey.instrument import Instrument
from servgap.survey.scale import Codes
from servgap.survey.score_pass import NESTED
from servgap.survey.tally import POLICIES, Floats, score_unit
from servgap.survey.zones.zone_counts import BLOCKS, ZoneCounts, sharing

Mask = NDArray[np.bool_]


class ZonePass:
    """Counts and products under way, for triples of answers.

    Parameters
    ----------
    instrument
        The questionnaire.
    cells
        The number of groups.
    wide
        The groups for which products of items with items are kept: all, or 1 for a pool.
    """

    def __init__(self, instrument: Instrument, cells: int, wide: int) -> None:
        self.spans = instrument.spans
        self.shared = sharing(instrument)
        sizes = np.array([span.stop - span.start for span in instrument.spans])[:, None]
        self.least = {"half": (sizes + 1) // 2, "complete": sizes, "pairs": np.ones_like(sizes)}
        self.factor = np.concatenate([[0.0], (score_unit(instrument) or 1) / np.arange(1, int(sizes.max()) + 1)])
        self.side = instrument.scale.levels + 1
        self.joint = CountsInMaking((cells, len(instrument.items), self.side, self.side, self.side))
        self.small = whole_numbers(int(sizes.max()) * self.side)
        blocks = len(BLOCKS) + 1
        self.scores = {policy: np.zeros((cells, *2 * (blocks * len(sizes),))) for policy in POLICIES}
        self.items = np.zeros((wide, *2 * (blocks * len(self.shared),)))

    def block(self, _: Codes | None, codes: Any, cell: Integers) -> None:
        """Count nothing: no count of triples gains by the number of respondents."""

    def chunk(self, _: Codes | None, codes: Codes, cell: Integers, __: Floats | None) -> None:
        """Count some respondents, in whose order those of one group stand together.

        Parameters
        ----------
        codes
            Parts × items × respondents: desired, adequate and received.
        cell
            Each respondent's group.
        """
        high, low, got = codes
        there = (high > 0) & (low > 0) & (got > 0)
        self._count_triples(codes, there, cell)
        sound: Mask = there & (low <= high)
        below, above = got < low, got > high
        steps = [(each - sound.view(np.uint8)) * sound for each in codes]
        sides = [(each & sound).view(np.uint8) for each in (below, ~(below | above), above)]
        blocks, runs = [*steps, *sides, sound.view(np.uint8)], runs_of(cell)
        self._multiply_scores(blocks, runs)
        if len(self.shared):
            rows = np.concatenate([each[self.shared] for each in blocks]).astype(np.float64)
            for place, span in runs if len(self.items) > 1 else [(0, slice(None))]:
                self.items[place] += rows[:, span] @ rows[:, span].T

    def done(self) -> ZoneCounts:
        """Give what has been counted."""
        return ZoneCounts(self.joint.done(), tuple(self.scores[policy] for policy in POLICIES), self.items)

    def _count_triples(self, codes: Codes, there: Mask, cell: Integers) -> None:
        kind = whole_numbers(self.side**3)
        place = codes[0].astype(kind)
        for each in codes[1:]:
            place *= self.side
            place += each
        place *= there
        for item, each in enumerate(place):
            self.joint.add(item, each, cell)

    def _sums(self, items: NDArray[np.uint8]) -> NDArray[np.integer]:
        """Add up each dimension's items."""
        total = np.empty((len(self.spans), items.shape[1]), dtype=self.small)
        for row, span in zip(total, self.spans, strict=True):
            items[span].sum(axis=0, dtype=self.small, out=row)
        return total

    def _multiply_scores(self, blocks: list[NDArray[np.uint8]], runs: Runs) -> None:
        *values, answered = map(self._sums, blocks)
        factor = self.factor.take(answered)
        rows = np.concatenate([*(each * factor for each in values), answered > 0])
        for policy in NESTED:
            rows *= np.tile(answered >= self.least[policy], (len(blocks), 1))
            for place, span in runs:
                self.scores[policy][place] += rows[:, span] @ rows[:, span].T
