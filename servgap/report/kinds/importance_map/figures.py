"""How many standards are sure to be important and served badly: a number for the top of a report."""

from __future__ import annotations

from servgap.analysis.importance_map.verb import ImportanceMap
from servgap.language import count, say
from servgap.report.kinds.kind import Figure


def figures(finding: ImportanceMap) -> list[Figure]:
    """Choose the numbers that are there."""
    facts = finding.facts
    if not facts.points:
        return []
    of = say("importance_map.figures.of", n=count(len(facts.concentrate)), total=count(facts.points))
    return [Figure(say("importance_map.figures.concentrate", case=facts.level), of)]
