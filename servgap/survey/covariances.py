"""What a Tally says of how answers vary together within a dimension, over respondents complete in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from servgap._stats.ratio import ratio
from servgap.survey.tally import Floats, Tally

GAP = "gap"


@dataclass(frozen=True)
class Covariances:
    """Of one dimension, for each group: respondents, item means, and the covariance matrix of the items."""

    n: Floats
    mean: Floats
    covariance: Floats


def part_covariances(tally: Tally, part: str, dimension: int, *, pooled: bool = False) -> Covariances:
    """Give how a dimension's items vary together in one part, or in the gaps (``"gap"``) of the first pair.

    In each group, or `pooled` over them.
    """
    if part == GAP:
        return of_gaps(pair_covariances(tally, dimension, pooled=pooled))
    products, dimensions = _grouped(_products(tally, part), pooled=pooled), len(tally.instrument.dimensions)
    span = tally.instrument.spans[dimension]
    columns = np.arange(dimensions + span.start, dimensions + span.stop)
    return _covariances(tally, products, dimension, columns)


def pair_covariances(tally: Tally, dimension: int, *, pooled: bool = False) -> Covariances:
    """Give how a dimension's items vary together in both parts of the first pair, first part first."""
    instrument = tally.instrument
    span = instrument.spans[dimension]
    first = np.arange(len(instrument.dimensions) + span.start, len(instrument.dimensions) + span.stop)
    columns = np.concatenate([first, first + len(instrument.items)])
    return _covariances(tally, _grouped(tally.pairs[0].within_pair, pooled=pooled), dimension, columns)


def of_gaps(both: Covariances) -> Covariances:
    """Turn how items vary together in both parts into how their gaps do."""
    k = both.mean.shape[-1] // 2
    difference = np.concatenate([-np.eye(k), np.eye(k)], axis=1)
    return Covariances(both.n, both.mean @ difference.T, difference @ both.covariance @ difference.T)


def whole_covariances(tally: Tally, part: str, pair: int = 0) -> Covariances | None:
    """Give how all items vary together in one part, over respondents who answered all of them.

    For the gap (``"gap"``) of a pair these are the items of both parts, first part first. Nothing where a tally of many
    groups keeps these products for all of them together.
    """
    if not tally.per_group:
        return None
    products = tally.pairs[pair].complete_pair if part == GAP else _products(tally, part, "complete")
    n, sums = products[:, 0, 0], products[:, 0, 1:]
    return _moments(tally, n, sums, products[:, 1:, 1:])


def _products(tally: Tally, part: str, over: str = "within") -> Floats:
    """Find a part's products over respondents complete ``"within"`` dimensions, or in the part (``"complete"``)."""
    for pair, (first, second) in zip(tally.pairs, tally.instrument.pairs or ((None, part),), strict=True):
        if part in {first, second}:
            found: Floats = getattr(pair, f"{over}_{'first' if part == first else 'second'}")
            return found
    raise KeyError(part)


def _grouped(products: Floats, *, pooled: bool) -> Floats:
    return products.sum(axis=0, keepdims=True) if pooled else products


def _covariances(tally: Tally, products: Floats, dimension: int, columns: NDArray[np.intp]) -> Covariances:
    n = products[:, dimension, dimension]
    sums = products[:, dimension, columns]
    return _moments(tally, n, sums, products[:, columns[:, None], columns[None, :]])


def _moments(tally: Tally, n: Floats, sums: Floats, crossed: Floats) -> Covariances:
    # Sums of whole numbers are exact, so this difference loses nothing that a pass over the rows would keep.
    centred = n[:, None, None] * crossed - sums[:, :, None] * sums[:, None, :]
    scale = tally.instrument.scale
    covariance = ratio(centred, (n * (n - 1))[:, None, None]) * scale.step**2
    return Covariances(n, scale.low + scale.step * ratio(sums, n[:, None]), covariance)
