"""The step of a lattice: of which number are all values whole multiples."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

_ROUNDING = 1e-9  # part of the largest value below which a remainder is rounding
_FINEST = 2**14  # steps to the largest value where there is no common step


def common_step(values: ArrayLike) -> float:
    """
    Largest number of which all values are whole multiples, found by Euclid's algorithm; 0 where there is none.

    Examples
    --------
    >>> common_step([-1.5, 0.0, 2.0])
    0.5
    """
    sizes = np.unique(np.abs(np.asarray(values, dtype=float)))
    sizes = sizes[sizes > 0]
    if not len(sizes):
        return 0.0
    rounding = _ROUNDING * float(sizes[-1])
    step = float(sizes[0])
    for size in sizes[1:]:
        larger, smaller = float(size), step
        while smaller > rounding:
            remainder = larger - smaller * round(larger / smaller)
            larger, smaller = smaller, abs(remainder)
        step = larger
    # The quotient of the largest value is a whole number, and sharpens a step that has gathered rounding.
    return float(sizes[-1]) / round(float(sizes[-1]) / step) if step > 1e4 * rounding else 0.0


def whole_multiples(values: ArrayLike) -> tuple[NDArray[np.int64], float, bool]:
    """
    Values as whole multiples of their step, the step, and whether that is exact.

    Values without a common step are rounded to the 16,384th part of the largest.
    """
    given = np.asarray(values, dtype=float)
    step = common_step(given)
    exact = step > 0 or not given.any()
    if not exact:
        step = float(np.abs(given).max()) / _FINEST
    multiples = np.round(given / step) if step > 0 else np.zeros_like(given)
    return multiples.astype(np.int64), step if step > 0 else 1.0, exact
