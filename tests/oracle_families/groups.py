"""Branches and quarters: analyses of variance, comparisons of all pairs, two independent samples."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

import servgap as sg
from oracle_families.folder import Case, dimensions, file_of, only, score_rows, table, tally
from servgap._stats.counts import moments_from_counts
from servgap._stats.families.adjust import adjust_p
from servgap._stats.groups.analysis_of_variance import brown_forsythe, classic_anova, kruskal_wallis, welch_anova
from servgap._stats.groups.comparisons import dunnett, dunnett_t3, tukey
from servgap._stats.groups.dunn import dunn
from servgap._stats.groups.games_howell import games_howell
from servgap._stats.groups.several_means import CRITERIA, box_m, manova
from servgap._stats.groups.spreads import bartlett_spreads, fligner_killeen, levene
from servgap._stats.groups.two_factors import EFFECTS, two_factors
from servgap._stats.groups.two_outcomes import two_outcomes
from servgap._stats.groups.two_samples import mann_whitney, welch_t
from servgap.survey.moments import dimension_means, dimension_scores, overall_scores, score_covariance, score_tables


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
        **_other_comparisons(found),
        **_spreads(found),
    }


def _other_comparisons(found: Compared) -> dict[str, Any]:
    """Compare by the tests that the verb need not report."""
    moments, names = (found.n, found.mean, found.variance), found.names
    star = brown_forsythe(*moments)
    all_pairs, against, by_ranks = tukey(*moments), dunnett(*moments), dunn(found.values, found.counts)
    modulus = dunnett_t3(*moments)
    table_of: dict[str, dict[str, float]] = {}
    for first, second, p in zip(modulus.first, modulus.second, modulus.p_value, strict=True):
        table_of.setdefault(names[second], {})[names[first]] = p
    return {
        "brown_forsythe_Fstar": {"F": star.statistic, "df1": star.df1, "df2": star.df2, "p": star.p_value},
        "tukey": {
            "pair": _named(all_pairs, names, "-"),
            "diff": list(all_pairs.difference),
            "lower": list(all_pairs.ci_low),
            "upper": list(all_pairs.ci_high),
            "p": list(all_pairs.p_value),
        },
        "dunnett": {
            "pair": _named(against, names, " - "),
            "t": list(against.statistic),
            "p": list(against.p_value),
            "lower": list(against.ci_low),
            "upper": list(against.ci_high),
        },
        "dunn_holm": {
            "group1": [names[each] for each in by_ranks.first],
            "group2": [names[each] for each in by_ranks.second],
            "z": list(by_ranks.z),
            "p": list(by_ranks.p_value),
            "p_adj": list(by_ranks.p_adjusted),
        },
        "dunnett_T3_p": table_of,
    }


def _named(pairs: Any, names: list[str], between: str) -> list[str]:
    """Name pairs by the later group first, as R does."""
    return [f"{names[later]}{between}{names[one]}" for one, later in zip(pairs.first, pairs.second, strict=True)]


def _spreads(found: Compared) -> dict[str, Any]:
    median = levene(found.values, found.counts)
    mean = levene(found.values, found.counts, centre="mean")
    bartlett, fligner = bartlett_spreads(found.n, found.variance), fligner_killeen(found.values, found.counts)
    return {
        "levene_median": {"F": median.statistic, "p": median.p_value},
        "levene_mean": {"F": mean.statistic, "p": mean.p_value},
        "bartlett": {"K2": bartlett.statistic, "p": bartlett.p_value},
        "fligner": {"chi2": fligner.statistic, "p": fligner.p_value},
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


def fligner_of_rows(case: Case) -> dict[str, float]:
    """Test spreads from rows rounded to ten decimals, with whatever their distances from the median differ by."""
    file = file_of(case)
    if not file.startswith("servqual"):
        return {}
    named = [place for place, key in enumerate(dimensions()) if f"{key} gap" in case["input"]]
    scores = score_rows(file)
    values = np.round(scores[:, named[0]] if named else scores.mean(axis=1), 10)
    branch = table(file)["branch"].to_numpy()
    found = stats.fligner(*(values[branch == name] for name in case["value"]["n"]))
    return {"chi2": float(found.statistic), "p": float(found.pvalue)}


def of_dimensions(case: Case) -> dict[str, Any]:
    """Compare branches in all dimensions at once."""
    counted = tally(file_of(case), ("branch",))
    scores, n = score_covariance(counted, "half"), np.asarray(counted.respondents)
    covariance = n[:, None, None] * scores.covariance
    found, box = manova(n, scores.mean, covariance), box_m(n, covariance)
    names = {"pillai": "Pillai", "wilks": "Wilks", "hotelling_lawley": "Hotelling-Lawley", "roy": "Roy"}
    tests = {
        names[name]: {
            "df": len(n) - 1,
            "stat": found.statistic[place],
            "F": found.f[place],
            "df1": found.df[place],
            "df2": found.df_denominator[place],
            "p": found.p_value[place],
        }
        for place, name in enumerate(CRITERIA)
    }
    return {"tests": tests, "box_m": {"chi2": box.statistic, "df": box.df, "p": box.p_value}}


def of_two_factors(case: Case) -> dict[str, Any]:
    """Compare branches and quarters at once in the overall gap."""
    factors = re.findall(r"(\w+)\*(\w+)", case["input"])[0]
    counted = tally(file_of(case), factors)
    scores = overall_scores(counted, "half")
    rows, columns = (sorted({cell[place] for cell in counted.cells}) for place in (0, 1))
    places = [[counted.cells.index((row, column)) for column in columns] for row in rows]
    cells = moments_from_counts(scores.values, scores.counts[places, 0])
    named = dict(zip(EFFECTS, ("(Intercept)", *factors, ":".join(factors)), strict=True))
    told = {}
    for kind in (3, 2):
        made = two_factors(cells.n, cells.mean, cells.variance, kind=kind)
        told[f"type{kind}"] = {
            named[effect]: dict(
                zip(
                    ("Sum Sq", "Df", "F value", "Pr(>F)"),
                    (each[place] for each in (made.sum_of_squares, made.df, made.statistic, made.p_value)),
                    strict=True,
                )
            )
            for place, effect in enumerate(EFFECTS)
            if kind == 3 or effect != "level"
        } | {"Residuals": {"Sum Sq": made.residual, "Df": made.df_denominator}}
    return told


def of_both_parts(case: Case) -> dict[str, Any]:
    """Compare branches in expectation and perception as two outcomes, dimension by dimension."""
    counted = tally(file_of(case), ("branch",))
    tables = score_tables(counted, "half")
    told = {}
    for place, key in enumerate(dimensions()):
        rows = case["value"][key]["coef"]["rows"]
        reference = re.findall(r"reference (\w+)", case["input"])[0]
        names = [reference, *(row.removeprefix("BR") for row in rows[1:])]
        answers = [tables[counted.cells.index((name,))][place] for name in names]
        pairs = [np.repeat([each.expectation, each.perception], each.count, axis=1) for each in answers]
        made = two_outcomes(
            [each.shape[1] for each in pairs], [each.mean(axis=1) for each in pairs], [np.cov(each) for each in pairs]
        )
        told[key] = {
            "coef": {row: dict(zip("EP", made.coefficient[at], strict=False)) for at, row in enumerate(rows)},
            "gap_coef": dict(zip(rows, made.coefficient[:, 2], strict=True)),
            **{
                name: dict(zip(rows, made.se[:, at], strict=True)) for at, name in enumerate(("se_E", "se_P", "gap_se"))
            },
            **{
                f"F_{name}": {"F": made.statistic[at], "p": made.p_value[at]}
                for at, name in enumerate(("E", "P", "gap"))
            },
            "wilks": {"stat": made.wilks, "F": made.wilks_f, "p": made.p_wilks},
            "pillai": {
                "stat": made.pillai,
                "F": made.pillai_f,
                "df1": made.pillai_df,
                "df2": made.pillai_df_denominator,
                "p": made.p_pillai,
            },
            "resid_cor": made.correlation,
        }
    return told
