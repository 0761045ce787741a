"""Which groups stand out, or that none does: the claim of a comparison of groups."""

from __future__ import annotations

from servgap.analysis.groups.verb import GroupComparison
from servgap.language import Fact, count, say, sentence
from servgap.language.numbers import known
from servgap.report.kinds.claim import GROUPS, Claim
from servgap.report.kinds.groups.league import judges
from servgap.report.measures import is_of_service, measure_in
from servgap.report.names import compared_groups, dimensions

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
    case = "few" if len(names) <= MOST_NAMED else "many"
    who = {
        "names": compared_groups(finding.basis, names[:MOST_NAMED]),
        "n": len(names),
        "others": count(len(names) - MOST_NAMED),
    }
    return say(f"groups.claims.{side}.{_way(finding)}", case=case, **who, **facts)


def _of_tests(finding: GroupComparison) -> Fact:
    """Say whether groups differ, and which is worst where that can be told."""
    facts = finding.facts
    if not known(facts.overall.p_adjusted):
        return None
    told: dict[str, Fact] = {"n": count(facts.tested)}
    if not facts.overall.differs:
        if not facts.differing:
            return say("groups.claims.same", **told)
        names = dimensions(finding.basis.instrument, facts.differing)
        return say("groups.claims.in_dimensions", names=names, **told)
    if facts.worst is not None and len(facts.worst.candidates) == 1:
        return say(
            "groups.claims.worst",
            case=_way(finding),
            group=compared_groups(finding.basis, facts.worst.candidates),
            **told,
        )
    return say("groups.claims.differ", case=_way(finding), **told)
