"""Sums of products of up to four answers, held against those of up to two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from math import factorial, prod

import numpy as np

from servgap.survey.fourth_moments import DEGREE, middle, monomials, products
from servgap.survey.pair_counts import PairCounts
from servgap.survey.tally import Floats, Tally
from servgap.survey.tally_checks.agreement import agree, gram, whole, within


def of_fourth_moments(tally: Tally, pair: PairCounts) -> Iterator[str]:
    """Say where products of up to four answers contradict those of two, which stand elsewhere too."""
    if pair.fourth is None:
        return
    for number in range(len(tally.instrument.spans)):
        blocks = _blocks(tally, pair, number)
        for way in ("first", "second", "gap"):
            sums = getattr(pair.fourth, way)[number]
            if sums is not None:
                yield from _of_monomials(f"fourth.{way}", sums, blocks[way])
        yield from _of_difference(pair.fourth.difference[number], pair.fourth.gap[number], blocks["both"])


def _of_monomials(what: str, sums: Floats, block: Floats) -> Iterator[str]:
    """Compare the sums of up to two answers, and hold even powers against what they must exceed."""
    items = block.shape[-1] - 1
    yield from whole(what, sums)
    for column, monomial in enumerate(monomials(items)):
        if len(monomial) > 2:
            break
        one, two = ([0, 0, *(item + 1 for item in monomial)])[-2:]
        yield from agree(f"{what} of up to two answers", sums[:, column], block[:, one, two])
    yield from gram(what, products(sums, items))


def _of_difference(sums: Floats, gaps: Floats | None, block: Floats) -> Iterator[str]:
    """Compare sums of w and t, see `FourthMoments`, which are made of products of two answers."""
    k = (block.shape[-1] - 1) // 2
    one, two = slice(1, 1 + k), slice(1 + k, 1 + 2 * k)
    e2, p2, ep = (block[:, a, b].sum(axis=(1, 2)) for a, b in ((one, one), (two, two), (one, two)))
    squares = np.einsum("gii->gi", block[:, 1:, 1:]).sum(axis=1)
    yield from whole("fourth.difference", sums)
    yield from agree("fourth.difference", sums[:, 0, 0], 2 * ep - k * squares, largest=k * squares)
    yield from agree("fourth.difference", sums[:, 1, 0], e2 + p2 - 2 * ep, largest=e2 + p2)
    yield from agree("fourth.difference", sums[:, 0, 2], sums[:, 1, 1])
    ww, wt, tt, n = sums[:, 0, 1], sums[:, 0, 2], sums[:, 1, 2], block[:, 0, 0]
    yield from within("fourth.difference", (ww >= 0) & (tt >= 0) & (wt**2 <= ww * tt * (1 + 1e-9)))
    for row, square in ((0, ww), (1, tt)):
        yield from within("fourth.difference", sums[:, row, 0] ** 2 <= n * square * (1 + 1e-9))
        answers = np.einsum("gii->gi", block[:, 1:, 1:])
        yield from within("fourth.difference", sums[:, row, 3:] ** 2 <= answers * square[:, None] * (1 + 1e-9))
    if gaps is not None:
        yield from agree("fourth.difference", tt, gaps @ _fourth_power(k), largest=np.abs(gaps) @ _fourth_power(k))


def _fourth_power(items: int) -> Floats:
    """How often each monomial occurs in the fourth power of the sum of all items."""
    often = [
        factorial(DEGREE) / prod(map(factorial, Counter(each).values())) if len(each) == DEGREE else 0
        for each in monomials(items)
    ]
    return np.array(often, dtype=np.float64)


def _blocks(tally: Tally, pair: PairCounts, number: int) -> dict[str, Floats]:
    """Give products of (1, answers) of a dimension, counted from the scale's middle, and of (1, gaps)."""
    span, dimensions = tally.instrument.spans[number], len(tally.instrument.spans)
    own = np.arange(dimensions + span.start, dimensions + span.stop)
    both = np.concatenate([own, own + len(tally.instrument.items)])
    k, off = len(own), middle(tally.instrument.scale.levels)
    found = {
        "first": _shifted(pair.within_first, number, own, off),
        "second": _shifted(pair.within_second, number, own, off),
        "both": _shifted(pair.within_pair, number, both, off),
    }
    turn = np.zeros((1 + k, 1 + 2 * k))
    turn[0, 0] = 1
    turn[1:, 1 : 1 + k], turn[1:, 1 + k :] = -np.eye(k), np.eye(k)
    return {**found, "gap": turn @ found["both"] @ turn.T}


def _shifted(products: Floats, number: int, columns: Floats, off: int) -> Floats:
    """Take a dimension's products of (1, answers), and count the answers from another step."""
    chosen = np.concatenate([[number], columns]).astype(np.intp)
    turn = np.eye(len(chosen))
    turn[1:, 0] = -off
    shifted: Floats = turn @ products[:, chosen[:, None], chosen[None, :]] @ turn.T
    return shifted
