"""Which standard ranks worst, how sure that is, how large it is in truth, and which may be among the worst."""

from __future__ import annotations

from typing import Any

from servgap.analysis.ranking.facts import Worst
from servgap.analysis.ranking.verb import Ranking
from servgap.language import Fact, count, joined, listed, quoted, say, sentence
from servgap.language.numbers import known
from servgap.report.chosen import ranked
from servgap.report.kinds.ranking.criterion import interval, is_itself, ranks_extremes, read_alike, told, written
from servgap.report.measures import in_full, measure_in
from servgap.report.names import standard, where
from servgap.report.phrases import absent, level
from servgap.report.segments import Units, none_told, segments_clause

MOST_NAMED = 3


def headline(finding: Ranking) -> Fact:
    """Give the headline."""
    facts, place = finding.facts, where(finding.basis.names, finding.facts.group)
    if facts.worst is None:
        return sentence(absent(say("ranking.order", where=place), finding))
    total = ranked(finding)
    of_worst = {
        "case": "all" if total == facts.standards else "ranked",
        "standard": standard(finding.basis.instrument, facts.worst.standard),
        "total": count(total),
        "where": place,
        "value": told(finding, facts.worst.value),
    }
    if total == 1:
        return sentence(say("ranking.the_only", **of_worst))
    first: Fact = None
    held = _rank_set(finding, facts.worst)
    if len(facts.shared) > 1:
        first = say("ranking.rank_alike", **of_worst, who=_shared(finding, total))
    elif ranks_extremes(finding):
        first = _extreme(finding, of_worst | {"value": written(finding, facts.worst.value), "held": held})
    else:
        first = say("ranking.ranks_worst", **of_worst, held=held)
    segments = segments_clause(finding, facts.segments, Units(finding, is_itself(finding)))
    candidates = _candidates(finding, total)
    if segments is not None:  # beside groups, how many may be among the worst few stands in the table
        candidates = candidates[:1]
    about = (first, _corrected(finding), joined(candidates, "and"))
    return sentence(segments, *about) if none_told(facts.segments) else sentence(*about, segments)


def _extreme(finding: Ranking, told_of: dict[str, Any]) -> Fact:
    """Say of which standard the measure is lowest, or highest where more is worse."""
    measure = measure_in(finding.basis)
    return say(f"ranking.{'is_lowest' if measure.worse < 0 else 'is_highest'}", **told_of, what=in_full(measure))


def _named(finding: Ranking) -> Fact:
    """Name what is ranked first: the worst, or the lowest or highest of what is neither good nor bad."""
    if not ranks_extremes(finding):
        return say("ranking.extreme", case="worst")
    return say("ranking.extreme", case="lowest" if measure_in(finding.basis).worse < 0 else "highest")


def _rank_set(finding: Ranking, worst: Worst) -> Fact:
    if not known(worst.rank_low):
        return None
    ends = {"low": count(worst.rank_low), "high": count(worst.rank_high)}
    return say(
        "ranking.held", case="one" if worst.rank_low == worst.rank_high else "several", level=level(finding), **ends
    )


def _shared(finding: Ranking, total: int) -> Fact:
    """Name the standards that have one and the same worst value."""
    shared = finding.facts.shared
    case = "all" if len(shared) == total else "many" if len(shared) > MOST_NAMED else "few"
    names = listed(quoted(standard(finding.basis.instrument, key)) for key in shared[:MOST_NAMED])
    return say("ranking.alike", case=case, n=count(len(shared)), names=names)


def _corrected(finding: Ranking) -> Fact:
    found = finding.facts.corrected
    if found is None or not (known(found.shrunken) and known(found.corrected_low)):
        return None
    case = "several" if len(finding.facts.shared) > 1 else "one"
    extreme = _named(finding)
    if "worst_of_all" in finding.frames:
        told_of = {"extreme": extreme, "n": count(found.picked_from), "level": level(finding)}
        ends = {"low": written(finding, found.corrected_low), "high": written(finding, found.corrected_high)}
        return say("ranking.corrected_of_all", case=case, **told_of, **ends)
    if read_alike(finding, found.shrunken, found.value):  # a correction that changes nothing is not mentioned
        return None
    held = interval(finding, found.corrected_low, found.corrected_high)
    return say("ranking.corrected", case=case, value=written(finding, found.shrunken), held=held, extreme=extreme)


def _candidates(finding: Ranking, total: int) -> list[Fact]:
    """Say which may be the worst, and how many among the worst few where that says more."""
    tied, k, candidates = finding.facts.tied, finding.facts.k, len(finding.facts.candidates)
    case = "all" if tied == total else "several" if tied > 1 else "none"
    told: list[Fact] = [say("ranking.may_be_worst", case=case, n=count(tied), extreme=_named(finding))]
    if 1 < k < total and tied < candidates < total:
        told.append(say("ranking.may_be_among", n=count(candidates), k=count(k), extreme=_named(finding)))
    return told
