"""The frames of surfaces: verdicts, tests, models, parameters, conditions, predictions, agreement."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.intervals import t_interval
from servgap._stats.ratio import Floats
from servgap._stats.surfaces.axes import PLACES, Axes, surface_axes
from servgap._stats.surfaces.congruence import BROAD, CONDITIONS
from servgap._stats.surfaces.constraint_models import MODELS
from servgap._stats.surfaces.difference_score import (
    TESTS,
)
from servgap._stats.surfaces.lines import PARAMETERS, surface_lines, two_sided
from servgap._stats.surfaces.polynomial import Polynomial
from servgap._stats.surfaces.prediction import COMPARISONS, NESTED, PREDICTORS
from servgap._stats.surfaces.support import WAYS
from servgap.analysis.reasons import (
    AXIS_UNSURE,
    NESTED_MODELS,
    NONE,
    TERMS_ALIKE,
)
from servgap.analysis.surface.fitted import Fitted, Surfaces
from servgap.analysis.surface.rules import (
    BETTER,
    better_predictors,
    congruences,
    verdicts,
)

COEFFICIENTS = ("b0", "b1", "b2", "b3", "b4", "b5")
CELLS_ACROSS = 12
"""Cells into which the scale is parted to count respondents by both scores."""


def verdict_frame(found: Surfaces) -> pd.DataFrame:
    """Say of each row what subtracting costs."""
    p = found.stacked("tests", "p_robust")[:, 0]
    little = found.stacked("loss", "p_matters")
    p_adjusted, little_adjusted = found.adjusted(p), found.adjusted(little)
    difference = MODELS.index("difference")
    is_best = np.array([each.best == difference for each in found.rows])
    met, known = found.stacked("congruence", "met"), np.isfinite(p)
    columns: dict[str, Any] = {name: np.array(getattr(found.labels, name), object) for name in ("level", "dimension")}
    columns["n"] = np.array([each.n for each in found.rows])
    columns |= {
        "surface_r2": found.stacked("loss", "r2"),
        "difference_r2": found.stacked("loss", "r2_difference"),
        "loss": found.stacked("loss", "loss"),
        "loss_low": found.stacked("loss", "ci_low"),
        "loss_high": found.stacked("loss", "ci_high"),
        "f": found.stacked("tests", "f_robust")[:, 0],
        "df": found.stacked("tests", "df_robust")[:, 0],
        "df_denominator": found.stacked("tests", "df_denominator")[:, 0],
        "p_value": p,
        "p_adjusted": p_adjusted,
        "p_little": little,
        "p_little_adjusted": little_adjusted,
        "constraint_model": np.array(["" if each.best is None else MODELS[each.best] for each in found.rows], object),
        "akaike_weight": found.stacked("models", "weight")[:, difference],
        "predicts_better": _better(found)[:, 0],
        "congruence": congruences(met, known),
        "verdict": verdicts(p_adjusted, little_adjusted, is_best, found.level),
        "reason": found.reasons(1)[:, 0],
    }
    return pd.DataFrame(columns)


def tests_frame(found: Surfaces) -> pd.DataFrame:
    """Give the three tests of each row; those of the parts are corrected together."""
    p = found.stacked("tests", "p_robust")
    adjusted = np.column_stack([found.adjusted(p[:, 0]), found.adjusted(p[:, 1:])])
    return found.frame(
        TESTS,
        "constraint",
        {
            "f": found.stacked("tests", "f_robust"),
            "df": found.stacked("tests", "df_robust"),
            "df_denominator": found.stacked("tests", "df_denominator"),
            "p_value": p,
            "p_adjusted": adjusted,
            "f_usual": found.stacked("tests", "f"),
            "df_usual": found.stacked("tests", "df"),
            "p_usual": found.stacked("tests", "p_value"),
            "reason": found.reasons(len(TESTS)),
        },
    )


def models_frame(found: Surfaces) -> pd.DataFrame:
    """Give the constraint models of each row."""
    names = {"n_estimated": "k", "aicc": "aicc", "aicc_difference": "delta", "akaike_weight": "weight", "cfi": "cfi"}
    columns: dict[str, NDArray[Any]] = {each: found.stacked("models", name) for each, name in names.items()}
    columns["n_estimated"] = columns["n_estimated"].astype(np.int64)
    columns["model_r2"] = found.stacked("models", "r2")
    unknown = found.reasons(len(MODELS), np.isfinite(columns["aicc"]))
    unknown[np.isfinite(columns["aicc"])] = NONE
    return found.frame(MODELS, "constraint_model", {**columns, "reason": unknown})


def parameters_frame(found: Surfaces) -> pd.DataFrame:
    """Give coefficients, slopes and curvatures, and, where the surface is shown to bend enough, its axes."""
    blocks = [_parameters(each, found.confidence) for each in found.rows]
    columns = {name: np.stack([block[name] for block in blocks]) for name in blocks[0]}
    places = slice(len(COEFFICIENTS), len(COEFFICIENTS) + len(PARAMETERS))
    adjusted = np.full(columns["p_value"].shape, np.nan)
    for place in range(places.start, places.stop):
        adjusted[:, place] = found.adjusted(columns["p_value"][:, place])
    columns["p_adjusted"] = adjusted
    known = np.isfinite(columns["se"])
    names = (*COEFFICIENTS, *PARAMETERS, *PLACES)
    return found.frame(names, "surface_parameter", {**columns, "reason": found.reasons(len(names), known, AXIS_UNSURE)})


def _parameters(row: Fitted, confidence: float) -> dict[str, Floats]:
    surface, df = row.surface, float(row.surface.df)
    lines, usual = (surface_lines(surface.b, each, df, confidence) for each in _covariances(surface))
    axes, usual_axes = (surface_axes(surface.b, each, df) for each in _covariances(surface))
    own, own_usual = (np.sqrt(np.diag(each)) for each in _covariances(surface))
    there = _there(axes, 1 - confidence)
    value = np.concatenate([surface.b, lines.estimate, np.where(there, axes.estimate, np.nan)])
    se = np.concatenate([own, lines.se, np.where(there, axes.se, np.nan)])
    se_usual = np.concatenate([own_usual, usual.se, np.where(there, usual_axes.se, np.nan)])
    tested = np.arange(len(value)) < len(COEFFICIENTS) + len(PARAMETERS)
    limits = t_interval(value, se, df, confidence)
    t, t_usual = (
        np.where(tested & (each > 0), value / np.where(each > 0, each, 1.0), np.nan) for each in (se, se_usual)
    )
    return {
        "value": value,
        "se": se,
        "ci_low": limits.low,
        "ci_high": limits.high,
        "statistic": t,
        "df": np.full(len(value), df),
        "p_value": two_sided(t, df),
        "se_usual": se_usual,
        "p_usual": two_sided(t_usual, df),
    }


def _covariances(surface: Polynomial) -> tuple[Floats, Floats]:
    return surface.covariance_hc3, surface.covariance


def _there(axes: Axes, level: float) -> NDArray[np.bool_]:
    """Tell which of point and axes are there: slopes need an interaction, an axis' place bending across it."""
    slope, point = bool(axes.p_interaction < level), bool(axes.p_curvature < level)
    first, second = (slope and bool(each < level) for each in (axes.p_across_first, axes.p_across_second))
    return np.array([point, point, first, slope, second, slope])


def congruence_frame(found: Surfaces) -> pd.DataFrame:
    """Give the conditions of congruence of each row, with what is met."""
    holds = found.stacked("congruence", "holds")
    told = np.full(holds.shape, None, dtype=object)
    told[np.isfinite(holds)] = (holds == 1)[np.isfinite(holds)]
    names = {"value": "estimate", "ci_low": "ci_low", "ci_high": "ci_high"}
    columns = {name: found.stacked("congruence", each) for name, each in names.items()}
    known = np.isfinite(columns["ci_low"])
    needed = np.tile(np.arange(len(CONDITIONS)) < BROAD, (len(found.rows), 1))
    return found.frame(
        CONDITIONS,
        "congruence_condition",
        {**columns, "holds": told, "needed": needed, "reason": found.reasons(len(CONDITIONS), known, AXIS_UNSURE)},
    )


def predictions_frame(found: Surfaces) -> pd.DataFrame:
    """Give how well each set of predictors predicts respondents that were left out."""
    columns = {name: found.stacked("prediction", each) for name, each in (("rmse", "rmse"), ("predicted_r2", "q2"))}
    known = np.isfinite(columns["rmse"])
    reasons = found.reasons(len(PREDICTORS), known, TERMS_ALIKE)
    reasons[known] = NONE
    return found.frame(PREDICTORS, "predictors", {**columns, "reason": reasons})


def comparisons_frame(found: Surfaces) -> pd.DataFrame:
    """Hold predictors against each other by the squared errors of the same respondents."""
    p = found.stacked("prediction", "p_value")
    adjusted = np.column_stack([found.adjusted(p[:, place]) for place in range(len(COMPARISONS))])
    known, upper = np.isfinite(p), np.isfinite(found.stacked("prediction", "ci_high"))
    reasons = found.reasons(len(COMPARISONS), known, TERMS_ALIKE)
    reasons[known] = NONE
    reasons[known & ~upper & np.array(NESTED)] = NESTED_MODELS
    return found.frame(
        tuple(BETTER),
        "comparison",
        {
            "error_saved": found.stacked("prediction", "difference"),
            "se": found.stacked("prediction", "se"),
            "ci_low": found.stacked("prediction", "ci_low"),
            "ci_high": found.stacked("prediction", "ci_high"),
            "p_value": p,
            "p_adjusted": adjusted,
            "predicts_better": _better(found),
            "reason": reasons,
        },
    )


def _better(found: Surfaces) -> NDArray[np.object_]:
    p, saved = found.stacked("prediction", "p_value"), found.stacked("prediction", "difference")
    told = [
        better_predictors(comparison, saved[:, place], found.adjusted(p[:, place]), found.level)
        for place, comparison in enumerate(BETTER)
    ]
    return np.stack(told, axis=1)


def support_frame(found: Surfaces) -> pd.DataFrame:
    """Give the shares of respondents above, at and below what they expect."""
    columns = {
        "half_sd": found.stacked("support", "half"),
        "share_over_expected": found.stacked("support", "above"),
        "share_as_expected": found.stacked("support", "agree"),
        "share_under_expected": found.stacked("support", "below"),
    }
    known = np.isfinite(columns["half_sd"])
    reasons = found.reasons(len(WAYS), known, TERMS_ALIKE)
    reasons[known] = NONE
    return found.frame(WAYS, "agreement_by", {**columns, "reason": reasons})


def cells_frame(found: Surfaces, middle: float, width: float) -> pd.DataFrame:
    """Count respondents by both scores, in cells of the scale: what a picture shows of where the answers lie."""
    step = width / CELLS_ACROSS
    tables = []
    for place, row in enumerate(found.rows):
        cells = np.column_stack([np.rint(each / step - 1e-9) for each in (row.x, row.y)])
        places, counts = np.unique(cells.reshape(-1, 2), axis=0, return_counts=True)
        columns: dict[str, Any] = {
            name: np.full(len(places), getattr(found.labels, name)[place], dtype=object) for name in LABELS
        }
        columns |= {"expectation": middle + step * places[:, 0], "perception": middle + step * places[:, 1]}
        tables.append(pd.DataFrame({**columns, "n": counts}))
    return pd.concat(tables, ignore_index=True)


LABELS = ("level", "dimension")
