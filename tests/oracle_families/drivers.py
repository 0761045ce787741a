"""What goes with an outcome: relative importance, dominance, Owen values, and intervals of shares."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

import servgap as sg
from oracle_families.folder import FOLDER, Case, columns_of, file_of, item_numbers, items_named, table
from servgap._stats.importance.decomposition import relative_importance
from servgap._stats.importance.dominance import Dominance, dominance
from servgap._stats.importance.owen import owen_values, set_shares

WEIGHTS = ("lmg", "first", "last", "betasq", "pratt", "genizi", "car")
OUTCOMES = ("overall_quality", "satisfaction")


def of_table(case: Case) -> dict[str, Any]:
    """Divide R² of one column of a table among others."""
    outcome, names = re.findall(r": (\w+) ~", case["input"])[0], list(case["value"]["lmg"])
    rows = table(file_of(case))[[*names, outcome]].to_numpy(dtype=float)
    found = _weights(np.cov(rows.T), len(rows), names)
    if "owen_groups" not in case["value"]:
        return {**found, **_three_ways(case, np.cov(rows.T), names)}
    coalitions = [_between(names, each) for each in case["value"]["owen_groups"]]
    owen = owen_values(np.cov(rows.T), coalitions)
    return {
        **found,
        "n": len(rows),
        "r_with_outcome": dict(zip(names, relative_importance(np.cov(rows.T), len(rows)).correlation, strict=True)),
        **_shares_of_sets(dominance(np.cov(rows.T)), names, range(1, len(names) + 1)),
        "owen": dict(zip(names, owen.share, strict=True)),
        "owen_groups": dict(
            zip(case["value"]["owen_groups"], set_shares(np.cov(rows.T), coalitions).share, strict=True)
        ),
    }


def of_scores(case: Case) -> dict[str, Any]:
    """Divide R² among dimension scores, through the verb what it has of them, and the rest from their covariance."""
    found = _found(case, "dimensions")
    shares, coefficients = found.frame, found.frames["coefficients"]
    names = list(shares["dimension"])
    rows = _score_rows(case)
    return {
        **_weights(np.cov(rows.T), len(rows), names),
        **_three_ways(case, np.cov(rows.T), names),
        **{name: dict(zip(names, shares[column], strict=True)) for name, column in FROM_VERB.items()},
        **{name: dict(zip(names, coefficients[column], strict=True)) for name, column in COEFFICIENTS.items()},
        "r2": found.frames["fit"]["r2"].item(),
        "adj_r2": found.frames["fit"]["r2_adjusted"].item(),
    }


FROM_VERB = {"lmg": "explained", "first": "r2_alone", "last": "r2_lost", "johnson": "johnson", "genizi": "johnson"}
COEFFICIENTS = {"beta_std": "beta", "vif": "vif"}


def intervals(case: Case) -> dict[str, Any]:
    """Give the intervals of the shares of dimension scores, beside those of a bootstrap."""
    shares = _found(case, "dimensions").frame
    ends = {"lower": "explained_low", "upper": "explained_high"}
    return {end: dict(zip(shares["dimension"], shares[column], strict=True)) for end, column in ends.items()}


def of_items(case: Case) -> dict[str, Any]:
    """Divide R² among items, with the dimensions as coalitions."""
    return {outcome: _of_items(case, outcome) for outcome in case["value"]}


def _of_items(case: Case, outcome: str) -> dict[str, Any]:
    found = sg.find_drivers(_survey(file_of(case)), outcome=outcome)
    frame, names = found.frame, items_named("P")
    dimensions, items = (frame[frame["level"] == level] for level in ("dimension", "item"))
    keys = list(dimensions["dimension"])
    rows = table(file_of(case))[[*names, outcome]].to_numpy(dtype=float)
    blocks = [[number - 1 for number in item_numbers(key)] for key in keys]
    return {
        "n": int(found.facts.n),
        "r2": found.frames["fit"]["r2"].item(),
        "adj_r2": found.frames["fit"]["r2_adjusted"].item(),
        "owen": dict(zip(names, items["explained"], strict=True)),
        "dimensions": dict(zip(keys, set_shares(np.cov(rows.T), blocks).share, strict=True)),
        "share_of_r2": dict(zip(keys, dimensions["share_of_r2"], strict=True)),
        "first": dict(zip(names, items["r2_alone"], strict=True)),
        **{
            f"{name}_dimensions": numbers
            for name, numbers in _shares_of_sets(
                dominance(np.cov(rows.T), blocks), keys, range(1, len(keys) + 1)
            ).items()
            if name != "general_dominance"
        },
    }


def _weights(covariance: np.ndarray, n: int, names: list[str]) -> dict[str, Any]:
    found = relative_importance(covariance, n)
    of_each = {name: getattr(found, name) for name in WEIGHTS}
    of_each |= {"johnson": found.genizi, "beta_std": found.beta, "vif": found.vif}
    named = {name: dict(zip(names, values, strict=True)) for name, values in of_each.items()}
    return {"r2": found.r2, "adj_r2": found.adjusted_r2, **named}


def _shares_of_sets(found: Dominance, names: list[str], sizes: range) -> dict[str, Any]:
    """Lay dominance out as domir does: the gain by size of the set, and the share of sets in which it is larger."""
    columns = [f"include_at_{size}" for size in sizes]
    return {
        "general_dominance": dict(zip(names, found.general, strict=True)),
        "conditional_dominance": {"rows": names, "cols": columns, "data": found.conditional.T.tolist()},
        "complete_dominance": {"rows": names, "cols": names, "data": _none_on_diagonal(found.complete)},
    }


def _none_on_diagonal(values: np.ndarray) -> list[list[float | None]]:
    return [[None if np.isnan(value) else float(value) for value in row] for row in values]


def _three_ways(case: Case, covariance: np.ndarray, names: list[str]) -> dict[str, Any]:
    """Lay dominance out as dominanceanalysis does: 1 and 0 for complete dominance, else a half."""
    found = dominance(covariance)
    whole = np.where(found.complete == 1, 1.0, np.where(found.complete == 0, 0.0, 0.5))
    sizes = case["value"]["conditional_dominance"]["rows"]
    return {
        "general_dominance": dict(zip(names, found.general, strict=True)),
        "conditional_dominance": {"rows": sizes, "cols": names, "data": found.conditional.tolist()},
        "complete_dominance": {"rows": names, "cols": names, "data": whole.tolist()},
    }


def _between(names: list[str], ends: str) -> list[int]:
    """Give the places of the columns from one to another."""
    first, last = ends.split("_")
    return list(range(names.index(first), names.index(last) + 1))


@cache
def _survey(name: str) -> sg.Survey:
    servqual = sg.Instrument.load("servqual")
    columns = {**columns_of(servqual), "outcome": {each: each for each in OUTCOMES}}
    return sg.read_survey(FOLDER / "data" / name, servqual, columns=columns, attributes=["branch", "quarter"])


def _outcome(case: Case) -> str:
    return re.findall(r": (\w+) ~", case["input"])[0]


def _measure(case: Case) -> str:
    return "perception" if "P mean" in case["input"] else "gap"


def _found(case: Case, predictors: str) -> Any:
    return sg.find_drivers(
        _survey(file_of(case)), outcome=_outcome(case), measure=_measure(case), predictors=predictors
    )


def _score_rows(case: Case) -> np.ndarray:
    """Give the rows of dimension scores and outcome."""
    rows: pd.DataFrame = table(file_of(case))
    p, e = (rows[items_named(part)].to_numpy(dtype=float) for part in "PE")
    values = p if _measure(case) == "perception" else p - e
    numbers = [[number - 1 for number in item_numbers(key)] for key in sg.Instrument.load("servqual").dimension_keys]
    scores = [values[:, each].mean(axis=1) for each in numbers]
    return np.column_stack([*scores, rows[_outcome(case)]])
