"""Whether members of a group, and raters of the same targets, agree."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

import servgap as sg
from oracle_families.folder import Case, dimensions, file_of, only, survey, table
from servgap._stats.reliability.agreement import (
    average_deviation,
    group_reliability,
    uniform_variance,
    within_group_agreement,
)
from servgap._stats.reliability.intraclass import intraclass_correlations


def of_branches(case: Case) -> list[Any]:
    """Compute how far each branch agrees on each dimension, against even and against slightly skewed answers."""
    within = sg.check_reliability(survey(file_of(case)), by="branch", part="perception").within
    columns = {"rwg_j": "rwg", "rwg_j_skew": "rwg_skewed"}
    found = []
    for key in dimensions():
        rows = only(within, dimension=key)
        named = {name: dict(zip(rows["branch"], rows[column], strict=True)) for name, column in columns.items()}
        found.append({"dim": key, **named})
    return found


def of_companies(case: Case) -> dict[str, Any]:
    """Compute how far companies agree on the items of a scale, and on the scale's mean."""
    items, rows = case["value"]["items"], table(file_of(case))
    by_company = rows.groupby("COMPID")
    null = uniform_variance(int(re.findall(r"(\d+)-point", case["input"])[0]))
    joint = within_group_agreement(by_company[items].var().to_numpy(), null).rwg_j
    single = within_group_agreement(by_company[["LEAD"]].var().to_numpy(), null).rwg[:, 0]
    moments = by_company["LEAD"].agg(["count", "mean", "var"])
    levels, place = np.unique(rows["LEAD"], return_inverse=True)
    counts = np.zeros((len(moments), len(levels)))
    np.add.at(counts, (moments.index.get_indexer(rows["COMPID"]), place), 1)
    shares = group_reliability(*moments.to_numpy().T)
    listed = {"group": [str(label) for label in moments.index], "n": moments["count"].tolist()}
    return {
        "rwg_j": {**listed, "value": joint.tolist()},
        "rwg_single": {**listed, "value": single.tolist()},
        "mean_rwg_j": joint.mean(),
        "median_rwg_j": np.median(joint),
        "prop_ge_.7": (joint >= 0.7).mean(),
        "ad_mean": average_deviation(counts, levels).from_mean.mean(),
        "icc1": shares.icc1_mean_size,
        "icc2": shares.icc2,
    }


def of_raters(case: Case) -> dict[str, Any]:
    """Compute the six correlations, with a respondent's items as the raters."""
    count, first, last = map(int, re.findall(r"first (\d+) rows, P(\d+)\.\.P(\d+)", case["input"])[0])
    rows = survey(file_of(case)).perceptions.iloc[:count, first - 1 : last].to_numpy()
    found = intraclass_correlations(rows)
    return {
        "type": ["ICC1", "ICC2", "ICC3", "ICC1k", "ICC2k", "ICC3k"],
        "icc": found.icc.tolist(),
        "F": found.statistic.tolist(),
        "df1": found.df1.tolist(),
        "df2": found.df2.tolist(),
        "p": found.p_value.tolist(),
        "lower": found.ci_low.tolist(),
        "upper": found.ci_high.tolist(),
        "irr_agreement_single": {"icc": found.icc[1], "lower": found.ci_low[1], "upper": found.ci_high[1]},
    }
