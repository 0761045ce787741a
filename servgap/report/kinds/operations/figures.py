"""Promises kept and broken, and complaints per million: numbers for the top of a report."""

from __future__ import annotations

from servgap.analysis.operations.verb import OperationsTrack
from servgap.language import count, number, say
from servgap.report.kinds.kind import Figure


def figures(finding: OperationsTrack) -> list[Figure]:
    """Choose the numbers that are there."""
    facts, told = finding.facts, []
    if facts.promised:
        of = say("operations.figures.of", n=count(facts.broken), total=count(facts.promised))
        told.append(Figure(say("operations.figures.broken"), of))
    if facts.rated is not None:
        held = say("shared.ends", low=number(facts.rated.rate_low, 1), high=number(facts.rated.rate_high, 1))
        told.append(Figure(say("operations.figures.rate"), number(facts.rated.rate, 1), held))
    return told
