"""Which families of reference cases the library offers, and what computes each of them.

A family maps a case to the numbers the library gives for it, under the names the case has for them; it knows no
expected number. A family that is not listed is not offered yet.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from oracle_families import alphas, corrections, gaps, groups, paired, ranks, reliability, simultaneous
from oracle_families.folder import Case


def never(case: Case) -> Callable[[str], int]:
    """Let no whole number differ."""
    return lambda path: 0


@dataclass(frozen=True)
class Family:
    """Cases by name, what computes them, and which of their numbers need no room for chance.

    `exact` names numbers of a Monte Carlo case that do not come from draws; they are held to `EXACT` instead of the
    case's wide tolerance. `allowance` tells by how much a whole number may differ where the case says it is drawn.
    """

    cases: str
    numbers: Callable[[Case], dict[str, Any]]
    exact: tuple[str, ...] = ()
    allowance: Callable[[Case], Callable[[str], int]] = never


EXACT = 1e-8
RANKED: dict[str, Any] = {"exact": ("x/*", "se/*"), "allowance": ranks.allowance}

FAMILIES = (
    Family("gap_scores", gaps.scores),
    Family("gap_missing_*", gaps.with_missing_answers),
    Family("alpha_sq_*", alphas.of_questionnaire),
    Family("alpha_missing_*", alphas.with_missing_answers),
    Family("alpha_bootstrap_*", alphas.resampled, exact=("alpha",)),
    Family("alpha_*", alphas.of_table),
    Family("reliability_of_difference", reliability.of_difference),
    Family("reliability_linear_combination", reliability.of_total),
    Family("omega_cfa_servqual", reliability.omega_of_questionnaire),
    Family("omega_cfa_*", reliability.omega_of_table),
    Family("paired_*", paired.of_gap),
    Family("item_table_*", corrections.of_items),
    Family("p_adjust_quarter", corrections.of_quarters),
    Family("ranks_items*_diag", ranks.of_items_apart, **RANKED),
    Family("ranks_items*", ranks.of_items, **RANKED),
    Family("ranks_dims_*", ranks.of_dimensions, **RANKED),
    Family("ranks_branches_*", ranks.of_branches, **RANKED),
    Family("ranks_bh1996_*", ranks.of_table, **RANKED),
    Family("branches_*", groups.of_branches),
    Family("quarter_independent", groups.of_quarters),
    Family("simultaneous_max_t", simultaneous.of_largest, exact=("bonferroni_*", "sidak_*")),
)


def family_of(name: str) -> Family | None:
    """Find the first family that a case's name belongs to."""
    return next((family for family in FAMILIES if fnmatchcase(name, family.cases)), None)
