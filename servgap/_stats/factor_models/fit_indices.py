"""How well a model fits: chi-square, what it is compared with, and the indices of fit.

Everything divides by n, not n − 1, as the likelihood does. The baseline model lets no two items correlate. Of several
groups RMSEA is √G times what one would have, and residuals are averaged by the groups' sizes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from servgap._stats.factor_models.discrepancy import mean_discrepancy, respondents
from servgap._stats.factor_models.estimation import Fit
from servgap._stats.factor_models.noncentral_chi_square import noncentrality_limit, upper_tail
from servgap._stats.factor_models.samples import Block, Moments, complete
from servgap._stats.ratio import item_variances
from servgap._stats.tails import chi_square_tail

ROUNDING = 1e-13
"""Part of a discrepancy below which a difference of two is rounding."""

CLOSE = 0.05
"""RMSEA up to which a fit is called close (Browne & Cudeck 1993)."""

RMSEA_CONFIDENCE = 0.90

PERFECT = 1e-9
"""Chi-square under which a fit is perfect up to rounding."""

NO_CHANCE = 1e-9
"""What chance adds to a chi-square, a degree of freedom, under which there is none."""


@dataclass(frozen=True)
class FitIndices:
    """
    How well a model fits.

    Attributes
    ----------
    n, n_parameters
        Respondents and free parameters.
    chi_square, df, p_value
        Likelihood-ratio test against a model without restrictions; no p-value without degrees of freedom.
    baseline_chi_square, baseline_df
        The same of the baseline model.
    cfi, tli, nfi, rni, ifi
        Where the model stands between the baseline and a perfect fit.
    rmsea, rmsea_low, rmsea_high, p_close
        Misfit per degree of freedom, its 90 % interval, and the test that it is at most .05.
    srmr, rmr
        Root mean square of the residuals of correlations (and standardised means) and of covariances (and means).
    gfi, agfi
        Jöreskog and Sörbom's indices, of all groups together.
    log_likelihood, unrestricted_log_likelihood, aic, bic, adjusted_bic
        Of normal theory, with all its constants.
    """

    n: float
    n_parameters: float
    chi_square: float
    df: float
    p_value: float
    baseline_chi_square: float
    baseline_df: float
    cfi: float
    tli: float
    nfi: float
    rni: float
    ifi: float
    rmsea: float
    rmsea_low: float
    rmsea_high: float
    p_close: float
    srmr: float
    rmr: float
    gfi: float
    agfi: float
    log_likelihood: float
    unrestricted_log_likelihood: float
    aic: float
    bic: float
    adjusted_bic: float


def fit_indices(fit: Fit) -> FitIndices:
    """Return the indices of a fit; NaN where there are no estimates."""
    model, n = fit.model, fit.n
    df = float(model.moments - model.size)
    if not fit.found:
        unknown = dict.fromkeys((field.name for field in fields(FitIndices)), np.nan)
        return FitIndices(**{**unknown, "n": n, "n_parameters": float(model.size)})
    perfect, baseline = saturated_value(fit), _baseline_value(fit)
    chi_square = _chi_square(n, fit.point.value, perfect)
    baseline_chi_square = _chi_square(n, baseline, perfect)
    baseline_df = len(model.groups) * model.items * (model.items - 1) / 2
    log_likelihood = _log_likelihood(fit, fit.point.value)
    srmr, rmr = _residuals(fit)
    gfi = _goodness(fit)
    q = model.size
    return FitIndices(
        n=n,
        n_parameters=float(q),
        chi_square=chi_square,
        df=df,
        p_value=float(chi_square_tail(df, chi_square)) if df > 0 else np.nan,
        baseline_chi_square=baseline_chi_square,
        baseline_df=baseline_df,
        **comparative(chi_square, df, baseline_chi_square, baseline_df),
        **_rmsea(chi_square, df, n, len(model.groups)),
        srmr=srmr,
        rmr=rmr,
        gfi=gfi,
        agfi=1 - model.moments / df * (1 - gfi) if df > 0 else np.nan,
        log_likelihood=log_likelihood,
        unrestricted_log_likelihood=_log_likelihood(fit, perfect),
        aic=-2 * log_likelihood + 2 * q,
        bic=-2 * log_likelihood + q * np.log(n),
        adjusted_bic=-2 * log_likelihood + q * np.log((n + 2) / 24),
    )


def _chi_square(n: float, value: float, perfect: float) -> float:
    """Return n times the excess of a discrepancy over that of a perfect fit; nothing where that is rounding."""
    excess = value - perfect
    return n * excess if n * excess > PERFECT and excess > ROUNDING * (1 + abs(perfect)) else 0.0


def saturated_value(fit: Fit) -> float:
    """Return F of the model without restrictions, whose moments are the groups' own."""
    return _value(fit.blocks, fit.groups, means=fit.model.means)


def baseline_groups(fit: Fit) -> list[Moments]:
    """Return the moments of the model without any correlation: each item's own mean and variance."""
    return [_alone(block, group, means=fit.model.means) for block, group in zip(fit.blocks, fit.groups, strict=True)]


def comparative(
    chi_square: float, df: float, baseline: float, baseline_df: float, factors: tuple[float, float] = (1.0, 1.0)
) -> dict[str, float]:
    """
    Return the indices that compare a model with the baseline; 1 where neither is further off than by chance.

    Chance brings each chi-square to its degrees of freedom, times its scaling factor where answers are not normal.
    """
    excess, most = chi_square - factors[0] * df, baseline - factors[1] * baseline_df
    worst = max(excess, most, 0.0)
    return {
        "cfi": 1 - max(excess, 0.0) / worst if worst > 0 else 1.0,
        "tli": 1 - excess * baseline_df / (most * df) if df > 0 and most else 1.0,
        "nfi": 1 - chi_square / baseline if baseline > 0 else np.nan,
        "rni": 1 - excess / most if most else np.nan,
        "ifi": (baseline - chi_square) / (baseline - df) if baseline != df else np.nan,
    }


def root_mean_square_error(chi_square: float, df: float, n: float, groups: int = 1) -> float:
    """Return RMSEA; 0 for a model without degrees of freedom, which cannot be off."""
    return float(np.sqrt(max(chi_square / df - 1, 0.0) / n * groups)) if df > 0 else 0.0


def rmsea_limits(chi_square: float, df: float, n: float, groups: int = 1) -> tuple[float, float]:
    """Return the 90 % confidence limits of RMSEA."""
    tail = (1 - RMSEA_CONFIDENCE) / 2
    if not df > 0:
        return np.nan, np.nan
    low, high = (noncentrality_limit(chi_square, df, below) for below in (1 - tail, tail))
    return float(np.sqrt(low / (n * df) * groups)), float(np.sqrt(high / (n * df) * groups))


def corrected_limits(chi_square: float, df: float, n: float, factor: float, groups: int = 1) -> tuple[float, float]:
    """
    Return the 90 % limits of RMSEA from a chi-square that chance alone brings to `factor` times its df.

    They are those of the chi-square over the factor, times its root (Brosseau-Liard, Savalei & Li 2012).
    """
    if not factor > NO_CHANCE:
        return np.nan, np.nan
    low, high = rmsea_limits(chi_square / factor, df, n, groups)
    return float(np.sqrt(factor)) * low, float(np.sqrt(factor)) * high


def _rmsea(chi_square: float, df: float, n: float, groups: int) -> dict[str, float]:
    low, high = rmsea_limits(chi_square, df, n, groups)
    return {
        "rmsea": root_mean_square_error(chi_square, df, n, groups),
        "rmsea_low": low,
        "rmsea_high": high,
        "p_close": upper_tail(chi_square, df, n * df * CLOSE**2 / groups),
    }


def _value(blocks: Sequence[Block], groups: Sequence[Moments], *, means: bool) -> float:
    """Return F at these moments."""
    every = zip(blocks, groups, strict=True)
    found = sum(mean_discrepancy(block, complete(group, means=means).moments[0])[0] for block, group in every)
    return found / respondents(blocks)


def _baseline_value(fit: Fit) -> float:
    return _value(fit.blocks, baseline_groups(fit), means=fit.model.means)


def _alone(block: Block, group: Moments, *, means: bool) -> Moments:
    if not means:
        return Moments(group.n, group.mean, np.diag(item_variances(group.covariance)))
    weights = block.n[:, None] * block.present[:, :-1]
    answered = weights.sum(0)
    first = (block.n[:, None] * block.moments[:, :-1, -1]).sum(0) / answered
    second = (block.n[:, None] * item_variances(block.moments)[:, :-1]).sum(0) / answered
    return Moments(group.n, first, np.diag(second - first**2))


def _log_likelihood(fit: Fit, value: float) -> float:
    """Turn F, from which a constant's one is taken, into the log-likelihood."""
    answers = sum(float(block.n @ block.present.sum(1)) - fit.model.means * block.n.sum() for block in fit.blocks)
    return float(-(fit.n * (value - fit.model.means) + answers * np.log(2 * np.pi)) / 2)


def _residuals(fit: Fit) -> tuple[float, float]:
    """Return SRMR and RMR."""
    srmr = rmr = 0.0
    low = np.tril_indices(fit.model.items)
    for group, (mean, covariance) in zip(fit.groups, fit.implied, strict=True):
        spread = np.sqrt(item_variances(group.covariance))
        raw, scaled = group.covariance - covariance, spread[low[0]] * spread[low[1]]
        off, standardised = raw[low], raw[low] / scaled
        if fit.model.means:
            off = np.append(off, group.mean - mean)
            standardised = np.append(standardised, (group.mean - mean) / spread)
        share = group.n / fit.n
        srmr += share * float(np.sqrt((standardised**2).mean()))
        rmr += share * float(np.sqrt((off**2).mean()))
    return srmr, rmr


def _goodness(fit: Fit) -> float:
    """Return GFI, one less the share of the (weighted) moments' squares that the residuals have."""
    off = whole = 0.0
    for group, (mean, covariance) in zip(fit.groups, fit.implied, strict=True):
        weight = np.linalg.inv(covariance)
        of_residuals = weight @ (group.covariance - covariance)
        of_moments = weight @ group.covariance
        difference = group.mean - mean
        off += group.n * float((of_residuals * of_residuals.T).sum() / 2)
        whole += group.n * float((of_moments * of_moments.T).sum() / 2)
        if fit.model.means:
            off += group.n * float(difference @ weight @ difference)
            whole += group.n * float(group.mean @ weight @ group.mean)
    return 1 - off / whole
