"""Whether respondents of a group agree, so that their answers may be averaged to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.planning.clusters import n_reliable_mean
from servgap._stats.reliability.agreement import (
    group_reliability,
    skewed_variance,
    uniform_variance,
    within_group_agreement,
)
from servgap.analysis.reasons import (
    NO_SKEWED_NULL,
    NO_VARIATION,
    NONE,
    NOT_ON_SCALE,
    NOT_RELIABLE,
    SINGLE_GROUP,
    TOO_FEW,
)
from servgap.analysis.reliability.bands import GROUP_MEAN, realistic
from servgap.analysis.reliability.rows import Measured
from servgap.analysis.rows import frame_of
from servgap.survey.covariances import GAP
from servgap.survey.tally import Floats

STATISTICS = (group_reliability, within_group_agreement, n_reliable_mean)


@dataclass(frozen=True)
class _Agreement:
    """Groups × rows: r_wg(J) of each group against even and against skewed answers, and why it is not there."""

    even: Floats
    skewed: Floats
    reason: NDArray[np.object_]


def agreement_frames(found: Measured, confidence: float) -> dict[str, pd.DataFrame]:
    """Lay out a row for each dimension and part over all groups, and one for each of the groups too."""
    within = _within(found)
    columns = {"n": found.numbers["n"], "rwg": within.even, "rwg_skewed": within.skewed, "reason": within.reason}
    return {
        "agreement": _over_groups(found, within, confidence),
        "within": frame_of(found.tally, found.labels, columns),
    }


def _within(found: Measured) -> _Agreement:
    scale = found.tally.instrument.scale
    nulls = uniform_variance(scale.levels, scale.step), skewed_variance(scale.levels, scale.step)
    shape = found.numbers["n"].shape
    agreed = [np.full(shape, np.nan) for _ in nulls]
    reason = np.full(shape, NONE, dtype=object)
    for place in found.places:
        row, known = found.row(place), found.covariances[place]
        if place[1] == GAP:
            reason[:, row] = NOT_ON_SCALE
            continue
        variances = np.diagonal(known.covariance, axis1=-2, axis2=-1)
        for each, null in zip(agreed, nulls, strict=True):
            each[:, row] = within_group_agreement(variances, np.full(len(variances), null)).rwg_j
    reason[(reason == NONE) & np.isnan(agreed[1])] = NO_SKEWED_NULL
    reason[(reason == NONE) & np.isnan(agreed[0])] = TOO_FEW
    reason[(found.numbers["n"] < 2) & (reason != NOT_ON_SCALE)] = TOO_FEW
    return _Agreement(agreed[0], agreed[1], reason)


def _over_groups(found: Measured, within: _Agreement, confidence: float) -> pd.DataFrame:
    """Set the variance of scores between groups against that within them."""
    moments = [found.covariances[place] for place in found.places]
    n = np.stack([each.n for each in moments])
    mean = np.stack([each.mean.mean(axis=-1) for each in moments])
    sizes = np.array([each.mean.shape[-1] for each in moments])
    variance = np.stack([each.covariance.sum(axis=(-2, -1)) for each in moments]) / sizes[:, None] ** 2
    shared = group_reliability(n, mean, variance, confidence)
    groups = (n > 0).sum(axis=1)
    needed = realistic(n_reliable_mean(GROUP_MEAN, shared.icc1).n)
    reason = np.full(len(groups), NONE, dtype=object)
    reason[np.array([part for _, part in found.places]) == GAP] = NOT_ON_SCALE
    reason[np.isnan(_median(within.skewed)) & (reason == NONE)] = NO_SKEWED_NULL
    reason[np.isnan(needed)] = NOT_RELIABLE
    reason[np.isnan(shared.icc1)] = NO_VARIATION
    reason[~(n > 1).any(axis=1)] = TOO_FEW
    reason[groups < 2] = SINGLE_GROUP
    columns: dict[str, Any] = {
        **found.labels,
        "groups": groups,
        "n": n.sum(axis=1).astype(np.int64),
        **{name: getattr(shared, name) for name in ("icc1", "icc1_low", "icc1_high", "icc2", "icc2_low", "icc2_high")},
        "n_per_group": needed,
        "rwg": _median(within.even),
        "rwg_skewed": _median(within.skewed),
        "reason": reason,
    }
    return pd.DataFrame(columns)


def _median(agreed: Floats) -> Floats:
    """Return the median over the groups that have a number, for each row."""
    known = [column[np.isfinite(column)] for column in agreed.T]
    return np.array([np.median(each) if len(each) else np.nan for each in known])
