"""The rows of a screening: respondents, respondents part by part, and items."""

from __future__ import annotations

import numpy as np
import pandas as pd

from servgap._stats.ties import levels
from servgap.analysis.reasons import NO_TIMES, NONE
from servgap.analysis.screening.careless_flags import Raised, told
from servgap.analysis.screening.indicators import Floats, Indicators
from servgap.survey.survey import Survey

PART_COLUMNS = ("answered", "longest_run", "average_run", "irv", "even_odd", "synonyms", "mahalanobis", "reason")


def respondents_frame(
    survey: Survey, found: Indicators, raised: dict[str, Raised], counted: tuple[str, ...], seconds: Floats
) -> pd.DataFrame:
    """Lay out the indicators over all parts, and the flags that count: a row a respondent."""
    labels = survey.respondents.index
    twins = np.full(survey.n, "", dtype=object)
    having = np.isfinite(found.repeats.twin)
    twins[having] = labels.astype(object)[found.repeats.twin[having].astype(np.intp)]
    number = np.sum([raised[flag].who for flag in counted], axis=0)
    return pd.DataFrame(
        {
            "respondent": labels,
            "answered": found.over_parts("answered").sum(axis=0),
            "longest_run": found.over_parts("longest_run").min(axis=0),
            "irv": found.over_parts("irv").max(axis=0),
            "even_odd": found.even_odd,
            "mahalanobis": found.squared_distance,
            "distance_rank": _furthest_first(found.squared_distance),
            "twin": twins,
            "cells_apart": found.repeats.cells_apart,
            "seconds_per_item": seconds,
            "share_top": _share_at_top(survey),
            "n_flags": number,
            "flagged": number > 0,
            "flags": told(raised, counted),
            "reason": np.where((found.reason == NONE) & np.isnan(seconds), NO_TIMES, found.reason),
        }
    )


def _furthest_first(distance: Floats) -> Floats:
    """Rank distances, 1 for the furthest; equal ones share the better rank."""
    known = ~np.isnan(distance)
    level = levels(distance[known])
    rank = np.full(len(distance), np.nan)
    rank[known] = len(level) - np.searchsorted(np.sort(level), level, side="right") + 1.0
    return rank


def held_against(survey: Survey) -> str:
    """Name the part held against what was received, or the only part."""
    instrument = survey.instrument
    return instrument.pairs[0][0] if instrument.pairs else instrument.parts[-1]


def _share_at_top(survey: Survey) -> Floats:
    codes = survey.answers[held_against(survey)].codes
    answered = (codes > 0).sum(axis=0)
    top = (codes == survey.instrument.scale.levels).sum(axis=0)
    return np.asarray(top / np.where(answered > 0, answered, np.nan), dtype=np.float64)


def parts_frame(survey: Survey, found: Indicators) -> pd.DataFrame:
    """Lay out the indicators of each part: a row a respondent, one part after the other."""
    frames = [
        pd.DataFrame(
            {"respondent": survey.respondents.index, "part": part, **{name: columns[name] for name in PART_COLUMNS}}
        )
        for part, columns in found.parts.items()
    ]
    return pd.concat(frames, ignore_index=True)


def items_frame(survey: Survey) -> pd.DataFrame:
    """Count the answers at the ends of the scale: a row an item and part."""
    instrument = survey.instrument
    rows = []
    for part in instrument.parts:
        for item, codes in zip(instrument.items, survey.answers[part].codes, strict=True):
            n = int((codes > 0).sum())
            rows.append(
                {
                    "dimension": instrument.dimension_of(item.key).key,
                    "item": item.key,
                    "part": part,
                    "n": n,
                    "share_top": (codes == instrument.scale.levels).sum() / n if n else np.nan,
                    "share_bottom": (codes == 1).sum() / n if n else np.nan,
                    "reason": NONE if n else "no_answers",
                }
            )
    return pd.DataFrame(rows)
