"""Polychoric correlations: how the normal variables behind ordered answers go together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servgap._stats.ordinal.pair_likelihood import pair_slopes, thresholds_of
from servgap._stats.ordinal.pair_scores import correlation_influence
from servgap._stats.ratio import Floats
from servgap._stats.registry import statistic

Flags: TypeAlias = NDArray[np.bool_]

MOST = 0.9999
"""Correlation from which on a table counts as one that no correlation under one fits best."""
STEEP, LEAST_INFORMATION = 0.8, 1e-6
"""Correlation from which on a top that holds less information than this, for each respondent, is none."""

MOST_STEPS = 100
ARRIVED = 1e-12
"""Length of a step at which an estimate has arrived; steps are Newton's, so that it is nearer than that."""


@dataclass(frozen=True)
class Polychoric:
    """
    Thresholds and polychoric correlations of k items.

    Attributes
    ----------
    correlation
        The correlations (k, k), one on the diagonal; one or minus one where a table lies on its diagonal.
    se
        Standard errors (k, k) that count the thresholds' own error; zero on the diagonal.
    thresholds
        Normal quantiles (k, L - 1) that cut each item's variable; infinite beyond the last category in use.
    n
        Respondents behind each pair (k, k), and behind each item on the diagonal.
    boundary
        Whether the likelihood still rises at a correlation of one or minus one.
    """

    correlation: Floats
    se: Floats
    thresholds: Floats
    n: Floats
    boundary: Flags


@statistic(
    "polychoric",
    name="polychoric correlation",
    symbol="ρ",
    source="Olsson (1979), Psychometrika 44, 443–460; standard errors: Jöreskog (1994), Psychometrika 59, 381–389",
)
def polychoric(tables: ArrayLike) -> Polychoric:
    r"""
    Estimate in two steps: thresholds from the items' margins, then each pair's correlation by maximum likelihood.

    .. math:: \ell(\rho) = \sum_{ab} n_{ab} \ln\{\Phi_2(\tau_a, \tau_b) - \Phi_2(\tau_{a-1}, \tau_b)
        - \Phi_2(\tau_a, \tau_{b-1}) + \Phi_2(\tau_{a-1}, \tau_{b-1})\}

    Empty cells stay empty, except that a table of two by two categories in use with one empty cell is moved by half an
    answer at constant margins, as in R's lavaan. A pair's thresholds are those of its own table.

    Parameters
    ----------
    tables : array_like, shape (k(k - 1)/2, L, L)
        Counts of answers, pair by pair in the order (0, 1), (0, 2), ..., (k - 2, k - 1), the first item's categories
        in rows, all over the same respondents. Items with fewer categories leave the last rows or columns empty.

    Returns
    -------
    Polychoric
        NaN in rows and columns of items with fewer than two categories in use, and of pairs without respondents.

    Notes
    -----
    Olsson, U. (1979). Maximum likelihood estimation of the polychoric correlation coefficient. Psychometrika, 44.
    Jöreskog, K. G. (1994). On the estimation of polychoric correlations and their asymptotic covariance matrix.
    Psychometrika, 59.

    Examples
    --------
    Cut at the medians, r = sin(2π(p - ¼)) with p the share in a cell of the diagonal: here sin(π/6).

    >>> found = polychoric([[[20, 10], [10, 20]]])
    >>> round(float(found.correlation[0, 1]), 6)
    0.5
    """
    counts = np.asarray(tables, dtype=np.float64)
    margins = item_margins(counts)
    r, boundary = pair_correlations(counts)
    first, second = thresholds_of(counts.sum(-1)), thresholds_of(counts.sum(-2))
    inside = np.flatnonzero(np.isfinite(r) & ~boundary)
    se = np.full(len(r), np.nan)
    influence = correlation_influence(counts[inside], first[inside], second[inside], r[inside])
    se[inside] = np.sqrt((counts[inside] * influence**2).sum((-2, -1)))
    varies = (margins > 0).sum(-1) >= 2
    return Polychoric(
        correlation=square(r, np.where(varies, 1.0, np.nan)),
        se=square(se, np.where(varies, 0.0, np.nan)),
        thresholds=thresholds_of(margins),
        n=square(counts.sum((-2, -1)), margins.sum(-1)),
        boundary=square(boundary, np.zeros(len(margins))) > 0,
    )


def pair_correlations(tables: Floats) -> tuple[Floats, Flags]:
    """Return each table's correlation (m,), and whether it is at a boundary; NaN where an item does not vary."""
    r, boundary = np.full(len(tables), np.nan), np.zeros(len(tables), dtype=bool)
    varies = ((tables.sum(-1) > 0).sum(-1) >= 2) & ((tables.sum(-2) > 0).sum(-1) >= 2)
    rows = np.flatnonzero(varies)
    moved = _without_lone_zeros(tables[rows])
    r[rows], boundary[rows] = _maximise(moved, thresholds_of(moved.sum(-1)), thresholds_of(moved.sum(-2)))
    return r, boundary


def item_margins(tables: Floats) -> Floats:
    """Return the counts of answers (k, L) to each of the k items whose pairs the tables count."""
    items = round((1 + np.sqrt(1 + 8 * len(tables))) / 2)
    if items < 2:
        return np.zeros((items, tables.shape[-1]))
    one, two = np.triu_indices(items, 1)
    lead = [int(np.flatnonzero(one == item)[0]) for item in range(items - 1)]
    last = int(np.flatnonzero(two == items - 1)[0])
    return np.concatenate([tables[lead].sum(-1), tables[[last]].sum(-2)])


def square(pairs: Floats | Flags, diagonal: Floats) -> Floats:
    """Lay values of pairs out as a symmetric matrix."""
    matrix = np.diag(np.asarray(diagonal, dtype=np.float64))
    upper = np.triu_indices(len(diagonal), 1)
    matrix[upper] = pairs
    matrix[upper[::-1]] = pairs
    return matrix


def _maximise(tables: Floats, first: Floats, second: Floats) -> tuple[Floats, Flags]:
    """Climb to each table's best correlation by Newton's steps, halving the bracket where one leads out of it."""
    r = _product_moment(tables)
    low, high = np.full(len(r), -1.0), np.full(len(r), 1.0)
    moving = np.arange(len(r))
    for _ in range(MOST_STEPS):
        if not len(moving):
            break
        at = pair_slopes(tables[moving], first[moving], second[moving], r[moving])
        rising = at.slope > 0
        low[moving] = np.where(rising, r[moving], low[moving])
        high[moving] = np.where(rising, high[moving], r[moving])
        step = np.where(at.curvature < 0, at.slope / np.maximum(-at.curvature, 1e-300), np.inf)
        there = r[moving] + step
        outside = ~((there > low[moving]) & (there < high[moving]))
        there[outside] = ((low + high) / 2)[moving][outside]
        far = np.abs(there - r[moving]) > ARRIVED
        r[moving] = there
        moving = moving[far & (np.abs(there) < MOST)]
    boundary = (np.abs(r) >= MOST) | _level(tables, first, second, r)
    return np.where(boundary, np.sign(r), r), boundary


def _level(tables: Floats, first: Floats, second: Floats, r: Floats) -> Flags:
    """Tell where a likelihood has no top: it rises towards one or minus one until rounding hides the rise."""
    level = np.zeros(len(r), dtype=bool)
    rows = np.flatnonzero((np.abs(r) > STEEP) & (np.abs(r) < MOST))
    at = pair_slopes(tables[rows], first[rows], second[rows], r[rows])
    level[rows] = -at.curvature * (1 - r[rows] ** 2) ** 2 < LEAST_INFORMATION * tables[rows].sum((-2, -1))
    return level


def _product_moment(tables: Floats) -> Floats:
    """Return the correlations of the categories' ranks, drawn in towards zero: where the climb starts."""
    one, two = np.arange(tables.shape[1]), np.arange(tables.shape[2])
    n, rows, columns = tables.sum((-2, -1)), tables.sum(-1), tables.sum(-2)
    x, y = (rows @ one) / n, (columns @ two) / n
    spread = np.sqrt(((rows @ one**2) / n - x**2) * ((columns @ two**2) / n - y**2))
    r = ((tables @ two) @ one / n - x * y) / spread
    start: Floats = np.clip(r, -0.9, 0.9)
    return start


def _without_lone_zeros(tables: Floats) -> Floats:
    """Move tables of two by two categories with one empty cell by half an answer; their best fit lies at no end."""
    moved = tables.copy()
    used = (tables.sum(-1) > 0).sum(-1) == 2, (tables.sum(-2) > 0).sum(-1) == 2
    for place in np.flatnonzero(used[0] & used[1]):
        rows, columns = (np.flatnonzero(tables[place].sum(axis) > 0) for axis in (-1, -2))
        cells = tables[place, rows[:, None], columns]
        if (cells == 0).sum() == 1:
            towards = 0.5 if cells[0, 0] == 0 or cells[1, 1] == 0 else -0.5
            moved[place, rows[:, None], columns] = cells + towards * np.array([[1, -1], [-1, 1]])
    return moved
