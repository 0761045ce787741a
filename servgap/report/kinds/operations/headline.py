"""Which promise is furthest from being kept, how many are broken, who waited longest, and whether complaints rose."""

from __future__ import annotations

from servgap.analysis.operations.rates import ABOVE, BELOW, INSIDE
from servgap.analysis.operations.rows import BROKEN, KEPT
from servgap.analysis.operations.verb import OperationsTrack
from servgap.language import Fact, count, number, percentage, quoted, say, sentence, threshold, word
from servgap.language.numbers import known
from servgap.report.kinds.operations.words import limit, share, time, what, where
from servgap.report.names import standard
from servgap.report.phrases import level


def headline(finding: OperationsTrack) -> Fact:
    """Give the headline; how many promises are broken comes first where one is."""
    counted, foremost = _counted(finding), _foremost(finding)
    about = [counted, foremost] if _counted_first(finding) else [foremost, counted]
    if not finding.facts.rows and finding.facts.seen is not None:
        about = []
    return sentence(*about, _longer(finding), _rated(finding), _seen(finding))


def _counted_first(finding: OperationsTrack) -> bool:
    return finding.facts.promised > 1 and finding.facts.broken > 0


def _foremost(finding: OperationsTrack) -> Fact:
    """Say which promise is furthest from being kept, or that none was made."""
    facts, held = finding.facts, finding.facts.foremost
    if held is None:
        return say("operations.nothing_promised", case="some" if facts.rows else "none")
    case = {BROKEN: "broken", KEPT: "kept"}.get(held.verdict, "undecided")
    low, high = percentage(held.within_low), percentage(held.within_high)
    return say(
        "operations.foremost",
        case=f"{case}_alone" if facts.promised == 1 else case,
        what=what(finding, held, unsaid=not _counted_first(finding)),
        share=share(vars(held)),
        limit=limit(held.limit_value, held.limit_unit),
        interval=say("shared.interval", level=level(finding), low=low, high=high),
        promised=percentage(held.promised_share),
    )


def _counted(finding: OperationsTrack) -> Fact:
    """Count the promises, unless there is one only or all are kept."""
    facts = finding.facts
    if facts.promised < 2 or facts.kept == facts.promised:
        return None
    undecided = facts.promised - facts.broken - facts.kept
    told = {"total": count(facts.promised), "broken": count(facts.broken), "kept": count(facts.kept)}
    place = where(finding, facts.group) if _counted_first(finding) else None
    return say("operations.counted", **told, undecided=count(undecided), where=place)


def _longer(finding: OperationsTrack) -> Fact:
    longer = finding.facts.longer
    if longer is None:
        return None
    return say(
        "operations.longer",
        what=what(finding, longer, unsaid=not _counted_first(finding)),
        n=int(longer.n_longer),
        longest=time(longer.longest_time, longer.limit_unit),
        limit=limit(longer.limit_longest, longer.limit_unit),
    )


def _seen(finding: OperationsTrack) -> Fact:
    """Say what visits found, of the standard that they found furthest from its promise."""
    seen = finding.facts.seen
    if seen is None:
        return None
    low, high = percentage(seen.visits_low), percentage(seen.visits_high)
    return say(
        "operations.visited",
        case=seen.verdict or "bare",
        observer=word("observed_by", seen.observed_by),
        what=what(finding, seen, unsaid=not _counted_first(finding)),
        met=count(seen.n_met),
        n=count(seen.n_visits),
        share=percentage(seen.visits_share),
        interval=say("shared.interval", level=level(finding), low=low, high=high),
        promised=percentage(seen.promised_share) if known(seen.promised_share) else None,
    )


def _rated(finding: OperationsTrack) -> Fact:
    """Say how many complaints there are among a million, and whether that is more than it used to be."""
    rated = finding.facts.rated
    if rated is None or not known(rated.rate) or _is_as_before(finding):
        return None
    case = {ABOVE: "above", BELOW: "below", INSIDE: "inside"}.get(rated.signal, "bare")
    case = "broken" if rated.verdict == BROKEN and case != "above" else case
    low, high = number(rated.rate_low, 1), number(rated.rate_high, 1)
    return say(
        "operations.rated",
        case=case,
        standard=quoted(standard(finding.basis.instrument, rated.standard)),
        period=rated.period,
        rate=number(rated.rate, 1),
        interval=say("shared.interval", level=level(finding), low=low, high=high),
        low=number(rated.limit_low, 1),
        high=number(rated.limit_high, 1),
        promised=threshold(rated.promised_rate) if known(rated.promised_rate) else None,
    )


def _is_as_before(finding: OperationsTrack) -> bool:
    """Whether nothing is to be said of complaints beside what is to be said of promises."""
    rated = finding.facts.rated
    calm = rated is None or (rated.signal not in (ABOVE, BELOW) and rated.verdict != BROKEN)
    return bool(finding.facts.promised) and calm
