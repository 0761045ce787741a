"""Confirmatory factor analysis by maximum likelihood of items that have one factor each."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.factor_models.estimates import Estimates, estimates
from servgap._stats.factor_models.estimation import Fit, fit_moments
from servgap._stats.factor_models.fit_indices import FitIndices, fit_indices
from servgap._stats.factor_models.modification import ModificationIndices, indices_of
from servgap._stats.factor_models.samples import given
from servgap._stats.factor_models.specification import Specification
from servgap._stats.factor_models.standard_errors import parameter_covariance
from servgap._stats.factor_models.structures import Identification, simple_structure
from servgap._stats.one_thread import in_one_thread
from servgap._stats.ratio import Floats
from servgap._stats.registry import statistic


@dataclass(frozen=True)
class FactorModel(FitIndices):
    """
    A confirmatory factor analysis of p items and m factors: what it found, and how well it fits.

    Attributes
    ----------
    usable
        Whether the covariance matrix is complete and of full rank.
    converged, identified
        Whether the likelihood has a maximum, and only one nearby. If not, all estimates and indices are NaN.
    proper
        Whether variances are positive and correlations below one; if not, a Heywood case, the numbers stay but are
        doubtful.
    loadings, error_variances, factor_covariance
        Estimates (p, m), (p) and (m, m).
    standardized_loadings, factor_correlation, r_squared
        The same in standard deviations, and the share of each item's variance that the factors explain.
    *_se
        Standard errors; 0 for what is fixed.

    The other numbers are those of `FitIndices`.
    """

    usable: bool
    converged: bool
    identified: bool
    proper: bool
    loadings: Floats
    loadings_se: Floats
    error_variances: Floats
    error_variances_se: Floats
    factor_covariance: Floats
    factor_covariance_se: Floats
    standardized_loadings: Floats
    standardized_loadings_se: Floats
    factor_correlation: Floats
    factor_correlation_se: Floats
    r_squared: Floats


@statistic(
    "confirmatory_factor_analysis",
    name="confirmatory factor analysis",
    symbol="χ²",
    source="Jöreskog (1969), Psychometrika 34, 183–202",
)
def confirmatory_factor_analysis(
    covariance: ArrayLike, n: float, factor_of_item: ArrayLike, identification: Identification = "variance"
) -> FactorModel:
    """
    Fit correlated factors, each behind items of its own, by maximum likelihood under normal theory.

    The chi-square is n times the least of ln|Σ| + tr(SΣ⁻¹) − ln|S| − p; standard errors are from the expected
    information. Negative variances are not prevented: they show that the model does not suit the items.

    Parameters
    ----------
    covariance : array_like, shape (p, p)
        Of complete answers, divisor n − 1.
    n : float
        Respondents.
    factor_of_item : array_like, shape (p,)
        The factor of each item, counted from 0.
    identification : {"variance", "marker"}
        Whether the factors' variances are one, or the loadings of their first items.

    Returns
    -------
    FactorModel
        NaN, with flags that say why, where there is no proper maximum.

    Examples
    --------
    >>> found = confirmatory_factor_analysis([[2, 1, 1], [1, 2, 1], [1, 1, 2]], 100, [0, 0, 0])
    >>> found.standardized_loadings.ravel().round(4), found.df
    (array([0.7071, 0.7071, 0.7071]), 0.0)
    """
    fit = fit_moments(model_of(factor_of_item, identification), [given(covariance, n)])
    return FactorModel(**numbers_of(fit, parameter_covariance(fit)))


@statistic(
    "modification_indices",
    name="modification indices and expected parameter changes",
    symbol="MI",
    source="Sörbom (1989), Psychometrika 54, 371–384",
)
def modification_indices(covariance: ArrayLike, n: float, factor_of_item: ArrayLike) -> ModificationIndices:
    """
    What each cross-loading and each covariance of two errors would gain if a confirmatory factor analysis freed it.

    Parameters
    ----------
    covariance, n, factor_of_item
        As in `confirmatory_factor_analysis`; the factors' variances are one.

    Returns
    -------
    ModificationIndices

    Examples
    --------
    >>> covariance = np.eye(4) + 1
    >>> covariance[0, 1] = covariance[1, 0] = 1.3
    >>> modification_indices(covariance, 100, [0, 0, 0, 0]).errors[1, 0].round(2)
    np.float64(2.58)
    """
    return indices_of(fit_moments(model_of(factor_of_item), [given(covariance, n)]))


def model_of(factor_of_item: ArrayLike, identification: Identification = "variance") -> Specification:
    """Return the model in which each item has the factor that stands in its place."""
    membership = np.asarray(factor_of_item, dtype=np.intp)
    factors = [np.flatnonzero(membership == factor).tolist() for factor in np.unique(membership)]
    return simple_structure(factors, identification=identification)


@in_one_thread
def numbers_of(fit: Fit, covariance: Floats) -> dict[str, Any]:
    """Return what a fit of one group reports, given the covariance matrix of its estimates."""
    found = estimates(fit.model, fit.point.theta, covariance)[0]
    if not fit.found:
        found = estimates(fit.model, np.full(fit.model.size, np.nan), covariance)[0]
    return {
        **asdict(fit_indices(fit)),
        "usable": all(group.usable for group in fit.groups),
        "converged": fit.converged,
        "identified": fit.identified,
        "proper": fit.proper,
        **_of_simple_structure(found),
    }


def _of_simple_structure(found: Estimates) -> dict[str, Floats]:
    return {
        "loadings": found.loadings,
        "loadings_se": found.loadings_se,
        "error_variances": np.diagonal(found.errors),
        "error_variances_se": np.diagonal(found.errors_se),
        "factor_covariance": found.factors,
        "factor_covariance_se": found.factors_se,
        "standardized_loadings": found.standardized_loadings,
        "standardized_loadings_se": found.standardized_loadings_se,
        "factor_correlation": found.factor_correlation,
        "factor_correlation_se": found.factor_correlation_se,
        "r_squared": 1 - np.diagonal(found.standardized_errors),
    }
