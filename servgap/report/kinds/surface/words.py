"""What the parts and the outcome of a surface are called."""

from __future__ import annotations

from servgap.analysis.surface.verb import Surface
from servgap.language import Fact, say, threshold, word


def both_parts(finding: Surface) -> dict[str, Fact]:
    """Name what is subtracted, and what it is subtracted from."""
    first, second = finding.basis.pair
    return {"first": word("part", first), "second": word("part", second)}


def outcome(finding: Surface) -> Fact:
    """Name the outcome, with what is taken of it."""
    facts = finding.facts
    return say(
        "surface.outcome",
        case=facts.share or "mean",
        name=facts.outcome,
        top=threshold(facts.top),
        bottom=threshold(facts.bottom),
    )
