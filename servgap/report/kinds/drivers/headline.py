"""What goes with most of the outcome, how sure that is, and whether customers say the same."""

from __future__ import annotations

from typing import Any

from servgap.analysis.drivers.facts import First
from servgap.analysis.drivers.verb import Drivers
from servgap.language import Fact, count, listed, number, percentage, say, sentence, word
from servgap.language.numbers import known
from servgap.report.kinds.drivers.asymmetry import asymmetry_clause
from servgap.report.kinds.drivers.weighed import held, in_total, nothing_told, per_item
from servgap.report.kinds.drivers.words import dimensions_named, items_named, named_driver, outcome, outcome_itself
from servgap.report.phrases import absent

MOST_NAMED = 4


def headline(finding: Drivers) -> Fact:
    """Give the headline."""
    first = finding.facts.first
    if first is None and finding.facts.marks and known(finding.facts.r2):
        return sentence(explained(finding), nothing_told(finding))
    if first is None:
        return sentence(absent(say("drivers.shares", outcome=outcome(finding)), finding))
    doubt = explained(finding) if by_chance(finding) else None
    if finding.facts.marks:
        told = _ways(finding, first), asymmetry_clause(finding)
        return sentence(doubt, in_total(finding, first), per_item(finding), *told)
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
        "held": held(finding, first),
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


def by_chance(finding: Drivers) -> bool:
    """Whether chance alone might explain as much as all drivers do."""
    return finding.facts.r2_low == 0.0


def explained(finding: Drivers) -> Fact:
    """Say how much all drivers explain: in the headline where that may be chance, else in the note."""
    facts = finding.facts
    of = "items" if facts.marks else facts.predictors
    case = of if facts.drivers > 1 and total_of(finding) > 1 else f"one_{of}"
    doubt = say("drivers.doubt") if by_chance(finding) else None
    total = count(total_of(finding))
    told = {"total": total, "r2": percentage(facts.r2, 0), "outcome": outcome(finding), "doubt": doubt}
    return say("drivers.explained", case=case, **told)


def total_of(finding: Drivers) -> int:
    """Count the items or scores."""
    return len(finding.frames["coefficients"])


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
    """Say by which other ways to treat what does not apply another is first; the note tells other orders."""
    others = [way for way, key in finding.facts.others_first if key != (first.mark or first.dimension)]
    case = "marks" if first.mark else "dimensions"
    return say("drivers.ways", case=case, ways=listed(word("way_of", way) for way in others)) if others else None
