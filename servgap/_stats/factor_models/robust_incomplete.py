"""Standard errors and fit when answers are neither normal nor complete, and missing at random.

The estimates are those of full-information maximum likelihood; A⁻¹BA⁻¹/n is their covariance, from the observed
curvature A and the respondents' own slopes B. The chi-square is divided by c = [tr(B₁A₁⁻¹) − tr(BA⁻¹)]/df, A₁ and B₁
being those of the model without restrictions (Yuan & Bentler 2000). Indices of fit to report are those of the
population that complete normal answers would show (Zhang & Savalei 2023): the discrepancy of complete answers between
the likeliest moments and the model's, less what chance adds to it,

    k = tr(U A₁⁻¹ V A₁⁻¹ U Γ),   U = A₁ − A₁Δ(Δ'A₁Δ)⁻¹Δ'A₁,

with V the information of complete answers, Γ the covariance of the likeliest moments and Δ the model's slopes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from servgap._stats.factor_models.estimation import Fit
from servgap._stats.factor_models.fit_indices import (
    FitIndices,
    baseline_groups,
    comparative,
    corrected_limits,
    fit_indices,
    rmsea_limits,
    root_mean_square_error,
)
from servgap._stats.factor_models.implied import jacobians, slopes
from servgap._stats.factor_models.incomplete import CHUNK, IncompleteSample, pulls
from servgap._stats.factor_models.robust import RobustFit, no_robust_fit
from servgap._stats.factor_models.samples import Moments
from servgap._stats.factor_models.standard_errors import inverse, unknown
from servgap._stats.one_thread import in_one_thread
from servgap._stats.ratio import Floats, item_variances
from servgap._stats.tails import chi_square_tail


@dataclass(frozen=True)
class _Corrected:
    """The chi-square of complete answers, and what chance brings it to for each of its degrees of freedom."""

    chi_square: float
    factor: float


@in_one_thread
def robustly(fit: Fit, sample: IncompleteSample) -> tuple[Floats, RobustFit]:
    """
    Return the sandwich covariance matrix of the estimates of a model of one group, and its scaled test and indices.

    These are NaN without estimates, the latter also without degrees of freedom.
    """
    if not fit.found:
        return unknown(fit), no_robust_fit(np.nan, np.nan)
    bread, meat = inverse(fit.observed / 2), _cross_products(fit, sample)
    covariance: Floats = bread @ meat @ bread / fit.n
    return covariance, _robust_fit(fit, sample, float((meat * bread).sum()))


def _robust_fit(fit: Fit, sample: IncompleteSample, spent: float) -> RobustFit:
    plain = fit_indices(fit)
    if not plain.df > 0:
        return no_robust_fit(np.nan, np.nan)
    p = fit.model.items
    factor = (sample.saturated.whole - spent) / plain.df
    alone = baseline_groups(fit)[0]
    baseline = (sample.saturated.whole - p - (_kurtosis(sample, alone) - 1).sum() / 2) / plain.baseline_df
    if not (factor > 0 and baseline > 0):
        return no_robust_fit(factor, float(baseline))
    own = _corrected(sample, fit.implied[0], jacobians(fit.model, fit.point.theta)[0], plain.df)
    null = _corrected(sample, (alone.mean, alone.covariance), _alone_slopes(p), plain.baseline_df)
    return _indices(plain, (factor, float(baseline)), own, null)


def _indices(plain: FitIndices, factors: tuple[float, float], own: _Corrected, null: _Corrected) -> RobustFit:
    df, n, factor = plain.df, plain.n, factors[0]
    scaled, baseline_scaled = plain.chi_square / factor, plain.baseline_chi_square / factors[1]
    apart = comparative(scaled, df, baseline_scaled, plain.baseline_df)
    together = comparative(own.chi_square, df, null.chi_square, plain.baseline_df, factors=(own.factor, null.factor))
    ends = rmsea_limits(plain.chi_square, factor * df, n)
    robust_ends = corrected_limits(own.chi_square, df, n, own.factor)
    return RobustFit(
        scaling_factor=factor,
        baseline_scaling_factor=factors[1],
        chi_square_scaled=scaled,
        p_value_scaled=float(chi_square_tail(df, scaled)),
        baseline_chi_square_scaled=baseline_scaled,
        cfi_scaled=apart["cfi"],
        tli_scaled=apart["tli"],
        rmsea_scaled=root_mean_square_error(scaled, df, n),
        rmsea_scaled_low=ends[0],
        rmsea_scaled_high=ends[1],
        cfi_robust=together["cfi"],
        tli_robust=together["tli"],
        rmsea_robust=float(np.sqrt(max(own.chi_square / df - own.factor, 0.0) / n)),
        rmsea_robust_low=robust_ends[0],
        rmsea_robust_high=robust_ends[1],
    )


def _cross_products(fit: Fit, sample: IncompleteSample) -> Floats:
    """Return B, the mean cross-product of the respondents' slopes of the log-likelihood."""
    layout, weight = fit.model.layouts[0], fit.point.inverse[0]
    a, b = slopes(layout, fit.point.implied[0])
    gather = (layout.parameter[:, None] == np.arange(fit.model.size)).astype(np.float64)
    expected = ((a @ weight) * b).sum(-1)
    pull, which = pulls(sample.rows, weight), sample.rows.which
    found = np.zeros((fit.model.size, fit.model.size))
    for start in range(0, len(pull), CHUNK):
        here = pull[start : start + CHUNK]
        each = ((here @ a.T) * (here @ b.T) - expected[which[start : start + CHUNK]]) @ gather
        found += each.T @ each
    return found / fit.n


def _kurtosis(sample: IncompleteSample, alone: Moments) -> Floats:
    """Return the fourth moment of each item's answers over its squared variance."""
    present, which = sample.block.present[:, :-1], sample.rows.which
    fourth = np.zeros(present.shape[1])
    for start in range(0, len(which), CHUNK):
        here = slice(start, start + CHUNK)
        squared = np.square(sample.rows.answers[here, :-1] - alone.mean)
        fourth += np.where(present[which[here]], squared * squared, 0.0).sum(0)
    found: Floats = fourth / (sample.block.n @ present) / item_variances(alone.covariance) ** 2
    return found


def _corrected(sample: IncompleteSample, implied: tuple[Floats, Floats], along: Floats, df: float) -> _Corrected:
    """Hold a model's moments against the likeliest ones as if answers were complete."""
    saturated, moments = sample.saturated, sample.moments
    mean, covariance = implied
    inverse_implied = np.linalg.inv(covariance)
    apart = moments.mean - mean
    value = (
        np.linalg.slogdet(covariance).logabsdet
        - np.linalg.slogdet(moments.covariance).logabsdet
        + (moments.covariance * inverse_implied).sum()
        - len(mean)
        + apart @ inverse_implied @ apart
    )
    weighed = saturated.information @ along
    # A₁⁻¹U = I − Δ(Δ'A₁Δ)⁻¹Δ'A₁ takes from the moments what the model can follow.
    rest = np.eye(len(along)) - along @ np.linalg.solve(along.T @ weighed, weighed.T)
    chance = float(((rest.T @ _complete_information(moments.covariance) @ rest) * saturated.covariance).sum())
    return _Corrected(float(moments.n * max(value, 0.0)), chance / df)


def _complete_information(covariance: Floats) -> Floats:
    """Return the information of complete normal answers about means and covariances, a respondent."""
    p = len(covariance)
    weight = np.linalg.inv(covariance)
    low, high = np.tril_indices(p)
    half = np.where(low == high, 0.5, 1.0)
    straight = weight[np.ix_(low, low)] * weight[np.ix_(high, high)]
    crossed = weight[np.ix_(low, high)] * weight[np.ix_(high, low)]
    found = np.zeros((p + len(low), p + len(low)))
    found[:p, :p] = weight
    found[p:, p:] = (straight + crossed) * np.outer(half, half)
    return found


def _alone_slopes(p: int) -> Floats:
    """Return the slopes of means and covariances along the baseline model's means and variances."""
    low, high = np.tril_indices(p)
    found = np.zeros((p + len(low), 2 * p))
    found[np.arange(p), np.arange(p)] = 1.0
    place = np.flatnonzero(low == high)
    found[p + place, p + low[place]] = 1.0
    return found
