"""Power and sample size of the t tests and the analysis of variance."""

from __future__ import annotations

import re
from typing import Any

from oracle_families.folder import Case
from servgap._stats.planning.power import power_paired
from servgap._stats.planning.sample_size import detectable_paired, n_anova, n_paired, n_two_samples


def of_tests(case: Case) -> dict[str, Any]:
    """Compute each number from the conditions that its name tells."""
    return {name: _told(name) for name in case["value"]}


def _told(name: str) -> Any:
    given = {
        key: float(value) for key, value in re.findall(r"(dz|d|f|n|power|delta|sd|anova|bonferroni)(\d*\.?\d+)", name)
    }
    if name.startswith("power"):
        effect = given["dz"] if "dz" in given else given["delta"] / given["sd"]
        return power_paired(given["n"], effect, strict=not name.endswith("notstrict")).power
    if name.startswith("mde"):
        return detectable_paired(given["n"], given["power"]).effect
    if name.startswith("anova"):
        return n_anova(given["anova"], given["f"], 0.8).n
    if name.startswith("n_two_sample"):
        return n_two_samples(given["d"], 0.8).n
    return n_paired(given["dz"], given.get("power", 0.8), 0.05 / given.get("bonferroni", 1.0)).n
