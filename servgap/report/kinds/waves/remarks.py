"""Remarks of waves that need more than their own particulars."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from servgap.analysis.finding import Basis
from servgap.language import Fact, coefficient, listed, p_phrase, quoted, say
from servgap.report.names import item


def _rate_against_value(facts: Mapping[str, Any], basis: Basis) -> Fact:
    shown = facts["p"] <= 1 - basis.confidence
    case = ("higher" if facts["correlation"] > 0 else "lower") if shown else "unclear"
    rho = coefficient(facts["correlation"])
    return say("remarks.rate_against_value", case=case, n=facts["n"], rho=rho, p=p_phrase(facts["p"]))


def _reworded(facts: Mapping[str, Any], basis: Basis) -> Fact:
    """Say of standards that some waves word otherwise that a change may lie in the words."""
    names = listed(quoted(item(basis.instrument, key)) for key in facts["items"])
    return say("waves.note.reworded", n=len(facts["items"]), names=names)


REMARKS: Mapping[str, Callable[[Mapping[str, Any], Basis], Fact]] = {
    "rate_against_value": _rate_against_value,
    "reworded": _reworded,
}
