"""Gap scores: items, dimensions, overall, weighted, and the rules for missing answers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

import servgap as sg
from oracle_families.folder import (
    Case,
    columns_of,
    dimensions,
    file_of,
    items_named,
    matrix,
    only,
    survey,
    table,
    tally,
)


def scores(case: Case) -> dict[str, Any]:
    """Compute gaps of items, dimensions and respondents on complete answers."""
    name = file_of(case)
    frame = sg.measure_gaps(tally(name)).frame
    items, by_dimension = only(frame, level="standard"), only(frame, level="dimension")
    overall = only(frame, level="overall").set_index("method")
    plain, weighted = overall.loc["mean_of_dimensions"], overall.loc["weighted_mean"]
    keys = dimensions()
    ranked = sg.rank_standards(tally(name)).frame.set_index("item")["rank"][list(items["item"])]
    return {
        "item_gap": dict(zip(items_named("G"), items["gap"], strict=True)),
        "item_E": dict(zip(items_named("E"), items["expectation"], strict=True)),
        "item_P": dict(zip(items_named("P"), items["perception"], strict=True)),
        "item_gap_sd": dict(zip(items_named("G"), items["sd"], strict=True)),
        "dim_gap": dict(zip(keys, by_dimension["gap"], strict=True)),
        "dim_E": dict(zip(keys, by_dimension["expectation"], strict=True)),
        "dim_P": dict(zip(keys, by_dimension["perception"], strict=True)),
        "dim_gap_sd": dict(zip(keys, by_dimension["sd"], strict=True)),
        "overall_mean_of_dims": plain["gap"],
        "overall_mean_of_22_items": overall.loc["mean_of_items", "gap"],
        "servperf_overall": plain["perception"],
        "weighted_individual": weighted["gap"],
        "weighted_individual_sd": weighted["sd"],
        "weighted_servperf": weighted["perception"],
        "mean_weights": {f"W_{key}": points for key, points in zip(keys, by_dimension["points"], strict=True)},
        "weighted_aggregate_mean_weights": (by_dimension["points"] * by_dimension["gap"]).sum() / 100,
        "rank_items_by_gap": [items_named("G")[place] for place in np.argsort(ranked, kind="stable")],
        **_of_respondents(case),
    }


def _of_respondents(case: Case) -> dict[str, Any]:
    """Take each respondent as a group: a group of one has that respondent's own scores as its gaps."""
    rows, keys = matrix(case, "respondent_first5")
    servqual = sg.Instrument.load("servqual")
    people = table(file_of(case)).iloc[[int(row) - 1 for row in rows]].assign(person=rows)
    few = sg.read_survey(people, servqual, columns=columns_of(servqual), attributes=["person"])
    frame = sg.measure_gaps(few, by="person").frame
    own = only(frame, level="dimension").pivot_table(index="person", columns="dimension", values="gap")
    weighted = only(frame, level="overall", method="weighted_mean").set_index("person")["gap"]
    return {
        "respondent_first5": {row: own.loc[row, keys].to_dict() for row in rows},
        "respondent_weighted_first5": list(weighted[rows]),
    }


def with_missing_answers(case: Case) -> dict[str, Any]:
    """Compute gaps under the rules for missing answers, and how many respondents answered everything."""
    name = file_of(case)
    half, complete = (_dimensions(name, policy) for policy in ("half", "complete"))
    items = only(sg.measure_gaps(tally(name)).frame, level="standard")
    answered = survey(name).expectations.notna() & survey(name).perceptions.notna()
    return {
        "half_rule_mean": half["gap"].to_dict(),
        "half_rule_n": half["n"].to_dict(),
        "complete_dimension_mean": complete["gap"].to_dict(),
        "complete_dimension_n": complete["n"].to_dict(),
        "item_pairwise_mean": dict(zip(items_named("G"), items["gap"], strict=True)),
        "item_pairwise_n": dict(zip(items_named("G"), items["n"], strict=True)),
        "listwise_22_n": int(answered.all(axis=1).sum()),
    }


def _dimensions(name: str, policy: str) -> pd.DataFrame:
    return only(sg.measure_gaps(tally(name), policy=policy).frame, level="dimension").set_index("dimension")
