"""The values by which service standards are ranked, and how these vary together."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from servgap._stats.counts import moments_from_counts
from servgap._stats.ratio import ratio
from servgap.analysis.ranks import with_spread
from servgap.analysis.reasons import NO_POINTS, NO_VARIATION, NOT_KEPT, TOO_FEW
from servgap.analysis.rows import standard_rows, standard_weights
from servgap.survey.moments import (
    dimension_means,
    item_covariance,
    item_effects,
    item_gaps,
    item_means,
    mean_points,
    score_covariance,
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
    skewness: Floats
    """Skewness of the gaps behind a value; NaN where it is not known."""
    grain: Floats
    """By how much one answer, one step higher, moves a value."""
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
        points = mean_points(tally)[:, place]
    step = tally.instrument.scale.step / np.maximum(items.n, 1)
    if criterion == "effect":
        effects = item_effects(tally)
        covariance = weights @ np.nan_to_num(effects.covariance) @ weights.T
        grain = _largest(ratio(step, np.nan_to_num(items.sd)), weights)
        value, nowhere = _averaged(effects.effect, weights), np.zeros(n.shape, dtype=bool)
        unknown = np.full(gap.shape, np.nan)
        return RankedValues(n, gap, points, value, covariance, NO_VARIATION, unknown, grain, nowhere)
    found = weights @ np.nan_to_num(item_covariance(tally).covariance) @ weights.T
    sized = RankedValues(n, gap, points, gap, found, TOO_FEW, _skewness(tally, weights), _largest(step, weights), n < 0)
    return _by_size(criterion, sized)


def _skewness(tally: Tally, weights: Floats) -> Floats:
    """Take the skewness of the gaps of an item that is a whole standard; of means of several it is not known."""
    items = item_gaps(tally)
    found = moments_from_counts(items.values, items.counts).skewness
    item = np.argmax(weights, axis=1)
    return np.where((weights > 0).sum(axis=1) == 1, found[:, item], np.nan)


def _largest(steps: Floats, weights: Floats) -> Floats:
    """By how much one answer can move a standard: the most that it does through any of its items."""
    return np.asarray((weights[None] * np.nan_to_num(steps)[:, None, :]).max(axis=2))


def ranked_dimensions(tally: Tally, criterion: str) -> RankedValues:
    """Give the dimensions' values of a criterion; of standardised gaps the tally keeps no covariance of dimensions."""
    means, found = dimension_means(tally, "pairs"), score_covariance(tally, "pairs")
    points = np.full(means.gap.shape, np.nan)
    if tally.points_from is not None:
        points = mean_points(tally)
    n, unknown = means.n.astype(np.float64), np.full(means.gap.shape, np.nan)
    covariance = np.nan_to_num(found.covariance)
    if criterion == "effect":
        return RankedValues(n, means.gap, points, unknown, covariance, NOT_KEPT, unknown, unknown, n < 0)
    sized = RankedValues(n, means.gap, points, means.gap, covariance, TOO_FEW, unknown, unknown, n < 0)
    return _by_size(criterion, sized)


def _by_size(criterion: str, gaps: RankedValues) -> RankedValues:
    """Take gaps, or gaps times importance; what does not vary takes the spread of others."""
    spread = with_spread(gaps.covariance, gaps.n)
    before, after = (np.diagonal(each, axis1=1, axis2=2) for each in (gaps.covariance, spread))
    found = replace(gaps, covariance=spread, borrowed=before != after)
    if criterion == "gap":
        return found
    share = gaps.points / 100.0
    weighted = share[:, :, None] * spread * share[:, None, :]
    return replace(found, value=share * gaps.gap, covariance=weighted, absent=NO_POINTS, grain=share * gaps.grain)


def _averaged(values: Floats, weights: Floats) -> Floats:
    """Average items (groups × items) into standards; one without a value leaves only its own standard without."""
    lost = np.isnan(values).astype(np.float64) @ weights.T > 0
    return np.where(lost, np.nan, np.nan_to_num(values) @ weights.T)
