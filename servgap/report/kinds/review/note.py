"""What the note of a review says besides what all notes do."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from servgap.analysis.finding import Basis
from servgap.analysis.review.guards import ALIKE_FROM
from servgap.analysis.review.importances import NOT_COUNTED
from servgap.analysis.review.verb import Review
from servgap.language import Fact, listed, percent, quoted, say, threshold
from servgap.report.kinds.kind import RemarkFacts
from servgap.report.kinds.noted import Noted
from servgap.report.measures import limit, measure_in
from servgap.report.notes import convention
from servgap.survey.operations.operations import OBSERVERS


def note(finding: Review) -> list[Noted]:
    """Give the note's own sentences."""
    facts, basis = finding.facts, finding.basis
    level = percent(basis.confidence)
    needed = bool(finding.frames["frame"]["more_needed"].notna().any())
    operations = None
    if facts.operations:
        at_once = say("review.note.delivered_at_once") if facts.at_once else None
        case = "period" if facts.period else "all"
        operations = say("review.note.operations", case=case, period=facts.period, at_once=at_once)
    return [
        Noted("cases", operations or say("review.note.no_operations")),
        Noted("cases", say("review.note.visits") if _by_visits(finding) else None),
        Noted("importance", _importance(finding)),
        Noted("intervals", say("review.note.intervals", case="one" if facts.groups == 1 else "several", level=level)),
        Noted("verdicts", _verdicts(finding)),
        Noted("proposals", say("review.note.proposals")),
        Noted("proposals", None if facts.compared is None else say("review.note.previous", n=facts.compared)),
        Noted("proposals", _alike(finding)),
        Noted("proposals", say("review.note.needed") if needed else None),
        Noted("remarks", say("review.note.not_met") if not facts.met else None),
        Noted("remarks", say("review.note.beyond", names=listed(map(quoted, facts.beyond))) if facts.beyond else None),
    ]


def _verdicts(finding: Review) -> Fact:
    basis = finding.basis
    smallest = limit(measure_in(basis), basis.smallest)
    return say("review.note.verdicts", smallest=smallest, convention=convention(basis))


def _alike(finding: Review) -> Fact:
    pairs = finding.facts.pairs
    return say("review.note.pairs", n=pairs, least=threshold(ALIKE_FROM)) if pairs else None


def _by_visits(finding: Review) -> bool:
    """Whether visits decide of some standard."""
    return bool(finding.frames["frame"]["observed_by"].isin(OBSERVERS).any())


def _importance(finding: Review) -> Fact:
    facts = finding.facts
    if facts.importance in ("", NOT_COUNTED):
        return say("review.note.importance", case=facts.importance or "unknown")
    case = facts.importance if facts.ranked else "unranked"
    of = say("review.note.importance_of", case=facts.importance_level)
    return say("review.note.importance", case=case, of=of)


def _derived(_: RemarkFacts, __: Basis) -> Fact:
    return say("review.note.derived")


def _of_all(_: RemarkFacts, __: Basis) -> Fact:
    return say("review.note.of_all")


REMARKS: Mapping[str, Callable[[RemarkFacts, Basis], Fact]] = {
    "importance_derived": _derived,
    "importance_of_all": _of_all,
}
