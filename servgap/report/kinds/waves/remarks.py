"""Remarks of waves that need more than their own particulars."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from servgap.analysis.finding import Basis
from servgap.language import Fact, listed, quoted, say
from servgap.report.names import item
from servgap.report.phrases import rate_told


def _reworded(facts: Mapping[str, Any], basis: Basis) -> Fact:
    """Say of standards that some waves word otherwise that a change may lie in the words."""
    names = listed(quoted(item(basis.instrument, key)) for key in facts["items"])
    return say("waves.note.reworded", n=len(facts["items"]), names=names)


REMARKS: Mapping[str, Callable[[Mapping[str, Any], Basis], Fact]] = {
    "rate_against_value": partial(rate_told, "rate_against_value"),
    "reworded": _reworded,
}
