"""Bootstrap draws as weights: how often each respondent, or group of respondents, is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from servgap._stats.ratio import Floats

MOST_ROWS = 5000
"""Up to so many respondents are resampled one by one; beyond, random groups of them are."""

GROUPS = 1000
"""Groups that are resampled then; a standard error from them is itself sure to some 2 %."""

TOGETHER = 2_000_000
"""Weights held at once: draws times units."""


def units_of(rows: Floats, terms: Callable[[Floats], Floats], rng: np.random.Generator) -> Floats:
    """
    Return the sums (units, s) of what is resampled: of each respondent, or of random groups where there are many.

    `terms` turns rows into what is summed up over them (rows, s), a group at a time where there are groups.

    Examples
    --------
    >>> units_of(np.ones((50_000, 1)), np.square, np.random.default_rng(0)).shape
    (1000, 1)
    """
    n = len(rows)
    if n <= MOST_ROWS:
        return terms(rows)
    # Shuffled, since neighbours in a file are often of one branch.
    groups = np.split(rng.permutation(n), np.arange(1, GROUPS) * n // GROUPS)
    return np.stack([terms(rows[group]).sum(0) for group in groups])


def bootstrap_sums(units: Floats, draws: int, rng: np.random.Generator) -> Iterator[Floats]:
    """
    Draw units with replacement and yield, some draws at a time, the sums (draws, s) over those drawn.

    Examples
    --------
    >>> [each.shape for each in bootstrap_sums(np.ones((4, 1)), 9, np.random.default_rng(0))]
    [(9, 1)]
    """
    size = len(units)
    step = max(1, TOGETHER // max(size, units.shape[1]))
    for start in range(0, draws, step):
        count = min(step, draws - start)
        drawn = rng.integers(0, size, (count, size)) + size * np.arange(count)[:, None]
        weights = np.bincount(drawn.reshape(-1), minlength=count * size).reshape(count, size)
        yield weights.astype(np.float64) @ units
