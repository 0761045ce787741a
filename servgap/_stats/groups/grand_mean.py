"""How far each of several groups lies from the average of all, one by one and all at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtr

from servgap._stats.families.max_t import draw_errors, upper_quantile
from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic


@dataclass(frozen=True)
class FromAverage:
    """Differences of groups from the average of all, groups × rows, each with its t-test."""

    difference: Floats
    se: Floats
    df: Floats
    statistic: Floats
    p_value: Floats


@dataclass(frozen=True)
class AllFromAverage:
    """Critical value of each difference, groups × rows, and its p-value, corrected for all that were looked at."""

    critical: Floats
    p_adjusted: Floats


@statistic(
    "from_average",
    name="difference of a group from the average of all",
    symbol="t",
    source="Hasler & Hothorn (2008), Biometrical Journal 50, 793–800; taking the larger of two spreads: own convention",
)
def from_average(n: ArrayLike, mean: ArrayLike, covariance: ArrayLike, weights: ArrayLike | None = None) -> FromAverage:
    """
    Hold the mean of each group against the mean of all respondents, of whom it is a part.

    With shares w_l = n_l / Σn the average is Σ w_l m_l, and the difference d_k = m_k − Σ w_l m_l = (1 − w_k)(m_k − r_k)
    with r_k the mean of all the others: the test of the one is that of the other. As groups are different respondents,
    var(d_k) = (1 − w_k)² v_k + Σ_{l≠k} w_l² v_l with v_l the variance of a group's mean; degrees of freedom are
    Satterthwaite's, var² / Σ (part² / (n_l − 1)). The shares count as known.

    Each part is the larger of that with the group's own spread and that with the spread within all groups, pooled. A
    few answers on a scale of few steps are often nearly the same by chance, and a mean beside so small a spread of its
    own would seem to lie far from the average; a group that spreads more than the others keeps its own.

    Parameters
    ----------
    n : array_like, shape (groups, p)
        Respondents behind each mean.
    mean : array_like, shape (groups, p)
        Means of p columns; NaN where there is none.
    covariance : array_like, shape (groups, p, p) or (groups, p)
        Covariance of each group's means, or their variances alone where every row is one column.
    weights : array_like, shape (rows, p)
        How columns are averaged into rows; the columns themselves if not given.

    Returns
    -------
    FromAverage
        NaN for a group without a mean of its own, and where nothing varies.

    Examples
    --------
    >>> found = from_average([[10], [30]], [[1.0], [3.0]], [[1.2], [0.4]])
    >>> found.difference.ravel().tolist()  # the average is 2.5
    [-1.5, 0.5]
    >>> found.statistic.ravel().round(4).tolist()  # both as 2 / √1.6
    [-1.5811, 1.5811]
    """
    size, centre = np.asarray(n, dtype=np.float64), np.asarray(mean, dtype=np.float64)
    rows = np.eye(size.shape[1]) if weights is None else np.asarray(weights, dtype=np.float64)
    share, present = shares_of(size, centre), np.isfinite(centre)
    known = ~((rows > 0).astype(np.float64) @ (~present).T > 0).T
    own = np.where(present, (1.0 - share) * np.nan_to_num(centre), 0.0)
    taken = share * np.nan_to_num(centre)
    difference = (own - (taken.sum(axis=0) - taken)) @ rows.T
    given = np.nan_to_num(np.asarray(covariance, dtype=np.float64))
    mine, theirs = (_either(given, each, rows, size) for each in (1.0 - share, share))
    df = np.maximum(_least(size, rows) - 1.0, 1.0)
    variance = mine + theirs.sum(axis=0) - theirs
    spread = mine**2 / df + (theirs**2 / df).sum(axis=0) - theirs**2 / df
    varies = known & (variance > VARIES) & (rows.sum(axis=1) > 0)
    se = np.sqrt(np.where(varies, variance, np.nan))
    free = np.where(varies, ratio(variance**2, np.where(spread > 0, spread, np.nan)), np.nan)
    t = difference / se
    p_value = np.where(varies, 2.0 * stdtr(np.where(varies, free, 1.0), -np.abs(np.nan_to_num(t))), np.nan)
    told = np.where(known & (rows.sum(axis=1) > 0), difference, np.nan)
    return FromAverage(difference=told, se=se, df=free, statistic=t, p_value=p_value)


@statistic(
    "all_from_average",
    name="simultaneous differences from the average of all",
    symbol="max |t|",
    source="Hasler & Hothorn (2008), Biometrical Journal 50, 793–800",
)
def all_from_average(
    statistic: ArrayLike,
    df: ArrayLike,
    n: ArrayLike,
    covariance: ArrayLike,
    weights: ArrayLike | None = None,
    *,
    confidence: float = 0.95,
    draws: int = 9999,
    rng: np.random.Generator | None = None,
) -> AllFromAverage:
    """
    Correct differences from the average for all groups and rows that were looked at, by the largest |t| among them.

    Differences hang together: all groups are held against one average, and rows are answered by the same respondents.
    Errors are drawn for each group with the correlations within groups, and M is the largest standardised difference
    of a draw. As groups differ in spread and size, each difference has degrees of freedom of its own, and so its own
    critical value, the quantile of M / √(χ²/df). Degrees of freedom are rounded down, coarser the more there are.

    Parameters
    ----------
    statistic, df : array_like, shape (groups, rows)
        Of `from_average`; NaN for what is not looked at.
    n : array_like, shape (groups, p)
        Respondents of each column.
    covariance : array_like, shape (groups, p, p) or (1, p, p)
        Covariance of each group's means, or of all groups' together, on which the correlations rest.
    weights : array_like, shape (rows, p)
        How columns are averaged into rows; the columns themselves if not given.
    confidence
        Joint level.
    draws, rng
        Monte Carlo draws and their generator (None: seed 0).

    Returns
    -------
    AllFromAverage
        An interval, difference ± critical · se, leaves zero out where `p_adjusted` is at most 1 − confidence.

    Examples
    --------
    >>> found = all_from_average([[2.5], [-2.5]], [[np.inf], [np.inf]], [[50], [50]], np.full((2, 1, 1), 0.04))
    >>> found.critical.round(1).ravel().tolist()  # two groups have one difference
    [2.0, 2.0]
    """
    t, free = np.asarray(statistic, dtype=np.float64), np.asarray(df, dtype=np.float64)
    size, matrices = np.asarray(n, dtype=np.float64), np.asarray(covariance, dtype=np.float64)
    rows = np.eye(size.shape[1]) if weights is None else np.asarray(weights, dtype=np.float64)
    looked = np.isfinite(t)
    critical, p_adjusted = np.full(t.shape, np.nan), np.full(t.shape, np.nan)
    if not looked.any():
        return AllFromAverage(critical, p_adjusted)
    rng = np.random.default_rng(0) if rng is None else rng
    largest = _largest(size, within_groups(size, np.nan_to_num(matrices)), rows, looked, draws, rng)
    steps = whole_degrees(free[looked])
    for each in np.unique(steps):
        scale = np.sqrt(rng.chisquare(each, draws) / each) if np.isfinite(each) else 1.0
        drawn = np.sort(largest / scale)
        here = looked.copy()
        here[looked] = steps == each
        critical[here] = upper_quantile(drawn, confidence)
        p_adjusted[here] = (1 + draws - np.searchsorted(drawn, np.abs(t[here]), side="left")) / (draws + 1)
    return AllFromAverage(critical, p_adjusted)


def shares_of(n: Floats, mean: Floats) -> Floats:
    """Give the share that each group has of the respondents behind a column."""
    counted = np.where(np.isfinite(mean), n, 0.0)
    return np.asarray(np.nan_to_num(ratio(counted, counted.sum(axis=0))))


def whole_degrees(df: Floats) -> Floats:
    """
    Round degrees of freedom down: to whole numbers below 30, to steps of a tenth above.

    Examples
    --------
    >>> whole_degrees(np.array([4.7, 29.0, 100.0, np.inf])).round(1).tolist()
    [4.0, 29.0, 94.2, inf]
    """
    given = np.maximum(df, 1.0) * (1.0 + 1e-9)
    finite = np.where(np.isfinite(given), given, 1.0)
    steps = np.floor(np.log(np.maximum(finite, _WHOLE) / _WHOLE) / np.log(_STEP))
    coarse = np.where(finite < _WHOLE, np.floor(finite), _WHOLE * _STEP**steps)
    return np.asarray(np.where(np.isfinite(given), coarse, np.inf))


def within_groups(n: Floats, covariance: Floats) -> Floats:
    """Give the covariance of answers within groups, Σ (n_l − 1) S_l / Σ (n_l − 1), from that of the groups' means.

    One covariance for all groups is that of the means of all respondents; of variances alone there are only those.
    """
    if len(covariance) < len(n):
        everybody = n.sum(axis=0)
        return np.asarray(covariance[0] * np.sqrt(everybody[:, None] * everybody[None, :]))
    size = n if covariance.ndim == 2 else np.sqrt(n[:, :, None] * n[:, None, :])
    free = np.maximum(size - 1.0, 0.0)
    return np.nan_to_num(ratio((free * size * covariance).sum(axis=0), free.sum(axis=0)))


def _of_means(answers: Floats, n: Floats) -> Floats:
    """Give the covariance that means of n answers have: groups × p × p, or groups × p of variances alone."""
    root = np.where(n > 0, 1.0 / np.sqrt(np.where(n > 0, n, 1.0)), 0.0)
    return np.asarray(answers * (root**2 if answers.ndim == 1 else root[:, :, None] * root[:, None, :]))


def _largest(
    n: Floats, answers: Floats, rows: Floats, looked: NDArray[np.bool_], draws: int, rng: np.random.Generator
) -> Floats:
    """Draw the largest standardised difference from the average, a piece of the draws at a time."""
    share, covariance = shares_of(n, np.where(n > 0, 0.0, np.nan)), _of_means(answers, n)
    mine, theirs = _variance(covariance, 1.0 - share, rows), _variance(covariance, share, rows)
    variance = mine + theirs.sum(axis=0) - theirs
    taken = looked & (variance > VARIES)
    scale = np.where(taken, 1.0 / np.sqrt(np.where(taken, variance, 1.0)), 0.0)
    root = np.where(n > 0, 1.0 / np.sqrt(np.where(n > 0, n, 1.0)), 0.0)
    found = np.zeros(draws)
    for start in range(0, draws, _TOGETHER):
        piece = min(_TOGETHER, draws - start)
        errors = draw_errors(answers, draws=piece * len(n), rng=rng).reshape(-1, len(n), piece) * root.T[:, :, None]
        away = errors - (share.T[:, :, None] * errors).sum(axis=1, keepdims=True)
        for row, weights in enumerate(rows):
            moved = np.zeros((len(n), piece))
            for column in np.flatnonzero(weights):  # one by one: threads of a small product would wait for each other
                moved += weights[column] * away[column]
            moved *= scale[:, row, None]
            found[start : start + piece] = np.maximum(found[start : start + piece], np.abs(moved).max(axis=0))
    return found


def _either(covariance: Floats, shares: Floats, rows: Floats, n: Floats) -> Floats:
    """Give the variance of every group's rows by its own spread or by that within all groups, whichever is larger."""
    within = _of_means(within_groups(n, covariance), n)
    return np.maximum(_variance(covariance, shares, rows), _variance(within, shares, rows))


def _variance(covariance: Floats, shares: Floats, rows: Floats) -> Floats:
    """Give the variance of every group's rows, its columns times its shares: groups × rows."""
    if covariance.ndim == 2:
        return np.asarray((shares**2 * covariance) @ (rows.T**2))
    scaled = shares[:, :, None] * covariance * shares[:, None, :]
    return np.asarray(np.einsum("rp,gpq,rq->gr", rows, scaled, rows, optimize=True))


def _least(n: Floats, rows: Floats) -> Floats:
    """Give the number of respondents of the column with the fewest, of those that make a row."""
    taken = rows > 0
    return np.stack([n[:, each].min(axis=1) if each.any() else np.zeros(len(n)) for each in taken], axis=1)


VARIES = 1e-18
"""Variance of a difference below which it is rounding."""
_TOGETHER = 1024
_WHOLE = 30.0
_STEP = 1.1
