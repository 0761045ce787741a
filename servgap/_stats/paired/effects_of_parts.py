"""Effect sizes in units of both parts' spreads, from the joint table, with intervals that do not suppose normality."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.paired.effects import StandardizedGap
from servgap._stats.paired.spread_units import SOURCE, SpreadUnit, limits_in_units, spread_unit
from servgap._stats.ratio import NEGLIGIBLE, Floats, ratio
from servgap._stats.registry import statistic


@dataclass(frozen=True)
class _Moments:
    """Variances of expectation and of perception, and their covariance: of all, or without each respondent."""

    expectation: Floats
    perception: Floats
    both: Floats

    @property
    def gap(self) -> Floats:
        """Variance of the gaps; zero where it is rounding."""
        whole = self.expectation + self.perception
        left = whole - 2 * self.both
        return np.where(left > NEGLIGIBLE * whole, left, 0.0)

    @property
    def r(self) -> Floats:
        """Correlation of the parts; none where one of them does not vary."""
        return np.clip(np.nan_to_num(ratio(self.both, np.sqrt(self.expectation * self.perception))), -1.0, 1.0)


@dataclass(frozen=True)
class _Bend:
    """
    First and second derivatives of a spread, over the spread.

    They are taken in what multiplies the variance of E, the variance of P, and in what is added to the correlation
    while both variances stay.
    """

    slope: Floats
    curvature: Floats


@dataclass(frozen=True)
class _Unit:
    """A spread as a function of the moments, how it bends, and how many parts must vary for it."""

    size: Callable[[_Moments], Floats]
    bend: Callable[[_Moments], _Bend]
    parts: int


def _average(found: _Moments) -> Floats:
    """Take the mean of both deviations."""
    return (np.sqrt(found.expectation) + np.sqrt(found.perception)) / 2


def _average_bend(found: _Moments) -> _Bend:
    shares = np.array([np.sqrt(found.expectation), np.sqrt(found.perception), 0.0]) / _average(found)
    return _Bend(shares / 4, np.diag(-shares / 8))


def _uncorrelated(found: _Moments) -> Floats:
    """Take the deviation that the gap would have without the correlation, both parts varying alike: s / √(2(1 − r))."""
    return np.sqrt(np.nan_to_num(ratio(found.gap, 2 * (1 - found.r), above=NEGLIGIBLE)))


def _uncorrelated_bend(found: _Moments) -> _Bend:
    # Of log D = log(s²)/2 − log(1 − r)/2; s² is linear in what is varied, r is not.
    sides = found.expectation, found.perception, -2 * np.sqrt(found.expectation * found.perception)
    relative, r = np.array(sides) / found.gap, float(found.r)
    steep = np.array([-r / 2, -r / 2, 1.0]) / (1 - r)
    bent = np.array([[0.75 * r, r / 4, -0.5], [r / 4, 0.75 * r, -0.5], [-0.5, -0.5, 0.0]]) / (1 - r)
    slope = (relative + steep) / 2
    curvature = (bent + np.outer(steep, steep) - np.outer(relative, relative)) / 2
    return _Bend(slope, curvature + np.outer(slope, slope))


def _second_order(size: float, bend: _Bend, brought: Floats) -> float:
    """
    Half the mean square of the second-order influence of two respondents.

    `brought` is the covariance of z_E² − 1, z_P² − 1, z_E·z_P − r, z_E and z_P; the last two come in because
    respondents move the means that deviations are taken from.
    """
    first, second, both = bend.slope
    pairs = np.zeros((5, 5))
    pairs[:3, :3] = bend.curvature
    pairs[3:, 3:] = [[-2 * first, -both], [-both, -2 * second]]
    turned = size * pairs @ brought
    return float(np.trace(turned @ turned) / 2)


@dataclass(frozen=True)
class _Measured:
    """One joint table's mean gap and its deviation, and the spread that it is measured in; NaN without one."""

    n: float = 0.0
    gap: float = np.nan
    sd: float = np.nan
    size: float = np.nan
    cross: float = np.nan
    variance: float = np.nan
    bent: float = np.nan


def _of_table(expectation: Floats, perception: Floats, counts: Floats, unit: _Unit) -> _Measured:
    held = counts > 0
    weights, parts = counts[held], np.stack([expectation[held], perception[held]])
    n = float(weights.sum())
    if n < 2:
        return _Measured()
    means = parts @ weights / n
    away = np.where(np.ptp(parts, axis=1, keepdims=True) > 0, parts - means[:, None], 0.0)
    products = np.stack([away[0] ** 2, away[1] ** 2, away[0] * away[1]])
    sums = products @ weights
    whole = _Moments(sums[0] / (n - 1), sums[1] / (n - 1), sums[2] / (n - 1))
    size = float(unit.size(whole))
    if not (size > 0 and unit.parts <= (sums[:2] > 0).sum()):
        return _Measured()
    left = np.nan_to_num(ratio(sums[:, None] - n / (n - 1) * products, n - 2))  # of one respondent there is no spread
    without = _Moments(np.maximum(left[0], 0.0), np.maximum(left[1], 0.0), left[2])
    z = np.nan_to_num(away * np.sqrt(ratio(n, sums[:2])).reshape(2, 1))
    brought = np.stack([z[0] ** 2 - (sums[0] > 0), z[1] ** 2 - (sums[1] > 0), z[0] * z[1] - float(whole.r), z[0], z[1]])
    bent = _second_order(size, unit.bend(whole), (brought * weights) @ brought.T / n)
    spread = spread_unit(weights, away[1] - away[0], np.asarray(size), unit.size(without), np.asarray(bent))
    found = (float(means[1] - means[0]), float(np.sqrt(whole.gap)), size, float(spread.cross), float(spread.variance))
    return _Measured(n, *found, bent)


def _measured(
    expectation: ArrayLike, perception: ArrayLike, counts: ArrayLike, unit: _Unit, confidence: float
) -> StandardizedGap:
    e, p = np.asarray(expectation, dtype=np.float64), np.asarray(perception, dtype=np.float64)
    frequencies = np.asarray(counts, dtype=np.float64)
    shape = frequencies.shape[:-1]
    found = [_of_table(e, p, frequencies[row], unit) for row in np.ndindex(shape)]
    n, gap, sd, size, cross, variance, bent = (
        np.array([getattr(each, name) for each in found]).reshape(shape) for name in _Measured.__dataclass_fields__
    )
    limits = limits_in_units(n, gap, sd, SpreadUnit(size, cross, variance, bent), confidence)
    return StandardizedGap(ratio(gap, size), limits.low, limits.high)


@statistic(
    "d_av_free",
    name="mean gap in units of the average deviation, with its interval",
    symbol="d_av",
    source=f"Lakens (2013), Frontiers in Psychology 4:863; {SOURCE}",
    effect="d_av",
)
def d_av_from_counts(
    expectation: ArrayLike, perception: ArrayLike, counts: ArrayLike, confidence: float = 0.95
) -> StandardizedGap:
    """
    d_av = Ḡ / ((s_E + s_P)/2) from joint counts, with the interval of `limits_in_units`.

    How the average deviation hangs on respondents comes from leaving out each in turn.

    Parameters
    ----------
    expectation, perception : array_like, shape (cells,)
        Both answers of each cell of the joint table.
    counts : array_like, shape (..., cells)
        How often each pair of answers occurs; one row a subject.
    confidence : float
        Level of the interval.

    Returns
    -------
    StandardizedGap
        One entry a row; NaN where neither part varies.

    Examples
    --------
    >>> found = d_av_from_counts([1, 2, 3, 3], [1, 1, 2, 3], [40, 90, 60, 50])
    >>> round(float(found.effect), 4), round(float(found.effect_low), 4), round(float(found.effect_high), 4)
    (-0.8131, -0.9315, -0.7007)
    """
    return _measured(expectation, perception, counts, _Unit(_average, _average_bend, 1), confidence)


@statistic(
    "d_rm_free",
    name="standardised mean gap corrected for the correlation, with its interval",
    symbol="d_rm",
    source=f"Morris & DeShon (2002), Psychological Methods 7, 105–125; {SOURCE}",
    effect="d_rm",
)
def d_rm_from_counts(
    expectation: ArrayLike, perception: ArrayLike, counts: ArrayLike, confidence: float = 0.95
) -> StandardizedGap:
    """
    d_rm = Ḡ / (s/√(2(1 − r))) from joint counts, with the interval of `limits_in_units`.

    How s/√(2(1 − r)) hangs on respondents comes from leaving out each in turn; without one who alone makes a part vary,
    the correlation is none.

    Parameters
    ----------
    expectation, perception : array_like, shape (cells,)
        Both answers of each cell of the joint table.
    counts : array_like, shape (..., cells)
        How often each pair of answers occurs; one row a subject.
    confidence : float
        Level of the interval.

    Returns
    -------
    StandardizedGap
        One entry a row; NaN where the gap or one of the parts does not vary, or where both go exactly together.

    Examples
    --------
    >>> found = d_rm_from_counts([1, 2, 3, 3], [1, 1, 2, 3], [40, 90, 60, 50])
    >>> round(float(found.effect), 4), round(float(found.effect_low), 4), round(float(found.effect_high), 4)
    (-0.8066, -0.9248, -0.6947)
    """
    return _measured(expectation, perception, counts, _Unit(_uncorrelated, _uncorrelated_bend, 2), confidence)
