"""Ranks of absolute gaps from counts: ties share midranks, and a rule says what zeros take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.ratio import Floats

Zeros: TypeAlias = Literal["pratt", "wilcox"]


@dataclass(frozen=True)
class RankedGaps:
    """Counts above and below zero at each absolute value, and twice its midrank."""

    positive: Floats
    negative: Floats
    zero: Floats
    doubled_rank: Floats

    @property
    def tied(self) -> Floats:
        """How many gaps share each absolute value."""
        return self.positive + self.negative


def ranked_gaps(values: ArrayLike, counts: ArrayLike, zeros: Zeros) -> RankedGaps:
    """Rank absolute values; zeros take the lowest ranks (Pratt) or none (Wilcoxon)."""
    lattice, frequencies = np.asarray(values, dtype=float), np.asarray(counts, dtype=float)
    sizes = np.unique(np.abs(lattice[lattice != 0]))
    positive, negative = (_at(sizes, sign * lattice, frequencies) for sign in (1.0, -1.0))
    zero = frequencies[..., lattice == 0].sum(axis=-1)
    tied = positive + negative
    lower = zero if zeros == "pratt" else np.zeros_like(zero)
    before = lower[..., None] + np.cumsum(tied, axis=-1) - tied
    return RankedGaps(positive, negative, zero, doubled_rank=2 * before + tied + 1)


def _at(sizes: Floats, values: Floats, frequencies: Floats) -> Floats:
    """Sum the frequencies of values at each of the sizes."""
    placed = np.zeros((*frequencies.shape[:-1], len(sizes)))
    counted = values > 0
    place = np.searchsorted(sizes, values[counted])
    np.add.at(placed, (..., place), frequencies[..., counted])  # type: ignore[arg-type]  # the stubs know no ellipsis
    return placed
