"""Hotelling's T² of all gaps together, and of two quarters."""

from __future__ import annotations

from typing import Any

import numpy as np

from oracle_families.folder import Case, dimensions, file_of, first_rows, items_named, tally
from servgap._stats.families.hotelling import hotelling_profile, hotelling_t2, hotelling_two
from servgap.survey.moments import item_covariance, score_covariance


def of_gaps(case: Case) -> dict[str, Any]:
    """Test the dimensions' and the items' gaps against zero, and the dimensions' against each other."""
    name = file_of(case)
    counted = tally(name)
    few = {key: first_rows(name, int(key.removeprefix("first"))) for key in case["value"] if key.startswith("first")}
    of_few = {key: _moments(each.n, score_covariance(each, "half")) for key, each in few.items()}
    scores, items = score_covariance(counted, "half"), item_covariance(counted)
    return {
        "all_zero": _against_zero(counted.n, scores, list(dimensions())),
        "all_equal": _told(counted.n, hotelling_profile(*_moments(counted.n, scores))),
        f"items{len(items_named('G'))}": _against_zero(counted.n, items, items_named("G")),
        **{key: _told(each.n, hotelling_t2(*of_few[key])) for key, each in few.items()},
    }


def of_quarters(case: Case) -> dict[str, Any]:
    """Compare two quarters' dimension gaps."""
    counted = tally(file_of(case), ("quarter",))
    found = score_covariance(counted, "half")
    sizes = counted.respondents
    both = [(n, found.mean[row], n * found.covariance[row]) for row, n in enumerate(sizes)]
    told = _told(0, hotelling_two(*both[0], *both[1]))
    return {name: value for name, value in told.items() if name not in {"n", "p"}}


def _moments(n: int, found: Any) -> tuple[int, np.ndarray, np.ndarray]:
    return n, found.mean[0], n * found.covariance[0]


def _told(n: int, found: Any) -> dict[str, Any]:
    return {
        "n": n,
        "p": found.df,
        "T2": found.statistic,
        "F": found.f,
        "df1": found.df,
        "df2": found.df_denominator,
        "p_value": found.p_value,
    }


def _against_zero(n: int, moments: Any, names: list[str]) -> dict[str, Any]:
    found = hotelling_t2(*_moments(n, moments))
    ends = zip(names, found.ci_low, found.ci_high, strict=True)
    return {**_told(n, found), "ci_T2": {name: {"lower": low, "upper": high} for name, low, high in ends}}
