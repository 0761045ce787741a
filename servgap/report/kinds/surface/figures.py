"""What subtracting costs overall: a number for the top of a report."""

from __future__ import annotations

from servgap.analysis.surface.verb import Surface
from servgap.language import percentage, say
from servgap.language.numbers import known
from servgap.report.cells import ends
from servgap.report.kinds.kind import Figure


def figures(finding: Surface) -> list[Figure]:
    """Give the loss overall, if it is there."""
    facts = finding.facts
    if not known(facts.loss):
        return []
    held = ends("loss_low", facts.loss_low, facts.loss_high)
    return [Figure(say("surface.figures.loss"), percentage(facts.loss), held)]
