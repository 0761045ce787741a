"""Whether perceptions and expectations of an item are distributed alike over the categories of the scale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic
from servgap._stats.tails import chi_square_tail

_REPEATED = 1e-10
"""Part of the largest eigenvalue below which one is zero: a category that moves only with others."""


@dataclass(frozen=True)
class MarginalHomogeneity:
    """Chi-squared of the differences between both distributions, its degrees of freedom, and p."""

    statistic: Floats
    df: Floats
    p_value: Floats


@dataclass(frozen=True)
class MeanScoreHomogeneity:
    """z of the difference between both mean scores (perception less expectation), and its two-sided p."""

    statistic: Floats
    p_value: Floats


@statistic(
    "stuart_maxwell",
    name="Stuart–Maxwell test of marginal homogeneity",
    symbol="χ²",
    source="Stuart (1955), Biometrika 42, 412–416; Maxwell (1970), British Journal of Psychiatry 116, 651–655",
)
def stuart_maxwell(tables: ArrayLike) -> MarginalHomogeneity:
    """
    Test whether both parts are distributed alike: χ² = d'V⁻d over the categories.

    d is the difference of the marginal counts, V_ii = n_i. + n_.i − 2 n_ii and V_ij = −(n_ij + n_ji). The degrees of
    freedom are the rank of V: one less than the categories that anybody moved into or out of, in the ordinary case.

    Parameters
    ----------
    tables : array_like, shape (..., L, L)
        Counts of respondents by expectation (rows) and perception (columns).

    Returns
    -------
    MarginalHomogeneity
        NaN where nobody answered both parts differently.

    Examples
    --------
    >>> found = stuart_maxwell([[10, 5], [15, 20]])
    >>> round(float(found.statistic), 6), float(found.df)
    (5.0, 1.0)
    """
    counts = np.asarray(tables, dtype=np.float64)
    difference = counts.sum(axis=-2) - counts.sum(axis=-1)
    changes = counts + np.swapaxes(counts, -1, -2)
    variance = changes.sum(axis=-1)[..., None] * np.eye(counts.shape[-1]) - changes
    values, axes = np.linalg.eigh(variance)
    free = values > _REPEATED * np.maximum(values[..., -1:], _REPEATED)
    along = np.einsum("...ij,...i->...j", axes, difference)
    squares = np.where(free, along**2 / np.where(free, values, 1.0), 0.0)
    df = free.sum(axis=-1).astype(np.float64)
    known = df > 0
    chi = np.where(known, squares.sum(axis=-1), np.nan)
    return MarginalHomogeneity(chi, np.where(known, df, np.nan), chi_square_tail(np.where(known, df, np.nan), chi))


@statistic(
    "mean_score_homogeneity",
    name="marginal homogeneity test for ordered categories",
    symbol="z",
    source="Agresti (2013), Categorical Data Analysis, 3rd ed., ch. 11",
)
def mean_score_homogeneity(tables: ArrayLike, scores: ArrayLike | None = None) -> MeanScoreHomogeneity:
    """
    Test whether both parts have the same mean score: z = Σ d_i / √(Σ d_i²) over the respondents' differences d_i.

    Parameters
    ----------
    tables : array_like, shape (..., L, L)
        Counts of respondents by expectation (rows) and perception (columns).
    scores : array_like, shape (L,), optional
        Scores of the categories; 1 to L without them.

    Returns
    -------
    MeanScoreHomogeneity
        NaN where nobody answered both parts differently.

    Examples
    --------
    >>> round(float(mean_score_homogeneity([[10, 5], [15, 20]]).statistic), 6)
    -2.236068
    """
    counts = np.asarray(tables, dtype=np.float64)
    levels = np.arange(counts.shape[-1], dtype=np.float64) if scores is None else np.asarray(scores, dtype=np.float64)
    distance = levels - levels[:, None]
    z = ratio((counts * distance).sum(axis=(-2, -1)), np.sqrt((counts * distance**2).sum(axis=(-2, -1))))
    return MeanScoreHomogeneity(z, 2 * ndtr(-np.abs(z)))
