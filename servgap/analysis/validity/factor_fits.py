"""Structures fitted to the answers of one part, by the estimator asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np

from servgap._stats.factor_models.confirmatory import confirmatory_factor_analysis, numbers_of
from servgap._stats.factor_models.diagonally_weighted import fit_ordinal, ordinal_factor_model
from servgap._stats.factor_models.estimation import Fit, fit_moments
from servgap._stats.factor_models.full_information import (
    fit_incomplete,
    full_information_factor_analysis,
    robust_full_information,
)
from servgap._stats.factor_models.identification import identifiable
from servgap._stats.factor_models.incomplete import IncompleteSample, incomplete_sample
from servgap._stats.factor_models.robust import robust_covariance, robust_fit
from servgap._stats.factor_models.robust_analysis import robust_factor_analysis
from servgap._stats.factor_models.robust_incomplete import robustly
from servgap._stats.factor_models.samples import given, of_rows
from servgap._stats.factor_models.standard_errors import parameter_covariance
from servgap._stats.factor_models.structures import with_means
from servgap._stats.ordinal.sample import OrdinalSample, ordinal_sample
from servgap._stats.ratio import item_variances
from servgap._stats.registry import Function
from servgap.analysis.reasons import (
    CONSTANT_ITEM,
    IMPROPER,
    NONE,
    NOT_ASKED_ALL,
    NOT_CONVERGED,
    NOT_IDENTIFIED,
    POOLED_ONLY,
    SINGULAR,
    TOO_FEW,
    TOO_FEW_FOR_ITEMS,
)
from servgap.analysis.validity.bands import PER_PARAMETER, fit_of
from servgap.analysis.validity.competing_models import CompetingModel
from servgap.survey.scale import Codes
from servgap.survey.tally import Floats

ML, MLR, FIML, ROBUST_FIML, DWLS = "ml", "mlr", "fiml", "robust_fiml", "dwls"
ESTIMATORS = (ML, MLR, FIML, ROBUST_FIML, DWLS)
SCALED = (MLR, ROBUST_FIML)
"""Estimators whose chi-square is scaled, so that differences are too."""

USES_INCOMPLETE = (FIML, ROBUST_FIML)
"""Estimators to which every answer counts, not only those of respondents who left none out."""

STATISTICS: dict[str, Function] = {
    ML: confirmatory_factor_analysis,
    MLR: robust_factor_analysis,
    FIML: full_information_factor_analysis,
    ROBUST_FIML: robust_full_information,
    DWLS: ordinal_factor_model,
}
MEASURES = (
    "n", "n_parameters", "chi_square", "df", "p_value", "chi_square_scaled", "p_value_scaled", "scaling_factor", "cfi",
    "tli", "rmsea", "rmsea_low", "rmsea_high", "srmr", "cfi_scaled", "rmsea_scaled", "rmsea_scaled_low",
    "rmsea_scaled_high", "cfi_robust", "rmsea_robust", "rmsea_robust_low", "rmsea_robust_high", "aic", "bic",
)  # fmt: skip


@dataclass(frozen=True)
class PartAnswers:
    """
    The answers of one part, as far as they are known.

    Attributes
    ----------
    n, mean, covariance
        Of respondents who answered all items.
    known
        Whether the tally holds these moments.
    given_rows
        Gives respondents × items, NaN where there is no answer; None where a tally is all there is.
    given_codes
        Gives the same as numbers of the scale's levels, 0 where there is no answer; None for a gap.
    """

    n: float
    mean: Floats
    covariance: Floats
    known: bool = True
    given_rows: Callable[[], Floats] | None = None
    given_codes: Callable[[], Codes] | None = None
    sampled: bool = False

    @cached_property
    def rows(self) -> Floats:
        """Respondents × items, of whom there are none where a tally is all there is."""
        return np.empty((0, len(self.mean))) if self.given_rows is None else self.given_rows()

    @cached_property
    def complete(self) -> Floats:
        """The rows that have all answers."""
        return np.asarray(self.rows[np.isfinite(self.rows).all(axis=1)])

    @cached_property
    def incomplete(self) -> IncompleteSample:
        """The rows by which answers they have, with their likeliest moments; every model rests on the same."""
        return incomplete_sample(self.rows)

    @cached_property
    def ordinal(self) -> OrdinalSample:
        """What the complete rows say of the variables behind ordered answers."""
        return ordinal_sample(
            np.empty((0, len(self.mean)), dtype=np.intp) if self.given_codes is None else self.given_codes()
        )

    @property
    def reason(self) -> str:
        """Why no model can be fitted to the moments; empty where one can."""
        if not self.known:
            return POOLED_ONLY
        if self.sampled and not self.n > len(self.mean):
            return NOT_ASKED_ALL
        if not self.n >= 2:
            return TOO_FEW
        if self.n <= len(self.mean):
            return TOO_FEW_FOR_ITEMS
        if (item_variances(self.covariance) <= 0).any():
            return CONSTANT_ITEM
        return NONE if given(self.covariance, self.n, self.mean).usable else SINGULAR


@dataclass(frozen=True)
class FittedModel:
    """
    A model at its estimates, p items and m factors.

    Attributes
    ----------
    model
        What was fitted.
    numbers
        `MEASURES`; NaN for what the estimator does not give.
    loadings, loadings_se, correlation, correlation_se
        Standardised loadings (p, m) and correlations (m, m) of the factors.
    error_variances
        Of standardised items (p).
    converged, proper
        Whether there are estimates, and whether they could be variances and correlations.
    reason
        Why there are none, or that they are improper.
    """

    model: CompetingModel
    numbers: dict[str, float]
    loadings: Floats
    loadings_se: Floats
    correlation: Floats
    correlation_se: Floats
    error_variances: Floats
    converged: bool
    proper: bool
    reason: str

    @property
    def too_few(self) -> bool:
        """Whether there are no more respondents than `PER_PARAMETER` times what is to be estimated, or than items."""
        least = PER_PARAMETER * self.model.specification.size
        fitted = self.reason in (NONE, IMPROPER, NOT_CONVERGED) and self.numbers["n"] <= least
        return bool(fitted) or self.reason == TOO_FEW_FOR_ITEMS

    @property
    def saturated(self) -> bool:
        """Whether there are no degrees of freedom, so that the fit is perfect whatever the answers."""
        return self.numbers["df"] == 0

    @property
    def judged(self) -> dict[str, float]:
        """CFI, and RMSEA with its interval, that the fit is judged by: robust, else scaled, where the estimator can."""
        for kind in ("_robust", "_scaled", ""):
            cfi, rmsea = self.numbers[f"cfi{kind}"], self.numbers[f"rmsea{kind}"]
            if np.isfinite(cfi) and np.isfinite(rmsea):
                ends = {end: self.numbers[f"rmsea{kind}_{end}"] for end in ("low", "high")}
                return {"cfi": cfi, "rmsea": rmsea, "rmsea_low": ends["low"], "rmsea_high": ends["high"]}
        return dict.fromkeys(("cfi", "rmsea", "rmsea_low", "rmsea_high"), np.nan)

    @property
    def fit(self) -> str:
        """The band into which the fit falls, whatever else speaks against the model."""
        return fit_of(self.judged["cfi"], self.judged["rmsea"], self.numbers["srmr"])


def fit_model(model: CompetingModel, answers: PartAnswers, estimator: str) -> FittedModel:
    """Fit one structure to a part."""
    return _WAYS[estimator](model, answers)


def _by_moments(model: CompetingModel, answers: PartAnswers) -> FittedModel:
    fit = fit_moments(model.specification, [given(answers.covariance, answers.n, answers.mean)])
    return _told(model, answers, fit, numbers_of(fit, parameter_covariance(fit)))


def _robustly(model: CompetingModel, answers: PartAnswers) -> FittedModel:
    rows = answers.complete
    fit = fit_moments(model.specification, [of_rows(rows)])
    numbers = numbers_of(fit, robust_covariance(fit, [rows])) | asdict(robust_fit(fit, [rows]))
    return _told(model, answers, fit, numbers)


def _with_missing(model: CompetingModel, answers: PartAnswers) -> FittedModel:
    fit = fit_incomplete(with_means(model.specification), [answers.incomplete])
    return _told(model, answers, fit, numbers_of(fit, parameter_covariance(fit, observed=True)))


def _robustly_with_missing(model: CompetingModel, answers: PartAnswers) -> FittedModel:
    fit = fit_incomplete(with_means(model.specification), [answers.incomplete])
    covariance, robust = robustly(fit, answers.incomplete)
    return _told(model, answers, fit, numbers_of(fit, covariance) | asdict(robust))


def _ordinally(model: CompetingModel, answers: PartAnswers) -> FittedModel:
    found = asdict(fit_ordinal(model.specification, answers.ordinal))
    found |= {"n_parameters": float(len(found["estimates"])), "p_value": np.nan}
    reason = answers.reason or (NONE if found["converged"] else NOT_CONVERGED)
    return _fitted(model, found, found["error_variances"], reason)


def _told(model: CompetingModel, answers: PartAnswers, fit: Fit, numbers: dict[str, Any]) -> FittedModel:
    reason = NONE
    if not fit.found:
        usable = all(group.usable for group in fit.groups)
        unfit = NOT_CONVERGED if identifiable(fit.model) else NOT_IDENTIFIED
        reason = unfit if usable else _unusable(fit, answers)
    return _fitted(model, numbers, 1 - numbers["r_squared"], reason)


def _unusable(fit: Fit, answers: PartAnswers) -> str:
    """Say why a model has no moments to be fitted to; with missing answers there may be more than complete ones."""
    if fit.n < 2:
        return answers.reason or TOO_FEW
    return TOO_FEW_FOR_ITEMS if fit.n <= fit.model.items else answers.reason or SINGULAR


def _fitted(model: CompetingModel, numbers: dict[str, Any], error_variances: Floats, reason: str) -> FittedModel:
    proper = bool(numbers["proper"])
    return FittedModel(
        model=model,
        numbers={name: float(numbers.get(name, np.nan)) for name in MEASURES},
        loadings=numbers["standardized_loadings"],
        loadings_se=numbers["standardized_loadings_se"],
        correlation=numbers["factor_correlation"],
        correlation_se=numbers["factor_correlation_se"],
        error_variances=np.asarray(error_variances, dtype=np.float64),
        converged=not reason,
        proper=proper,
        reason=reason or (NONE if proper else IMPROPER),
    )


_WAYS: dict[str, Callable[[CompetingModel, PartAnswers], FittedModel]] = {
    ML: _by_moments,
    MLR: _robustly,
    FIML: _with_missing,
    ROBUST_FIML: _robustly_with_missing,
    DWLS: _ordinally,
}
