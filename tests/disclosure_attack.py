"""What a report's workbook tells of the groups that are not in it, found by a linear programme."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import openpyxl
import pandas as pd
from scipy.optimize import linprog


def tables_in(path: Path) -> dict[str, pd.DataFrame]:
    """Read the sheets of a workbook behind its first, which is page one, by name."""
    book = openpyxl.load_workbook(path, read_only=True)
    sheets = {sheet.title: list(sheet.values) for sheet in book.worksheets[1:]}
    book.close()
    return {name: pd.DataFrame(rows[1:], columns=rows[0]) for name, rows in sheets.items()}


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
    tables = tables_in(path)
    totals, groups = tables["Gaps"], tables["Groups"]
    unknown = {name: n for name, n in sizes.items() if name not in set(groups["branch"])}
    widths = []
    for row in totals[totals["level"].isin(["overall", "dimension"])].to_dict("records"):
        same = groups[groups["Name"] == row["Name"]]
        shown = [(int(n), float(gap)) for n, gap in zip(same["n"], same["Gap"], strict=True)]
        if row["method"] != "weighted_mean":
            assert sum(n for n, _ in shown) + sum(unknown.values()) == row["n"]
            widths += [bounds((row["n"], row["Gap"]), shown, unknown, name) for name in sorted(labels & set(unknown))]
    return widths


class Row(NamedTuple):
    """What is printed of one item in one group, or in all: how many, their mean and their spread."""

    n: int
    mean: float
    sd: float


def sums_of(row: Row, printed_to: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """Give between which ends the sum and the sum of squares lie of answers of which mean and spread are printed."""
    means = row.mean - printed_to, row.mean + printed_to
    spreads = max(row.sd - printed_to, 0.0), row.sd + printed_to
    least = 0.0 if means[0] < 0 < means[1] else min(mean**2 for mean in means)
    squares = least, max(mean**2 for mean in means)
    within = [(row.n - 1) * sd**2 + row.n * square for sd, square in zip(spreads, squares, strict=True)]
    return (row.n * means[0], row.n * means[1]), (within[0], within[1])


def width_told(
    total: Row, shown: list[Row], pooled: Row | None, hidden: dict[str, int], name: str, printed_to: float
) -> float:
    """Find by a linear programme how wide a hidden group's mean gap is, given all that is printed of an item.

    What is sought is how often each gap from −6 to 6 occurs in each hidden group, not in whole numbers; whoever seeks
    it knows how many respondents every group has.

    Parameters
    ----------
    total, shown
        What is printed of everybody, and of the groups that are shown.
    pooled
        What is printed of all hidden groups together, where it is.
    hidden
        The hidden groups with their sizes.
    name
        The one whose mean is sought.
    printed_to
        How far a printed number may lie from the exact one.
    """
    gaps = np.arange(-6, 7)
    many = len(gaps) * len(hidden)
    powers = [np.tile(gaps**power, len(hidden)) for power in (1, 2)]
    ends = [[sums_of(row, printed_to)[power] for row in shown] for power in (0, 1)]
    constraints, low, high = [], [], []
    for power in (0, 1):
        told = sums_of(total, printed_to)[power]
        others = [sum(end[side] for end in ends[power]) for side in (0, 1)]
        constraints.append(powers[power])
        low.append(told[0] - others[1])
        high.append(told[1] - others[0])
        if pooled is not None:
            constraints.append(powers[power])
            low.append(sums_of(pooled, printed_to)[power][0])
            high.append(sums_of(pooled, printed_to)[power][1])
    sizes = np.kron(np.eye(len(hidden)), np.ones(len(gaps)))
    aim = np.zeros(many)
    place = list(hidden).index(name)
    aim[place * len(gaps) : (place + 1) * len(gaps)] = gaps / hidden[name]
    slack = 1e-6
    found = [
        linprog(
            sign * aim,
            A_ub=np.vstack([*constraints, *(-row for row in constraints)]),
            b_ub=np.array([*high, *(-end for end in low)]) + slack,
            A_eq=sizes,
            b_eq=list(hidden.values()),
        )
        for sign in (1, -1)
    ]
    assert all(end.status == 0 for end in found)
    return float(-found[1].fun - found[0].fun)


def widths_of_items(path: Path, sizes: dict[str, int], small: list[str], printed_to: float = 1e-9) -> list[float]:
    """Find how wide the small groups' mean gaps are of every item, from a workbook of gaps by branch beside all gaps.

    Where what is printed of everybody tells it to within one point already, it is passed over.
    """
    printed = [sheet for sheet in tables_in(path).values() if {"Gap", "Standard deviation"} <= set(sheet)]
    everybody = next(sheet for sheet in printed if "branch" not in sheet)
    groups = next((sheet for sheet in printed if "branch" in sheet), everybody.assign(branch="").iloc[:0])
    rows = [
        {
            str(row[key]): Row(known.get(str(row[key]), 0), row["Gap"], row["Standard deviation"])
            for row in sheet[sheet["level"] == "standard"].to_dict("records")
            if row["item"] == item
        }
        for item in everybody.loc[everybody["level"] == "standard", "item"]
        for sheet, key, known in (
            (everybody, "item", {item: sum(sizes.values())}),
            (groups, "branch", sizes),
        )
    ]
    widths = []
    for of_all, of_groups in zip(rows[::2], rows[1::2], strict=True):
        (total,) = of_all.values()
        hidden = {name: n for name, n in sizes.items() if name not in of_groups}
        others = next((row for name, row in of_groups.items() if name not in sizes), None)
        pooled = None if others is None else others._replace(n=sum(hidden.values()))
        shown = [row for name, row in of_groups.items() if name in sizes]
        left_open = [name for name in small if width_told(total, [], None, sizes, name, printed_to) > 1]
        widths += [width_told(total, shown, pooled, hidden, name, printed_to) for name in left_open]
    return widths
