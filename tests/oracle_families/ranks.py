"""Confidence sets for the ranks of items, dimensions, branches and groups."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np

import servgap as sg
from oracle_families.folder import (
    Case,
    dimensions,
    file_of,
    item_gap_rows,
    items_named,
    matrix,
    only,
    table,
    tally,
)
from servgap._stats.ranks.best_candidates import best_k_candidates
from servgap._stats.ranks.rank_bootstrap import RankBootstrap, rank_bootstrap
from servgap._stats.ranks.rank_probabilities import rank_probabilities
from servgap._stats.ranks.rank_sets import interval_rank_sets, observed_rank, rank_sets, worst_k_candidates
from servgap.survey.moments import item_covariance, score_covariance

DRAWS, RESAMPLES = 99_999, 19_999
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Ranked:
    """Estimates, larger first, with their covariance."""

    label: list[str]
    x: np.ndarray
    covariance: np.ndarray

    @property
    def se(self) -> np.ndarray:
        """Standard errors."""
        return np.sqrt(np.diagonal(self.covariance))


SETS: dict[str, dict[str, Any]] = {
    "simultaneous_stepdown": {},
    "simultaneous_single_step": {"stepdown": False},
    "marginal_stepdown": {"simultaneous": False},
    "marginal_single_step": {"simultaneous": False, "stepdown": False},
    "lower_only_simul": {"bounds": "lower"},
    "upper_only_simul": {"bounds": "upper"},
}


def subject_of(case: Case) -> Ranked:
    """Find what a case ranks: items, with or without their covariance, dimensions, branches, or groups of a table."""
    name, told = case["case"], case["input"]
    if name.startswith("ranks_items"):
        found = item_covariance(tally(file_of(case)))
        whole = found.covariance[0]
        return Ranked(
            items_named("G"), -found.mean[0], np.diag(np.diagonal(whole)) if name.endswith("_diag") else whole
        )
    if name.startswith("ranks_dims"):
        found = score_covariance(tally(file_of(case)), "half")
        return Ranked(list(dimensions()), -found.mean[0], found.covariance[0])
    if name.startswith("ranks_branches"):
        label = case["value"]["label"]
        groups = sg.compare_groups(tally(file_of(case), ("branch",)), by="branch").groups
        overall = only(groups, level="overall").set_index("branch").loc[label]
        return Ranked(label, -overall["gap"].to_numpy(), np.diag(overall["se"].to_numpy() ** 2))
    column, count = re.findall(r"mean (\w+) of the first (\d+) groups", told)[0]
    grouped = table(file_of(case)).groupby("GRP")[column]
    order = sorted(grouped.groups)[: int(count)]
    mean, error = (getattr(grouped, name)().loc[order].to_numpy() for name in ("mean", "sem"))
    return Ranked([str(name) for name in order], mean, np.diag(error**2))


def of_items(case: Case) -> dict[str, Any]:
    """Rank the items by the full covariance of the paired answers, the sets by the verb where it reports them."""
    name = file_of(case)
    numbers = of_any(case)
    keys = list(tally(name).instrument.item_keys)

    def ranking(worst: int) -> Any:
        return sg.rank_standards(tally(name), test="normal", worst=worst).frame.set_index("item").loc[keys]

    first = ranking(1)
    numbers.update(
        x=list(-first["gap"]),
        se=list(first["se"]),
        rank=list(first["rank"]),
        **_sets_of(first),
    )
    for size, sets in numbers["tau_sets"].items():
        found = ranking(int(size.removeprefix("tau")))
        for end, column in (("best", "may_be_worst"), ("worst", "may_be_best")):  # the largest here is the worst there
            sets[end] = [label for label, chosen in zip(items_named("G"), found[column], strict=True) if chosen]
    return numbers


def _sets_of(ranked: Any) -> dict[str, dict[str, list[int]]]:
    """Give the sets that a ranking reports: those that hold at once, and those that hold alone."""
    kinds = {"simultaneous_stepdown": "", "marginal_stepdown": "_alone"}
    return {
        name: {"L": list(ranked[f"rank_low{kind}"]), "U": list(ranked[f"rank_high{kind}"])}
        for name, kind in kinds.items()
    }


def of_dimensions(case: Case) -> dict[str, Any]:
    """Rank the dimensions, the sets by the verb."""
    ranked = sg.rank_standards(tally(file_of(case)), test="normal").dimensions
    ranked = ranked.set_index("dimension").loc[list(tally(file_of(case)).instrument.dimension_keys)]
    return of_any(case) | _sets_of(ranked) | {"rank": list(ranked["rank"])}


def of_any(case: Case) -> dict[str, Any]:
    """Rank what the case ranks by the statistics themselves."""
    ranked = subject_of(case)
    x, covariance = ranked.x, ranked.covariance
    return {
        "x": list(x),
        "se": list(ranked.se),
        "rank": list(observed_rank(x)),
        **{name: _bounds(rank_sets(x, covariance, draws=DRAWS, **asked)) for name, asked in SETS.items()},
        "tau_sets": {
            name: {end: _labels(ranked, name, end) for end in CANDIDATES} for name in case["value"]["tau_sets"]
        },
        "klein_wright_wieczorek_independent": _bounds(interval_rank_sets(x, ranked.se)),
        **_plug_in(case, ranked),
    }


def _bounds(sets: Any) -> dict[str, list[int]]:
    return {"L": list(sets.rank_low), "U": list(sets.rank_high)}


CANDIDATES = {"best": worst_k_candidates, "worst": best_k_candidates}
"""Which statistic finds the candidates for an end: the largest estimate is the best here, and the worst gap there."""


def _labels(ranked: Ranked, size: str, end: str, confidence: float = CONFIDENCE) -> list[str]:
    """Name those that may be among the largest, or among the smallest."""
    k = int(size.removeprefix("tau"))
    found = CANDIDATES[end](ranked.x, ranked.covariance, k, confidence=confidence, draws=DRAWS)
    return [label for label, chosen in zip(ranked.label, found.candidate, strict=True) if chosen]


def in_bootstrap_samples(case: Case) -> dict[str, Any]:
    """Describe the ranks of the items when respondents are drawn anew."""
    tops = [int(name.removeprefix("p_top")) for name in case["value"] if name.startswith("p_top")]
    found = _redrawn(case, CONFIDENCE, tuple(tops))
    return {
        "mean_rank": list(found.mean_rank),
        "q025": list(found.central_low),
        "q975": list(found.central_high),
        **{f"p_top{top}": list(share) for top, share in zip(tops, found.in_top.T, strict=True)},
    }


def _redrawn(case: Case, confidence: float, tops: tuple[int, ...] = (1,)) -> RankBootstrap:
    return rank_bootstrap(item_gap_rows(file_of(case)), tops, confidence=confidence, draws=RESAMPLES)


def _plug_in(case: Case, ranked: Ranked) -> dict[str, Any]:
    rows, columns = matrix(case, "mvn_prob_in_top")
    tops = [int(column.removeprefix("top")) for column in columns]
    found = rank_probabilities(ranked.x, ranked.covariance, tops, draws=DRAWS)
    quantiles = matrix(case, "mvn_rank_95")[1]
    low_high = zip(found.central_low, found.central_high, strict=True)
    return {
        "mvn_prob_in_top": {
            row: dict(zip(columns, values, strict=True)) for row, values in zip(rows, found.in_top, strict=True)
        },
        "mvn_rank_mean": dict(zip(ranked.label, found.mean_rank, strict=True)),
        "mvn_rank_95": {row: dict(zip(quantiles, pair, strict=True)) for row, pair in zip(rows, low_high, strict=True)},
    }


# What a second drawing might give: the same at levels just below and just above the one that was asked for.


def bounds_near(case: Case, kind: str, end: str, error: float) -> tuple[list[int], list[int]]:
    """Give the lower, or upper, ranks of a kind of set at a level a little lower, and a little higher."""
    ranked = subject_of(case)
    return tuple(
        _bounds(rank_sets(ranked.x, ranked.covariance, confidence=CONFIDENCE + side, draws=DRAWS, **SETS[kind]))[end]
        for side in (-error, error)
    )


def candidates_near(case: Case, size: str, end: str, error: float) -> tuple[set[str], set[str]]:
    """Give the candidates for an end at a level a little lower, and a little higher."""
    ranked = subject_of(case)
    return tuple(set(_labels(ranked, size, end, CONFIDENCE + side)) for side in (-error, error))


def quantiles_near(case: Case, path: str, error: float) -> tuple[float, float]:
    """Give a central rank of drawn estimates, or of drawn respondents, at both levels; in rising order."""
    names = path.split("/")
    found = []
    for side in (-2 * error, 2 * error):  # of the share in the middle, from which both tails are taken
        if names[0] == "mvn_rank_95":
            ranked = subject_of(case)
            drawn = rank_probabilities(ranked.x, ranked.covariance, [1], confidence=CONFIDENCE + side, draws=DRAWS)
            place, low = matrix(case, names[0])[0].index(names[1]), matrix(case, names[0])[1][0] == names[2]
        else:
            drawn, place, low = _redrawn(case, CONFIDENCE + side), int(names[1]), names[0] == "q025"
        found.append(float((drawn.central_low if low else drawn.central_high)[place]))
    return min(found), max(found)
