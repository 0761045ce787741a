"""What to begin with, and how much is proposed: the claims of a review."""

from __future__ import annotations

from servgap.analysis.review.proposals import DROP, KEEP, PROPOSALS, RELAX
from servgap.analysis.review.verb import Review
from servgap.analysis.verdicts import NONE, UNDECIDED
from servgap.language import Fact, count, say, sentence, word
from servgap.report.kinds.claim import FIRST, REVIEW, Claim
from servgap.report.names import standard


def claims(finding: Review) -> list[Claim]:
    """Give the claims; none where no standard was reviewed."""
    facts = finding.facts
    if not facts.standards:
        return []
    told = [Claim(REVIEW, sentence(_proposed(finding)))]
    if facts.first is None or facts.first.proposal in (RELAX, DROP):  # which nobody has to begin with
        return told
    name = standard(finding.basis.instrument, facts.first.standard)
    return [Claim(FIRST, sentence(say("review.claims.first", case=facts.first.proposal, standard=name))), *told]


def _proposed(finding: Review) -> Fact:
    """Say of how many standards something is to be changed, and what it is most often."""
    counts, total = finding.facts.counts, count(finding.facts.standards)
    changed = {code: counts[code] for code in PROPOSALS if code not in (NONE, KEEP, UNDECIDED) and counts[code]}
    if not changed:
        undecided = counts[UNDECIDED]
        case = "undecided" if undecided == finding.facts.standards else "so_far" if undecided else "nothing"
        return say("review.claims.proposed", case=case, total=total, n=count(undecided))
    most = max(changed, key=lambda code: changed[code])
    n, case = sum(changed.values()), "alike" if len(changed) == 1 else "several"
    case = "the_only" if finding.facts.standards == 1 else case
    return say(f"review.claims.{case}", n=n, total=total, proposal=word("proposal", most))
