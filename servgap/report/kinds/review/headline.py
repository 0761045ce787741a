"""What to begin with, and what is proposed for how many standards; before it what keeps most from being decided."""

from __future__ import annotations

from servgap.analysis.review.proposals import NOT_MEASURED, PROPOSALS
from servgap.analysis.review.verb import Review
from servgap.analysis.verdicts import NONE, UNDECIDED
from servgap.language import Fact, count, joined, quoted, say, sentence, word
from servgap.report.measures import interval, measure_in, noun, value
from servgap.report.names import standard, where
from servgap.report.phrases import absent
from servgap.survey.operations.operations import FROM_OPERATIONS

HALF = 0.5


def headline(finding: Review) -> Fact:
    """Give the headline."""
    facts, place = finding.facts, where(finding.basis.names, finding.facts.group)
    if not facts.standards:
        return sentence(absent(say("review.the_review", where=place), finding))
    return sentence(_weakest(finding), _first(finding, place), _counted(finding), _broken(finding))


def _weakest(finding: Review) -> Fact:
    """Say what the proposals lack, before any is told: most are undecided, or nobody knows what was delivered."""
    facts = finding.facts
    undecided = facts.counts[UNDECIDED]
    if undecided == facts.standards:
        return say("review.undecided", case="all")
    if undecided > HALF * facts.standards:
        return say("review.undecided", case="most", n=count(undecided), total=count(facts.standards))
    return None if facts.operations else say("review.no_operations")


def _first(finding: Review, place: Fact) -> Fact:
    """Name the standard to begin with."""
    facts, first = finding.facts, finding.facts.first
    if first is None:
        case = "some" if facts.counts[UNDECIDED] else "none"
        return None if facts.counts[UNDECIDED] == facts.standards else say("review.nothing", case=case, where=place)
    measure = measure_in(finding.basis)
    return say(
        "review.first",
        case=first.proposal,
        where=place,
        standard=quoted(standard(finding.basis.instrument, first.standard)),
        noun=noun(measure),
        gap=value(measure, first.gap),
        interval=interval(finding, first.ci_low, first.ci_high),
        delivered=_delivered(finding),
    )


def _delivered(finding: Review) -> Fact:
    """Say whether the first was delivered, and by how many visits that is known where operations do not tell it."""
    first = finding.facts.first
    if first is None or first.delivery_verdict == NOT_MEASURED:
        return None
    delivered = word("told_delivery", first.delivery_verdict)
    if first.observed_by in ("", FROM_OPERATIONS):
        return say("review.delivered", delivered=delivered)
    by = word("observed_by", first.observed_by)
    return say("review.delivered_seen", delivered=delivered, observer=by, n=first.delivered_n)


def _counted(finding: Review) -> Fact:
    """Say for how many standards each thing is proposed."""
    facts = finding.facts
    if facts.standards == 1 or facts.counts[UNDECIDED] == facts.standards:
        return None
    told = [
        say("review.counts", proposal=word("proposal", code), n=count(facts.counts[code]))
        for code in PROPOSALS
        if code != NONE and facts.counts[code]
    ]
    return say("review.counted", total=count(facts.standards), told=joined(told, "names"))


def _broken(finding: Review) -> Fact:
    """Say how many published promises are broken."""
    n = finding.facts.published_broken
    return say("review.published_broken", n=n) if n else None
