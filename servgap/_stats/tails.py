"""Upper tails of statistics that cannot be less than nothing, whatever rounding leaves of them.

Where nothing differs, a chi-square or an F may be computed as −1e-17. What lies below nothing has no tail in one
version of the special functions, and all of it in another.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, fdtrc

from servgap._stats.ratio import Floats


def chi_square_tail(df: ArrayLike, statistic: ArrayLike) -> Floats:
    """
    Give the probability of a larger chi-square; NaN without a statistic.

    Examples
    --------
    >>> chi_square_tail(3, [-1e-17, 7.815]).round(3)
    array([1.  , 0.05])
    """
    return np.asarray(chdtrc(_floats(df), np.maximum(_floats(statistic), 0.0)), dtype=np.float64)


def f_tail(above: ArrayLike, below: ArrayLike, statistic: ArrayLike) -> Floats:
    """
    Give the probability of a larger F; NaN without a statistic.

    Examples
    --------
    >>> f_tail(3, 20, [-1e-17, 3.098]).round(3)
    array([1.  , 0.05])
    """
    return np.asarray(fdtrc(_floats(above), _floats(below), np.maximum(_floats(statistic), 0.0)), dtype=np.float64)


def _floats(values: ArrayLike) -> Floats:
    return np.asarray(values, dtype=np.float64)
