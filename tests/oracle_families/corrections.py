"""Families of tests: the 22 items' gaps, and their changes between two quarters, corrected."""

from __future__ import annotations

from typing import Any

import numpy as np

import servgap as sg
from oracle_families.folder import Case, file_of, only, tally
from servgap._stats.families.adjust import adjust_p
from servgap._stats.paired.signed_rank import signed_rank
from servgap.survey.moments import item_values

METHODS = {"holm": "holm", "hochberg": "hochberg", "bonferroni": "bonferroni", "BH": "bh", "BY": "by"}
"""The corrections the library offers, by the names the cases give them."""


def of_items(case: Case) -> dict[str, Any]:
    """Test the gaps of all items, and correct the p-values by every method the case has."""

    def rows(test: str, adjust: str) -> Any:
        finding = sg.check_significance(tally(file_of(case)), test=test, adjust=adjust)
        return only(finding.frame, level="standard")

    def offered(name: str) -> list[str]:
        return [method for method in case["value"][name] if method in METHODS]

    def adjusted(test: str, name: str) -> dict[str, list[float]]:
        return {method: list(rows(test, METHODS[method])["p_adjusted"]) for method in offered(name)}

    ranked = rows("signed_rank", "none")
    # The cases have the normal approximation throughout; the verb is exact where few gaps are not zero.
    gaps = item_values(tally(file_of(case)))
    asymptotic = signed_rank(gaps.values, gaps.counts[0]).p_value
    p_pratt = np.where(ranked["method"] == "asymptotic", ranked["p_value"], asymptotic)
    t = rows("t", "none")
    return {
        "t": list(t["statistic"]),
        "p_t": list(t["p_value"]),
        "p_pratt": list(p_pratt),
        "adj_t": adjusted("t", "adj_t"),
        "adj_pratt": adjusted("signed_rank", "adj_pratt")
        if (ranked["method"] == "asymptotic").all()
        else {name: list(adjust_p(p_pratt, METHODS[name]).p_adjusted) for name in offered("adj_pratt")},
    }


def of_quarters(case: Case) -> dict[str, Any]:
    """Test the change of every item's gap between two quarters, and correct the p-values."""
    counted = tally(file_of(case), ("quarter",))
    changes = {
        method: only(sg.track_waves(counted, by="quarter", adjust=METHODS[method]).frame, level="standard")
        for method in case["value"]["adj"]
        if method in METHODS
    }
    return {
        "p": list(next(iter(changes.values()))["p_value"]),
        "adj": {method: list(frame["p_adjusted"]) for method, frame in changes.items()},
    }
