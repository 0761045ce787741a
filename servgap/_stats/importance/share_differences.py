"""Differences between what sets of drivers account for, as parts of what all of them explain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.families.max_t import simultaneous_critical
from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic


@dataclass(frozen=True)
class ShareDifferences:
    """Differences of parts of R², with limits that hold all at once."""

    difference: Floats
    ci_low: Floats
    ci_high: Floats


@statistic(
    "share_differences",
    name="differences of shares of R²",
    symbol="share of R²",
    source="Fieller (1954), J. R. Stat. Soc. B 16, 175–185; influences: van der Vaart (1998), Asymptotic Statistics, "
    "ch. 20",
)
def share_differences(
    adjusted: ArrayLike,
    covariance: ArrayLike,
    chance: ArrayLike,
    contrasts: ArrayLike,
    total: ArrayLike,
    *,
    df: float,
    bounds: tuple[ArrayLike, ArrayLike] = (-1.0, 1.0),
    confidence: float = 0.95,
    draws: int = 9999,
    rng: np.random.Generator | None = None,
) -> ShareDifferences:
    """
    Hold shares against each other, as parts of what is explained in all.

    With a the shares of adjusted R², in which sets of many columns have nothing ahead by chance, a difference is
    D = cᵀa/dᵀa, where dᵀa is adjusted R². Its interval has every D for which cᵀa - D dᵀa lies within q standard errors
    of 0 (Fieller), which needs no R² far from 0: where chance alone may explain all, the interval is all that can be.
    Errors have, beside those of the influences, what chance adds: 2u² for every column, u = (1 - R²)/df. The value q
    is that of the largest of all |t|.

    Parameters
    ----------
    adjusted
        Shares of adjusted R² (k,), or means of some.
    covariance
        Of the shares (k, k), from their influences.
    chance
        What chance adds to it (k, k): 2u² times the columns that two of the shares have in common.
    contrasts
        A row c for each difference (m, k).
    total
        d (k,): which shares add up to R².
    df
        Respondents, less the means taken from them, less the columns.
    bounds
        Between what a difference can lie.
    draws, rng
        Draws for q, and their generator (None: seed 0).

    Examples
    --------
    >>> found = share_differences([0.3, 0.1], np.eye(2) * 0.001, np.zeros((2, 2)), [[1, -1]], [1, 1], df=np.inf)
    >>> found.difference, found.ci_low.round(3), found.ci_high.round(3)
    (array([0.5]), array([0.273]), array([0.778]))
    """
    a, c, d = (np.asarray(each, dtype=np.float64) for each in (adjusted, contrasts, total))
    error = np.asarray(covariance, dtype=np.float64) + np.asarray(chance, dtype=np.float64)
    least, most = (np.broadcast_to(np.asarray(end, dtype=np.float64), len(c)) for end in bounds)
    r2, apart = float(d @ a), c @ a
    if not r2 > 0.0:
        unknown = np.full(len(c), np.nan)
        return ShareDifferences(unknown, least.copy(), most.copy())
    found = apart / r2
    moved = c - found[:, None] * d
    q = float(simultaneous_critical(moved @ error @ moved.T, df, confidence=confidence, draws=draws, rng=rng).critical)
    q = 0.0 if np.isnan(q) else q  # nothing has an error
    of_r2, with_r2 = d @ error @ d, c @ error @ d
    of_difference = np.einsum("mk,kl,ml->m", c, error, c)
    square = r2**2 - q**2 * of_r2
    middle, rest = apart * r2 - q**2 * with_r2, apart**2 - q**2 * of_difference
    reach = np.sqrt(np.maximum(middle**2 - square * rest, 0.0))
    low, high = ratio(middle - reach, np.full(len(c), square)), ratio(middle + reach, np.full(len(c), square))
    if not square > 0.0:  # R² itself may be 0
        low, high = least, most
    return ShareDifferences(np.clip(found, least, most), np.clip(low, least, most), np.clip(high, least, most))
