"""Whether service is the same everywhere: how far groups truly differ, overall, by dimension and by standard."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from servgap._stats.league.between_groups import between_groups, mean_of_groups
from servgap._stats.league.expected_range import reliable_size
from servgap._stats.league.league import RELIABLE
from servgap.analysis.groups.league import FairLeague, FairMeans
from servgap.analysis.groups.taking_part import FEWEST, enough
from servgap.analysis.levels import item_level
from servgap.analysis.reasons import NO_VARIATION, NOT_TOLD_APART, SINGLE_GROUP, TOO_SMALL
from servgap.analysis.rows import stacked_labels
from servgap.survey.measures.measure import Measure
from servgap.survey.tally import Tally


def consistency_frame(fair: FairLeague, tally: Tally, measure: Measure) -> pd.DataFrame:
    """Give a row for overall, each dimension and each item: the standard deviation of groups' true means.

    Respondents that a group's mean needs for a reliability of .8 are whole ones; where groups do not differ beyond
    chance no number is enough.
    """
    items, confidence = item_level(tally, measure), fair.question.confidence
    at_mix = None if fair.mix is None else fair.mix.items(items)
    means = [*(level.means for level in fair.levels), FairMeans.of(items, at_mix)]
    frames = []
    for each in means:
        between = between_groups(each.mean, each.variance, confidence=confidence)
        common = mean_of_groups(each.mean, each.variance, between.tau2, confidence=confidence)
        needed = reliable_size(between.tau2, each.within, RELIABLE)
        here = np.isfinite(each.mean).sum(axis=1)
        few = np.where(enough(each.level).sum(axis=0) < 1, TOO_SMALL, SINGLE_GROUP)
        absent = np.where(here < FEWEST, few, NO_VARIATION)
        numbers: dict[str, Any] = {
            "groups": np.where(np.isfinite(between.tau2), between.groups, here).astype(np.int64),
            "n": each.n.sum(axis=1).astype(np.int64),
            "value": common.mu,
            "tau": np.sqrt(between.tau2),
            "tau_low": np.sqrt(between.held[0]),
            "tau_high": np.sqrt(between.held[1]),
            "p_value": between.p_value,
            "share_true": between.i_squared,
            "true_low": common.next_low,
            "true_high": common.next_high,
            "reliable_from": np.ceil(needed - _WHOLE),
            "reason": np.where(np.isnan(between.tau2), absent, np.where(between.tau2 > 0, "", NOT_TOLD_APART)),
        }
        frames.append(pd.DataFrame(numbers))
    labels = stacked_labels(each.level.labels for each in means).columns()
    return pd.concat([pd.DataFrame(labels), pd.concat(frames, ignore_index=True)], axis=1)


_WHOLE = 1e-9
"""Respondents by which a number may exceed a whole one by rounding."""
