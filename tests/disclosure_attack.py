"""What a report's workbook tells of the groups that are not in it, found by a linear programme."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
from scipy.optimize import linprog


def table_in(path: Path, sheet: str) -> pd.DataFrame:
    rows = [tuple(cell.value for cell in row) for row in openpyxl.load_workbook(path)[sheet]]
    return pd.DataFrame(rows[1:], columns=rows[0])


def bounds(total: tuple[int, float], shown: list[tuple[int, float]], sizes: dict[str, int], name: str) -> float:
    """Find by a linear programme how far a hidden group's mean gap is told: how wide what is possible is, in points."""
    left = total[0] * total[1] - sum(n * mean for n, mean in shown)
    reach = 6.0
    place = list(sizes).index(name)
    aim = np.eye(len(sizes))[place]
    ends = [
        linprog(
            sign * aim,
            A_eq=np.ones((1, len(sizes))),
            b_eq=[left],
            bounds=[(-reach * n, reach * n) for n in sizes.values()],
        )
        for sign in (1, -1)
    ]
    assert all(end.status == 0 for end in ends)
    return float((-ends[1].fun - ends[0].fun) / sizes[name])


def attack(path: Path, sizes: dict[str, int], labels: set[str]) -> list[float]:
    """Solve for the small groups' mean gaps from what a report's workbook says of all and of the groups shown."""
    totals, groups = table_in(path, "Gaps"), table_in(path, "Groups")
    unknown = {name: n for name, n in sizes.items() if name not in set(groups["branch"])}
    widths = []
    for row in totals[totals["Level"].isin(["overall", "dimension"])].to_dict("records"):
        same = groups[groups["Name"] == row["Name"]]
        shown = [(int(n), float(gap)) for n, gap in zip(same["n"], same["Gap"], strict=True)]
        if row["Method"] != "weighted_mean":
            assert sum(n for n, _ in shown) + sum(unknown.values()) == row["n"]
            widths += [bounds((row["n"], row["Gap"]), shown, unknown, name) for name in sorted(labels & set(unknown))]
    return widths
