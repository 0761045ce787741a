"""Waves beside each other: limits, runs, smoothed charts, trends, respondents who answered two waves."""

from __future__ import annotations

from typing import Any

import numpy as np

from oracle_families.folder import Case, file_of, table
from servgap._stats.between_variance import Estimator, between_variance
from servgap._stats.groups.two_samples import welch_t
from servgap._stats.paired.t_tests import paired_t
from servgap._stats.waves import individuals
from servgap._stats.waves.individuals import individual_limits, special_causes
from servgap._stats.waves.limits import LEAST_EARLIER, squared_errors_of, wave_limits
from servgap._stats.waves.overlap import overlapping_t
from servgap._stats.waves.runs import run_rule
from servgap._stats.waves.smoothed import cusum_chart, cusum_run_length, ewma_chart, ewma_run_length, standardised
from servgap._stats.waves.trend import mann_kendall, theil_sen, wave_regression

ESTIMATORS: dict[str, Estimator] = {"DL": "dersimonian_laird", "REML": "reml"}
CAUSES = {
    individuals.COMMON: "Common Cause",
    individuals.ONE_SIDE: "7 Points Above CL",
    -individuals.ONE_SIDE: "7 Points Below CL",
    individuals.TWO_OF_THREE: "2 in 3 Above CL",
    -individuals.TWO_OF_THREE: "2 in 3 Below CL",
}
"""What the reference calls the causes that its waves have."""


def _moments(name: str) -> dict[str, Any]:
    rows = table(name)
    if "sd" in rows:
        return {each: rows[each].to_numpy() for each in ("quarter", "n", "mean", "sd")}
    waves = rows.groupby("wave")["gap"]
    return {
        "quarter": np.array(list(waves.groups)),
        "n": waves.size().to_numpy(),
        "mean": waves.mean().to_numpy(),
        "sd": waves.std(ddof=1).to_numpy(),
    }


def of_limits(case: Case) -> dict[str, Any]:
    """Compute limits of every wave from those before it, by all estimators, and those of single values."""
    return {name: _limits_of(_moments(f"{name}.csv"), stored) for name, stored in case["value"].items()}


def _limits_of(known: dict[str, Any], stored: dict[str, Any]) -> dict[str, Any]:
    n, mean, variance = known["n"], known["mean"], known["sd"] ** 2
    own, pooled = (squared_errors_of(n, variance, pooled=each) for each in (False, True))
    found: dict[str, Any] = {
        **{name: each.tolist() for name, each in known.items()},
        "s2_own": own.tolist(),
        "pooled_within_variance": float((pooled * n)[0]),
    }
    for name in stored:
        kind, _, method = name.partition("_")
        if method in ESTIMATORS:
            found[name] = _chart(mean, {"own": own, "pooled": pooled}[kind], ESTIMATORS[method])
    sampling = wave_limits(mean, own, estimator="none")
    found["sampling_only"] = {
        "theta": sampling.centre[-1],
        "lower": sampling.low[-1],
        "upper": sampling.high[-1],
        "z": sampling.z[-1],
    }
    earlier = np.arange(len(mean)) < len(mean) - 1
    found["xmr_all"], found["xmr_from_earlier"] = _singles(mean, None), _singles(mean, earlier)
    limits = individual_limits(mean, earlier)
    found["xmr_from_earlier"]["newest_outside"] = bool(not limits.low <= mean[-1] <= limits.high)
    screened = individual_limits(mean, screened=True)
    cause = special_causes(mean, screened.centre, screened.low, screened.high).cause
    found["rules_on_xmr_all"] = {"special_cause": [CAUSES[each] for each in cause]}
    theta = between_variance(mean, own, estimator="dersimonian_laird").mean
    lines = {"median": np.median(mean), "mean": mean.mean(), "theta_DL": theta}
    return {**found, **{f"runs_{name}": _runs(mean, float(line)) for name, line in lines.items()}}


def _chart(mean: np.ndarray, errors: np.ndarray, estimator: Estimator) -> dict[str, Any]:
    whole = between_variance(mean, errors, estimator=estimator)
    limits = wave_limits(mean, errors, estimator=estimator)
    told = {
        "tau2": limits.tau_squared,
        "theta": limits.centre,
        "se_theta": limits.se,
        "lower": limits.low,
        "upper": limits.high,
        "z": limits.z,
        "signal": limits.signal,
    }
    return {
        "all_quarters": {
            "tau2": whole.tau_squared,
            "theta": whole.mean,
            "se_theta": whole.se,
            "Q": whole.heterogeneity,
            "Q_p": whole.p_value,
        },
        "newest": {"t": len(mean), **{name: each[-1] for name, each in told.items()}},
        "rolling": {
            "t": list(range(LEAST_EARLIER + 1, len(mean) + 1)),
            **{name: each[LEAST_EARLIER:].tolist() for name, each in told.items()},
        },
    }


def _singles(mean: np.ndarray, baseline: np.ndarray | None) -> dict[str, Any]:
    plain, screened = (individual_limits(mean, baseline, screened=each) for each in (False, True))
    return {
        "centre": plain.centre,
        "mean_moving_range": plain.mean_moving_range,
        "lower": plain.low,
        "upper": plain.high,
        "screened": {
            "mean_moving_range": screened.mean_moving_range,
            "dropped": int(screened.dropped),
            "lower": screened.low,
            "upper": screened.high,
        },
    }


def _runs(mean: np.ndarray, line: float) -> dict[str, Any]:
    found = run_rule(mean, line)
    return {
        "centre": line,
        "n_useful": int(found.useful),
        "longest_run": int(found.longest_run),
        "longest_run_max": int(found.longest_allowed),
        "crossings": int(found.crossings),
        "crossings_min": int(found.fewest_allowed),
        "signal": bool(found.signal),
    }


def of_smoothed(case: Case) -> dict[str, Any]:
    """Compute EWMA and CUSUM of the waves' means, and how often such charts alarm."""
    known = _moments(file_of(case))
    moments = known["n"], known["mean"], known["sd"] ** 2
    ewma, cusum = ewma_chart(*moments), cusum_chart(*moments)
    return {
        "mean": known["mean"].tolist(),
        "n": known["n"].tolist(),
        "mu0": ewma.centre,
        "sp": ewma.within_sd,
        "z": ewma.z.tolist(),
        "ewma_z": ewma.smoothed_z.tolist(),
        "ewma_limit_z": ewma.limit.tolist(),
        "ewma_signal": (np.flatnonzero(ewma.signal) + 1).tolist(),
        "cusum_plus": cusum.above.tolist(),
        "cusum_minus": cusum.below.tolist(),
        "cusum_signal_h4": (np.flatnonzero(cusum.signal) + 1).tolist(),
        "qcc_ewma": ewma.smoothed.tolist(),
        "qcc_limits": {
            "rows": known["quarter"].tolist(),
            "cols": ["LCL", "UCL"],
            "data": np.column_stack([ewma.low, ewma.high]).tolist(),
        },
        "arl0_ewma_l.2_c2.7": ewma_run_length().waves,
        "arl0_ewma_l.2_c2.86": ewma_run_length(width=2.86).waves,
        "arl1_ewma_shift1": ewma_run_length(1.0).waves,
        "arl0_cusum_k.5_h4": cusum_run_length().waves,
        "arl0_cusum_k.5_h5": cusum_run_length(limit=5.0).waves,
        "arl1_cusum_k.5_h4_shift1": cusum_run_length(1.0).waves,
    }


def of_trend(case: Case) -> dict[str, Any]:
    """Compute whether the waves' means rise or fall, by order, slopes and regression."""
    known = _moments(file_of(case))
    n, mean, variance = known["n"], known["mean"], known["sd"] ** 2
    ordered, rounded = mann_kendall(mean), mann_kendall(np.round(mean, 1))
    spread = standardised(n, mean, variance).within_sd  # the case takes it from the chart's first waves
    line = wave_regression(mean, spread**2 / n, estimator="none")
    # A regression of respondents has the same slope; its error is from all that lies about the line.
    waves = np.arange(len(mean))
    fitted = np.average(mean, weights=n) + line.slope * (waves - np.average(waves, weights=n))
    about = ((n - 1) * variance + n * (mean - fitted) ** 2).sum() / (n.sum() - 2)
    respondents = wave_regression(mean, about / n, estimator="none")
    return {
        "S": ordered.statistic,
        "varS": ordered.variance,
        "z": ordered.z,
        "p": ordered.p_normal,
        "tau_b": ordered.tau,
        "cor_test_exact_p": ordered.p_value,
        "theil_sen": theil_sen(mean).slope,
        "wls_slope": line.slope_sampling,
        "wls_se_known_variance": line.se_sampling,
        "ols_respondent_slope": respondents.slope_sampling,
        "ols_respondent_se": respondents.se_sampling,
        "rounded_1dp": {"S": rounded.statistic, "varS": rounded.variance, "z": rounded.z},
    }


def of_overlap(case: Case) -> dict[str, Any]:
    """Compare two waves that some answered both of, with what is known of the pairs, and without."""
    rows = table(file_of(case))
    first, second = (rows[name].to_numpy() for name in ("w1", "w2"))
    both = np.isfinite(first) & np.isfinite(second)
    moments = [
        number
        for each in (first, second)
        for number in (np.isfinite(each).sum(), np.nanmean(each), np.nanvar(each, ddof=1))
    ]
    r = float(np.corrcoef(first[both], second[both])[0, 1])
    equal, unequal = (overlapping_t(*moments, both.sum(), r, equal=each) for each in (True, False))
    change = second[both] - first[both]
    # The case subtracts the second wave from the first.
    return {
        "n1": int(moments[0]),
        "n2": int(moments[3]),
        "n_pairs": int(both.sum()),
        "r": r,
        "diff": -unequal.difference,
        "T_equal": -equal.statistic,
        "df_equal": equal.df,
        "p_equal": equal.p_value,
        "T_unequal": -unequal.statistic,
        "df_unequal": unequal.df,
        "p_unequal": unequal.p_value,
        "paired_only_p": paired_t(both.sum(), change.mean(), change.std(ddof=1)).p_value,
        "welch_ignoring_pairs_p": welch_t(*moments).p_value,
    }
