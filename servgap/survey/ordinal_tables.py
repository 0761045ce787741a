"""Tables of pairs of items of a Tally, as polychoric correlations take them."""

from __future__ import annotations

import numpy as np

from servgap.errors import surveys as errors
from servgap.survey.item_tables import ItemTables, pairs_within
from servgap.survey.tally import Floats, Tally


def part_tables(tally: Tally, part: str) -> Floats:
    """
    Give a part's tables of all items, over respondents complete in the part.

    Returns
    -------
    numpy.ndarray
        Groups × pairs × levels × levels; one pool of all groups where there are too many of them, and none where such a
        pool was taken apart.
    """
    tables, first = _tables(tally, part)
    return (tables.whole_first if first else tables.whole_second).astype(np.float64)


def dimension_tables(tally: Tally, part: str, dimension: int) -> Floats:
    """Give a part's tables of a dimension's items, groups × pairs × levels × levels, over those complete in it."""
    tables, first = _tables(tally, part)
    span = tally.instrument.spans[dimension]
    one, _ = pairs_within(tally.instrument)
    counts = tables.within_first if first else tables.within_second
    chosen = np.flatnonzero((one >= span.start) & (one < span.stop))
    return counts.dense()[:, chosen].astype(np.float64)


def _tables(tally: Tally, part: str) -> tuple[ItemTables, bool]:
    """Find the tables of the pair of parts that holds this one, and whether it is the pair's first."""
    for pair, (first, second) in zip(tally.pairs, tally.instrument.pairs or ((None, part),), strict=True):
        if part in {first, second}:
            if pair.item_tables is None:
                raise errors.no_item_tables(part)
            return pair.item_tables, part == first
    raise errors.unknown_part(part, tally.instrument.parts, tally.instrument.name)
