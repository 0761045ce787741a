"""Omega total, the reliability of a sum of items that share one factor, and a test of what alpha assumes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from servgap._stats.ratio import Floats, item_variances, ratio
from servgap._stats.registry import statistic
from servgap._stats.reliability.omega_errors import normal_error
from servgap._stats.reliability.one_factor import (
    EDGE,
    OneFactorFit,
    fit_congeneric,
    fit_tau_equivalent,
    usable,
)
from servgap._stats.tails import chi_square_tail

Flags: TypeAlias = NDArray[np.bool_]

CANCEL = 1e-9
"""Part of the loadings' size up to which their sum is none."""


@dataclass(frozen=True)
class Omega:
    """
    Omega total and the one-factor model it comes from.

    Attributes
    ----------
    omega, se, ci_low, ci_high
        Omega with the model's variance of the sum as denominator, its standard error and Wald interval.
    omega_observed
        The same numerator over the observed variance of the sum.
    average_variance_extracted
        Share of the items' variances that the factor explains.
    loadings, uniquenesses
        Unstandardised, shape (..., k), of covariances with divisor n.
    chi_square, df, p_value
        Likelihood-ratio test that one factor suffices; no p-value for three items, which one factor fits exactly.
    converged
        Whether the fit found a proper minimum. If not, every number is NaN.
    heywood
        Whether a uniqueness is negative, or less than a millionth of the item's variance: then the solution is
        improper, and omega no reliability.
    """

    omega: Floats
    se: Floats
    ci_low: Floats
    ci_high: Floats
    omega_observed: Floats
    average_variance_extracted: Floats
    loadings: Floats
    uniquenesses: Floats
    chi_square: Floats
    df: Floats
    p_value: Floats
    converged: Flags
    heywood: Flags


@dataclass(frozen=True)
class TauEquivalence:
    """
    Likelihood-ratio test of equal loadings.

    Attributes
    ----------
    chi_square, df, p_value
        Chi-square of the model with equal loadings less that of the model with free ones, its degrees of freedom
        and upper tail.
    """

    chi_square: Floats
    df: Floats
    p_value: Floats


@statistic(
    "omega_total",
    name="McDonald's omega total",
    symbol="ω",
    source="McDonald (1999), Test Theory: A Unified Treatment; model: Jöreskog (1969), Psychometrika 34, 183–202; "
    "Jöreskog (1971), Psychometrika 36, 109–133",
)
def omega_total(covariance: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> Omega:
    r"""
    Reliability of the sum of k items under one factor with free loadings, by maximum likelihood.

    .. math:: \omega = \frac{(\sum_j \lambda_j)^2}{(\sum_j \lambda_j)^2 + \sum_j \theta_j}

    The standard error follows from the observed information by the delta method; the interval is ω ± z·se, cut at 0
    and 1. The sum of the loadings is made positive. Uniquenesses are not bounded below: a negative one, a Heywood
    case, stays in the result and is flagged.

    Parameters
    ----------
    covariance : array_like, shape (..., k, k)
        Covariance matrices of the items over complete respondents, divisor n - 1.
    n : array_like, shape (...)
        Respondents behind each matrix.
    confidence : float
        Coverage of the interval.

    Returns
    -------
    Omega
        NaN, with `converged` false, where k < 3 (two items do not identify the model), an item does not vary, the
        matrix is singular (as when n <= k) or no proper minimum exists.

    Notes
    -----
    McDonald, R. P. (1999). Test Theory: A Unified Treatment. Erlbaum.
    Jöreskog, K. G. (1969). A general approach to confirmatory maximum likelihood factor analysis. Psychometrika, 34.

    Examples
    --------
    >>> found = omega_total([[2, 1, 1, 1], [1, 2, 1, 1], [1, 1, 2, 1], [1, 1, 1, 2]], 300)
    >>> print(f"{found.omega:.3f} [{found.ci_low:.3f}, {found.ci_high:.3f}]")
    0.800 [0.763, 0.837]
    """
    matrices, respondents, shape = _flattened(covariance, n)
    fit = _fitted(matrices, fit_congeneric)
    loadings = _positive(fit.loadings)
    common, own = loadings.sum(-1), fit.uniquenesses.sum(-1)
    omega = ratio(common**2, common**2 + own)
    se = _standard_error(matrices, respondents, fit)
    reach = ndtri((1 + confidence) / 2) * se
    chi_square, df, p_value = _chi_square(respondents * fit.discrepancy, matrices.shape[-1])
    k = (*shape, matrices.shape[-1])
    return Omega(
        omega=omega.reshape(shape),
        se=se.reshape(shape),
        ci_low=np.maximum(omega - reach, 0).reshape(shape),
        ci_high=np.minimum(omega + reach, 1).reshape(shape),
        omega_observed=ratio(common**2, matrices.sum((-2, -1))).reshape(shape),
        average_variance_extracted=ratio((loadings**2).sum(-1), (loadings**2).sum(-1) + own).reshape(shape),
        loadings=loadings.reshape(k),
        uniquenesses=fit.uniquenesses.reshape(k),
        chi_square=chi_square.reshape(shape),
        df=df.reshape(shape),
        p_value=p_value.reshape(shape),
        converged=fit.converged.reshape(shape),
        heywood=(fit.uniquenesses <= EDGE * item_variances(matrices)).any(-1).reshape(shape),
    )


@statistic(
    "tau_equivalence",
    name="test of equal loadings",
    symbol="χ²",
    source="Jöreskog (1971), Psychometrika 36, 109–133",
)
def tau_equivalence(covariance: ArrayLike, n: ArrayLike) -> TauEquivalence:
    """
    Test that all items measure the factor on the same scale, without which alpha understates the reliability.

    The chi-square is n times the difference of the least discrepancies with one loading for all items and with one
    for each, with k - 1 degrees of freedom.

    Parameters
    ----------
    covariance : array_like, shape (..., k, k)
        Covariance matrices of the items over complete respondents, divisor n - 1.
    n : array_like, shape (...)
        Respondents behind each matrix.

    Returns
    -------
    TauEquivalence
        NaN where either model has no proper fit; see `omega_total`.

    Notes
    -----
    Jöreskog, K. G. (1971). Statistical analysis of sets of congeneric tests. Psychometrika, 36.

    Examples
    --------
    >>> found = tau_equivalence([[2, 1, 1.5], [1, 2, 1.5], [1.5, 1.5, 4]], 200)
    >>> print(f"{found.chi_square:.2f} {found.df:.0f} {found.p_value:.4f}")
    10.71 2 0.0047
    """
    matrices, respondents, shape = _flattened(covariance, n)
    tied, free = _fitted(matrices, fit_tau_equivalent), _fitted(matrices, fit_congeneric)
    chi_square = np.maximum(respondents * (tied.discrepancy - free.discrepancy), 0.0)
    df = np.where(np.isnan(chi_square), np.nan, matrices.shape[-1] - 1.0)
    return TauEquivalence(
        chi_square=chi_square.reshape(shape),
        df=df.reshape(shape),
        p_value=chi_square_tail(df, chi_square).reshape(shape),
    )


def _flattened(covariance: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats, tuple[int, ...]]:
    """Return the matrices with the likelihood's divisor n, shape (m, k, k), their n (m,), and the leading shape."""
    matrices = np.asarray(covariance, dtype=np.float64)
    respondents = np.asarray(n, dtype=np.float64)
    shape = np.broadcast_shapes(matrices.shape[:-2], respondents.shape)
    size = matrices.shape[-2:]
    respondents = np.broadcast_to(respondents, shape).reshape(-1)
    respondents = np.where(respondents >= 2, respondents, np.nan)
    matrices = np.broadcast_to(matrices, (*shape, *size)).reshape(len(respondents), *size)
    return matrices * ((respondents - 1) / respondents)[:, None, None], respondents, shape


def _fitted(matrices: Floats, fit: Callable[[Floats], OneFactorFit]) -> OneFactorFit:
    """Fit the matrices that can be fitted; NaN for the others."""
    m, k = matrices.shape[:2]
    rows = np.flatnonzero(usable(matrices)) if k >= 3 else np.arange(0)
    found = fit(matrices[rows]) if len(rows) else None
    whole = OneFactorFit(np.full((m, k), np.nan), np.full((m, k), np.nan), np.full(m, np.nan), np.zeros(m, dtype=bool))
    if found is not None:
        whole.loadings[rows], whole.uniquenesses[rows] = found.loadings, found.uniquenesses
        whole.discrepancy[rows], whole.converged[rows] = found.discrepancy, found.converged
    return whole


def _standard_error(matrices: Floats, respondents: Floats, fit: OneFactorFit) -> Floats:
    """Return omega's standard error for normal items where there is a fit."""
    se = np.full(len(matrices), np.nan)
    rows = np.flatnonzero(fit.converged)
    if len(rows):
        se[rows] = normal_error(matrices[rows], respondents[rows], fit.loadings[rows], fit.uniquenesses[rows])
    return se


def _positive(loadings: Floats) -> Floats:
    """Make the sum of loadings positive, or the first that is not zero where they cancel."""
    size = np.abs(loadings).sum(-1, keepdims=True)
    first = np.take_along_axis(loadings, (np.abs(loadings) > CANCEL * size).argmax(-1)[:, None], axis=-1)
    lead = np.where(np.abs(loadings.sum(-1, keepdims=True)) > CANCEL * size, loadings.sum(-1, keepdims=True), first)
    return np.where(lead < 0, -loadings, loadings)


def _chi_square(chi_square: Floats, k: int) -> tuple[Floats, Floats, Floats]:
    """Return the fit's chi-square with its degrees of freedom k(k - 3)/2 and its upper tail; no tail without any."""
    df = np.where(np.isnan(chi_square), np.nan, k * (k - 3) / 2)
    return chi_square, df, chi_square_tail(np.where(df > 0, df, np.nan), chi_square)
