"""The ranks of hundreds of independent estimates: as `all_ranks` gives them, without the sets that hold alone.

There are half a million pairs of a thousand estimates, and ten thousand draws. Of a draw no more is wanted than its
largest difference, and |e_j - e_k| is at most the root of (z_j² + z_k²) standard errors of the difference, z being the
errors in their own standard errors, and of like signs at most the larger z. So the largest lies among the few estimates
that were drawn far out, and only the draws that may lie beyond the critical value are looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from servgap._stats.ranks.all_ranks import AllRanks, share_in_top
from servgap._stats.ranks.rank_sets import canonical_order, observed_rank, rounding_of_draws
from servgap._stats.ranks.rank_stepdown import Floats, Mask, bounds_of, compare_pairs, step_down, welch_scaled

_AT_ONCE = 256  # draws looked at together
_ROUNDING = 1e-9
_FARTHEST = 12  # estimates at either end among which the first large difference is looked for


def many_ranks(
    estimate: Floats, variance: Floats, df: Floats, top: int, *, confidence: float, draws: int, rng: np.random.Generator
) -> AllRanks:
    """
    Rank independent estimates, 1 for the largest; the sets that hold alone are NaN, all else is that of `all_ranks`.

    Parameters
    ----------
    estimate, variance, df
        x (p,), the variance of each, which is not zero, and its degrees of freedom.
    top, confidence, draws, rng
        As of `all_ranks`.

    Examples
    --------
    >>> found = many_ranks(
    ...     np.array([0.2, 1.0, 0.9]), np.full(3, 0.01), np.full(3, 99.0), 1,
    ...     confidence=0.95, draws=9999, rng=np.random.default_rng(0),
    ... )
    >>> found.rank_low, found.rank_high, found.in_top.round(1)
    (array([3, 1, 1]), array([3, 2, 2]), array([0. , 0.8, 0.2]))
    """
    covariance = np.diag(variance)
    order = canonical_order(estimate, covariance)
    back = np.argsort(order)
    x, v = estimate[order], variance[order]
    errors = rng.standard_normal((len(x), draws))
    errors *= np.sqrt(v)[:, None]
    pairs = welch_scaled(compare_pairs(x, np.diag(v)), v, df[order])
    largest = _Largest(errors, np.sqrt(v), pairs.inverse_se)
    larger = step_down(pairs.statistic, pairs.open, largest, largest.bound(), confidence, stepdown=True)
    low, high = bounds_of(pairs.certain | larger)
    near, count = rounding_of_draws(covariance), np.zeros(len(x))
    for start in range(0, draws, _AT_ONCE):
        here = errors[:, start : start + _AT_ONCE]
        count += share_in_top(x[:, None] + here, top, near) * here.shape[1]
    alone = np.full(len(x), np.nan)
    return AllRanks(observed_rank(estimate), low[back], high[back], alone, alone, (count.round() / draws)[back])


@dataclass
class _Largest:
    """The largest difference among active pairs in some draws; what was found holds while its pair is active."""

    errors: Floats
    sd: Floats
    inverse_se: Floats
    found: dict[int, tuple[float, int, int]] = field(default_factory=dict)

    def bound(self) -> Floats:
        """Give in each draw what no difference exceeds."""
        bounds = []
        for start in range(0, self.errors.shape[1], _AT_ONCE):
            z = self.errors[:, start : start + _AT_ONCE] / self.sd[:, None]
            bounds.append(np.hypot(np.maximum(z.max(axis=0), 0.0), np.maximum(-z.min(axis=0), 0.0)))
        return np.concatenate(bounds) * (1 + _ROUNDING)

    def __call__(self, active: Mask, chosen: NDArray[np.intp]) -> Floats:
        for draw in chosen.tolist():
            known = self.found.get(draw)
            if known is None or not active[known[1], known[2]]:
                self.found[draw] = self._of_draw(draw, active)
        return np.array([self.found[draw][0] for draw in chosen.tolist()])

    def _of_draw(self, draw: int, active: Mask) -> tuple[float, int, int]:
        """Look among the pairs of opposite signs that may exceed what was found already, else among all."""
        errors = self.errors[:, draw]
        z = errors / self.sd
        ahead, behind = np.maximum(z, 0.0), np.maximum(-z, 0.0)
        few = min(_FARTHEST, len(z) - 1)
        ends = np.argpartition(z, (few, len(z) - 1 - few))
        best = self._among(errors, ends[-few:], ends[:few], active)
        near = (best[0] * (1 - _ROUNDING)) ** 2 if best[0] > 0 else 0.0
        front = np.flatnonzero(ahead**2 >= near - behind.max() ** 2)
        back = np.flatnonzero(behind**2 >= near - ahead.max() ** 2)
        best = max(best, self._among(errors, front, back, active))
        if best[0] > max(ahead.max(), behind.max()) * (1 + _ROUNDING):
            return best
        everybody = np.arange(len(z))
        return max(best, self._among(errors, everybody, everybody, active))

    def _among(
        self, errors: Floats, front: NDArray[np.intp], back: NDArray[np.intp], active: Mask
    ) -> tuple[float, int, int]:
        if not (len(front) and len(back)):
            return -np.inf, 0, 0
        at = front[:, None], back
        block = np.where(active[at], (errors[front, None] - errors[back]) * self.inverse_se[at], -np.inf)
        row, column = divmod(int(block.argmax()), len(back))
        return float(block[row, column]), int(front[row]), int(back[column])
