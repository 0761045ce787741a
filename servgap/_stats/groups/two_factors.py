"""Two factors at once, say branch and quarter: does each matter, and does the one depend on the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from servgap._stats.groups.explained import share_explained
from servgap._stats.ratio import ratio
from servgap._stats.registry import statistic
from servgap._stats.tails import f_tail

Floats = NDArray[np.float64]
EFFECTS = ("level", "first", "second", "interaction")
"""What is tested, in the order in which it stands along the last axis; the level is that the mean is 0."""


@dataclass(frozen=True)
class TwoFactors:
    """Tests of the effects along the last axis (`EFFECTS`), with what is left over, and whether a cell is empty."""

    sum_of_squares: Floats
    df: Floats
    statistic: Floats
    p_value: Floats
    partial_eta_squared: Floats
    partial_omega_squared: Floats
    effect_low: Floats
    effect_high: Floats
    residual: Floats
    df_denominator: Floats
    empty: NDArray[np.bool_]


@statistic(
    "two_factors",
    name="two-way analysis of variance",
    symbol="F",
    source="Yates (1934), JASA 29, 51–66; interval: Steiger (2004), Psychological Methods 9, 164–182",
    effect="partial η², SS/(SS + SS of what is left over), and partial ω², df(F − 1)/(df(F − 1) + N)",
)
def two_factors(
    n: ArrayLike, mean: ArrayLike, variance: ArrayLike, *, kind: Literal[2, 3] = 2, confidence: float = 0.95
) -> TwoFactors:
    """
    Test both factors and their interaction, from n, mean and variance of the cells (..., a, b).

    Of type 2, a factor's sum of squares is what it adds to the other where the two do not interact. Of type 3 it is
    Σ w(m̄ - m̄_w)² over its levels' plain averages m̄ of cell means, w = b²/Σ 1/n: all cells of a level count alike, and
    the factor is told with its interaction in the model. The interaction is what cells add to both factors, in either.
    Where all cells have as many respondents, the two types are one.

    Parameters
    ----------
    n, mean, variance : array_like, shape (..., a, b)
        Of the cells. The variance of a cell of one is not looked at.
    kind
        Type of the sums of squares.
    confidence
        Of the intervals of the share of variance an effect adds, λ/(λ + N), which partial omega squared estimates.

    Returns
    -------
    TwoFactors
        With an empty cell, which `empty` says, type 3 is NaN but for the interaction, for the averages of a level would
        be about other cells than the other's; type 2 has them as long as the levels of the one factor hang together by
        cells of the other. A level without any respondent is left out. All is NaN where nothing varies within cells.

    Notes
    -----
    Type 3 is that of R's `car::Anova` with `contr.sum`; with R's own contrasts, `contr.treatment`, it would test the
    first level alone.

    Examples
    --------
    >>> found = two_factors([[5, 5], [5, 5]], [[0.0, 1.0], [1.0, 4.0]], [[1.0, 1.0], [1.0, 1.0]])
    >>> found.sum_of_squares, found.statistic
    (array([45., 20., 20.,  5.]), array([45., 20., 20.,  5.]))
    """
    size, centre, spread = np.broadcast_arrays(*(np.asarray(a, dtype=np.float64) for a in (n, mean, variance)))
    shape = size.shape[:-2]
    squares, df = np.full((*shape, len(EFFECTS)), np.nan), np.full((*shape, len(EFFECTS)), np.nan)
    residual, below, total, empty = (np.full(shape, np.nan) for _ in range(4))
    for place in np.ndindex(*shape):
        held = size[place] > 0
        rows, columns = held.any(axis=1), held.any(axis=0)
        count, middle = size[place][rows][:, columns], centre[place][rows][:, columns]
        empty[place], total[place] = not (count > 0).all(), count.sum()
        residual[place] = np.where(size[place] >= 2, (size[place] - 1.0) * spread[place], 0.0).sum()
        below[place] = total[place] - held.sum()
        if min(count.shape, default=0) >= 2 and np.isfinite(middle[count > 0]).all() and below[place] > 0:
            squares[place], df[place] = (_second if kind == 2 else _third)(count, np.where(count > 0, middle, 0.0))
    sound = residual > 0
    squares, df = (np.where(sound[..., None], each, np.nan) for each in (squares, df))
    df = np.where(np.isfinite(squares), df, np.nan)
    left, freedom = np.where(sound, residual, np.nan)[..., None], np.where(sound, below, np.nan)[..., None]
    F = squares / np.where(df > 0, df, np.nan) / (left / freedom)
    tested = np.isfinite(F)
    p = np.where(tested, f_tail(np.where(tested, df, 1.0), np.where(tested, freedom, 1.0), F), np.nan)
    limits = share_explained(F, df, freedom, total[..., None], confidence=confidence)
    return TwoFactors(
        sum_of_squares=squares,
        df=df,
        statistic=F,
        p_value=p,
        partial_eta_squared=ratio(squares, squares + left),
        partial_omega_squared=ratio(df * (F - 1.0), df * (F - 1.0) + total[..., None]),
        effect_low=limits.low,
        effect_high=limits.high,
        residual=left[..., 0],
        df_denominator=freedom[..., 0],
        empty=empty == 1.0,
    )


Effects = tuple[list[float], list[float]]
"""Sums of squares and degrees of freedom of the effects."""


def _second(count: Floats, mean: Floats) -> Effects:
    """Type 2: each factor after the other, the interaction after both."""
    total = count.sum()
    average = (count * mean).sum() / total
    off = np.where(count > 0, mean - average, 0.0)
    cells = float((count * off**2).sum())
    of_rows, of_columns = (float(((count * off).sum(axis=axis) ** 2 / count.sum(axis=axis)).sum()) for axis in (1, 0))
    degrees = [1.0, *_degrees(count)]
    if not _connected(count):
        return [float(total * average**2), np.nan, np.nan, np.nan], degrees
    both = _additive(count, off)
    made = [both - of_columns, both - of_rows, cells - both]
    return [float(total * average**2), *(max(each, 0.0) for each in made)], degrees


def _third(count: Floats, mean: Floats) -> Effects:
    """Type 3: plain averages of cell means; the interaction as in type 2."""
    interaction = _second(count, mean)[0][-1]
    degrees = [1.0, *_degrees(count)]
    if not (count > 0).all():
        return [np.nan, np.nan, np.nan, interaction], degrees
    squares = []
    for axis in (1, 0):
        weight = count.shape[axis] ** 2 / (1.0 / count).sum(axis=axis)
        average = mean.mean(axis=axis)
        squares.append(float((weight * (average - (weight * average).sum() / weight.sum()) ** 2).sum()))
    level = float(mean.mean() ** 2 * mean.size**2 / (1.0 / count).sum())
    return [level, *squares, interaction], degrees


def _degrees(count: Floats) -> list[float]:
    rows, columns = count.shape
    return [rows - 1.0, columns - 1.0, float((count > 0).sum() - rows - columns + 1)]


def _additive(count: Floats, off: Floats) -> float:
    """Sum of squares of both factors without interaction; the longer one is taken out of the other's equations."""
    if count.shape[0] < count.shape[1]:
        count, off = count.T, off.T
    of_rows, of_columns = count.sum(axis=1), count.sum(axis=0)
    row_sums, column_sums = (count * off).sum(axis=1), (count * off).sum(axis=0)
    matrix = np.diag(of_columns) - count.T @ (count / of_rows[:, None])
    right = column_sums - count.T @ (row_sums / of_rows)
    # Effects are told up to a constant: that of the last level is nothing.
    effect = np.zeros(len(of_columns))
    effect[:-1] = np.linalg.solve(matrix[:-1, :-1], right[:-1])
    return float((row_sums**2 / of_rows).sum() + effect @ right)


def _connected(count: Floats) -> bool:
    """Tell whether cells tie all levels of both factors together, without which their effects are not apart."""
    rows, columns = np.nonzero(count > 0)
    nodes = sum(count.shape)
    graph = coo_array((np.ones(len(rows)), (rows, columns + count.shape[0])), shape=(nodes, nodes))
    return bool(connected_components(graph, directed=False)[0] == 1)
