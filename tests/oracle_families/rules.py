"""When a number of a case may differ from what is computed: what must be so on any sample for a reason to hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import comb
from typing import Any

import numpy as np

from oracle_families import exploratory, guttman, ranks
from oracle_families.comparing import Exclusion, Leaves, leaves
from oracle_families.folder import Case

ERRORS = 4.0
"""Standard errors of a drawing by which a second one may differ."""

MOST_SPLITS_OF = 16
"""Items up to which psych looks at every split it takes for one."""


@dataclass(frozen=True)
class Missed:
    """A number that was computed otherwise than the case has it; None where one of the two is not there."""

    case: Case
    exclusion: Exclusion
    path: str
    found: Any
    wanted: Any
    computed: Leaves

    @property
    def names(self) -> list[str]:
        """The parts of the path."""
        return self.path.split("/")

    @property
    def stored(self) -> Leaves:
        """All numbers of the case."""
        return dict(leaves(self.case["value"]))

    def near(self, one: Any, other: Any) -> bool:
        """Tell whether two numbers agree within the case's tolerance."""
        tolerance = self.case["tolerance"]
        return one is not None and other is not None and bool(np.isclose(one, other, rtol=tolerance, atol=tolerance))


def excused(missed: Missed) -> bool:
    """Tell whether what the exclusion says is so."""
    exclusion, found, wanted = missed.exclusion, missed.found, missed.wanted
    if exclusion.rule:
        return RULES[exclusion.rule](missed)
    if exclusion.kind in {"left out on purpose", "given, not computed"}:
        return found is None
    return exclusion.off_by is not None and found is not None and abs(float(found) - wanted) <= exclusion.off_by


def _exact_limits(missed: Missed) -> bool:
    """The case holds the right limits of d elsewhere; those of g are J times as large."""
    right = missed.stored[f"effect/d_z_ci_nct/{missed.names[-1]}"]
    factor = missed.computed["effect/J"] if "effectsize_g" in missed.path else 1.0
    return missed.near(missed.found, factor * right)


def _called_exact(missed: Missed) -> bool:
    """What is called exact is the normal approximation."""
    return missed.wanted == missed.stored["wilcoxon_zeros_dropped/p_asymptotic"]


def _half_of_the_splits(missed: Missed) -> bool:
    """Of an odd number of items half of the splits were looked at; of many items, some."""
    k, found, wanted = guttman.number_of_items(missed.case), missed.found, missed.wanted
    if k % 2 == 0 and k <= MOST_SPLITS_OF:
        return False
    slack = missed.case["tolerance"]
    ends = missed.computed.get("split_half/min"), missed.computed.get("split_half/max")
    return {
        "lambda4": lambda: wanted <= found + slack,
        "max": lambda: wanted <= found + slack,
        "min": lambda: wanted >= found - slack,
        "mean": lambda: ends[0] - slack <= wanted <= ends[1] + slack,
        "n_splits": lambda: found == comb(k, k // 2) and wanted == (found + 1) // 2,
    }[missed.names[-1]]()


def _stops_early(missed: Missed) -> bool:
    """R's varimax stops when its criterion grows by less than a relative 1e-5: near the maximum, and below it."""
    reference, found = (_matrix(missed, each) for each in (missed.stored, missed.computed))
    reached, most = (_kaiser_criterion(each) for each in (reference, found))
    return most * (1 - 1e-5) <= reached <= most and bool(np.abs(reference - found).max() < np.sqrt(1e-5))


def _matrix(missed: Missed, numbers: Leaves) -> np.ndarray:
    name = missed.names[0]
    cells = [number for path, number in numbers.items() if path.startswith(f"{name}/")]
    return np.array(cells).reshape(-1, len(missed.case["value"][name]["cols"]))


def _kaiser_criterion(loadings: np.ndarray) -> float:
    squares = loadings**2 / (loadings**2).sum(1, keepdims=True)
    return float((squares**2).sum() - (squares.sum(0) ** 2).sum() / len(squares))


def _no_degrees_of_freedom(missed: Missed) -> bool:
    """So many factors of so few items fit perfectly in infinitely many ways."""
    k, q = exploratory.items_of(missed.case).shape[1], missed.case["value"]["nfactors"]
    return (k - q) ** 2 < k + q and (missed.found is None or bool(np.isnan(missed.found)))


def _last_component(missed: Missed) -> bool:
    """With all components but the last taken out, every partial correlation is plus or minus one."""
    return missed.found is None and int(missed.names[-1]) >= exploratory.items_of(missed.case).shape[1] - 2


def _count_of_draws(missed: Missed) -> bool:
    """A count may differ by eigenvalues that lie within the tolerance of the quantile that they are held against."""
    observed, bound = exploratory.held_against(missed.case, missed.path)
    slack = missed.case["tolerance"] * np.abs(bound)
    few, many = (int(np.logical_and.accumulate(observed > bound + side).sum()) for side in (slack, -slack))
    return few <= min(missed.found, missed.wanted) and max(missed.found, missed.wanted) <= many


def _draws_of(missed: Missed) -> int:
    told = re.findall(r"\b[RB]=(\d+)", missed.case["call"])
    return missed.exclusion.draws or int(told[0])


def _level_error(missed: Missed, level: float) -> float:
    return ERRORS * float(np.sqrt(level * (1 - level) / _draws_of(missed)))


def _quantile_of_draws(missed: Missed) -> bool:
    """A quantile of drawn ranks is one at some level within the drawing's error of the level."""
    low, high = ranks.quantiles_near(missed.case, missed.path, _level_error(missed, 0.025))
    return low <= missed.wanted <= high


def _share_of_draws(missed: Missed) -> bool:
    """Two shares of draws differ by no more than their errors."""
    draws = 1 / _draws_of(missed) + 1 / ranks.RESAMPLES
    share = max(missed.found, missed.wanted, 1 / _draws_of(missed))
    return abs(missed.found - missed.wanted) <= ERRORS * np.sqrt(share * (1 - min(share, 0.5)) * draws)


def _bound_of_draws(missed: Missed) -> bool:
    """A bound of a rank lies between those at levels that the drawing cannot tell from the level asked for."""
    kind, end, place = missed.names
    few, many = ranks.bounds_near(missed.case, kind, end, _level_error(missed, 0.05))
    low, high = sorted((few[int(place)], many[int(place)]))
    return low <= missed.wanted <= high


def _set_of_draws(missed: Missed) -> bool:
    """A set of candidates holds those at a lower level and none but those at a higher one."""
    _, size, end = missed.names[:3]
    few, many = ranks.candidates_near(missed.case, size, end, _level_error(missed, 0.05))
    told = missed.case["value"]["tau_sets"][size][end]
    return few <= {told} <= many if isinstance(told, str) else few <= set(told) <= many


RULES: dict[str, Callable[[Missed], bool]] = {
    "exact limits": _exact_limits,
    "called exact": _called_exact,
    "half of the splits": _half_of_the_splits,
    "stops early": _stops_early,
    "no degrees of freedom": _no_degrees_of_freedom,
    "last component": _last_component,
    "count of draws": _count_of_draws,
    "quantile of draws": _quantile_of_draws,
    "share of draws": _share_of_draws,
    "bound of draws": _bound_of_draws,
    "set of draws": _set_of_draws,
}
