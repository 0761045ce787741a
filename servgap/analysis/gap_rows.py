"""The rows of the gap table: overall in its several meanings, dimensions, standards, the catalogue's levels, items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from servgap._stats.covariance import MeanCovariance
from servgap.analysis.rows import (
    RowLabels,
    catalogue_rows,
    catalogue_weights,
    dimension_rows,
    item_rows,
    overall_rows,
    several_items,
    stacked,
    standard_rows,
    standard_weights,
)
from servgap.survey.measures.counted_measure import CountedMeasure, common, counted
from servgap.survey.measures.measure import Measure
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
    """Rows of one level: their labels, methods, numbers (groups × rows) and, if it has one, the covariance.

    Parameters
    ----------
    labels, methods
        What each row is about, and how its value is made.
    numbers
        Arrays of groups × rows, by column.
    measured
        Which rows the measure is about: a standard without a target is not held against one.
    yardsticks
        The point that each row is held against; NaN where it is none, or several that cannot be averaged.
    covariance
        Of the rows' values, in each group; None where it is not known.
    alone
        The item that is a whole row; the empty text where several are.
    """

    labels: RowLabels
    methods: tuple[str, ...]
    numbers: Numbers
    measured: NDArray[np.bool_]
    yardsticks: Floats
    covariance: Floats | None = None
    alone: tuple[str, ...] = ()

    @property
    def levels(self) -> frozenset[str]:
        """The levels of its rows."""
        return frozenset(self.labels.level)


def gap_blocks(tally: Tally, policy: str, measure: Measure | None = None) -> list[GapBlock]:
    """Compute all levels: overall, dimensions, standards, those of the catalogue, and items where these differ."""
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
        # Where a dimension has no target, only those have a weighted mean who gave it no importance at all.
        weighted = weighted_scores(tally, policy, measure) if found.asked.all() else _nobody(points)
        points, contribution = mean_points(tally), weighted.contribution
        overall.append(_weighted(weighted))
        overall[0]["weighted_gap"] = overall[-1]["weighted_gap"] = weighted.value[:, None]
    dimensions = GapBlock(
        dimension_rows(instrument),
        (ITEM_GAPS if tally.matrix_sampled else "mean_of_scores",) * len(instrument.dimensions),
        {**_plain(scores), "points": points, "weighted_gap": contribution},
        found.asked,
        found.yardsticks_of_dimensions,
        covariance.covariance,
    )
    of_items = _OfItems(found, items, products.covariance if whole else None)
    return [_overall_block(overall, found), dimensions, *of_items.blocks()]


def mean_of_dimensions(tally: Tally, policy: str, measure: Measure | None = None) -> Numbers:
    """Compute each group's overall: the mean of the dimensions' means, its error from their covariance."""
    asked = counted(tally, measure).asked
    return _mean_of_dimensions(dimension_means(tally, policy, measure), score_covariance(tally, policy, measure), asked)


def _overall_block(rows: list[Numbers], found: CountedMeasure) -> GapBlock:
    methods = ("mean_of_dimensions", "mean_of_items", "weighted_mean")[: len(rows)]
    measured, points = found.lattice.items, found.yardsticks
    # As the values: of the dimensions' yardsticks, of the items', and where all are the same, of respondents' own.
    held = (found.yardsticks_of_dimensions[found.asked].mean(), points[measured].mean(), common(points))
    known = np.array((True, True, found.asked.all())[: len(rows)])
    return GapBlock(overall_rows(len(rows)), methods, stacked(rows), known, np.array(held[: len(rows)]))


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
    some = (weights > 0).any(axis=1)
    n = np.where(weights[None] > 0, means.n[:, None, :], np.iinfo(np.int64).max).min(axis=2)
    n = np.where(some, n, 0)
    size = n.astype(np.float64)
    empty = np.full(size.shape, np.nan)
    variance = empty if covariance is None else np.einsum("rj,cjk,rk->cr", weights, _finite(covariance), weights)
    lost = (np.einsum("rj,cj->cr", weights, (means.n < 2).astype(np.float64)) > 0) | ~some
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


ITEM_GAPS = "mean_of_item_gaps"
"""How dimensions are computed where not everybody was asked all items."""
VARIES = 1e-18
"""Variance of a mean, in squared scale points, below which it is rounding."""


def _finite(covariance: Floats) -> Floats:
    return np.where(np.isnan(covariance), 0.0, covariance)


def _average(values: Floats, weights: Floats) -> Floats:
    """Average columns; a row without weights has no mean."""
    means = [(values[:, row > 0] * row[row > 0]).sum(axis=1) for row in weights]
    known = (weights > 0).any(axis=1)
    return np.where(known, np.array(means).reshape(len(weights), len(values)).T, np.nan)


def _mean_of_dimensions(scores: Means, covariance: MeanCovariance, asked: NDArray[np.bool_]) -> Numbers:
    return _averaged(scores, _shares(asked), covariance.covariance)


def _shares(asked: NDArray[np.bool_]) -> Floats:
    """Weigh what is averaged alike, leaving out what the measure is not about: what has no target."""
    return np.asarray(asked / asked.sum())[None]


def _mean_of_items(items: Means, products: MeanCovariance | None, asked: NDArray[np.bool_]) -> Numbers:
    return _averaged(items, _shares(asked), None if products is None else products.covariance)


def _nobody(dimensions: Floats) -> WeightedScores:
    """Give weighted scores that nobody has."""
    none = np.full(len(dimensions), np.nan)
    return WeightedScores(np.zeros(len(dimensions), dtype=np.int64), none, none, none, none, dimensions, dimensions)


def _weighted(weighted: WeightedScores) -> Numbers:
    means = Means(
        weighted.n[:, None],
        weighted.expectation[:, None],
        weighted.perception[:, None],
        weighted.value[:, None],
        weighted.sd[:, None],
    )
    return _plain(means)


@dataclass(frozen=True)
class _OfItems:
    """Rows that are items, or means of several: the measure's counts, the items' means and their covariance."""

    found: CountedMeasure
    items: Means
    covariance: Floats | None

    def blocks(self) -> list[GapBlock]:
        """Give standards, the levels of the catalogue, and items where these are not the standards."""
        instrument, measured = self.found.tally.instrument, self.found.lattice.items
        standards, catalogue, items = standard_rows(instrument), catalogue_rows(instrument), item_rows(instrument)
        if not several_items(instrument):
            blocks = [self._single(standards)]
        else:
            weights = standard_weights(instrument)
            blocks = [self._averaged(standards, weights, (weights > 0) @ measured, "mean_of_pairs")]
        weights = catalogue_weights(instrument, measured)
        levels = np.array(catalogue.level, dtype=object)
        for level in dict.fromkeys(catalogue.level):
            here = levels == level
            rows = RowLabels(tuple(levels[here]), *((("",) * int(here.sum()),) * 3))
            blocks.append(self._averaged(rows, weights[here], weights[here].any(axis=1), "mean_of_its_items"))
        return [*blocks, self._single(items)] if several_items(instrument) else blocks

    def _single(self, rows: RowLabels) -> GapBlock:
        """Take items as they are."""
        measured, points = self.found.lattice.items, self.found.yardsticks
        methods = ("mean_of_pairs",) * len(rows)
        return GapBlock(rows, methods, _plain(self.items), measured, points, self.covariance, rows.item)

    def _averaged(self, rows: RowLabels, weights: Floats, measured: NDArray[np.bool_], method: str) -> GapBlock:
        """Average items; of a row that is a single item, the numbers are that item's."""
        numbers, single = _averaged(self.items, weights, self.covariance), _plain(self.items)
        one = (weights > 0).sum(axis=1) == 1
        places = weights[one].argmax(axis=1)
        for name, values in numbers.items():
            values[:, one] = single[name][:, places]
        keys = self.found.tally.instrument.item_keys
        return GapBlock(
            rows,
            (method,) * len(rows),
            numbers,
            measured,
            _average(self.found.yardsticks[None], weights)[0],
            None if self.covariance is None else weights @ _finite(self.covariance) @ weights.T,
            tuple(keys[place] if alone else "" for place, alone in zip(weights.argmax(axis=1), one, strict=True)),
        )
