"""Which items run against the others of their set, as one does that is worded the other way and was not turned."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from servgap._stats.ratio import Floats, correlations

_NOTHING = 1e-9
"""Correlation of an item with the sum of the others from which on its sign is no rounding."""


@dataclass(frozen=True)
class Keying:
    """
    Items against the rest of their set.

    `against` marks the fewer of the items when their signs are chosen so that each goes with the sum of the others,
    `rest_r` is each item's correlation with the sum of the other items so signed, negative where it is against them,
    and `sure` marks those whose correlation lies below zero by more than chance.
    """

    against: NDArray[np.bool_]
    rest_r: Floats
    sure: NDArray[np.bool_]


def opposed_items(covariance: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> Keying:
    """
    Find the items that run against the others.

    The item that correlates most negatively with the sum of the others is turned, and so on until none does. Those
    turned, or the others where they are fewer, run against the rest. Items are put on one scale first, so that none
    counts for its spread. Equal correlations are settled by the order of the items, and of two halves that which does
    not hold the first item is named.

    Parameters
    ----------
    covariance : array_like, shape (..., k, k)
        Covariance matrices of the items.
    n : array_like, shape (...)
        Respondents behind each matrix.
    confidence
        Level of Fisher's interval by which a negative correlation is more than chance.

    Returns
    -------
    Keying
        Nothing is marked where there are fewer than two items, or for an item that does not vary.

    Examples
    --------
    >>> found = opposed_items([[1, 0.5, -0.5], [0.5, 1, -0.4], [-0.5, -0.4, 1]], 100)
    >>> found.against.tolist(), found.rest_r.round(2).tolist(), found.sure.tolist()
    ([False, False, True], [0.6, 0.52, -0.52], [False, False, True])
    """
    matrices = np.asarray(covariance, dtype=np.float64)
    shape = np.broadcast_shapes(matrices.shape[:-2], np.shape(n))
    k = matrices.shape[-1]
    respondents = np.broadcast_to(np.asarray(n, dtype=np.float64), shape).reshape(-1)
    flat = np.broadcast_to(matrices, (*shape, k, k)).reshape(-1, k, k)
    found = [_signed(np.nan_to_num(each)) for each in correlations(flat)] if k else []
    against = np.array([each[0] for each in found], dtype=bool).reshape(*shape, k)
    rest_r = np.array([each[1] for each in found], dtype=np.float64).reshape(*shape, k)
    beyond = ndtri((1 + confidence) / 2) / np.sqrt(np.where(respondents > 3, respondents - 3, np.nan))
    sure = against & (np.arctanh(np.clip(rest_r, -1 + _NOTHING, 1)) < -beyond.reshape(*shape, 1))
    return Keying(against, rest_r, sure)


def _signed(r: Floats) -> tuple[NDArray[np.bool_], Floats]:
    """Turn items of a correlation matrix, in which those that do not vary are zero, until all go with the rest."""
    signs = np.ones(len(r))
    for _ in range(len(r) ** 2):
        with_rest = _with_rest(r, signs)
        lowest = float(with_rest.min(initial=0.0))
        if lowest > -_NOTHING:
            break
        signs[np.flatnonzero(with_rest < lowest + _NOTHING)[0]] *= -1
    turned = signs < 0
    if 2 * turned.sum() > len(r) or (2 * turned.sum() == len(r) and turned[:1].any()):
        turned = ~turned
    own = _with_rest(r, np.where(turned, -1.0, 1.0))
    return turned & (np.diagonal(r) > 0), np.where(turned, -own, own)


def _with_rest(r: Floats, signs: Floats) -> Floats:
    """Correlate each signed item with the sum of the others."""
    signed = r * np.outer(signs, signs)
    together = signed.sum(axis=1) - np.diagonal(signed)
    rest = np.maximum(signed.sum() - 2 * together - np.diagonal(signed), 0.0)
    spread = np.sqrt(rest * np.diagonal(signed))
    return np.where(spread > _NOTHING, together / np.where(spread > _NOTHING, spread, 1.0), 0.0)
