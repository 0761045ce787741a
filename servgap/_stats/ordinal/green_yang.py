"""How reliable a sum of ordered answers is, and how reliable the variables behind them would be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from servgap._stats.factor_models.latent_correlations import CorrelationFit, fit_correlations
from servgap._stats.factor_models.structures import simple_structure
from servgap._stats.ordinal.bivariate_normal import bivariate_cdf
from servgap._stats.ordinal.polychoric import Polychoric, polychoric
from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic


@dataclass(frozen=True)
class OrdinalReliability:
    """
    Reliability of k ordered items under one factor.

    Attributes
    ----------
    omega
        Of the observed sum (Green and Yang), its variance computed from the polychoric correlations.
    omega_model
        The same with the variance that the model implies.
    omega_latent, alpha_latent
        Omega and standardised alpha of the latent variables' sum, which nobody observed: "ordinal omega", "ordinal
        alpha". Not the reliability of the score in use.
    loadings
        Standardised loadings (k,).
    n
        Respondents.
    converged
        Whether the one-factor model was fitted. If not, the omegas are NaN.
    heywood
        Whether a loading exceeds one.
    """

    omega: float
    omega_model: float
    omega_latent: float
    alpha_latent: float
    loadings: Floats
    n: float
    converged: bool
    heywood: bool


@statistic(
    "green_yang_omega",
    name="Green and Yang's omega of ordered answers",
    symbol="ω",
    source="Green & Yang (2009), Psychometrika 74, 155–167; "
    "ordinal alpha: Zumbo, Gadermann & Zeisser (2007), J. Mod. Appl. Stat. Methods 6, 21–29",
)
def green_yang_omega(tables: ArrayLike | Polychoric) -> OrdinalReliability:
    r"""
    Reliability of the sum of ordered answers, from the tables of item pairs alone.

    With thresholds τ, loadings λ of one factor, by least squares weighted by the correlations' precision, and ρ the
    polychoric correlations (one on the diagonal),

    .. math:: \omega = \frac{\sum_{ij} c(\lambda_i\lambda_j)}{\sum_{ij} c(\rho_{ij})},\qquad
        c_{ij}(r) = \sum_{ab}\{\Phi_2(\tau_{ia}, \tau_{jb}; r) - \Phi(\tau_{ia})\Phi(\tau_{jb})\}

    where c is the covariance of two answers whose variables correlate by r.

    Parameters
    ----------
    tables : array_like, shape (k(k - 1)/2, L, L), or Polychoric
        Counts as `polychoric` takes them, or what it made of them.

    Returns
    -------
    OrdinalReliability
        NaN for two items, which do not identify the factor, where an item does not vary, or where a pair's table lies
        on its diagonal.

    Notes
    -----
    Green, S. B., & Yang, Y. (2009). Reliability of summated item scores using structural equation modeling: An
    alternative to coefficient alpha. Psychometrika, 74.

    Examples
    --------
    Yes and no at the median, correlating by r = ½ throughout: the answers themselves correlate by ⅓.

    >>> found = green_yang_omega([[[20, 10], [10, 20]]] * 6)
    >>> print(f"{found.omega:.4f} {found.omega_latent:.4f} {found.alpha_latent:.4f}")
    0.6667 0.8000 0.8000
    """
    found = tables if isinstance(tables, Polychoric) else polychoric(tables)
    fit = one_factor_of(found)
    omega, omega_model, omega_latent, alpha_latent = reliabilities(found.thresholds, found.correlation, fit.theta)
    return OrdinalReliability(
        omega=float(omega),
        omega_model=float(omega_model),
        omega_latent=float(omega_latent),
        alpha_latent=float(alpha_latent),
        loadings=-fit.theta if fit.theta.sum() < 0 else fit.theta,
        n=float(found.n[0, 0]),
        converged=fit.found,
        heywood=bool((np.abs(fit.theta) > 1).any()),
    )


def one_factor_of(found: Polychoric) -> CorrelationFit:
    """Fit one factor to the correlations, weighted by their precision; nothing is found where one is at a boundary."""
    upper = np.triu_indices(len(found.correlation), 1)
    weights = ratio(1.0, found.se[upper] ** 2)
    model = simple_structure([range(len(found.correlation))], error_variances=False)
    return fit_correlations(model, found.correlation, weights)


def reliabilities(thresholds: Floats, correlation: Floats, loadings: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """
    Return omega of the sum, with its observed and its implied variance, and omega and alpha of the latent sum.

    Shapes (..., k, L - 1), (..., k, k) and (..., k); NaN where a correlation or loading is.
    """
    k = loadings.shape[-1]
    shared = loadings[..., :, None] * loadings[..., None, :]
    common = _sum_covariance(thresholds, shared)
    implied = _sum_covariance(thresholds, np.where(np.eye(k) > 0, 1.0, shared))
    observed = _sum_covariance(thresholds, correlation)
    whole = loadings.sum(-1) ** 2
    total = correlation.sum((-2, -1))
    return (
        ratio(common, observed),
        ratio(common, implied),
        ratio(whole, whole + (1 - loadings**2).sum(-1)),
        k / max(k - 1, 1) * (1 - ratio(k, total)) if k > 1 else np.full(total.shape, np.nan),
    )


def _sum_covariance(thresholds: Floats, r: Floats) -> Floats:
    """Return the sum of the covariances of all answers 1, 2, ..., L whose variables correlate by r (..., k, k)."""
    known = np.asarray(np.isfinite(r).all((-2, -1)))
    h, k = thresholds[..., :, None, :, None], thresholds[..., None, :, None, :]
    together = bivariate_cdf(h, k, np.clip(np.where(known[..., None, None], r, 0.0), -1.0, 1.0)[..., None, None])
    total = (together - ndtr(h) * ndtr(k)).sum((-4, -3, -2, -1))
    return np.where(known, total, np.nan)
