"""Whether limits were kept, and rates of complaints: from cases of which some are open, and from counts of millions."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from oracle_families.folder import Case, file_of, table
from servgap._stats.operations.counted_cases import case_counts
from servgap._stats.operations.order_statistics import order_quantile
from servgap._stats.operations.product_limit import kaplan_meier_quantile, kaplan_meier_share
from servgap._stats.operations.rates import RateLimits, laney_limits, poisson_rate, rate_ratio
from servgap._stats.shares.wilson import share_wilson

SHARES = (0.5, 0.9)
NAMES = ("median", "p90")
LEAST_P = 1e-300
"""p-values below which the reference has none."""


def of_limits(case: Case) -> dict[str, Any]:
    """Compute from the cases' times what became of each standard's limit."""
    as_of = case["value"]["as_of"]
    rows = table(file_of(case))
    start, end = (pd.to_datetime(rows[name]) for name in ("start", "end"))
    hours = (end.fillna(pd.Timestamp(as_of)) - start) / pd.Timedelta(hours=1)
    closed = end.notna().to_numpy()
    standards = {}
    for standard in case["value"]["standards"]:
        mine = (rows["standard"] == standard).to_numpy()
        standards[standard] = _held(hours.to_numpy()[mine], closed[mine], float(rows["limit_hours"][mine].iloc[0]))
    in_limits = (hours / rows["limit_hours"]).to_numpy()
    return {"as_of": as_of, "standards": standards, "all_in_units_of_the_limit": _held(in_limits, closed, 1.0)}


def _held(time: np.ndarray, closed: np.ndarray, limit: float) -> dict[str, Any]:
    counted = case_counts(time, closed, limit)
    decided, alone = (share_wilson(counted.within, n) for n in (counted.decided, counted.closed))
    ordered = order_quantile(time[closed], SHARES)
    shares = {scale: kaplan_meier_share(time, closed, [limit], scale=scale) for scale in ("log_log", "log", "plain")}
    quantiles = {scale: kaplan_meier_quantile(time, closed, SHARES, scale=scale) for scale in ("log_log", "plain")}
    found = shares["log_log"]
    return {
        "limit": limit,
        "n": counted.n,
        "closed": counted.closed,
        "open": counted.open,
        "open_beyond_limit": counted.open_beyond,
        "open_undecided": counted.open_undecided,
        "met": counted.within,
        "decided": {"n": counted.decided, "share": float(decided.share), "wilson": [decided.ci_low, decided.ci_high]},
        "closed_only": {
            "share": float(alone.share),
            "wilson": [alone.ci_low, alone.ci_high],
            **{
                name: {
                    "estimate": ordered.time[at],
                    "type7": ordered.between[at],
                    "lower": ordered.ci_low[at],
                    "upper": ordered.ci_high[at],
                    "ranks": [ordered.rank_low[at], ordered.rank_high[at]],
                }
                for at, name in enumerate(NAMES)
            },
        },
        "kaplan_meier": {
            "share_within": found.share[0],
            "se": found.se[0],
            "at_risk": found.at_risk[0],
            **{scale: [each.ci_low[0], each.ci_high[0]] for scale, each in shares.items()},
            **{
                name: {
                    "estimate": quantiles["log_log"].time[at],
                    **{scale: [each.ci_low[at], each.ci_high[at]] for scale, each in quantiles.items()},
                }
                for at, name in enumerate(NAMES)
            },
        },
    }


def of_rates(case: Case) -> dict[str, Any]:
    """Compute from counts of complaints and users the rates, their limits, and ratios of quarters."""
    rows = table(file_of(case)).set_index("quarter")
    events, users = (rows[name].to_numpy(dtype=float) for name in ("complaints", "users"))
    quarters = rows.index.to_list()
    rate = poisson_rate(events, users)
    found: dict[str, Any] = {
        "quarter": quarters,
        "per_million": rate.rate,
        "exact_lower": rate.ci_low,
        "exact_upper": rate.ci_high,
        "all_quarters": _limits(laney_limits(events, users), quarters),
    }
    for name in case["value"]:
        if told := re.fullmatch(r"baseline_first_(\d+)", name):
            first = np.arange(len(events)) < int(told[1])
            found[name] = _limits(laney_limits(events, users, baseline=first), quarters)
    found["ratios"] = [_ratio(rows, each["quarter"], each["against"]) for each in case["value"]["ratios"]]
    return {name: each.tolist() if isinstance(each, np.ndarray) else each for name, each in found.items()}


def _limits(found: RateLimits, quarters: list[str]) -> dict[str, Any]:
    beyond_chance = (found.rate < found.poisson_low) | (found.rate > found.poisson_high)
    return {
        "centre_per_million": found.centre,
        "sigma_z": found.sigma_z,
        "dispersion_chi2": found.dispersion,
        "z": found.z.tolist(),
        "u_lower": found.poisson_low.tolist(),
        "u_upper": found.poisson_high.tolist(),
        "laney_lower": found.low.tolist(),
        "laney_upper": found.high.tolist(),
        "n_outside_u": int(beyond_chance.sum()),
        "outside_laney": [quarter for quarter, is_out in zip(quarters, found.outside, strict=True) if is_out],
    }


def _ratio(rows: pd.DataFrame, quarter: str, against: str) -> dict[str, Any]:
    a, b = rows.loc[quarter], rows.loc[against]
    found = rate_ratio(a["complaints"], a["users"], b["complaints"], b["users"])
    p = float(found.p_value)
    return {
        "quarter": quarter,
        "against": against,
        "ratio": float(found.ratio),
        "lower": float(found.ci_low),
        "upper": float(found.ci_high),
        "p": p if p > LEAST_P else None,
    }
