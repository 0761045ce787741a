"""Branches and quarters: analyses of variance, comparisons of all pairs, two independent samples."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

import servgap as sg
from oracle_families.folder import Case, dimensions, file_of, only, table, tally
from servgap._stats.counts import moments_from_counts
from servgap._stats.families.adjust import adjust_p
from servgap._stats.groups.analysis_of_variance import classic_anova, kruskal_wallis, welch_anova
from servgap._stats.groups.games_howell import games_howell
from servgap._stats.groups.two_samples import mann_whitney, welch_t
from servgap.survey.moments import dimension_means, dimension_scores, overall_scores


@dataclass(frozen=True)
class Compared:
    """Groups by name: moments, counts of the distinct values, and what the verb or the arithmetic says of them."""

    names: list[str]
    n: np.ndarray
    mean: np.ndarray
    variance: np.ndarray
    values: np.ndarray
    counts: np.ndarray
    welch: dict[str, float]
    kruskal: dict[str, float]
    pairs: pd.DataFrame


def of_branches(case: Case) -> dict[str, Any]:
    """Compare groups by every test the library has."""
    names = list(case["value"]["n"])
    found = _in_survey(case, names) if file_of(case).startswith("servqual") else _in_table(case, names)
    classic = classic_anova(found.n, found.mean, found.variance)
    ranks = kruskal_wallis(found.values, found.counts)
    pairs = [_pair(found, first, second) for first, second in combinations(names, 2)]
    return {
        "n": dict(zip(names, found.n, strict=True)),
        "mean": dict(zip(names, found.mean, strict=True)),
        "sd": dict(zip(names, np.sqrt(found.variance), strict=True)),
        "anova": {
            "F": classic.statistic,
            "df1": classic.df1,
            "df2": classic.df2,
            "p": classic.p_value,
            "eta2": classic.eta_squared,
            "omega2": classic.omega_squared,
            "epsilon2": classic.epsilon_squared,
        },
        "welch": found.welch,
        "kruskal": {**found.kruskal, "eta2_H": ranks.eta_squared},
        "games_howell_exact": pairs,
        "games_howell": {
            "group1": [pair["a"] for pair in pairs],
            "group2": [pair["b"] for pair in pairs],
            "estimate": [pair["diff_b_minus_a"] for pair in pairs],
            "lower": [pair["lower"] for pair in pairs],
            "upper": [pair["upper"] for pair in pairs],
        },
        "pairwise_welch_holm": _pairwise_welch(found),
    }


def _in_survey(case: Case, names: list[str]) -> Compared:
    """Take the branches of a survey, overall or in the dimension that the case's input names."""
    counted = tally(file_of(case), ("branch",))
    named = [key for key in dimensions() if f"{key} gap" in case["input"]]
    wanted = {"level": "dimension", "dimension": named[0]} if named else {"level": "overall"}
    gaps = dimension_scores(counted, "half") if named else overall_scores(counted, "half")
    column = dimensions().index(named[0]) if named else 0
    finding = sg.compare_groups(counted, by="branch")
    tests = only(finding.frame, **wanted).set_index("test")
    groups = only(finding.groups, **wanted).set_index("branch").loc[names]
    welch, ranks = tests.loc["welch"], tests.loc["kruskal_wallis"]
    order = [counted.cells.index((name,)) for name in names]
    return Compared(
        names=names,
        n=groups["n"].to_numpy(),
        mean=groups["gap"].to_numpy(),
        variance=groups["sd"].to_numpy() ** 2,
        values=gaps.values,
        counts=gaps.counts[order, column],
        welch={
            "F": welch["statistic"],
            "df1": welch["df"],
            "df2": welch["df_denominator"],
            "p": welch["p_value"],
        },
        kruskal={
            "H": ranks["statistic"],
            "df": ranks["df"],
            "p": ranks["p_value"],
            "epsilon2_rank": ranks["effect"],
        },
        pairs=only(finding.pairs, **wanted),
    )


def _in_table(case: Case, names: list[str]) -> Compared:
    """Take the groups of a table."""
    column, by = re.findall(r"(\w+) by (\w+)", case["input"])[0]
    whole = table(file_of(case))
    values = np.unique(whole[column].to_numpy(dtype=float))
    counts = np.array(
        [[(rows == value).sum() for value in values] for rows in (whole[column][whole[by] == name] for name in names)]
    )
    moments = moments_from_counts(values, counts)
    welch, ranks = welch_anova(moments.n, moments.mean, moments.variance), kruskal_wallis(values, counts)
    compared = games_howell(moments.n, moments.mean, moments.variance)
    pairs = pd.DataFrame(
        {
            name: getattr(compared, name)
            for name in ("difference", "se", "statistic", "df", "p_value", "ci_low", "ci_high")
        }
    )
    pairs["group_a"], pairs["group_b"] = np.array(names)[compared.first], np.array(names)[compared.second]
    return Compared(
        names=names,
        n=moments.n,
        mean=moments.mean,
        variance=moments.variance,
        values=values,
        counts=counts,
        welch={"F": welch.statistic, "df1": welch.df1, "df2": welch.df2, "p": welch.p_value},
        kruskal={"H": ranks.statistic, "df": ranks.df, "p": ranks.p_value, "epsilon2_rank": ranks.epsilon_squared},
        pairs=pairs,
    )


def _pair(found: Compared, first: str, second: str) -> dict[str, Any]:
    """Give a pair in the order of the case; the verb may have compared it the other way round."""
    pairs = found.pairs
    straight, turned = only(pairs, group_a=first, group_b=second), only(pairs, group_a=second, group_b=first)
    row, sign = (straight.iloc[0], 1) if len(straight) else (turned.iloc[0], -1)
    ends = sorted((sign * row["ci_low"], sign * row["ci_high"]))
    return {
        "a": first,
        "b": second,
        "diff_b_minus_a": sign * row["difference"],
        "se_q": row["se"] / np.sqrt(2),
        "t": sign * row["statistic"],
        "df": row["df"],
        "p": row["p_value"],
        "lower": ends[0],
        "upper": ends[1],
    }


def _pairwise_welch(found: Compared) -> dict[str, dict[str, float]]:
    """Test all pairs each for itself, and correct the p-values; the later group names the row."""
    first, second = np.triu_indices(len(found.names), 1)
    moments = found.n, found.mean, found.variance
    tested = welch_t(*(each[first] for each in moments), *(each[second] for each in moments))
    table_of: dict[str, dict[str, float]] = {}
    for earlier, later, p in zip(first, second, adjust_p(tested.p_value, "holm").p_adjusted, strict=True):
        table_of.setdefault(found.names[later], {})[found.names[earlier]] = p
    return table_of


def of_quarters(case: Case) -> dict[str, Any]:
    """Compare two quarters' respondents, dimension by dimension."""
    counted = tally(file_of(case), ("quarter",))
    changes = sg.track_waves(counted, by="quarter").frame
    gaps, means = dimension_scores(counted, "half"), dimension_means(counted, "half")
    earlier, later = (counted.cells.index((wave,)) for wave in changes.loc[0, ["wave_from", "wave_to"]])
    numbers = {}
    for place, key in enumerate(dimensions()):
        row = only(changes, level="dimension", dimension=key).iloc[0]
        ranks = mann_whitney(gaps.values, gaps.counts[earlier, place], gaps.counts[later, place])
        # With two groups the classic F is the square of Student's t, and their p-values are one.
        student = classic_anova(means.n[:, place], means.value[:, place], means.sd[:, place] ** 2)
        numbers[key] = {
            "diff": row["difference"],
            "t": row["statistic"],
            "df": row["df"],
            "p": row["p_value"],
            "lower": row["ci_low"],
            "upper": row["ci_high"],
            "p_student": student.p_value,
            "mw_W": ranks.statistic,
            "mw_p": ranks.p_value,
            "A12": ranks.superiority,
        }
    return numbers
