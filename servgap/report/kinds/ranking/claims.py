"""What to fix first: the claim of a ranking."""

from __future__ import annotations

from servgap.analysis.ranking.verb import Ranking
from servgap.language import Fact, count, say, sentence
from servgap.language.numbers import known
from servgap.report.chosen import ranked, rows_of
from servgap.report.kinds.claim import FIRST, Claim
from servgap.report.kinds.ranking.criterion import is_itself, ranks_extremes
from servgap.report.measures import is_of_service, measure_in
from servgap.report.names import standard

MOST_NAMED = 2


def claims(finding: Ranking) -> list[Claim]:
    """Give the claim; none where there is no order."""
    worst = finding.facts.worst
    if worst is None or ranked(finding) < 2:
        return []
    return [Claim(FIRST, sentence(_first(finding)))]


def _first(finding: Ranking) -> Fact:
    first = _may_be_first(finding)
    names = [standard(finding.basis.instrument, key) for key in first[:MOST_NAMED]]
    facts: dict[str, Fact] = {"first": names[0], "second": names[-1], "n": len(first), "others": count(len(first) - 1)}
    if ranks_extremes(finding):
        return say("ranking.claims.extreme", case="down" if measure_in(finding.basis).worse < 0 else "up", **facts)
    how = _how_short(finding)
    if how != "short":
        return say("ranking.claims.not_short", case=how, **facts)
    case = "all" if len(first) == ranked(finding) else {1: "one", 2: "two"}.get(len(first), "more")
    return say("ranking.claims.first", case=case, **facts)


def _may_be_first(finding: Ranking) -> list[str]:
    """Give the standards that may be the worst, the worst by its estimate first."""
    rows = rows_of(finding)
    may = rows[(rows["rank_low"] == 1) | rows["standard"].isin(finding.facts.shared)]
    may = may if len(may) else rows[rows["rank"] == 1]
    return list(dict.fromkeys(map(str, may.sort_values("rank", kind="stable")["standard"])))


def _how_short(finding: Ranking) -> str:
    """Tell whether the worst is short of what it is held against: shown to be, by chance perhaps, or not at all."""
    worst, corrected, measure = finding.facts.worst, finding.facts.corrected, measure_in(finding.basis)
    if worst is None or not (is_itself(finding) and is_of_service(measure, finding)):
        return "short"
    if worst.value >= 0:
        return "none"
    if corrected is not None and known(corrected.corrected_high) and corrected.corrected_high >= 0:
        return "by_chance"
    return "short"
