"""How large the largest estimate is in truth: being picked for its size, it looks larger than it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import log_ndtr

from servgap._stats.families.max_t import simultaneous_critical
from servgap._stats.ratio import Floats
from servgap._stats.registry import statistic

_FIRST_STAGE = 0.1
"""Part of the error that the simultaneous interval takes, which bounds the conditional one: the authors' proposal."""

_HALVINGS = 60


@dataclass(frozen=True)
class Winner:
    """
    The largest estimate, corrected for having been picked.

    `place` is its position, `observed` its value, `estimate` with `ci_low` and `ci_high` the median-unbiased size given
    the pick, `shrunken` the empirical-Bayes mean, which has the smaller error.
    """

    place: NDArray[np.int64]
    observed: Floats
    estimate: Floats
    ci_low: Floats
    ci_high: Floats
    shrunken: Floats


@dataclass(frozen=True)
class _Picked:
    """The picked value, its standard error, where it must lie to be picked, and how far its mean may be."""

    value: float
    se: float
    low: float
    high: float
    reach: float

    def mean_at(self, probability: float) -> float:
        """Mean at which a value of at most this, given the pick, has the probability."""
        low, high = self.value - self.reach, self.value + self.reach
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            low, high = (middle, high) if self._at_most(middle) > probability else (low, middle)
        return (low + high) / 2

    def _at_most(self, mean: float) -> float:
        low, high = max(self.low, mean - self.reach), min(self.high, mean + self.reach)
        if self.value <= low:
            return 0.0
        if self.value >= high:
            return 1.0
        below, at, above = ((edge - mean) / self.se for edge in (low, self.value, high))
        turned = below > 0  # both tails are small there: take them from the other side
        if turned:
            below, at, above = -above, -at, -below
        # In logarithms, since far from the mean all three vanish together.
        outer, inner, whole = (float(log_ndtr(edge)) for edge in (below, at, above))
        if not outer < whole:  # the window is no wider than rounding: it says nothing of the mean
            return 0.5
        share = (np.exp(inner - whole) - np.exp(outer - whole)) / -np.expm1(outer - whole)
        return float(1 - share if turned else share)


@statistic(
    "winner",
    name="largest estimate corrected for the winner's curse",
    symbol="max",
    source="Andrews, Kitagawa & McCloskey (2024), Q. J. Econ. 139, 305–358; shrinkage: Morris (1983), JASA 78, 47–55",
    effect="size of the largest estimate",
)
def winner(
    estimate: ArrayLike,
    covariance: ArrayLike,
    *,
    confidence: float = 0.95,
    draws: int = 9999,
    rng: np.random.Generator | None = None,
) -> Winner:
    """
    Size of the largest estimate, given that it was picked for being the largest.

    Given what the other estimates say beyond it, the picked one is a truncated normal variable: it must exceed them.
    The hybrid method solves for the means at which the observed value is its median and its outer quantiles, while no
    mean is taken that a simultaneous interval at a tenth of the error excludes. The interval covers the true size of
    whatever was picked.

    Parameters
    ----------
    estimate, covariance
        x (p,), larger is what is picked, and its covariance (p, p); without NaN.
    confidence
        Level of the interval.
    draws, rng
        Monte Carlo draws of the simultaneous critical value and their generator (None: seed 0).

    Returns
    -------
    Winner
        Its limits are NaN where the largest estimate has no variance, all numbers where there is no estimate.

    Examples
    --------
    >>> found = winner([0.2, 1.0, 0.9], np.eye(3) * 0.01)
    >>> int(found.place), round(float(found.estimate), 2), round(float(found.shrunken), 2)
    (1, 0.97, 0.98)
    """
    x, S = np.asarray(estimate, dtype=np.float64), np.asarray(covariance, dtype=np.float64)
    place = int(np.argmax(x)) if len(x) else 0
    if not len(x) or S[place, place] <= 0:
        missing = np.asarray(np.nan)
        value = np.asarray(x[place]) if len(x) else missing
        return Winner(np.asarray(place), value, value, missing, missing, value)
    error = 1 - confidence
    first = _FIRST_STAGE * error
    critical = float(simultaneous_critical(S, confidence=1 - first, draws=draws, rng=rng).critical)
    picked = _picked(x, S, place, critical)
    tail = (error - first) / (1 - first) / 2
    return Winner(
        place=np.asarray(place),
        observed=np.asarray(x[place]),
        estimate=np.asarray(picked.mean_at(0.5)),
        ci_low=np.asarray(picked.mean_at(1 - tail)),
        ci_high=np.asarray(picked.mean_at(tail)),
        shrunken=np.asarray(_shrunken(x, S)[place]),
    )


def _picked(x: Floats, S: Floats, place: int, critical: float) -> _Picked:
    """Find the bounds between which the picked value must lie, the rest of the data being what they are."""
    variance = S[place, place]
    rest = x - S[:, place] / variance * x[place]
    slack = variance - S[:, place]
    level = 1e-12 * variance
    bound = np.divide(rest * variance, slack, out=np.zeros_like(x), where=np.abs(slack) > level)
    low = bound[slack > level].max(initial=-np.inf)
    high = bound[slack < -level].min(initial=np.inf)
    return _Picked(
        float(x[place]), float(np.sqrt(variance)), float(low), float(high), critical * float(np.sqrt(variance))
    )


def _shrunken(x: Floats, S: Floats) -> Floats:
    """Draw the estimates towards their mean by as much as their differences are chance."""
    size = len(x)
    centring = np.eye(size) - 1 / size
    away = centring @ x
    chance = centring @ S @ centring
    if size < 2:
        return x
    true_variance = max(0.0, float(away @ away - np.trace(chance)) / (size - 1))
    if true_variance == 0:
        return np.full(size, x.mean())
    return np.asarray(
        x.mean() + true_variance * centring @ np.linalg.solve(true_variance * np.eye(size) + chance, away)
    )
