"""Which group is furthest short and which least, how sure that is, and whether groups differ beyond chance."""

from __future__ import annotations

from collections.abc import Sequence

from servgap.analysis.groups.facts import End
from servgap.analysis.groups.verb import GroupComparison
from servgap.language import Fact, coefficient, count, number, p_phrase, say, sentence, word
from servgap.language.numbers import known
from servgap.language.numbers import number as written
from servgap.report.chosen import count_tested
from servgap.report.names import dimensions, groups
from servgap.report.phrases import absent, level

MOST_NAMED = 3


def headline(finding: GroupComparison) -> Fact:
    """Give the headline."""
    facts = finding.facts
    lowest, highest = facts.lowest, facts.highest
    if lowest is None or highest is None or not (known(lowest.value) and known(highest.value)):
        return sentence(absent(say("groups.comparison", by=facts.by), finding))
    ends = _ends(finding, lowest, highest)
    return sentence(say("groups.by", by=facts.by, ends=ends), _worst(finding), _tested(finding), _left_out(finding))


def _ends(finding: GroupComparison, lowest: End, highest: End) -> Fact:
    facts = finding.facts
    if facts.compared == 1:
        return say("groups.only", who=groups([lowest.group]), held=_held(finding, lowest, "first"))
    if written(lowest.value) == written(highest.value):
        return say("groups.all_equal", n=facts.compared, gap=number(lowest.value))
    second = "second" if known(lowest.ci_low) else "first"
    return say(
        "groups.ends",
        lowest=_end("lowest", lowest, facts.lowest_groups, _held(finding, lowest, "first")),
        highest=_end("highest", highest, facts.highest_groups, _held(finding, highest, second)),
    )


def _end(which: str, end: End, sharing: Sequence[str], held: Fact) -> Fact:
    """Name the group at one end, or those that share it."""
    who: Fact = groups([end.group])
    if len(sharing) > 1:
        case = "few" if len(sharing) <= MOST_NAMED else "many"
        who = say("groups.sharing", case=case, names=groups(sharing), n=count(len(sharing)))
        held = say("groups.held.shared", gap=number(end.value))
    return say(f"groups.{which}", case="short" if end.value < 0 else "well", n=len(sharing), who=who, held=held)


def _held(finding: GroupComparison, end: End, place: str) -> Fact:
    """Say what a group's gap rests on; the interval named second may go without its level."""
    told = {"gap": number(end.value), "n": count(end.n)}
    if not known(end.ci_low):
        return say("groups.held.same", **told)
    return say(f"groups.held.{place}", **told, level=level(finding), low=number(end.ci_low), high=number(end.ci_high))


def _worst(finding: GroupComparison) -> Fact:
    """Say how sure it is which group is furthest short."""
    worst = finding.facts.worst
    if worst is None or not worst.candidates or worst.ranked < 2:
        return None
    may = len(worst.candidates)
    case = "sure" if may == 1 else "any" if may == worst.ranked else "several"
    return say("groups.worst", case=case, group=groups(worst.candidates[:1]), n=count(may))


def _tested(finding: GroupComparison) -> Fact:
    facts, overall = finding.facts, finding.facts.overall
    if not known(overall.p_adjusted):
        return absent(say("groups.no_test"), finding, "overall") if facts.compared > 1 else None
    return say(
        "groups.tested",
        case=_case(finding),
        which=say("groups.compared", case="others" if facts.alike else "all", n=count(facts.tested)),
        symbol=word("effect_symbol", overall.effect_kind),
        effect=coefficient(overall.effect),
        p=p_phrase(overall.p_adjusted),
        dimensions=_dimensions(finding),
        pairs=None if facts.pairs_differing is None else say("groups.pairs", n=facts.pairs_differing),
    )


def _case(finding: GroupComparison) -> str:
    return "differ" if finding.facts.overall.differs else "same"


def _dimensions(finding: GroupComparison) -> Fact:
    """Say in how many dimensions groups differ; where there is one only, overall has said it."""
    total = count_tested(finding, "dimension", test=str(finding.frames["frame"]["test"].iloc[0]))
    if total < 2:
        return None
    differing = finding.facts.differing
    how_many = "none" if not differing else "all" if len(differing) == total else "some"
    named = dimensions(finding.basis.instrument, differing)
    return say(
        f"groups.dimensions.{how_many}",
        case=_case(finding),
        n=count(len(differing)),
        total=count(total),
        names=named,
    )


def _left_out(finding: GroupComparison) -> Fact:
    """Name the groups that are not tested, as all respondents there have the same gap."""
    alike = finding.facts.alike
    if not alike or not known(finding.facts.overall.p_adjusted):
        return None
    return say("groups.left_out", n=len(alike), names=groups(alike))
