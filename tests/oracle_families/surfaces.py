"""Response surfaces: coefficients, slopes and curvatures, axes, tests of the difference score, constraint models."""

from __future__ import annotations

from typing import Any

import numpy as np

from oracle_families.folder import Case, dimensions, file_of, item_numbers, table
from servgap._stats.surfaces.axes import PLACES, surface_axes
from servgap._stats.surfaces.constraint_models import MODELS, constraint_models
from servgap._stats.surfaces.difference_score import TESTS, difference_tests, loss_of_difference
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
    """Fit the surface that the case's input names."""
    x, y, z = rows_of(case)
    fit = fit_polynomial(x, y, z)
    models = constraint_models(x, y, z)
    raw = surface_axes(fit.b, fit.covariance, float(fit.df)).estimate
    tests, loss = difference_tests(x, y, z), loss_of_difference(x, y, z)
    joint, linear, quadratic = (TESTS.index(each) for each in ("difference", "linear", "quadratic"))
    difference = models.b[MODELS.index("difference")]
    return {
        "n": int(fit.n),
        "b": dict(zip(TERMS, fit.b.tolist(), strict=True)),
        "se": dict(zip(TERMS, np.sqrt(np.diag(fit.covariance)).tolist(), strict=True)),
        "r2": float(fit.r2),
        "ols": _lines(fit.b, fit.covariance, float(fit.df), t=True),
        "stationary": {"X0": raw[0], "Y0": raw[1]},
        "principal_axes": dict(zip(PLACES[2:], raw[2:].tolist(), strict=True)),
        "difference_model": {
            "r2": float(loss.r2_difference),
            "coef": {"b0": difference[0], "b_gap": difference[2]},
        },
        "test_difference_score_full": _test(tests, joint, "df1", "df2"),
        "test_difference_linear": _test(tests, linear, "df"),
        "test_quadratic_block": _test(tests, quadratic, "df1", "df2"),
        "RSA_MLR": _robust(fit),
        "RSA_aictab": _models(case, models),
    }


def rows_of(case: Case) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give expectation, perception and outcome as the case's input says."""
    rows = table(file_of(case))
    told, outcome = case["input"].split(": ", 1)[1].rsplit("; ", 1)
    named = [key for key in dimensions() if key in told] or list(dimensions())
    scores = {
        part: np.mean([rows[[f"{part}{k}" for k in item_numbers(key)]].mean(axis=1) for key in named], axis=0)
        for part in "EP"
    }
    return scores["E"] - 4, scores["P"] - 4, rows[outcome.strip()].to_numpy(dtype=float)


def _lines(b: np.ndarray, covariance: np.ndarray, df: float, *, t: bool = False) -> dict[str, dict[str, float]]:
    found = surface_lines(b, covariance, df)
    each = {"est": found.estimate, "se": found.se, **({"t": found.statistic} if t else {}), "p": found.p_value}
    return {name: {key: float(values[k]) for key, values in each.items()} for k, name in enumerate(PARAMETERS)}


def _robust(fit: Any) -> dict[str, dict[str, float]]:
    """Take the normal distribution and White's covariance, which is lavaan's MLR for a regression."""
    axes = surface_axes(fit.b, fit.covariance_hc0, np.inf)
    found = _lines(fit.b, fit.covariance_hc0, np.inf)
    for name, estimate, se in zip(PLACES, axes.estimate, axes.se, strict=True):
        p = float(two_sided(np.asarray(estimate / se), np.inf))
        found[name.upper() if name in ("x0", "y0") else name] = {"est": estimate, "se": se, "p": p}
    return found


def _test(tests: Any, place: int, *names: str) -> dict[str, float]:
    df = (tests.df[place], tests.df_denominator[place])
    found = {"F": tests.f[place], "p": tests.p_value[place]}
    return found | {name: int(each) for name, each in zip(names, df, strict=False)}


def _models(case: Case, models: Any) -> dict[str, list[Any]]:
    """Lay the models out in the order of the case, which is that of its own criterion."""
    order = case["value"]["RSA_aictab"]["model"]
    places = [MODELS.index(CALLED[name]) for name in order]
    each = {"K": "k", "AICc": "aicc", "delta": "delta", "weight": "weight", "cfi": "cfi", "R2": "r2"}
    return {"model": order} | {name: getattr(models, key)[places].tolist() for name, key in each.items()}


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
