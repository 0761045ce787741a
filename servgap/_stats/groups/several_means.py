"""Do groups differ in several means at once: multivariate analysis of variance, equality of covariances, profiles.

In every function the groups run along one axis, their means and covariances behind it; leading axes hold further sets,
all computed at once. A group with n = 0 is left out. What cannot be computed is NaN.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servgap._stats.groups.analysis_of_variance import classic_anova
from servgap._stats.ratio import ratio
from servgap._stats.registry import statistic
from servgap._stats.tails import chi_square_tail, f_tail

Floats = NDArray[np.float64]
CRITERIA = ("pillai", "wilks", "hotelling_lawley", "roy")
"""The four criteria, in the order in which they stand along the last axis."""
SINGULAR = 1e-10
"""Eigenvalue of a correlation matrix below which its columns repeat one another."""


@dataclass(frozen=True)
class Manova:
    """The four criteria along the last axis (`CRITERIA`), each with the F it is referred to; whether E is singular."""

    statistic: Floats
    f: Floats
    df: Floats
    df_denominator: Floats
    p_value: Floats
    singular: NDArray[np.bool_]


@dataclass(frozen=True)
class BoxM:
    """Box's M, corrected to a chi-squared, with degrees of freedom and p."""

    statistic: Floats
    df: Floats
    p_value: Floats


@dataclass(frozen=True)
class Profiles:
    """Tests that profiles run parallel (criteria along the last axis), at one level, and flat."""

    parallel: Floats
    parallel_f: Floats
    parallel_df: Floats
    parallel_df_denominator: Floats
    p_parallel: Floats
    level_f: Floats
    level_df: Floats
    level_df_denominator: Floats
    p_level: Floats
    flat_f: Floats
    flat_df: Floats
    flat_df_denominator: Floats
    p_flat: Floats
    singular: NDArray[np.bool_]


@statistic(
    "manova",
    name="multivariate analysis of variance",
    symbol="V, Λ, U, θ",
    source="Pillai (1955), Ann. Math. Stat. 26, 117–121; Wilks (1932), Biometrika 24, 471–494; "
    "Rao (1951), Bull. Int. Stat. Inst. 33(2), 177–180; Hotelling (1951), Second Berkeley Symposium, 23–41; "
    "Roy (1953), Ann. Math. Stat. 24, 220–238",
)
def manova(n: ArrayLike, mean: ArrayLike, covariance: ArrayLike) -> Manova:
    """
    Test whether groups have the same p means, their covariances being taken as equal.

    With H = Σ n(m - m..)(m - m..)', E = Σ (n - 1)S and the eigenvalues λ of E⁻¹H: Pillai's V = Σ λ/(1 + λ), Wilks' Λ =
    Π 1/(1 + λ), Hotelling and Lawley's U = Σ λ, Roy's θ, the largest λ. With q = g - 1, v = N - g, s = min(p, q),
    a = |p - q| + s, b = v - p + s: F = V b/((s - V) a) on sa and sb; Rao's F for Λ; F = U (s(v - p - 1) + 2)/(s² a) on
    sa and s(v - p - 1) + 2; F = θ (v - max(p, q) + q)/max(p, q).

    Parameters
    ----------
    n : array_like, shape (..., g)
        Respondents of each group.
    mean : array_like, shape (..., g, p)
        Their means.
    covariance : array_like, shape (..., g, p, p)
        Their covariances (divisor n − 1); that of a group of one is not looked at.

    Returns
    -------
    Manova
        NaN where E is singular, which `singular` says, and where fewer than two groups remain.

    Notes
    -----
    Pillai's is the one that unequal covariances upset least (Olson 1974). The F of Hotelling–Lawley is R's, with Pillai
    and Samson's degrees of freedom; statsmodels gives McKeon's instead. Roy's is an upper bound of F, so that its p is
    too small, except where s = 1.

    Examples
    --------
    >>> found = manova([5, 5], [[0.0, 0.0], [1.0, 1.0]], [[[1.0, 0.0], [0.0, 1.0]]] * 2)
    >>> found.statistic.round(4), found.f.round(4)
    (array([0.3846, 0.6154, 0.625 , 0.625 ]), array([2.1875, 2.1875, 2.1875, 2.1875]))
    """
    made = _sums(n, mean, covariance)
    return _criteria(made.between, made.within, made.df1, made.df2)


@statistic(
    "box_m",
    name="Box's M test of equal covariances",
    symbol="M",
    source="Box (1949), Biometrika 36, 317–346",
)
def box_m(n: ArrayLike, covariance: ArrayLike) -> BoxM:
    """
    Test whether groups have the same covariances, if values are normal.

    χ² = (1 - c)[v ln|S| - Σ v_i ln|S_i|] on p(p + 1)(g - 1)/2 degrees of freedom, with v_i = n_i - 1, their sum v, the
    pooled S and c = (Σ 1/v_i - 1/v)(2p² + 3p - 1)/(6(p + 1)(g - 1)). It takes answers that are not normal for unequal
    covariances.

    Parameters
    ----------
    n : array_like, shape (..., g)
        Respondents of each group.
    covariance : array_like, shape (..., g, p, p)
        Their covariances (divisor n − 1).

    Returns
    -------
    BoxM
        NaN where a group has no more than p respondents or a singular covariance.

    Examples
    --------
    >>> found = box_m([11, 11], [[[1.0, 0.0], [0.0, 1.0]], [[2.0, 0.0], [0.0, 2.0]]])
    >>> float(found.statistic.round(4)), float(found.df)
    (2.1005, 3.0)
    """
    size, matrix = np.asarray(n, dtype=np.float64), np.asarray(covariance, dtype=np.float64)
    taken, p = size > 0, matrix.shape[-1]
    groups, free = taken.sum(axis=-1), np.where(taken, size - 1.0, 0.0)
    total = free.sum(axis=-1)
    eye = np.eye(p)
    clean = np.where(taken[..., None, None], matrix, eye)
    pooled = (free[..., None, None] * clean).sum(axis=-3) / np.maximum(total, 1.0)[..., None, None]
    sound = (groups >= 2) & (~taken | (size > p) & ~_singular(clean)).all(axis=-1) & ~_singular(pooled)
    used = taken & sound[..., None]
    each = np.where(used, free * _log_determinant(np.where(used[..., None, None], clean, eye)), 0.0).sum(axis=-1)
    apart = total * _log_determinant(np.where(sound[..., None, None], pooled, eye)) - each
    inverse = np.where(used, 1.0 / np.where(used, free, 1.0), 0.0).sum(axis=-1) - 1.0 / np.where(sound, total, 1.0)
    steps = np.where(sound, groups - 1.0, 1.0)
    c = inverse * (2.0 * p * p + 3.0 * p - 1.0) / (6.0 * (p + 1.0) * steps)
    df = 0.5 * p * (p + 1.0) * steps
    figure = np.where(sound, (1.0 - c) * apart, np.nan)
    return BoxM(figure, np.where(sound, df, np.nan), chi_square_tail(df, figure))


@statistic(
    "profiles",
    name="profile analysis",
    symbol="F",
    source="Greenhouse & Geisser (1959), Psychometrika 24, 95–112; Morrison (1976), Multivariate Statistical Methods",
)
def profiles(n: ArrayLike, mean: ArrayLike, covariance: ArrayLike) -> Profiles:
    """
    Ask of the profiles of groups over p means whether they run parallel, lie at one level, and are flat.

    Parallel: `manova` of the p - 1 differences of neighbours (any other set of contrasts gives the same). Level: the
    analysis of variance of the mean of all p. Flat: T² = N d'S⁻¹d of the differences d of the means of all
    respondents, by the pooled S within groups, F = T²(v - p + 2)/(v(p - 1)) with v = N - g.

    Parameters
    ----------
    n, mean, covariance
        As in `manova`, p at least 2.

    Returns
    -------
    Profiles
        Level and flatness speak of profiles that are parallel: of others they are averages. NaN where what is tested
        does not vary within groups.

    Examples
    --------
    >>> found = profiles([5, 5], [[0.0, 0.0], [1.0, 1.0]], [[[1.0, 0.0], [0.0, 1.0]]] * 2)
    >>> float(found.parallel_f[0]), float(found.level_f), float(found.flat_f)
    (0.0, 5.0, 0.0)
    """
    size, centre = np.asarray(n, dtype=np.float64), np.asarray(mean, dtype=np.float64)
    matrix = np.asarray(covariance, dtype=np.float64)
    steps = np.diff(centre, axis=-1)
    between_steps = np.diff(np.diff(matrix, axis=-1), axis=-2)
    made = _sums(size, steps, between_steps)
    parallel = _criteria(made.between, made.within, made.df1, made.df2)
    level = classic_anova(size, centre.mean(axis=-1), matrix.mean(axis=(-2, -1)))
    # One average against nothing: the criteria of a hypothesis of one degree of freedom are T².
    whole = made.total[..., None, None] * made.centre[..., :, None] * made.centre[..., None, :]
    flat = _criteria(whole, made.within, np.where(made.df1 > 0, 1.0, np.nan), made.df2)
    return Profiles(
        parallel=parallel.statistic,
        parallel_f=parallel.f,
        parallel_df=parallel.df,
        parallel_df_denominator=parallel.df_denominator,
        p_parallel=parallel.p_value,
        level_f=level.statistic,
        level_df=level.df1,
        level_df_denominator=level.df2,
        p_level=level.p_value,
        flat_f=flat.f[..., 0],
        flat_df=flat.df[..., 0],
        flat_df_denominator=flat.df_denominator[..., 0],
        p_flat=flat.p_value[..., 0],
        singular=parallel.singular,
    )


@dataclass(frozen=True)
class _Sums:
    """Cross-products between and within groups, with their degrees of freedom, respondents, and their means."""

    between: Floats
    within: Floats
    df1: Floats
    df2: Floats
    total: Floats
    centre: Floats


def _sums(n: ArrayLike, mean: ArrayLike, covariance: ArrayLike) -> _Sums:
    size, centre = np.asarray(n, dtype=np.float64), np.asarray(mean, dtype=np.float64)
    matrix = np.asarray(covariance, dtype=np.float64)
    taken = size > 0
    held = np.where(taken, size, 0.0)
    total = held.sum(axis=-1)
    known = np.where(taken[..., None], centre, 0.0)
    average = (held[..., None] * known).sum(axis=-2) / np.maximum(total, 1.0)[..., None]
    off = np.where(taken[..., None], centre - average[..., None, :], 0.0)
    between = np.einsum("...g,...gi,...gj->...ij", held, off, off)
    inside = (size >= 2)[..., None, None]
    within = (np.where(inside, (size - 1.0)[..., None, None] * matrix, 0.0)).sum(axis=-3)
    groups = taken.sum(axis=-1)
    return _Sums(between, within, groups - 1.0, total - groups, total, average)


def _criteria(between: Floats, within: Floats, df_hypothesis: ArrayLike, df_error: ArrayLike) -> Manova:
    """Give the four criteria of a hypothesis, from the eigenvalues of E⁻¹H on the scale of E's correlations."""
    p = within.shape[-1]
    q, v = np.asarray(df_hypothesis, dtype=np.float64), np.asarray(df_error, dtype=np.float64)
    singular = _singular(within)
    sound = ~singular & (q >= 1) & (v >= p) & np.isfinite(between).all(axis=(-2, -1))
    eye = np.eye(p)
    error = np.where(sound[..., None, None], within, eye)
    spread = np.sqrt(np.diagonal(error, axis1=-2, axis2=-1))
    scale = spread[..., :, None] * spread[..., None, :]
    root = np.linalg.inv(np.linalg.cholesky(error / scale))
    turned = root @ (np.where(sound[..., None, None], between, 0.0) / scale) @ np.swapaxes(root, -1, -2)
    found = np.maximum(np.linalg.eigvalsh(turned), 0.0)
    q, v = np.where(sound, q, 1.0), np.where(sound, v, p + 1.0)
    made = [
        np.stack(np.broadcast_arrays(*each), axis=-1)
        for each in zip(*(of(found, p, q, v) for of in (_pillai, _wilks, _lawley, _roy)), strict=True)
    ]
    statistic, f, df1, df2 = (np.where(sound[..., None], each, np.nan) for each in made)
    possible = (df1 > 0) & (df2 > 0)
    f, df1, df2 = (np.where(possible, each, np.nan) for each in (f, df1, df2))
    tail = np.where(possible, f_tail(np.where(possible, df1, 1.0), np.where(possible, df2, 1.0), f), np.nan)
    return Manova(statistic, f, df1, df2, tail, singular)


Approximated = tuple[Floats, Floats, Floats, Floats]
"""A criterion, its F and the two degrees of freedom."""


def _pillai(found: Floats, p: int, q: Floats, v: Floats) -> Approximated:
    trace = (found / (1.0 + found)).sum(axis=-1)
    s = np.minimum(p, q)
    first, second = np.abs(p - q) + s, v - p + s
    return trace, ratio(trace * second, (s - trace) * first), s * first, s * second


def _wilks(found: Floats, p: int, q: Floats, v: Floats) -> Approximated:
    log = -np.log1p(found).sum(axis=-1)
    w, squares = v - 0.5 * (p - q + 1.0), p * p + q * q - 5.0
    t = np.where(squares > 0, np.sqrt(np.maximum((p * q) ** 2 - 4.0, 0.0) / np.where(squares > 0, squares, 1.0)), 1.0)
    df1, df2 = p * q, w * t - 0.5 * (p * q - 2.0)
    return np.exp(log), np.expm1(-log / t) * df2 / df1, df1, df2


def _lawley(found: Floats, p: int, q: Floats, v: Floats) -> Approximated:
    trace = found.sum(axis=-1)
    s = np.minimum(p, q)
    first, second = np.abs(p - q) + s, s * (v - p - 1.0) + 2.0
    return trace, trace * second / (s * s * first), s * first, second


def _roy(found: Floats, p: int, q: Floats, v: Floats) -> Approximated:
    largest, df1 = found[..., -1], np.maximum(p, q)
    df2 = v - df1 + q
    return largest, largest * df2 / df1, df1, df2


def _singular(matrix: Floats) -> NDArray[np.bool_]:
    """Tell which matrices (..., p, p) have an unknown number, a column without variance, or one that others repeat."""
    variance = np.diagonal(matrix, axis1=-2, axis2=-1)
    usable = np.asarray(np.isfinite(matrix).all(axis=(-2, -1)) & (variance > 0).all(axis=-1))
    spread = np.sqrt(np.where(usable[..., None], variance, 1.0))
    scaled = np.where(usable[..., None, None], matrix, np.eye(matrix.shape[-1]))
    least = np.linalg.eigvalsh(scaled / (spread[..., :, None] * spread[..., None, :])).min(axis=-1, initial=np.inf)
    return np.asarray(~usable | (least < SINGULAR))


def _log_determinant(matrix: Floats) -> Floats:
    return np.asarray(np.linalg.slogdet(matrix)[1])
