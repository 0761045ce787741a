"""Whether one part may be taken from the other: the claim of a pairing."""

from __future__ import annotations

from collections.abc import Mapping

from servgap.analysis.pairing.verb import Pairing
from servgap.language import Fact, count, say, sentence, word
from servgap.report.kinds.claim import NOTED, SURE, Claim
from servgap.report.phrases import how_many


def claims(finding: Pairing) -> list[Claim]:
    """Give the claim: what keeps gaps from being read as they are, the worst first; else that nothing does."""
    facts = finding.facts
    parts = {name: word("part", part) for name, part in zip(("first", "second"), finding.basis.pair, strict=True)}
    if not facts.judged:
        return [Claim(SURE, sentence(say("pairing.claims.not_judged", **parts)), NOTED)]
    found = (("by_items", facts.do_not_average), ("depends", facts.depends_on_items), ("not_shown", facts.not_shown))
    doubt = next(((what, dimensions) for what, dimensions in found if dimensions), None)
    if doubt is None:
        return [Claim(SURE, sentence(_told("subtract", len(facts.subtract), facts.judged, parts)))]
    return [Claim(SURE, sentence(_told(doubt[0], len(doubt[1]), facts.judged, parts)), NOTED)]


def _told(what: str, n: int, total: int, parts: Mapping[str, Fact]) -> Fact:
    return say(f"pairing.claims.{what}", case=how_many(n, total), n=count(n), total=count(total), **parts)
