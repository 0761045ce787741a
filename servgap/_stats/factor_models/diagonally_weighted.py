"""Factor models of ordered answers: least squares on polychoric correlations, each weighted by its precision."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.factor_models.adjusted_test import AdjustedTest, adjusted_test
from servgap._stats.factor_models.admissible import correlations_admissible
from servgap._stats.factor_models.confirmatory import model_of
from servgap._stats.factor_models.fit_indices import (
    comparative,
    corrected_limits,
    rmsea_limits,
    root_mean_square_error,
)
from servgap._stats.factor_models.implied import Numbers, imply
from servgap._stats.factor_models.latent_correlations import CorrelationFit, fit_correlations, without_error
from servgap._stats.factor_models.normal_residuals import NormalFit, normal_fit
from servgap._stats.factor_models.specification import Specification
from servgap._stats.ordinal.sample import OrdinalSample, ordinal_sample
from servgap._stats.ratio import Floats
from servgap._stats.registry import statistic

ROBUST = ("cfi_robust", "tli_robust", "rmsea_robust", "rmsea_robust_low", "rmsea_robust_high")

TINY_STEP = 1e-30
"""Step along the imaginary axis: a derivative taken there has no rounding."""


@dataclass(frozen=True)
class OrdinalFactorModel:
    """
    A factor model of k ordered items at its estimates, and how well it fits.

    Attributes
    ----------
    n
        Respondents.
    estimates, se
        The model's parameters, in the order of `Specification.parameters` without error variances and intercepts, and
        their robust standard errors.
    standardized_loadings, standardized_loadings_se
        Standardised loadings (k, m) and their standard errors.
    factor_correlation, factor_correlation_se
        Correlations (m, m) of the factors and their standard errors.
    error_variances
        What the factors leave of each latent answer's variance (k,).
    chi_square, df
        n - 1 times the discrepancy; not itself distributed as chi-square.
    chi_square_scaled, p_value_scaled, scaling_factor, shift
        The chi-square over `scaling_factor` plus `shift`, which has a chi-square variable's mean and variance, and its
        upper tail.
    baseline_chi_square, baseline_chi_square_scaled, baseline_df
        The same of the model without any correlation.
    cfi, tli, rmsea, rmsea_low, rmsea_high
        Indices from the plain chi-squares, RMSEA with its 90 % interval; they flatter.
    cfi_scaled, tli_scaled, rmsea_scaled, rmsea_scaled_low, rmsea_scaled_high
        From the scaled chi-squares, the limits from the scaled and shifted one on df degrees of freedom.
    cfi_robust, tli_robust, rmsea_robust, rmsea_robust_low, rmsea_robust_high
        What the indices of normal answers estimate, at these estimates (Savalei 2021). With c the chance per degree of
        freedom in the chi-square of normal theory, the limits are those of the chi-square over c, times √c.
    srmr, srmr_thresholds
        Root mean square of the residual correlations, over all entries of the triangle, diagonal included; and with
        the thresholds, which fit exactly, counted in.
    converged
        Whether there is a minimum, and only one nearby. If not, every number is NaN.
    proper
        Whether error variances are positive and factors correlate below one; if not, a Heywood case, the numbers stay
        but are doubtful.
    """

    n: float
    estimates: Floats
    se: Floats
    standardized_loadings: Floats
    standardized_loadings_se: Floats
    factor_correlation: Floats
    factor_correlation_se: Floats
    error_variances: Floats
    chi_square: float
    df: float
    chi_square_scaled: float
    p_value_scaled: float
    scaling_factor: float
    shift: float
    baseline_chi_square: float
    baseline_chi_square_scaled: float
    baseline_df: float
    cfi: float
    tli: float
    rmsea: float
    rmsea_low: float
    rmsea_high: float
    cfi_scaled: float
    tli_scaled: float
    rmsea_scaled: float
    rmsea_scaled_low: float
    rmsea_scaled_high: float
    cfi_robust: float
    tli_robust: float
    rmsea_robust: float
    rmsea_robust_low: float
    rmsea_robust_high: float
    srmr: float
    srmr_thresholds: float
    converged: bool
    proper: bool


@statistic(
    "ordinal_factor_model",
    name="factor model of ordered answers, by diagonally weighted least squares",
    symbol="χ²",
    source="Muthén (1984), Psychometrika 49, 115–132; test: Asparouhov & Muthén (2010), Simple second order chi-square "
    "correction, Mplus technical report; robust CFI and RMSEA: Savalei (2021), Multivariate Behavioral Research 56, "
    "390–407",
    effect="RMSEA",
)
def ordinal_factor_model(answers: ArrayLike, factor_of_item: ArrayLike) -> OrdinalFactorModel:
    r"""
    Fit a factor model to the polychoric correlations of ordered answers, as lavaan does under the name WLSMV.

    .. math:: F(\theta) = \sum_{i<j} \frac{(r_{ij} - \rho_{ij}(\theta))^2}{\gamma_{ij}},\qquad
        \gamma_{ij} = n \operatorname{var}(r_{ij})

    Latent answers have variance one (delta parameterisation). Standard errors are robust, of the sandwich kind; they
    and the chi-square count n - 1 respondents, as lavaan does. Thresholds are free and fit exactly.

    Parameters
    ----------
    answers : array_like, shape (n, k)
        Whole numbers from 1 for the lowest category; 0 is no answer, and rows that have one are left out.
    factor_of_item : array_like, shape (k,)
        The factor of each item, counted from 0. Factors correlate and have variance one.

    Returns
    -------
    OrdinalFactorModel
        NaN, with `converged` false, where an item does not vary, a pair of items lies on the diagonal, the model is not
        identified or no minimum is found.

    Notes
    -----
    Muthén, B. (1984). A general structural equation model with dichotomous, ordered categorical, and continuous latent
    variable indicators. Psychometrika, 49.
    Savalei, V. (2021). Improving fit indices in structural equation modeling with categorical data. Multivariate
    Behavioral Research, 56.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> latent = rng.normal(size=(500, 1)) + rng.normal(size=(500, 4))
    >>> found = ordinal_factor_model(np.digitize(latent, [-1, 0, 1]) + 1, [0, 0, 0, 0])
    >>> found.df, bool(found.p_value_scaled > 0.05)
    (2.0, True)
    """
    return fit_ordinal(model_of(factor_of_item), ordinal_sample(answers))


def fit_ordinal(model: Specification, sample: OrdinalSample) -> OrdinalFactorModel:
    """
    Fit any model of one group, such as one with a second-order factor, to what `ordinal_sample` made of answers.

    Its error variances, intercepts and factor means, of which correlations say nothing, are left out of account.
    """
    weights = pair_weights(sample)
    fit = fit_correlations(model, sample.correlation, weights)
    if not fit.found:
        return _nothing(sample, fit)
    return OrdinalFactorModel(
        n=sample.n,
        **_estimates(sample, fit, weights),
        **_indices(sample, *_tests(sample, fit, weights)),
        **_robust_indices(normal_fit(sample, fit, weights), sample.n),
        **_residual_size(sample, fit),
        converged=True,
        proper=_proper(model, fit),
    )


def pair_weights(sample: OrdinalSample) -> Floats:
    """Return one over the variances of the correlations, n times; NaN where they do not all exist."""
    if not sample.usable:
        return np.full(len(sample.pairs), np.nan)
    precision: Floats = 1 / np.diagonal(sample.pair_covariance)
    return precision


def _estimates(sample: OrdinalSample, fit: CorrelationFit, weights: Floats) -> dict[str, Any]:
    """Return estimates and what is standardised of them, with standard errors by the sandwich and the delta method."""
    meat = np.linalg.solve(fit.curvature(weights), fit.slopes.T * weights)
    covariance = meat @ sample.pair_covariance @ meat.T / (sample.n - 1)
    k, m = fit.model.items, fit.model.factors
    at = _standardised(fit.model, fit.theta)
    steps = fit.theta + 1j * TINY_STEP * np.eye(len(fit.theta))
    slopes = np.array([_standardised(fit.model, theta).imag / TINY_STEP for theta in steps]).reshape(len(steps), -1)
    errors = np.sqrt(((covariance @ slopes) * slopes).sum(0))
    return {
        "estimates": fit.theta,
        "se": np.sqrt(np.diagonal(covariance)),
        "standardized_loadings": at[: k * m].reshape(k, m),
        "standardized_loadings_se": errors[: k * m].reshape(k, m),
        "factor_correlation": at[k * m :].reshape(m, m),
        "factor_correlation_se": errors[k * m :].reshape(m, m),
        "error_variances": fit.error_variances,
    }


def _standardised(model: Specification, theta: Numbers) -> Numbers:
    """Return standardised loadings and factor correlations, one after another; real or along the imaginary axis."""
    here = imply(model.layouts[0], theta)
    spread = np.sqrt(np.diagonal(here.factors))
    return np.concatenate([(here.loadings * spread).ravel(), (here.factors / spread / spread[:, None]).ravel()])


def _tests(sample: OrdinalSample, fit: CorrelationFit, weights: Floats) -> tuple[AdjustedTest, AdjustedTest]:
    """Test the model, and that no items correlate."""
    weighed = weights[:, None] * fit.slopes
    rest = np.diag(weights) - weighed @ np.linalg.solve(fit.curvature(weights), weighed.T)
    size, pairs = sample.n - 1, sample.pair_covariance
    own = adjusted_test(size * float(weights @ fit.residuals**2), float(len(weights) - fit.model.size), rest @ pairs)
    null = adjusted_test(size * float(weights @ sample.pairs**2), float(len(weights)), weights[:, None] * pairs)
    return own, null


def _indices(sample: OrdinalSample, own: AdjustedTest, null: AdjustedTest) -> dict[str, Any]:
    """Return the tests and the indices made of them."""
    n, df = sample.n - 1, own.df
    plain = comparative(own.chi_square, df, null.chi_square, null.df)
    scaled = comparative(own.adjusted, df, null.adjusted, null.df) if df > 0 else plain
    ends = rmsea_limits(own.chi_square, df, n)
    scaled_ends = rmsea_limits(max(own.adjusted, 0.0), df, n)
    return {
        "chi_square": own.chi_square,
        "df": df,
        "chi_square_scaled": own.adjusted,
        "p_value_scaled": own.p_value,
        "scaling_factor": own.scaling,
        "shift": own.shift,
        "baseline_chi_square": null.chi_square,
        "baseline_chi_square_scaled": null.adjusted,
        "baseline_df": null.df,
        "cfi": plain["cfi"],
        "tli": plain["tli"],
        "rmsea": root_mean_square_error(own.chi_square, df, n),
        "rmsea_low": ends[0],
        "rmsea_high": ends[1],
        "cfi_scaled": scaled["cfi"],
        "tli_scaled": scaled["tli"],
        "rmsea_scaled": root_mean_square_error(own.adjusted, df, n),
        "rmsea_scaled_low": scaled_ends[0],
        "rmsea_scaled_high": scaled_ends[1],
    }


def _robust_indices(normal: NormalFit, n: float) -> dict[str, Any]:
    if not np.isfinite(normal.excess):
        return dict.fromkeys(ROBUST, np.nan)
    chi_square, df, baseline_df = normal.excess + normal.df, normal.df, normal.baseline_df
    found = comparative(chi_square, df, normal.baseline_excess + baseline_df, baseline_df)
    low, high = corrected_limits(
        max(normal.excess + normal.chance, 0.0), df, n - 1, normal.chance / df if df > 0 else np.nan
    )
    values = (found["cfi"], found["tli"], root_mean_square_error(chi_square, df, n - 1), low, high)
    return dict(zip(ROBUST, values, strict=True))


def _residual_size(sample: OrdinalSample, fit: CorrelationFit) -> dict[str, Any]:
    """Return the root mean squares of residuals; variances, and thresholds, are counted though they fit exactly."""
    squares = float(fit.residuals @ fit.residuals)
    entries = len(fit.residuals) + fit.model.items
    thresholds = len(sample.covariance) - len(fit.residuals)
    return {"srmr": np.sqrt(squares / entries), "srmr_thresholds": np.sqrt(squares / (entries + thresholds))}


def _proper(model: Specification, fit: CorrelationFit) -> bool:
    """Tell whether the estimates could be variances and correlations; if not, the solution is improper."""
    here = imply(fit.model.layouts[0], fit.theta)
    errors = np.delete(fit.error_variances, list(without_error(model)))
    return correlations_admissible(errors, here.own, here.factors)


def _nothing(sample: OrdinalSample, fit: CorrelationFit) -> OrdinalFactorModel:
    k, m, nowhere = fit.model.items, fit.model.factors, np.full(fit.model.size, np.nan)
    shapes = {"standardized_loadings": (k, m), "factor_correlation": (m, m)}
    matrices = {name + error: shape for name, shape in shapes.items() for error in ("", "_se")}
    numbers: dict[str, Any] = {field.name: np.nan for field in fields(OrdinalFactorModel)}
    numbers |= {name: np.full(shape, np.nan) for name, shape in matrices.items()}
    numbers |= {"n": sample.n, "estimates": nowhere, "se": nowhere, "error_variances": np.full(k, np.nan)}
    return OrdinalFactorModel(**{**numbers, "converged": False, "proper": False})
