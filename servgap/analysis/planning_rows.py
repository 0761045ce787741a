"""The rows of a plan: respondents needed for each purpose, and the power of fewer or more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from servgap._stats.intervals import t_quantile
from servgap._stats.planning.clusters import n_clustered, n_reliable_mean
from servgap._stats.planning.power import power_anova, power_paired, power_two_samples
from servgap._stats.planning.sample_size import (
    detectable_anova,
    detectable_paired,
    detectable_two_samples,
    n_anova,
    n_paired,
    n_precision,
    n_two_samples,
)
from servgap.analysis.reasons import NO_BRANCH_VARIATION, NONE, TOO_FEW_BRANCHES

Floats = NDArray[np.float64]

GAP, FAMILY, PRECISION, CHANGE, PAIR, BRANCHES = (
    "gap",
    "gap_in_family",
    "precision",
    "change",
    "branch_pair",
    "branches",
)
RELIABLE = {"reliable_70": 0.7, "reliable_80": 0.8}
PURPOSES = (GAP, FAMILY, PRECISION, CHANGE, PAIR, BRANCHES, *RELIABLE)
RESPONDENTS, DRAWN = "respondents", "branches"
SAMPLINGS = (RESPONDENTS, DRAWN)
CURVE_POINTS = 60


@dataclass(frozen=True)
class Assumed:
    """What a plan supposes: the gap that matters, deviations, power, level, branches, and the family of tests."""

    gap: float
    sd: float
    power: float
    confidence: float
    branches: int | None
    icc: float | None
    family: int

    @property
    def effect(self) -> float:
        """The gap in standard deviations."""
        return self.gap / self.sd

    @property
    def alpha(self) -> float:
        """The level of tests."""
        return 1 - self.confidence

    @property
    def spread(self) -> float:
        """Cohen's f where two branches lie the gap apart and all others half way, the least it can be."""
        return self.effect / float(np.sqrt(2 * (self.branches or 2)))


@dataclass(frozen=True)
class Design:
    """A purpose's arithmetic: n needed of each part of the sample, its power, and what it can detect."""

    purpose: str
    method: str
    parts: int
    needed: float
    power: Callable[[Floats], Floats] | None
    detectable: Callable[[float], float]
    target: float


def designs(plan: Assumed) -> list[Design]:
    """Give the arithmetic of every purpose that the plan has, respondents being independent."""
    d, alpha, sd = plan.effect, plan.alpha, plan.sd

    def paired(purpose: str, level: float) -> Design:
        return Design(
            purpose, "paired_t", 1, float(n_paired(d, plan.power, level).n),
            lambda n: power_paired(n, d, level).power,
            lambda n: float(detectable_paired(n, plan.power, level).effect) * sd, plan.gap,
        )  # fmt: skip

    def two(purpose: str, parts: int) -> Design:
        return Design(
            purpose, "welch_t", parts, float(n_two_samples(d, plan.power, alpha).n),
            lambda n: power_two_samples(n, n, d, 1.0, 1.0, alpha).power,
            lambda n: float(detectable_two_samples(n, plan.power, alpha).effect) * sd, plan.gap,
        )  # fmt: skip

    half = plan.gap / 2
    precision = Design(
        PRECISION, "t_interval", 1, float(n_precision(sd, half, plan.confidence).n), None,
        lambda n: float(t_quantile(n - 1, plan.confidence)) * sd / float(np.sqrt(n)), half,
    )  # fmt: skip
    found = [paired(GAP, alpha), paired(FAMILY, alpha / plan.family), precision, two(CHANGE, 2)]
    if plan.branches is None:
        return found
    return [*found, two(PAIR, plan.branches), _anova(plan, plan.branches)]


def _anova(plan: Assumed, k: int) -> Design:
    whole = plan.sd * float(np.sqrt(2 * k))
    return Design(
        BRANCHES, "anova", k, float(n_anova(k, plan.spread, plan.power, plan.alpha).n),
        lambda n: power_anova(n, k, plan.spread, plan.alpha).power,
        lambda n: float(detectable_anova(n, k, plan.power, plan.alpha).effect) * whole, plan.gap,
    )  # fmt: skip


def clustered(design: Design, plan: Assumed) -> bool:
    """Tell whether a purpose may be asked for branches that were drawn from many: those that compare them are not."""
    return design.purpose not in (PAIR, BRANCHES) and plan.branches is not None and plan.icc is not None


def row(design: Design, sampling: str, plan: Assumed) -> dict[str, Any]:
    """Give the row of a purpose: whole respondents, as many in every branch, and what these can do."""
    needed, least = design.needed, np.nan
    if sampling == DRAWN:
        found = n_clustered(needed, plan.branches or 1, plan.icc or 0.0)
        needed, least = float(found.n), float(found.least_clusters)
    shares = plan.branches if plan.branches and design.purpose not in (PAIR, BRANCHES) else 1
    known = bool(np.isfinite(needed))
    each = float(np.ceil(needed / shares - 1e-9)) if known else np.nan
    size = each * shares
    factor = design_effect(each, sampling, plan)
    told = size / factor
    groups = design.parts if design.parts > 1 else shares
    return {
        "purpose": design.purpose,
        "sampling": sampling,
        "method": design.method,
        "target": design.target,
        "groups": groups,
        "n_total": size * design.parts,
        "n_per_group": size * design.parts / groups,
        "design_effect": factor if known else np.nan,
        "power": float(design.power(np.array(told))) if known and design.power is not None else np.nan,
        "detectable": design.detectable(told) if known else np.nan,
        "least_groups": least,
        "reason": NONE if known else TOO_FEW_BRANCHES,
    }


def design_effect(each: Any, sampling: str, plan: Assumed) -> Any:
    """Give 1 + (m − 1)·ICC for m respondents a branch; 1 where respondents are independent."""
    return 1.0 if sampling == RESPONDENTS else 1 + (each - 1) * (plan.icc or 0.0)


def reliable_rows(plan: Assumed) -> list[dict[str, Any]]:
    """Give the rows on how many respondents a branch needs for a reliable mean."""
    if plan.icc is None:
        return []
    rows = []
    for purpose, reliability in RELIABLE.items():
        n = float(np.ceil(n_reliable_mean(reliability, plan.icc).n - 1e-9))
        branches = plan.branches or 1
        rows.append(
            {
                "purpose": purpose,
                "sampling": RESPONDENTS,
                "method": "spearman_brown",
                "target": reliability,
                "groups": branches,
                "n_total": n * branches,
                "n_per_group": n,
                "design_effect": np.nan,
                "power": np.nan,
                "detectable": np.nan,
                "least_groups": np.nan,
                "reason": NO_BRANCH_VARIATION if np.isnan(n) else NONE,
            }
        )
    return rows


def curves(plan: Assumed, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give the power of samples smaller and larger than those planned, for every purpose that tests."""
    largest = np.nanmax([each["n_total"] for each in rows if each["purpose"] not in RELIABLE])
    totals = np.geomspace(min(10.0, largest), 1.5 * largest, CURVE_POINTS)
    found = []
    for design in designs(plan):
        if design.power is None:
            continue
        for sampling in SAMPLINGS if clustered(design, plan) else (RESPONDENTS,):
            size = totals / design.parts
            share = size / (plan.branches or 1)
            told = size / design_effect(np.maximum(share, 1.0), sampling, plan)
            power = design.power(np.where(told > 2, told, np.nan))
            known = np.isfinite(power)
            found += [
                {"purpose": design.purpose, "sampling": sampling, "n_total": float(n), "power": float(p)}
                for n, p in zip(totals[known], power[known], strict=True)
            ]
    return found
