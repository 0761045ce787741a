"""Zones of tolerance: desired and adequate levels, what was perceived, and on which side of the zone it lies."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

import servgap as sg
from oracle_families.folder import Case, dimensions, file_of, only, table
from servgap._stats.shares.wilson import share_wilson

LETTERS = {"desired": "D", "adequate": "M", "perception": "P"}
SIDES = ("below", "inside", "above")
WIDTH = sg.Measure("desired", "adequate")
DISTANCES = {"MSA": "adequacy", "MSS": "superiority", "width": "zone_width"}
MEASURES = {"MSA": "adequacy", "MSS": "superiority", "width": WIDTH}


@cache
def survey(name: str, *, consistent: bool) -> sg.Survey:
    """Read a file of one item a dimension; where asked, without the triples that contradict themselves."""
    rows = table(name).copy()
    keys = dimensions()
    if consistent:
        for key in keys:
            against = rows[f"M_{key}"] > rows[f"D_{key}"]
            names = [f"{letter}_{key}" for letter in LETTERS.values()]
            rows[names] = rows[names].astype(float).mask(against)
    made = [sg.Dimension(key, [sg.Item(key, key)]) for key in keys]
    instrument = sg.Instrument("zones", sg.Scale(1, 9), made, parts=tuple(LETTERS))
    columns = {part: [f"{letter}_{key}" for key in keys] for part, letter in LETTERS.items()}
    return sg.read_survey(rows.assign(id=rows["id"].astype(str)), instrument, columns=columns, attributes=["id"])


def of_all(case: Case) -> dict[str, Any]:
    """Compute distances and shares over all rows, those that contradict themselves among them."""
    every = _all_rows(file_of(case))
    found = {}
    for key, numbers in every.items():
        n = numbers["n"]
        found[key] = {
            "MSA": numbers["MSA"]["mean"], "MSS": numbers["MSS"]["mean"], "zone_width": numbers["width"]["mean"],
            "MSA_se": numbers["MSA"]["se"], "MSS_se": numbers["MSS"]["se"],
            "below": numbers["counts"]["below"] / n, "within": numbers["counts"]["inside"] / n,
            "above": numbers["counts"]["above"] / n, "adequacy_p": numbers["MSA"]["p"],
            "superiority_p": numbers["MSS"]["p"],
        }  # fmt: skip
    left = only(sg.measure_zones(survey(file_of(case), consistent=False)).frame, level="dimension")
    for key, n in zip(left["dimension"], left["n_inconsistent"], strict=True):
        found[key]["inconsistent_M_gt_D"] = n
    return found


def shares(case: Case) -> dict[str, Any]:
    """Compute zones over consistent triples, which triples are not, and the distances over all rows."""
    name = file_of(case)
    whole = survey(name, consistent=False)
    frame = only(sg.measure_zones(whole).frame, level="dimension").set_index("dimension")
    apart = only(sg.measure_zones(whole, by="id").frame, level="dimension")
    return {
        "consistent": {key: _consistent(frame.loc[key], _tests(name, key, consistent=True)) for key in dimensions()},
        "M_above_D": {
            key: [int(each) for each in table(name)["id"].astype(str) if each in set(left["id"])]
            for key in dimensions()
            for left in [only(apart, dimension=key, n_inconsistent=1)]
        },
        "all_rows": _all_rows(name),
    }


def _consistent(row: pd.Series, p_values: dict[str, float]) -> dict[str, Any]:
    counts = {side: round(row[f"share_{side}"] * row["n"]) for side in SIDES}
    wilson = share_wilson(np.array(list(counts.values())), row["n"])
    return {
        "n": row["n"],
        "counts": counts,
        "share": {side: row[f"share_{side}"] for side in SIDES},
        **{
            short: {
                "mean": row[name], "se": row[f"{name}_se"], "lower": row[f"{name}_low"], "upper": row[f"{name}_high"],
                "sd": row[f"{name}_se"] * np.sqrt(row["n"]), "p": p_values[short],
            }
            for short, name in DISTANCES.items()
        },
        "goodman_lower": {side: row[f"share_{side}_low"] for side in SIDES},
        "goodman_upper": {side: row[f"share_{side}_high"] for side in SIDES},
        "wilson_one_at_a_time_lower": dict(zip(SIDES, wilson.ci_low, strict=True)),
        "wilson_one_at_a_time_upper": dict(zip(SIDES, wilson.ci_high, strict=True)),
    }  # fmt: skip


@cache
def _test(name: str, short: str, *, consistent: bool) -> pd.DataFrame:
    found = sg.check_significance(survey(name, consistent=consistent), measure=MEASURES[short], test="t", adjust="none")
    return only(found.frame, level="dimension").set_index("dimension")


def _tests(name: str, key: str, *, consistent: bool) -> dict[str, float]:
    return {short: _test(name, short, consistent=consistent).loc[key, "p_value"] for short in MEASURES}


@cache
def _all_rows(name: str) -> dict[str, Any]:
    whole = survey(name, consistent=False)
    gaps = {short: _of_dimensions(whole, measure) for short, measure in MEASURES.items()}
    below, above = (
        _of_dimensions(whole, sg.Measure("perception", level, share))
        for level, share in (("adequate", "short"), ("desired", "above"))
    )
    found = {}
    for key in dimensions():
        n, p_values = gaps["MSA"].loc[key, "n"], _tests(name, key, consistent=False)
        outside = {"below": round(below.loc[key, "value"] * n), "above": round(above.loc[key, "value"] * n)}
        found[key] = {
            "n": n,
            "counts": {**outside, "inside": n - sum(outside.values())},
            **{
                short: {
                    "mean": rows.loc[key, "gap"], "se": rows.loc[key, "se"], "lower": rows.loc[key, "ci_low"],
                    "upper": rows.loc[key, "ci_high"], "sd": rows.loc[key, "sd"], "p": p_values[short],
                }
                for short, rows in gaps.items()
            },
        }  # fmt: skip
    return found


def _of_dimensions(survey: sg.Survey, measure: Any) -> pd.DataFrame:
    return only(sg.measure_gaps(survey, measure=measure).frame, level="dimension").set_index("dimension")
