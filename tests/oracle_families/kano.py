"""Kano's categories from functional and dysfunctional answers in words, one row a respondent and item."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

import servgap as sg
from oracle_families.folder import FOLDER, Case, file_of, table
from servgap._stats.kano.evaluation import ANSWERS, CATEGORIES, TABLE
from servgap.analysis.kano.rows import NAMES

LETTERS = dict(zip(NAMES, CATEGORIES, strict=True))


@cache
def classes(name: str) -> sg.KanoClasses:
    """Read a file through the library's own door, and classify its items."""
    items = [sg.Item(str(key), f"feature {key}") for key in sorted(table(name)["item"].unique())]
    asked = sg.Instrument("kano", sg.Scale(1, 5), [sg.Dimension("all", items)], parts=("functional", "dysfunctional"))
    return sg.classify_kano(sg.read_survey(FOLDER / "data" / name, asked))


def of_items(case: Case) -> dict[str, Any]:
    """Compute what the case has of each item, and the evaluation table."""
    rows = classes(file_of(case)).frame.to_dict("records")
    return {
        "items": [
            {
                **_shared(row),
                "category_strength": row["category_strength"],
                "total_strength": row["total_strength"],
                "continuous": {
                    "functional": row["functional_mean"],
                    "dysfunctional": row["dysfunctional_mean"],
                    "sd_f": row["functional_mean_sd"],
                    "sd_d": row["dysfunctional_mean_sd"],
                },
            }
            for row in rows
        ],
        "table": {
            "rows_functional": list(ANSWERS),
            "cols_dysfunctional": list(ANSWERS),
            "cells": [list(line) for line in TABLE],
        },
    }


def of_sparse_items(case: Case) -> dict[str, Any]:
    """Compute intervals and errors of items with empty categories, ties, and none that counts."""
    from servgap._stats.kano.better_worse import better_worse

    rows = classes(file_of(case)).frame
    counts = rows[[f"n_{name}" for name in NAMES]].to_numpy()
    axes = better_worse(counts).half_axes
    return {"items": [_sparse(row, axes[place]) for place, row in enumerate(rows.to_dict("records"))]}


def _shared(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "counts": {letter: row[f"n_{name}"] for name, letter in LETTERS.items()},
        "mode": LETTERS[row["most_frequent"]],
        "better": row["better"],
        "worse": row["worse"],
        "fong_threshold": row["fong_threshold"],
        "fong_diff": row["fong_difference"],
    }


def _sparse(row: dict[str, Any], axes: np.ndarray) -> dict[str, Any]:
    told = {
        **_shared(row),
        "n": row["n"],
        "tied": row["fong_difference"] == 0,
        "fong_decided": row["kano_category"] == row["most_frequent"],
        "goodman_lower": {letter: row[f"share_{name}_low"] for name, letter in LETTERS.items()},
        "goodman_upper": {letter: row[f"share_{name}_high"] for name, letter in LETTERS.items()},
        "n_better_worse": row["n_counted"],
    }
    if pd.isna(row["better"]):
        return {**told, "better": None, "worse": None}
    return {
        **told,
        "var_better": row["better_se"] ** 2,
        "var_worse": row["worse_se"] ** 2,
        "cov_better_worse": row["better_worse_covariance"],
        "ellipse_half_axes": axes.tolist(),
        "better_wilson": [row["better_low"], row["better_high"]],
        "worse_wilson": [row["worse_low"], row["worse_high"]],
    }
