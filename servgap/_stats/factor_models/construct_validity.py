"""Whether the items of a factor hang together, and whether the factors are different things."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.factor_models.specification import Flags
from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic


@dataclass(frozen=True)
class ConstructValidity:
    """
    Convergent and discriminant validity of m factors.

    Attributes
    ----------
    average_variance_extracted, composite_reliability
        Mean share of the items' variance that the factor explains, and reliability of the sum of standardised items.
    average_variance_extracted_raw, composite_reliability_raw
        The same in the items' own units; the latter is omega of the items' sum.
    maximum_shared_variance
        Largest squared correlation with another factor; NaN for a single one.
    factor_correlation
        Correlations (m, m).
    root_average_variance_extracted
        The diagonal of Fornell and Larcker's table.
    fornell_larcker
        Whether a factor shares more variance with its own items than with any other factor.
    """

    average_variance_extracted: Floats
    composite_reliability: Floats
    average_variance_extracted_raw: Floats
    composite_reliability_raw: Floats
    maximum_shared_variance: Floats
    factor_correlation: Floats
    root_average_variance_extracted: Floats
    fornell_larcker: Flags


@statistic(
    "construct_validity",
    name="average variance extracted, composite reliability and the Fornell–Larcker criterion",
    symbol="AVE, CR",
    source="Fornell & Larcker (1981), Journal of Marketing Research 18, 39–50",
)
def construct_validity(
    loadings: ArrayLike, error_variances: ArrayLike, factor_covariance: ArrayLike
) -> ConstructValidity:
    r"""
    Convergent and discriminant validity from a fitted factor model whose items have one factor each.

    .. math:: \mathrm{AVE} = \frac{\sum \lambda^2}{\sum \lambda^2 + \sum \theta}, \quad
              \mathrm{CR} = \frac{(\sum \lambda)^2}{(\sum \lambda)^2 + \sum \theta}

    over a factor's items, standardised, and in raw units with the factor's variance beside the loadings.

    Parameters
    ----------
    loadings : array_like, shape (p, m)
        Unstandardised; zero where an item is not of the factor.
    error_variances : array_like, shape (p,)
        Of the items.
    factor_covariance : array_like, shape (m, m)
        Of the factors.

    Returns
    -------
    ConstructValidity
        NaN where the estimates are NaN or a variance is not positive.

    Examples
    --------
    >>> found = construct_validity([[0.8, 0], [0.6, 0], [0, 0.7], [0, 0.7]], [0.36, 0.64, 0.51, 0.51], np.eye(2))
    >>> found.average_variance_extracted, found.composite_reliability.round(3)
    (array([0.5 , 0.49]), array([0.662, 0.658]))
    """
    weights = np.asarray(loadings, dtype=np.float64)
    errors = np.asarray(error_variances, dtype=np.float64)
    factors = np.asarray(factor_covariance, dtype=np.float64)
    own = (weights != 0).astype(np.float64)
    variances = np.diagonal(factors)
    common = np.einsum("ij,jk,ik->i", weights, factors, weights)
    size = np.sqrt(np.where(variances > 0, variances, np.nan))
    scaled = weights * size * np.sqrt(ratio(1.0, common + errors))[:, None]
    correlation = factors / (size * size[:, None])
    squares = np.where(np.eye(len(factors)) > 0, -np.inf, correlation**2).max(1, initial=-np.inf)
    shared = np.where(np.isinf(squares), np.nan, squares)
    extracted = (scaled**2).sum(0)
    average = ratio(extracted, own.sum(0))
    common_raw = (weights**2).sum(0) * variances
    unique, unique_raw = own.sum(0) - extracted, errors @ own
    whole, whole_raw = scaled.sum(0) ** 2, weights.sum(0) ** 2 * variances
    return ConstructValidity(
        average_variance_extracted=average,
        composite_reliability=ratio(whole, whole + unique),
        average_variance_extracted_raw=ratio(common_raw, common_raw + unique_raw),
        composite_reliability_raw=ratio(whole_raw, whole_raw + unique_raw),
        maximum_shared_variance=shared,
        factor_correlation=correlation,
        root_average_variance_extracted=np.sqrt(np.where(average >= 0, average, np.nan)),
        fornell_larcker=np.asarray(average > shared),
    )
