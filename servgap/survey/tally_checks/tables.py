"""Tables of pairs of items, held against the products of the same answers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from servgap.survey.item_tables import item_pairs, pairs_within
from servgap.survey.pair_counts import PairCounts
from servgap.survey.tally import Tally
from servgap.survey.tally_checks.agreement import agree, summed


def of_item_tables(tally: Tally, pair: PairCounts) -> Iterator[str]:
    """Say where tables of two items contradict the products of their answers."""
    if pair.item_tables is None:
        return
    steps = np.arange(tally.instrument.scale.levels, dtype=np.float64)
    dimensions = len(tally.instrument.dimensions)
    of = np.repeat(np.arange(dimensions), [span.stop - span.start for span in tally.instrument.spans])
    for way in ("first", "second"):
        inside, complete = getattr(pair, f"within_{way}"), getattr(pair, f"complete_{way}")
        tables = getattr(pair.item_tables, f"whole_{way}").astype(np.float64)
        one, two = item_pairs(len(tally.instrument.items))
        for what, found, expected in (
            ("respondents", tables.sum(axis=(2, 3)), complete[:, 0, :1]),
            ("answers", np.einsum("gpab,a->gp", tables, steps), complete[:, 0, 1 + one]),
            ("answers", np.einsum("gpab,b->gp", tables, steps), complete[:, 0, 1 + two]),
            ("products", np.einsum("gpab,a,b->gp", tables, steps, steps), complete[:, 1 + one, 1 + two]),
        ):
            yield from agree(f"{what} in item_tables.whole_{way}", found, expected)
        counts = getattr(pair.item_tables, f"within_{way}")
        one, two = pairs_within(tally.instrument)
        _, _, first, second = counts.axes()
        column = dimensions + np.stack([one, two])
        for what, weights, expected in (
            ("respondents", 1, inside[:, of[one], of[one]]),
            ("answers", first, inside[:, of[one], column[0]]),
            ("answers", second, inside[:, of[two], column[1]]),
            ("products", first * second, inside[:, column[0], column[1]]),
        ):
            yield from agree(f"{what} in item_tables.within_{way}", summed(counts, 2, weights), expected)
