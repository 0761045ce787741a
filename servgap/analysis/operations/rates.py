"""Rates of complaints by period: exact intervals, limits from the periods before, ratio to the one before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from servgap._stats.operations.rates import laney_limits, poisson_rate, rate_ratio
from servgap.analysis.operations.promises import Promises
from servgap.analysis.operations.rows import BROKEN, KEPT
from servgap.analysis.reasons import NO_ORDER, NONE, TOO_FEW_PERIODS
from servgap.analysis.verdicts import UNDECIDED
from servgap.survey.operations.operations import CHANNEL, STANDARD, Operations

ABOVE, BELOW, INSIDE = "above_limits", "below_limits", "inside_limits"
EARLIER_PERIODS = 8
"""Periods before the newest from which on its limits give a signal."""
COLUMNS = (
    *(
        "case_channel",
        "complaints",
        "users",
        "rate",
        "rate_low",
        "rate_high",
        "centre",
        "spread_ratio",
        "limit_low",
        "limit_high",
    ),
    *("signal", "rate_ratio", "ratio_low", "ratio_high", "p_value", "promised_rate", "verdict", "reason"),
)


def rate_rows(
    operations: Operations,
    by: Sequence[str],
    groups: Sequence[tuple[str, ...]],
    promises: Promises,
    confidence: float,
    *,
    ordered: bool,
) -> pd.DataFrame:
    """Give a row for each standard, channel and group that has complaints and users.

    Limits are of all periods but the newest, since it is the newest that is held against them.
    """
    with_channel = [CHANNEL] if CHANNEL in operations.keys and CHANNEL not in by else []
    names = [*by, STANDARD, *with_channel]
    frame = operations.rates.groupby(names, sort=False, as_index=False)[["complaints", "users"]].sum()
    frame = frame.astype(dict.fromkeys(names, str))
    place = {group: at for at, group in enumerate(groups)}
    rows: list[dict[str, Any]] = []
    for _, mine in frame.groupby([STANDARD, *with_channel], sort=False) if len(frame) else ():
        order = mine[list(by)].apply(lambda key: place[tuple(key)], axis=1) if by else pd.Series(0, index=mine.index)
        told = mine.iloc[0]
        promised = promises.of_rate(str(told[STANDARD]), str(told.get(CHANNEL, "")))
        rows += _series(mine.loc[order.sort_values().index], names, promised, confidence, ordered=ordered)
    return pd.DataFrame(rows, columns=[*by, STANDARD, *COLUMNS])


def _series(
    mine: pd.DataFrame, names: Sequence[str], promised: float, confidence: float, *, ordered: bool
) -> list[dict[str, Any]]:
    events, users = (mine[name].to_numpy(dtype=float) for name in ("complaints", "users"))
    rate = poisson_rate(events, users, confidence)
    nothing = np.full(len(mine), np.nan)
    held = dict.fromkeys(("limit_low", "limit_high", "rate_ratio", "ratio_low", "ratio_high", "p_value"), nothing)
    centre = spread = np.nan
    signal, reason = [""] * len(mine), NO_ORDER if not ordered else TOO_FEW_PERIODS
    if ordered:
        earlier = np.arange(len(mine)) < len(mine) - 1
        limits = laney_limits(events, users, baseline=earlier)
        held["limit_low"], held["limit_high"] = limits.low, limits.high
        known = bool(np.isfinite(limits.high).any())
        centre, spread = (limits.centre, limits.sigma_z) if known else (np.nan, np.nan)
        if known and earlier.sum() >= EARLIER_PERIODS:
            reason = NONE
            signal = [
                ABOVE if each > high else BELOW if each < low else INSIDE
                for each, low, high in zip(limits.rate, limits.low, limits.high, strict=True)
            ]
        if len(mine) > 1:
            compared = rate_ratio(events[1:], users[1:], events[:-1], users[:-1], confidence)
            ends = {"rate_ratio": compared.ratio, "ratio_low": compared.ci_low, "ratio_high": compared.ci_high}
            for name, values in {**ends, "p_value": compared.p_value}.items():
                held[name] = np.append(np.nan, np.where(np.isfinite(values), values, np.nan))
    return [
        {
            **{name: record[name] for name in names},
            "case_channel": record.get(CHANNEL, ""),
            "complaints": int(record["complaints"]),
            "users": int(record["users"]),
            "rate": rate.rate[at],
            "rate_low": rate.ci_low[at],
            "rate_high": rate.ci_high[at],
            "centre": centre,
            "spread_ratio": spread,
            **{name: values[at] for name, values in held.items()},
            "signal": signal[at],
            "promised_rate": promised,
            "verdict": _verdict(promised, rate.ci_low[at], rate.ci_high[at]),
            "reason": reason,
        }
        for at, record in enumerate(mine.to_dict("records"))
    ]


def _verdict(promised: float, low: float, high: float) -> str:
    """Judge the most that was promised by the rate's exact interval."""
    if not np.isfinite(promised) or not np.isfinite(high):
        return ""
    return KEPT if high <= promised else BROKEN if low > promised else UNDECIDED
