"""Confirmatory factor models: maximum likelihood, robust, with missing answers; invariance; a structural model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

import servgap as sg
from oracle_families.folder import PART_OF, Case, dimensions, file_of, item_numbers, items_named, only, survey, table
from servgap._stats.factor_models.confirmatory import FactorModel, confirmatory_factor_analysis, modification_indices
from servgap._stats.factor_models.construct_validity import construct_validity
from servgap._stats.factor_models.estimates import Estimates, estimates
from servgap._stats.factor_models.estimation import Fit, fit_moments
from servgap._stats.factor_models.fit_indices import FitIndices, fit_indices
from servgap._stats.factor_models.full_information import fit_incomplete, robust_full_information
from servgap._stats.factor_models.incomplete import incomplete_sample
from servgap._stats.factor_models.invariance import Invariance, measurement_invariance, occasion_invariance
from servgap._stats.factor_models.missing_answers import em_moments
from servgap._stats.factor_models.robust import robust_covariance, robust_fit
from servgap._stats.factor_models.robust_analysis import robust_factor_analysis
from servgap._stats.factor_models.robust_incomplete import robustly
from servgap._stats.factor_models.samples import of_rows
from servgap._stats.factor_models.specification import Path, Specification
from servgap._stats.factor_models.standard_errors import parameter_covariance
from servgap._stats.factor_models.structures import LEVELS, simple_structure, with_means

OFFERED = {
    "npar": "n_parameters",
    "chisq": "chi_square",
    "df": "df",
    "pvalue": "p_value",
    "baseline.chisq": "baseline_chi_square",
    "baseline.df": "baseline_df",
    **{name: name for name in ("cfi", "tli", "nfi", "rni", "ifi", "rmsea", "srmr", "rmr", "gfi", "agfi", "aic", "bic")},
    "rmsea.ci.lower": "rmsea_low",
    "rmsea.ci.upper": "rmsea_high",
    "rmsea.pvalue": "p_close",
    "logl": "log_likelihood",
    "unrestricted.logl": "unrestricted_log_likelihood",
    "bic2": "adjusted_bic",
    "ntotal": "n",
}
SCALED = {
    "chisq.scaled": "chi_square_scaled",
    "df.scaled": "df",
    "pvalue.scaled": "p_value_scaled",
    "chisq.scaling.factor": "scaling_factor",
    "cfi.scaled": "cfi_scaled",
    "tli.scaled": "tli_scaled",
    "rmsea.scaled": "rmsea_scaled",
    "rmsea.ci.lower.scaled": "rmsea_scaled_low",
    "rmsea.ci.upper.scaled": "rmsea_scaled_high",
    "cfi.robust": "cfi_robust",
    "tli.robust": "tli_robust",
    "rmsea.robust": "rmsea_robust",
    "rmsea.ci.lower.robust": "rmsea_robust_low",
    "rmsea.ci.upper.robust": "rmsea_robust_high",
    "srmr_bentler": "srmr",
}
HOLZINGER = {"visual": [0, 1, 2], "textual": [3, 4, 5], "speed": [6, 7, 8]}
LETTERS = "([EPG])_(ml|mlr|fiml)$"


def of_questionnaire(case: Case) -> dict[str, Any]:
    """Fit five factors, and one, to a part of a synthetic SERVQUAL survey by the case's estimator."""
    letter, estimator = re.findall(LETTERS, case["case"])[0]
    rows, names = _answers(file_of(case), letter), items_named(letter)
    factors = {key: [number - 1 for number in item_numbers(key)] for key in dimensions()}
    of_item = _of_item(factors)
    if estimator == "fiml":
        return _incomplete(case, rows, names, factors)
    if estimator == "mlr":
        return _robust(case, rows, "se", names, factors, identification="variance")
    covariance = np.cov(rows, rowvar=False)
    found = confirmatory_factor_analysis(covariance, len(rows), of_item)
    one = confirmatory_factor_analysis(covariance, len(rows), np.zeros(len(names), dtype=int))
    fit = fit_moments(simple_structure(list(factors.values())), [of_rows(rows)])
    return {
        "fit": _named(found, OFFERED),
        "parameters": _parameters(case["value"]["parameters"], _plain(fit), names, list(factors)),
        "validity": _validity(found, list(factors)),
        "one_factor_fit": _named(one, OFFERED),
    }


def of_table(case: Case) -> dict[str, Any]:
    """Fit three factors to a table that is no gap survey, with the first item as marker."""
    whole = table(file_of(case))
    names = [column for column in whole.columns if re.fullmatch(r"x\d", column)]
    rows = whole[names].to_numpy(float)
    if case["case"].endswith("_mlr"):
        return _robust(case, rows, "parameters", names, HOLZINGER, identification="marker")
    covariance, n, of_item = np.cov(rows, rowvar=False), len(rows), _of_item(HOLZINGER)
    found = confirmatory_factor_analysis(covariance, n, of_item, "marker")
    fit = fit_moments(simple_structure(list(HOLZINGER.values()), identification="marker"), [of_rows(rows)])
    gained = modification_indices(covariance, n, of_item)
    return {
        "fit": _named(found, OFFERED),
        "parameters": _parameters(case["value"]["parameters"], _plain(fit), names, list(HOLZINGER)),
        "validity": _validity(found, list(HOLZINGER)),
        "mi": _modifications(case["value"]["mi"], gained, fit, names),
    }


def of_structure(case: Case) -> dict[str, Any]:
    """Fit industrialisation and democracy: three factors, two of them over the same loadings, errors that correlate."""
    whole = table(file_of(case))
    names, factors = list(whole.columns), ["ind60", "dem60", "dem65"]
    model = _democracy(names)
    fit = fit_moments(model, [of_rows(whole.to_numpy(float))])
    parameters = _parameters(case["value"]["parameters"], _plain(fit), names, factors)
    return {"fit": _named(fit_indices(fit), OFFERED), "parameters": parameters}


def across_groups(case: Case) -> dict[str, Any]:
    """Fit five factors to perceptions, by quarter and by branch, with more and more in common."""
    rows = _answers(file_of(case), "P")
    of_item = _of_item({key: [number - 1 for number in item_numbers(key)] for key in dimensions()})
    numbers = {}
    for by in case["value"]:
        group = survey(file_of(case)).respondents[by].to_numpy()
        parts = [rows[group == name] for name in sorted(set(group))]
        moments = [np.cov(part, rowvar=False) for part in parts], [part.mean(0) for part in parts]
        found = measurement_invariance(*moments, [len(part) for part in parts], of_item)
        numbers[by] = {
            "fits": _levels(found, case["value"][by]["fits"]),
            "lr": {"model": list(LEVELS), **_steps(found)},
            "delta_cfi": list(found.cfi_difference[1:]),
        }
    return numbers


def between_parts(case: Case) -> dict[str, Any]:
    """Check the pairing of expectations and perceptions of every dimension; what the verb leaves out is fitted here."""
    numbers, pairing = {}, sg.check_pairing(survey(file_of(case)))
    for key in dimensions():
        columns = [number - 1 for number in item_numbers(key)]
        rows = np.concatenate([_answers(file_of(case), letter)[:, columns] for letter in "EP"], axis=1)
        found = occasion_invariance(np.cov(rows, rowvar=False), rows.mean(0), len(rows))
        steps, latent = only(pairing.frame, dimension=key), only(pairing.dimensions, dimension=key).iloc[0]
        levels = _levels(found, case["value"][key])
        for level, row in zip(levels, steps.to_dict("records"), strict=True):
            told = {"chisq": "chi_square", "df": "df", "pvalue": "p_value", "cfi": "cfi", "rmsea": "rmsea"}
            levels[level] |= {name: row[column] for name, column in told.items()}
        lr = {"chisq_diff": "chi_square_difference", "df_diff": "df_difference", "p": "p_difference"}
        numbers[key] = {
            **levels,
            "lr": {name: [None, *steps[column].iloc[1:]] for name, column in lr.items()},
            "latent_gap_in_E_sd_units": {
                "est": latent["latent_difference"],
                "se": latent["latent_se"],
                "z": latent["latent_difference"] / latent["latent_se"],
            },
            "latent_sd_P": latent["latent_sd"],
            "latent_cor": latent["latent_correlation"],
        }
    return numbers


def saturated(case: Case) -> dict[str, Any]:
    """Estimate means and deviations with missing answers by EM, beside those of complete rows and of pairs."""
    name = file_of(case)
    expected, perceived = (_answers(name, letter) for letter in "EP")
    found = em_moments(np.concatenate([expected, perceived], axis=1))
    k = expected.shape[1]
    difference = np.concatenate([-np.eye(k), np.eye(k)], axis=1)
    sd = np.sqrt(np.diagonal(found.covariance))
    gap_sd = np.sqrt(np.diagonal(difference @ found.covariance @ difference.T))
    incomplete = np.flatnonzero(np.isnan(np.concatenate([expected, perceived], axis=1)).any(axis=1))
    listwise = survey(name).drop(survey(name).respondents.index[incomplete], reason="incomplete")
    items, gaps = [*items_named("E"), *items_named("P")], items_named("G")
    return {
        "mean": dict(zip(items, found.mean, strict=True)),
        "sd": dict(zip(items, sd, strict=True)),
        "gap_mean": dict(zip(gaps, difference @ found.mean, strict=True)),
        "gap_sd": dict(zip(gaps, gap_sd, strict=True)),
        "listwise_gap_mean": dict(zip(gaps, _item_gaps(listwise), strict=True)),
        "pairwise_gap_mean": dict(zip(gaps, _item_gaps(survey(name)), strict=True)),
        "n_listwise": listwise.n,
    }


def _answers(name: str, letter: str) -> np.ndarray:
    answers = survey(name)
    if letter == "G":
        return answers.perceptions.to_numpy(float) - answers.expectations.to_numpy(float)
    return answers.part(PART_OF[letter]).to_numpy(float)


def _item_gaps(answers: sg.Survey) -> list[float]:
    return list(only(sg.measure_gaps(answers).frame, level="standard")["gap"])


def _of_item(factors: dict[str, list[int]]) -> list[int]:
    return [number for number, items in enumerate(factors.values()) for _ in items]


def _named(found: Any, names: dict[str, str]) -> dict[str, Any]:
    numbers = {name: getattr(found, field) for name, field in names.items()}
    if isinstance(found, FitIndices):
        numbers["fmin"] = found.chi_square / found.n / 2
    return numbers


def _plain(fit: Fit) -> Estimates:
    return estimates(fit.model, fit.point.theta, parameter_covariance(fit))[0]


def _robust(
    case: Case, rows: np.ndarray, place: str, names: list[str], factors: dict[str, list[int]], **how: Any
) -> dict[str, Any]:
    """Give the robust analysis, which fixes variances; with a marker only the standard errors differ."""
    found = robust_factor_analysis(rows, _of_item(factors))
    fit = fit_moments(simple_structure(list(factors.values()), **how), [of_rows(rows)])
    assert np.isclose(robust_fit(fit, [rows]).scaling_factor, found.scaling_factor)
    sure = estimates(fit.model, fit.point.theta, robust_covariance(fit, [rows]))[0]
    return {
        "fit": _scaled(found, case["value"]["fit"]),
        place: _parameters(case["value"][place], sure, names, list(factors)),
    }


def _scaled(found: Any, stored: dict[str, Any]) -> dict[str, Any]:
    """Name what is offered of a robust analysis; limits of the robust RMSEA are not stored with all cases."""
    named = {**_named(found, OFFERED), **_named(found, SCALED)}
    return {name: value for name, value in named.items() if name in stored or not name.endswith("er.robust")}


def _incomplete(case: Case, rows: np.ndarray, names: list[str], factors: dict[str, list[int]]) -> dict[str, Any]:
    sample = incomplete_sample(rows)
    fit = fit_incomplete(with_means(simple_structure(list(factors.values()))), [sample])
    scaled = "chisq.scaled" in case["value"]["fit"]
    covariance = robustly(fit, sample)[0] if scaled else parameter_covariance(fit, observed=True)
    found = estimates(fit.model, fit.point.theta, covariance)[0]
    robust = robust_full_information(rows, _of_item(factors)) if scaled else None
    return {
        "fit": _named(fit_indices(fit), OFFERED) if robust is None else _scaled(robust, case["value"]["fit"]),
        "parameters": _parameters(case["value"]["parameters"], found, names, list(factors)),
        "npatterns": len(fit.blocks[0].n),
    }


def _parameters(asked: dict[str, Any], found: Estimates, items: list[str], factors: list[str]) -> dict[str, Any]:
    """Give the parameters in the order of the case, which names them by lhs, op and rhs."""
    numbers: dict[str, Any] = {"est": [], "se": [], "std": []}
    for lhs, op, rhs in zip(*(asked[name] for name in ("lhs", "op", "rhs")), strict=True):
        field, place = _place(lhs, op, rhs, items, factors)
        value = getattr(found, field)[place]
        numbers["est"].append(value)
        numbers["se"].append(getattr(found, f"{field}_se")[place])
        numbers["std"].append(_standardised(found, field, place, value))
    return numbers


def _place(lhs: str, op: str, rhs: str, items: list[str], factors: list[str]) -> tuple[str, Any]:
    if op == "=~":
        return "loadings", (items.index(rhs), factors.index(lhs))
    if op == "~1":
        return ("intercepts", items.index(lhs)) if lhs in items else ("means", factors.index(lhs))
    field, names = ("errors", items) if lhs in items else ("factors" if op == "~~" else "regressions", factors)
    return field, (names.index(lhs), names.index(rhs))


def _standardised(found: Estimates, field: str, place: Any, value: float) -> float:
    """Give the standardised value; an intercept's is in standard deviations of its item."""
    if field == "means":
        return value
    if field == "intercepts":
        return value * np.sqrt(found.standardized_errors[place, place] / found.errors[place, place])
    return getattr(found, f"standardized_{field}")[place]


def _validity(found: FactorModel, factors: list[str]) -> dict[str, Any]:
    valid = construct_validity(found.loadings, found.error_variances, found.factor_covariance)
    by_factor = {
        "AVE_standardized": valid.average_variance_extracted,
        "CR_standardized": valid.composite_reliability,
        "CR_raw_omega": valid.composite_reliability_raw,
        "semTools_AVE_raw": valid.average_variance_extracted_raw,
        "sqrt_AVE": valid.root_average_variance_extracted,
        "MSV": valid.maximum_shared_variance,
        "fornell_larcker_pass": valid.fornell_larcker,
    }
    named = {name: dict(zip(factors, values, strict=True)) for name, values in by_factor.items()}
    return {**named, "factor_cor": {"rows": factors, "cols": factors, "data": valid.factor_correlation.tolist()}}


def _modifications(asked: dict[str, Any], found: Any, fit: Fit, names: list[str]) -> dict[str, Any]:
    """Give the indices in the order of the case; a loading's change is in the unit that the marker gives the factor."""
    numbers: dict[str, Any] = {"mi": [], "epc": []}
    size = np.sqrt(np.diagonal(fit.point.implied[0].factors))
    for lhs, op, rhs in zip(*(asked[name] for name in ("lhs", "op", "rhs")), strict=True):
        field, place = _place(lhs, op, rhs, names, list(HOLZINGER))
        numbers["mi"].append(getattr(found, field)[place])
        change = getattr(found, f"{field}_change")[place]
        numbers["epc"].append(change / size[place[1]] if field == "loadings" else change)
    return numbers


def _levels(found: Invariance, asked: Sequence[str]) -> dict[str, Any]:
    levels = [level for level in LEVELS if level in asked]
    names = {"npar": "n_parameters", "chisq": "chi_square", "df": "df", "pvalue": "p_value"}
    names |= {name: name for name in ("cfi", "tli", "rmsea", "srmr", "aic", "bic")}
    return {
        level: {name: getattr(found, field)[number] for name, field in names.items() if name in asked[level]}
        for number, level in enumerate(levels)
    }


def _steps(found: Invariance) -> dict[str, list[Any]]:
    steps = {"chisq_diff": found.chi_square_difference, "df_diff": found.df_difference, "p": found.p_difference}
    return {name: [None, *values[1:]] for name, values in steps.items()}


def _democracy(names: list[str]) -> Specification:
    """Industrialisation of 1960 (x1..x3), democracy of 1960 (y1..y4) and of 1965 (y5..y8)."""
    at = {name: place for place, name in enumerate(names)}
    paths = [Path("loading", at[f"x{item}"], 0, value=1.0 if item == 1 else None) for item in (1, 2, 3)]
    for item in range(1, 9):
        kind, year = (item - 1) % 4, (item - 1) // 4
        free = {"label": f"loading {kind}"} if kind else {"value": 1.0}
        paths.append(Path("loading", at[f"y{item}"], 1 + year, **free))
    paths += [Path("regression", 1, 0), Path("regression", 2, 0), Path("regression", 2, 1)]
    together = [(1, 5), (2, 4), (2, 6), (3, 7), (4, 8), (6, 8)]
    paths += [Path("error", at[f"y{one}"], at[f"y{other}"]) for one, other in together]
    paths += [Path("error", item, item) for item in range(len(names))]
    return Specification(len(names), 3, ((*paths, *(Path("factor", factor, factor) for factor in range(3))),))
