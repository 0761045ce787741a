"""How large the largest estimate is in truth: being picked for its size, it tends to look larger than it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from servgap._stats.families.skewed_means import SkewedMean, skewed_mean
from servgap._stats.intervals import normal_quantile
from servgap._stats.ranks.looked_at import LargestErrors, LookedAt, from_normal
from servgap._stats.ranks.picked import picked_from
from servgap._stats.ratio import NEGLIGIBLE, Floats
from servgap._stats.registry import statistic

_MANY = 100
"""Independent estimates beyond which no matrix of all with all is made."""
_FIRST_STAGE = 0.1
"""Part of the error that goes to telling which could have been picked: the proposal of both sources."""


@dataclass(frozen=True)
class Winner:
    """
    The largest estimate, corrected for having been picked.

    `place` is its position among the cells, numbered through, `observed` its value. `ci_low` and `ci_high` hold its
    true size. `estimate` is nearly median unbiased given the pick, which takes it far where another lies near;
    `shrunken` is the empirical-Bayes mean, drawn towards the mean of its group's estimates, and has the smaller error.
    `tied` says that another estimate lies so near that one answer would have put it in this one's place.
    """

    place: NDArray[np.int64]
    observed: Floats
    estimate: Floats
    ci_low: Floats
    ci_high: Floats
    shrunken: Floats
    tied: NDArray[np.bool_]


@statistic(
    "winner",
    name="largest estimate corrected for the winner's curse",
    symbol="max",
    source="interval: own variant of Zrnic & Fithian (2024), Locally simultaneous inference, arXiv:2212.09009; "
    "estimate: after Andrews, Kitagawa & McCloskey (2024), Q. J. Econ. 139, 305–358; shrinkage: Morris (1983), "
    "JASA 78, 47–55",
    effect="size of the largest estimate",
)
def winner(
    estimate: ArrayLike,
    covariance: ArrayLike,
    *,
    n: ArrayLike | None = None,
    skewness: ArrayLike | None = None,
    grain: ArrayLike = 0.0,
    confidence: float = 0.95,
    draws: int = 9999,
    rng: np.random.Generator | None = None,
) -> Winner:
    """
    Size of the largest of all estimates that were looked at, allowing for its having been picked.

    A picked estimate is too large rather than too small. Its lower end is therefore one that holds at once for all that
    could have been picked: those not further behind than twice the widest error of a difference, at a tenth of the
    error. The upper end is the plain one, since a picked value that is too small in earnest would not have been picked.
    Both are Student's, or farther where answers are skewed (`skewed_mean`). Where no other could have been picked, this
    is the plain interval at a tenth of the error less; where the next lies within `grain`, which of them is named is a
    toss-up, and the interval that holds at once for all estimates is given. It lies within that one always. `estimate`
    solves for the mean at which the value, a normal variable that must exceed its rivals, is its own median, no mean
    being taken beyond the lower end.

    Parameters
    ----------
    estimate, covariance
        x (k,), larger is what is picked, and its covariance (k, k); or (groups, k) and (groups, k, k) for groups of
        different respondents. NaN: not looked at.
    n, skewness
        Answers behind each estimate (None: normal theory), and the skewness of these answers, as of x.
    grain
        How much one answer moves an estimate.
    confidence
        Level of the interval.
    draws, rng
        Monte Carlo draws of the critical values and their generator (None: seed 0).

    Returns
    -------
    Winner
        Its limits are NaN where the largest estimate has no variance, all numbers where there is no estimate.

    Examples
    --------
    >>> found = winner([0.2, 1.0, 0.9], np.eye(3) * 0.01)
    >>> int(found.place), round(float(found.ci_low), 2), round(float(found.ci_high), 2), round(float(found.shrunken), 2)
    (1, 0.78, 1.2, 0.98)
    """
    cells = LookedAt.of(estimate, covariance, n)
    place = int(np.argmax(np.where(cells.known, cells.value, -np.inf))) if cells.known.any() else 0
    if not cells.known.any() or not cells.se[place] > 0:
        value = np.asarray(cells.value[place] if cells.known.any() else np.nan)
        nothing = np.asarray(np.nan)
        return Winner(np.asarray(place), value, value, nothing, nothing, value, np.zeros((), dtype=bool))
    step = np.broadcast_to(np.asarray(grain, dtype=np.float64), cells.estimate.shape).reshape(-1)
    tied = _behind(cells, place) <= np.maximum(step, step[place]) + NEGLIGIBLE * abs(cells.value[place])
    tied[place] = False
    rng = np.random.default_rng(0) if rng is None else rng
    errors = cells.largest(_could_have_been(cells, place, 1 - confidence), draws, rng)
    low, high = _criticals(cells, place, errors, 1 - confidence, tied=bool(tied.any()))
    ends = _ends(cells, place, skewness, low, high)
    picked = picked_from(cells, place, cells.known & ~tied, float(cells.value[place] - ends.low))
    return Winner(
        place=np.asarray(place),
        observed=np.asarray(cells.value[place]),
        estimate=np.asarray(picked.mean_at(0.5)),
        ci_low=ends.low,
        ci_high=ends.high,
        shrunken=np.asarray(_shrunken(cells, place)),
        tied=np.asarray(tied.any()),
    )


def _behind(cells: LookedAt, place: int) -> Floats:
    """By how much each estimate lies behind the picked one; what was not looked at lies behind without end."""
    return np.where(cells.known, cells.value[place] - cells.value, np.inf)


def _could_have_been(cells: LookedAt, place: int, error: float) -> NDArray[np.bool_]:
    """Tell which could have been picked instead: those behind by no more than the errors of two samples explain."""
    variance = cells.se**2 + cells.se[place] ** 2 - 2 * cells.beside(place)
    pairs = max(1, int(cells.known.sum()) * (int(cells.known.sum()) - 1))
    df = np.minimum(cells.df, cells.df[place])
    critical = from_normal(-ndtri(_FIRST_STAGE * error / pairs), df)
    return np.asarray(_behind(cells, place) <= 2 * critical * np.sqrt(np.maximum(variance, 0.0)))


def _criticals(cells: LookedAt, place: int, errors: LargestErrors, error: float, *, tied: bool) -> tuple[float, float]:
    """Critical values of the lower and the upper end."""
    df = cells.df[place]
    if cells.known.sum() == 1:
        plain = float(from_normal(normal_quantile(1 - error), df))
        return plain, plain
    left = error * (1 - _FIRST_STAGE)
    # Where all errors are nearly one, the simultaneous value is the smaller.
    together, plain, of_some = (
        float(from_normal(z, df))
        for z in (errors.two_sided(1 - error), normal_quantile(1 - left), errors.one_sided(1 - left))
    )
    return (together, together) if tied else (min(max(plain, of_some), together), min(plain, together))


def _ends(cells: LookedAt, place: int, skewness: ArrayLike | None, low: float, high: float) -> SkewedMean:
    bend = np.nan
    if skewness is not None and cells.n is not None:
        bend = np.broadcast_to(np.asarray(skewness, dtype=np.float64), cells.estimate.shape).reshape(-1)[place]
    n = 1.0 if cells.n is None else cells.n.reshape(-1)[place]
    return skewed_mean(cells.value[place], cells.se[place], bend, n, low, high)


def _shrunken(cells: LookedAt, place: int) -> float:
    """Take the picked value drawn towards the others of its group; of groups with one value each, towards all."""
    group, column = divmod(place, cells.estimate.shape[1])
    x, S = cells.estimate[group], cells.covariance[group]
    if cells.estimate.shape[1] == 1:
        if len(cells.value) > _MANY:
            drawn = _independent_drawn_together(cells.value[cells.known], cells.se[cells.known] ** 2)
            return float(drawn[cells.known[:place].sum()])
        x, S, column = cells.value, np.diag(cells.se**2), place
    known = np.isfinite(x)
    drawn = np.where(known, x, np.nan)
    drawn[known] = _drawn_together(x[known], S[np.ix_(known, known)])
    return float(drawn[column])


def _drawn_together(x: Floats, S: Floats) -> Floats:
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


def _independent_drawn_together(x: Floats, variance: Floats) -> Floats:
    """Draw independent estimates together, as `_drawn_together` does, without matrices of their size squared."""
    away = x - x.mean()
    true_variance = max(0.0, float(away @ away - variance.sum() * (1 - 1 / len(x))) / (len(x) - 1))
    if true_variance == 0:
        return np.full(len(x), x.mean())
    weight = 1 / (true_variance + variance)
    return np.asarray(x.mean() + true_variance * weight * (away - (weight @ away) / weight.sum()))
