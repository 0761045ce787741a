"""The pass over respondents for dimension scores, under every policy for missing answers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from servgap.survey.counts import Counts, CountsInMaking, Integers, Runs
from servgap.survey.pair_counts import ScoreCounts
from servgap.survey.tally import POLICIES, ROUNDING, Floats

Small = NDArray[np.integer]
Mask = NDArray[np.bool_]

NESTED = ("pairs", "half", "complete")
"""The policies, from that which asks least to that which asks most."""


class ScorePass:
    """Dimension scores under way.

    A score that exists under several policies is the same under each, so that it is computed once; policies differ in
    whom they count.

    Parameters
    ----------
    sizes
        How many items of each dimension are asked for; a dimension of none has no scores, and no overall waits for it.
    levels
        The levels of what is summed.
    unit
        The denominator that all scores share, if they do.
    cells
        The number of groups.
    """

    def __init__(self, sizes: Integers, levels: int, unit: int | None, cells: int) -> None:
        self.asked, self.sizes = sizes > 0, sizes[:, None]
        least = np.maximum(sizes, 1)[:, None]
        self.least = {"half": (least + 1) // 2, "complete": least, "pairs": np.ones_like(least)}
        self.factor = np.concatenate([[0.0], (unit or 1) / np.arange(1, max(int(sizes.max()), 1) + 1)])
        # Where scores are no whole numbers, their sums are told apart by rounding.
        self.exact = unit is not None
        self.key_scale = 1.0 if unit else ROUNDING
        dimensions = len(sizes)
        self.most_key = int(dimensions * (levels - 1) * (unit or 1) * self.key_scale)
        self.products = {policy: np.zeros((cells, 2 * dimensions, 2 * dimensions)) for policy in POLICIES}
        self.weighted = {policy: np.zeros((cells, 5 + 2 * dimensions)) for policy in POLICIES}
        self.points = np.zeros((cells, 1 + dimensions))
        # One table counts respondents by the number of policies under which they have all scores.
        self.overall = CountsInMaking((cells, len(POLICIES), 2 * self.most_key + 1))

    def chunk(self, cell: Integers, runs: Runs, sums: tuple[Small | None, Small, Small], points: Floats | None) -> None:
        """Score some respondents.

        Parameters
        ----------
        cell, runs
            Each respondent's group, and where each group stands.
        sums
            Dimensions × respondents: sum of the first part, if there is one, sum of the second, number of pairs.
        points
            Dimensions × respondents: importance points.
        """
        first, second, pairs = sums
        whole = bool((pairs == self.sizes).all())
        factor = self.factor.take(self.sizes if whole else pairs)
        score = (second if first is None else np.subtract(second, first, dtype=np.float64)) * factor
        there = self._there(pairs, whole=whole)
        self._multiply(score, there, runs)
        self._count_overall(score, there, cell)
        if points is not None:
            parts = (None, score) if first is None else (first * factor, second * factor)
            self._weigh(score, parts, there, points, runs)

    def count_points(self, points: Floats, runs: Runs) -> None:
        """Add up the points of all who gave any, whatever else they answered."""
        known = np.asarray(np.isfinite(points).all(axis=0))
        given = np.concatenate([known[None], points if known.all() else np.where(known, points, 0.0)])
        for cell, span in runs:
            self.points[cell] += given[:, span].sum(axis=1)

    def done(self) -> tuple[ScoreCounts, ...]:
        """Give what has been counted under each policy."""
        counted = self.overall.done()
        cells, _, width = counted.shape
        cell, policies, key = counted.axes()
        overall = {}
        for number, policy in enumerate(NESTED):
            kept = policies >= number
            overall[policy] = Counts.of_keys((cells, width), (cell * width + key)[kept], counted.count[kept])
        return tuple(ScoreCounts(self.products[each], overall[each], self.weighted[each]) for each in POLICIES)

    def _there(self, pairs: Small, *, whole: bool) -> dict[str, Mask]:
        """Tell under each policy who has which scores: everybody who answered everything has all that are asked for."""
        if whole:
            return dict.fromkeys(NESTED, np.broadcast_to(self.asked[:, None], pairs.shape))
        return {policy: pairs >= least for policy, least in self.least.items()}

    def _multiply(self, score: Floats, there: dict[str, Mask], runs: Runs) -> None:
        counted = there[NESTED[0]]
        if self.exact and counted is there[NESTED[-1]]:
            self._multiply_whole(score, runs)
            return
        rows = np.concatenate([score, counted])
        products = [rows[:, span] @ rows[:, span].T for _, span in runs]
        for policy in NESTED:
            if there[policy] is not counted and not np.array_equal(there[policy], counted):
                counted = there[policy]
                rows *= np.concatenate([counted, counted])
                products = [rows[:, span] @ rows[:, span].T for _, span in runs]
            for (cell, _), product in zip(runs, products, strict=True):
                self.products[policy][cell] += product

    def _multiply_whole(self, score: Floats, runs: Runs) -> None:
        """Multiply the scores of those who have all that are asked for: the presence of each is that of one row."""
        dimensions, n = score.shape
        rows = np.empty((dimensions + 1, n))
        rows[:-1], rows[-1] = score, 1.0
        every = np.concatenate([np.arange(dimensions), np.repeat(dimensions, dimensions)])
        present = np.concatenate([np.ones(dimensions), self.asked])
        kept = np.outer(present, present)
        for cell, span in runs:
            product = (rows[:, span] @ rows[:, span].T)[every[:, None], every[None, :]] * kept
            for policy in NESTED:
                self.products[policy][cell] += product

    def _count_overall(self, score: Floats, there: dict[str, Mask], cell: Integers) -> None:
        total = score.sum(axis=0)
        key = (total if self.exact else np.rint(total * self.key_scale)).astype(np.int64)
        key += self.most_key
        if there[NESTED[0]] is there[NESTED[-1]]:
            self.overall.add(len(NESTED) - 1, key, cell)
            return
        policies = np.sum([there[policy][self.asked].all(axis=0) for policy in NESTED], axis=0)
        for number in range(len(NESTED)):
            kept = policies == number + 1
            self.overall.add(number, key[kept], cell[kept])

    def _weigh(
        self,
        score: Floats,
        parts: tuple[Floats | None, Floats],
        there: dict[str, Mask],
        points: Floats,
        runs: Runs,
    ) -> None:
        known = np.asarray(np.isfinite(points).all(axis=0))
        importance = points if known.all() else np.where(known, points, 0.0)
        dimensions, n = score.shape
        rows = np.empty((5 + 2 * dimensions, n))
        rows[5 : 5 + dimensions], of_gap = importance, rows[5 + dimensions :]
        np.multiply(importance, score, out=of_gap)
        rows[0] = 1.0
        of_gap.sum(axis=0, out=rows[1])
        np.square(rows[1], out=rows[2])
        rows[3] = 0.0 if parts[0] is None else (importance * parts[0]).sum(axis=0)
        rows[4] = rows[1] if parts[1] is score else (importance * parts[1]).sum(axis=0)
        pointless = importance == 0
        whole = there[NESTED[0]] is there[NESTED[-1]]
        scored = [(there[policy] | pointless).all(axis=0) for policy in (NESTED[:1] if whole else NESTED)]
        usable = np.broadcast_to(known & np.stack(scored), (len(NESTED), n)).astype(np.float64)
        for cell, span in runs:
            for policy, total in zip(NESTED, usable[:, span] @ rows[:, span].T, strict=True):
                self.weighted[policy][cell] += total
