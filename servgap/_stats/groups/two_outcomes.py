"""Which of two answers sets groups apart, the expectation or the perception: both at once, and their difference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servgap._stats.groups.analysis_of_variance import classic_anova
from servgap._stats.groups.several_means import CRITERIA, manova
from servgap._stats.ratio import ratio
from servgap._stats.registry import statistic

Floats = NDArray[np.float64]
OUTCOMES = ("expectation", "perception", "gap")
"""What stands along the last axis: the first answer, the second, and the second less the first."""
_MADE = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 1.0]])


@dataclass(frozen=True)
class TwoOutcomes:
    """Of expectation, perception and gap: F between groups, each group against the reference; and both at once.

    `coefficient` and `se` (..., g, 3) hold in the reference's place its own means, elsewhere differences from it.
    """

    coefficient: Floats
    se: Floats
    statistic: Floats
    df: Floats
    df_denominator: Floats
    p_value: Floats
    wilks: Floats
    wilks_f: Floats
    wilks_df: Floats
    wilks_df_denominator: Floats
    p_wilks: Floats
    pillai: Floats
    pillai_f: Floats
    pillai_df: Floats
    pillai_df_denominator: Floats
    p_pillai: Floats
    correlation: Floats


@statistic(
    "two_outcomes",
    name="joint comparison of expectation and perception",
    symbol="Λ",
    source="Edwards (1995), Organizational Behavior and Human Decision Processes 64, 307–324; "
    "Wilks (1932), Biometrika 24, 471–494",
)
def two_outcomes(n: ArrayLike, mean: ArrayLike, covariance: ArrayLike, *, reference: int = 0) -> TwoOutcomes:
    """
    Compare groups in expectation and perception as two outcomes, instead of in their difference alone.

    A difference in gaps is one in perceptions less one in expectations, coefficient by coefficient: which of them
    moved is seen, and whether both did by as much, which leaves no gap to be seen. Univariate F as in `classic_anova`,
    Wilks' Λ and Pillai's V as in `manova`; standard errors of differences from the spread within all groups.

    Parameters
    ----------
    n : array_like, shape (..., g)
        Respondents of each group.
    mean : array_like, shape (..., g, 2)
        Mean expectation and perception of each.
    covariance : array_like, shape (..., g, 2, 2)
        Their covariance (divisor n − 1).
    reference
        Place of the group that the others are compared with.

    Returns
    -------
    TwoOutcomes
        `correlation` is that of expectation and perception within groups. NaN where it cannot be computed: Λ where
        the one follows from the other, differences from a reference without respondents.

    Examples
    --------
    >>> found = two_outcomes([5, 5], [[6.0, 5.0], [6.0, 4.0]], [[[1.0, 0.0], [0.0, 1.0]]] * 2)
    >>> found.coefficient[1].tolist(), found.statistic.round(4).tolist()
    ([0.0, -1.0, -1.0], [0.0, 2.5, 1.25])
    """
    size, both = np.asarray(n, dtype=np.float64), np.asarray(mean, dtype=np.float64)
    matrix = np.asarray(covariance, dtype=np.float64)
    level = both @ _MADE.T
    spread = np.einsum("ki,...ij,kj->...k", _MADE, matrix, _MADE)
    each = classic_anova(size[..., None, :], np.swapaxes(level, -1, -2), np.swapaxes(spread, -1, -2))
    joint = manova(size, both, matrix)
    inside = np.where((size >= 2)[..., None, None], (size - 1.0)[..., None, None] * matrix, 0.0).sum(axis=-3)
    taken = size > 0
    freedom = size.sum(axis=-1) - taken.sum(axis=-1)
    pooled = ratio(np.einsum("ki,...ij,kj->...k", _MADE, inside, _MADE), freedom[..., None])
    inverse = ratio(1.0, size)
    base = np.arange(size.shape[-1]) == range(size.shape[-1])[reference]
    start = level[..., reference, :][..., None, :]
    coefficient = np.where(base[:, None], level, level - start)
    scale = np.where(base, inverse, inverse + inverse[..., reference][..., None])
    known = np.isfinite(scale)[..., None]
    error = np.sqrt(scale[..., None] * np.where(pooled > 0, pooled, np.nan)[..., None, :])
    wilks, pillai = (CRITERIA.index(name) for name in ("wilks", "pillai"))
    return TwoOutcomes(
        coefficient=np.where(known, coefficient, np.nan),
        se=error,
        statistic=each.statistic,
        df=each.df1,
        df_denominator=each.df2,
        p_value=each.p_value,
        wilks=joint.statistic[..., wilks],
        wilks_f=joint.f[..., wilks],
        wilks_df=joint.df[..., wilks],
        wilks_df_denominator=joint.df_denominator[..., wilks],
        p_wilks=joint.p_value[..., wilks],
        pillai=joint.statistic[..., pillai],
        pillai_f=joint.f[..., pillai],
        pillai_df=joint.df[..., pillai],
        pillai_df_denominator=joint.df_denominator[..., pillai],
        p_pillai=joint.p_value[..., pillai],
        correlation=ratio(inside[..., 0, 1], np.sqrt(inside[..., 0, 0] * inside[..., 1, 1])),
    )
