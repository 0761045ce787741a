"""The values by which service standards are ranked, and how these vary together."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from servgap._stats.counts import moments_from_counts
from servgap._stats.ratio import ratio
from servgap.analysis.ranks import with_spread
from servgap.analysis.reasons import NO_POINTS, NO_VARIATION, NOT_KEPT, TOO_FEW
from servgap.analysis.rows import gap_where, standard_rows, standard_weights
from servgap.survey.measures.counted_measure import counted
from servgap.survey.measures.measure import Measure
from servgap.survey.moments import (
    dimension_means,
    item_covariance,
    item_effects,
    item_means,
    item_values,
    mean_points,
    score_covariance,
)
from servgap.survey.tally import Floats, Tally

SIZE = "size"
"""The criterion by which the measure itself ranks."""


@dataclass(frozen=True)
class RankedValues:
    """For each group and standard: respondents, gap, points, the criterion's value, and the values' covariance.

    Values are turned, where need be, so that the lowest is the worst. A measure that is no distance has no gap.
    """

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
    worse: int
    """Which way it gets worse, as it was measured: −1 downwards, 1 upwards."""


def ranked_values(tally: Tally, criterion: str, measure: Measure | None = None) -> RankedValues:
    """Give the values of a criterion: the measure, a gap times importance, or a gap in standard deviations."""
    worse = -1 if measure is None else measure.worse
    weights = standard_weights(tally.instrument)
    items = item_means(tally, measure)
    n = np.where(weights[None] > 0, items.n[:, None, :], np.iinfo(np.int64).max).min(axis=2)
    size = _averaged(items.value, weights)
    gap, points = _gap(size, measure), np.full(size.shape, np.nan)
    if tally.points_from is not None:
        rows = standard_rows(tally.instrument)
        place = [tally.instrument.dimension_keys.index(key) for key in rows.dimension]
        points = mean_points(tally)[:, place]
    step = counted(tally, measure).lattice.step / np.maximum(items.n, 1)
    if criterion == "effect":
        effects = item_effects(tally, measure)
        covariance = weights @ np.nan_to_num(effects.covariance) @ weights.T
        grain = _largest(ratio(step, np.nan_to_num(items.sd)), weights)
        value, nowhere = _averaged(effects.effect, weights), np.zeros(n.shape, dtype=bool)
        unknown = np.full(size.shape, np.nan)
        return RankedValues(n, gap, points, value, covariance, NO_VARIATION, unknown, grain, nowhere, worse)
    found = weights @ np.nan_to_num(item_covariance(tally, measure).covariance) @ weights.T
    skewness, grain = -worse * _skewness(tally, weights, measure), _largest(step, weights)
    sized = RankedValues(n, gap, points, -worse * size, found, TOO_FEW, skewness, grain, n < 0, worse)
    return _by_size(criterion, sized)


def _gap(sizes: Floats, measure: Measure | None) -> Floats:
    return sizes if measure is None else np.asarray(gap_where(sizes, measure))


def _skewness(tally: Tally, weights: Floats, measure: Measure | None) -> Floats:
    """Take the skewness of the values of an item that is a whole standard; of means of several it is not known."""
    items = item_values(tally, measure)
    found = moments_from_counts(items.values, items.counts).skewness
    item = np.argmax(weights, axis=1)
    return np.where((weights > 0).sum(axis=1) == 1, found[:, item], np.nan)


def _largest(steps: Floats, weights: Floats) -> Floats:
    """By how much one answer can move a standard: the most that it does through any of its items."""
    return np.asarray((weights[None] * np.nan_to_num(steps)[:, None, :]).max(axis=2))


def ranked_dimensions(tally: Tally, criterion: str, measure: Measure | None = None) -> RankedValues:
    """Give the dimensions' values of a criterion; of standardised gaps the tally keeps no covariance of dimensions."""
    worse = -1 if measure is None else measure.worse
    means, found = dimension_means(tally, "pairs", measure), score_covariance(tally, "pairs", measure)
    gap, points = _gap(means.value, measure), np.full(means.value.shape, np.nan)
    if tally.points_from is not None:
        points = mean_points(tally)
    n, unknown = means.n.astype(np.float64), np.full(means.value.shape, np.nan)
    covariance = np.nan_to_num(found.covariance)
    if criterion == "effect":
        return RankedValues(n, gap, points, unknown, covariance, NOT_KEPT, unknown, unknown, n < 0, worse)
    value = -worse * means.value
    sized = RankedValues(n, gap, points, value, covariance, TOO_FEW, unknown, unknown, n < 0, worse)
    return _by_size(criterion, sized)


def _by_size(criterion: str, sized: RankedValues) -> RankedValues:
    """Take values, or values times importance; what does not vary takes the spread of others."""
    spread = with_spread(sized.covariance, sized.n)
    before, after = (np.diagonal(each, axis1=1, axis2=2) for each in (sized.covariance, spread))
    found = replace(sized, covariance=spread, borrowed=before != after)
    if criterion == SIZE:
        return found
    share = sized.points / 100.0
    weighted = share[:, :, None] * spread * share[:, None, :]
    return replace(found, value=share * sized.value, covariance=weighted, absent=NO_POINTS, grain=share * sized.grain)


def _averaged(values: Floats, weights: Floats) -> Floats:
    """Average items (groups × items) into standards; one without a value leaves only its own standard without."""
    lost = np.isnan(values).astype(np.float64) @ weights.T > 0
    return np.where(lost, np.nan, np.nan_to_num(values) @ weights.T)
