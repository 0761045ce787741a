"""Which other branches could have been chosen for an event, and started when: all choices, or some drawn."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from math import comb

import numpy as np

from servgap._stats.events.contrast import Starts


def count_choices(starts: Starts) -> int:
    """
    Count the ways in which the branches could share these starts.

    Examples
    --------
    >>> count_choices(np.array([4, 4, 9, 9, 9]))
    10
    """
    count, left = 1, len(starts)
    for size in np.unique(starts, return_counts=True)[1]:
        count *= comb(left, int(size))
        left -= int(size)
    return count


def all_choices(starts: Starts) -> Starts:
    """
    Give all ways (choices, branches) in which the branches could share these starts, the one that happened among them.

    Examples
    --------
    >>> all_choices(np.array([1, 5, 5])).tolist()
    [[1, 5, 5], [5, 1, 5], [5, 5, 1]]
    """
    values, sizes = np.unique(starts, return_counts=True)

    def shared(places: tuple[int, ...], at: int) -> Iterator[dict[int, int]]:
        if at == len(values):
            yield {}
            return
        for chosen in combinations(places, int(sizes[at])):
            rest = tuple(each for each in places if each not in chosen)
            for others in shared(rest, at + 1):
                yield {**dict.fromkeys(chosen, int(values[at])), **others}

    branches = range(len(starts))
    return np.array([[each[k] for k in branches] for each in shared(tuple(branches), 0)], dtype=np.int64)


def drawn_choices(starts: Starts, draws: int, rng: np.random.Generator) -> Starts:
    """Draw ways (draws, branches) in which the branches could share these starts, each as likely as any other."""
    return rng.permuted(np.tile(starts, (draws, 1)), axis=1)
