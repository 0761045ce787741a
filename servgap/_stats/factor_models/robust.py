"""Standard errors and chi-square when answers are not normal: sandwiches and scaled tests, from complete rows.

The likelihood of normal theory is kept for the estimates. What its curvature A promises is corrected by what the
respondents' own slopes B show: A⁻¹BA⁻¹/n is the estimates' covariance (Huber 1967, White 1982), and the chi-square is
divided by c = [tr(B₁A₁⁻¹) − tr(BA⁻¹)]/df, where A₁ and B₁ are those of the model without restrictions. For them no
matrix of fourth moments is needed: with d² the squared distances y'S⁻¹y of p items, tr(B₁A₁⁻¹) = [mean d⁴ − p]/2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Literal, TypeAlias

import numpy as np

from servgap._stats.factor_models.estimation import Fit
from servgap._stats.factor_models.fit_indices import (
    FitIndices,
    comparative,
    corrected_limits,
    fit_indices,
    rmsea_limits,
    root_mean_square_error,
)
from servgap._stats.factor_models.implied import slopes
from servgap._stats.factor_models.samples import Moments
from servgap._stats.factor_models.standard_errors import inverse, unknown
from servgap._stats.ratio import Floats, item_variances
from servgap._stats.tails import chi_square_tail

Correction: TypeAlias = Literal["yuan_bentler", "satorra_bentler"]
"""Curvature of the model observed and that of the data's own moments (MLR), or both expected under the model (MLM)."""


@dataclass(frozen=True)
class RobustFit:
    """
    Fit without the assumption of normal answers.

    Attributes
    ----------
    scaling_factor, baseline_scaling_factor
        By what the chi-squares of the model and of the baseline are divided.
    chi_square_scaled, p_value_scaled, baseline_chi_square_scaled
        The tests so scaled.
    cfi_scaled, tli_scaled, rmsea_scaled, rmsea_scaled_low, rmsea_scaled_high
        Indices put together from scaled chi-squares. The limits take the chi-square itself as one with c·df degrees of
        freedom, as lavaan does.
    cfi_robust, tli_robust, rmsea_robust, rmsea_robust_low, rmsea_robust_high
        Indices that estimate what normal answers would show (Brosseau-Liard, Savalei & Li 2012; Brosseau-Liard &
        Savalei 2014): the ones to report.
    """

    scaling_factor: float
    baseline_scaling_factor: float
    chi_square_scaled: float
    p_value_scaled: float
    baseline_chi_square_scaled: float
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


def robust_covariance(fit: Fit, rows: Sequence[Floats], correction: Correction = "yuan_bentler") -> Floats:
    """Return the sandwich covariance matrix of the estimates, from each group's complete rows."""
    if not fit.found:
        return unknown(fit)
    bread = inverse(_curvature(fit, correction) / 2)
    found: Floats = bread @ _cross_products(fit, rows) @ bread / fit.n
    return found


def robust_fit(fit: Fit, rows: Sequence[Floats], correction: Correction = "yuan_bentler") -> RobustFit:
    """Return the scaled test and the indices that follow from it; NaN without estimates."""
    plain = fit_indices(fit)
    df, known = plain.df, fit.found and plain.df > 0
    factor = _scaling_factor(fit, rows, correction) if known else np.nan
    baseline = _baseline_factor(fit, rows, correction) if known else np.nan
    if not (factor > 0 and baseline > 0):
        return no_robust_fit(factor, baseline)
    scaled, baseline_scaled = plain.chi_square / factor, plain.baseline_chi_square / baseline
    apart = comparative(scaled, df, baseline_scaled, plain.baseline_df)
    together = comparative(
        plain.chi_square, df, plain.baseline_chi_square, plain.baseline_df, factors=(factor, baseline)
    )
    return RobustFit(
        scaling_factor=factor,
        baseline_scaling_factor=baseline,
        chi_square_scaled=scaled,
        p_value_scaled=float(chi_square_tail(df, scaled)),
        baseline_chi_square_scaled=baseline_scaled,
        cfi_scaled=apart["cfi"],
        tli_scaled=apart["tli"],
        cfi_robust=together["cfi"],
        tli_robust=together["tli"],
        **_rmsea(plain, factor, len(fit.model.groups)),
    )


def no_robust_fit(factor: float, baseline: float) -> RobustFit:
    """Return the outcome where there is no scaled test: NaN, and the factors as far as they are known."""
    nothing = dict.fromkeys((field.name for field in fields(RobustFit)), np.nan)
    return RobustFit(**{**nothing, "scaling_factor": factor, "baseline_scaling_factor": baseline})


def _rmsea(plain: FitIndices, factor: float, groups: int) -> dict[str, float]:
    """Return both versions of RMSEA; the robust one and its limits are the scaled chi-square's, times √c."""
    df, n, scaled = plain.df, plain.n, plain.chi_square / factor
    rmsea = root_mean_square_error(scaled, df, n, groups)
    apart = rmsea_limits(plain.chi_square, factor * df, n, groups)
    together = corrected_limits(plain.chi_square, df, n, factor, groups)
    return {
        "rmsea_scaled": rmsea,
        "rmsea_scaled_low": apart[0],
        "rmsea_scaled_high": apart[1],
        "rmsea_robust": float(np.sqrt(factor)) * rmsea,
        "rmsea_robust_low": together[0],
        "rmsea_robust_high": together[1],
    }


def _curvature(fit: Fit, correction: Correction) -> Floats:
    return fit.observed if correction == "yuan_bentler" else fit.expected


def _cross_products(fit: Fit, rows: Sequence[Floats]) -> Floats:
    """Return B, the mean cross-product of the respondents' slopes of the log-likelihood."""
    model = fit.model
    found = np.zeros((model.size, model.size))
    every = zip(model.layouts, fit.point.implied, fit.point.inverse, fit.groups, rows, strict=True)
    for layout, here, inverses, group, answers in every:
        a, b = slopes(layout, here)
        y = np.column_stack([answers, np.ones(len(answers))]) if model.means else answers - group.mean
        weight = inverses[0]
        each = (y @ weight @ a.T) * (y @ weight @ b.T) - (a @ weight * b).sum(1)
        of_parameter = np.zeros((model.size, len(y)))
        np.add.at(of_parameter, layout.parameter, each.T)
        found += of_parameter @ of_parameter.T
    return found / fit.n


def _scaling_factor(fit: Fit, rows: Sequence[Floats], correction: Correction) -> float:
    """Return c, by which the chi-square exceeds what normal answers would give."""
    df = fit.model.moments - fit.model.size
    whole = sum(
        _unrestricted(group, answers, implied, correction, means=fit.model.means)
        for group, answers, (_, implied) in zip(fit.groups, rows, fit.implied, strict=True)
    )
    spent = float((_cross_products(fit, rows) * inverse(_curvature(fit, correction) / 2)).sum())
    return (whole - spent) / df


def _baseline_factor(fit: Fit, rows: Sequence[Floats], correction: Correction) -> float:
    """Return c of the baseline model, of which only the items' own kurtosis is spent."""
    p = fit.model.items
    whole = 0.0
    for group, answers in zip(fit.groups, rows, strict=True):
        variances = item_variances(group.covariance)
        kurtosis = ((answers - group.mean) ** 4).mean(0) / variances**2
        alone = np.diag(variances)
        whole += _unrestricted(group, answers, alone, correction, means=False) - float((kurtosis - 1).sum() / 2)
    return whole / (len(fit.groups) * p * (p - 1) / 2)


def _unrestricted(group: Moments, answers: Floats, implied: Floats, correction: Correction, *, means: bool) -> float:
    """Return tr(B₁A₁⁻¹) of a group, with A₁ from its own or from the implied moments."""
    centred = answers - group.mean
    weight = np.linalg.inv(group.covariance if correction == "yuan_bentler" else implied)
    of_moments = weight @ group.covariance
    distance = ((centred @ weight) * centred).sum(1)
    squares = float((distance**2).mean() - (of_moments * of_moments.T).sum()) / 2
    return squares + means * float(np.trace(of_moments))
