"""Numbers that differ by rounding only are equal: no processor decides on their order, ranks or the first of them.

Sums of answers are exact, but what is computed from them may end in another digit under another linear algebra
library. Where equal numbers stand in an order, or one of them is picked, the one that was given first comes first.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servgap._stats.ratio import Floats

ROUNDING = 1e-9
"""Part of the largest number by which two may differ and be equal; of 1 for a number and a cut-off."""


def levels(values: ArrayLike, within: float | None = None) -> NDArray[np.intp]:
    """
    Number the different values from 0 upwards; equal ones have one number, and NaN stands above all.

    Parameters
    ----------
    values : array_like, shape (m,)
    within
        By how much neighbours may differ and be equal; `ROUNDING` of the largest size if it is not given.

    Examples
    --------
    >>> levels([0.3, 0.1 + 0.2, -1.0, 2.0])
    array([1, 1, 0, 2])
    """
    given = np.asarray(values, dtype=np.float64)
    order = np.argsort(given, kind="stable")
    ordered = given[order]
    known = np.isfinite(ordered)
    steps = np.zeros(len(given), dtype=bool)
    with np.errstate(invalid="ignore"):
        steps[1:] = np.where(known[1:] & known[:-1], np.diff(ordered) > tolerance(given, within), _differ(ordered))
    numbered = np.empty(len(given), dtype=np.intp)
    numbered[order] = np.cumsum(steps)
    return numbered


def _differ(ordered: Floats) -> NDArray[np.bool_]:
    """Tell whether neighbours that are not both finite differ; NaN is like NaN."""
    both_nan = np.isnan(ordered[1:]) & np.isnan(ordered[:-1])
    return np.asarray((ordered[1:] != ordered[:-1]) & ~both_nan)


def tolerance(values: ArrayLike, within: float | None = None) -> float:
    """Give by how much two of the values may differ and be equal."""
    given = np.asarray(values, dtype=np.float64)
    return ROUNDING * float(np.abs(given[np.isfinite(given)]).max(initial=0.0)) if within is None else within


def first_least(values: ArrayLike, within: float | None = None) -> int:
    """
    Give the place of the least value, the first of equal ones; NaN counts for nothing, and one value must be known.

    Examples
    --------
    >>> first_least([0.1 + 0.2, 0.3, np.nan])
    0
    """
    given = np.ravel(np.asarray(values, dtype=np.float64))
    return int(np.flatnonzero(given <= np.nanmin(given) + tolerance(given, within))[0])


def first_most(values: ArrayLike, within: float | None = None) -> int:
    """
    Give the place of the largest value, the first of equal ones, as `first_least` does.

    Examples
    --------
    >>> first_most([0.3, 0.1 + 0.2, 0.0])
    0
    """
    return first_least(-np.asarray(values, dtype=np.float64), within)


def at_least(values: ArrayLike, least: float) -> NDArray[np.bool_]:
    """
    Tell which values reach a cut-off; one that falls short of it by rounding only does, and NaN does not.

    Examples
    --------
    >>> at_least([0.3 - 0.1, 0.2, 0.1999], 0.2).tolist()
    [True, True, False]
    """
    return np.asarray(np.asarray(values, dtype=np.float64) >= least - ROUNDING * max(1.0, abs(least)))


def share_below(drawn: Floats, observed: float) -> float:
    """
    Give the share of draws below what was observed; those equal to it count one half.

    Examples
    --------
    >>> share_below(np.array([0.0, 0.1 + 0.2, 0.9, 1.0]), 0.3)
    0.375
    """
    near = tolerance(np.append(drawn, observed))
    return float(((drawn < observed - near).mean() + (drawn <= observed + near).mean()) / 2)
