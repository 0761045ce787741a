"""How two ways of getting at one number are compared, and how it is said where they differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from servgap.survey.counts import Counts
from servgap.survey.measures.measure import Measure
from servgap.survey.tally import Floats

#: What adding up in another order may change of a sum; sums of whole numbers are exact.
ROUNDING = 1e-12
#: The same of sums of fractions.
ROUNDING_OF_FRACTIONS = 1e-9
Summed = NDArray[np.float64]


def of_measure(number: int, measure: Measure) -> str:
    """Say behind what is wrong which measure of a tally it is of."""
    return f", of the measure {number} ({measure.name!r})"


def agree(what: str, found: Any, expected: Any, *, largest: Any = 0.0, rounding: float = ROUNDING) -> Iterator[str]:
    """Say where numbers are not those that follow from others.

    Parameters
    ----------
    what
        Which numbers they are.
    found, expected
        The numbers in the file, and those that follow; arrays of one shape with group cells on the first axis.
    largest
        How large the terms are that were added up, where they may cancel.
    rounding
        What rounding may change, in shares of the number or of these terms.
    """
    one, two = np.broadcast_arrays(np.asarray(found, dtype=np.float64), np.asarray(expected, dtype=np.float64))
    room = rounding * np.maximum(np.abs(two), np.asarray(largest, dtype=np.float64))
    off = ~(np.abs(one - two) <= room)
    if off.any():
        place = tuple(int(axis[0]) for axis in np.nonzero(off))
        yield f"{what} contradict the answers' counts in group {place[0] + 1 if place else 1}"


def within(what: str, holds: Any) -> Iterator[str]:
    """Say where something does not hold that must."""
    off = ~np.asarray(holds)
    if off.any():
        place = tuple(int(axis[0]) for axis in np.nonzero(off))
        yield f"{what} cannot be in group {place[0] + 1 if place else 1}"


def summed(counts: Counts, axes: int, weights: Any = 1.0, kept: Any = None) -> Summed:
    """Add up counts over all but their first axes, each with a weight."""
    shape = counts.shape[:axes]
    inner = int(np.prod(counts.shape[axes:]))
    values = counts.count * np.asarray(weights, dtype=np.float64)
    if kept is not None:
        values = np.where(kept, values, 0.0)
    added = np.bincount(counts.index // inner, weights=values, minlength=int(np.prod(shape)))
    return np.asarray(added, dtype=np.float64).reshape(shape)


def gram(what: str, products: Floats) -> Iterator[str]:
    """Say where cross-products of real rows with one another are none."""
    diagonal = np.einsum("gii->gi", products)
    yield from within(f"{what}, which are not symmetric,", products == products.swapaxes(1, 2))
    yield from within(f"sums of squares in {what}", diagonal >= 0)
    bound = np.sqrt(diagonal)[:, :, None] * np.sqrt(diagonal)[:, None, :]
    yield from within(
        f"cross-products in {what}", np.abs(products) <= bound * (1 + ROUNDING_OF_FRACTIONS) + ROUNDING_OF_FRACTIONS
    )


def whole(what: str, values: Floats) -> Iterator[str]:
    """Say where sums of whole numbers are none."""
    yield from within(f"{what}, which are no whole numbers,", values == np.rint(values))


def all_in(fewer: Counts, more: Counts) -> bool:
    """Tell whether every value that some have is had by as many or more of the others."""
    if not len(fewer.index):
        return True
    if not len(more.index):
        return False
    place = np.minimum(np.searchsorted(more.index, fewer.index), len(more.index) - 1)
    return bool(np.all((more.index[place] == fewer.index) & (more.count[place] >= fewer.count)))
