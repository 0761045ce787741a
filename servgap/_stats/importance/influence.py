"""Shares of an outcome's variance by driver, and what every respondent adds to them.

R² of a set S of drivers is a smooth function of the covariance of drivers and outcome, with the influence
(y²(1 - R²_S) - e_S²)/σ_yy of a respondent whose centred answers z = (x, y) leave the residual e_S: a quadratic form
in z. Shapley's and Owen's shares are weighted sums of R²_S, so that each driver has one symmetric matrix M with the
influence zᵀMz.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.importance.coalitions import Coalitions, Floats, owen_weights
from servgap._stats.importance.explained import explain_by_sets, varies

_CHUNK = 4096  # rows whose products are formed together


@dataclass(frozen=True)
class Shares:
    """R² and each driver's share of it, the same from adjusted R², the gradients M of the shares, and their columns.

    `gradients` (drivers, p, p) are taken with regard to the covariance of [x, y]; a respondent's centred row z has the
    influence z @ M @ z, of mean zero. `columns` is how many free columns each driver brings, on average over the
    orders in which drivers come: chance alone explains so many times (1 - R²)/df.
    """

    r2: float
    shares: Floats
    gradients: Floats
    adjusted_r2: float
    adjusted: Floats
    columns: Floats


def shares_of(
    covariance: ArrayLike,
    *,
    coalitions: Coalitions | None = None,
    blocks: Sequence[Sequence[int]] | None = None,
    df: float = np.inf,
) -> Shares:
    """
    Divide R² among drivers by Shapley's value, or by Owen's where drivers stand in coalitions.

    Parameters
    ----------
    covariance
        Of the columns x and of the outcome y, which stands last; (p, p).
    coalitions
        The drivers of each coalition, by number; None for one of all, which gives Shapley's value (LMG).
    blocks
        The columns of each driver, by number; None where each driver has one.
    df
        Respondents less the number of means taken from them. Every R²_S counts in `adjusted` as
        1 - (1 - R²_S) df/(df - |S|), without what chance alone explains.

    Examples
    --------
    >>> covariance = np.array([[1.0, 0.0, 0.6], [0.0, 1.0, 0.3], [0.6, 0.3, 1.0]])
    >>> shares_of(covariance).shares.round(2)
    array([0.36, 0.09])
    """
    sigma = np.asarray(covariance, dtype=np.float64)
    columns = len(sigma) - 1
    owned = [[column] for column in range(columns)] if blocks is None else blocks
    sets = owen_weights([range(len(owned))] if coalitions is None else coalitions)
    holds = np.zeros((len(owned), columns), dtype=np.bool_)
    for driver, places in enumerate(owned):
        holds[driver, list(places)] = True
    explained = explain_by_sets(sigma, sets.members @ holds)
    shares = sets.weights @ explained.r2
    left = np.maximum(df - explained.free, 1.0)
    optimism = np.zeros_like(explained.r2) if np.isinf(df) else (1.0 - explained.r2) * explained.free / left
    rows = explained.residual
    gradients = -np.stack([rows.T @ (weight[:, None] * rows) for weight in sets.weights])
    gradients[:, -1, -1] -= shares
    whole = int(np.argmax(sets.members.sum(axis=1)))
    unit = sigma[-1, -1] if varies(sigma)[-1] else np.nan  # an outcome that does not vary has no shares
    r2, shares = explained.r2 * (unit / unit), shares * (unit / unit)
    return Shares(
        float(r2[whole]),
        shares,
        gradients / unit,
        float(r2[whole] - optimism[whole]),
        sets.weights @ (r2 - optimism),
        sets.weights @ explained.free,
    )


def influences(z: ArrayLike, gradients: Floats) -> Floats:
    """
    Give what each respondent adds to each share: zᵀMz, of mean zero where z is centred and Σ is its covariance.

    Parameters
    ----------
    z
        Centred rows of [x, y] (n, p), centred within groups where groups are partialled out.
    gradients
        M of each driver (drivers, p, p).

    Examples
    --------
    >>> z = np.array([[-1.0, -2.0], [0.0, 1.0], [1.0, 1.0]])
    >>> influences(z, shares_of(z.T @ z / 3).gradients).round(3)
    array([[ 0.375],
           [-0.375],
           [ 0.   ]])
    """
    rows = np.asarray(z, dtype=np.float64)
    upper, coefficients = np.triu_indices(rows.shape[1]), form_coefficients(gradients).T
    found = np.empty((len(rows), len(gradients)))
    for start in range(0, len(rows), _CHUNK):
        some = rows[start : start + _CHUNK]
        found[start : start + _CHUNK] = (some[:, upper[0]] * some[:, upper[1]]) @ coefficients
    return found


def form_coefficients(gradients: Floats) -> Floats:
    """Give quadratic forms (k, p, p) by their coefficients of all products of two, in the order of `triu_indices`."""
    first, second = np.triu_indices(gradients.shape[-1])
    found: Floats = np.where(first == second, 1.0, 2.0) * gradients[:, first, second]
    return found
