"""Which groups stand out, or that none does: the claim of a comparison of groups."""

from __future__ import annotations

from collections.abc import Sequence

from servgap.analysis.groups.verb import GroupComparison
from servgap.language import Fact, count, joined, say, sentence
from servgap.language.numbers import known
from servgap.report.kinds.claim import GROUPS, Claim
from servgap.report.kinds.groups.league import judges
from servgap.report.measures import is_of_service, measure_in
from servgap.report.names import compared_group, dimensions

MOST_NAMED = 2


def claims(finding: GroupComparison) -> list[Claim]:
    """Give the claim; none where groups could not be compared."""
    told = _of_league(finding) if judges(finding) else _of_tests(finding)
    return [] if told is None else [Claim(GROUPS, sentence(told))]


def _way(finding: GroupComparison) -> str:
    measure = measure_in(finding.basis)
    if is_of_service(measure, finding):
        return "service"
    return "lowest" if measure.worse < 0 else "highest"


def _of_league(finding: GroupComparison) -> Fact:
    """Say who stands apart from what chance does to groups of their size."""
    league = finding.facts.league
    if league is None or not known(league.tau):
        return None
    worse, better = (*league.much_worse, *league.worse), (*league.much_better[::-1], *league.better[::-1])
    facts: dict[str, Fact] = {"total": count(league.ranked)}
    if not worse and not better:
        return say("groups.claims.none_apart", **facts)
    names, side = (worse, "worse") if worse else (better, "better")
    return say(f"groups.claims.{side}.{_way(finding)}", n=len(names), names=_named(finding, names, "list"), **facts)


def _named(finding: GroupComparison, labels: Sequence[str], by: str) -> Fact:
    """Name the first few groups, and how many more there are."""
    names = [say("groups.claims.name", group=compared_group(finding.basis, label)) for label in labels[:MOST_NAMED]]
    if len(labels) <= MOST_NAMED:
        return joined(names, by)
    return say("groups.claims.many", names=joined(names, "enumerated"), others=count(len(labels) - MOST_NAMED))


def _of_tests(finding: GroupComparison) -> Fact:
    """Say whether groups differ, and which is worst where that can be told."""
    facts = finding.facts
    if not known(facts.overall.p_adjusted):
        return None
    if not facts.overall.differs:
        if not facts.differing:
            case = "all" if facts.tested == facts.groups else "tested"
            return say("groups.claims.same", case=case, n=count(facts.tested))
        names = dimensions(finding.basis.instrument, facts.differing)
        case = "named" if len(facts.differing) <= MOST_NAMED else "counted"
        numbers = {"k": count(len(facts.differing)), "total": count(facts.dimensions)}
        return say("groups.claims.in_dimensions", case=case, names=names, **numbers)
    worst = facts.worst
    may = () if worst is None else worst.candidates
    if worst is not None and MOST_NAMED < len(may) < worst.ranked and worst.group in may:
        first = _named(finding, [worst.group], "or")
        return say("groups.claims.or_another", case=_way(finding), first=first, others=count(len(may) - 1))
    if 0 < len(may) <= MOST_NAMED:
        return say("groups.claims.worst", case=_way(finding), n=len(may), names=_named(finding, may, "or"))
    return say("groups.claims.differ", case=_way(finding))
