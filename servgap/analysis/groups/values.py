"""Each group's own values, with its place among the groups."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.families.adjust import Adjustment
from servgap._stats.paired.t_tests import paired_t
from servgap.analysis.groups.pairs import letters_of
from servgap.analysis.groups.ranks import RanksOfRows
from servgap.analysis.groups.taking_part import enough
from servgap.analysis.levels import Level
from servgap.analysis.ranks import settled
from servgap.analysis.reasons import NO_VARIATION, TOO_FEW, TOO_MANY_TO_RANK, TOO_SMALL
from servgap.analysis.response_rates import with_rates
from servgap.analysis.rows import frame_of, gap_where, stacked, stacked_labels
from servgap.survey.measures.measure import Measure
from servgap.survey.tally import Tally

PARTS = ("expectation", "perception")


def values_frame(tally: Tally, measure: Measure, levels: list[Level], confidence: float) -> pd.DataFrame:
    """Give every group's values with intervals."""
    means = stacked(_means(each) for each in levels)
    n, value, sd = (means[name] for name in ("n", "value", "sd"))
    found = paired_t(n, value, sd, confidence)
    reason = np.full(n.shape, "", dtype=object)
    reason[np.isnan(found.se)] = NO_VARIATION
    reason[~means["enough"]] = TOO_SMALL
    reason[n < 2] = TOO_FEW
    ends = {"ci_low": found.ci_low, "ci_high": found.ci_high}
    parts = {name: means[name] for name in PARTS}
    numbers = {"n": n, **parts, "value": value, "gap": gap_where(value, measure), "sd": sd, "se": found.se, **ends}
    labels = stacked_labels(level.labels for level in levels).columns()
    kept = {name: labels[name] for name in ("level", "dimension")}
    return frame_of(tally, kept, {**numbers, "reason": reason})


def _means(level: Level) -> dict[str, NDArray[Any]]:
    nothing = np.full(level.value.shape, np.nan)
    parts = dict(zip(PARTS, level.parts or (nothing, nothing), strict=True))
    return {"n": level.n, **parts, "value": level.value, "sd": level.sd, "enough": enough(level)}


def groups_frame(
    values: pd.DataFrame,
    rates: pd.DataFrame | None,
    levels: list[Level],
    ranks: RanksOfRows,
    adjust: Adjustment,
    confidence: float,
) -> pd.DataFrame:
    """Put beside every group's values its place among the groups, its letters and how many of those invited answered.

    Parameters
    ----------
    values
        What `values_frame` gives.
    rates
        What `response_rates` gives of the groups; None where it is not known who was invited.
    levels, ranks
        Overall and dimensions, and the groups' ranks in each of their rows.
    adjust, confidence
        How pairs are corrected over the dimensions, and at which level, for the letters.
    """
    overall, ranked = ranks.overall, ranks.rows
    table, reason = values.drop(columns="reason"), values["reason"]
    for name in overall.columns:
        table[name] = np.stack([each.columns[name] for each in ranked], axis=1).reshape(-1)
    letters = [letters_of(level, adjust, overall.worse, confidence) for level in levels]
    table["letters"] = np.concatenate(letters, axis=1).reshape(-1)
    unranked = np.stack([np.repeat(each.beyond, len(each.known)) for each in ranked], axis=1).reshape(-1)
    by = next(name for name in table.columns if name not in ("level", "dimension"))
    told = table.assign(reason=np.where(unranked & (reason == ""), TOO_MANY_TO_RANK, reason))
    return settled(with_rates(told, rates, by, by))
