"""Whether promises were kept: the claim of operations."""

from __future__ import annotations

from servgap.analysis.operations.facts import Held, Longer, Rated, Seen
from servgap.analysis.operations.rates import ABOVE, BELOW
from servgap.analysis.operations.rows import BROKEN, KEPT
from servgap.analysis.operations.verb import OperationsTrack
from servgap.language import Fact, count, number, percentage, say, sentence
from servgap.language.numbers import known
from servgap.report.kinds.claim import DELIVERED, Claim
from servgap.report.kinds.operations.words import tells
from servgap.report.names import group, standard
from servgap.survey.operations.operations import CHANNEL


def claims(finding: OperationsTrack) -> list[Claim]:
    """Give the claim of what says most: promises, what visits found, complaints; none where there is nothing."""
    found = (_promised(finding), _seen(finding), _longer(finding), _rated(finding), _nothing(finding))
    told = next((each for each in found if each is not None), None)
    return [] if told is None else [Claim(DELIVERED, sentence(told))]


def _named(finding: OperationsTrack, found: Held | Longer | Seen | Rated) -> Fact:
    """Name a standard, with its channel where the cases have one that nothing else says."""
    name, channel = standard(finding.basis.instrument, found.standard), found.case_channel
    if not tells(finding, channel):
        return say("operations.claims.name", case="plain", standard=name)
    told = group(finding.basis.names, CHANNEL, channel)
    return say("operations.claims.name", case="of_channel", standard=name, channel=told)


def _promised(finding: OperationsTrack) -> Fact:
    facts, held = finding.facts, finding.facts.foremost
    if held is None:
        return None
    told = {"standard": _named(finding, held), "total": count(facts.promised)}
    if facts.promised == 1:
        case = {BROKEN: "broken", KEPT: "kept"}.get(held.verdict, "undecided")
        return say("operations.claims.the_only", case=case, **told)
    if facts.broken:
        case = "all" if facts.broken == facts.promised else "one" if facts.broken == 1 else "some"
        return say("operations.claims.broken", case=case, n=count(facts.broken), **told)
    case = "all" if facts.kept == facts.promised else "some"
    return say("operations.claims.kept", case=case, n=count(facts.kept), **told)


def _seen(finding: OperationsTrack) -> Fact:
    seen = finding.facts.seen
    if seen is None:
        return None
    case = {BROKEN: "broken", KEPT: "kept"}.get(seen.verdict, "undecided" if seen.verdict else "bare")
    share = percentage(seen.visits_share)
    return say("operations.claims.visited", case=case, standard=_named(finding, seen), share=share)


def _longer(finding: OperationsTrack) -> Fact:
    longer = finding.facts.longer
    if longer is None:
        return None
    return say("operations.claims.longer", n=int(longer.n_longer), standard=_named(finding, longer))


def _rated(finding: OperationsTrack) -> Fact:
    rated = finding.facts.rated
    if rated is None or not known(rated.rate):
        return None
    case = {ABOVE: "above", BELOW: "below"}.get(rated.signal, "bare")
    case = "broken" if rated.verdict == BROKEN and case != "above" else case
    rate = number(rated.rate, 1)
    return say("operations.claims.rated", case=case, standard=_named(finding, rated), rate=rate)


def _nothing(finding: OperationsTrack) -> Fact:
    return say("operations.claims.nothing_promised") if finding.facts.rows else None
