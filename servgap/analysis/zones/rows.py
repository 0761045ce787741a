"""The rows of zones: overall, dimensions, standards, and items where these differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from servgap._stats.intervals import t_quantile
from servgap._stats.shares.multinomial import goodman
from servgap.analysis.reasons import NO_VARIATION, NOT_ASKED_ALL, POOLED_ONLY, SIDES_ALIKE, TOO_FEW
from servgap.analysis.rows import RowLabels, dimension_rows, item_rows, overall_rows, several_items, standard_rows
from servgap.analysis.verdicts import NONE, UNDECIDED
from servgap.survey.counts import Integers
from servgap.survey.tally import Floats, Tally
from servgap.survey.zones.zone_counts import sharing
from servgap.survey.zones.zone_moments import (
    APART,
    LEVELS,
    SIDES,
    ZoneMeans,
    dimension_zones,
    item_zones,
    sharing_zones,
)

Numbers = dict[str, NDArray[Any]]

BELOW, INSIDE, ABOVE = "below_zone", "inside_zone", "above_zone"
VARIES = 1e-13
"""Variance of single values, in shares of their mean square, below which it is rounding."""


def zone_blocks(tally: Tally, policy: str, confidence: float) -> list[tuple[RowLabels, Numbers]]:
    """Compute the numbers of every level, each groups × rows."""
    instrument = tally.instrument
    sizes = np.array([span.stop - span.start for span in instrument.spans])
    items = item_zones(tally)
    dimensions = _of_items(tally, items) if tally.matrix_sampled else dimension_zones(tally, policy)
    overall = _averaged(dimensions, np.full((1, len(sizes)), 1 / len(sizes)))
    single = np.ones(len(instrument.items), dtype=bool)
    blocks = [
        (overall_rows(), _numbers(overall, np.array([len(sizes) == 1 and sizes[0] == 1]), confidence)),
        (dimension_rows(instrument), _numbers(dimensions, sizes == 1, confidence)),
    ]
    if tally.matrix_sampled:
        for _, columns in blocks:
            columns["reason"][columns["reason"] == POOLED_ONLY] = NOT_ASKED_ALL
    rows = standard_rows(instrument)
    if not several_items(instrument):
        return [*blocks, (rows, _numbers(items, single, confidence))]
    alone = np.array([bool(item) for item in rows.item])
    return [
        *blocks,
        (rows, _numbers(_of_standards(tally, items, alone), alone, confidence)),
        (item_rows(instrument), _numbers(items, single, confidence)),
    ]


def _of_items(tally: Tally, items: ZoneMeans) -> ZoneMeans:
    """Average the items of each dimension where nobody has a score; of items' triples no covariance is kept."""
    weights = np.zeros((len(tally.instrument.spans), len(tally.instrument.items)))
    for row, span in zip(weights, tally.instrument.spans, strict=True):
        row[span] = 1 / (span.stop - span.start)
    return _averaged(items, weights)


def _averaged(means: ZoneMeans, weights: Floats) -> ZoneMeans:
    """Average columns with weights (rows × columns); what is pooled over the groups leaves no variance."""
    used = weights > 0
    n = np.where(used[None], means.n[:, None, :], np.iinfo(np.int64).max).min(axis=2)
    lost = (used[None] & (means.n[:, None, :] < 2)).any(axis=2)
    variance = {}
    for name in (*APART, *SIDES):
        if name not in means.covariance:
            variance[name] = np.full(n.shape, np.nan)
            continue
        covariance = np.nan_to_num(means.covariance[name])
        spread = np.einsum("rj,cjk,rk->cr", weights, covariance, weights)
        scale = np.einsum("rj,cj->cr", weights, np.nan_to_num(means.mean[name]) ** 2)
        variance[name] = np.where(lost, np.nan, np.where(spread * n > VARIES * scale, spread, 0.0))
    return ZoneMeans(
        n=n,
        inconsistent=np.einsum("rj,cj->cr", used.astype(np.int64), means.inconsistent),
        mean={name: _average(values, weights) for name, values in means.mean.items()},
        variance=variance,
    )


def _average(values: Floats, weights: Floats) -> Floats:
    return np.stack([(values[:, row > 0] * row[row > 0]).sum(axis=1) for row in weights], axis=1)


def _of_standards(tally: Tally, items: ZoneMeans, alone: NDArray[np.bool_]) -> ZoneMeans:
    """Average the items of a standard; one that is measured by a single item is that item."""
    instrument, shared = tally.instrument, sharing(tally.instrument)
    keys = [standard.key for standard in instrument.standards]
    of_item = np.array([keys.index(item.standard.key) for item in instrument.items])
    member = (of_item[None, :] == np.arange(len(keys))[:, None]).astype(np.float64)
    weights = member / member.sum(axis=1, keepdims=True)
    together = sharing_zones(tally)
    averaged = _averaged(
        items if together is None else together, weights[~alone] if together is None else weights[~alone][:, shared]
    )
    first = member[alone].argmax(axis=1)

    def joined(single: NDArray[Any], several: NDArray[Any]) -> NDArray[Any]:
        both = np.zeros((len(single), len(keys)), dtype=single.dtype)
        both[:, alone], both[:, ~alone] = single[:, first], several
        return both

    return ZoneMeans(
        n=joined(items.n, averaged.n),
        inconsistent=joined(items.inconsistent, averaged.inconsistent),
        mean={name: joined(values, averaged.mean[name]) for name, values in items.mean.items()},
        variance={name: joined(values, averaged.variance[name]) for name, values in items.variance.items()},
    )


def _numbers(means: ZoneMeans, single: NDArray[np.bool_], confidence: float) -> Numbers:
    """Give intervals and verdicts; where a row is a single item its shares are counts of respondents."""
    n = means.n.astype(np.float64)
    freedom = np.where(n > 1, n - 1, np.nan)
    columns: Numbers = {"n": means.n, "n_inconsistent": means.inconsistent}
    columns |= {name: means.mean[name] for name in LEVELS}
    reach = t_quantile(freedom, confidence)
    for name in APART:
        se = _error(means.variance[name], means.mean[name], n)
        columns |= {name: means.mean[name], f"{name}_se": se}
        columns |= {f"{name}_low": means.mean[name] - reach * se, f"{name}_high": means.mean[name] + reach * se}
    columns |= _shares(means, single, confidence)
    columns["verdict"] = _verdicts(columns)
    columns["reason"] = _reasons(columns, means, n)
    return columns


def _error(variance: Floats, mean: Floats, n: Floats) -> Floats:
    return np.sqrt(np.where((variance > 0) & (variance * n > VARIES * mean**2), variance, np.nan))


def _shares(means: ZoneMeans, single: NDArray[np.bool_], confidence: float) -> Numbers:
    """Give the three shares with intervals that hold at once, Goodman's or from respondents' own shares."""
    n = means.n.astype(np.float64)
    shares = np.stack([means.mean[name] for name in SIDES], axis=-1)
    counted = goodman(np.nan_to_num(shares) * n[..., None], confidence)
    variance = np.stack([means.variance[name] for name in SIDES], axis=-1)
    error = _error(variance, shares, n[..., None])
    reach = t_quantile(np.where(n > 1, n - 1, np.nan), 1 - (1 - confidence) / len(SIDES))[..., None] * error
    # Of a side on which all are, or nobody, shares do not vary: as if every respondent were on one side wholly.
    extreme = (shares == 0) | (shares == 1)
    exact = single[None, :, None] | (extreme & (n[..., None] > 1))
    low = np.where(exact, counted.ci_low, np.clip(shares - reach, 0.0, 1.0))
    high = np.where(exact, counted.ci_high, np.clip(shares + reach, 0.0, 1.0))
    told: Numbers = {}
    for place, name in enumerate(SIDES):
        told[f"share_{name}"] = shares[..., place]
        told[f"share_{name}_low"], told[f"share_{name}_high"] = low[..., place], high[..., place]
    return told


def _verdicts(columns: Mapping[str, NDArray[Any]]) -> NDArray[np.object_]:
    adequacy = columns["adequacy_low"], columns["adequacy_high"]
    superiority = columns["superiority_low"], columns["superiority_high"]
    known = np.isfinite(adequacy[0]) & np.isfinite(superiority[0])
    judged = np.where(known, UNDECIDED, NONE).astype(object)
    judged[known & (adequacy[0] > 0) & (superiority[1] < 0)] = INSIDE
    judged[adequacy[1] < 0] = BELOW
    judged[superiority[0] > 0] = ABOVE
    return judged


def _reasons(columns: Mapping[str, NDArray[Any]], means: ZoneMeans, n: Integers | Floats) -> NDArray[np.object_]:
    names = [*(f"{name}_se" for name in APART), *(f"share_{name}_low" for name in SIDES)]
    unknown = np.stack([np.isnan(columns[name]) for name in names])
    pooled = np.isnan(means.variance[APART[0]])
    reasons = np.full(n.shape, "", dtype=object)
    reasons[unknown.any(axis=0)] = SIDES_ALIKE
    reasons[unknown[: len(APART)].all(axis=0)] = NO_VARIATION
    reasons[pooled] = POOLED_ONLY
    reasons[n < 2] = TOO_FEW
    return reasons
