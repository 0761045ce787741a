"""Whether perceptions lie lower than expectations when answers are taken as ordered, not as numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import logit, ndtr, ndtri

from servgap._stats.intervals import normal_quantile
from servgap._stats.ordinal.link_likelihood import Link, Model, Spread, log_likelihood, point
from servgap._stats.ratio import Floats
from servgap._stats.registry import statistic
from servgap._stats.tails import chi_square_tail

_STEPS, _HALVINGS, _BATCH = 100, 40, 24
_LONGEST, _SETTLED = 2.0, 1e-14
_FARTHEST = 25.0
"""Size of an effect, or of a spread, beyond which the likelihood only creeps towards infinity."""


@dataclass(frozen=True)
class CumulativeLink:
    """Effect of perception against expectation, its tests, thresholds, and the logarithm of the scales' ratio.

    `categories` counts those that anybody chose; `converged` is false where the model has no finite estimate.
    """

    effect: Floats
    se: Floats
    ci_low: Floats
    ci_high: Floats
    statistic: Floats
    p_value: Floats
    lr: Floats
    p_lr: Floats
    log_scale_ratio: Floats
    thresholds: Floats
    log_likelihood: Floats
    categories: NDArray[np.int64]
    converged: NDArray[np.bool_]


@dataclass(frozen=True)
class CumulativeLinkMixed:
    """Effect of perception against expectation within respondents, its tests, thresholds, and respondents' spread.

    `categories` counts those that anybody chose; `converged` is false where the model has no finite estimate.
    """

    effect: Floats
    se: Floats
    ci_low: Floats
    ci_high: Floats
    statistic: Floats
    p_value: Floats
    lr: Floats
    p_lr: Floats
    sd: Floats
    thresholds: Floats
    log_likelihood: Floats
    categories: NDArray[np.int64]
    converged: NDArray[np.bool_]


@dataclass(frozen=True)
class _Fit:
    """Parameters, their covariance and the log likelihood of tables with the same number of categories."""

    parameters: Floats
    variance: Floats
    log_likelihood: Floats
    converged: NDArray[np.bool_]


@statistic(
    "cumulative_link",
    name="cumulative link model",
    symbol="β",
    source="McCullagh (1980), Journal of the Royal Statistical Society B 42, 109–142",
    effect="log odds ratio, or probit difference",
)
def cumulative_link(
    tables: ArrayLike, link: Link = "logit", *, scale: bool = False, confidence: float = 0.95
) -> CumulativeLink:
    """
    Compare perceptions with expectations as ordered answers, without regard to who gave which.

    link P(Y ≤ c) = (θ_c − βx) / exp(ζx), with x = 1 for a perception and 0 for an expectation; ζ = 0 unless `scale`.
    Maximum likelihood; standard errors from the observed information; `lr` compares with β = 0.

    Parameters
    ----------
    tables : array_like, shape (..., L, L)
        Counts of respondents by expectation (rows) and perception (columns).
    link : {"logit", "probit"}
        The link.
    scale : bool
        Whether perceptions may spread more, or less, than expectations.
    confidence : float
        Level of the interval of β.

    Returns
    -------
    CumulativeLink
        One entry a table. Categories that nobody chose have no threshold (NaN); all is NaN, and `converged` false,
        where one part's answers lie wholly below the other's, or where all answers are the same.

    Examples
    --------
    >>> found = cumulative_link([[10, 5], [20, 10]])
    >>> round(float(found.effect), 4), round(float(found.thresholds[0]), 4)
    (-1.3863, -0.6931)
    """
    fitted = _fitted(tables, link, "scale" if scale else "none", confidence)
    ratio = fitted.pop("spread")
    return CumulativeLink(**fitted, log_scale_ratio=ratio if scale else np.where(fitted["converged"], 0.0, np.nan))


@statistic(
    "cumulative_link_mixed",
    name="cumulative link model with respondents' effects",
    symbol="β",
    source="Agresti (2010), Analysis of Ordinal Categorical Data, 2nd ed., ch. 8 and 10",
    effect="log odds ratio, or probit difference, within respondents",
)
def cumulative_link_mixed(tables: ArrayLike, link: Link = "logit", *, confidence: float = 0.95) -> CumulativeLinkMixed:
    """
    Compare each respondent's perception with the same respondent's expectation, as ordered answers.

    link P(Y ≤ c) = θ_c − βx − u, with x = 1 for a perception and 0 for an expectation, and u ~ N(0, sd²) of the
    respondent. The likelihood of a pair is integrated over u numerically; it needs the joint table only, so that the
    cost does not grow with the number of respondents.

    Parameters
    ----------
    tables : array_like, shape (..., L, L)
        Counts of respondents by expectation (rows) and perception (columns).
    link : {"logit", "probit"}
        The link.
    confidence : float
        Level of the interval of β.

    Returns
    -------
    CumulativeLinkMixed
        One entry a table. Categories that nobody chose have no threshold (NaN); all is NaN, and `converged` false,
        where one part's answers lie wholly below the other's, where all answers are the same, or where everybody's
        answers agree so closely that respondents' spread has no finite estimate.

    Examples
    --------
    >>> found = cumulative_link_mixed([[20, 5, 1], [12, 30, 6], [3, 15, 25]])
    >>> round(float(found.effect), 4), round(float(found.sd), 4)
    (-0.875, 3.0233)
    """
    fitted = _fitted(tables, link, "respondent", confidence)
    spread = fitted.pop("spread")
    return CumulativeLinkMixed(**fitted, sd=np.abs(spread))


def _fitted(tables: ArrayLike, link: Link, spread: Spread, confidence: float) -> dict[str, Any]:
    """Fit every table, those with the same number of chosen categories together."""
    counts = np.asarray(tables, dtype=np.float64)
    shape, levels = counts.shape[:-2], counts.shape[-1]
    flat = counts.reshape(-1, levels, levels)
    chosen = (flat.sum(axis=1) + flat.sum(axis=2)) > 0
    categories = chosen.sum(axis=1)
    usable = _overlapping(flat)
    names = ("effect", "se", "lr", "spread", "log_likelihood")
    found = {name: np.full(len(flat), np.nan) for name in names}
    thresholds, converged = np.full((len(flat), levels - 1), np.nan), np.zeros(len(flat), dtype=bool)
    for rows in _batches(usable, categories):
        number = categories[rows[0]]
        places = np.array([np.flatnonzero(chosen[row]) for row in rows])
        small = flat[rows[:, None, None], places[:, :, None], places[:, None, :]]
        fit, null = (_maximum(small, Model(link, effect, spread)) for effect in (True, False))
        kept = fit.converged
        held, cut = rows[kept], fit.parameters[kept]
        converged[held] = True
        thresholds[held[:, None], places[kept, :-1]] = cut[:, : number - 1]
        found["effect"][held], found["se"][held] = cut[:, number - 1], np.sqrt(fit.variance[kept, number - 1])
        found["log_likelihood"][held], found["spread"][held] = fit.log_likelihood[kept], cut[:, -1]
        lr = np.where(null.converged, 2 * np.maximum(fit.log_likelihood - null.log_likelihood, 0.0), np.nan)
        found["lr"][held] = lr[kept]
    z = found["effect"] / found["se"]
    reach = normal_quantile(confidence) * found["se"]
    found |= {"statistic": z, "p_value": 2 * ndtr(-np.abs(z)), "p_lr": chi_square_tail(1.0, found["lr"])}
    found |= {"ci_low": found["effect"] - reach, "ci_high": found["effect"] + reach}
    whole = {name: value.reshape(shape) for name, value in {**found, "converged": converged}.items()}
    return whole | {"thresholds": thresholds.reshape(*shape, levels - 1), "categories": categories.reshape(shape)}


def _batches(usable: NDArray[np.bool_], categories: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """Give the places of tables to be fitted together: of as many categories, and few enough to stay in the cache."""
    for number in np.unique(categories[usable]):
        rows = np.flatnonzero(usable & (categories == number))
        for first in range(0, len(rows), _BATCH):
            yield rows[first : first + _BATCH]


def _overlapping(tables: Floats) -> NDArray[np.bool_]:
    """Tell where some perceptions lie below some expectations and others above: elsewhere β has no finite estimate."""
    expected, perceived = tables.sum(axis=2) > 0, tables.sum(axis=1) > 0
    levels = np.arange(tables.shape[-1])

    def ends(used: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        return np.where(used, levels, len(levels)).min(axis=1), np.where(used, levels, -1).max(axis=1)

    (low_e, high_e), (low_p, high_p) = ends(expected), ends(perceived)
    return (high_e > low_p) & (high_p > low_e)


def _start(tables: Floats, model: Model) -> Floats:
    """Begin with the thresholds of all answers together and a moderate spread of respondents."""
    answers = tables.sum(axis=1) + tables.sum(axis=2)
    below = np.cumsum(answers, axis=1)[:, :-1] / answers.sum(axis=1, keepdims=True)
    start = np.zeros((len(tables), model.parameters(tables.shape[-1])))
    start[:, : below.shape[1]] = logit(below) if model.link == "logit" else ndtri(below)
    if model.spread == "respondent":
        start[:, -1] = 1.0 if model.link == "logit" else 0.6
    return start


def _maximum(tables: Floats, model: Model) -> _Fit:
    """Climb to the maximum of each table's likelihood by Newton's method with halved steps."""
    parameters, moving = _start(tables, model), np.ones(len(tables), dtype=bool)
    value = log_likelihood(tables, parameters, model)
    for _ in range(_STEPS):
        rows = np.flatnonzero(moving)
        here = point(tables[rows], parameters[rows], model)
        step = _ascent(here.gradient, here.hessian)
        gain = np.einsum("tp,tp->t", here.gradient, step)
        parameters[rows], value[rows] = _moved(tables[rows], parameters[rows], step, value[rows], model)
        away = np.abs(parameters[rows, tables.shape[-1] - 1 :]).max(axis=1, initial=0.0) > _FARTHEST
        moving[rows] = (gain > _SETTLED * (1 + np.abs(value[rows]))) & ~away
        if not moving.any():
            break
    there = point(tables, parameters, model)
    inverse, proper = _inverse(-there.hessian)
    near = np.abs(parameters[:, tables.shape[-1] - 1 :]).max(axis=1, initial=0.0) <= _FARTHEST
    variance = np.diagonal(inverse, axis1=1, axis2=2)
    return _Fit(parameters, variance, there.log_likelihood, ~moving & proper & near)


def _ascent(gradient: Floats, hessian: Floats) -> Floats:
    """Newton's step, turned uphill where the likelihood is not concave, and no longer than two units."""
    values, axes = np.linalg.eigh(-hessian)
    least = 1e-10 * np.abs(values).max(axis=1, keepdims=True)
    along = np.einsum("tpr,tp->tr", axes, gradient) / np.maximum(np.abs(values), np.maximum(least, 1e-300))
    step = np.einsum("tpr,tr->tp", axes, along)
    longest = np.abs(step).max(axis=1, keepdims=True)
    return np.asarray(step * np.minimum(1.0, _LONGEST / np.maximum(longest, _LONGEST)))


def _moved(tables: Floats, start: Floats, step: Floats, value: Floats, model: Model) -> tuple[Floats, Floats]:
    """Halve the steps that would lose likelihood; stay where even the shortest does."""
    reached, best = start.copy(), value.copy()
    waiting, length = np.arange(len(start)), 1.0
    for _ in range(_HALVINGS):
        trial = start[waiting] + length * step[waiting]
        found = log_likelihood(tables[waiting], trial, model)
        better = found >= value[waiting]
        reached[waiting[better]], best[waiting[better]] = trial[better], found[better]
        waiting, length = waiting[~better], length / 2
        if not len(waiting):
            break
    return reached, best


def _inverse(information: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Invert information matrices; say which of them are positive definite."""
    values, axes = np.linalg.eigh(information)
    proper = values[:, 0] > 1e-9 * np.abs(values[:, -1])
    usable = np.where(proper[:, None], values, 1.0)
    return np.einsum("tpr,tr,tsr->tps", axes, 1 / usable, axes), proper
