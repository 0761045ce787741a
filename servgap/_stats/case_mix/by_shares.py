"""Means of groups as they would be with the common shares of kinds of respondents: direct standardisation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic

LARGEST_WEIGHT = 5.0
"""Weight beyond which a respondent does not count for more; own convention."""


@dataclass(frozen=True)
class AdjustedByShares:
    """
    Means of groups (g,) with the shares of cells that all respondents have.

    Attributes
    ----------
    raw, adjusted, se
        Mean, standardised mean, and its standard error with the weights taken as known.
    change, change_se
        Standardised less raw, with its own standard error.
    se_by_cells
        √Σ π² s²/n over cells, without a cap; NaN where a cell has fewer than two respondents.
    n_effective
        (Σw)²/Σw²: as many respondents of one weight tell as much.
    largest_weight
        Before the cap.
    share_missing
        Share of all respondents who are in cells where the group has nobody; the others stand for them.
    """

    raw: Floats
    adjusted: Floats
    se: Floats
    change: Floats
    change_se: Floats
    se_by_cells: Floats
    n_effective: Floats
    largest_weight: Floats
    share_missing: Floats


@statistic(
    "adjusted_by_shares",
    name="means adjusted for the mix of respondents by common shares",
    symbol="x̄ adj.",
    source="Kitagawa (1964), Demography 1, 296–315; n effective: Kish (1965), Survey Sampling; the cap: own convention",
)
def adjusted_by_shares(
    n: ArrayLike, sums: ArrayLike, squares: ArrayLike, *, cap: float = LARGEST_WEIGHT
) -> AdjustedByShares:
    """
    Weight the respondents of every group so that its cells have the shares that all respondents have.

    w = π_c/(n_jc/n_j), at most `cap`, with π_c the share of a cell among all. The mean is Σ w y/Σ w, and its variance
    n/(n − 1) Σ (w (y − m)/Σ w)². A cell in which a group has nobody is left out there, and its share is spread over the
    others as they are.

    Parameters
    ----------
    n, sums, squares : array_like, shape (g, c)
        Respondents of each group in each cell, Σ y and Σ y².
    cap
        Largest weight; infinite for none.

    Examples
    --------
    >>> found = adjusted_by_shares([[2, 1], [1, 2]], [[1.0, 1.5], [0.5, 3.0]], [[1, 2.25], [0.25, 5]])
    >>> found.raw.round(3).tolist(), found.adjusted.round(3).tolist()
    ([0.833, 1.167], [1.0, 1.0])
    """
    counts, total, squared = (np.asarray(each, dtype=np.float64) for each in (n, sums, squares))
    counts = np.where(counts > 0, counts, 0.0)
    total, squared = np.where(counts > 0, total, 0.0), np.where(counts > 0, squared, 0.0)
    here, common = counts.sum(axis=1), ratio(counts.sum(axis=0), counts.sum())
    uncapped = np.nan_to_num(ratio(common * here[:, None], counts))
    weight = np.minimum(uncapped, cap)
    whole = (weight * counts).sum(axis=1)
    raw, adjusted = ratio(total.sum(axis=1), here), ratio((weight * total).sum(axis=1), whole)

    def error(own: Floats, of_mean: Floats) -> Floats:
        """Root of n/(n − 1) Σ (own·y − of_mean)² over a group's respondents."""
        summed = (own**2 * squared - 2.0 * own * of_mean * total + of_mean**2 * counts).sum(axis=1)
        return np.asarray(np.sqrt(np.maximum(summed, 0.0) * ratio(here, here - 1.0)))

    scaled, plain = np.nan_to_num(ratio(weight, whole[:, None])), np.nan_to_num(ratio(1.0, here))[:, None]
    m, y = np.nan_to_num(adjusted)[:, None], np.nan_to_num(raw)[:, None]
    inside = ratio(squared - ratio(total**2, counts), counts - 1.0)
    taken = common > 0
    by_cells = np.sqrt((common**2 * np.maximum(inside, 0.0) / np.where(counts > 0, counts, 1.0))[:, taken].sum(axis=1))
    return AdjustedByShares(
        raw=raw,
        adjusted=adjusted,
        se=error(scaled, scaled * m),
        change=adjusted - raw,
        change_se=error(scaled - plain, scaled * m - plain * y),
        se_by_cells=by_cells,
        n_effective=ratio(whole**2, (weight**2 * counts).sum(axis=1)),
        largest_weight=np.where(here > 0, uncapped.max(axis=1, initial=0.0), np.nan),
        share_missing=np.where(here > 0, np.where(counts > 0, 0.0, common).sum(axis=1), np.nan),
    )
