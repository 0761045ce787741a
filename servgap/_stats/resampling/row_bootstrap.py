"""Respondents drawn anew: means and standard errors of all columns in every draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.ratio import Floats, ratio

_ROWS = 20_000
"""Rows up to which respondents are drawn themselves; beyond, blocks of them are."""

_BLOCKS = 1_000
_AT_ONCE = 4_000_000  # weights held in memory together


@dataclass(frozen=True)
class Redrawn:
    """Mean and standard error of every column in the sample and in every draw; "rows" or "blocks" were drawn."""

    mean: Floats
    se: Floats
    drawn_mean: Floats
    drawn_se: Floats
    method: str


def redrawn_means(rows: ArrayLike, *, draws: int, rng: np.random.Generator | None = None) -> Redrawn:
    """
    Bootstrap respondents (rows; NaN is a missing answer), keeping the correlations of the columns.

    A draw is a vector of whole-number weights, so that all draws are one product of matrices. Beyond 20,000 rows,
    1,000 blocks of respondents (each taking every thousandth row) are drawn, which changes standard errors by some 2 %.
    """
    generator = np.random.default_rng(0) if rng is None else rng
    given = np.asarray(rows, dtype=np.float64)
    present = ~np.isnan(given)
    centre = ratio(np.where(present, given, 0.0).sum(axis=0), present.sum(axis=0))
    filled = np.where(present, given - centre, 0.0)
    sums = np.hstack([filled, filled**2, present.astype(np.float64)])
    method = "rows"
    if len(sums) > _ROWS:
        sums, method = np.stack([sums[block::_BLOCKS].sum(axis=0) for block in range(_BLOCKS)]), "blocks"
    totals = np.zeros((draws, sums.shape[1]))
    step = max(1, _AT_ONCE // max(1, len(sums)))
    for start in range(0, draws if len(sums) else 0, step):
        count = min(step, draws - start)
        totals[start : start + count] = _weights(len(sums), count, generator) @ sums
    mean, se = _moments(sums.sum(axis=0)[None])
    drawn_mean, drawn_se = _moments(totals)
    return Redrawn(mean[0] + centre, se[0], drawn_mean + centre, drawn_se, method)


def _weights(size: int, draws: int, rng: np.random.Generator) -> Floats:
    """How often each row is drawn, in every draw."""
    picked = rng.integers(0, size, size=(draws, size)) + size * np.arange(draws)[:, None]
    return np.bincount(picked.ravel(), minlength=draws * size).reshape(draws, size).astype(np.float64)


def _moments(totals: Floats) -> tuple[Floats, Floats]:
    """Mean and standard error from sums, sums of squares and numbers."""
    total, squares, n = np.split(totals, 3, axis=1)
    mean = ratio(total, n)
    variance = ratio(squares - total * np.nan_to_num(mean), n - 1)
    level = 1e-12 * np.nan_to_num(ratio(squares, n))
    return mean, np.sqrt(ratio(np.where(variance > level, variance, np.nan), n))
