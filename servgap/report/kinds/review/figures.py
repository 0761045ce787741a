"""How many standards are to be changed, and how many published promises are broken: numbers for the top of a report."""

from __future__ import annotations

from servgap.analysis.review.verb import CHANGES, Review
from servgap.language import count, say
from servgap.report.kinds.kind import Figure


def figures(finding: Review) -> list[Figure]:
    """Choose the numbers that are there."""
    facts = finding.facts
    if not facts.standards:
        return []
    changed = sum(facts.counts[code] for code in CHANGES)
    of = say("review.figures.of", n=count(changed), total=count(facts.standards))
    told = [Figure(say("review.figures.changed"), of)]
    if facts.published_broken:
        told.append(Figure(say("review.figures.broken"), count(facts.published_broken)))
    return told
