"""Whether the gap keeps what its two parts say: the claim of a surface."""

from __future__ import annotations

from servgap.analysis.surface.rules import LOSES
from servgap.analysis.surface.verb import Surface
from servgap.language import percentage, say, sentence
from servgap.report.kinds.claim import NOTED, SURE, Claim
from servgap.report.kinds.surface.words import both_parts


def claims(finding: Surface) -> list[Claim]:
    """Give the claim; none where nothing could be told overall."""
    facts = finding.facts
    if not facts.verdict:
        return []
    told = say(f"surface.claims.{facts.verdict}", **both_parts(finding), loss=percentage(facts.loss))
    return [Claim(SURE, sentence(told), NOTED if facts.verdict == LOSES else 0)]
