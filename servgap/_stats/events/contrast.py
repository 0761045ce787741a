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
class Estimates:
    """Estimates (choices, rows); of every start which branches have it, something of theirs, and what is taken away."""

    estimate: Floats
    choosing: dict[int, Floats]
    own: dict[int, Floats]
    level: dict[int, Floats]

    @property
    def parts(self) -> Floats:
        """Give the parts (rows, branches) of branches in the error of the first choice."""
        found = [self.choosing[kind][0] * (own - self.level[kind][0][:, None]) for kind, own in self.own.items()]
        return np.asarray(sum(found))

    def squares(self, other: slice) -> Floats:
        """Give the sums over branches (choices, rows) of parts times another row's, or their squares."""
        found = np.zeros_like(self.estimate)
        for kind, own in self.own.items():
            choosing, level = self.choosing[kind], self.level[kind]
            with_own, with_level = own[other], level[:, other]
            found += choosing @ (own * with_own).T + choosing.sum(axis=1, keepdims=True) * level * with_level
            found -= level * (choosing @ with_own.T) + with_level * (choosing @ own.T)
        return found


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
        """Give every comparison's contrast (rows, branches) of values (rows, branches, waves), less its mean."""
        found = [values @ each.waves for each in self.comparisons]
        return [each - each.mean(axis=-1, keepdims=True) for each in found]

    def weights(self, starts: Starts) -> Floats:
        """Give the weights (branches, waves) with which the estimate adds values up."""
        found = np.zeros((len(starts), len(self.comparisons[0].waves)))
        for each, controls in zip(self.comparisons, self.controls, strict=True):
            found[starts == each.start] += each.waves / self.treated
            found[starts >= each.after] -= self.sizes[each.start] / self.treated / controls * each.waves
        return found

    def estimates(self, changes: list[Floats], starts: Starts) -> Estimates:
        """
        Give estimates of choices of branches (choices, branches), and what they are made of.

        A branch's part in an estimate's error is its deviation, with the event from the mean effect and without it from
        the mean of its comparison, each over √(n (n − 1)); one that is first without and then with the event has both
        in one. Squares add up to the variance, with one start Welch's. All branches that start at once have the same
        numbers taken away from something of their own: sums over choices are products of matrices.
        """
        n1, kinds = self.treated, [int(each) for each in np.unique(starts)]
        scale = 1 / np.sqrt(n1 * max(n1 - 1, 1))
        compared = list(zip(self.comparisons, changes, self.controls, strict=True))
        choosing = {kind: (starts == kind).astype(np.float64) for kind in kinds}
        summed = [{kind: choosing[kind] @ change.T for kind in kinds} for change in changes]
        nothing = np.zeros((len(starts), len(changes[0])))
        beside = dict.fromkeys(self.sizes, nothing)
        effects = nothing
        own = {kind: np.zeros_like(changes[0]) for kind in kinds}
        level = dict.fromkeys(kinds, nothing)
        for (each, change, controls), sums in zip(compared, summed, strict=True):
            mean = sum((sums[kind] for kind in kinds if kind >= each.after), nothing) / controls
            beside[each.start] = beside[each.start] + mean
            effects = effects + sums[each.start] - self.sizes[each.start] * mean
            own[each.start] = own[each.start] + scale * change
            share = self.sizes[each.start] / n1 / np.sqrt(controls * max(controls - 1, 1))
            for kind in (kind for kind in kinds if kind >= each.after):
                own[kind] = own[kind] - share * change
                level[kind] = level[kind] - share * mean
        for start in self.sizes:
            level[start] = level[start] + scale * (beside[start] + effects / n1)
        return Estimates(effects / n1, choosing, own, level)

    def freedom(self, starts: Starts) -> float:
        """Give Satterthwaite's degrees of freedom of the variance, for values that are independent and alike."""
        if not self.can_vary:
            return np.nan
        unit = np.eye(len(starts))
        linear = []
        for at in range(len(self.comparisons)):
            alone = [unit if k == at else np.zeros_like(unit) for k in range(len(self.comparisons))]
            linear.append(self.estimates(alone, starts[None]).parts.T)
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
            if 0 <= wave < waves and (starts >= after).any():
                contrast = np.zeros(waves)
                contrast[wave] += 1.0
                contrast[start - 1] -= 1.0
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
