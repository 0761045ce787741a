"""What a headline about reliability rests on: the weakest score, the range, and of what nothing is concluded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from servgap._stats.ties import at_least, first_least, first_most
from servgap.analysis.reasons import (
    CONSTANT_ITEM,
    IMPROPER,
    NONE,
    NOT_CONVERGED,
    OPPOSED_ITEM,
    SINGULAR,
    TOO_FEW_FOR_ITEMS,
)
from servgap.analysis.reliability.intervals import ROUGH
from servgap.analysis.reliability.rows import Measured
from servgap.analysis.reliability.uses import few_for_items, too_few
from servgap.analysis.rows import group_of

Facts = dict[str, Any]

SHOWN = ("omega", "omega_low", "omega_high", "alpha", "ci_low", "ci_high", "n")
TOLD = (TOO_FEW_FOR_ITEMS, IMPROPER, SINGULAR, NOT_CONVERGED, CONSTANT_ITEM, OPPOSED_ITEM)
"""What a headline opens with, in this order."""


def facts_of(found: Measured, reasons: NDArray[np.object_], uses: Mapping[str, NDArray[Any]]) -> Facts:
    """Gather the facts; `reasons` are those for which nothing is concluded of a score."""
    numbers = found.numbers
    headline = np.where(np.isnan(numbers["omega"]), numbers["alpha"], numbers["omega"])
    # What too few answered says nothing, not even as the items stand.
    headline = np.where(few_for_items(found), np.nan, headline)
    facts: Facts = {"rows": len(found.labels["part"]), "group": {}, "lowest": None, "highest": None}
    if np.isfinite(headline).any():
        facts["lowest"] = _at(found, first_least(headline), numbers, SHOWN)
        facts["highest"] = _at(found, first_most(headline), numbers, SHOWN)
        facts["group"] = facts["lowest"]["group"]
    facts["weakest"] = _weakest(found, uses)
    facts["too_few"] = too_few(found)
    facts["withheld"] = _withheld(found, reasons)
    return facts


def rough(found: Measured) -> int:
    """Count the intervals shown that rest on few respondents."""
    return int(sum((np.isfinite(df) & ~at_least(df, ROUGH)).sum() for df in found.df.values()))


def _at(found: Measured, place: int, columns: Mapping[str, Any], names: tuple[str, ...]) -> Facts:
    cell, row = divmod(place, len(found.places))
    named = {name: labels[row] for name, labels in found.labels.items()}
    values = {name: columns[name][cell, row] for name in names}
    plain = {name: value.item() if isinstance(value, np.generic) else value for name, value in values.items()}
    return {**named, "group": group_of(found.tally, cell), **plain}


def _weakest(found: Measured, uses: Mapping[str, NDArray[Any]]) -> Facts | None:
    """Find the score of which least is sure, among those that are judged."""
    low = np.where(uses["band"] == "", np.nan, uses["ci_low"])
    if np.isnan(low).all():
        return None
    return _at(found, first_least(low), uses, tuple(name for name in uses if name != "reason"))


def _withheld(found: Measured, reasons: NDArray[np.object_]) -> Facts | None:
    """Say of how many scores nothing is concluded, which is the first, and what stands against them."""
    places = np.flatnonzero(reasons != NONE)
    if not len(places):
        return None
    why, model = [], np.where(reasons == TOO_FEW_FOR_ITEMS, NONE, found.numbers["reason"])
    for reason in TOLD:
        here = np.flatnonzero((reasons if reason in (TOO_FEW_FOR_ITEMS, OPPOSED_ITEM) else model) == reason)
        if len(here) and not (reason == TOO_FEW_FOR_ITEMS and too_few(found)):
            why.append({"reason": reason, "scores": len(here), **_first(found, here)})
    return {"scores": len(places), "of": reasons.size, "why": why, **_first(found, places)}


def _first(found: Measured, places: NDArray[np.intp]) -> Facts:
    return _at(found, int(places[0]), found.numbers, ("n", "n_items"))
