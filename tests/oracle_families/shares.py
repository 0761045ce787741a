"""Shares of respondents: met, top, bottom and net, of branches compared, and of two items of the same respondents."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

import servgap as sg
from oracle_families.folder import Case, file_of, survey, table
from servgap._stats.shares.net import net_share
from servgap._stats.shares.paired_shares import mcnemar
from servgap._stats.shares.two_shares import newcombe_difference
from servgap._stats.shares.wilson import share_wilson


def of_items(case: Case) -> dict[str, Any]:
    """Compute from counts what the case has of items, and by the verbs what it has of dimensions and branches."""
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
        "dimensions": {measure: _levels(case, measure) for measure in case["value"]["dimensions"]},
        "item_index": _lines(_rows(case, "index", "standard"), case["value"]["item_index"]["rows"]),
        "branches_met": _of_branches(case),
    }


COLUMNS = ("value", "se", "ci_low", "ci_high")


def _rows(case: Case, measure: str, level: str) -> Any:
    frame = sg.measure_gaps(survey(file_of(case)), measure=measure).frame
    return frame[frame["level"] == level]


def _levels(case: Case, measure: str) -> dict[str, Any]:
    """Take dimensions and overall from the verb."""
    dimensions, overall = (_rows(case, measure, level) for level in ("dimension", "overall"))
    overall = overall.set_index("method").loc[["mean_of_dimensions", "mean_of_items"]]
    names = case["value"]["dimensions"][measure]["rows"]
    lines = [*dimensions[list(COLUMNS)].to_numpy().tolist(), *overall[list(COLUMNS)].to_numpy().tolist()]
    return {"rows": names, "cols": ["mean", "se", "lower", "upper"], "data": lines}


def _lines(rows: Any, names: list[str]) -> dict[str, Any]:
    return {"rows": names, "cols": ["mean", "se", "lower", "upper"], "data": rows[list(COLUMNS)].to_numpy().tolist()}


def _of_branches(case: Case) -> dict[str, Any]:
    """Take each branch's overall share, and that of one item, from the verbs."""
    told = survey(file_of(case))
    groups = sg.compare_groups(told, by="branch", measure="met").groups
    items = sg.measure_gaps(told, by="branch", measure="met").frame
    found = {}
    for branch, expected in case["value"]["branches_met"].items():
        overall = groups[(groups["branch"] == branch) & (groups["level"] == "overall")].iloc[0]
        found[branch] = {"n": int(overall["n"]), "mean": overall["value"], "se": overall["se"]}
        for name in (each for each in expected if each.startswith("item_")):
            key = told.instrument.item_keys[int(name.removeprefix("item_")) - 1]
            row = items[(items["branch"] == branch) & (items["item"] == key) & (items["level"] == "standard")].iloc[0]
            held = [row["ci_low"], row["ci_high"]]
            found[branch][name] = {"count": round(row["value"] * row["n"]), "wilson": held}
    return found


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
