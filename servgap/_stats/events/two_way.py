"""The regression of cells, branch by wave, on branches, waves and the event: what is usually computed, for beside."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.cluster_robust import cluster_robust
from servgap._stats.ratio import Floats
from servgap._stats.registry import statistic

MOST_CELLS = 2_000
"""Cells up to which the regression is made: it has a column a branch and a wave, and looks at every two branches."""


@dataclass(frozen=True)
class TwoWay:
    """Coefficient of the event (...) with CR2, its test and interval, and with errors that suppose less."""

    estimate: Floats
    se: Floats
    df: Floats
    p_value: Floats
    ci_low: Floats
    ci_high: Floats
    se_cr1s: Floats
    se_ordinary: Floats
    df_ordinary: Floats
    p_ordinary: Floats


@statistic(
    "two_way_effect",
    name="two-way regression of cells with cluster-robust errors (CR2)",
    symbol="t",
    source="Pustejovsky & Tipton (2018), J. Bus. Econ. Stat. 36, 672–683",
    effect="coefficient of the event",
)
def two_way_effect(
    mean: ArrayLike, start: ArrayLike, weights: ArrayLike | None = None, *, confidence: float = 0.95
) -> TwoWay:
    """
    Regress cells' means on branches, waves and whether the branch has the event, with branches as clusters.

    With one start, all cells and no weights it is the difference in differences of `event_effect`, and its t. With
    several starts it is no mean of effects: branches that have the event are taken for controls of later ones
    (Callaway & Sant'Anna 2021), and effects that grow are told too small. Cells that are not known are left out.

    Parameters
    ----------
    mean : array_like, shape (..., branches, waves)
    start : array_like of int, shape (branches,)
        The first wave with the event; −1 without it.
    weights : array_like, shape (..., branches, waves), optional
        Such as the numbers of respondents; all alike, if they are not given.

    Returns
    -------
    TwoWay
        NaN where the event's coefficient is not told by the cells, or there are more than `MOST_CELLS` of them.

    Examples
    --------
    >>> found = two_way_effect([[0.0, 1.1], [0.0, 0.9], [0.0, 0.1], [0.0, 0.0], [0.0, -0.1]], [1, 1, -1, -1, -1])
    >>> round(float(found.estimate), 6), round(float(found.se), 6), round(float(found.df), 6)
    (1.0, 0.11547, 2.272727)
    """
    y = np.asarray(mean, dtype=np.float64)
    w = np.broadcast_to(np.ones(()) if weights is None else np.asarray(weights, dtype=np.float64), y.shape)
    starts = np.asarray(start, dtype=np.int64)
    event = (starts >= 0)[:, None] & (np.arange(y.shape[-1]) >= starts[:, None])
    shape = y.shape[-2:]
    rows = [
        _of_cells(cells, weighing, event, confidence)
        for cells, weighing in zip(y.reshape(-1, *shape), w.reshape(-1, *shape), strict=True)
    ]
    return TwoWay(*np.moveaxis(np.array(rows).reshape(*y.shape[:-2], 10), -1, 0))


def _of_cells(y: Floats, w: Floats, event: ArrayLike, confidence: float) -> tuple[float, ...]:
    known = np.isfinite(y) & (w > 0)
    if not 0 < known.sum() <= MOST_CELLS:
        return (np.nan,) * 10
    branch, wave = np.nonzero(known)
    of_branch, of_wave = (np.unique(each, return_inverse=True)[1] for each in (branch, wave))
    design = np.column_stack(
        [np.eye(of_branch.max() + 1)[of_branch], np.eye(of_wave.max() + 1)[of_wave][:, 1:], np.asarray(event)[known]]
    )
    found = cluster_robust(y[known], design, branch, w[known], confidence=confidence)
    told = (found.coefficient, found.se, found.df, found.p_value, found.ci_low, found.ci_high, found.se_cr1s)
    last = [float(each[-1]) for each in (*told, found.se_ordinary)]
    return (*last, found.df_ordinary, float(found.p_ordinary[-1]))
