"""What a Tally says of how answers vary together within a dimension, over respondents complete in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from servgap._stats.ratio import ratio
from servgap.survey.tally import Floats, PairCounts, Tally

GAP = "gap"


@dataclass(frozen=True)
class Covariances:
    """Of one dimension, for each group: respondents, item means, and the covariance matrix of the items."""

    n: Floats
    mean: Floats
    covariance: Floats


def part_covariances(tally: Tally, part: str, dimension: int) -> Covariances:
    """Give how a dimension's items vary together in one part, or in the gaps (``"gap"``) of the first pair."""
    if part == GAP:
        both = pair_covariances(tally, dimension)
        k = both.mean.shape[-1] // 2
        difference = np.concatenate([-np.eye(k), np.eye(k)], axis=1)
        return Covariances(both.n, both.mean @ difference.T, difference @ both.covariance @ difference.T)
    products, dimensions = _products(tally, part), len(tally.instrument.dimensions)
    span = tally.instrument.spans[dimension]
    columns = np.arange(dimensions + span.start, dimensions + span.stop)
    return _covariances(tally, products, dimension, columns, tally.instrument.scale.low)


def pair_covariances(tally: Tally, dimension: int) -> Covariances:
    """Give how a dimension's items vary together in both parts of the first pair, first part first."""
    instrument = tally.instrument
    span = instrument.spans[dimension]
    first = np.arange(len(instrument.dimensions) + span.start, len(instrument.dimensions) + span.stop)
    columns = np.concatenate([first, first + len(instrument.items)])
    return _covariances(tally, tally.pairs[0].within_pair, dimension, columns, instrument.scale.low)


def _products(tally: Tally, part: str) -> Floats:
    for pair, (first, second) in zip(tally.pairs, tally.instrument.pairs or ((None, part),), strict=True):
        counts: PairCounts = pair
        if part == first:
            return counts.within_first
        if part == second:
            return counts.within_second
    raise KeyError(part)


def _covariances(tally: Tally, products: Floats, dimension: int, columns: NDArray[np.intp], low: float) -> Covariances:
    n = products[:, dimension, dimension]
    sums = products[:, dimension, columns]
    crossed = products[:, columns[:, None], columns[None, :]]
    # Sums of whole numbers are exact, so this difference loses nothing that a pass over the rows would keep.
    centred = n[:, None, None] * crossed - sums[:, :, None] * sums[:, None, :]
    step = tally.instrument.scale.step
    covariance = ratio(centred, (n * (n - 1))[:, None, None]) * step**2
    return Covariances(n, low + step * ratio(sums, n[:, None]), covariance)
