"""Shares of customers below and inside their zone: numbers for the top of a report."""

from __future__ import annotations

from servgap.analysis.zones.verb import Zones
from servgap.language import count, percentage, say
from servgap.language.numbers import known
from servgap.report.cells import ends
from servgap.report.kinds.kind import Figure


def figures(finding: Zones) -> list[Figure]:
    """Choose the numbers that are there."""
    facts, overall = finding.facts, finding.facts.overall
    if not known(overall.share_below):
        return []
    held = ends("share_below_low", overall.share_below_low, overall.share_below_high)
    told = [
        Figure(say("zones.figures.below"), percentage(overall.share_below), held),
        Figure(say("zones.figures.inside"), percentage(overall.share_inside)),
    ]
    if facts.standards:
        of = say("zones.figures.of", n=count(facts.below), total=count(facts.standards))
        told.append(Figure(say("zones.figures.standards"), of))
    return told
