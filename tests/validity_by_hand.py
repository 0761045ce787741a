"""A questionnaire's structure made by hand: two of its dimensions are one, and branches answer some items higher."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from servgap.analysis.validity.bands import StepLimits
from servgap.analysis.validity.facts import DimensionPair, GroupsCompared, OwnFit, Rival, ValidityFacts
from servgap.survey.instrument import Instrument

NONE = np.nan
N = 1204
MODELS = (
    ("dimensions", 5, 54.0, 612.4, 199.0, 0.958, 0.951, 0.042, 0.038, 0.045, 0.031, 78120.3, 78395.2, "good"),
    ("one_factor", 1, 44.0, 4210.8, 209.0, 0.590, 0.547, 0.126, 0.123, 0.130, 0.098, 81698.7, 81922.8, "poor"),
    ("second_order", 6, 49.0, 655.0, 204.0, 0.954, 0.948, 0.043, 0.039, 0.047, 0.036, 78152.9, 78402.4, "good"),
    ("four", 4, 50.0, 640.2, 203.0, 0.955, 0.949, 0.042, 0.039, 0.046, 0.033, 78090.1, 78363.7, "good"),
)
FIT = ("n_factors", "n_parameters", "chi_square", "df", "cfi", "tli", "rmsea", "rmsea_low", "rmsea_high", "srmr")
STEPS = (
    ("configural", 1180.2, 796.0, 0.952, 0.944, 0.040, 0.035, 0.045, 0.041, NONE, NONE, NONE, NONE, NONE, NONE, True),
    ("metric", 1240.9, 847.0, 0.951, 0.946, 0.039, 0.035, 0.044, 0.047, 60.7, 51.0, 0.166, -0.001, -0.001, 0.006, True),
    ("scalar", 1698.3, 898.0, 0.900, 0.897, 0.054, 0.050, 0.058, 0.058, 457.4, 51.0, 0.0, -0.051, 0.015, 0.011, False),
    ("strict", 1810.0, 964.0, 0.894, 0.899, 0.054, 0.050, 0.058, 0.061, 111.7, 66.0, 0.0004, -0.006, 0.0, 0.003, True),
)
STEP_COLUMNS = (
    "step", "chi_square", "df", "cfi", "tli", "rmsea", "rmsea_low", "rmsea_high", "srmr", "chi_square_difference",
    "df_difference", "p_difference", "cfi_difference", "rmsea_difference", "srmr_difference", "holds",
)  # fmt: skip


def validity_frames(instrument: Instrument) -> dict[str, pd.DataFrame]:
    """Give the tables in the shape that the verb promises."""
    keys, items = instrument.dimension_keys, instrument.item_keys
    return {
        "frame": _fit(items),
        "loadings": _loadings(instrument),
        "correlations": _pairs(keys)[["dimension_a", "dimension_b", "n", "correlation", "ci_low", "ci_high", "reason"]],
        "convergent": _convergent(instrument),
        "discriminant": _pairs(keys),
        "modification": pd.DataFrame(
            [
                ("cross_loading", items[0], keys[1], "", N, 31.7, 0.21, ""),
                ("error_covariance", items[5], "", items[6], N, 12.04, -0.08, ""),
            ],
            columns=["change", "item", "dimension", "item_b", "n", "modification_index", "expected_change", "reason"],
        ),
        "factors": _factors(len(items)),
        "adequacy": pd.DataFrame(
            [(N, 22, 5, 0.941, 9876.5, 231.0, 0.0, -10.31, 4.0, 5.0, 4.0, 3.0, "")],
            columns=[
                "n",
                "n_items",
                "n_dimensions",
                "kmo",
                "chi_square",
                "df",
                "p_value",
                "log_determinant",
                "n_components",
                "n_common",
                "n_map_squared",
                "n_map_fourth",
                "reason",
            ],
        ),
        "invariance": _steps(),
        "groups": _groups(),
    }


def _steps() -> pd.DataFrame:
    frame = pd.DataFrame(list(STEPS), columns=list(STEP_COLUMNS))
    return frame.assign(p_value=0.0001, converged=True, proper=True, reason="", n=N, groups=4)


def _fit(items: tuple[str, ...]) -> pd.DataFrame:
    rows = []
    for name, *numbers, aic, bic, fit in MODELS:
        row: dict[str, Any] = {"model": name, "estimator": "ml", "n": N, "n_items": len(items)}
        row |= dict(zip(FIT, numbers, strict=True)) | {"p_value": 0.0, "aic": aic, "bic": bic, "fit": fit}
        for scaled in ("chi_square_scaled", "p_value_scaled", "cfi_robust", "rmsea_robust"):
            row[scaled] = NONE
        own = name == "dimensions"
        rise = {"chi_square_difference": numbers[2] - 612.4, "df_difference": numbers[3] - 199, "p_difference": 1e-6}
        row |= dict.fromkeys(rise, NONE) if own else rise
        judged = name not in {"dimensions", "second_order"}
        row |= {} if judged else {"fit": ""}
        rows.append(row | {"converged": True, "proper": True, "reason": "" if judged else "better_model"})
    return pd.DataFrame(rows)


def _loadings(instrument: Instrument) -> pd.DataFrame:
    rows = []
    for d, dimension in enumerate(instrument.dimensions):
        for i, item in enumerate(dimension.items):
            for other, key in enumerate(instrument.dimension_keys):
                own = other == d
                loading = 0.71 + 0.03 * i if own else 0.0
                found = loading - 0.02 if own else ((-1) ** (i + other)) * 0.01 * (3 * i + other)
                if (d, i, other) == (0, 0, 1):
                    found = 0.38
                row = {"item": item.key, "dimension": key, "n": N, "own": own, "loading": loading}
                row |= {"ci_low": loading - 0.04 * own, "ci_high": loading + 0.04 * own, "efa_loading": found}
                row |= {"communality": 0.5 + 0.02 * i, "msa": 0.94, "cross": not own and abs(found) >= 0.32}
                rows.append(row | {"reason": ""})
    return pd.DataFrame(rows)


def _pairs(keys: tuple[str, ...]) -> pd.DataFrame:
    rows = []
    for place, (a, b) in enumerate(combinations(keys, 2)):
        r = 0.93 if place == 4 else 0.52 + 0.03 * place
        row: dict[str, Any] = {"dimension_a": a, "dimension_b": b, "n": N, "correlation": r}
        row |= {"ci_low": r - 0.05, "ci_high": r + 0.05, "htmt": r - 0.01, "htmt_low": r - 0.06, "htmt_high": r + 0.04}
        row |= {"htmt2": r - 0.02, "htmt2_low": r - 0.07, "htmt2_high": r + 0.03, "shared_variance": r**2}
        row |= {"separation": "indistinct" if r > 0.91 else "distinct"}
        row |= {"fornell_larcker": "met" if r**2 < 0.56 else "not_met", "reason": ""}
        rows.append(row)
    return pd.DataFrame(rows)


def _convergent(instrument: Instrument) -> pd.DataFrame:
    rows = [
        (dimension.key, N, len(dimension.items), 0.48 + 0.04 * d, 0.79 + 0.02 * d, 0.4 + 0.1 * d)
        for d, dimension in enumerate(instrument.dimensions)
    ]
    frame = pd.DataFrame(rows, columns=["dimension", "n", "n_items", "ave", "composite_reliability", "msv"])
    frame["convergence"] = np.where(frame["ave"] >= 0.5, "convergent", "weak")
    frame["fornell_larcker"] = np.where(frame["ave"] > frame["msv"], "met", "not_met")
    return frame.assign(reason="")


def _factors(items: int) -> pd.DataFrame:
    number = np.arange(1, items + 1)
    eigenvalue = np.where(number <= 5, 9.0 / number, 0.9 - 0.03 * number)
    chance = 1.3 - 0.03 * number
    columns = {
        "factor": number,
        "n": N,
        "eigenvalue": eigenvalue,
        "random_quantile": chance,
        "random_mean": chance - 0.05,
    }
    columns |= {"factor_eigenvalue": eigenvalue - 0.6, "factor_random_quantile": chance - 0.9}
    return pd.DataFrame(columns).assign(reason="")


def _groups() -> pd.DataFrame:
    rows = [("Airport", 301, True, 0.0, ""), ("Central", 512, True, 0.01, ""), ("North", 18, False, NONE, "singular")]
    fitted = [
        (group, n, used, 260.0 + 1000 * less, 199.0, 0.0, 0.96 - less, 0.04 + less, 0.03 + less, 0.05 + less, 0.04, why)
        for group, n, used, less, why in rows
    ]
    columns = [
        "branch",
        "n",
        "used",
        "chi_square",
        "df",
        "p_value",
        "cfi",
        "rmsea",
        "rmsea_low",
        "rmsea_high",
        "srmr",
        "reason",
    ]
    frame = pd.DataFrame(fitted, columns=columns)
    frame.loc[frame["reason"] != "", ["df", "p_value", "srmr"]] = NONE
    return frame.assign(fit=np.where(frame["reason"] == "", "good", ""), proper=frame["used"])


def validity_facts(instrument: Instrument) -> ValidityFacts:
    """Give the facts behind the words."""
    keys = instrument.dimension_keys
    closest = DimensionPair((keys[1], keys[2]), htmt=0.92, htmt_high=0.97, separation="indistinct")
    own: dict[str, Any] = {
        "n": N,
        "n_items": 22,
        "chi_square": 612.4,
        "df": 199.0,
        "p_value": 0.0,
        "srmr": 0.031,
        "fit": "",
    }
    own |= {"reason": "better_model", "cfi": 0.958, "rmsea": 0.042, "rmsea_low": 0.038, "rmsea_high": 0.045}
    compared = GroupsCompared(
        by=("branch",), reached="metric", failed="scalar", open="", cfi_difference=-0.051,
        limits=StepLimits(cfi_fall=0.010, rmsea_rise=0.015), groups=4, left_out=1, small=0, n=float(N), reason="",
    )  # fmt: skip
    return ValidityFacts(
        part="perception",
        estimator="ml",
        own=OwnFit(**own),
        of=1468,
        complete=float(N),
        dimensions=len(keys),
        better=Rival("four", 31.5),
        not_distinct=(closest,),
        closest=closest,
        resampled=True,
        weak=(keys[0],),
        invariance=compared,
    )
