"""How much of an outcome's variance each of many sets of drivers explains."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from servgap._stats.importance.coalitions import Floats, Mask
from servgap._stats.ratio import NEGLIGIBLE

_NUMBERS = 2**21  # in one stack of matrices: 16 MB
COLLINEAR = 1e-10
"""Least eigenvalue of drivers' correlations below which one of them is a sum of the others."""


@dataclass(frozen=True)
class Explained:
    """R² of each set, its number of columns that are free, and the coefficients of its residual in all columns."""

    r2: Floats  # sets
    free: Floats  # sets
    residual: Floats  # sets × (columns and outcome): 1 for the outcome, minus the coefficients of the set


def explain_by_sets(covariance: Floats, members: Mask) -> Explained:
    """
    Regress the outcome, the last column, on every set of the other columns, from their covariance alone.

    With b = Σ_SS⁻¹ σ_Sy, R²_S = bᵀ σ_Sy / σ_yy. Where columns are sums of others the least b counts, which leaves R² as
    it is. Sets of equal size are solved together. A column without variance explains nothing.
    """
    columns = len(covariance) - 1
    varying = varies(covariance)
    spread = np.where(varying, np.sqrt(np.abs(np.diagonal(covariance))), np.inf)
    safe = np.where(np.isinf(spread), 1.0, spread)
    scaled = covariance / (spread[:, None] * spread)
    scaled[np.arange(columns), np.arange(columns)] = 1.0
    between, outcome = scaled[:columns, :columns], scaled[:columns, columns]
    collinear = columns > 0 and bool(np.linalg.eigvalsh(between)[0] < COLLINEAR)
    members = members & varying[:columns]
    sizes = members.sum(axis=1)
    r2, free, residual = np.zeros(len(members)), np.zeros(len(members)), np.zeros((len(members), columns + 1))
    for size in range(1, columns + 1):
        of_size = np.flatnonzero(sizes == size)
        step = max(1, _NUMBERS // size**2)
        for start in range(0, len(of_size), step):
            some = of_size[start : start + step]
            place = np.nonzero(members[some])[1].reshape(len(some), size)
            inner, right = between[place[:, :, None], place[:, None, :]], outcome[place]
            coefficients, rank = _solve(inner, right, collinear=collinear)
            r2[some], free[some] = np.einsum("ms,ms->m", coefficients, right), rank
            residual[some[:, None], place] = -coefficients
    residual *= safe[columns] / safe
    residual[:, columns] = 1.0
    return Explained(np.clip(r2, 0.0, 1.0), free, residual)


def _solve(inner: Floats, right: Floats, *, collinear: bool) -> tuple[Floats, Floats]:
    """Solve many systems of one size, by the least solution where a matrix is singular; with each one's rank."""
    if not collinear:
        solved = np.linalg.solve(inner, right[..., None])[..., 0]
        return np.asarray(solved, dtype=np.float64), np.full(len(inner), float(inner.shape[-1]))
    values, vectors = np.linalg.eigh(inner)
    kept = values > COLLINEAR
    inverse = np.where(kept, 1.0 / np.where(kept, values, 1.0), 0.0)
    along = np.einsum("msk,ms->mk", vectors, right)
    least: Floats = np.einsum("msk,mk->ms", vectors, along * inverse)
    return least, kept.sum(axis=1).astype(np.float64)


def varies(covariance: Floats) -> Mask:
    """Tell which columns have a variance that is not rounding beside the largest one."""
    variance = np.diagonal(covariance)
    return np.asarray(variance > NEGLIGIBLE * variance.max(initial=0.0))
