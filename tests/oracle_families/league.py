"""Groups in a league, models of one spread within groups, and errors of respondents in clusters."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from oracle_families.folder import Case, file_of, score_rows, table
from servgap._stats.between_variance import between_variance
from servgap._stats.groups.analysis_of_variance import classic_anova
from servgap._stats.league.between_groups import between_groups, mean_of_groups, other_between_groups
from servgap._stats.league.expected_range import bands, expected_range, misclassified, reliable_size
from servgap._stats.league.few_clusters import clustered_mean, clustered_regression
from servgap._stats.league.moderated_variances import moderated_variances
from servgap._stats.league.shrunken_means import shrunken_means
from servgap._stats.league.variance_components import error_of_pooled_weights, profile_intervals, variance_components
from servgap._stats.league.winsorised import WinsorisedBetween, winsorised_between
from servgap._stats.reliability.agreement import group_reliability
from servgap._stats.surfaces.polynomial import least_squares, robust_covariance

FIRST = 20
CUT = 0.25
BANDS = {-1.0: "below", 0.0: "middle", 1.0: "above"}


def unequal(case: Case) -> dict[str, Any]:
    """Compute the league of branches of unequal size and spread, with variances as they are, pooled and moderated."""
    rows = table(file_of(case))
    moments = rows.groupby("branch")["gap"].agg(["count", "mean", "var"])
    n, mean, s2 = moments.to_numpy().T
    v = s2 / n
    plain, moderated = moderated_variances(n, s2), variance_components(n, mean, s2)
    between, other = between_groups(mean, v), other_between_groups(mean, v)
    common = mean_of_groups(mean, v, between.tau2)
    means = shrunken_means(mean, v, common.mu, common.se, between.tau2)
    cochran, by_moments = between_variance(mean, v), between_variance(mean, v, estimator="dersimonian_laird")
    away = (rows["gap"] - rows.groupby("branch")["gap"].transform("median")).abs()
    spread = classic_anova(*away.groupby(rows["branch"]).agg(["count", "mean", "var"]).to_numpy().T)
    drawn = plain.variance / n
    between_drawn = between_groups(mean, drawn)
    common_drawn = mean_of_groups(mean, drawn, between_drawn.tau2)
    means_drawn = shrunken_means(mean, drawn, common_drawn.mu, common_drawn.se, between_drawn.tau2)
    pooled = shrunken_means(mean, moderated.sigma2 / n, moderated.mu, moderated.mu_se, moderated.tau2)
    return {
        "branch": moments.index.tolist(),
        "n": n.tolist(),
        "mean": mean.tolist(),
        "sd": np.sqrt(s2).tolist(),
        "vi": v.tolist(),
        "mu": common.mu,
        "se_mu": common.se,
        "mu_lower": common.ci_low,
        "mu_upper": common.ci_high,
        "knha": {
            "se_mu": common.se_scaled,
            "lower": common.ci_low_scaled,
            "upper": common.ci_high_scaled,
            "df": between.groups - 1,
        },
        "tau2": between.tau2,
        "se_tau2": between.se,
        "tau2_lower": between.ci_low,
        "tau2_upper": between.ci_high,
        "tau2_other": {
            "DL": by_moments.tau_squared,
            "PM": other.paule_mandel,
            "ML": other.maximum_likelihood,
            "HE": other.hedges,
        },
        "Q": cochran.heterogeneity,
        "Q_p": cochran.p_value,
        "I2": 100 * between.i_squared,
        "reliability": means.reliability.tolist(),
        "blup": means.value.tolist(),
        "blup_se": means.se.tolist(),
        "blup_lower": means.ci_low.tolist(),
        "blup_upper": means.ci_high.tolist(),
        "prediction_interval": {
            "lower": common.next_low,
            "upper": common.next_high,
            "lower_knha": common.next_low_scaled,
            "upper_knha": common.next_high_scaled,
        },
        "brown_forsythe": {"F": spread.statistic, "df1": spread.df1, "df2": spread.df2, "p": spread.p_value},
        "pooled": {
            "mu": moderated.mu,
            "tau2": moderated.tau2,
            "sigma2": moderated.sigma2,
            "shrunken": pooled.value.tolist(),
        },
        "moderated": {
            "df_prior": plain.df_prior,
            "s2_prior": plain.variance_prior,
            "s2": plain.variance.tolist(),
            "mu": common_drawn.mu,
            "tau2": between_drawn.tau2,
            "blup": means_drawn.value.tolist(),
            "blup_se": means_drawn.se.tolist(),
        },
    }


def of_counts(case: Case) -> dict[str, Any]:
    """Compute the league of many units with one spread within, from their counts of ratings."""
    stored, rows = case["value"], table(file_of(case))
    counts = rows.iloc[:, 1:].to_numpy(dtype=np.float64)
    ratings = np.arange(1.0, counts.shape[1] + 1)
    n = counts.sum(axis=1)
    mean = counts @ ratings / n
    s2 = (counts @ ratings**2 - n * mean**2) / np.maximum(n - 1, 1)
    units = rows.iloc[:, 0].to_numpy()
    fit = variance_components(n, mean, s2)
    v = fit.sigma2 / n
    means = shrunken_means(mean, v, fit.mu, fit.mu_se, fit.tau2)
    more = error_of_pooled_weights(n, fit)
    expected = expected_range(mean, v, fit.mu, fit.tau2)
    within, sampling = group_reliability(n, mean, s2), expected_range(mean, v, fit.mu, 0.0)
    by_moments = between_variance(mean, within.within / n, estimator="dersimonian_laird")
    told = bands(means.value, means.se_with_mu, fit.mu, CUT)
    lowest_raw, lowest = np.argsort(mean, kind="stable")[:FIRST], np.argsort(means.value, kind="stable")[:FIRST]
    first = {
        "unit": units,
        "n": n,
        "mean": mean,
        "reliability": means.reliability,
        "shrunken": means.value,
        "se_conditional": means.se_conditional,
        "se_with_mu": means.se_with_mu,
        "lower": means.ci_low,
        "upper": means.ci_high,
        "se_with_mu_and_variances": np.sqrt(means.se_with_mu**2 + more),
        "se_prasad_rao": np.sqrt(means.se_with_mu**2 + 2 * more),
        "expected_low_95": expected.low,
        "expected_high_95": expected.high,
        "expected_low_998": expected.outer_low,
        "expected_high_998": expected.outer_high,
        "band": np.array([BANDS[each] for each in told.band]),
        "p_band_wrong": told.p_wrong,
    }
    mistaken = stored["misclassified_by_reliability"]
    shares = misclassified(mistaken["reliability"], mistaken["share_in_band"])
    standing = expected.standing
    return {
        "N": n.sum(),
        "k": len(n),
        "mu": fit.mu,
        "se_mu": fit.mu_se,
        "tau2": fit.tau2,
        "sigma2": fit.sigma2,
        "icc": fit.icc,
        "lmer": {
            "mu": fit.mu,
            "tau2": fit.tau2,
            "sigma2": fit.sigma2,
            "reml_crit": fit.criterion,
            "ranef_first_20": (means.value - fit.mu)[:FIRST].tolist(),
        },
        "msw": within.within,
        "tau2_dl_not_winsorised": by_moments.tau_squared,
        "vcov_tau2_sigma2": {
            "rows": ["tau2", "sigma2"],
            "cols": ["tau2", "sigma2"],
            "data": [[fit.tau2_variance, fit.covariance], [fit.covariance, fit.sigma2_variance]],
        },
        **{f"n_for_reliability_.{tenth}": reliable_size(fit.tau2, fit.sigma2, tenth / 10) for tenth in (7, 8, 9)},
        "share_reliability_ge_.8": (means.reliability >= 0.8).mean(),
        "mean_reliability": means.reliability.mean(),
        "median_reliability": np.median(means.reliability),
        "first_20": {name: each[:FIRST].tolist() for name, each in first.items()},
        "expected_range_counts": {
            "below_998": (standing == -2).sum(),
            "below_95": (standing < 0).sum(),
            "above_95": (standing > 0).sum(),
            "above_998": (standing == 2).sum(),
            "outside_95_sampling_only": ((mean < sampling.low) | (mean > sampling.high)).sum(),
        },
        "league": {
            "lowest_20_shrunken": units[lowest].tolist(),
            "lowest_20_raw": units[lowest_raw].tolist(),
            "in_both": len(set(lowest) & set(lowest_raw)),
            "median_n_lowest_raw": np.median(n[lowest_raw]),
            "median_n_lowest_shrunken": np.median(n[lowest]),
        },
        "dl_winsorised": _winsorised(winsorised_between(n, mean, s2)),
        "dl_winsorised_with_sigma2_reml": _winsorised(winsorised_between(n, mean, s2, float(fit.sigma2))),
        "bands": {
            "cut": [fit.mu - CUT, fit.mu + CUT],
            "counts": {name: (told.band == code).sum() for code, name in BANDS.items()},
            "mean_p_band_wrong": told.p_wrong.mean(),
            "expected_number_wrong": told.p_wrong.sum(),
        },
        "misclassified_by_reliability": {
            **mistaken,
            "false_share": shares.false_share.tolist(),
            "wrong_overall": shares.wrong_overall.tolist(),
        },
    }


def _winsorised(found: WinsorisedBetween) -> dict[str, Any]:
    low, far = 1.959963984540054, 3.090232306167813
    return {
        "theta": found.theta,
        "s2_within": found.sigma2,
        "winsor_low": found.low,
        "winsor_high": found.high,
        "phi": found.phi,
        "phi_unwinsorised": found.phi_plain,
        "tau2": found.tau2,
        "z": found.z[:FIRST].tolist(),
        "z_D": found.z_spread[:FIRST].tolist(),
        "n_outside_z_95": (np.abs(found.z) > low).sum(),
        "n_outside_zD_95": (np.abs(found.z_spread) > low).sum(),
        "n_outside_zD_998": (np.abs(found.z_spread) > far).sum(),
    }


def of_one_spread(case: Case) -> dict[str, Any]:
    """Compute the one-way model with random groups, by restricted and full likelihood, and its analysis of variance."""
    answers, of = _answers_by_group(case)
    moments = answers.groupby(of).agg(["count", "mean", "var"])
    n, mean, s2 = moments.to_numpy().T
    fit, ends, squares = (
        variance_components(n, mean, s2),
        profile_intervals(n, mean, s2),
        group_reliability(n, mean, s2),
    )
    means = shrunken_means(mean, fit.sigma2 / n, fit.mu, fit.mu_se, fit.tau2)
    first = {
        "group": np.array([str(each) for each in moments.index]),
        "n": n,
        "mean": mean,
        "reliability": means.reliability,
        "blup": means.value - fit.mu,
        "eb_mean": means.value,
        "cond_sd": means.se_conditional,
    }
    return {
        "N": n.sum(),
        "k": len(n),
        "n0": squares.size,
        "mean_n": n.mean(),
        "harmonic_n": 1 / (1 / n).mean(),
        "mu_reml": fit.mu,
        "se_mu": fit.mu_se,
        "tau2_reml": fit.tau2,
        "sigma2_reml": fit.sigma2,
        "icc_reml": fit.icc,
        "tau2_ml": fit.tau2_ml,
        "sigma2_ml": fit.sigma2_ml,
        "reml_crit": fit.criterion,
        "logLik_ml": fit.log_likelihood,
        "lrt": fit.likelihood_ratio,
        "lrt_p_half": fit.p_value,
        "profile_ci_sd_ml": {
            "rows": ["sd_(Intercept)|g", "sigma"],
            "cols": ["2.5 %", "97.5 %"],
            "data": [[ends.tau_low, ends.tau_high], [ends.sigma_low, ends.sigma_high]],
        },
        "MSB": squares.between,
        "MSW": squares.within,
        "ICC1_aov_meann": squares.icc1_mean_size,
        "ICC1_aov_n0": squares.icc1,
        "ICC2_aov": squares.icc2,
        "F": squares.statistic,
        "p_F": squares.p_value,
        "first_groups": {name: each[:FIRST].tolist() for name, each in first.items()},
        "mean_reliability": means.reliability.mean(),
        **{f"n_for_reliability_.{tenth}": reliable_size(fit.tau2, fit.sigma2, tenth / 10) for tenth in (7, 8)},
    }


def _answers_by_group(case: Case) -> tuple[pd.Series, pd.Series]:
    name = file_of(case)
    if "overall gap" in case["input"]:
        return pd.Series(score_rows(name).mean(axis=1)), table(name)["branch"]
    rows, told = table(name), re.search(r": (\w+) by (\w+)", case["input"])
    answer, group = told.groups() if told else (rows.columns[0], rows.columns[1])
    return rows[answer], rows[group]


def of_clustered_mean(case: Case) -> dict[str, Any]:
    """Compute the mean of all respondents with an error by branches."""
    answers, of = _answers_by_group(case)
    n, mean = answers.groupby(of).agg(["count", "mean"]).to_numpy().T
    found = clustered_mean(n, mean)
    ones = np.ones((len(n), 1))
    sums = clustered_regression(
        n, n[:, None, None] * ones[:, None], (n * mean)[:, None], (answers**2).groupby(of).sum()
    )
    return {
        "mean": found.mean,
        "se_iid": sums.se_plain[0],
        "se_CL_HC1": sums.se_cr1s[0],
        "se_CR2": found.se,
        "df_satt": found.df,
        "p": found.p_value,
    }


def of_clustered_regression(case: Case) -> dict[str, Any]:
    """Compute a regression of respondents in groups, from sums of each group."""
    outcome, first, second, cluster = re.findall(r"(\w+) ~ (\w+) \+ (\w+), cluster (\w+)", case["input"])[0]
    rows = table(file_of(case))
    design = np.column_stack([np.ones(len(rows)), rows[first], rows[second]])
    answers = rows[outcome].to_numpy()
    groups = [rows[cluster].to_numpy() == each for each in rows[cluster].unique()]
    crossed, products, squares = zip(
        *((design[own].T @ design[own], design[own].T @ answers[own], answers[own] @ answers[own]) for own in groups),
        strict=True,
    )
    found = clustered_regression([own.sum() for own in groups], crossed, products, squares)
    names = ["(Intercept)", first, second]
    alone = np.sqrt(np.diagonal(robust_covariance(least_squares(design, answers), design, "HC3")))
    return {
        "coef": dict(zip(names, found.coefficient, strict=True)),
        "se_ols": dict(zip(names, found.se_plain, strict=True)),
        "se_HC3": dict(zip(names, alone, strict=True)),
        "se_CL_HC0": dict(zip(names, found.se_cr1, strict=True)),
        "se_CL_HC1": dict(zip(names, found.se_cr1s, strict=True)),
        "CR2": {
            "se": found.se.tolist(),
            "t": found.statistic.tolist(),
            "df": found.df.tolist(),
            "p": found.p_value.tolist(),
        },
        "CR1": {"se": found.se_cr1.tolist(), "df": found.df_cr1.tolist()},
    }
