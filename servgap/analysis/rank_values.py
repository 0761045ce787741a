"""The values by which service standards are ranked, and how these vary together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from servgap.analysis.ranks import with_spread
from servgap.analysis.reasons import NO_POINTS, NO_VARIATION, NOT_KEPT, TOO_FEW
from servgap.analysis.rows import standard_rows, standard_weights
from servgap.survey.moments import (
    dimension_means,
    item_covariance,
    item_effects,
    item_means,
    score_covariance,
    weighted_scores,
)
from servgap.survey.tally import Floats, Tally


@dataclass(frozen=True)
class RankedValues:
    """For each group and standard: respondents, gap, points, the criterion's value, and the values' covariance."""

    n: Floats
    gap: Floats
    points: Floats
    value: Floats
    covariance: Floats
    absent: str
    """Why there is no value where there are respondents."""
    borrowed: NDArray[np.bool_]
    """What does not vary itself, and has the spread of others in the covariance."""


def ranked_values(tally: Tally, criterion: str) -> RankedValues:
    """Give the values of a criterion: the gap, the gap times importance, or the gap in standard deviations."""
    weights = standard_weights(tally.instrument)
    items = item_means(tally)
    n = np.where(weights[None] > 0, items.n[:, None, :], np.iinfo(np.int64).max).min(axis=2)
    gap = _averaged(items.gap, weights)
    points = np.full(gap.shape, np.nan)
    if tally.points_from is not None:
        rows = standard_rows(tally.instrument)
        place = [tally.instrument.dimension_keys.index(key) for key in rows.dimension]
        points = weighted_scores(tally, "half").points[:, place]
    if criterion == "effect":
        effects = item_effects(tally)
        covariance = weights @ np.nan_to_num(effects.covariance) @ weights.T
        nowhere = np.zeros(n.shape, dtype=bool)
        return RankedValues(n, gap, points, _averaged(effects.effect, weights), covariance, NO_VARIATION, nowhere)
    found = weights @ np.nan_to_num(item_covariance(tally).covariance) @ weights.T
    return _by_size(criterion, n, gap, points, found)


def ranked_dimensions(tally: Tally, criterion: str) -> RankedValues:
    """Give the dimensions' values of a criterion; of standardised gaps the tally keeps no covariance of dimensions."""
    means, found = dimension_means(tally, "pairs"), score_covariance(tally, "pairs")
    points = np.full(means.gap.shape, np.nan)
    if tally.points_from is not None:
        points = weighted_scores(tally, "half").points
    n = means.n.astype(np.float64)
    covariance = np.nan_to_num(found.covariance)
    if criterion == "effect":
        nothing, nowhere = np.full(means.gap.shape, np.nan), np.zeros(n.shape, dtype=bool)
        return RankedValues(n, means.gap, points, nothing, covariance, NOT_KEPT, nowhere)
    return _by_size(criterion, n, means.gap, points, covariance)


def _by_size(criterion: str, n: Floats, gap: Floats, points: Floats, covariance: Floats) -> RankedValues:
    """Take gaps, or gaps times importance, with their covariance."""
    spread = with_spread(covariance, n)
    before, after = (np.diagonal(each, axis1=1, axis2=2) for each in (covariance, spread))
    borrowed = before != after
    if criterion == "gap":
        return RankedValues(n, gap, points, gap, spread, TOO_FEW, borrowed)
    share = points / 100.0
    weighted = share[:, :, None] * spread * share[:, None, :]
    return RankedValues(n, gap, points, share * gap, weighted, NO_POINTS, borrowed)


def _averaged(values: Floats, weights: Floats) -> Floats:
    """Average items (groups × items) into standards; one without a value leaves only its own standard without."""
    lost = np.isnan(values).astype(np.float64) @ weights.T > 0
    return np.where(lost, np.nan, np.nan_to_num(values) @ weights.T)
