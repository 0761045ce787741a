"""What branches with an event changed by, beyond branches that have it later or never: the estimate and its variance.

Branches start at one of several waves. The effect on a branch is what it changed by less what the branches changed by
that were without the event at the time; the estimate is the mean of the effects over the branches with the event.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from servgap._stats.ratio import Floats, ratio

Starts = NDArray[np.int64]


@dataclass(frozen=True)
class Comparison:
    """A contrast of waves, of branches that start at `start` beside those that start at `after` or later."""

    start: int
    after: int
    waves: Floats


@dataclass(frozen=True)
class Contrast:
    """Comparisons to be added up for every start, and how many branches start then; `controls` are of a comparison."""

    comparisons: tuple[Comparison, ...]
    sizes: dict[int, int]
    controls: tuple[int, ...]

    @property
    def treated(self) -> int:
        """How many branches have the event."""
        return sum(self.sizes.values())

    @property
    def fewest_controls(self) -> int:
        """How many branches the least of the comparisons has beside those with the event."""
        return min(self.controls, default=0)

    @property
    def can_vary(self) -> bool:
        """Whether both sides have branches enough to tell how much branches differ."""
        return self.treated >= 2 and self.fewest_controls >= 2

    def of_branches(self, values: Floats) -> list[Floats]:
        """Give every comparison's contrast (rows, branches) of values (rows, branches, waves)."""
        return [values @ each.waves for each in self.comparisons]

    def weights(self, starts: Starts) -> Floats:
        """Give the weights (branches, waves) with which the estimate adds values up."""
        found = np.zeros((len(starts), len(self.comparisons[0].waves)))
        for each, controls in zip(self.comparisons, self.controls, strict=True):
            found[starts == each.start] += each.waves / self.treated
            found[starts >= each.after] -= self.sizes[each.start] / self.treated / controls * each.waves
        return found

    def estimates(self, changes: list[Floats], starts: Starts) -> tuple[Floats, Floats]:
        """
        Give estimates (choices, rows) and what branches add to their errors (choices, rows, branches).

        A branch's part is its deviation, with the event from the mean effect and without it from the mean of its
        comparison, each over √(n (n − 1)): squares add up to the variance, with one start Welch's. A branch that is
        first without and then with the event has both in one.
        """
        n1 = self.treated
        by_start: dict[int, list[tuple[Comparison, Floats, Floats, int]]] = {}
        for each, change, controls in zip(self.comparisons, changes, self.controls, strict=True):
            beside = (starts >= each.after).astype(np.float64)
            by_start.setdefault(each.start, []).append((each, change, beside, controls))
        effects = np.zeros((len(starts), len(changes[0]), starts.shape[1]))
        parts = np.zeros_like(effects)
        having = np.zeros(starts.shape, dtype=bool)
        for start, compared in by_start.items():
            own = sum(change for _, change, _, _ in compared)
            others = np.zeros((len(starts), len(changes[0])))
            for _, change, beside, controls in compared:
                mean = beside @ change.T / controls
                others += mean
                spread = np.sqrt(controls * max(controls - 1, 1))
                share = self.sizes[start] / n1 / spread
                parts -= share * beside[:, None, :] * (change[None] - mean[:, :, None])
            now = starts == start
            having |= now
            effects += now[:, None, :] * (own[None] - others[:, :, None])
        estimate = effects.sum(axis=-1) / n1
        parts += having[:, None, :] * (effects - estimate[:, :, None]) / np.sqrt(n1 * max(n1 - 1, 1))
        return estimate, parts

    def freedom(self, starts: Starts) -> float:
        """Give Satterthwaite's degrees of freedom of the variance, for values that are independent and alike."""
        if not self.can_vary:
            return np.nan
        unit = np.eye(len(starts))
        linear = []
        for at in range(len(self.comparisons)):
            alone = [unit if k == at else np.zeros_like(unit) for k in range(len(self.comparisons))]
            linear.append(self.estimates(alone, starts[None])[1][0].T)
        crossed = np.array([[one.waves @ other.waves for other in self.comparisons] for one in self.comparisons])
        gram = np.einsum("ab,aij,bkj->ik", crossed, np.array(linear), np.array(linear), optimize=True)
        return float(ratio(np.trace(gram) ** 2, (gram**2).sum()))


def effect_contrast(starts: Starts, waves: int, *, last_only: bool = False) -> Contrast:
    """
    Compare the waves from a start on with those before it, waves weighing alike, for every start.

    A wave is compared beside branches that have not started by it; one where there is none is left out.

    Parameters
    ----------
    starts
        Wave of every branch's start, at least 1; `waves` if it never starts.
    last_only
        Hold waves against the last one before the start, not against all before it.
    """
    compared: list[Comparison] = []
    for start in _starts_within(starts, waves):
        after = [wave for wave in range(start, waves) if (starts > wave).any()]
        before = np.zeros(waves)
        before[start - 1 if last_only else slice(0, start)] = 1.0
        before /= before.sum()
        for beside in sorted({_next_start(starts, wave, waves) for wave in after}):
            within = [wave for wave in after if _next_start(starts, wave, waves) == beside]
            contrast = np.zeros(waves)
            contrast[within] = 1.0 / len(after)
            compared.append(Comparison(start, beside, contrast - len(within) / len(after) * before))
    return _contrast(compared, starts)


def study_contrasts(starts: Starts, waves: int, times: NDArray[np.int64]) -> Iterator[Contrast]:
    """Compare, for every time from the start, the wave at that time with the last one before the start."""
    for time in times:
        compared = []
        for start in _starts_within(starts, waves):
            wave, after = start + int(time), max(start, start + int(time)) + 1
            if 0 <= wave < waves and time != -1 and (starts >= after).any():
                contrast = np.zeros(waves)
                contrast[wave], contrast[start - 1] = 1.0, -1.0
                compared.append(Comparison(start, after, contrast))
        yield _contrast(compared, starts)


def _starts_within(starts: Starts, waves: int) -> list[int]:
    return [int(each) for each in np.unique(starts) if each < waves]


def _next_start(starts: Starts, wave: int, waves: int) -> int:
    """Give the first start after a wave, from which on branches have not started by it."""
    return int(min((each for each in starts if each > wave), default=waves))


def _contrast(compared: list[Comparison], starts: Starts) -> Contrast:
    sizes = {each.start: int((starts == each.start).sum()) for each in compared}
    return Contrast(tuple(compared), sizes, tuple(int((starts >= each.after).sum()) for each in compared))
