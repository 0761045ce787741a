"""The rows of a plan: respondents needed for each purpose, and the power of fewer or more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from servgap._stats.planning.clusters import (
    detectable_clustered,
    n_clustered,
    n_clustered_precision,
    n_reliable_mean,
    power_clustered,
)
from servgap._stats.planning.power import power_anova, power_paired, power_two_samples
from servgap._stats.planning.precision import interval_reach, n_precision
from servgap._stats.planning.sample_size import (
    detectable_anova,
    detectable_paired,
    detectable_two_samples,
    n_anova,
    n_paired,
    n_two_samples,
)
from servgap.analysis.reasons import NO_BRANCH_VARIATION, NONE, TOO_FEW_BRANCHES, TOO_MANY_NEEDED

Floats = NDArray[np.float64]

GAP, FAMILY, PRECISION, ASSURED, CHANGE, PAIR, BRANCHES = (
    "gap",
    "gap_in_family",
    "precision",
    "precision_assured",
    "change",
    "branch_pair",
    "branches",
)
DISTANCE, DISTANCE_FAMILY = "distance", "distance_in_family"
"""What a gap, and one in a family, are where a part is held against a point or a target."""
RELIABLE = {"reliable_70": 0.7, "reliable_80": 0.8}
PURPOSES = (GAP, FAMILY, DISTANCE, DISTANCE_FAMILY, PRECISION, ASSURED, CHANGE, PAIR, BRANCHES, *RELIABLE)
RESPONDENTS, DRAWN = "respondents", "branches"
SAMPLINGS = (RESPONDENTS, DRAWN)
CURVE_POINTS = 60
MOST_RESPONDENTS = 1_000_000
"""Respondents in all beyond which there is no number: nobody asks as many, and a reason says more than its digits."""


@dataclass(frozen=True)
class Assumed:
    """What a plan supposes: the gap that matters, deviations, power, level, branches, and the family of tests.

    A measure that is no distance from a yardstick has nothing to be found by itself: `tested` is empty.
    """

    gap: float
    sd: float
    power: float
    confidence: float
    branches: int | None
    icc: float | None
    family: int
    tested: tuple[str, ...] = (GAP, FAMILY)
    """What tests of a value against its yardstick are called, by itself and in the family."""
    method: str = "paired_t"

    @property
    def levels(self) -> dict[str, float]:
        """The level of each of these tests."""
        return dict(zip(self.tested, (self.alpha, self.alpha / self.family), strict=False))

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
    """
    A purpose's arithmetic for one sampling, of respondents in each part of the sample.

    `needed` is how many it takes, `power` and `detectable` say what so many can do, `least_groups` how many branches
    could do where these cannot.
    """

    purpose: str
    sampling: str
    method: str
    parts: int
    target: float
    needed: float
    power: Callable[[Floats], Floats] | None
    detectable: Callable[[float], float]
    least_groups: float = np.nan


def designs(plan: Assumed) -> list[Design]:
    """Give the arithmetic of every purpose that the plan has, the two samplings of a purpose after one another."""
    found = _independent(plan)
    if plan.branches is None:
        return found
    drawn = {} if plan.icc is None else {each.purpose: each for each in _drawn(plan, plan.branches, plan.icc)}
    found += [_two(plan, PAIR, plan.branches), _anova(plan, plan.branches)]
    return [each for one in found for each in (one, drawn.get(one.purpose)) if each is not None]


def _independent(plan: Assumed) -> list[Design]:
    """Give what is asked of respondents who answer independently of one another."""
    d, sd, half = plan.effect, plan.sd, plan.gap / 2

    def against_yardstick(purpose: str, level: float) -> Design:
        return Design(
            purpose, RESPONDENTS, plan.method, 1, plan.gap, float(n_paired(d, plan.power, level).n),
            lambda n: power_paired(n, d, level).power,
            lambda n: float(detectable_paired(n, plan.power, level).effect) * sd,
        )  # fmt: skip

    def interval(purpose: str, assurance: float | None) -> Design:
        return Design(
            purpose, RESPONDENTS, "t_interval", 1, half,
            float(n_precision(sd, half, plan.confidence, assurance).n), None,
            lambda n: float(interval_reach(n, n - 1, sd, plan.confidence, assurance)),
        )  # fmt: skip

    tests = [against_yardstick(purpose, level) for purpose, level in plan.levels.items()]
    return [*tests, interval(PRECISION, None), interval(ASSURED, plan.power), _two(plan, CHANGE, 2)]


def _two(plan: Assumed, purpose: str, parts: int) -> Design:
    d, alpha = plan.effect, plan.alpha
    return Design(
        purpose, RESPONDENTS, "welch_t", parts, plan.gap, float(n_two_samples(d, plan.power, alpha).n),
        lambda n: power_two_samples(n, n, d, 1.0, 1.0, alpha).power,
        lambda n: float(detectable_two_samples(n, plan.power, alpha).effect) * plan.sd,
    )  # fmt: skip


def _anova(plan: Assumed, k: int) -> Design:
    whole = plan.sd * float(np.sqrt(2 * k))
    return Design(
        BRANCHES, RESPONDENTS, "anova", k, plan.gap, float(n_anova(k, plan.spread, plan.power, plan.alpha).n),
        lambda n: power_anova(n, k, plan.spread, plan.alpha).power,
        lambda n: float(detectable_anova(n, k, plan.power, plan.alpha).effect) * whole,
    )  # fmt: skip


def _drawn(plan: Assumed, k: int, icc: float) -> list[Design]:
    """Give the same where k branches were drawn from many for which they are to speak: their means are tested."""
    d, sd, half = plan.effect, plan.sd, plan.gap / 2

    def test(purpose: str, level: float, groups: int) -> Design:
        size = n_clustered(k, d, icc, plan.power, level, groups)
        return Design(
            purpose, DRAWN, "branch_t", groups, plan.gap, k * float(size.n_per_cluster),
            lambda n: power_clustered(k, n / k, d, icc, level, groups).power,
            lambda n: float(detectable_clustered(k, n / k, icc, plan.power, level, groups).effect) * sd,
            float(size.least_clusters),
        )  # fmt: skip

    def interval(purpose: str, assurance: float | None) -> Design:
        size = n_clustered_precision(k, sd, half, icc, plan.confidence, assurance)
        return Design(
            purpose, DRAWN, "branch_interval", 1, half, k * float(size.n_per_cluster), None,
            lambda n: float(interval_reach(n / (1 + (n / k - 1) * icc), k - 1, sd, plan.confidence, assurance)),
            float(size.least_clusters),
        )  # fmt: skip

    tests = [test(purpose, level, 1) for purpose, level in plan.levels.items()]
    tests.append(test(CHANGE, plan.alpha, 2))
    return [*tests, interval(PRECISION, None), interval(ASSURED, plan.power)]


def row(design: Design, plan: Assumed) -> dict[str, Any]:
    """Give the row of a purpose: whole respondents, as many in every branch, and what these can do."""
    shares = plan.branches if plan.branches and design.purpose not in (PAIR, BRANCHES) else 1
    each = float(np.ceil(design.needed / shares - 1e-9)) if np.isfinite(design.needed) else np.nan
    known = each * shares * design.parts <= MOST_RESPONDENTS
    each = each if known else np.nan
    size = each * shares
    groups = design.parts if design.parts > 1 else shares
    effect = 1 + (each - 1) * (plan.icc or 0.0) if design.sampling == DRAWN else 1.0
    return {
        "purpose": design.purpose,
        "sampling": design.sampling,
        "method": design.method,
        "target": design.target,
        "groups": groups,
        "n_total": size * design.parts,
        "n_per_group": size * design.parts / groups,
        "design_effect": effect if known else np.nan,
        "power": float(design.power(np.array(size))) if known and design.power is not None else np.nan,
        "detectable": design.detectable(size) if known else np.nan,
        "least_groups": design.least_groups if design.least_groups <= MOST_RESPONDENTS else np.nan,
        "reason": NONE if known else _why_none(design),
    }


def _why_none(design: Design) -> str:
    """Give the reason for no number: of branches drawn from many, too few may not do however many are asked."""
    return TOO_FEW_BRANCHES if design.sampling == DRAWN and np.isnan(design.needed) else TOO_MANY_NEEDED


def reliable_rows(plan: Assumed) -> list[dict[str, Any]]:
    """Give the rows on how many respondents a branch needs for a reliable mean."""
    if plan.icc is None:
        return []
    rows = []
    for purpose, reliability in RELIABLE.items():
        n = float(np.ceil(n_reliable_mean(reliability, plan.icc).n - 1e-9))
        branches = plan.branches or 1
        reason = NO_BRANCH_VARIATION if np.isnan(n) else TOO_MANY_NEEDED if n * branches > MOST_RESPONDENTS else NONE
        n = np.nan if reason else n
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
                "reason": reason,
            }
        )
    return rows


def curves(plan: Assumed, planned: list[Design], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give the power of samples smaller and larger than those planned, for every purpose that tests."""
    largest = max((n for each in rows if each["purpose"] not in RELIABLE and (n := each["n_total"]) > 0), default=10.0)
    totals = np.geomspace(min(10.0, largest), 1.5 * largest, CURVE_POINTS)
    found = []
    for design in planned:
        if design.power is None:
            continue
        size = totals / design.parts
        # A branch that is drawn has one respondent at least.
        least = (plan.branches or 1) if design.sampling == DRAWN else 2
        power = design.power(np.where(size > least, size, np.nan))
        known = np.isfinite(power)
        found += [
            {"purpose": design.purpose, "sampling": design.sampling, "n_total": float(n), "power": float(p)}
            for n, p in zip(totals[known], power[known], strict=True)
        ]
    return found
