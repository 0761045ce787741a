"""In which quadrant of importance and performance points surely lie, the cross-hair's own chance included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from servgap._stats.families.max_t import draw_errors, simultaneous_critical, upper_quantile
from servgap._stats.families.skewed_means import skewed_mean
from servgap._stats.importance.joint_rows import rows_bend, rows_covariance
from servgap._stats.ordinal.bivariate_normal import FARTHEST, bivariate_cdf
from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic
from servgap._stats.ties import ROUNDING, at_least

Integers = NDArray[np.int64]

MIDPOINT, MEANS, MEDIANS, DIAGONAL = "midpoint", "means", "medians", "diagonal"
RULES = (MIDPOINT, MEANS, MEDIANS, DIAGONAL)
CONCENTRATE, KEEP_UP, LOW_PRIORITY, OVERKILL = "concentrate_here", "keep_up", "low_priority", "possible_overkill"
MATCHED = "importance_matched"
AREAS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys((MIDPOINT, MEANS, MEDIANS), (CONCENTRATE, KEEP_UP, LOW_PRIORITY, OVERKILL)),
        DIAGONAL: (CONCENTRATE, MATCHED),
    }
)
"""The areas into which each rule divides the map, in the order of the columns of `p` and of the numbers of areas."""
NOT_CALLED = -1
NO_CHANCE = 1e-18
"""Variance of a distance, in squared units of its axis, below which it is rounding: what does not vary is known."""


@dataclass(frozen=True)
class Quadrants:
    """Where points lie, with what is sure of it.

    Parameters
    ----------
    crosshair
        Performance and importance at which the axes cross (2,); NaN for the diagonal.
    distance, distance_low, distance_high
        Points × 2: performance and importance less those of the cross-hair, with intervals that hold for all points on
        both axes at once. Of the diagonal importance less performance, in the second column.
    correlation
        Correlation of the errors of each point's two distances; NaN where one of them has none.
    critical
        Critical value behind the intervals.
    quadrant, called
        Number of the area in which a point lies, and in which it surely lies; −1 where that is not sure.
    p
        Points × areas: chance of each area if the errors are normal around the estimates. A description.
    """

    crosshair: Floats
    distance: Floats
    distance_low: Floats
    distance_high: Floats
    correlation: Floats
    critical: Floats
    quadrant: Integers
    called: Integers
    p: Floats


@statistic(
    "quadrants",
    name="quadrants of importance and performance",
    symbol="max |t|",
    source="Martilla & James (1977), J. Mark. 41(1), 77–79; at once: Hothorn, Bretz & Westfall (2008), Biom. J. 50",
)
def quadrants(
    performance: ArrayLike,
    importance: ArrayLike,
    rows: ArrayLike,
    *,
    rule: str = MIDPOINT,
    midpoint: tuple[float | None, float | None] = (0.0, 0.0),
    parts: bool = False,
    n: float | None = None,
    confidence: float = 0.95,
    draws: int = 9999,
    rng: np.random.Generator | None = None,
) -> Quadrants:
    """
    Tell for each point in which quadrant it lies, and call it only where that is sure of all points at once.

    The intervals are of the distances d from the cross-hair, which is an estimate itself where the data make it, so
    that d_j = x_j − x̄ under ``"means"`` has the variance of this difference. They hold on both axes of all k points at
    once, by the largest of their 2k studentised distances, and each end is the farther of Student's and of one that
    allows for skewed answers (`skewed_mean`). A point is called where its rectangle lies in one quadrant, or, what is
    the same, the ellipse that touches the sides of the rectangle. Whatever lies on a line is thus called with a
    chance of at most 1 − confidence, all points together.

    The distance from the median x_j − med(x) = med_l(x_j − x_l) is bounded by the medians over l of the bounds of all
    differences, which hold at once: the median of estimates is no normal variable where some are near each other.

    Parts of a whole that are small have small errors, and those that came out small by chance have errors that are too
    small. Their upper end is therefore the farther of the one above and of (√s + c·max(e, ē))² with e = se/(2√s), the
    error of the root, and ē the quadratic mean of these over all parts.

    Parameters
    ----------
    performance, importance : array_like, shape (k,)
        Means of performance, and importances.
    rows : array_like, shape (n, 2k)
        What each respondent adds to the error of each performance, then of each importance (see `joint_rows`). A
        column of zeros is known without error.
    rule
        ``"midpoint"``, ``"means"``, ``"medians"``, or ``"diagonal"``: the line on which importance is performance.
    midpoint
        Performance and importance of the cross-hair, for the first rule; None for the mean of the points on that axis,
        as the equal share is of parts of a whole that is an estimate itself.
    parts
        Whether importances are parts s of a whole, such as of R², of which the cross-hair is the equal one; not with
        ``"medians"``.
    n
        Respondents, for the degrees of freedom; default: rows.
    confidence, draws, rng
        Joint level; Monte Carlo draws and their generator (None: seed 0).

    Examples
    --------
    >>> rows = np.outer([-1.0, 1.0] * 50, [0.002, 0.002, 0.0, 0.0])
    >>> found = quadrants([3.0, 5.0], [6.0, 6.0], rows, midpoint=(4.0, 4.0))
    >>> [AREAS["midpoint"][place] for place in found.called]
    ['concentrate_here', 'keep_up']
    """
    x, y, errors_of = (np.asarray(each, dtype=np.float64) for each in (performance, importance, rows))
    size = float(len(errors_of) if n is None else n)
    chance = _Chance(confidence, draws, np.random.default_rng(0) if rng is None else rng)
    if rule == MEDIANS:
        return _from_medians(x, y, errors_of, size, chance)
    crosshair, distance, moved = _linear(x, y, errors_of, rule, midpoint)
    covariance = rows_covariance(moved, size)
    error = _errors(covariance)
    critical = np.asarray(np.nan)
    if (error > 0).any():
        critical = simultaneous_critical(
            np.where(np.outer(error > 0, error > 0), covariance, 0.0),
            size - 1,
            confidence=chance.confidence,
            draws=chance.draws,
            rng=chance.rng,
        ).critical
    low, high = _ends(distance, error, rows_bend(moved), critical)
    if rule == DIAGONAL:
        return _of_line(crosshair, distance, low, high, error, critical)
    k = len(x)
    if parts:
        low[k:] = np.maximum(low[k:], -crosshair[1])
        high[k:] = np.maximum(high[k:], _end_of_part(y, error[k:], critical) - crosshair[1])
    correlation = ratio(np.diagonal(covariance[:k, k:]), error[:k] * error[k:])
    far, least, most = (np.stack([each[:k], each[k:]], axis=1) for each in (distance, low, high))
    return _called(crosshair, far, least, most, correlation, critical, _chances(distance, error, correlation))


@dataclass(frozen=True)
class _Chance:
    confidence: float
    draws: int
    rng: np.random.Generator


def _linear(
    x: Floats, y: Floats, rows: Floats, rule: str, midpoint: tuple[float | None, float | None]
) -> tuple[Floats, Floats, Floats]:
    """Give the cross-hair, all distances from it, and the rows of their errors."""
    k = len(x)
    if rule == DIAGONAL:
        return np.full(2, np.nan), y - x, rows[:, k:] - rows[:, :k]
    places, distances, moved = [], [], []
    for values, span, fixed in ((x, slice(k), midpoint[0]), (y, slice(k, None), midpoint[1])):
        own = rows[:, span]
        if rule == MEANS or fixed is None:
            places.append(values.mean())
            moved.append(own - own.mean(axis=1, keepdims=True))
        else:
            places.append(fixed)
            moved.append(own)
        distances.append(values - places[-1])
    return np.array(places, dtype=np.float64), np.concatenate(distances), np.concatenate(moved, axis=1)


def _errors(covariance: Floats) -> Floats:
    """Give standard errors, zero where a distance does not vary but for rounding."""
    variance = np.diagonal(covariance)
    return np.sqrt(np.where(variance > NO_CHANCE, variance, 0.0))


def _ends(distance: Floats, error: Floats, bend: Floats, critical: ArrayLike) -> tuple[Floats, Floats]:
    reach = np.nan_to_num(np.asarray(critical, dtype=np.float64), posinf=np.inf)
    with_error = error > 0
    found = skewed_mean(distance, np.where(with_error, error, 1.0), np.where(with_error, bend, 0.0), 1.0, reach, reach)
    return np.where(with_error, found.low, distance), np.where(with_error, found.high, distance)


def _end_of_part(part: Floats, error: Floats, critical: ArrayLike) -> Floats:
    """Give the upper end of a part by its root, whose error is no less than that of all parts' roots on average."""
    reach = np.nan_to_num(np.asarray(critical, dtype=np.float64), posinf=np.inf)
    root = np.sqrt(np.maximum(part, 0.0))
    own = np.nan_to_num(ratio(error, 2 * root))
    pooled = np.sqrt((own**2).sum() / max(int((root > 0).sum()), 1))
    end = (root + reach * np.maximum(own, pooled)) ** 2
    return np.where(error > 0, np.minimum(end, max(float(part.sum()), float(part.max(initial=0.0)))), part)


def _from_medians(x: Floats, y: Floats, rows: Floats, size: float, chance: _Chance) -> Quadrants:
    """Bound distances from medians by those of all differences between points, on both axes at once."""
    k = len(x)
    values, covariance = np.stack([x, y]), rows_covariance(rows, size)
    error = _errors(covariance)
    errors = draw_errors(covariance, draws=chance.draws, rng=chance.rng)
    drawn = np.concatenate([x, y])[:, None] + errors
    scaled = errors / np.sqrt(chance.rng.chisquare(size - 1, chance.draws) / (size - 1))
    between = [covariance[span, span] for span in (slice(k), slice(k, None))]
    spread = np.stack([_errors_between(each) for each in between])
    critical = np.asarray(upper_quantile(_largest(scaled.reshape(2, k, -1), spread), chance.confidence))
    if not (spread > 0).any():
        critical = np.asarray(np.nan)
    ends = [
        _ends(each[:, None] - each, errors_between, bends, critical)
        for each, errors_between, bends in zip(
            values, spread, (_bends_between(rows[:, :k]), _bends_between(rows[:, k:])), strict=True
        )
    ]
    low, high = (np.stack([np.median(each[side], axis=1) for each in ends], axis=1) for side in (0, 1))
    crosshair = np.median(values, axis=1)
    far = drawn.reshape(2, k, -1) - np.median(drawn.reshape(2, k, -1), axis=1, keepdims=True)
    right, above = (at_least(each, 0.0) for each in far)
    p = np.stack([~right & above, right & above, ~right & ~above, right & ~above], axis=1).mean(axis=2)
    correlation = ratio(np.diagonal(covariance[:k, k:]), error[:k] * error[k:])
    return _called(crosshair, (values - crosshair[:, None]).T, low, high, correlation, critical, p)


def _errors_between(covariance: Floats) -> Floats:
    own = np.diagonal(covariance)
    variance = own[:, None] + own - 2 * covariance
    return np.sqrt(np.where(variance > np.maximum(NO_CHANCE, 1e-12 * (own[:, None] + own)), variance, 0.0))


def _bends_between(rows: Floats) -> Floats:
    """Give Σ(a − b)³/(Σ(a − b)²)^{3/2} of all pairs of columns, from their moments."""
    products, third, mixed = rows.T @ rows, (rows**3).sum(axis=0), (rows**2).T @ rows
    squares = np.diagonal(products)[:, None] + np.diagonal(products) - 2 * products
    cubes = third[:, None] - third - 3 * mixed + 3 * mixed.T
    return np.asarray(np.nan_to_num(ratio(cubes, np.maximum(squares, 0.0) ** 1.5)))


def _largest(errors: Floats, spread: Floats) -> Floats:
    """Give the largest studentised difference of each draw, axes × points × draws."""
    largest = np.zeros(errors.shape[-1])
    for axis, between in zip(errors, spread, strict=True):
        for place in range(len(axis) - 1):
            known = between[place, place + 1 :] > 0
            away = np.abs(axis[place] - axis[place + 1 :][known]) / between[place, place + 1 :][known][:, None]
            largest = np.maximum(largest, away.max(axis=0, initial=0.0))
    return largest


def _of_line(
    crosshair: Floats, distance: Floats, low: Floats, high: Floats, error: Floats, critical: Floats
) -> Quadrants:
    """Call what lies above or below the line on which importance is performance."""
    above = at_least(distance, 0.0)
    called = np.where(low > ROUNDING, 0, np.where(high < -ROUNDING, 1, NOT_CALLED))
    share = ndtr(_scores(distance, error))
    unknown = np.full(len(distance), np.nan)
    far, least, most = (np.stack([unknown, each], axis=1) for each in (distance, low, high))
    quadrant = np.where(above, 0, 1).astype(np.int64)
    p = np.stack([share, 1 - share], axis=1)
    return Quadrants(crosshair, far, least, most, unknown, critical, quadrant, called.astype(np.int64), p)


def _scores(distance: Floats, error: Floats) -> Floats:
    certain = np.where(at_least(distance, 0.0), FARTHEST, -FARTHEST)
    return np.where(error > 0, np.clip(distance / np.where(error > 0, error, 1.0), -FARTHEST, FARTHEST), certain)


def _chances(distance: Floats, error: Floats, correlation: Floats) -> Floats:
    """Give the bivariate normal probabilities of the four quadrants."""
    right, above = np.split(_scores(distance, error), 2)
    rho = np.nan_to_num(correlation)
    pairs = ((-right, above, -rho), (right, above, rho), (-right, -above, rho), (right, -above, -rho))
    return np.stack([bivariate_cdf(h, k, r) for h, k, r in pairs], axis=1)


def _called(
    crosshair: Floats,
    distance: Floats,
    low: Floats,
    high: Floats,
    correlation: Floats,
    critical: Floats,
    p: Floats,
) -> Quadrants:
    right, above = at_least(distance[:, 0], 0.0), at_least(distance[:, 1], 0.0)
    sure = ((low > ROUNDING) | (high < -ROUNDING)).all(axis=1)
    quadrant = np.select([~right & above, right & above, ~right & ~above], [0, 1, 2], 3).astype(np.int64)
    called = np.where(sure, quadrant, NOT_CALLED).astype(np.int64)
    return Quadrants(crosshair, distance, low, high, correlation, critical, quadrant, called, p)
