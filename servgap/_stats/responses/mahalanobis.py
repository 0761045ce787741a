"""How far a respondent's answers lie from everybody's: Mahalanobis distance, on the items that were answered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servgap._stats.ratio import Floats
from servgap._stats.registry import statistic
from servgap._stats.responses.careless import CHUNK

MOST_CELLS = 1 << 23
"""Cells of small matrices that are solved at a time."""
CONDITION = 1e-10


@dataclass(frozen=True)
class Mahalanobis:
    """Squared distance of each respondent, in proportion to all items, and the number of items it rests on."""

    squared_distance: Floats
    answered: Floats


@statistic(
    "mahalanobis",
    name="Mahalanobis distance",
    symbol="D²",
    source="Mahalanobis (1936), Proc. Natl. Inst. Sci. India 2, 49–55; "
    "Meade & Craig (2012), Psychol. Methods 17, 437–455",
)
def mahalanobis(codes: ArrayLike) -> Mahalanobis:
    """
    Squared Mahalanobis distance of each respondent from the mean of all.

    Mean and covariance are those of the respondents who answered everything. Someone who left items out has the
    distance on the items answered, times all items over those answered, which makes distances comparable. Answers on a
    scale are not normal, so the distances are for putting respondents in order; the chi-squared reference is not valid.

    Parameters
    ----------
    codes : array_like, shape (respondents, items)
        Codes of the answers, 1 for the lowest; 0 for none.

    Returns
    -------
    Mahalanobis
        NaN for those without an answer, and for all where complete respondents are too few, or items repeat each other.

    Examples
    --------
    >>> mahalanobis([[1, 1], [2, 3], [3, 2], [4, 4]]).squared_distance.round(3)
    array([1.5, 1.5, 1.5, 1.5])
    """
    rows = np.asarray(codes)
    there = rows > 0
    answered = there.sum(axis=1)
    k = rows.shape[1]
    centre, inverse = _reference(rows[answered == k])
    squared = np.full(len(rows), np.nan)
    if inverse is not None:
        for start in range(0, len(rows), CHUNK):
            span = slice(start, start + CHUNK)
            squared[span] = _distances(np.where(there[span], rows[span] - centre, 0.0), there[span], inverse)
    return Mahalanobis(squared, answered.astype(np.float64))


def _reference(complete: NDArray[np.integer]) -> tuple[Floats, Floats | None]:
    """Give the mean and the inverse covariance of complete respondents; none where it has none."""
    n, k = complete.shape
    if n <= k:
        return np.zeros(k), None
    centre = complete.mean(axis=0, dtype=np.float64)
    products = np.zeros((k, k))
    for start in range(0, n, CHUNK):
        off = complete[start : start + CHUNK] - centre
        products += off.T @ off
    spread = np.sqrt(np.diagonal(products))
    if not (spread > 0).all() or np.linalg.eigvalsh(products / np.outer(spread, spread))[0] < CONDITION:
        return centre, None
    return centre, np.linalg.inv(products / (n - 1))


def _distances(off: Floats, there: NDArray[np.bool_], inverse: Floats) -> Floats:
    """Give distances; those who lack equally many answers are taken together.

    With K the inverse covariance, d the deviations (0 where missing) and m the missing places, the distance on the
    answered items is dᵀKd − (Kd)ₘᵀ Kₘₘ⁻¹ (Kd)ₘ: the least that any answers at m would give.
    """
    k = off.shape[1]
    weighed = off @ inverse
    squared: Floats = (weighed * off).sum(axis=1)
    lacking = k - there.sum(axis=1)
    for m in np.unique(lacking[(lacking > 0) & (lacking < k)]):
        places = np.flatnonzero(lacking == m)
        for part in np.array_split(places, -(-len(places) * m * m // MOST_CELLS)):
            missing = np.nonzero(~there[part])[1].reshape(len(part), m)
            matrix = inverse[missing[:, :, None], missing[:, None, :]]
            pull = weighed[part[:, None], missing]
            solved = np.linalg.solve(matrix, pull[..., None])[..., 0]
            squared[part] = np.maximum(squared[part] - (pull * solved).sum(axis=1), 0.0) * k / (k - m)
    squared[lacking == k] = np.nan
    return squared
