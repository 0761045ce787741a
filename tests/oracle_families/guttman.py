"""Guttman's lower bounds and split halves."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

import servgap as sg
from oracle_families.exploratory import items_of
from oracle_families.folder import Case, dimensions
from servgap._stats.reliability.guttman import guttman_lambdas
from servgap._stats.reliability.split_halves import split_halves

NAMES = {"lambda5plus": "lambda5_plus"}


def _items(case: Case) -> pd.DataFrame:
    items = items_of(case)
    scope = re.findall(r"_sq_[EPG]_(\w+)$", case["case"])
    if not scope or scope[0] not in dimensions():
        return items
    return items.iloc[:, sg.Instrument.load("servqual").spans[dimensions().index(scope[0])]]


def number_of_items(case: Case) -> int:
    """Count the items that a case is about."""
    return _items(case).shape[1]


def bounds(case: Case) -> dict[str, Any]:
    """Compute the bounds of raw and of standardised items; psych's function standardises."""
    items = _items(case)
    covariance, correlation = items.cov().to_numpy(), items.corr().to_numpy()
    raw, standard = _lambdas(covariance), _lambdas(correlation)
    halves, split = split_halves(covariance), split_halves(correlation)
    names = ("lambda1", "lambda2", "lambda3", "lambda5", "lambda6")
    if case["value"]["covariance"]["lambda4_max"] is not None:
        raw["lambda4_max"], standard["lambda4_max"] = halves.lambda4, split.lambda4
    numbers = {
        "covariance": raw,
        "correlation": standard,
        "psych_guttman": {
            **{name: standard[name] for name in names},
            "lambda4": split.largest,
            "lambda5p": standard["lambda5plus"],
        },
        "odd_even": {
            "r": halves.odd_even_r,
            "spearman_brown": halves.spearman_brown,
            "flanagan_rulon": halves.odd_even,
            "horst_unequal": halves.horst,
        },
    }
    if case["value"]["split_half"] is not None:
        numbers["split_half"] = {"max": split.largest, "min": split.smallest, "n_splits": split.n_splits}
        numbers["split_half"]["mean"] = split.mean
    return numbers


def _lambdas(matrix: np.ndarray) -> dict[str, Any]:
    found = guttman_lambdas(matrix)
    names = ("lambda1", "lambda2", "lambda3", "lambda5", "lambda5plus", "lambda6")
    return {name: getattr(found, NAMES.get(name, name)) for name in names}
