"""Shares of respondents: met, top, bottom and net, of branches compared, and of two items of the same respondents."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from oracle_families.folder import Case, file_of, table
from servgap._stats.shares.net import net_share
from servgap._stats.shares.paired_shares import mcnemar
from servgap._stats.shares.two_shares import newcombe_difference
from servgap._stats.shares.wilson import share_wilson


def of_items(case: Case) -> dict[str, Any]:
    """Compute from counts what the case has of items; dimensions, the index and branches one by one need a verb."""
    met, top, bottom = _indicators(case)
    n = len(met)
    net = net_share(top.sum(axis=0), bottom.sum(axis=0), n)
    return {
        "n": n,
        "met": _of_counts(met),
        "top": _of_counts(top),
        "bottom": _of_counts(bottom),
        "net": {
            "net": net.net.tolist(),
            "se": net.se.tolist(),
            "t_lower": net.ci_low.tolist(),
            "t_upper": net.ci_high.tolist(),
        },
        **{name: _branches(case, name, met) for name in case["value"] if re.fullmatch(r"met_\w+_minus_\w+", name)},
        "mcnemar": [_pair(met, each["item_a"], each["item_b"]) for each in case["value"]["mcnemar"]],
    }


def _indicators(case: Case) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give who met what, who was at the top, and who at the bottom, as the case's input says; respondents × items."""
    rows = table(file_of(case))
    parts = {part: rows.filter(regex=rf"^{part}\d+$") for part in "EP"}
    e, p = (parts[part][sorted(parts[part], key=lambda name: int(name[1:]))].to_numpy() for part in "EP")
    top, bottom = (int(re.findall(rf"{end} = P [<>]= (\d+)", case["input"])[0]) for end in ("top", "bottom"))
    return p >= e, p >= top, p <= bottom


def _of_counts(holds: np.ndarray) -> dict[str, Any]:
    found = share_wilson(holds.sum(axis=0), len(holds))
    return {
        "count": holds.sum(axis=0).tolist(),
        "share": found.share.tolist(),
        "wilson_lower": found.ci_low.tolist(),
        "wilson_upper": found.ci_high.tolist(),
    }


def _branches(case: Case, name: str, met: np.ndarray) -> dict[str, Any]:
    """Compare the two branches that a number's name speaks of."""
    first, second = re.findall(r"met_(\w+)_minus_(\w+)", name)[0]
    branch = table(file_of(case))["branch"].str.casefold().to_numpy()
    a, b = met[branch == first], met[branch == second]
    found = newcombe_difference(a.sum(axis=0), len(a), b.sum(axis=0), len(b))
    return {
        f"n_{first}": len(a),
        f"n_{second}": len(b),
        "diff": found.difference.tolist(),
        "lower": found.ci_low.tolist(),
        "upper": found.ci_high.tolist(),
    }


def _pair(met: np.ndarray, item_a: int, item_b: int) -> dict[str, Any]:
    a, b = met[:, item_a - 1], met[:, item_b - 1]
    cells = {
        "both": int((a & b).sum()),
        "only_a": int((a & ~b).sum()),
        "only_b": int((~a & b).sum()),
        "neither": int((~a & ~b).sum()),
    }
    found = mcnemar(**cells)
    return {
        "item_a": item_a,
        "item_b": item_b,
        **cells,
        "difference": found.difference,
        "newcombe_lower": found.ci_low,
        "newcombe_upper": found.ci_high,
        "exact_p": found.p_exact,
        "mid_p": found.p_mid,
        "chi2": found.chi_square,
        "chi2_p": found.p_chi_square,
    }
