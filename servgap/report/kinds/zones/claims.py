"""For how many customers service is below what would do: the claim of zones of tolerance."""

from __future__ import annotations

from servgap.analysis.zones.verb import Zones
from servgap.language import percentage, say, sentence
from servgap.language.numbers import known
from servgap.report.kinds.claim import STANDING, Claim


def claims(finding: Zones) -> list[Claim]:
    """Give the claim; none where no share is known. Where there are gaps, these say first where service stands."""
    below = finding.facts.overall.share_below
    if not known(below):
        return []
    return [Claim(STANDING, sentence(say("zones.claims.below", share=percentage(below))))]
