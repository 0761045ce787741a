"""Which sets of drivers a decomposition looks at, and how much the gain of each counts for each driver."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Mask: TypeAlias = NDArray[np.bool_]
Coalitions: TypeAlias = Sequence[Sequence[int]]

MOST_SETS = 2**17
"""More sets of drivers than this are not looked at: with each, time and memory double at every driver added."""


@dataclass(frozen=True)
class WeightedSets:
    """Sets of drivers, and for each driver the weights by which what the sets explain adds up to its share."""

    members: Mask  # sets × drivers
    weights: Floats  # drivers × sets


def sets_needed(coalitions: Coalitions) -> int:
    """
    Count the different sets of drivers that Owen values look at, the empty one among them.

    They are the 2^D unions of whole coalitions, and for each coalition of k drivers 2^(D-1) (2^k - 2) with a part of
    it.

    Examples
    --------
    >>> sets_needed([range(0, 4), range(4, 9), range(9, 13), range(13, 17), range(17, 22)])
    1664
    """
    others: int = 2 ** (len(coalitions) - 1)
    found: int = 2 * others + sum(others * (2 ** len(each) - 2) for each in coalitions)
    return found


def owen_weights(coalitions: Coalitions) -> WeightedSets:
    """
    Give the sets of drivers that Owen values look at, with each driver's weights.

    Coalitions come in every order, and within a coalition its drivers in every order, before those of the next one
    come: driver j of a coalition of k is preceded by T of the other D - 1 coalitions and by the set S of its own with
    the chance t!(D - 1 - t)!/D! · s!(k - 1 - s)!/k!, and its share is the mean gain of what is explained. One
    coalition of all drivers, or one for each, gives Shapley values.

    Source: Owen (1977), in: Henn & Moeschlin, Mathematical Economics and Game Theory, 76–88; Huettner & Sunder
    (2012), Electron. J. Stat. 6, 1239–1250.

    Examples
    --------
    >>> sets = owen_weights([[0], [1]])
    >>> sets.members.astype(int).tolist()
    [[0, 0], [1, 0], [0, 1], [1, 1]]
    >>> sets.weights.tolist()
    [[-0.5, 0.5, -0.5, 0.5], [-0.5, -0.5, 0.5, 0.5]]
    """
    groups = [np.asarray(each, dtype=np.int64) for each in coalitions]
    drivers, whole = sum(map(len, groups)), [int(np.sum(1 << each)) for each in groups]
    blocks = []
    for place, own in enumerate(groups):
        other = np.array(whole[:place] + whole[place + 1 :], dtype=np.int64)
        ahead, within = _all_parts(other), _all_parts(1 << own)
        blocks.append((ahead[:, None] | within, _chance(len(other))[_sizes(len(other))], own))
    sets, places = np.unique(np.concatenate([block.ravel() for block, _, _ in blocks]), return_inverse=True)
    weights: Floats = np.zeros((drivers, len(sets)))
    start = 0
    for block, of_ahead, own in blocks:
        here = places[start : start + block.size].reshape(block.shape)
        start += block.size
        chance, size, bits = _chance(len(own) - 1), _sizes(len(own)), np.arange(2 ** len(own))
        for position, driver in enumerate(own):
            has = (bits >> position) & 1 == 1
            of_within = np.where(has, chance[size - has], -chance[np.minimum(size, len(own) - 1)])
            weights[driver, here] = of_ahead[:, None] * of_within
    return WeightedSets((sets[:, None] >> np.arange(drivers)) & 1 == 1, weights)


def all_sets(drivers: int) -> Mask:
    """Give all sets of so many drivers; set number b holds driver j where bit j of b is 1."""
    return np.asarray((np.arange(2**drivers)[:, None] >> np.arange(drivers)) & 1 == 1)


def _all_parts(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give the union of every part of some disjoint sets, as bits."""
    parts = np.zeros(1, dtype=np.int64)
    for value in values:
        parts = np.concatenate([parts, parts | value])
    return parts


def _sizes(size: int) -> NDArray[np.int64]:
    """Count the members of every part of a set, in the order of `_all_parts`."""
    return np.bitwise_count(np.arange(2**size)).astype(np.int64)


def _chance(others: int) -> Floats:
    """Give the chance that just this set of each size is ahead of one, among so many others: s!(m - s)!/(m + 1)!."""
    return np.array([1.0 / ((others + 1) * comb(others, size)) for size in range(others + 1)])
