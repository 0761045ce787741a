"""What of a reliability is told first: the weakest score, the range, and of what nothing is concluded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar

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
from servgap.analysis.reliability.facts import Against, End, Judged, ReliabilityFacts, Score, Withheld
from servgap.analysis.reliability.intervals import ROUGH
from servgap.analysis.reliability.rows import Measured
from servgap.analysis.reliability.uses import few_for_items, too_few
from servgap.analysis.rows import group_of

TOLD = (TOO_FEW_FOR_ITEMS, IMPROPER, SINGULAR, NOT_CONVERGED, CONSTANT_ITEM, OPPOSED_ITEM)
"""What a headline opens with, in this order."""

Kind = TypeVar("Kind", bound=Score)


def facts_of(found: Measured, reasons: NDArray[np.object_], uses: Mapping[str, NDArray[Any]]) -> ReliabilityFacts:
    """Gather the facts; `reasons` are those for which nothing is concluded of a score."""
    numbers = found.numbers
    headline = np.where(np.isnan(numbers["omega"]), numbers["alpha"], numbers["omega"])
    # What too few answered says nothing, not even as the items stand.
    headline = np.where(few_for_items(found), np.nan, headline)
    lowest = highest = None
    if np.isfinite(headline).any():
        lowest = _at(End, found, first_least(headline), numbers)
        highest = _at(End, found, first_most(headline), numbers)
    return ReliabilityFacts(
        group={} if lowest is None else lowest.group,
        rows=len(found.labels["part"]),
        lowest=lowest,
        highest=highest,
        weakest=_weakest(found, uses),
        too_few=too_few(found),
        withheld=_withheld(found, reasons),
    )


def rough(found: Measured) -> int:
    """Count the intervals shown that rest on few respondents."""
    return int(sum((np.isfinite(df) & ~at_least(df, ROUGH)).sum() for df in found.df.values()))


def _at(kind: type[Kind], found: Measured, place: int, columns: Mapping[str, Any], **known: Any) -> Kind:
    """Describe the score at a place, with whatever columns its kind of fact has."""
    cell, row = divmod(place, len(found.places))
    known |= {name: labels[row] for name, labels in found.labels.items()}
    known |= {"group": group_of(found.tally, cell)}
    names = [entry.name for entry in fields(kind) if entry.name not in known]
    return kind(**known, **{name: columns[name][cell, row] for name in names})


def _weakest(found: Measured, uses: Mapping[str, NDArray[Any]]) -> Judged | None:
    """Find the score of which least is sure, among those that are judged."""
    low = np.where(uses["band"] == "", np.nan, uses["ci_low"])
    return None if np.isnan(low).all() else _at(Judged, found, first_least(low), uses)


def _withheld(found: Measured, reasons: NDArray[np.object_]) -> Withheld | None:
    """Say of how many scores nothing is concluded, which is the first, and what stands against them."""
    places = np.flatnonzero(reasons != NONE)
    if not len(places):
        return None
    why, model = [], np.where(reasons == TOO_FEW_FOR_ITEMS, NONE, found.numbers["reason"])
    for reason in TOLD:
        here = np.flatnonzero((reasons if reason in (TOO_FEW_FOR_ITEMS, OPPOSED_ITEM) else model) == reason)
        if len(here) and not (reason == TOO_FEW_FOR_ITEMS and too_few(found)):
            why.append(_at(Against, found, int(here[0]), found.numbers, reason=reason, scores=len(here)))
    first, of = int(places[0]), reasons.size
    return _at(Withheld, found, first, found.numbers, scores=len(places), of=of, why=tuple(why))
