"""What goes with most of the outcome, how sure that is, and whether customers say the same."""

from __future__ import annotations

from typing import Any

from servgap.analysis.drivers.facts import First
from servgap.analysis.drivers.verb import Drivers
from servgap.language import Fact, count, listed, number, percent, percentage, say, sentence, word
from servgap.language.numbers import known
from servgap.report.kinds.drivers.asymmetry import asymmetry_clause
from servgap.report.kinds.drivers.words import dimensions_named, items_named, named_driver, outcome, outcome_itself
from servgap.report.phrases import absent

MOST_NAMED = 4


def headline(finding: Drivers) -> Fact:
    """Give the headline."""
    first = finding.facts.first
    if first is None:
        return sentence(absent(say("drivers.shares", outcome=outcome(finding)), finding))
    doubt = explained(finding) if by_chance(finding) else None
    return sentence(
        doubt, _first(finding, first), _ways(finding, first), _spoken(finding, first), asymmetry_clause(finding)
    )


def _first(finding: Drivers, first: First) -> Fact:
    """Name what has the largest share, and whatever may be first as well."""
    facts = finding.facts
    told: dict[str, Any] = {
        "name": named_driver(finding, first.dimension, first.item),
        "outcome": outcome(finding),
        "share": percentage(first.share, 0),
        "held": _held(finding, first),
    }
    level = first.level
    if facts.drivers == 1:
        return say("drivers.only", outcome=outcome(finding), name=told["name"])
    if not known(first.rank_high):
        return say(f"drivers.estimated.{level}", **told)
    if len(facts.may_be_first) <= 1 and not facts.tied:
        return say(f"drivers.first.{level}", **told)
    if len(facts.may_be_first) == facts.drivers:
        return say(f"drivers.none_first.{level}", **told)
    others = [key for key in facts.may_be_first if key != (first.item or first.dimension)]
    if len(others) > MOST_NAMED:
        return say(f"drivers.many_first.{level}", **told, n=count(len(others)))
    names = items_named(finding, others) if first.item else dimensions_named(finding, others)
    return say(f"drivers.some_first.{level}", **told, others=names)


def _held(finding: Drivers, first: First) -> Fact:
    if not known(first.share_low):
        return None
    ends = {"low": percentage(first.share_low, 0), "high": percentage(first.share_high, 0)}
    return say("drivers.held", level=percent(finding.basis.confidence), **ends)


def by_chance(finding: Drivers) -> bool:
    """Whether chance alone might explain as much as all drivers do."""
    return finding.facts.r2_low == 0.0


def explained(finding: Drivers) -> Fact:
    """Say how much all drivers explain: in the headline where that may be chance, else in the note."""
    facts = finding.facts
    total = count(len(finding.frames["coefficients"]))
    case = facts.predictors if facts.drivers > 1 else f"one_{facts.predictors}"
    case = case if finding.frames["coefficients"].shape[0] > 1 else f"one_{facts.predictors}"
    doubt = say("drivers.doubt") if by_chance(finding) else None
    told = {"total": total, "r2": percentage(facts.r2, 0), "outcome": outcome(finding), "doubt": doubt}
    return say("drivers.explained", case=case, **told)


def _spoken(finding: Drivers, first: First) -> Fact:
    """Hold what customers say against what their outcome says, as far as that is sure."""
    facts, spoken = finding.facts, finding.facts.spoken
    if spoken is None or first.level != "dimension" or facts.drivers == 1:
        return None
    said = dimensions_named(finding, spoken.first)
    told = {"said": said, "points": number(spoken.points, 0), "outcome": outcome_itself(finding)}
    sure = len(facts.may_be_first) == 1 and len(spoken.first) == 1
    if (
        sure
        and spoken.first[0] != first.dimension
        and (spoken.first[0] in spoken.more or first.dimension in spoken.less)
    ):
        name = named_driver(finding, first.dimension, "")
        return say("drivers.spoken.another", **told, name=name)
    more, less = dimensions_named(finding, spoken.more), dimensions_named(finding, spoken.less)
    if spoken.more and spoken.less:
        return say("drivers.spoken.both", **told, more=more, less=less)
    if spoken.more:
        return say("drivers.spoken.more", **told, more=more)
    if spoken.less:
        return say("drivers.spoken.less", **told, less=less)
    return say("drivers.spoken.alike", **told) if finding.frames["stated"]["says"].ne("").any() else None


def _ways(finding: Drivers, first: First) -> Fact:
    """Say by which other ways to treat what does not apply another dimension is first; the note tells other orders."""
    others = [way for way, dimension in finding.facts.others_first if dimension != first.dimension]
    return say("drivers.ways", ways=listed(word("way_of", way) for way in others)) if others else None
