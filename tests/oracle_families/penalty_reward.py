"""Penalty–reward contrasts: satisfaction on low and high scores of the dimensions."""

from __future__ import annotations

from typing import Any

import numpy as np

from oracle_families.folder import Case, file_of, survey, table
from servgap._stats.importance.penalty_reward import penalty_reward
from servgap.analysis.respondents import values_of
from servgap.survey.measures.measure import Measure

LOW, HIGH = 4.0, 6.0
"""The cuts that the case's input names."""


def of_dimensions(case: Case) -> dict[str, Any]:
    """Take respondents' scores on perception, and the outcome that the case names."""
    told = survey(file_of(case))
    scores = values_of(told, Measure("perception", None), "dimension", "complete")
    outcome = table(file_of(case))["satisfaction"].to_numpy(dtype=np.float64)
    keys = told.instrument.dimension_keys
    found = penalty_reward(outcome, scores <= LOW + 1e-9, scores >= HIGH - 1e-9)

    def named(constant: Any, low: Any, high: Any) -> dict[str, float]:
        of_low = {f"lo_{key}": float(each) for key, each in zip(keys, low, strict=True)}
        of_high = {f"hi_{key}": float(each) for key, each in zip(keys, high, strict=True)}
        return {"(Intercept)": float(constant), **of_low, **of_high}

    asymmetry = np.column_stack([found.asymmetry, found.se, found.statistic, found.p_value])
    return {
        "coef": named(found.constant, found.penalty, found.reward),
        "se": named(found.constant_se, found.penalty_se, found.reward_se),
        "p": named(found.constant_p, found.penalty_p, found.reward_p),
        "r2": float(found.r2),
        "n_low": dict(zip(keys, found.n_low.tolist(), strict=True)),
        "n_high": dict(zip(keys, found.n_high.tolist(), strict=True)),
        "asymmetry": {"rows": list(keys), "cols": ["asym", "se", "t", "p"], "data": asymmetry.tolist()},
    }
