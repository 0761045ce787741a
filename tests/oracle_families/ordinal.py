"""Ordered answers: polychoric correlations, the reliability of their sum, and factor models by weighted squares."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

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
    tally_of_pairs,
)
from servgap._stats.factor_models.diagonally_weighted import OrdinalFactorModel, fit_ordinal, ordinal_factor_model
from servgap._stats.factor_models.structures import one_factor
from servgap._stats.ordinal.green_yang import green_yang_omega
from servgap._stats.ordinal.polychoric import polychoric
from servgap._stats.ordinal.sample import OrdinalSample, ordinal_sample, pair_tables
from servgap.survey.ordinal_tables import dimension_tables

OFFERED = {
    "chisq": "chi_square",
    "df": "df",
    **{name: name for name in ("cfi", "tli", "rmsea", "srmr")},
    "chisq.scaled": "chi_square_scaled",
    "df.scaled": "df",
    "pvalue.scaled": "p_value_scaled",
    "chisq.scaling.factor": "scaling_factor",
    **{f"{name}.{kind}": f"{name}_{kind}" for name in ("cfi", "tli", "rmsea") for kind in ("scaled", "robust")},
    "rmsea.ci.lower": "rmsea_low",
    "rmsea.ci.upper": "rmsea_high",
    "rmsea.ci.lower.robust": "rmsea_robust_low",
    "rmsea.ci.upper.robust": "rmsea_robust_high",
    "rmsea.ci.lower.scaled": "rmsea_scaled_low",
    "rmsea.ci.upper.scaled": "rmsea_scaled_high",
    "srmr_bentler": "srmr_thresholds",
}


def of_sums(case: Case) -> dict[str, Any]:
    """Compute how reliable sums of ordered answers are, with the correlations and the model behind that."""
    return {
        key: _of_scale(*_scale(key, stored["input"]), stored, _place(key, stored["input"]))
        for key, stored in case["value"].items()
    }


def _place(key: str, described: str) -> tuple[str, str, str] | None:
    """Give the survey, part and dimension of a scale of the questionnaire; nothing for another scale."""
    return (_file(described), *key.split("_")[1:]) if key.startswith("sq_") else None


def _file(described: str) -> str:
    return re.findall(r"data/(\w+\.csv)", described)[0]


def of_questionnaire(case: Case) -> dict[str, Any]:
    """Fit five factors to one part's answers."""
    letter = re.findall("servqual_([EP])_", case["case"])[0]
    rows = survey(file_of(case)).answers[PART_OF[letter]].codes.T
    sample = ordinal_sample(rows)
    factor = [number for number, key in enumerate(dimensions()) for _ in item_numbers(key)]
    found = ordinal_factor_model(rows, factor)
    rows = _parameters(found, sample, items_named(letter), factor)
    columns = ("lhs", "op", "rhs", "est", "se", "std")
    listed = {name: [row[place] for row in rows] for place, name in enumerate(columns)}
    return {"fit": _fit(found, case["value"]["fit"]), "parameters": listed}


def _scale(key: str, described: str) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Give a scale's items, its complete answers, and the tables of their pairs."""
    if key.startswith("sq_"):
        letter, dimension = key.split("_")[1:]
        place, numbers = dimensions().index(dimension), item_numbers(dimension)
        name = _file(described)
        answers = survey(name).answers[PART_OF[letter]].codes[[number - 1 for number in numbers]].T
        tables = dimension_tables(tally_of_pairs(name), PART_OF[letter], place)[0]
        return [f"{letter}{number}" for number in numbers], answers, tables
    first, last = re.findall(r"columns (\w)(\d)\.\.\w\d", described)[0], re.findall(r"\.\.\w(\d)", described)[0]
    items = [f"{first[0]}{number}" for number in range(int(first[1]), int(last) + 1)]
    rows = table(_file(described))[items].dropna().astype(int)
    for item, most in re.findall(r"(\w\d) recoded to (\d)-", described):
        rows[item] = int(most) - rows[item]
    answers = rows.to_numpy()
    return items, answers, pair_tables(answers - 1, int(answers.max()))


def _of_verb(place: tuple[str, str, str]) -> tuple[float, float]:
    """Give ordinal alpha and Green and Yang's omega of a part and dimension of the questionnaire."""
    name, letter, dimension = place
    found = sg.check_reliability(tally_of_pairs(name), part=PART_OF[letter], coefficients="all")
    rows = only(found.coefficients, dimension=dimension).set_index("coefficient")["value"]
    return rows["ordinal_alpha"], rows["ordinal_omega"]


def _of_scale(
    items: list[str],
    answers: np.ndarray,
    tables: np.ndarray,
    stored: dict[str, Any],
    place: tuple[str, str, str] | None = None,
) -> dict[str, Any]:
    found = polychoric(tables)
    sums = green_yang_omega(found)
    correlation = {"rows": items, "cols": items, "data": found.correlation.tolist()}
    alphas = [name for name in stored if name.startswith("ordinal_alpha")]
    alpha, omega = (sums.alpha_latent, sums.omega) if place is None else _of_verb(place)
    return {
        **{name: correlation for name in stored if name.startswith("polychoric")},
        **dict.fromkeys(alphas, alpha),
        "ordinal_omega_latent": sums.omega_latent,
        "greenyang_omega_semTools": omega,
        "wlsmv_loadings": dict(zip(items, sums.loadings, strict=True)),
        "fit": _fit(fit_ordinal(one_factor(len(items)), ordinal_sample(answers)), stored["fit"]),
    }


def _fit(found: OrdinalFactorModel, stored: dict[str, Any]) -> dict[str, Any]:
    return {name: getattr(found, OFFERED[name]) for name in stored if name in OFFERED}


def _parameters(
    found: OrdinalFactorModel, sample: OrdinalSample, items: list[str], factor: list[int]
) -> list[tuple[Any, ...]]:
    """List the parameters as lavaan does: loadings, thresholds, variances, covariances, scales, intercepts."""
    keys = dimensions()
    rows: list[tuple[Any, ...]] = []

    def add(left: str, op: str, right: str, value: float, se: float = 0.0) -> None:
        rows.append((left, op, right, value, se, value))

    for number, (item, place) in enumerate(zip(items, factor, strict=True)):
        loading = found.standardized_loadings[number, place], found.standardized_loadings_se[number, place]
        add(keys[place], "=~", item, *loading)
    for number, item in enumerate(items):
        cuts = np.flatnonzero(np.isfinite(sample.thresholds[number]))
        for running, cut in enumerate(cuts, start=1):
            add(item, "|", f"t{running}", sample.thresholds[number, cut], sample.threshold_se[number, cut])
    for name, left in (*zip(items, found.error_variances, strict=True), *((key, 1.0) for key in keys)):
        add(name, "~~", name, left)
    for one, two in zip(*np.triu_indices(len(keys), 1), strict=True):
        correlation = found.factor_correlation[one, two], found.factor_correlation_se[one, two]
        add(keys[one], "~~", keys[two], *correlation)
    for item in items:
        add(item, "~*~", item, 1.0)
    for name in (*items, *keys):
        add(name, "~1", "", 0.0)
    return rows
