"""What becomes of respondents to whom an item does not apply: three ways to columns of drivers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from servgap._stats.ratio import Floats

INDICATOR, COMPLETE, PAIRWISE = "usage_indicator", "users_of_all", "pairwise"
WAYS = (INDICATOR, COMPLETE, PAIRWISE)
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Columns:
    """Columns of drivers, whose they are, and on which respondents they rest.

    Parameters
    ----------
    x
        Respondents × columns; NaN only where covariances are taken of pairs.
    kept
        The respondents.
    blocks
        The columns of each driver.
    way
        How they were made.
    """

    x: Floats
    kept: Mask
    blocks: tuple[tuple[int, ...], ...]
    way: str


def columns_of(x: Floats, not_apply: Mask, known: Mask, way: str) -> Columns:
    """Make the columns of drivers.

    By a usage indicator (Cohen, Cohen, West & Aiken 2003, ch. 11), a driver that does not apply to some has two columns
    that come and go together: the answer less the users' mean, and 0 for the others; and who is a user. All other
    missing answers leave the respondent out.

    Parameters
    ----------
    x
        Respondents × drivers, NaN where there is no answer.
    not_apply
        Where that is because the question does not apply.
    known
        Who has an outcome and belongs to a group.
    way
        One of `WAYS`.
    """
    drivers = x.shape[1]
    alone = tuple((place,) for place in range(drivers))
    if way == PAIRWISE:
        return Columns(x, known & ~np.isnan(x).all(axis=1), alone, way)
    if way == COMPLETE:
        return Columns(x, known & ~np.isnan(x).any(axis=1), alone, way)
    kept = known & ~(np.isnan(x) & ~not_apply).any(axis=1)
    some = np.flatnonzero(not_apply[kept].any(axis=0))
    mean = np.zeros(drivers)
    for place in some:
        users = kept & ~not_apply[:, place]
        mean[place] = x[users, place].mean() if users.any() else 0.0
    answers = np.where(np.isnan(x), 0.0, x - mean)
    columns = np.concatenate([answers, (~not_apply[:, some]).astype(np.float64)], axis=1)
    extra = {int(place): drivers + number for number, place in enumerate(some)}
    blocks = tuple((place, extra[place]) if place in extra else (place,) for place in range(drivers))
    return Columns(columns, kept, blocks, way)
