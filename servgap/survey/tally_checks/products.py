"""Cross-products of answers and of gaps, held against the counts of answers and the sums of dimensions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from servgap.survey.counts import Counts, Integers
from servgap.survey.pair_counts import PairCounts
from servgap.survey.tally import Floats, Tally
from servgap.survey.tally_checks.agreement import agree, gram, summed, whole, within


def of_products(tally: Tally, pair: PairCounts) -> Iterator[str]:
    """Say where products of answers contradict the answers."""
    for way in ("first", "second", "pair"):
        inside, complete = getattr(pair, f"within_{way}"), getattr(pair, f"complete_{way}")
        for name, products in ((f"within_{way}", inside), (f"complete_{way}", complete)):
            yield from gram(name, products)
            yield from whole(name, products)
            yield from within(f"negative products in {name}", products >= 0)
        yield from _of_answers(tally, pair, way)
    yield from _of_sums(tally, pair)
    yield from _of_gaps(tally, pair)


def _of_answers(tally: Tally, pair: PairCounts, way: str) -> Iterator[str]:
    """Hold sums over the complete against sums over all who answered: they are no more, and equal where all did."""
    inside, complete = getattr(pair, f"within_{way}"), getattr(pair, f"complete_{way}")
    dimensions, most = len(tally.instrument.dimensions), tally.instrument.scale.levels - 1
    _, _, first, second = pair.joint.axes()
    there = {"first": first > 0, "second": second > 0, "pair": (first > 0) & (second > 0)}[way]
    steps = {"first": (first,), "second": (second,), "pair": (first, second)}[way]
    answered = np.concatenate([summed(pair.joint, 2, 1, there)] * len(steps), axis=1)
    sums = np.concatenate([summed(pair.joint, 2, each - 1, there) for each in steps], axis=1)
    squares = np.concatenate([summed(pair.joint, 2, (each - 1) ** 2, there) for each in steps], axis=1)
    of = _dimension_of(tally, len(steps))
    column = dimensions + np.arange(len(of))
    n, own = inside[:, of, of], inside[:, of, column]
    squared = inside[:, column, column]
    yield from within(f"respondents in within_{way}", n <= answered)
    all_in = n == answered
    for what, found, bound in (("sums", own, sums), ("squares", squared, squares)):
        yield from within(f"{what} in within_{way}", (found <= bound) & ((found == bound) | ~all_in))
    yield from within(f"sums in within_{way}", (own <= most * n) & (squared <= most * own) & (squared >= own))
    if len(complete):
        pooled = inside if len(complete) == len(inside) else inside.sum(axis=0, keepdims=True)
        yield from _of_complete(f"products in complete_{way}", complete, pooled, of)


def _of_complete(what: str, complete: Floats, inside: Floats, of: NDArray[np.intp]) -> Iterator[str]:
    """Hold sums over those complete in all dimensions against those over the complete in each."""
    column = inside.shape[-1] - len(of) + np.arange(len(of))
    n = inside[:, of, of]
    bound = np.concatenate([n[:, None, :], inside[:, column[:, None], column[None, :]]], axis=1)
    bound[:, 0] = inside[:, of, column]
    found = complete[:, :, 1:]
    shared = np.concatenate([np.ones((1, len(of)), dtype=bool), of[:, None] == of[None, :]])
    yield from within(what, complete[:, 0, 0] <= n.min(axis=1))
    same = (complete[:, 0, 0, None] == n).all(axis=1)[:, None, None]
    yield from within(what, (found == bound) | ((found <= bound) & ~same) | ~shared)


def _of_sums(tally: Tally, pair: PairCounts) -> Iterator[str]:
    """Hold products over those complete in a dimension against the sums of their answers."""
    spans, items = tally.instrument.spans, len(tally.instrument.items)
    dimensions = len(spans)
    _, dimension, first, second, pairs = pair.sums.axes()
    kept = pairs == np.array([span.stop - span.start for span in spans])[dimension]
    n = summed(pair.sums, 2, kept)
    for number, span in enumerate(spans):
        one = np.arange(dimensions + span.start, dimensions + span.stop)
        two = one + items
        products = pair.within_pair
        yield from agree("respondents in within_pair", products[:, number, number], n[:, number])
        for columns, sums in ((one, first), (two, second)):
            total = summed(pair.sums, 2, sums, kept)[:, number]
            yield from agree("sums in within_pair", products[:, number, columns].sum(axis=-1), total)
        for left, right, sums in ((one, one, first * first), (two, two, second * second), (one, two, first * second)):
            total = summed(pair.sums, 2, sums, kept)[:, number]
            found = products[:, left[:, None], right[None, :]].sum(axis=(1, 2))
            yield from agree("products in within_pair", found, total)


def _of_gaps(tally: Tally, pair: PairCounts) -> Iterator[str]:
    """Hold sums of powers of gaps against the counts of answers, and of their sums."""
    _, _, first, second = pair.joint.axes()
    _, _, one, two, answered = pair.sums.axes()
    items = Powers(pair.joint, second - first, (first > 0) & (second > 0))
    yield from of_powers(tally, "gap_products", pair.gap_products, items, Powers(pair.sums, two - one, answered))


@dataclass(frozen=True)
class Powers:
    """Counts of what is raised to powers: their steps, and of how many items these are, or whether there is any.

    Parameters
    ----------
    counts
        Counts whose first axes are groups and items, or groups and dimensions.
    steps, there
        One each of these counts.
    """

    counts: Counts
    steps: Integers
    there: NDArray[np.integer] | NDArray[np.bool_]


def of_powers(tally: Tally, name: str, products: Floats, items: Powers, sums: Powers) -> Iterator[str]:
    """Say where products ``[V|V²|M]ᵀ[V|V²|M]`` of items contradict the counts of their steps V, or of their sums.

    Parameters
    ----------
    tally
        What holds them.
    name
        What the products are called.
    products
        For each group, or pooled, or for none.
    items
        The steps of each item.
    sums
        The sums of each dimension's.
    """
    yield from gram(name, products)
    yield from whole(name, products)
    if not len(products):
        return

    def pooled(totals: Floats) -> Floats:
        return totals if len(products) == len(totals) else totals.sum(axis=0, keepdims=True)

    steps, size = items.steps.astype(np.float64), products.shape[-1] // 3
    raised, squared, there = (np.arange(size) + start for start in (0, size, 2 * size))
    for power, left, right in (
        (0, there, there),
        (1, raised, there),
        (2, raised, raised),
        (2, squared, there),
        (3, raised, squared),
        (4, squared, squared),
    ):
        yield from agree(name, products[:, left, right], pooled(summed(items.counts, 2, steps**power, items.there)))
    presence = products[:, there[:, None], there[None, :]]
    yield from within(f"presence in {name}", (presence >= 0) & (presence <= _smaller(products[:, there, there])))
    # A sum of items times itself is the sum of all their products.
    spans, summed_steps = tally.instrument.spans, sums.steps.astype(np.float64)
    for left, right, values in (
        (raised, raised, summed_steps**2),
        (raised, there, summed_steps * sums.there),
        (there, there, sums.there.astype(np.float64) ** 2),
    ):
        totals = [products[:, left[span, None], right[None, span]].sum(axis=(1, 2)) for span in spans]
        largest = np.stack(
            [np.abs(products[:, left[span, None], right[None, span]]).sum(axis=(1, 2)) for span in spans]
        )
        yield from agree(name, np.stack(totals, axis=1), pooled(summed(sums.counts, 2, values)), largest=largest.T)


def _smaller(diagonal: Floats) -> Floats:
    found: Floats = np.minimum(diagonal[:, :, None], diagonal[:, None, :])
    return found


def _dimension_of(tally: Tally, parts: int) -> NDArray[np.intp]:
    sizes = [span.stop - span.start for span in tally.instrument.spans]
    return np.tile(np.repeat(np.arange(len(sizes)), sizes), parts)
