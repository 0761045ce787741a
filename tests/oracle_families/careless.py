"""Indicators of careless answers, duplicates, answers at the ends of the scale, and missing answers."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from scipy.special import chdtri

import servgap as sg
from oracle_families.folder import PART_OF, Case, file_of, items_named, only, survey, table
from servgap._stats.responses.careless import answer_variability, even_odd, longest_run
from servgap._stats.responses.mahalanobis import mahalanobis
from servgap._stats.responses.repeats import repeated_answers


def of_questionnaire(case: Case) -> dict[str, Any]:
    """Screen a synthetic SERVQUAL survey; what goes over both parts at once is asked of the statistics."""
    name = file_of(case)
    answers, ids = survey(name), table(name)["respondent_id"].to_numpy()
    screening = sg.screen_responses(answers)
    frame, part = screening.frame, only(screening.parts, part="perception")
    both = np.concatenate([answers.answers[each].codes for each in answers.instrument.parts]).T
    runs, spread = longest_run(both), answer_variability(both)
    level = float(re.findall(r"confidence=(\.\d+)", case["call"])[0])
    cutoff = float(chdtri(len(answers.instrument.items), 1 - level))
    e, p = answers.expectations.to_numpy(), answers.perceptions.to_numpy()
    return {
        "longstring44": _listed(runs.longest),
        "avgstr44": _listed(runs.average),
        "longstringP": _listed(part["longest_run"]),
        "irv44": _listed(spread.irv),
        "irvP": _listed(part["irv"]),
        "evenoddP": _listed(-part["even_odd"]),
        "mahad_P": _listed(part["mahalanobis"]),
        "mahad_flag_n": int((part["mahalanobis"] > cutoff).sum()),
        "mahad_cutoff": cutoff,
        "psychsyn_P": _listed(part["synonyms"]),
        "planted_straightliners": list(ids[frame["flags"] == "straight_line"]),
        "duplicated_ids": list(ids[np.isfinite(repeated_answers(both, 0).twin)]),
        "ceiling_E_prop7": _ends(screening, "E", "share_top"),
        "ceiling_P_prop7": _ends(screening, "P", "share_top"),
        "floor_E_prop1": _ends(screening, "E", "share_bottom"),
        "prop_resp_all_E_ge6": (e >= 6).all(axis=1).mean(),
        "rows_P_above_E_all": (p >= e).all(axis=1).mean(),
    }


def _listed(values: Any) -> list[float | None]:
    """List numbers as the reference's format does, which has nothing for those that are not there."""
    return [None if np.isnan(value) else float(value) for value in np.asarray(values, dtype=float)]


def _ends(screening: sg.Screening, letter: str, column: str) -> dict[str, float]:
    rows = only(screening.items, part=PART_OF[letter])
    return dict(zip(items_named(letter), rows[column], strict=True))


def of_table(case: Case) -> dict[str, Any]:
    """Compute the indicators of answers that are no gap survey: five scales of equal size."""
    rows = int(re.findall(r"first (\d+) rows", case["input"])[0])
    codes = table(file_of(case)).head(rows).to_numpy()
    runs = longest_run(codes)
    spread = answer_variability(codes).irv
    return {
        "longstring": _listed(runs.longest),
        "avgstr": _listed(runs.average),
        "irv": {str(place): value for place, value in enumerate(spread, start=1)},
        "evenodd": _listed(-even_odd(codes, [codes.shape[1] // 5] * 5).consistency),
        "mahad": _listed(mahalanobis(codes).squared_distance),
    }


def missing_answers(case: Case) -> dict[str, Any]:
    """Count missing answers by item, by respondent and by pattern."""
    screening = sg.screen_responses(survey(file_of(case)))
    answers = survey(file_of(case))
    items, n = screening.items, len(screening.frame)
    names = items_named("E") + items_named("P")
    missing = len(names) - screening.frame["answered"]
    gaps = sg.measure_gaps(answers).frame
    absent = np.concatenate([answers.answers[part].codes for part in answers.instrument.parts]).T == 0
    return {
        "per_item": dict(zip(names, n - items["n"], strict=True)),
        "n_complete": int((missing == 0).sum()),
        "per_respondent_max": int(missing.max()),
        "hist": {str(value): int(count) for value, count in missing.value_counts().items()},
        "n_patterns": len(np.unique(absent, axis=0)),
        "pairs_available": dict(zip(items_named("G"), only(gaps, level="standard")["n"], strict=True)),
    }
