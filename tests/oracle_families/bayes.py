"""Bayes factors of t."""

from __future__ import annotations

from typing import Any

from oracle_families.folder import Case
from servgap._stats.paired.bayes_factor import bayes_factor_t


def of_t(case: Case) -> dict[str, Any]:
    """Weigh each t of the case under both priors."""
    t, n = case["value"]["t"], case["value"]["n"]
    return {
        "bf10_r0.7071": bayes_factor_t(t, n).bf10.tolist(),
        "bf10_r1": bayes_factor_t(t, n, 1.0).bf10.tolist(),
    }


def of_gap(t: float, n: float) -> dict[str, Any]:
    """Weigh one gap under both priors."""
    return {"bf10_medium_0.7071": bayes_factor_t(t, n).bf10, "bf10_r1": bayes_factor_t(t, n, 1.0).bf10}
