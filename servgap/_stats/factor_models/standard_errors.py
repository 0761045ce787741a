"""How sure the parameters are: their covariance matrix from the curvature of the discrepancy."""

from __future__ import annotations

import numpy as np

from servgap._stats.factor_models.estimation import Fit
from servgap._stats.ratio import Floats, item_variances


def parameter_covariance(fit: Fit, *, observed: bool = False) -> Floats:
    """
    Return the estimates' covariance matrix, the inverse of n/2 times the curvature; NaN without estimates.

    The expected curvature is the usual one for complete answers, the observed one for incomplete answers.
    """
    if not fit.found:
        return unknown(fit)
    return inverse(fit.observed if observed else fit.expected) * 2 / fit.n


def inverse(curvature: Floats) -> Floats:
    """Invert a positive definite matrix, scaled to ones on its diagonal on the way."""
    scale = np.sqrt(item_variances(curvature))
    size = np.outer(scale, scale)
    found: Floats = np.linalg.inv(curvature / size) / size
    return found


def unknown(fit: Fit) -> Floats:
    """Return a covariance matrix of which nothing is known."""
    return np.full((fit.model.size, fit.model.size), np.nan)
