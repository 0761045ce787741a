"""What each cell of an item-pair table does to the pair's polychoric correlation, thresholds' error included."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from servgap._stats.ordinal.bivariate_normal import normal_density
from servgap._stats.ordinal.pair_likelihood import pair_slopes, with_edges
from servgap._stats.ratio import Floats, ratio


def correlation_influence(tables: Floats, first: Floats, second: Floats, r: Floats) -> Floats:
    """
    Return by how much a respondent in each cell (m, a, b) moves the two-step estimate of the correlation.

    Their sum over respondents is zero, the sum of their squares the estimate's variance (Muthén 1984; Jöreskog 1994).
    Second derivatives are taken as sums of products of first ones, as R's lavaan takes them.
    """
    at = pair_slopes(tables, first, second, r)
    weighed = tables * at.relative
    information = (weighed * at.relative).sum((-2, -1))
    turned = np.swapaxes(weighed / at.probability, -2, -1)
    through_first = _through_thresholds(weighed / at.probability, first, second, r)
    through_second = _through_thresholds(turned, second, first, r)
    of_first = threshold_influence(tables.sum(-1), first)
    of_second = threshold_influence(tables.sum(-2), second)
    moved = (of_first @ through_first[..., None]) + (of_second @ through_second[..., None]).swapaxes(-2, -1)
    return ratio(at.relative - moved, information[:, None, None])


def threshold_influence(margins: Floats, thresholds: Floats) -> Floats:
    """
    Return by how much a respondent in each category moves each threshold, (..., L, L - 1).

    Zero for thresholds at infinity. Categories in `margins` (..., L) are counts.
    """
    total = margins.sum(-1)[..., None, None]
    share = ratio(np.cumsum(margins, axis=-1)[..., :-1], margins.sum(-1, keepdims=True))[..., None, :]
    below = np.tri(margins.shape[-1])[:, :].T[:, :-1] > 0
    density = np.where(np.isfinite(thresholds), normal_density(thresholds), 0.0)[..., None, :]
    influence = ratio(below - share, density * total)
    return np.where(density > 0, influence, 0.0)


def _through_thresholds(weight: Floats, first: Floats, second: Floats, r: Floats) -> Floats:
    """
    Return the sums (m, a - 1) of products of a table's slopes in the correlation and in the first item's thresholds.

    `weight` (m, a, b) is the count times the slope in the correlation over the probability. A threshold's rise moves
    probability from the row above it to the row below.
    """
    k = with_edges(second)[:, None, :]
    spread = np.sqrt((1 - r) * (1 + r))[:, None, None]
    centre = np.where(np.isfinite(first), first, 0.0)[..., None]
    moved = normal_density(first)[..., None] * np.diff(ndtr((k - r[:, None, None] * centre) / spread), axis=-1)
    sums: Floats = (moved * (weight[:, :-1] - weight[:, 1:])).sum(-1)
    return sums
