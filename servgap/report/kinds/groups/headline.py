"""Which group does worst and which best, how sure that is, and whether groups differ beyond chance."""

from __future__ import annotations

from collections.abc import Sequence

from servgap.analysis.groups.facts import End
from servgap.analysis.groups.omnibus import LEADING
from servgap.analysis.groups.verb import GroupComparison
from servgap.language import Fact, coefficient, count, p_phrase, say, sentence, word
from servgap.language.numbers import known
from servgap.report.chosen import count_tested
from servgap.report.kinds.groups.league import league_told, reliable_told
from servgap.report.measures import in_full, is_of_service, measure_in, noun, reads_alike, value
from servgap.report.measures import level as level_told
from servgap.report.names import attribute, compared_groups, dimensions
from servgap.report.phrases import absent, level

MOST_NAMED = 3
FEWEST_SCORED = 2
"""Respondents with every dimension's score without whom nothing overall can be said at all."""


def headline(finding: GroupComparison) -> Fact:
    """Give the headline."""
    facts = finding.facts
    lowest, highest = facts.lowest, facts.highest
    if lowest is None or highest is None or not (known(lowest.value) and known(highest.value)):
        return _absent(finding)
    fair, by = league_told(finding), attribute(finding.basis.names, facts.by)
    if fair is not None:
        return sentence(say("groups.by", by=by, ends=fair), reliable_told(finding))
    ends = _ends(finding, lowest, highest)
    return sentence(say("groups.by", by=by, ends=ends), _worst(finding), _tested(finding), _left_out(finding))


def _absent(finding: GroupComparison) -> Fact:
    """Say that there is no overall comparison, and what dimensions say by themselves, where any could be compared."""
    by, differing = attribute(finding.basis.names, finding.facts.by), finding.facts.differing
    total = count_tested(finding, "dimension", test=LEADING)
    if not total:
        return sentence(absent(say("groups.comparison", by=by), finding))
    names = dimensions(finding.basis.instrument, differing) if differing else None
    alone = say("groups.by_dimension", case="some" if differing else "none", n=total, total=count(total), names=names)
    what, shown = say("groups.comparison_overall", by=by), finding.frames["groups"]
    scored = int(shown.loc[shown["level"] == "overall", "n"].sum())
    if scored < FEWEST_SCORED:
        return sentence(say("shared.absent", case="why", what=what, why=say("shared.scoreless")), alone)
    return sentence(absent(what, finding, "overall"), alone)


def _ends(finding: GroupComparison, lowest: End, highest: End) -> Fact:
    facts = finding.facts
    measure = measure_in(finding.basis)
    told, kind = level_told(measure, lowest.value), "gap" if measure.is_gap else "value"
    if facts.compared == 1:
        held = _held(finding, lowest, "first", "named" if measure.is_gap else "beside")
        return say("groups.only", case=kind, who=compared_groups(finding.basis, [lowest.group]), level=told, held=held)
    if reads_alike(measure, lowest.value, highest.value):
        return say(f"groups.all_equal.{kind}", n=facts.compared, gap=value(measure, lowest.value), level=told)
    second = "second" if known(lowest.ci_low) else "first"
    return say(
        "groups.ends",
        case=_way(finding),
        measure=in_full(measure),
        lowest=_end(finding, "lowest", lowest, facts.lowest_groups, "first"),
        highest=_end(finding, "highest", highest, facts.highest_groups, second),
    )


def _way(finding: GroupComparison) -> str:
    """Tell what the worst group is: the one where service does worst, or whose value is the lowest or the highest."""
    measure = measure_in(finding.basis)
    if is_of_service(measure, finding):
        return "service"
    return "lowest" if measure.worse < 0 else "highest"


def _end(finding: GroupComparison, which: str, end: End, sharing: Sequence[str], place: str) -> Fact:
    """Name the group at one end, or those that share it."""
    measure = measure_in(finding.basis)
    service = is_of_service(measure, finding)
    who, told = compared_groups(finding.basis, [end.group]), "named" if service else "plain"
    held = _held(finding, end, place, told)
    if len(sharing) > 1:
        case = "few" if len(sharing) <= MOST_NAMED else "many"
        who = say("groups.sharing", case=case, names=compared_groups(finding.basis, sharing), n=count(len(sharing)))
        held = say("groups.held.shared", case=told, noun=noun(measure), gap=value(measure, end.value))
    does = "value" if not service else "short" if end.value < 0 else "well"
    return say(f"groups.{which}", case=does, n=len(sharing), who=who, held=held)


def _held(finding: GroupComparison, end: End, place: str, told: str) -> Fact:
    """Say what a group's value rests on; that of the group named second stands in the table."""
    measure = measure_in(finding.basis)
    facts = {"noun": noun(measure), "gap": value(measure, end.value), "n": count(end.n)}
    if not known(end.ci_low):
        return say("groups.held.same", case=told, **facts)
    if place == "second":
        return say("groups.held.shared", case=told, **facts)
    low, high = (value(measure, each) for each in (end.ci_low, end.ci_high))
    return say(f"groups.held.{place}", case=told, **facts, level=level(finding), low=low, high=high)


def _worst(finding: GroupComparison) -> Fact:
    """Say how sure it is which group does worst."""
    worst = finding.facts.worst
    if worst is None or not worst.candidates or worst.ranked < 2:
        return None
    may = len(worst.candidates)
    sure = "sure" if may == 1 else "any" if may == worst.ranked else "several"
    named = compared_groups(finding.basis, worst.candidates[:1])
    return say(f"groups.worst.{sure}", case=_way(finding), group=named, n=count(may))


def _tested(finding: GroupComparison) -> Fact:
    facts, overall = finding.facts, finding.facts.overall
    if not known(overall.p_adjusted):
        return absent(say("groups.no_test"), finding, "overall") if facts.compared > 1 else None
    return say(
        "groups.tested",
        case=_case(finding) if known(overall.effect) else f"{_case(finding)}_bare",
        which=_which(finding),
        symbol=word("effect_symbol", overall.effect_kind),
        effect=coefficient(overall.effect),
        p=p_phrase(overall.p_adjusted),
        dimensions=_dimensions(finding),
    )


def _which(finding: GroupComparison) -> Fact:
    """Say which groups are tested, where not all of them are."""
    facts = finding.facts
    left = facts.groups - facts.tested
    case = "all" if not left else "others" if left == len(facts.alike) else "tested"
    return say("groups.compared", case=case, n=count(facts.tested))


def _case(finding: GroupComparison) -> str:
    return "differ" if finding.facts.overall.differs else "same"


def _dimensions(finding: GroupComparison) -> Fact:
    """Say in how many dimensions groups differ, where they do in some and not overall."""
    differing = finding.facts.differing
    if finding.facts.overall.differs or not differing:
        return None
    total = count_tested(finding, "dimension", test=LEADING)
    return say(
        "groups.dimensions", n=len(differing), total=count(total), names=dimensions(finding.basis.instrument, differing)
    )


def _left_out(finding: GroupComparison) -> Fact:
    """Name the groups that are not tested, as all respondents there have the same value."""
    alike = finding.facts.alike
    if not alike or not known(finding.facts.overall.p_adjusted):
        return None
    kind = "gap" if measure_in(finding.basis).is_gap else "value"
    return say(f"groups.left_out.{kind}", n=len(alike), names=compared_groups(finding.basis, alike))
