"""Priority: a gap times what it weighs, both of them estimates from the same respondents."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.ratio import Floats
from servgap._stats.registry import statistic


@dataclass(frozen=True)
class Priority:
    """Products, and their covariance."""

    value: Floats
    covariance: Floats


@statistic(
    "priority",
    name="gap times importance, both with their chance",
    symbol="w·gap",
    source="Goodman (1960), JASA 55, 708–713; Bohrnstedt & Goldberger (1969), JASA 64, 1439–1442",
)
def priority(gap: ArrayLike, weight: ArrayLike, covariance: ArrayLike) -> Priority:
    """
    Products g_j w_j, with the covariance that products of jointly normal variables around these means have.

    cov(g_j w_j, g_k w_k) = w_j w_k C(g_j, g_k) + w_j g_k C(g_j, w_k) + g_j w_k C(w_j, g_k) + g_j g_k C(w_j, w_k)
    + C(g_j, g_k) C(w_j, w_k) + C(g_j, w_k) C(w_j, g_k). The first four terms are those of the delta method; without the
    last two a gap that is nearly none of a standard that hardly counts would have no chance at all.

    Parameters
    ----------
    gap, weight : array_like, shape (k,)
        Gaps (or distances), and importances.
    covariance : array_like, shape (2k, 2k)
        Covariance of the gaps, then of the weights.

    Examples
    --------
    >>> found = priority([-1.0], [0.5], [[0.04, 0.0], [0.0, 0.01]])  # 0.25·0.04 + 1·0.01 + 0.04·0.01
    >>> found.value, found.covariance.round(6)
    (array([-0.5]), array([[0.0204]]))
    """
    g, w, S = (np.asarray(each, dtype=np.float64) for each in (gap, weight, covariance))
    k = len(g)
    gaps, between, weights = S[:k, :k], S[:k, k:], S[k:, k:]
    delta = np.outer(w, w) * gaps + np.outer(w, g) * between + np.outer(g, w) * between.T + np.outer(g, g) * weights
    return Priority(g * w, delta + gaps * weights + between * between.T)


@dataclass(frozen=True)
class Shared:
    """Importances as shares of one, and rows of their errors."""

    value: Floats
    rows: Floats


def shared_out(value: ArrayLike, rows: ArrayLike, parts: ArrayLike | None = None) -> Shared:
    """
    Turn importances into shares of their sum: w_j = v_j/Σv, with error (e_j − w_j Σe)/Σv; NaN counts for nothing.

    Parameters
    ----------
    value, rows : array_like, shapes (k,) and (n, k)
        Importances, and what each respondent adds to their errors.
    parts : array_like, shape (k,)
        How much of each counts for the sum; all of it unless told.

    Examples
    --------
    >>> found = shared_out([1.0, 3.0], [[0.4, 0.0]])
    >>> found.value, found.rows
    (array([0.25, 0.75]), array([[ 0.075, -0.075]]))
    """
    given, errors = np.asarray(value, dtype=np.float64), np.asarray(rows, dtype=np.float64)
    counted = np.ones(len(given)) if parts is None else np.asarray(parts, dtype=np.float64)
    total = float((counted * np.nan_to_num(given)).sum())
    scale = total if total > 0 else np.nan
    share = given / scale
    return Shared(share, (errors - (errors @ counted)[:, None] * np.nan_to_num(share)) / scale)
