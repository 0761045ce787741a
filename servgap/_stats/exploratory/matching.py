"""Which extracted factor stands for which expected one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.exploratory.factors import Factors
from servgap._stats.ratio import Floats


@dataclass(frozen=True)
class MatchedFactors:
    """
    Factors in the order of the dimensions they stand for, each turned so that its own items load positively.

    Attributes
    ----------
    loadings, structure
        Pattern and correlations (k, d) of the items.
    """

    loadings: Floats
    structure: Floats


def matched_factors(found: Factors, dimension: ArrayLike) -> MatchedFactors:
    """
    Give each dimension the factor on which its items load most, so that all dimensions together lose least.

    Parameters
    ----------
    found
        As many factors as dimensions.
    dimension : array_like, shape (k,)
        Each item's dimension, counted from 0.

    Examples
    --------
    >>> from servgap._stats.exploratory.factors import exploratory_factors
    >>> loadings = np.kron(np.eye(2), [[0.8], [0.7], [0.6]])
    >>> matrix = loadings @ [[1, 0.3], [0.3, 1]] @ loadings.T
    >>> np.fill_diagonal(matrix, 1)
    >>> matched = matched_factors(exploratory_factors(matrix, 300, 2), [1, 1, 1, 0, 0, 0])
    >>> matched.loadings[[0, 5]].round(3) + 0.0
    array([[0. , 0.8],
           [0.6, 0. ]])
    """
    from scipy.optimize import linear_sum_assignment

    loadings = np.asarray(found.loadings, dtype=np.float64)
    if not np.isfinite(loadings).all():
        return MatchedFactors(loadings, np.asarray(found.structure, dtype=np.float64))
    own = (np.asarray(dimension)[:, None] == np.arange(loadings.shape[1])).astype(np.float64)
    _, order = linear_sum_assignment(-(own.T @ loadings**2))
    sign = np.where((own * loadings[:, order]).sum(0) < 0, -1.0, 1.0)
    return MatchedFactors(loadings[:, order] * sign, found.structure[:, order] * sign)
