"""Whether any answers could tell a model's parameters apart; which ones do is a question to the answers."""

from __future__ import annotations

import numpy as np

from servgap._stats.factor_models.implied import jacobians
from servgap._stats.factor_models.specification import Specification
from servgap._stats.ratio import item_variances

DEPENDENT = 1e-9
"""Smallest eigenvalue of the products of derivatives, scaled to ones on the diagonal, of parameters that differ."""


def identifiable(model: Specification) -> bool:
    """
    Tell whether the moments move in as many ways as there are parameters, at a point that answers have no part in.

    Where a model has no solution, the end of the search says no more about the model than about rounding.

    Examples
    --------
    >>> from servgap._stats.factor_models.structures import one_factor
    >>> identifiable(one_factor(2)), identifiable(one_factor(3))
    (False, True)
    """
    if model.size > model.moments:
        return False
    theta = np.random.default_rng(0).uniform(0.4, 0.9, model.size)
    products = sum(moved.T @ moved for moved in jacobians(model, theta))
    scale = np.sqrt(item_variances(np.asarray(products)))
    if not (scale > 0).all():
        return False
    return bool(np.linalg.eigvalsh(products / np.outer(scale, scale))[0] > DEPENDENT) if model.size else True
