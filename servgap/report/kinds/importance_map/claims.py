"""What is important and served badly: the claim of a map of importance and performance."""

from __future__ import annotations

from servgap._stats.importance.quadrants import DIAGONAL
from servgap.analysis.importance_map.verb import ImportanceMap
from servgap.language import Fact, count, say, sentence
from servgap.report.kinds.claim import MATTERS, Claim
from servgap.report.names import dimension, standard


def claims(finding: ImportanceMap) -> list[Claim]:
    """Give the claim; none where there is no map."""
    facts = finding.facts
    if not facts.points:
        return []
    of = "line" if facts.crosshair == DIAGONAL else "quadrants"
    if facts.concentrate:
        told = say(
            f"importance_map.claims.{of}",
            name=_named(finding, facts.concentrate[0]),
            n=len(facts.concentrate),
            others=count(len(facts.concentrate) - 1),
        )
        return [Claim(MATTERS, sentence(told))]
    sure = sum(facts.called.values()) == facts.points
    return [Claim(MATTERS, sentence(say(f"importance_map.claims.none_of_{of}.{facts.level}", case=str(sure).lower())))]


def _named(finding: ImportanceMap, key: str) -> Fact:
    instrument = finding.basis.instrument
    return (
        dimension(instrument, key)
        if finding.facts.level == "dimension"
        else say("importance_map.claims.standard", name=standard(instrument, key))
    )
