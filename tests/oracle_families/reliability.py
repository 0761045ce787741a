"""Omega, the reliability of the gap as a difference, and of weighted totals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

import servgap as sg
from oracle_families.alphas import chosen_columns
from oracle_families.folder import PART_OF, Case, dimensions, file_of, item_numbers, only, survey, tally, undivided
from servgap._stats.reliability.composites import linear_combination_reliability
from servgap._stats.reliability.difference_scores import difference_reliability
from servgap._stats.reliability.omega import omega_total, tau_equivalence
from servgap._stats.reliability.omega_intervals import omega_distribution_free
from servgap.survey.covariances import pair_covariances, part_covariances


def omega_of_questionnaire(case: Case) -> dict[str, Any]:
    """Compute omega and the one-factor model for every part and dimension the case names."""
    name = file_of(case)
    found = sg.check_reliability(tally(name)).frame
    numbers = {}
    for key in case["value"]:
        letter, dimension = key.split("_", 1)
        of_part = part_covariances(tally(name), PART_OF[letter], dimensions().index(dimension))
        model, equal = (fit(of_part.covariance[0], of_part.n[0]) for fit in (omega_total, tau_equivalence))
        omega = only(found, dimension=dimension, part=PART_OF[letter]).iloc[0]["omega"]
        items = [f"{letter}{number}" for number in item_numbers(dimension)]
        numbers[key] = {
            **dict.fromkeys(("omega_total_model", "semTools_compRelSEM_model", "MBESS_omega"), omega),
            **dict.fromkeys(("omega_total_observed_denominator", "semTools_compRelSEM_obs"), model.omega_observed),
            "loadings": dict(zip(items, model.loadings, strict=True)),
            "theta": dict(zip(items, model.uniquenesses, strict=True)),
            "chisq": model.chi_square,
            "df": model.df,
            "tau_equivalent_lr": {"chisq_diff": equal.chi_square, "df": equal.df, "p": equal.p_value},
        }
    return numbers


def omega_of_table(case: Case) -> dict[str, Any]:
    """Compute omega of items that are no gap survey, with the intervals of normal theory and without it."""
    items = chosen_columns(case).dropna()
    found = omega_total(np.cov(items.to_numpy(), rowvar=False), len(items))
    robust = omega_distribution_free(items.to_numpy())
    return {
        "omega": found.omega,
        "ml": {"se": found.se, "lower": found.ci_low, "upper": found.ci_high},
        "mlr": {"se": robust.se, "lower": robust.wald_low, "upper": robust.wald_high},
        "compRelSEM_obs": found.omega_observed,
        "AVE": found.average_variance_extracted,
    }


PARTS = tuple(PART_OF.items())


@dataclass(frozen=True)
class _Scores:
    """Of a dimension's scores: variances, correlation and alphas of both parts."""

    variance_e: float
    variance_p: float
    r: float
    alpha_e: float
    alpha_p: float


def _scores(name: str, dimension: str) -> _Scores:
    finding = sg.check_reliability(tally(name)).frame
    alpha = only(finding, dimension=dimension).set_index("part")["alpha"]
    gap = only(finding, dimension=dimension, part="gap").iloc[0]
    k = gap["n_items"]
    both = pair_covariances(tally(name), dimensions().index(dimension)).covariance[0]
    variance_e, variance_p = both[:k, :k].sum() / k**2, both[k:, k:].sum() / k**2
    return _Scores(variance_e, variance_p, gap["r_expectation_perception"], alpha["expectation"], alpha["perception"])


def of_difference(case: Case) -> dict[str, Any]:
    """Compute how reliable the gap is, and what else it carries, for each dimension."""
    name, numbers = file_of(case), {}
    finding = sg.check_reliability(tally(name), part="gap").frame
    for key in dimensions():
        row, scores = only(finding, dimension=key).iloc[0], _scores(name, key)
        found = difference_reliability(scores.variance_e, scores.variance_p, scores.r, scores.alpha_e, scores.alpha_p)
        numbers[key] = {
            "alpha_E": scores.alpha_e,
            "alpha_P": scores.alpha_p,
            "r_EP": scores.r,
            "var_E": scores.variance_e,
            "var_P": scores.variance_p,
            "rel_diff_johns": row["difference_reliability"],
            "rel_diff_equal_variance": found.reliability_equal_variance,
            "alpha_of_item_gaps": row["alpha"],
            "var_ratio_P_to_gap": row["variance_ratio"],
            "cor_gap_E": found.r_gap_expectation,
            "cor_gap_P": found.r_gap_perception,
        }
    return numbers


def of_total(case: Case) -> dict[str, Any]:
    """Compute the reliability of totals over dimensions; the weights are the case's own input."""
    name = file_of(case)
    finding = sg.check_reliability(tally(name), part="gap").frame
    answers = survey(name)
    gaps = answers.perceptions - answers.expectations
    spans = answers.instrument.spans
    scores = np.stack([gaps.iloc[:, span].mean(axis=1) for span in spans])
    variances, weights = scores.var(axis=1, ddof=1), np.array(case["value"]["weights"])

    def of(share: np.ndarray, reliability: str) -> Any:
        total = (share @ scores).var(ddof=1)
        return linear_combination_reliability(share, variances, finding[reliability], total).reliability

    whole = sg.check_reliability(undivided(name)).frame.set_index("part")["alpha"]
    totals = sg.check_reliability(tally(name)).total.set_index(["part", "coefficient", "method"])["value"]
    return {
        "nunnally_gap_alpha": of(weights, "alpha"),
        "nunnally_gap_johns": of(weights, "difference_reliability"),
        "unweighted_gap_alpha": totals["gap", "mean_of_dimensions", "from_alpha"],
        **{f"stratified_alpha_{letter}": totals[part, "stratified_alpha", "from_alpha"] for letter, part in PARTS},
        "alpha22_P": whole["perception"],
        "alpha22_G": whole["gap"],
    }
