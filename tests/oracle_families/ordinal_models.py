"""Cumulative link models and marginal homogeneity of one item's joint table."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import numpy as np

from oracle_families.folder import Case, file_of, matrix, tally
from servgap._stats.ordinal.cumulative_link import cumulative_link, cumulative_link_mixed
from servgap._stats.ordinal.marginal_homogeneity import mean_score_homogeneity, stuart_maxwell
from servgap.survey.moments import item_tables


def of_item(case: Case) -> dict[str, Any]:
    """Fit and test the item that the case names; its table has perceptions in rows."""
    place = int(re.findall(r"E(\d+) \(x=0\)", case["input"])[0]) - 1
    table = item_tables(tally(file_of(case)))[0, place]
    logit, probit = cumulative_link(table), cumulative_link(table, "probit")
    scaled = cumulative_link(table, "probit", scale=True)
    homogeneity, scored = stuart_maxwell(table), mean_score_homogeneity(table)
    rows, columns = matrix(case, "table")
    used = 1 + np.flatnonzero(table.sum(axis=0) + table.sum(axis=1))
    cuts = {f"{low}|{high}": logit.thresholds[low - 1] for low, high in pairwise(used)}
    return {
        "clm_logit": {
            **_told(logit),
            "thresholds": cuts,
        },
        "clm_probit": _told(probit),
        "clm_probit_scale": {
            "beta": scaled.effect,
            "log_scale_ratio": scaled.log_scale_ratio,
            "logLik": scaled.log_likelihood,
        },
        "clmm_logit": _mixed(cumulative_link_mixed(table)),
        "clmm_probit": _mixed(cumulative_link_mixed(table, "probit")),
        "polr": {"beta": logit.effect},
        "stuart_maxwell": {"chisq": homogeneity.statistic, "p": homogeneity.p_value, "df": homogeneity.df},
        # The case's z is of expectation less perception.
        "mh_scores": {"z": -scored.statistic, "p": scored.p_value},
        "table": {p: {e: table[int(e) - 1, int(p) - 1] for e in columns} for p in rows},
    }


def _told(found: Any) -> dict[str, Any]:
    return {"beta": found.effect, "se": found.se, "logLik": found.log_likelihood}


def _mixed(found: Any) -> dict[str, Any]:
    return {**_told(found), "sd_id": found.sd}
