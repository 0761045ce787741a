"""Adequacy, number of factors, exploratory factors and the hierarchical solution."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from oracle_families.alphas import chosen_columns
from oracle_families.folder import Case, file_of, items_named, matrix, survey, table
from servgap._stats.exploratory.adequacy import sampling_adequacy
from servgap._stats.exploratory.extraction import extract
from servgap._stats.exploratory.factors import Factors, exploratory_factors
from servgap._stats.exploratory.minimum_average_partial import minimum_average_partial
from servgap._stats.exploratory.parallel_analysis import ParallelAnalysis, parallel_analysis
from servgap._stats.exploratory.rotation import promax, varimax
from servgap._stats.exploratory.schmid_leiman import omega_hierarchical
from servgap._stats.reliability.alpha import cronbach_alpha
from servgap._stats.reliability.guttman import guttman_lambdas

EXTRACTIONS = {"minres": "minres", "ml": "ml", "pa": "principal_axis"}


def items_of(case: Case) -> pd.DataFrame:
    """Take the items a case is about: a part of a questionnaire, named columns, or a whole table."""
    name, told = file_of(case), case["input"]
    if name.startswith("servqual"):
        letter = re.findall(r"_sq_([EPG])", case["case"])[0]
        answers = survey(name)
        part = answers.expectations if letter == "E" else answers.perceptions
        part = answers.perceptions - answers.expectations if letter == "G" else part
        return part.set_axis(items_named(letter), axis=1)
    if name == "holzinger.csv":
        return table(name).filter(regex=r"^x\d$")
    return (chosen_columns(case) if ":" in told else table(name)).dropna()


def _moments(case: Case) -> tuple[np.ndarray, int, list[str]]:
    items = items_of(case)
    return np.cov(items.to_numpy(dtype=float), rowvar=False), len(items), list(items.columns)


def adequacy(case: Case) -> dict[str, Any]:
    """Compute sampling adequacy and sphericity."""
    covariance, n, names = _moments(case)
    found = sampling_adequacy(covariance, n)
    return {
        "n": n,
        "p": len(names),
        "kmo": found.kmo,
        "msa_i": dict(zip(names, found.msa, strict=True)),
        "bartlett_chisq": found.chi_square,
        "bartlett_df": found.df,
        "bartlett_p": found.p_value,
        "det": np.exp(found.log_determinant),
        "eigenvalues": list(found.eigenvalues),
        "smc": dict(zip(names, found.smc, strict=True)),
    }


def parallel(case: Case) -> dict[str, Any]:
    """Compute parallel analysis on components and on common factors."""
    found = _beside_random(case)
    return {
        "observed": list(found.eigenvalues),
        "mean_random": list(found.random_mean),
        "q95_random": list(found.random_quantile),
        "n_components_mean": found.n_components_mean,
        "n_components_q95": found.n_components,
        "psych_ncomp": found.n_components,
        "psych_nfact": found.n_factors,
        "fa_values": list(found.factor_eigenvalues),
    }


def _beside_random(case: Case) -> ParallelAnalysis:
    covariance, n, _ = _moments(case)
    return parallel_analysis(covariance, n)


def held_against(case: Case, path: str) -> tuple[np.ndarray, np.ndarray]:
    """Give the eigenvalues that a count counts, and the random ones that they are held against."""
    found, stored = _beside_random(case), case["value"]
    if path == "psych_nfact":
        return found.factor_eigenvalues, found.factor_random_quantile
    return found.eigenvalues, np.array(stored["mean_random" if path.endswith("_mean") else "q95_random"])


def average_partial(case: Case) -> dict[str, Any]:
    """Compute the minimum average partial test; psych's row starts with one component taken out."""
    found = minimum_average_partial(_moments(case)[0])
    return {
        "map_squared": list(found.squared),
        "map_fourth": list(found.fourth),
        "n_squared": found.n_squared,
        "n_fourth": found.n_fourth,
        "psych_map": list(found.squared[1 : 1 + len(case["value"]["psych_map"])]),
    }


def factors(case: Case) -> dict[str, Any]:
    """Compute the factors of one extraction and rotation, laid out in the case's order of factors and signs."""
    _, extraction, rotation = re.findall(r"efa_(\w+)_(minres|ml|pa)_(\w+)$", case["case"])[0]
    covariance, n, names = _moments(case)
    found = exploratory_factors(
        covariance, n, len(matrix(case, "loadings")[1]), extraction=EXTRACTIONS[extraction], rotation=rotation
    )
    return _as_in_case(case, found, names)


def _as_in_case(case: Case, found: Factors, names: list[str]) -> dict[str, Any]:
    order, sign = aligned(found.loadings, case["value"]["loadings"]["data"])
    columns = matrix(case, "loadings")[1]
    phi = found.factor_correlations[np.ix_(order, order)] * np.outer(sign, sign)
    return {
        "loadings": {"rows": names, "cols": columns, "data": found.loadings[:, order] * sign},
        "phi": {"rows": matrix(case, "phi")[0], "cols": matrix(case, "phi")[1], "data": phi},
        "communality": dict(zip(names, found.communalities, strict=True)),
        "uniqueness": dict(zip(names, found.uniquenesses, strict=True)),
        "ss_loadings": dict(zip(columns, found.ss_loadings[order], strict=True)),
        "objective": found.objective,
        "chisq_statistic": found.chi_square,
        "df": found.df,
        "rmsr": found.rmsr,
        "rmsea": found.rmsea,
        "tli": found.tli,
        "bic": found.bic,
    }


def aligned(loadings: np.ndarray, wanted: Any) -> tuple[np.ndarray, np.ndarray]:
    """Tell which column, and with which sign, stands for each of the reference's: order and sign are arbitrary."""
    products = np.nan_to_num(np.asarray(wanted, dtype=float).T @ loadings)
    _, order = linear_sum_assignment(-np.abs(products))
    return order, np.sign(products[np.arange(len(order)), order])


def maximum_likelihood(case: Case) -> dict[str, Any]:
    """Compute factanal's factors; its promax starts from loadings that are not normalised."""
    covariance, n, names = _moments(case)
    columns = matrix(case, "varimax")[1]
    found = exploratory_factors(covariance, n, len(columns), extraction="ml", rotation="none")
    spread = np.sqrt(np.diagonal(covariance))
    unrotated = extract(covariance / np.outer(spread, spread), len(columns), "ml").loadings
    numbers: dict[str, Any] = {
        "uniqueness": dict(zip(names, found.uniquenesses, strict=True)),
        "chisq": found.chi_square,
        "df": found.df,
        "p": found.p_value,
    }
    rotations = {"varimax": varimax(unrotated), "promax": promax(unrotated, normalise_target=False)}
    for name, rotated in rotations.items():
        order, sign = aligned(rotated.loadings, case["value"][name]["data"])
        numbers[name] = {"rows": names, "cols": columns, "data": rotated.loadings[:, order] * sign}
    return numbers


def hierarchical(case: Case) -> dict[str, Any]:
    """Compute omega hierarchical and total; alpha and lambda 6 of the same correlations."""
    items, groups = items_of(case), case["value"]["nfactors"]
    correlations = items.corr().to_numpy()
    found = omega_hierarchical(correlations, len(items), groups)
    stored = np.array(case["value"]["schmid"]["data"], dtype=float)
    order, sign = aligned(found.group_loadings, stored[:, 1 : 1 + groups])
    solution = [
        found.general_loadings,
        *(found.group_loadings[:, order] * sign).T,
        found.communalities,
        found.uniquenesses,
        found.general_share,
    ]
    rows, columns = matrix(case, "schmid")
    return {
        "alpha": cronbach_alpha(correlations, len(items)).alpha,
        "G6": guttman_lambdas(correlations).lambda6,
        "omega_h": found.omega_hierarchical,
        "omega_total": found.omega_total,
        "omega_lim": found.omega_limit,
        "schmid": {"rows": rows, "cols": columns, "data": np.stack(solution, axis=1)},
    }
