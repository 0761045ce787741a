"""Coefficient alpha, its interval, and what each item contributes."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

import servgap as sg
from oracle_families.folder import (
    PART_OF,
    Case,
    dimensions,
    file_of,
    item_numbers,
    items_named,
    only,
    survey,
    table,
    tally,
    undivided,
)
from servgap._stats.factor_models.missing_answers import em_moments
from servgap._stats.reliability.alpha import cronbach_alpha, item_analysis
from servgap._stats.reliability.alpha_bootstrap import alpha_bootstrap
from servgap._stats.reliability.alpha_intervals import alpha_normal_error
from servgap._stats.reliability.guttman import guttman_lambdas, overlap_corrected
from servgap.survey.covariances import part_covariances


def of_questionnaire(case: Case) -> dict[str, Any]:
    """Compute alpha of one part of a dimension, or of all items, of a synthetic SERVQUAL survey."""
    part, scope = re.findall(r"_sq_([EPG])_(\w+)$", case["case"])[0]
    name, whole = file_of(case), scope not in dimensions()
    counted = undivided(name) if whole else tally(name)
    dimension = 0 if whole else dimensions().index(scope)
    finding = sg.check_reliability(counted, part=PART_OF[part])
    row = finding.frame.iloc[dimension]
    items = only(finding.items, dimension=row["dimension"])
    feldt = only(finding.coefficients, dimension=row["dimension"], method="feldt").iloc[0]
    covariance = part_covariances(counted, PART_OF[part], dimension).covariance[0]
    names = items_named(part) if whole else [f"{part}{number}" for number in item_numbers(scope)]
    return {
        **_from_covariance(covariance, row["n"]),
        "n": row["n"],
        "k": row["n_items"],
        "alpha_raw": row["alpha"],
        "alpha_std": row["alpha_standardized"],
        "average_r": row["average_r"],
        **_feldt(feldt["ci_low"], feldt["ci_high"]),
        "item": {
            **_items_from_covariance(covariance),
            "name": names,
            "mean": list(items["mean"]),
            "sd": list(items["sd"]),
            "r_corrected_item_rest": list(items["item_rest_r"]),
            "alpha_if_dropped_raw": list(items["alpha_if_dropped"]),
        },
    }


def of_table(case: Case) -> dict[str, Any]:
    """Compute alpha of items that are no gap survey."""
    items = chosen_columns(case).dropna()
    covariance = np.cov(items.to_numpy(), rowvar=False)
    found, analysed = cronbach_alpha(covariance, len(items)), item_analysis(covariance)
    return {
        **_from_covariance(covariance, len(items)),
        "n": len(items),
        "k": items.shape[1],
        "alpha_raw": found.alpha,
        "alpha_std": found.alpha_standardized,
        "average_r": found.average_r,
        **_feldt(found.ci_low, found.ci_high),
        "item": {
            **_items_from_covariance(covariance),
            "name": list(items.columns),
            "mean": list(items.mean()),
            "sd": list(items.std()),
            "r_corrected_item_rest": list(analysed.item_rest_r),
            "alpha_if_dropped_raw": list(analysed.alpha_if_dropped),
        },
    }


def chosen_columns(case: Case) -> pd.DataFrame:
    """Take the columns that the case's input names, and turn round those it says are recoded."""
    whole = table(file_of(case))
    told = case["input"].split(":", 1)[1]
    span = re.findall(r"([A-Z])(\d+)\.\.[A-Z](\d+)", told)
    if not span:
        return whole
    letter, first, last = span[0]
    items = whole[[f"{letter}{number}" for number in range(int(first), int(last) + 1)]].copy()
    for column, top in re.findall(r"(\w+) recoded to (\d+)-\w+", told):
        items[column] = int(top) - items[column]
    return items


def _feldt(low: float, high: float) -> dict[str, Any]:
    """Give the interval under every name that the case has for it."""
    return {name: {"lower": low, "upper": high} for name in ("feldt95", "psych_alpha_ci", "mbess_feldt")}


def _from_covariance(covariance: np.ndarray, n: float) -> dict[str, Any]:
    found = cronbach_alpha(covariance, n)
    spread = np.sqrt(np.diagonal(covariance))
    return {
        "median_r": found.median_r,
        "signal_noise": found.signal_noise,
        "guttman_lambda6": guttman_lambdas(covariance / np.outer(spread, spread)).lambda6,
        "ase_duhachek_iacobucci": alpha_normal_error(covariance, n).se,
    }


def _items_from_covariance(covariance: np.ndarray) -> dict[str, Any]:
    analysed, corrected = item_analysis(covariance), overlap_corrected(covariance)
    return {
        "r_cor_smc_corrected": list(corrected.r_smc_corrected),
        "lambda6_if_dropped": list(corrected.lambda6_if_dropped),
        "r_item_total_raw": list(analysed.item_total_r),
        "alpha_if_dropped_std": list(analysed.alpha_if_dropped_standardized),
    }


def with_missing_answers(case: Case) -> dict[str, Any]:
    """Compute alpha over the respondents who answered all items of a dimension, and of the moments that EM finds."""
    letter, first = re.findall(r"([EP])(\d+)\.\.", case["input"])[0]
    dimension = next(key for key in dimensions() if int(first) in item_numbers(key))
    found = sg.check_reliability(survey(file_of(case)), part=PART_OF[letter]).frame
    row = only(found, dimension=dimension).iloc[0]
    columns = [f"{letter}{number}" for number in item_numbers(dimension)]
    completed = em_moments(table(file_of(case))[columns].to_numpy(float))
    return {
        "listwise": row["alpha"],
        "n_listwise": row["n"],
        "listwise_std": row["alpha_standardized"],
        "fiml_alpha": cronbach_alpha(completed.covariance, completed.n).alpha,
    }


def resampled(case: Case) -> dict[str, Any]:
    """Compute alpha, and its bootstrap distribution over respondents."""
    part, dimension = re.findall(r"_sq_([EPG])_(\w+)$", case["case"])[0]
    found = sg.check_reliability(survey(file_of(case)), part=PART_OF[part], coefficients="all").coefficients
    row = only(found, dimension=dimension, coefficient="alpha", method="bca").iloc[0]
    items = table(file_of(case))[[f"{part}{number}" for number in item_numbers(dimension)]]
    drawn = alpha_bootstrap(items.to_numpy())
    return {
        "alpha": row["value"],
        "se": drawn.se,
        "perc": {"lower": drawn.percentile_low, "upper": drawn.percentile_high},
        "bca": {"lower": row["ci_low"], "upper": row["ci_high"]},
    }
