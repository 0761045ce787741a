"""How large the worst standard's gap is in truth, having been picked for being the worst."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.ranks.winner import Winner
from servgap.analysis.rank_values import RankedValues
from servgap.analysis.ranks import RankQuestion, worst_corrected
from servgap.analysis.rows import group_of, standard_rows
from servgap.survey.tally import Tally

NUMBERS = ("value", "corrected", "corrected_low", "corrected_high", "shrunken")


def worst_of_each(
    tally: Tally, values: RankedValues, known: NDArray[np.bool_], reasons: NDArray[np.object_], question: RankQuestion
) -> pd.DataFrame:
    """Give the worst standard of each group, which was picked from the standards of that group.

    Each row holds by itself. To go through the groups for the worst of them is a further pick: see `worst_of_all`.
    """
    cells = range(len(tally.cells))
    return pd.DataFrame(
        [_picked(tally, values, known, slice(cell, cell + 1), question) | {"reason": reasons[cell]} for cell in cells]
    )


def worst_of_all(
    tally: Tally, values: RankedValues, known: NDArray[np.bool_], question: RankQuestion
) -> dict[str, pd.DataFrame]:
    """Give a further table, of the worst of all groups and standards, where there are several groups to rank."""
    if known.any(axis=1).sum() < 2:
        return {}
    picked = _picked(tally, values, known, slice(0, len(tally.cells)), question)
    return {"worst_of_all": pd.DataFrame([picked | {"reason": ""}])}


def _picked(
    tally: Tally, values: RankedValues, known: NDArray[np.bool_], groups: slice, question: RankQuestion
) -> dict[str, Any]:
    """Pick the worst from the groups of a span."""
    first, here = int(groups.start), known[groups]
    row: dict[str, Any] = {**group_of(tally, first), **dict.fromkeys(("dimension", "standard", "item"), "")}
    row |= {"n": int(values.n[first].min()), "picked_from": int(here.sum()), **dict.fromkeys(NUMBERS, np.nan)}
    if here.any():
        found = worst_corrected(values, known, groups, question)
        cell, place = divmod(int(found.place), here.shape[1])
        labels = standard_rows(tally.instrument).columns()
        row |= group_of(tally, first + cell) | {name: labels[name][place] for name in ("dimension", "standard", "item")}
        row |= {"n": int(values.n[first + cell][place]), **as_worst(found, values.worse)}
    return row


def as_worst(found: Winner, worse: int = -1) -> dict[str, float]:
    """Turn back what the arithmetic says of the largest value; with its sign, the ends of an interval change places."""
    low, high = (found.ci_high, found.ci_low) if worse < 0 else (found.ci_low, found.ci_high)
    ends = (found.observed, found.estimate, low, high, found.shrunken)
    return {name: worse * float(end) for name, end in zip(NUMBERS, ends, strict=True)}
