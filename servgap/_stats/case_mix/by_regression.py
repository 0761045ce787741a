"""Means of groups adjusted to the mix of all respondents by a regression, from sums of each group by cell.

A cell holds the respondents of one kind, such as women under 35. Everything follows from how many respondents a group
has in a cell, the sum of their answers and the sum of the squares.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servgap._stats.intervals import t_quantile
from servgap._stats.ratio import NEGLIGIBLE, Floats, ratio
from servgap._stats.registry import statistic
from servgap._stats.tails import f_tail


@dataclass(frozen=True)
class AdjustedByRegression:
    """
    Means of groups (g,) as they would be at the mix of all, and the regression (q,) that says so.

    Attributes
    ----------
    raw, adjusted, se, ci_low, ci_high
        Mean, adjusted mean, its standard error with one spread about the regression, and interval by t.
    se_robust
        Of the adjusted mean, without supposing one spread (HC1).
    variance
        Of a group's answers about the regression; weighted with n − 1 these average σ².
    change, change_se
        Adjusted less raw, with its own standard error.
    coefficient, coefficient_se
        Of the columns of the design; NaN of those that tell nothing within groups.
    sigma, df
        Spread about the regression, and its degrees of freedom.
    adjusters_f, adjusters_df, p_adjusters
        Whether answers differ with the mix, within groups.
    groups_f, groups_df, p_groups
        Whether groups differ, at the same mix.
    """

    raw: Floats
    adjusted: Floats
    se: Floats
    ci_low: Floats
    ci_high: Floats
    se_robust: Floats
    variance: Floats
    change: Floats
    change_se: Floats
    coefficient: Floats
    coefficient_se: Floats
    sigma: Floats
    df: Floats
    adjusters_f: Floats
    adjusters_df: Floats
    p_adjusters: Floats
    groups_f: Floats
    groups_df: Floats
    p_groups: Floats


@statistic(
    "adjusted_by_regression",
    name="means adjusted for the mix of respondents by regression",
    symbol="x̄ adj.",
    source="Searle, Speed & Milliken (1980), Am. Stat. 34, 216–221; robust error: MacKinnon & White (1985), "
    "J. Econometrics 29, 305–325",
)
def adjusted_by_regression(
    n: ArrayLike, sums: ArrayLike, squares: ArrayLike, design: ArrayLike, *, confidence: float = 0.95
) -> AdjustedByRegression:
    """
    Adjust the mean of every group to the mix of all respondents, by regression on their kinds with an effect per group.

    y = α_j + x′β + e, so that β rests on differences within groups alone. Adjusted is ȳ_j − (x̄_j − x̄)′β, which is the
    mean that the regression has for the group where the mix is x̄, that of all respondents, taken as known. With
    d = x̄_j − x̄ and S the sums of squares and products of x within groups, its variance is σ² (1/n_j + d′S⁻¹d), and that
    of the change −d′β is σ² d′S⁻¹d. HC1 has Σ a² e² N/(N − p) instead, a being what each answer counts for.

    Parameters
    ----------
    n, sums, squares : array_like, shape (g, c)
        Respondents of each group in each cell, Σ y and Σ y².
    design : array_like, shape (c, q)
        What is known of the respondents of a cell, without a constant: `main_effects`, or a column a cell.
    confidence
        Of the intervals.

    Returns
    -------
    AdjustedByRegression
        Adjusted is NaN for a group whose mix differs from that of all in a way that no group tells anything of, such as
        a kind of customer that one group alone has, and nobody else.

    Examples
    --------
    Both groups have the same answers of each kind, and the second has more of the kind that answers 1 higher.

    >>> found = adjusted_by_regression([[2, 1], [1, 2]], [[1.0, 1.5], [0.5, 3.0]], [[1, 2.25], [0.25, 5]], [[0], [1]])
    >>> found.raw.round(3).tolist(), found.adjusted.round(3).tolist()
    ([0.833, 1.167], [1.0, 1.0])
    """
    counts, total, squared, x = (np.asarray(each, dtype=np.float64) for each in (n, sums, squares, design))
    counts = np.where(counts > 0, counts, 0.0)
    total, squared = np.where(counts > 0, total, 0.0), np.where(counts > 0, squared, 0.0)
    here = counts.sum(axis=1)
    present, everybody = here > 0, counts.sum()
    raw = ratio(total.sum(axis=1), here)
    mix = np.where(present[:, None], ratio(counts @ x, here[:, None]), 0.0)
    common = ratio(counts.sum(axis=0) @ x, everybody)
    within = _Within.of(counts, total, x, mix, np.nan_to_num(raw))
    left = (squared.sum() - (here * np.nan_to_num(raw) ** 2).sum()) - within.beta @ within.xy
    left, df = max(left, 0.0), everybody - present.sum() - within.rank
    variance = ratio(left, df)
    away = mix - common
    told = present & within.tells(away)
    moved = np.where(told, -(away @ within.beta), np.nan)
    spread = np.einsum("gp,pq,gq->g", away, within.inverse, away)
    se = np.sqrt(variance * np.where(told, ratio(1.0, here) + spread, np.nan))
    reach = t_quantile(df, confidence) * se
    known = within.alone_known
    wrong = _squared(counts, total, squared, x, mix, raw, within)
    pooled_df = everybody - present.sum()
    explained = within.beta @ within.xy
    pooled = _Within.of(
        counts.sum(axis=0, keepdims=True), total.sum(axis=0, keepdims=True), x, common[None],
        np.atleast_1d(ratio(total.sum(), everybody)),
    )  # fmt: skip
    without = squared.sum() - ratio(total.sum() ** 2, everybody) - pooled.beta @ pooled.xy
    groups = float(present.sum()) - 1.0 + within.rank - pooled.rank
    f_mix = ratio(ratio(explained, within.rank), variance)
    f_groups = ratio(ratio(max(float(without) - left, 0.0), groups), variance)
    return AdjustedByRegression(
        raw=raw,
        adjusted=raw + moved,
        se=se,
        ci_low=raw + moved - reach,
        ci_high=raw + moved + reach,
        se_robust=np.where(told, _robust(wrong, x, mix, within, away, here, df), np.nan),
        variance=ratio(wrong.sum(axis=1), here - 1.0) * ratio(pooled_df, df),
        change=moved,
        change_se=np.where(told, np.sqrt(variance * spread), np.nan),
        coefficient=np.where(known, within.beta, np.nan),
        coefficient_se=np.where(known, np.sqrt(variance * np.diagonal(within.inverse)), np.nan),
        sigma=np.sqrt(variance),
        df=np.asarray(df, dtype=np.float64),
        adjusters_f=f_mix,
        adjusters_df=np.asarray(within.rank, dtype=np.float64),
        p_adjusters=f_tail(within.rank or np.nan, df, f_mix),
        groups_f=f_groups,
        groups_df=np.asarray(groups),
        p_groups=f_tail(groups if groups > 0 else np.nan, df, f_groups),
    )


def main_effects(*levels: ArrayLike) -> Floats:
    """
    Make the design (c, q) of several attributes: for each a column a level, but for its first.

    Parameters
    ----------
    *levels : array_like, shape (c,)
        The level, from zero up, that each attribute has in each cell.

    Examples
    --------
    >>> main_effects([0, 0, 1, 1, 2, 2], [0, 1, 0, 1, 0, 1])[-1].tolist()
    [0.0, 1.0, 1.0]
    """
    columns = [np.asarray(each)[:, None] == np.arange(1, np.max(each, initial=0) + 1) for each in levels]
    return np.concatenate(columns, axis=1).astype(np.float64)


@dataclass(frozen=True)
class _Within:
    """Products of the design within groups, a generalised inverse of them, and the coefficients."""

    xx: Floats
    xy: Floats
    inverse: Floats
    beta: Floats
    rank: int

    @classmethod
    def of(cls, counts: Floats, total: Floats, x: Floats, mix: Floats, raw: Floats) -> _Within:
        here = counts.sum(axis=1)
        xx = np.einsum("c,cp,cq->pq", counts.sum(axis=0), x, x) - np.einsum("g,gp,gq->pq", here, mix, mix)
        xy = total.sum(axis=0) @ x - (here * raw) @ mix
        size = np.sqrt(counts.sum(axis=0) @ x**2)
        scale = np.where(size > 0, size, 1.0)
        values, vectors = np.linalg.eigh(xx / np.outer(scale, scale))
        kept = values > _NOTHING
        half = (vectors[:, kept] / np.sqrt(values[kept])) / scale[:, None]
        inverse = half @ half.T
        return cls(xx, xy, inverse, inverse @ xy, int(kept.sum()))

    def tells(self, away: Floats) -> NDArray[np.bool_]:
        """Tell whether differences of the mix are of a kind that also occurs within groups."""
        rest = away - away @ self.inverse @ self.xx
        return np.asarray(np.abs(rest).max(axis=1, initial=0.0) < _NOTHING**0.5)

    @property
    def alone_known(self) -> NDArray[np.bool_]:
        """Tell of which columns the coefficient is known."""
        return self.tells(np.eye(len(self.beta)))


def _squared(
    counts: Floats, total: Floats, squared: Floats, x: Floats, mix: Floats, raw: Floats, within: _Within
) -> Floats:
    """Give Σ e² of each group in each cell, e being what the regression leaves."""
    fitted = np.nan_to_num(raw)[:, None] + (x @ within.beta)[None] - (mix @ within.beta)[:, None]
    return np.asarray(np.maximum(squared - 2.0 * fitted * total + counts * fitted**2, 0.0))


def _robust(wrong: Floats, x: Floats, mix: Floats, within: _Within, away: Floats, here: Floats, df: Floats) -> Floats:
    """Give the HC1 error of adjusted means: an answer counts for 1/n_j in its group, and for −d′S⁻¹(x − x̄_k) in all."""
    by_group = wrong.sum(axis=1)
    moved = wrong @ x - by_group[:, None] * mix
    crossed = (
        np.einsum("gc,cp,cq->pq", wrong, x, x, optimize=True)
        - np.einsum("gp,gq->pq", wrong @ x, mix)
        - np.einsum("gp,gq->pq", mix, wrong @ x)
        + np.einsum("g,gp,gq->pq", by_group, mix, mix)
    )
    turned = away @ within.inverse
    meat = ratio(by_group, here**2) - 2.0 * ratio((turned * moved).sum(axis=1), here)
    meat = meat + np.einsum("gp,pq,gq->g", turned, crossed, turned)
    return np.asarray(np.sqrt(np.maximum(meat * ratio(here.sum(), df), 0.0)))


_NOTHING = NEGLIGIBLE**0.5 * 1e-3
