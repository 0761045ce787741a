"""Items that run against the others of their dimension: what must be named before anything that rests on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from servgap._stats.reliability.keying import Keying, opposed_items
from servgap.survey.covariances import GAP, part_covariances
from servgap.survey.tally import Tally

TOLD_FROM = 5
"""Complete respondents from which on a correlation between items is worth a warning."""


def opposed_in(tally: Tally, parts: Sequence[str], confidence: float, *, pooled: bool = False) -> list[dict[str, Any]]:
    """List the items that run against the others of their dimension in any group, the plainest first.

    Parameters
    ----------
    tally
        The counts, by whatever groups.
    parts
        The parts to look at; ``"gap"`` for the gaps of the first pair.
    confidence
        Level at which a negative correlation is more than chance.
    pooled
        Whether to look at all groups together instead of at each.

    Returns
    -------
    list of dict
        Item, dimension and how many items that has, part, group cell, respondents, correlation with the sum of the
        other items (`rest_r`), and whether that is below zero by more than chance (`sure`). An item that is against
        the others in several parts or groups stands once, where it is so most.
    """
    found: dict[str, dict[str, Any]] = {}
    for number, dimension in enumerate(tally.instrument.dimensions):
        for part in parts:
            known = part_covariances(tally, part, number, pooled=pooled)
            keying = opposed_items(known.covariance, known.n, confidence)
            for cell, place in np.argwhere(keying.against & (known.n >= TOLD_FROM)[:, None]):
                told = _told(keying, int(cell), int(place))
                told |= {"item": dimension.items[place].key, "dimension": dimension.key, "part": part}
                told |= {"of": len(dimension.items), "n": int(known.n[cell])}
                before = found.get(told["item"])
                if before is None or _order(told) < _order(before):
                    found[told["item"]] = told
    return sorted(found.values(), key=_order)


def opposed_of(tally: Tally, part: str, confidence: float) -> list[dict[str, Any]]:
    """
    List the items that run against the others in a part; in the gaps also those that surely do in what was subtracted.

    Where an item is worded the other way in one of both parts only, its gaps go along with the others' by accident.
    """
    whole = tally.groups(())
    own = opposed_in(whole, (part,), confidence)
    if part != GAP:
        return own
    asked = opposed_in(whole, [str(each) for each in tally.instrument.pairs[0]], confidence)
    sure = [each for each in asked if each["sure"]]
    named = {each["item"] for each in sure}
    kept = [each for each in own if each["sure"] or each["item"] not in named]
    return sorted([*kept, *(each for each in sure if each["item"] not in {one["item"] for one in kept})], key=_order)


def _told(keying: Keying, cell: int, place: int) -> dict[str, Any]:
    return {"cell": cell, "rest_r": float(keying.rest_r[cell, place]), "sure": bool(keying.sure[cell, place])}


def _order(told: dict[str, Any]) -> tuple[bool, float]:
    return not told["sure"], round(told["rest_r"], 9)
