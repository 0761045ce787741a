"""How long cases take of which some are still open: the share that is over by a limit, and quantiles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servgap._stats.intervals import normal_quantile
from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic
from servgap._stats.shares.wilson import share_wilson
from servgap._stats.ties import ROUNDING

Integers = NDArray[np.int64]
Truths = NDArray[np.bool_]
Band = Callable[[Floats, Floats, float], tuple[Floats, Floats]]


@dataclass(frozen=True)
class Steps:
    """The product-limit curve at the distinct times at which a case ended or was last seen.

    `lasting` is the share of cases not over after each time, `log_se` the standard error of its logarithm (infinite
    where nobody is left), `at_risk` how many were followed up to each time.
    """

    times: Floats
    lasting: Floats
    log_se: Floats
    at_risk: Integers
    ended: Integers


def product_limit_steps(time: ArrayLike, closed: ArrayLike) -> Steps:
    """
    Follow cases from time to time: S(t) = Π (1 − d_i/n_i) over the times t_i ≤ t, with d_i ends among n_i followed.

    A case that is last seen open at the very time at which another ends was still followed then (ends come first).
    Times that differ by rounding only are one time. Greenwood's variance of log S(t) is Σ d_i/(n_i (n_i − d_i)).

    Parameters
    ----------
    time : array_like, shape (n,)
        How long each case took, or has lasted so far; not negative.
    closed : array_like of bool, shape (n,)
        Whether it is over.
    """
    lengths, over = np.asarray(time, dtype=np.float64), np.asarray(closed, dtype=bool)
    order = np.argsort(lengths, kind="stable")
    lengths, over = lengths[order], over[order]
    starts = np.flatnonzero(np.append(True, np.diff(lengths) > ROUNDING * np.abs(lengths[1:]))[: len(lengths)])
    ended = np.add.reduceat(over.astype(np.int64), starts) if len(starts) else np.zeros(0, dtype=np.int64)
    at_risk = (len(lengths) - starts).astype(np.int64)
    left = at_risk - ended
    variance = np.cumsum(np.where(left > 0, ratio(ended, at_risk * np.maximum(left, 1)), np.inf))
    lasting = np.cumprod(ratio(left, at_risk))
    return Steps(lengths[starts], np.asarray(lasting), np.sqrt(variance), at_risk, ended)


@dataclass(frozen=True)
class ShareByLimit:
    """Share of cases that are over by each limit, with its interval, and how many are known to be followed up to it."""

    share: Floats
    se: Floats
    ci_low: Floats
    ci_high: Floats
    at_risk: Integers


@statistic(
    "kaplan_meier_share",
    name="share of cases over by a limit, open cases counted up to their age (Kaplan–Meier, log–log interval)",
    symbol="1 − S(t)",
    source="Kaplan & Meier (1958), JASA 53, 457–481; Kalbfleisch & Prentice (1980)",
)
def kaplan_meier_share(
    time: ArrayLike, closed: ArrayLike, limits: ArrayLike, confidence: float = 0.95, *, scale: str = "log_log"
) -> ShareByLimit:
    """
    Share 1 − S(t) of cases that are over by a limit t, the limit itself included.

    An open case counts as one that lasts at least as long as it does by now. The interval is symmetric on a scale on
    which S is nearly normal: with v = Σ d_i/(n_i (n_i − d_i)), ``"log_log"`` is S^exp(± z √v / log S), ``"log"``
    S exp(± z √v), ``"plain"`` S (1 ± z √v), cut at 0 and 1. Where none or all are over by the limit v says nothing;
    then it is Wilson's of the cases that are decided: over by then, or known to last longer. Where the last of the
    cases followed is open and younger than the limit, nobody knows the share: it is NaN, and its interval reaches from
    the lower end at that case's age up to 1.

    Parameters
    ----------
    time : array_like, shape (n,)
        How long each case took, or has lasted on the day of the extract; not negative.
    closed : array_like of bool, shape (n,)
        Whether it is over.
    limits : array_like, shape (k,)
        Times by which a case is to be over.
    confidence : float
        Level of the intervals.
    scale : {"log_log", "log", "plain"}
        Scale of the interval.

    Returns
    -------
    ShareByLimit
        One entry a limit; NaN throughout where there is no case. The standard error is Greenwood's, S √v, and NaN where
        none or all are over; `at_risk` counts cases that were followed up to the limit and were not over before it.

    Examples
    --------
    Of four cases one took 1 day, one 3 days, and two are still open after 2 and 4 days: S(3) = 3/4 · 1/2.

    >>> found = kaplan_meier_share([1, 2, 3, 4], [True, False, True, False], limits=[1, 3])
    >>> found.share, found.ci_low.round(3), found.ci_high.round(3)
    (array([0.25 , 0.625]), array([0.039, 0.192]), array([0.872, 0.989]))
    """
    steps = product_limit_steps(time, closed)
    wanted = np.atleast_1d(np.asarray(limits, dtype=np.float64))
    if not len(steps.times):
        nothing = np.full(len(wanted), np.nan)
        return ShareByLimit(nothing, nothing, nothing, nothing, np.zeros(len(wanted), dtype=np.int64))
    reached = _reached(steps.times, wanted)
    lasting, log_se = np.append(1.0, steps.lasting)[reached], np.append(0.0, steps.log_se)[reached]
    low, high = _band(scale)(lasting, log_se, normal_quantile(confidence))
    n, over = steps.at_risk[0], np.append(0, np.cumsum(steps.ended))[reached]
    longer = n - np.append(0, np.cumsum(steps.at_risk - np.append(steps.at_risk[1:], 0)))[reached]
    edge = (lasting == 0) | (lasting == 1)
    decided = share_wilson(over, over + longer, confidence)
    ci_low = np.where(edge, decided.ci_low, 1.0 - high)
    ci_high = np.where(edge, decided.ci_high, 1.0 - low)
    unknown = (lasting > 0) & (reached == len(steps.times)) & (wanted > steps.times[-1] * (1 + ROUNDING))
    none_decided = edge & (longer + over == 0)
    before = np.append(steps.at_risk, 0)[_reached(steps.times, wanted, before=True)]
    return ShareByLimit(
        share=np.where(unknown, np.nan, 1.0 - lasting),
        se=np.where(edge | unknown, np.nan, lasting * np.where(edge, 0.0, log_se)),
        ci_low=np.where(none_decided, 0.0, ci_low),
        ci_high=np.where(unknown | none_decided, 1.0, ci_high),
        at_risk=before.astype(np.int64),
    )


def _reached(times: Floats, wanted: Floats, *, before: bool = False) -> NDArray[np.intp]:
    """Count the times up to each wanted one, itself included unless told; rounding does not keep one out."""
    slack = ROUNDING * np.abs(wanted)
    return np.searchsorted(times, wanted - slack if before else wanted + slack, side="left" if before else "right")


def _band(scale: str) -> Band:
    return {"log_log": _log_log, "log": _log, "plain": _plain}[scale]


def _log_log(lasting: Floats, log_se: Floats, z: float) -> tuple[Floats, Floats]:
    inside = (lasting > 0) & (lasting < 1)
    logarithm = np.log(np.where(inside, lasting, 0.5))
    reach = np.exp(z * np.where(inside, log_se, 0.0) / -logarithm)
    return np.where(inside, np.exp(logarithm * reach), np.nan), np.where(inside, np.exp(logarithm / reach), np.nan)


def _log(lasting: Floats, log_se: Floats, z: float) -> tuple[Floats, Floats]:
    error = np.where(lasting > 0, log_se, 0.0)
    return lasting * np.exp(-z * error), np.minimum(lasting * np.exp(z * error), 1.0)


def _plain(lasting: Floats, log_se: Floats, z: float) -> tuple[Floats, Floats]:
    error = lasting * np.where(lasting > 0, log_se, 0.0)
    return np.maximum(lasting - z * error, 0.0), np.minimum(lasting + z * error, 1.0)


@dataclass(frozen=True)
class TimeBy:
    """Times by which given shares of cases are over, with intervals; NaN where so many are never seen to end."""

    time: Floats
    ci_low: Floats
    ci_high: Floats


@statistic(
    "kaplan_meier_quantile",
    name="time by which a share of cases is over, open cases counted up to their age (Brookmeyer–Crowley interval)",
    symbol="t_q",
    source="Brookmeyer & Crowley (1982), Biometrics 38, 29–41",
)
def kaplan_meier_quantile(
    time: ArrayLike, closed: ArrayLike, shares: ArrayLike, confidence: float = 0.95, *, scale: str = "log_log"
) -> TimeBy:
    """
    Time t_q by which a share q of cases is over: the first at which 1 − S(t) reaches q.

    Where S is flat at exactly 1 − q it is the middle of the flat stretch, as for the median of an even number. The
    interval holds all times at which the band around S (see `kaplan_meier_share`) covers 1 − q: from the first at
    which its lower end falls to 1 − q to the first at which its upper end does. An end is NaN where that is not seen.

    Parameters
    ----------
    time, closed
        As in `kaplan_meier_share`.
    shares : array_like, shape (k,)
        Shares q of cases, such as 0.5 for the median and 0.9.
    confidence : float
        Level of the intervals.
    scale : {"log_log", "log", "plain"}
        Scale of the band.

    Returns
    -------
    TimeBy
        One entry a share.

    Examples
    --------
    >>> found = kaplan_meier_quantile([1, 2, 3, 4, 5, 6], [True] * 5 + [False], shares=[0.5, 0.9])
    >>> found.time, found.ci_low, found.ci_high
    (array([3.5, nan]), array([1., 4.]), array([nan, nan]))
    """
    steps = product_limit_steps(time, closed)
    wanted = np.atleast_1d(np.asarray(shares, dtype=np.float64))
    low, high = _band(scale)(steps.lasting, steps.log_se, normal_quantile(confidence))
    return TimeBy(*(_first_at(steps.times, 1.0 - each, wanted) for each in (steps.lasting, low, high)))


def _first_at(times: Floats, over: Floats, wanted: Floats) -> Floats:
    """Find the first times at which a curve reaches wanted shares, in the middle of a stretch that is flat there."""
    known = ~np.isnan(over)
    places, curve = times[known], np.maximum.accumulate(over[known]) if known.any() else over[known]
    found = np.full(len(wanted), np.nan)
    for at, share in enumerate(wanted):
        reached = np.flatnonzero(curve >= share - ROUNDING)
        if not len(reached):
            continue
        beyond = np.flatnonzero(curve > share + ROUNDING)
        first = reached[0]
        found[at] = places[first]
        if curve[first] <= share + ROUNDING:
            found[at] = (places[first] + (places[beyond[0]] if len(beyond) else times[-1])) / 2
    return found
