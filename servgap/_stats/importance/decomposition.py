"""The usual ways of saying how much each of several predictors accounts for, all from one covariance matrix."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.importance.coalitions import Floats
from servgap._stats.importance.explained import COLLINEAR
from servgap._stats.importance.influence import shares_of
from servgap._stats.ratio import correlations
from servgap._stats.registry import statistic


@dataclass(frozen=True)
class WithoutSets:
    """What predictors account for by rules that need no sets of them; NaN where one is a sum of others."""

    correlation: Floats
    beta: Floats
    last: Floats
    genizi: Floats
    car: Floats
    vif: Floats


@dataclass(frozen=True)
class RelativeImportance:
    """R² and what each predictor accounts for, by nine rules; NaN where a predictor is a sum of others."""

    r2: float
    adjusted_r2: float
    lmg: Floats
    first: Floats
    last: Floats
    betasq: Floats
    pratt: Floats
    genizi: Floats
    car: Floats
    beta: Floats
    vif: Floats
    correlation: Floats


@statistic(
    "relative_importance",
    name="relative importance",
    symbol="R²",
    source="Lindeman, Merenda & Gold (1980), Introduction to Bivariate and Multivariate Analysis; Grömping (2007), "
    "Am. Stat. 61, 139–147; Genizi (1993), Stat. Sin. 3, 407–420; Johnson (2000), Multivar. Behav. Res. 35, 1–19",
)
def relative_importance(covariance: ArrayLike, n: float) -> RelativeImportance:
    """
    Divide R² among single predictors.

    With R the predictors' correlations, r theirs with the outcome and β = R⁻¹r: `lmg` is Shapley's value of R²; `first`
    r²; `last` β²/(R⁻¹)_jj, what R² loses without the predictor; `betasq` β²; `pratt` βr; `genizi` Σ_k L_jk² (L⁻¹r)_k²
    with L = R^½, which is Johnson's relative weight too; `car` (R^-½ r)²; `vif` (R⁻¹)_jj.

    Parameters
    ----------
    covariance
        Of the predictors and of the outcome, which stands last.
    n
        Respondents less groups within which it was taken, plus one.

    Examples
    --------
    >>> found = relative_importance([[1.0, 0.5, 0.6], [0.5, 1.0, 0.3], [0.6, 0.3, 1.0]], 50)
    >>> found.lmg.round(3), found.genizi.round(3), found.last.round(3)
    (array([0.315, 0.045]), array([0.315, 0.045]), array([0.27, 0.  ]))
    """
    sigma = np.asarray(covariance, dtype=np.float64)
    shares, found = shares_of(sigma, df=n - 1.0), without_sets(sigma)
    return RelativeImportance(
        shares.r2,
        shares.adjusted_r2,
        shares.shares,
        found.correlation**2,
        found.last,
        found.beta**2,
        found.beta * found.correlation,
        found.genizi,
        found.car,
        found.beta,
        found.vif,
        found.correlation,
    )


def without_sets(covariance: Floats) -> WithoutSets:
    """Give coefficients, losses and weights that follow from the correlations of all predictors at once."""
    scaled = correlations(covariance)
    between, r = scaled[:-1, :-1], scaled[:-1, -1]
    unknown = np.full_like(r, np.nan)
    if not np.all(np.isfinite(scaled)):
        return WithoutSets(r, *(unknown,) * 5)
    values, vectors = np.linalg.eigh(between)
    if values.size and values[0] <= COLLINEAR:
        return WithoutSets(r, *(unknown,) * 5)
    root, inverse = (vectors * np.sqrt(values)) @ vectors.T, (vectors / values) @ vectors.T
    beta, vif = inverse @ r, np.diagonal(inverse).copy()
    orthogonal = ((vectors / np.sqrt(values)) @ vectors.T) @ r
    return WithoutSets(r, beta, beta**2 / vif, root**2 @ orthogonal**2, orthogonal**2, vif)
