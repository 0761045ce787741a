"""Each wave's own values, with intervals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from servgap._stats.paired.t_tests import paired_t
from servgap._stats.shares.wilson import share_wilson
from servgap.analysis.levels import Level
from servgap.analysis.reasons import NO_VARIATION, TOO_FEW, TOO_SMALL
from servgap.analysis.rows import frame_of, gap_where, stacked, stacked_labels
from servgap.analysis.subject import TESTED_FROM
from servgap.survey.measures.measure import Measure
from servgap.survey.tally import Floats, Tally

SHARE = "share"
"""The family of measures of which a respondent either is one of those counted, on an item, or is not."""


def waves_frame(
    tally: Tally, measure: Measure, levels: list[Level], order: list[int], confidence: float
) -> pd.DataFrame:
    """Give every wave's value of each row with its interval, in calendar order."""
    means = stacked({"n": each.n, "value": each.value, "sd": each.sd, "persons": each.sizes} for each in levels)
    n, value = means["n"], means["value"]
    found = paired_t(n, value, means["sd"], confidence)
    reason = np.where(np.isnan(found.se), NO_VARIATION, "").astype(object)
    reason[means["persons"] < TESTED_FROM] = TOO_SMALL
    reason[n < 2] = TOO_FEW
    labels = stacked_labels(level.labels for level in levels)
    ends = {"ci_low": found.ci_low, "ci_high": found.ci_high}
    if measure.family == SHARE:
        ends = _with_wilson(ends, levels, confidence)
    numbers = {"n": n, "value": value, "gap": gap_where(value, measure), "se": found.se, **ends, "reason": reason}
    ordered = replace(tally, cells=tuple(tally.cells[place] for place in order))
    return frame_of(ordered, labels.columns(), numbers).rename(columns={tally.by[0]: "wave"})


def _with_wilson(ends: dict[str, Floats], levels: list[Level], confidence: float) -> dict[str, Floats]:
    """Give the shares of single items Wilson's intervals, which have a width at none and at all of them too."""
    of_items = np.concatenate([np.full(len(level.labels), level.of_items) for level in levels])
    counts = stacked({"held": each.held, "n": np.where(each.persons.n < 2, 0, each.persons.n)} for each in levels)
    held, n = (np.where(of_items, counts[name], 0) for name in ("held", "n"))
    found = share_wilson(held, n, confidence)
    return {name: np.where(of_items, getattr(found, name), end) for name, end in ends.items()}
