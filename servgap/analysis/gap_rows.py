"""The rows of the gap table: overall in its several meanings, dimensions, standards, items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from servgap._stats.covariance import MeanCovariance
from servgap.analysis.rows import (
    RowLabels,
    dimension_rows,
    item_rows,
    overall_rows,
    several_items,
    stacked,
    standard_rows,
    standard_weights,
)
from servgap.survey.counted_measure import counted
from servgap.survey.measure import Measure
from servgap.survey.moments import (
    Means,
    WeightedScores,
    dimension_means,
    item_covariance,
    item_means,
    mean_points,
    score_covariance,
    weighted_scores,
)
from servgap.survey.tally import Floats, Tally

Numbers = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class GapBlock:
    """Rows of one level: their labels, methods, numbers (groups × rows) and, if it has one, the covariance."""

    labels: RowLabels
    methods: tuple[str, ...]
    numbers: Numbers
    covariance: Floats | None = None


def gap_blocks(tally: Tally, policy: str, measure: Measure | None = None) -> list[GapBlock]:
    """Compute the numbers of every level: overall, dimensions, standards, and items where these differ."""
    instrument, found = tally.instrument, counted(tally, measure)
    items, scores = item_means(tally, measure), dimension_means(tally, policy, measure)
    products, covariance = item_covariance(tally, measure), score_covariance(tally, policy, measure)
    whole = len(products.n) == len(tally.cells)
    overall = [
        _mean_of_dimensions(scores, covariance, found.asked),
        _mean_of_items(items, products if whole else None, found.lattice.items),
    ]
    points = np.full((len(tally.cells), len(instrument.dimensions)), np.nan)
    contribution = points.copy()
    if tally.points_from is not None:
        weighted = weighted_scores(tally, policy, measure)
        points, contribution = mean_points(tally), weighted.contribution
        overall.append(_weighted(weighted))
        overall[0]["weighted_gap"] = overall[-1]["weighted_gap"] = weighted.value[:, None]
    blocks = [_overall_block(overall)]
    blocks.append(
        GapBlock(
            dimension_rows(instrument),
            ("mean_of_scores",) * len(instrument.dimensions),
            {**_plain(scores), "points": points, "weighted_gap": contribution},
            covariance.covariance,
        )
    )
    blocks.append(_standards_block(tally, items, products if whole else None))
    if several_items(instrument):
        rows = item_rows(instrument)
        blocks.append(
            GapBlock(rows, ("mean_of_pairs",) * len(rows), _plain(items), products.covariance if whole else None)
        )
    return blocks


def mean_of_dimensions(tally: Tally, policy: str, measure: Measure | None = None) -> Numbers:
    """Compute each group's overall: the mean of the dimensions' means, its error from their covariance."""
    asked = counted(tally, measure).asked
    return _mean_of_dimensions(dimension_means(tally, policy, measure), score_covariance(tally, policy, measure), asked)


def _overall_block(rows: list[Numbers]) -> GapBlock:
    methods = ("mean_of_dimensions", "mean_of_items", "weighted_mean")[: len(rows)]
    return GapBlock(overall_rows(len(rows)), methods, stacked(rows))


def _plain(means: Means) -> Numbers:
    n = means.n.astype(np.float64)
    empty = np.full(n.shape, np.nan)
    se = means.sd / np.sqrt(np.where(n > 1, n, np.nan))
    return {
        "n": means.n,
        "expectation": means.expectation,
        "perception": means.perception,
        "value": means.value,
        "sd": means.sd,
        "se": np.where(means.sd > 0, se, np.nan),
        "df": np.where(n > 1, n - 1, np.nan),
        "points": empty,
        "weighted_gap": empty,
    }


def _averaged(means: Means, weights: Floats, covariance: Floats | None) -> Numbers:
    """Average columns (items or dimensions) with `weights` (rows × columns)."""
    n = np.where(weights[None] > 0, means.n[:, None, :], np.iinfo(np.int64).max).min(axis=2)
    size = n.astype(np.float64)
    empty = np.full(size.shape, np.nan)
    variance = empty if covariance is None else np.einsum("rj,cjk,rk->cr", weights, _finite(covariance), weights)
    lost = np.einsum("rj,cj->cr", weights, (means.n < 2).astype(np.float64)) > 0
    se = np.sqrt(np.where((variance > VARIES) & ~lost, variance, np.nan))
    return {
        "n": n,
        "expectation": _average(means.expectation, weights),
        "perception": _average(means.perception, weights),
        "value": _average(means.value, weights),
        "sd": np.where((variance <= VARIES) & ~lost, 0.0, se * np.sqrt(size)),
        "se": se,
        "df": np.where(size > 1, size - 1, np.nan),
        "points": empty,
        "weighted_gap": empty.copy(),
    }


VARIES = 1e-18
"""Variance of a mean, in squared scale points, below which it is rounding."""


def _finite(covariance: Floats) -> Floats:
    return np.where(np.isnan(covariance), 0.0, covariance)


def _average(values: Floats, weights: Floats) -> Floats:
    return np.stack([(values[:, row > 0] * row[row > 0]).sum(axis=1) for row in weights], axis=1)


def _mean_of_dimensions(scores: Means, covariance: MeanCovariance, asked: NDArray[np.bool_]) -> Numbers:
    return _averaged(scores, _shares(asked), covariance.covariance)


def _shares(asked: NDArray[np.bool_]) -> Floats:
    """Weigh what is averaged alike, leaving out what the measure is not about: what has no target."""
    return np.asarray(asked / asked.sum())[None]


def _mean_of_items(items: Means, products: MeanCovariance | None, asked: NDArray[np.bool_]) -> Numbers:
    return _averaged(items, _shares(asked), None if products is None else products.covariance)


def _weighted(weighted: WeightedScores) -> Numbers:
    means = Means(
        weighted.n[:, None],
        weighted.expectation[:, None],
        weighted.perception[:, None],
        weighted.value[:, None],
        weighted.sd[:, None],
    )
    return _plain(means)


def _standards_block(tally: Tally, items: Means, products: MeanCovariance | None) -> GapBlock:
    rows = standard_rows(tally.instrument)
    if not several_items(tally.instrument):
        covariance = None if products is None else products.covariance
        return GapBlock(rows, ("mean_of_pairs",) * len(rows), _plain(items), covariance)
    weights = standard_weights(tally.instrument)
    covariance = None if products is None else weights @ _finite(products.covariance) @ weights.T
    numbers = _averaged(items, weights, None if products is None else products.covariance)
    alone = np.array([bool(item) for item in rows.item])
    single = _plain(items)
    places = [tally.instrument.item_keys.index(item) for item in rows.item if item]
    for name, values in numbers.items():
        values[:, alone] = single[name][:, places]
    return GapBlock(rows, ("mean_of_pairs",) * len(rows), numbers, covariance)
