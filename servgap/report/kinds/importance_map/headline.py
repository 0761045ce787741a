"""Which standards are sure to be important and served badly, or that of none this can be told."""

from __future__ import annotations

from servgap._stats.importance.quadrants import CONCENTRATE, DIAGONAL
from servgap.analysis.importance_map.verb import ImportanceMap
from servgap.language import Fact, count, percent, say, sentence, word
from servgap.report.kinds.importance_map.words import points_listed
from servgap.report.names import where
from servgap.report.phrases import absent, how_many


def headline(finding: ImportanceMap) -> Fact:
    """Give the headline."""
    facts, place = finding.facts, where(finding.basis.names, finding.facts.group)
    if not facts.points:
        return sentence(absent(say("importance_map.the_map", where=place), finding))
    return sentence(_sure(finding, place), _likely(finding), _unsure(finding))


def _sure(finding: ImportanceMap, place: Fact) -> Fact:
    """Name those that are sure to need attention first."""
    facts = finding.facts
    told = {
        "total": count(facts.points),
        "where": place,
        "area": word("quadrant", CONCENTRATE),
        "level": percent(finding.basis.confidence),
    }
    n = len(facts.concentrate)
    names = points_listed(finding, facts.concentrate) if n else None
    case = how_many(n, facts.points)
    if _all_are_elsewhere(finding):
        case = "the_only_elsewhere" if facts.points == 1 else "elsewhere"
    return say(f"importance_map.sure.{facts.level}", case=case, n=count(n), names=names, **told)


def _all_are_elsewhere(finding: ImportanceMap) -> bool:
    """Whether every point is sure of a quadrant, and of none it is the first."""
    facts = finding.facts
    return not facts.concentrate and sum(facts.called.values()) == facts.points


def _likely(finding: ImportanceMap) -> Fact:
    """Say how many lie there without being sure."""
    facts = finding.facts
    likely = [key for key in facts.likely if key not in facts.concentrate]
    if not likely:
        return None
    case = "one" if len(likely) == 1 else "more" if facts.concentrate else "several"
    return say("importance_map.likely", case=case, n=count(len(likely)), names=points_listed(finding, tuple(likely)))


def _unsure(finding: ImportanceMap) -> Fact:
    """Say of how many the quadrant cannot be told."""
    facts = finding.facts
    unsure = facts.points - sum(facts.called.values())
    if not unsure and (len(facts.concentrate) == facts.points or _all_are_elsewhere(finding)):
        return None
    case = "all" if unsure == facts.points else "none" if not unsure else "one" if unsure == 1 else "some"
    what = "line" if facts.crosshair == DIAGONAL else facts.level
    return say(f"importance_map.unsure.{what}", case=case, n=count(unsure), total=count(facts.points))
