"""The pass over respondents for what says how sure the reliability of a difference is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from servgap.survey.counts import FLOAT32_EXACT
from servgap.survey.fourth_moments import middle
from servgap.survey.scale import Codes
from servgap.survey.tally import Floats

Runs = list[tuple[int, slice]]
Mask = NDArray[np.bool_]
Small = NDArray[np.integer]

FEWEST = 256
"""Respondents that single precision must hold exactly at a time to be worth it."""


class DifferencePass:
    """
    Sums of w and t times one, w, t and each answer, for each group cell; see `FourthMoments`.

    Parameters
    ----------
    items
        Items of the dimension.
    cells
        The number of groups.
    levels
        The answers to choose from.
    """

    def __init__(self, items: int, cells: int, levels: int) -> None:
        self.items, self.middle = items, middle(levels)
        self.sums = np.zeros((cells, 2, 3 + 2 * items))
        farthest = levels - 1 - self.middle
        largest = (2 * items * farthest) ** 2
        self.whole: type[np.integer] = np.int16 if largest <= np.iinfo(np.int16).max else np.int64
        at_once = FLOAT32_EXACT // (largest * farthest)
        self.kind: type[np.floating] = np.float32 if at_once >= FEWEST else np.float64
        self.step = at_once if at_once >= FEWEST else FLOAT32_EXACT

    def add(self, first: Codes, second: Codes, inside: Mask | None, runs: Runs) -> None:
        """Count some respondents; `inside` are those who answered the dimension in both parts, None if all did."""
        k, n = self.items, first.shape[1]
        answers: Small = np.concatenate([first, second]).astype(self.whole)
        np.subtract(answers, self.whole(1 + self.middle), out=answers)
        e, p = (half.sum(axis=0, dtype=self.whole) for half in (answers[:k], answers[k:]))
        made = np.empty((2, n), dtype=self.whole)
        w, t = made
        np.multiply(e, p, out=w)
        w *= 2
        w -= self.whole(k) * np.square(answers).sum(axis=0, dtype=self.whole)
        np.square(p - e, out=t)
        if inside is not None:
            made *= inside
        exact, short = made.astype(np.float64), made.astype(self.kind)
        for cell, span in runs:
            one, two = exact[:, span]
            both = one @ two
            self.sums[cell, :, :3] += [[one.sum(), one @ one, both], [two.sum(), both, two @ two]]
            self.sums[cell, :, 3:] += self._crossed(short, answers, span)

    def _crossed(self, made: NDArray[np.floating], answers: Small, span: slice) -> Floats:
        """Multiply w and t with the answers, so many respondents at a time that no digit is lost."""
        crossed = np.zeros((2, 2 * self.items))
        for start in range(span.start, span.stop, self.step):
            part = slice(start, min(start + self.step, span.stop))
            crossed += made[:, part] @ answers[:, part].astype(self.kind).T
        return crossed
