"""What matters to customers: the claim of drivers."""

from __future__ import annotations

from servgap.analysis.drivers.facts import First, Weighed
from servgap.analysis.drivers.verb import Drivers
from servgap.language import Fact, count, percentage, say, sentence
from servgap.language.numbers import known
from servgap.report.kinds.claim import MATTERS, Claim
from servgap.report.kinds.drivers.headline import by_chance
from servgap.report.kinds.drivers.words import named_driver, named_mark, outcome


def claims(finding: Drivers) -> list[Claim]:
    """Give the claim."""
    return [Claim(MATTERS, sentence(_matters(finding)))]


def _matters(finding: Drivers) -> Fact:
    facts, first = finding.facts, finding.facts.first
    told = {"outcome": outcome(finding)}
    if by_chance(finding):
        return say("drivers.claims.by_chance", **told)
    if first is None:
        return say("drivers.claims.unknown", **told)
    if facts.marks:
        return _weighed(finding, facts.weighed[0], first)
    name = named_driver(finding, first.dimension, first.item)
    if facts.drivers == 1:
        return say("drivers.claims.only", case=first.level, name=name, share=percentage(facts.r2, 0), **told)
    others = [key for key in facts.may_be_first if key != (first.item or first.dimension)]
    second = named_driver(finding, *(("", others[0]) if first.item else (others[0], ""))) if others else None
    return _first(
        finding,
        first,
        (_named(name, first), _named(second, first)),
        (len(others), facts.drivers),
        is_sure=known(first.rank_high),
        tied=facts.tied,
    )


def _named(name: Fact, first: First) -> Fact:
    """Write the name of an item in quotes."""
    return None if name is None else say("drivers.claims.name", case="item" if first.item else "other", name=name)


def _weighed(finding: Drivers, weighed: Weighed, first: First) -> Fact:
    """Say which weighs most of what standards are filed under."""
    others = [key for key in weighed.may_be_first if key != first.mark]
    second = named_mark(finding, others[0]) if others else None
    names = named_mark(finding, first.mark), second
    return _first(finding, first, names, (len(others), len(weighed.order)), is_sure=weighed.known, tied=False)


def _first(
    finding: Drivers, first: First, names: tuple[Fact, Fact], of: tuple[int, int], *, is_sure: bool, tied: bool
) -> Fact:
    """Say what comes first, or what may, as far as that is told beyond chance."""
    others, total = of
    case = "estimated" if not is_sure else "first"
    if is_sure and (others or tied):
        case = "two" if others == 1 else "all" if others + 1 >= total or not others else "some"
    return say(
        f"drivers.claims.{case}",
        case="mark" if first.mark else "driver",
        name=names[0],
        second=names[1],
        n=others,
        total=count(total),
        outcome=outcome(finding),
        share=percentage(first.share, 0),
    )
