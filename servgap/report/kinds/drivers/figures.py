"""How much is explained of the outcome, and what goes with most of it: numbers for the top of a report."""

from __future__ import annotations

from servgap.analysis.drivers.verb import Drivers
from servgap.language import percentage, say
from servgap.language.numbers import known
from servgap.report.cells import ends
from servgap.report.kinds.drivers.words import named_first, outcome
from servgap.report.kinds.kind import Figure


def figures(finding: Drivers) -> list[Figure]:
    """Choose the numbers that are there."""
    facts, first = finding.facts, finding.facts.first
    if first is None or not known(facts.r2):
        return []
    held = ends("share_of_r2", facts.r2_low, facts.r2_high)
    told = [Figure(say("drivers.figures.explained", outcome=outcome(finding)), percentage(facts.r2), held)]
    name = named_first(finding, first)
    return [*told, Figure(say("drivers.figures.first", outcome=outcome(finding)), percentage(first.share), name)]
