"""Critical values for several means at once that take account of how the answers are distributed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import fdtri

from servgap._stats.families.max_t import upper_quantile
from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic
from servgap._stats.resampling.row_bootstrap import redrawn_means


@dataclass(frozen=True)
class BootstrapMaxT:
    """Critical value that the largest absolute t exceeds with probability 1 − confidence, and what was drawn."""

    critical: Floats
    method: NDArray[np.object_]


@dataclass(frozen=True)
class AllContrasts:
    """Critical value for all linear combinations of the means at once."""

    critical: Floats


@statistic(
    "bootstrap_max_t",
    name="simultaneous critical value by bootstrap",
    symbol="max |t*|",
    source="Romano & Wolf (2005), Econometrica 73, 1237–1282",
)
def bootstrap_max_t(
    rows: ArrayLike, *, confidence: float = 0.95, draws: int = 9999, rng: np.random.Generator | None = None
) -> BootstrapMaxT:
    """
    Quantile of max |(m* − m) / se*| over the columns, respondents being drawn with replacement.

    Means ± this value times their standard errors cover all true means at once, without normal answers.

    Parameters
    ----------
    rows : array_like, shape (n, p)
        One row a respondent; NaN is a missing answer. Columns without variance are left out.
    confidence
        Joint level.
    draws, rng
        Bootstrap draws and their generator (None: seed 0).

    Returns
    -------
    BootstrapMaxT
        NaN where no column varies.

    Examples
    --------
    >>> rows = np.tile([[-1.0], [0.0], [0.0], [1.0]], (100, 1))
    >>> round(float(bootstrap_max_t(rows, draws=9999).critical), 1)
    2.0
    """
    redrawn = redrawn_means(rows, draws=draws, rng=rng)
    varying = redrawn.se > 0
    if not varying.any():
        return BootstrapMaxT(np.asarray(np.nan), np.asarray(redrawn.method, dtype=object))
    away = np.abs(redrawn.drawn_mean - redrawn.mean)[:, varying]
    # A draw in which a column does not vary says nothing about that column.
    largest = np.nan_to_num(ratio(away, redrawn.drawn_se[:, varying])).max(axis=1)
    return BootstrapMaxT(np.asarray(upper_quantile(largest, confidence)), np.asarray(redrawn.method, dtype=object))


@statistic(
    "scheffe_t2",
    name="critical value for all linear combinations",
    symbol="T",
    source="Scheffé (1953), Biometrika 40; Roy & Bose (1953), Ann. Math. Statist. 24, 513–536",
)
def scheffe_critical(p: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> AllContrasts:
    """
    √(p (n − 1) / (n − p) · F), F the quantile with p and n − p degrees of freedom (Hotelling's T²).

    Parameters
    ----------
    p, n : array_like
        Numbers of means and of respondents.
    confidence
        Joint level.

    Returns
    -------
    AllContrasts
        NaN for n ≤ p.

    Examples
    --------
    >>> round(float(scheffe_critical(1, 11).critical), 4)  # Student's t with 10 degrees of freedom
    2.2281
    """
    means, size = np.broadcast_arrays(np.asarray(p, dtype=float), np.asarray(n, dtype=float))
    known = (size > means) & (means > 0)
    free = np.where(known, size - means, 1.0)
    quantile = fdtri(np.where(known, means, 1.0), free, confidence)
    return AllContrasts(np.where(known, np.sqrt(means * (size - 1) / free * quantile), np.nan))
