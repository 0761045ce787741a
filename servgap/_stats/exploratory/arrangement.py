"""Which factor stands first and which way it points: no rotation says so, and rounding must not."""

from __future__ import annotations

import numpy as np

from servgap._stats.ratio import Floats
from servgap._stats.ties import levels

EQUAL_FACTORS = 1e-6
"""Shares, and loadings, that differ by less than this are equal: what a rotation leaves undecided, of 1."""


def arrangement(loadings: Floats, explained: Floats) -> tuple[list[int], Floats]:
    """
    Give the order of factors, and the sign (q,) of each in that order.

    The factor that explains most stands first; of equal ones, that with the larger loading on the first item on which
    they differ. No factor's loadings sum below zero; where they sum to zero, the first that is not zero is positive.

    Examples
    --------
    >>> arrangement(np.array([[0.0, 0.8], [-0.6, 0.0], [-0.5, 0.0]]), np.array([0.61, 0.64]))
    ([1, 0], array([ 1., -1.]))
    """
    turned = loadings * _signs(loadings)
    share = levels(-np.asarray(explained), EQUAL_FACTORS)
    items = [levels(-row, EQUAL_FACTORS).tolist() for row in turned]
    order = sorted(range(loadings.shape[1]), key=lambda factor: (share[factor], *(row[factor] for row in items)))
    return order, _signs(loadings)[order]


def _signs(loadings: Floats) -> Floats:
    total = loadings.sum(0)
    first = (np.abs(loadings) > EQUAL_FACTORS).argmax(0)
    leading = loadings[first, np.arange(loadings.shape[1])]
    return np.where(np.where(np.abs(total) > EQUAL_FACTORS, total, leading) < 0, -1.0, 1.0)
