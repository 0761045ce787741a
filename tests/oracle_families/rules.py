"""When a number of a case may differ from what is computed: what must be so on any sample for a reason to hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import comb
from typing import Any

import numpy as np

from oracle_families import exploratory, groups, guttman, ranks, surfaces
from oracle_families.comparing import Exclusion, Leaves, leaves
from oracle_families.folder import Case
from servgap._stats.groups import studentized_maximum

ERRORS = 4.0
"""Standard errors of a drawing by which a second one may differ."""

MOST_SPLITS_OF = 16
"""Items up to which psych looks at every split it takes for one."""

LEVEL = 0.05

SEARCHED = 1e-4
"""Relative error of what follows, by quotients of small numbers, from coefficients that a search found."""


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
    if exclusion.off_by is None or found is None or wanted is None:
        return False
    return bool(abs(float(found) - wanted) <= exclusion.off_by)


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


def _no_direction_reaches(missed: Missed) -> bool:
    """Of a ridge that may run in any direction the reference has another R² than the best direction has."""
    column, place = missed.names[1:]
    model = missed.stored[f"RSA_aictab/model/{place}"]
    if model not in surfaces.TURNED_BY_RSA or column not in {"R2", "AICc", "cfi"}:
        return False
    found, wanted = (float(each[f"RSA_aictab/R2/{place}"]) for each in (missed.computed, missed.stored))
    best = surfaces.best_of_all_directions(missed.case, model)
    right = best - 1e-9 <= found <= best + 1e-5
    return (
        right and not missed.near(found, wanted) and missed.near(missed.found, _from_r2(missed, column, place, found))
    )


def _from_r2(missed: Missed, column: str, place: str, r2: float) -> float:
    """Give what follows from R² of a model, beside that of the model of nothing or of all."""
    if column == "R2":
        return r2
    names = missed.case["value"]["RSA_aictab"]["model"]
    null, full = (names.index(each) for each in ("null", "full"))
    n, k, least, most = (
        int(missed.stored[name]) for name in ("n", *(f"RSA_aictab/K/{each}" for each in (place, null, full)))
    )
    if column == "AICc":
        penalty = [2 * each + 2 * each * (each + 1) / (n - each - 1) for each in (k, least)]
        return float(missed.stored[f"RSA_aictab/AICc/{null}"]) + n * np.log(1 - r2) + penalty[0] - penalty[1]
    unexplained = 1 - float(missed.computed[f"RSA_aictab/R2/{full}"])
    misfit = max(n * np.log((1 - r2) / unexplained) - (most - k), 0.0)
    return 1 - misfit / max(-n * np.log(unexplained) - (most - least), misfit) if misfit else 1.0


def _follows_from_the_criterion(missed: Missed) -> bool:
    """Distances and weights are those of either side's own criteria, of which one is wrong."""
    column, place = missed.names[1:]
    if column not in {"delta", "weight"}:
        return False
    expected = []
    for side in (missed.computed, missed.stored):
        criteria = np.array([side[f"RSA_aictab/AICc/{k}"] for k in range(len(missed.case["value"]["RSA_aictab"]["K"]))])
        delta = criteria - criteria.min()
        weight = np.exp(-delta / 2) / np.exp(-delta / 2).sum()
        expected.append((delta if column == "delta" else weight)[int(place)])
    return missed.near(missed.found, expected[0]) and missed.near(missed.wanted, expected[1])


def _digits_of_a_search(missed: Missed) -> bool:
    """What lavaan searched for is held exactly elsewhere, or agrees to as many digits as a search has."""
    name, kind = missed.names[1:]
    if kind == "est":
        exact = {"X0": "stationary/X0", "Y0": "stationary/Y0"}.get(name, f"principal_axes/{name}")
        return exact in missed.stored and missed.near(missed.found, missed.stored[exact])
    return abs(float(missed.found) / missed.wanted - 1) < SEARCHED


DRAWN_TAIL = 1e-3
"""Absolute error at which R's integration of multivariate t by draws stops."""


def _tail_by_draws(missed: Missed) -> bool:
    """Dunnett's tail, or the tail at his limit, is drawn; the exact one lies within the error at which that stops."""
    kind, place = missed.names[1], int(missed.names[2])
    n = np.array(list(missed.case["value"]["n"].values()), dtype=float)
    loadings, df = np.sqrt(n[1:] / (n[1:] + n[0])), n.sum() - len(n)
    ends = {name: missed.stored[f"dunnett/{name}/{place}"] for name in ("t", "lower", "upper")}
    if kind == "p":
        exact = float(studentized_maximum.survival(abs(ends["t"]), loadings, df))
        return missed.near(missed.found, exact) and abs(exact - missed.wanted) <= DRAWN_TAIL
    half = (ends["upper"] - ends["lower"]) / 2
    t = half * abs(ends["t"]) / abs((ends["upper"] + ends["lower"]) / 2)  # the limit, in standard errors
    right = float(studentized_maximum.quantile(1 - LEVEL, loadings, df)) * half / t
    middle = (ends["upper"] + ends["lower"]) / 2
    exact = middle + (right if kind == "upper" else -right)
    beyond = float(studentized_maximum.survival(t, loadings, df))
    return missed.near(missed.found, exact) and abs(beyond - LEVEL) <= DRAWN_TAIL


def _whole_degrees(missed: Missed) -> bool:
    """The modulus is drawn with whole degrees of freedom: with those it is as the case has it."""
    names = list(missed.case["value"]["n"])
    pair = sorted(names.index(name) for name in missed.names[1:])
    n, mean, sd = (np.array(list(missed.case["value"][name].values()), dtype=float) for name in ("n", "mean", "sd"))
    part = (sd**2 / n)[pair]
    t = abs(np.diff(mean[pair])[0]) / np.sqrt(part.sum())
    df = part.sum() ** 2 / (part**2 / (n[pair] - 1)).sum()
    alone = np.zeros(comb(len(names), 2))
    exact, rounded = (float(studentized_maximum.survival(t, alone, each)) for each in (df, np.rint(df)))
    return missed.near(missed.found, exact) and abs(rounded - missed.wanted) <= DRAWN_TAIL


def _ties_apart(missed: Missed) -> bool:
    """Distances that differ in their last digits only are ranked as if they differed: so the case has it."""
    apart = groups.fligner_of_rows(missed.case)
    return missed.names[-1] in apart and missed.near(missed.wanted, apart[missed.names[-1]])


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
    "no direction reaches": _no_direction_reaches,
    "follows from the criterion": _follows_from_the_criterion,
    "digits of a search": _digits_of_a_search,
    "tail by draws": _tail_by_draws,
    "whole degrees": _whole_degrees,
    "ties apart": _ties_apart,
}
