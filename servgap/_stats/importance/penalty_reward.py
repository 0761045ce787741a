"""Whether a driver costs more where it is low than it gains where it is high: penalties, rewards, asymmetry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtr

from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic
from servgap._stats.ties import ROUNDING

_SOURCE = (
    "Brandt (1987), in Add Value to Your Service, 61–65; Mikulić & Prebežac (2011), Managing Service Quality 21, 46–66"
)


@dataclass(frozen=True)
class PenaltyReward:
    """What low and high answers to each driver go with, their asymmetry with a joint error, and how many they are."""

    constant: Floats
    constant_se: Floats
    constant_p: Floats
    penalty: Floats
    penalty_se: Floats
    penalty_p: Floats
    reward: Floats
    reward_se: Floats
    reward_p: Floats
    asymmetry: Floats
    se: Floats
    statistic: Floats
    df: Floats
    p_value: Floats
    n_low: NDArray[np.int64]
    n_high: NDArray[np.int64]
    r2: Floats


@dataclass(frozen=True)
class BeyondLine:
    """The asymmetry that a straight line would show at the same cuts, and what there is beyond it."""

    straight: Floats
    beyond: Floats
    se: Floats
    statistic: Floats
    df: Floats
    p_value: Floats


@statistic("penalty_reward", name="penalty–reward contrasts", symbol="b", source=_SOURCE)
def penalty_reward(
    outcome: ArrayLike, low: ArrayLike, high: ArrayLike, *, covariates: ArrayLike | None = None, robust: bool = False
) -> PenaltyReward:
    """
    Regress an outcome on whether each driver is low, and whether it is high; what lies between is the reference.

    y = b₀ + Σ (p_j low_j + r_j high_j) + e. A penalty p is what a low answer goes with, a reward r what a high one
    does; their asymmetry is a_j = r_j + p_j, whose error is that of both together, var(p) + var(r) + 2 cov(p, r). Where
    low and high lie equally far from what is between them, a driver on a straight line has none; elsewhere
    `beyond_line` says how much of it such a line would show. Penalty–reward contrasts are not Kano's categories: they
    tell nothing of what customers feel where something is absent, and move with the cuts.

    Parameters
    ----------
    outcome : array_like, shape (n,)
        Of complete respondents.
    low, high : array_like, shape (n, k)
        Whether each driver is low, and whether it is high.
    covariates : array_like, shape (n, q)
        What else is held constant, such as indicators of groups.
    robust
        Whether errors are HC3 (MacKinnon & White 1985), for spreads that differ, or those of least squares.

    Returns
    -------
    PenaltyReward
        NaN for a driver that nobody, or everybody, finds low or high; and throughout where the drivers repeat one
        another or respondents are too few.

    Examples
    --------
    >>> low, high = [[1], [1], [0], [0], [0], [0]], [[0], [0], [0], [0], [1], [1]]
    >>> found = penalty_reward([1.0, 3.0, 4.0, 4.0, 4.0, 6.0], low, high)
    >>> float(found.penalty[0].round(9)), float(found.reward[0].round(9)), float(found.asymmetry[0].round(9))
    (-2.0, 1.0, -1.0)
    """
    y, below, above = _given(outcome, low, high)
    drivers = below.shape[1]
    marks = np.hstack([below, above])
    varies = (marks.any(axis=0)) & ~marks.all(axis=0)
    design = np.hstack([np.ones((len(y), 1)), marks[:, varies], _others(covariates, len(y))])
    place = np.full(2 * drivers, -1)
    place[varies] = 1 + np.arange(int(varies.sum()))
    counted = {"n_low": below.sum(axis=0).astype(np.int64), "n_high": above.sum(axis=0).astype(np.int64)}
    fit = _fitted(y, design, robust=robust)
    estimate, covariance = fit.estimate, fit.covariance
    single = np.concatenate([[0], place])
    told = _not_rounding(np.where(single >= 0, estimate[single], np.nan), y)
    error = _not_rounding(np.sqrt(np.where(single >= 0, np.diagonal(covariance)[single], np.nan)), y)
    p = _two_sided(told * ratio(1.0, error), fit.df)
    penalties, rewards = slice(1, 1 + drivers), slice(1 + drivers, 1 + 2 * drivers)
    asymmetry = _not_rounding(told[penalties] + told[rewards], y)
    joint = covariance[place[:drivers], place[drivers:]]
    both = error[penalties] ** 2 + error[rewards] ** 2 + 2 * np.where(np.isfinite(asymmetry), joint, np.nan)
    se = _not_rounding(np.sqrt(np.maximum(both, 0.0)), y)
    t = asymmetry * ratio(1.0, se)
    return PenaltyReward(
        constant=told[0],
        constant_se=error[0],
        constant_p=p[0],
        penalty=told[penalties],
        penalty_se=error[penalties],
        penalty_p=p[penalties],
        reward=told[rewards],
        reward_se=error[rewards],
        reward_p=p[rewards],
        asymmetry=asymmetry,
        se=se,
        statistic=t,
        df=np.asarray(fit.df),
        p_value=_two_sided(t, fit.df),
        r2=np.asarray(fit.r2),
        **counted,
    )


@statistic(
    "beyond_line",
    name="asymmetry beyond a straight line",
    symbol="b",
    source="errors: MacKinnon & White (1985), Journal of Econometrics 29, 305–325; the contrast: own convention",
)
def beyond_line(
    outcome: ArrayLike, scores: ArrayLike, low: ArrayLike, high: ArrayLike, *, covariates: ArrayLike | None = None
) -> BeyondLine:
    """
    Take from each asymmetry what a straight line in the scores would show at the same cuts.

    Where the low lie farther from the middle than the high do, or the other way round, a driver whose outcome rises
    along a straight line has an asymmetry too, and its sign turns with the cuts. With u_j the weights by which the
    contrast a_j = u_j'y is made, the line fitted to constant, scores and covariates L gives u_j'L γ, and beyond it lies
    a_j − u_j'L γ = r'y with r what is left of u_j beside L: r'r times the coefficient of u_j where it is added to the
    line, with that coefficient's HC3 error.

    Parameters
    ----------
    outcome, low, high, covariates
        As in `penalty_reward`.
    scores : array_like, shape (n, k)
        The drivers themselves.

    Returns
    -------
    BeyondLine
        NaN where `penalty_reward` gives no asymmetry, and where the cuts tell nothing that the line does not.

    Examples
    --------
    >>> scores = np.array([[1.0], [1], [2], [2], [3], [3], [6], [6]])
    >>> line = beyond_line(2 * scores[:, 0] + [1, -1] * 4, scores, scores < 2, scores > 3)
    >>> float(line.straight[0].round(9)), bool(abs(line.beyond[0]) < 1e-9)  # 2 (1 + 6 − 2 · 2.5)
    (4.0, True)
    """
    y, below, above = _given(outcome, low, high)
    drivers, others = below.shape[1], _others(covariates, len(y))
    marks = np.hstack([below, above])
    varies = marks.any(axis=0) & ~marks.all(axis=0)
    cuts = np.hstack([np.ones((len(y), 1)), marks[:, varies], others])
    line = np.hstack([np.ones((len(y), 1)), np.asarray(scores, dtype=np.float64), others])
    place = np.full(2 * drivers, -1)
    place[varies] = 1 + np.arange(int(varies.sum()))
    found = {name: np.full(drivers, np.nan) for name in ("straight", "beyond", "se", "df")}
    whole = _independent(cuts) and _independent(line)
    weights = cuts @ np.linalg.inv(cuts.T @ cuts) if whole else np.zeros(cuts.shape)
    axes = np.linalg.qr(line)[0] if whole else np.zeros(line.shape)
    for driver in range(drivers if whole else 0):
        both = place[[driver, drivers + driver]]
        if (both < 0).any():
            continue
        added = weights[:, both].sum(axis=1)
        rest = added - axes @ (axes.T @ added)
        length = float(rest @ rest)
        if length <= SAME * float(added @ added):
            continue
        fit = _fitted(y, np.hstack([line, (rest / np.sqrt(length))[:, None]]), robust=True)
        found["beyond"][driver] = fit.estimate[-1] * np.sqrt(length)
        found["se"][driver] = np.sqrt(fit.covariance[-1, -1] * length)
        found["df"][driver] = fit.df
        found["straight"][driver] = added @ y - found["beyond"][driver]
    # Where the line says all of the outcome, what is left is nothing, and not the digits in which it was computed.
    found |= {name: _not_rounding(found[name], y) for name in ("beyond", "se")}
    t = found["beyond"] * ratio(1.0, found["se"])
    return BeyondLine(**found, statistic=t, p_value=_two_sided(t, found["df"]))


@dataclass(frozen=True)
class _Fit:
    estimate: Floats
    covariance: Floats
    df: float
    r2: float


def _fitted(y: Floats, design: Floats, *, robust: bool) -> _Fit:
    """Fit by least squares, with the errors of least squares or HC3."""
    n, columns = design.shape
    if n <= columns or not _independent(design):
        return _Fit(np.full(columns, np.nan), np.full((columns, columns), np.nan), np.nan, np.nan)
    from statsmodels.regression.linear_model import OLS

    model = OLS(y, design).fit()
    error = _robust(design, model) if robust else np.asarray(model.cov_params())
    away = y - y.mean()
    r2 = float(ratio(np.asarray(1.0 * (away @ away - model.ssr)), np.asarray(away @ away)))
    return _Fit(np.asarray(model.params), error, float(n - columns), r2)


def _not_rounding(values: Floats, outcome: Floats) -> Floats:
    """Give zero for what is nothing beside the outcome but the digits in which it was computed."""
    return np.where(np.abs(values) <= ROUNDING * float(np.abs(outcome).max(initial=0.0)), 0.0, values)


def _robust(design: Floats, model: Any) -> Floats:
    """
    Give HC3, the covariance that holds where spreads differ.

    Who is alone in a group has no residual, and nothing to say of any coefficient but the group's own: these have no
    error, all others that of the other respondents.
    """
    weights = design @ np.asarray(model.normalized_cov_params)
    leverage = (weights * design).sum(axis=1)
    alone = leverage > ALONE
    pushed = weights * np.where(alone, 0.0, ratio(np.asarray(model.resid), 1.0 - leverage))[:, None]
    found = np.asarray(pushed.T @ pushed)
    settled = (np.abs(weights[alone]) > ROUNDING * np.abs(weights).max(axis=0)).any(axis=0)
    found[settled], found[:, settled] = np.nan, np.nan
    return found


def _given(outcome: ArrayLike, low: ArrayLike, high: ArrayLike) -> tuple[Floats, Floats, Floats]:
    below, above = (np.asarray(each, dtype=np.float64) for each in (low, high))
    return np.asarray(outcome, dtype=np.float64), below, above


def _others(covariates: ArrayLike | None, n: int) -> Floats:
    return np.zeros((n, 0)) if covariates is None else np.asarray(covariates, dtype=np.float64).reshape(n, -1)


def _independent(design: Floats) -> bool:
    """Tell whether no column repeats others, on the scale of their lengths."""
    lengths = np.sqrt((design**2).sum(axis=0))
    if len(design) < design.shape[1] or not (lengths > 0).all():
        return False
    values = np.linalg.eigvalsh((design / lengths).T @ (design / lengths))
    return bool(values.min() > SAME)


def _two_sided(t: Floats, df: ArrayLike) -> Floats:
    free = np.broadcast_to(np.asarray(df, dtype=np.float64), t.shape)
    known = np.isfinite(t) & (free > 0)
    return np.where(known, 2.0 * stdtr(np.where(known, free, 1.0), -np.abs(np.where(known, t, 0.0))), np.nan)


ALONE = 1 - 1e-9
"""Leverage from which on an answer is fitted whatever it is."""
SAME = 1e-10
"""Share of a column, or eigenvalue of columns of length one, below which it repeats others."""
