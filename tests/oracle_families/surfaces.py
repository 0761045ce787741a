"""Response surfaces: coefficients, slopes and curvatures, axes, tests of the difference score, constraint models."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

import servgap as sg
from oracle_families.folder import FOLDER, Case, columns_of, dimensions, file_of, item_numbers, table
from servgap._stats.surfaces.axes import PLACES, surface_axes
from servgap._stats.surfaces.constraint_models import MODELS, constraint_models
from servgap._stats.surfaces.lines import PARAMETERS, surface_lines, two_sided
from servgap._stats.surfaces.polynomial import fit_polynomial

TERMS = ("b0", "b1_x", "b2_y", "b3_x2", "b4_xy", "b5_y2")
CALLED = {
    "null": "null",
    "diff": "difference",
    "additive": "additive",
    "IA": "interaction",
    "SQD": "squared_difference",
    "SSQD": "shifted_squared_difference",
    "RR": "rising_ridge",
    "SRR": "shifted_rising_ridge",
    "SRSQD": "shifted_rotated_squared_difference",
    "SRRR": "shifted_rotated_rising_ridge",
    "full": "full",
}
"""What RSA calls the models."""
TURNED_BY_RSA = ("SRSQD", "SRRR")
DIRECTIONS = 2000


def of_questionnaire(case: Case) -> dict[str, Any]:
    """Fit the surface that the case's input names; by the verb, but for what it does not print."""
    told, outcome = _asked(case)
    finding = _surface(file_of(case), outcome)
    frame, tests, models, parameters = (
        _own(each, told) for each in (finding.frame, finding.tests, finding.models, finding.parameters)
    )
    row, tests = frame.iloc[0], tests.set_index("constraint")
    models, parameters = models.set_index("constraint_model"), parameters.set_index("surface_parameter")
    x, y, z = rows_of(case)
    fit = fit_polynomial(x, y, z)
    raw = surface_axes(fit.b, fit.covariance, float(fit.df)).estimate
    difference = constraint_models(x, y, z).b[MODELS.index("difference")]
    b = parameters.loc[[f"b{k}" for k in range(6)]]
    return {
        "n": int(row["n"]),
        "b": dict(zip(TERMS, b["value"], strict=True)),
        "se": dict(zip(TERMS, b["se_usual"], strict=True)),
        "r2": row["surface_r2"],
        "ols": {
            name: {"est": a["value"], "se": a["se_usual"], "t": a["value"] / a["se_usual"], "p": a["p_usual"]}
            for name, a in parameters.loc[list(PARAMETERS)].iterrows()
        },
        "stationary": {"X0": raw[0], "Y0": raw[1]},
        "principal_axes": dict(zip(PLACES[2:], raw[2:].tolist(), strict=True)),
        "difference_model": {
            "r2": row["difference_r2"],
            "coef": {"b0": difference[0], "b_gap": difference[2]},
        },
        "test_difference_score_full": _test(tests.loc["difference"], "df1", "df2"),
        "test_difference_linear": _test(tests.loc["linear"], "df"),
        "test_quadratic_block": _test(tests.loc["quadratic"], "df1", "df2"),
        "RSA_MLR": _robust(fit),
        "RSA_aictab": _models(case, models),
    }


def _asked(case: Case) -> tuple[str, str]:
    """Give the dimension that the case's input names, nothing for overall, and the outcome."""
    told, outcome = case["input"].split(": ", 1)[1].rsplit("; ", 1)
    return next((key for key in dimensions() if key in told), ""), outcome.strip()


@cache
def _surface(name: str, outcome: str) -> Any:
    servqual = sg.Instrument.load("servqual")
    columns = {**columns_of(servqual), "outcome": {outcome: {outcome: [1, 7]}}}
    return sg.fit_surface(sg.read_survey(FOLDER / "data" / name, servqual, columns=columns), outcome=outcome)


def _own(frame: Any, dimension: str) -> Any:
    return frame[frame["dimension"] == dimension] if dimension else frame[frame["level"] == "overall"]


def rows_of(case: Case) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give expectation, perception and outcome as the case's input says."""
    rows = table(file_of(case))
    told, outcome = _asked(case)
    named = [told] if told else list(dimensions())
    scores = {
        part: np.mean([rows[[f"{part}{k}" for k in item_numbers(key)]].mean(axis=1) for key in named], axis=0)
        for part in "EP"
    }
    return scores["E"] - 4, scores["P"] - 4, rows[outcome].to_numpy(dtype=float)


def _robust(fit: Any) -> dict[str, dict[str, float]]:
    """Take the normal distribution and White's covariance, which is lavaan's MLR for a regression."""
    axes, lines = (each(fit.b, fit.covariance_hc0, np.inf) for each in (surface_axes, surface_lines))
    found = {}
    for name, estimate, se in (
        *zip(PARAMETERS, lines.estimate, lines.se, strict=True),
        *zip(PLACES, axes.estimate, axes.se, strict=True),
    ):
        p = float(two_sided(np.asarray(estimate / se), np.inf))
        found[name.upper() if name in ("x0", "y0") else name] = {"est": estimate, "se": se, "p": p}
    return found


def _test(row: Any, *names: str) -> dict[str, float]:
    df = (row["df_usual"], row["df_denominator"])
    found = {"F": row["f_usual"], "p": row["p_usual"]}
    return found | {name: int(each) for name, each in zip(names, df, strict=False)}


def _models(case: Case, models: Any) -> dict[str, list[Any]]:
    """Lay the models out in the order of the case, which is that of its own criterion."""
    order = case["value"]["RSA_aictab"]["model"]
    own = models.loc[[CALLED[name] for name in order]]
    each = {
        "K": "n_estimated", "AICc": "aicc", "delta": "aicc_difference", "weight": "akaike_weight", "cfi": "cfi",
        "R2": "model_r2",
    }  # fmt: skip
    return {"model": order} | {name: own[key].tolist() for name, key in each.items()}


def best_of_all_directions(case: Case, model: str) -> float:
    """Give the largest R² of a ridge over many directions, each an ordinary regression."""
    x, y, z = rows_of(case)
    most = 0.0
    for angle in np.pi * np.arange(DIRECTIONS) / DIRECTIONS:
        u = np.cos(angle) * x + np.sin(angle) * y
        straight = [u] if model == "SRSQD" else [x, y]
        columns = np.column_stack([np.ones_like(u), *straight, u**2])
        left = z - columns @ np.linalg.lstsq(columns, z, rcond=None)[0]
        most = max(most, 1 - float(left @ left) / float(((z - z.mean()) ** 2).sum()))
    return most
