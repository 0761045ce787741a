"""Confidence sets for the ranks of items, dimensions, branches and groups."""

from __future__ import annotations

import re
from collections.abc import Callable
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
from servgap._stats.ranks.rank_bootstrap import rank_bootstrap
from servgap._stats.ranks.rank_probabilities import rank_probabilities
from servgap._stats.ranks.rank_sets import interval_rank_sets, observed_rank, rank_sets, worst_k_candidates
from servgap.survey.moments import item_covariance, score_covariance

DRAWS = 99_999


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


def of_items(case: Case) -> dict[str, Any]:
    """Rank the items by the full covariance of the paired answers, the sets by the verb where it reports them."""
    name = file_of(case)
    found = item_covariance(tally(name))
    numbers = _numbers(case, Ranked(items_named("G"), -found.mean[0], found.covariance[0]))
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


def of_items_apart(case: Case) -> dict[str, Any]:
    """Rank the items as if they were independent."""
    found = item_covariance(tally(file_of(case)))
    return _numbers(case, Ranked(items_named("G"), -found.mean[0], np.diag(np.diagonal(found.covariance[0]))))


def of_dimensions(case: Case) -> dict[str, Any]:
    """Rank the dimensions."""
    found = score_covariance(tally(file_of(case)), "half")
    numbers = _numbers(case, Ranked(list(dimensions()), -found.mean[0], found.covariance[0]))
    ranked = sg.rank_standards(tally(file_of(case)), test="normal").dimensions
    ranked = ranked.set_index("dimension").loc[list(tally(file_of(case)).instrument.dimension_keys)]
    return numbers | _sets_of(ranked) | {"rank": list(ranked["rank"])}


def of_branches(case: Case) -> dict[str, Any]:
    """Rank the branches by their overall gaps, which are independent."""
    label = case["value"]["label"]
    groups = sg.compare_groups(tally(file_of(case), ("branch",)), by="branch").groups
    overall = only(groups, level="overall").set_index("branch").loc[label]
    return _numbers(case, Ranked(label, -overall["gap"].to_numpy(), np.diag(overall["se"].to_numpy() ** 2)))


def of_table(case: Case) -> dict[str, Any]:
    """Rank the first groups of a table by their means."""
    column, count = re.findall(r"mean (\w+) of the first (\d+) groups", case["input"])[0]
    grouped = table(file_of(case)).groupby("GRP")[column]
    order = sorted(grouped.groups)[: int(count)]
    mean, error = (getattr(grouped, name)().loc[order].to_numpy() for name in ("mean", "sem"))
    return _numbers(case, Ranked([str(name) for name in order], mean, np.diag(error**2)))


def _numbers(case: Case, ranked: Ranked) -> dict[str, Any]:
    x, covariance = ranked.x, ranked.covariance
    intervals = interval_rank_sets(x, ranked.se)
    return {
        "label": ranked.label,
        "x": list(x),
        "se": list(ranked.se),
        "rank": list(observed_rank(x)),
        **{name: _bounds(rank_sets(x, covariance, draws=DRAWS, **asked)) for name, asked in SETS.items()},
        "tau_sets": {name: _tau_sets(ranked, int(name.removeprefix("tau"))) for name in case["value"]["tau_sets"]},
        "klein_wright_wieczorek_independent": _bounds(intervals),
        **_plug_in(case, ranked),
    }


def _bounds(sets: Any) -> dict[str, list[int]]:
    return {"L": list(sets.rank_low), "U": list(sets.rank_high)}


def _tau_sets(ranked: Ranked, size: int) -> dict[str, list[str]]:
    """Name those that may be among the largest, and those that may be among the smallest."""

    def named(candidates: Any) -> list[str]:
        found = candidates(ranked.x, ranked.covariance, size, draws=DRAWS)
        return [label for label, chosen in zip(ranked.label, found.candidate, strict=True) if chosen]

    return {"best": named(worst_k_candidates), "worst": named(best_k_candidates)}


def in_bootstrap_samples(case: Case) -> dict[str, Any]:
    """Describe the ranks of the items when respondents are drawn anew."""
    tops = [int(name.removeprefix("p_top")) for name in case["value"] if name.startswith("p_top")]
    found = rank_bootstrap(item_gap_rows(file_of(case)), tops, draws=19_999)
    return {
        "label": items_named("G"),
        "mean_rank": list(found.mean_rank),
        "q025": list(found.central_low),
        "q975": list(found.central_high),
        **{f"p_top{top}": list(share) for top, share in zip(tops, found.in_top.T, strict=True)},
    }


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


def allowance(case: Case) -> Callable[[str], int]:
    """Tell by how much a bound may differ: as much as the case found it to move between seeds, and no more."""
    seeds = case["value"].get("stability_over_seeds", {})

    def allowed(path: str) -> int:
        kind = "marg" if path.startswith("marginal") else "simul"
        moves = path.split("/", 1)[0] in SETS and not seeds.get(kind, True)
        return int(seeds[f"{kind}_max_dev"]) if moves else 0

    return allowed
