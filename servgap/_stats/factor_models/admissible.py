"""Whether estimates could be variances and correlations; where they could not, the solution is improper.

A negative error variance (a standardised loading beyond 1, Heywood's case), a correlation of factors or of errors
beyond 1, and a covariance matrix that is not positive definite are all the same: a smallest eigenvalue that is not
above zero. What lies within `EDGE` of zero, in shares of variances, is not above it, so that rounding does not decide.
"""

from __future__ import annotations

import numpy as np

from servgap._stats.factor_models.implied import Implied
from servgap._stats.factor_models.specification import ERROR, Layout
from servgap._stats.ratio import Floats, item_variances

EDGE = 1e-6
"""Share of an item's or a factor's variance, and eigenvalue of a correlation matrix, up to which it counts as none.
Estimates arrive to some 1e-9, whatever the processor."""


def admissible(layout: Layout, here: Implied, items: int) -> bool:
    """
    Tell whether a group's estimates could be variances and correlations.

    Error variances that the model fixes at zero, as of the only item of a factor, are not looked at.
    """
    m = here.own.shape[-1] - (here.moments.shape[-1] - items)
    totals, factors = item_variances(_within(here.moments, items)), item_variances(_within(here.factors, m))
    free = np.unique(layout.row[(layout.matrix == ERROR) & (layout.row == layout.column)])
    errors = here.errors[np.ix_(free, free)]
    return (
        _above_zero(errors, totals[free])
        and _above_zero(here.own[:m, :m], factors)
        and _above_zero(_within(here.factors, m), factors)
    )


def correlations_admissible(error_variances: Floats, own: Floats, factors: Floats) -> bool:
    """Tell the same of a model of correlations, whose items have variance one and whose errors do not correlate."""
    variances = item_variances(factors)
    return bool((error_variances > EDGE).all()) and _above_zero(own, variances) and _above_zero(factors, variances)


def _within(moments: Floats, size: int) -> Floats:
    """Return the covariances of the first `size` variables, from moments with the constant last or without it."""
    mean = moments[:size, size:]
    covariance: Floats = moments[:size, :size] - mean @ mean.T
    return covariance


def _above_zero(covariance: Floats, totals: Floats) -> bool:
    """Tell whether variances are more than nothing of the totals, and their correlation matrix positive definite."""
    variances = item_variances(covariance)
    if not ((totals > 0).all() and (variances > EDGE * totals).all()):
        return False
    if not len(covariance):
        return True
    scale = np.sqrt(variances)
    return bool(np.linalg.eigvalsh(covariance / np.outer(scale, scale))[0] > EDGE)
