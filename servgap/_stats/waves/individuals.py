"""Limits of single values of which nothing is known but themselves, and rules about points beside such limits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic
from servgap._stats.ties import ROUNDING, tolerance

PER_RANGE = 2.66
"""3/1.128: three standard deviations in mean moving ranges, to the digits that control charts use."""
LARGEST_RANGE = 3.267
"""Moving ranges from this many times their mean on are left out, once, where they are screened."""
RUN = 7
COMMON, OUTSIDE, TREND, TWO_OF_THREE, ONE_SIDE = range(5)
"""Codes of special causes; negative below the centre, or falling."""


@dataclass(frozen=True)
class IndividualLimits:
    """The mean of successive values, their mean moving range, how many were screened out, and limits."""

    centre: Floats
    mean_moving_range: Floats
    dropped: NDArray[np.int64]
    low: Floats
    high: Floats


@statistic(
    "individual_limits",
    name="limits of single values from their moving ranges (XmR chart)",
    symbol="X",
    source="Shewhart (1931), Economic Control of Quality of Manufactured Product; "
    "moving ranges: Wheeler (2000), Understanding Variation",
)
def individual_limits(
    values: ArrayLike, baseline: ArrayLike | None = None, *, screened: bool = False
) -> IndividualLimits:
    """
    Limits x̄ ± 2.66 times the mean of |x_t − x_{t−1}|, over the waves of a baseline.

    They suppose that all values vary alike: for cases and counts of operations. Waves of unlike numbers of respondents
    have `wave_limits`.

    Parameters
    ----------
    values : array_like, shape (..., t)
        In order; NaN counts for nothing, and there is no range to or from it.
    baseline : array_like of bool, shape (t,), optional
        Which waves limits are taken from; all, if it is not given.
    screened
        Leave moving ranges of at least 3.267 times their mean out, once.

    Examples
    --------
    Ranges of 1, 2 and 3 have the mean 2.

    >>> found = individual_limits([0.0, 1.0, 3.0, 0.0])
    >>> [round(float(each), 6) for each in (found.centre, found.mean_moving_range, found.low, found.high)]
    [1.0, 2.0, -4.32, 6.32]
    """
    x = np.asarray(values, dtype=np.float64)
    used = np.ones(x.shape[-1], dtype=bool) if baseline is None else np.asarray(baseline, dtype=bool)
    taken = np.where(used, x, np.nan)
    centre = _mean(taken)
    ranges = np.abs(np.diff(taken, axis=-1))
    average = _mean(ranges)
    dropped = np.zeros(average.shape, dtype=np.int64)
    if screened:
        with np.errstate(invalid="ignore"):
            large = (ranges >= LARGEST_RANGE * average[..., None] * (1 - ROUNDING)) & (ranges > 0)
        dropped = large.sum(axis=-1).astype(np.int64)
        average = _mean(np.where(large, np.nan, ranges))
    return IndividualLimits(centre, average, dropped, centre - PER_RANGE * average, centre + PER_RANGE * average)


def _mean(values: Floats) -> Floats:
    known = np.isfinite(values)
    return ratio(np.where(known, values, 0.0).sum(axis=-1), known.sum(axis=-1))


@dataclass(frozen=True)
class SpecialCauses:
    """Of every value (..., t) the first rule that names it: a code of the module, negative below or falling."""

    cause: NDArray[np.int64]


@statistic(
    "special_causes",
    name="rules of the British health service for points beside limits",
    symbol="rule",
    source="Provost & Murray (2011), The Health Care Data Guide",
)
def special_causes(values: ArrayLike, centre: ArrayLike, low: ArrayLike, high: ArrayLike) -> SpecialCauses:
    """
    Name points outside the limits (1), seven rising or falling (2), two of three far out (3), seven on one side (4).

    Rules are asked in this order. Two of three: three successive points on one side of the centre, of which two lie
    beyond two thirds of the way to the limit but not outside it; the two are named. A run's points are all named.

    Parameters
    ----------
    values : array_like, shape (..., t)
        In order; NaN ends what runs.
    centre, low, high : array_like, shape (...)
        Of the chart, the same for all points of a row.

    Examples
    --------
    >>> special_causes([0.0, 2.5, 2.2, 4.0, -1.0], 0.0, -3.0, 3.0).cause
    array([0, 3, 3, 1, 0])
    """
    x = np.asarray(values, dtype=np.float64)
    middle, lower, upper = (np.asarray(each, dtype=np.float64)[..., None] for each in (centre, low, high))
    x, middle, lower, upper = np.broadcast_arrays(x, middle, lower, upper)
    near = tolerance(x)
    cause = np.zeros(x.shape, dtype=np.int64)
    with np.errstate(invalid="ignore"):
        sides = {sign: sign * (x - middle) > near for sign in (1, -1)}
        steps = {sign: sign * np.diff(x, axis=-1) > near for sign in (1, -1)}
        for sign in (1, -1):
            cause = np.where(_in_windows(sides[sign], RUN, RUN), sign * ONE_SIDE, cause)
        for sign, limit in ((1, upper), (-1, lower)):
            outside = sign * (x - limit) > near
            far = ~outside & (sign * (x - middle) > 2 / 3 * sign * (limit - middle) + near)
            two = _in_windows(sides[sign], 3, 3, counted=far, least=2) & far
            cause = np.where(two, sign * TWO_OF_THREE, cause)
        for sign in (1, -1):
            rising = _in_windows(steps[sign], RUN - 1, RUN - 1)
            part = np.zeros(x.shape, dtype=bool)
            part[..., 1:] |= rising
            part[..., :-1] |= rising
            cause = np.where(part, sign * TREND, cause)
        for sign, limit in ((1, upper), (-1, lower)):
            cause = np.where(sign * (x - limit) > near, sign * OUTSIDE, cause)
    return SpecialCauses(cause)


def _in_windows(
    holds: NDArray[np.bool_],
    width: int,
    needed: int,
    *,
    counted: NDArray[np.bool_] | None = None,
    least: int = 0,
) -> NDArray[np.bool_]:
    """Tell which points stand in a window in which `needed` points hold, and `least` are counted."""
    part = np.zeros(holds.shape, dtype=bool)
    for start in range(holds.shape[-1] - width + 1):
        window = (..., slice(start, start + width))
        full = holds[window].sum(axis=-1) >= needed
        if counted is not None:
            full &= counted[window].sum(axis=-1) >= least
        part[window] |= full[..., None]
    return part
