"""Each group's own values, with its place among the groups."""

from __future__ import annotations

import numpy as np
import pandas as pd

from servgap._stats.paired.t_tests import paired_t
from servgap.analysis.groups.ranks import GroupRanks
from servgap.analysis.groups.taking_part import enough
from servgap.analysis.levels import Level
from servgap.analysis.ranks import settled
from servgap.analysis.reasons import NO_VARIATION, TOO_FEW, TOO_MANY_TO_RANK, TOO_SMALL
from servgap.analysis.rows import frame_of, gap_where, stacked, stacked_labels
from servgap.survey.measures.measure import Measure
from servgap.survey.tally import Tally


def values_frame(tally: Tally, measure: Measure, levels: list[Level], confidence: float) -> pd.DataFrame:
    """Give every group's values with intervals."""
    means = stacked({"n": each.n, "value": each.value, "sd": each.sd, "enough": enough(each)} for each in levels)
    n, value, sd = (means[name] for name in ("n", "value", "sd"))
    found = paired_t(n, value, sd, confidence)
    reason = np.full(n.shape, "", dtype=object)
    reason[np.isnan(found.se)] = NO_VARIATION
    reason[~means["enough"]] = TOO_SMALL
    reason[n < 2] = TOO_FEW
    ends = {"ci_low": found.ci_low, "ci_high": found.ci_high}
    numbers = {"n": n, "value": value, "gap": gap_where(value, measure), "sd": sd, "se": found.se, **ends}
    labels = stacked_labels(level.labels for level in levels).columns()
    kept = {name: labels[name] for name in ("level", "dimension")}
    return frame_of(tally, kept, {**numbers, "reason": reason})


def groups_frame(values: pd.DataFrame, levels: list[Level], overall: GroupRanks) -> pd.DataFrame:
    """Put beside every group's values its place among the groups, overall and by dimension."""
    dimensions = range(len(levels[1].labels))
    ranked = [overall, *(overall.of_another(levels[1], row) for row in dimensions)]
    table, reason = values.drop(columns="reason"), values["reason"]
    for name in overall.columns:
        table[name] = np.stack([each.columns[name] for each in ranked], axis=1).reshape(-1)
    unranked = np.stack([np.repeat(each.beyond, len(each.known)) for each in ranked], axis=1).reshape(-1)
    return settled(table.assign(reason=np.where(unranked & (reason == ""), TOO_MANY_TO_RANK, reason)))
