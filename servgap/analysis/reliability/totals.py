"""How reliable totals over all dimensions are: never one alpha of all items."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.exploratory.schmid_leiman import FEWEST_GROUPS, omega_hierarchical
from servgap._stats.ratio import ratio
from servgap._stats.registry import Function
from servgap._stats.reliability.alpha import cronbach_alpha
from servgap._stats.reliability.composites import linear_combination_reliability, stratified_alpha
from servgap._stats.reliability.difference_scores import difference_reliability
from servgap._stats.reliability.one_factor import usable
from servgap.analysis.reasons import (
    CONSTANT_ITEM,
    IMPROPER,
    NO_POINTS,
    NO_VARIATION,
    NONE,
    NOT_CONVERGED,
    POOLED_ONLY,
    SINGLE_ITEM,
    SINGULAR,
    TOO_FEW,
    TOO_FEW_FOR_ITEMS,
    TOO_SHORT,
)
from servgap.analysis.reliability.rows import constant_items
from servgap.analysis.rows import frame_of
from servgap.survey.covariances import GAP, of_gaps, whole_covariances
from servgap.survey.instrument import Instrument
from servgap.survey.moments import mean_points
from servgap.survey.tally import Floats, Tally

STATISTICS = (stratified_alpha, linear_combination_reliability)
Reasons = NDArray[np.object_]


def totals_statistics(dimensions: int) -> tuple[Function, ...]:
    """Give the statistics behind the totals; few dimensions have no general factor besides their own."""
    return (*STATISTICS, omega_hierarchical) if dimensions >= FEWEST_GROUPS else STATISTICS


@dataclass(frozen=True)
class _Total:
    """A coefficient of a total over all dimensions, an entry for each group."""

    part: str
    coefficient: str
    method: str
    n: Floats
    value: Floats
    reason: Reasons


@dataclass(frozen=True)
class _Part:
    """One part's items over respondents who answered them all, and the reliabilities of its dimensions by method."""

    part: str
    n: Floats
    covariance: Floats
    reliabilities: dict[str, Floats]


def total_frame(tally: Tally, parts: tuple[str, ...]) -> pd.DataFrame:
    """Lay out a row for each part and coefficient; points are the mean ones of all who gave any."""
    points = mean_points(tally)
    listed = [each for part in parts for each in _of_part(tally, part, points)]
    labels = {
        "part": [each.part for each in listed],
        "coefficient": [each.coefficient for each in listed],
        "method": [each.method for each in listed],
    }
    numbers: dict[str, NDArray[np.generic]] = {
        "n": np.stack([each.n for each in listed], axis=1).astype(np.int64),
        "n_items": np.array(len(tally.instrument.items)),
        "value": np.stack([each.value for each in listed], axis=1),
        "reason": np.stack([each.reason for each in listed], axis=1),
    }
    return frame_of(tally, labels, numbers)


def _of_part(tally: Tally, part: str, points: Floats) -> list[_Total]:
    instrument, groups = tally.instrument, len(tally.cells)
    whole = _part(tally, part)
    sizes = np.array([len(dimension.items) for dimension in instrument.dimensions], dtype=np.float64)
    equal = np.full((groups, len(sizes)), 1 / len(sizes))
    if whole is None:
        names = [("stratified_alpha", "from_alpha"), ("mean_of_dimensions", "from_alpha")]
        names += [("weighted_mean", "from_alpha")]
        names += [(name, "from_difference") for name in ("mean_of_dimensions", "weighted_mean") if part == GAP]
        names += [("omega_total", "schmid_leiman"), ("omega_hierarchical", "schmid_leiman")]
        nothing, why = np.full(groups, np.nan), np.full(groups, POOLED_ONLY, dtype=object)
        return [_Total(part, *name, np.zeros(groups), nothing, why) for name in names]
    totals = [_stratified(instrument, whole)]
    for method in whole.reliabilities:
        totals.append(_combined(instrument, whole, "mean_of_dimensions", method, equal))
        totals.append(_combined(instrument, whole, "weighted_mean", method, points / 100))
    return [*totals, *_schmid_leiman(whole, len(sizes))]


def _part(tally: Tally, part: str) -> _Part | None:
    found = whole_covariances(tally, part)
    if found is None:
        return None
    items = of_gaps(found) if part == GAP else found
    covariance = np.nan_to_num(items.covariance)
    spans = tally.instrument.spans
    reliabilities = {"from_alpha": _alphas(covariance, items.n, spans)}
    if part == GAP:
        reliabilities["from_difference"] = _differences(np.nan_to_num(found.covariance), items.n, spans)
    return _Part(part, items.n, covariance, reliabilities)


def _alphas(covariance: Floats, n: Floats, spans: tuple[slice, ...]) -> Floats:
    return np.stack([cronbach_alpha(covariance[:, span, span], n).alpha for span in spans], axis=1)


def _differences(both: Floats, n: Floats, spans: tuple[slice, ...]) -> Floats:
    """Return each dimension's reliability as a difference, from the items of both parts."""
    items = both.shape[-1] // 2
    first, second, between = both[:, :items, :items], both[:, items:, items:], both[:, :items, items:]
    alphas = _alphas(first, n, spans), _alphas(second, n, spans)
    found = []
    for number, span in enumerate(spans):
        e, p, shared = (each[:, span, span].sum(axis=(1, 2)) for each in (first, second, between))
        r = ratio(shared, np.sqrt(e * p))
        found.append(difference_reliability(e, p, r, alphas[0][:, number], alphas[1][:, number]).reliability)
    return np.stack(found, axis=1)


def _stratified(instrument: Instrument, whole: _Part) -> _Total:
    alphas = whole.reliabilities["from_alpha"]
    variances = np.stack([whole.covariance[:, span, span].sum(axis=(1, 2)) for span in instrument.spans], axis=1)
    value = stratified_alpha(variances, alphas, whole.covariance.sum(axis=(1, 2))).reliability
    return _total(instrument, whole, ("stratified_alpha", "from_alpha"), value)


def _combined(instrument: Instrument, whole: _Part, name: str, method: str, weights: Floats) -> _Total:
    """Weigh the dimensions' scores, which are means of their items."""
    averaging = np.zeros((len(instrument.items), len(instrument.spans)))
    for number, span in enumerate(instrument.spans):
        averaging[span, number] = 1 / (span.stop - span.start)
    scores = averaging.T @ whole.covariance @ averaging
    variances = np.diagonal(scores, axis1=-2, axis2=-1)
    total = np.einsum("gd,gde,ge->g", weights, scores, weights)
    reliabilities = np.where(weights == 0, 1.0, whole.reliabilities[method])  # what is not in the total does not count
    value = linear_combination_reliability(weights, variances, reliabilities, np.nan_to_num(total)).reliability
    return _total(instrument, whole, (name, method), value, np.asarray(np.isnan(weights).any(axis=1)))


def _total(
    instrument: Instrument,
    whole: _Part,
    name: tuple[str, str],
    value: Floats,
    pointless: NDArray[np.bool_] | None = None,
) -> _Total:
    reason = np.full(value.shape, NONE, dtype=object)
    reason[np.isnan(value)] = NO_VARIATION
    if any(len(dimension.items) == 1 for dimension in instrument.dimensions):
        reason[np.isnan(value)] = SINGLE_ITEM
    if pointless is not None:
        reason[pointless] = NO_POINTS
    reason[whole.n < 2] = TOO_FEW
    return _Total(whole.part, *name, whole.n, np.where(reason == NONE, value, np.nan), reason)


def _schmid_leiman(whole: _Part, dimensions: int) -> list[_Total]:
    """Split the total into a general factor and as many group factors as there are dimensions."""
    values = np.full((2, len(whole.n)), np.nan)
    reason = np.full(len(whole.n), NONE, dtype=object)
    reason[constant_items(whole.covariance)] = CONSTANT_ITEM
    reason[whole.n <= whole.covariance.shape[-1]] = TOO_FEW_FOR_ITEMS
    reason[whole.n < 2] = TOO_FEW
    if dimensions < FEWEST_GROUPS:
        reason[:] = TOO_SHORT
    for group in np.flatnonzero(reason == NONE):
        matrix = whole.covariance[group]
        found = omega_hierarchical(matrix, float(whole.n[group]), dimensions)
        if found.converged and not found.heywood:
            values[:, group] = float(found.omega_total), float(found.omega_hierarchical)
        elif found.converged:
            reason[group] = IMPROPER
        else:
            reason[group] = NOT_CONVERGED if usable(matrix[None])[0] else SINGULAR
    names = ("omega_total", "omega_hierarchical")
    return [_Total(whole.part, name, "schmid_leiman", whole.n, values[row], reason) for row, name in enumerate(names)]
