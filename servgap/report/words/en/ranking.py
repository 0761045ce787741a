"""English words for a ranking: headline, note and remark."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servgap.analysis.finding import Finding
from servgap.language.numbers import count, known, number, percent
from servgap.report.words.chosen import picked_from_groups, ranked
from servgap.report.words.en.phrases import EN, absent, interval, sentence, span, where
from servgap.report.words.names import listed, quoted_standard

CRITERIA = {"gap": "gap", "weighted": "weighted gap", "effect": "gap in standard deviations", "priority": "priority"}

MOST_NAMED = 3
WINNER = (
    "What was picked as the worst tends to look worse than it is: the interval of its size holds for whatever would "
    "have been picked, and the value drawn towards the mean has the smaller error. Where another is so near that one "
    "answer would have put it first, the interval is the one that holds for all at once."
)
OF_GROUPS = (
    "The worst of each group was picked from its own standards; the worst of all, which the headline names, from all "
    "standards of all groups."
)


def headline(finding: Finding) -> str:
    """Say which standard ranks worst, how sure that is, how large it is in truth, and which may be among the worst."""
    facts = finding.facts
    worst, place = facts.get("worst") or {}, where(facts.get("group"))
    if not known(worst.get("value")):
        return sentence(absent(f"the order of the standards{place}", finding))
    name = quoted_standard(finding.basis.instrument, worst["standard"], EN)
    value = f"{CRITERIA.get(facts['criterion'], facts['criterion'])} {number(worst['value'])}"
    total = ranked(finding)
    could = "" if total == facts["standards"] else " that could be ranked"
    if total == 1:
        return sentence(f"{name} is the only standard{could}{place} ({value})")
    level = percent(finding.basis.confidence)
    held = f"; {level} confidence set of its rank {_rank_set(worst)}" if known(worst.get("rank_low")) else ""
    first = f"{name} ranks worst of the {count(total)} standards{could}{place} ({value}{held})"
    if len(facts["shared"]) > 1:
        first = f"{_shared(finding, total)} of the {count(total)} standards{could}{place} ({value})"
    return sentence(first, _corrected(finding), ", and ".join(_candidates(finding, total)))


def _shared(finding: Finding, total: int) -> str:
    """Name the standards that have one and the same worst value."""
    shared = finding.facts["shared"]
    if len(shared) == total:
        return "no standard ranks below another"
    if len(shared) > MOST_NAMED:
        return f"{count(len(shared))} standards rank worst alike"
    names = [quoted_standard(finding.basis.instrument, key, EN) for key in shared]
    return f"{listed(names, EN)} rank worst alike"


def _corrected(finding: Finding) -> str:
    found = finding.facts.get("corrected") or {}
    if not (known(found.get("shrunken")) and known(found.get("corrected_low"))):
        return ""
    held = interval(finding, found["corrected_low"], found["corrected_high"])
    shared = len(finding.facts["shared"]) > 1
    allowing = f"allowing for {'their' if shared else 'its'} having been picked as the worst"
    if picked_from_groups(finding):
        within = f"{span(found['corrected_low'], found['corrected_high'])} with {percent(finding.basis.confidence)}"
        of = f"{allowing} of {count(found['picked_from'])} in all groups"
        return f"{of}, {'each' if shared else 'it'} lies within {within} confidence"
    if number(found["shrunken"]) == number(found["value"]):
        return f"{allowing}, {'they stay' if shared else 'it stays'} at {number(found['shrunken'])} ({held})"
    return f"{allowing}, {'they are' if shared else 'it is'} nearer {number(found['shrunken'])} ({held})"


def _candidates(finding: Finding, total: int) -> list[str]:
    """Say which may be the worst, and how many among the worst few where that says more."""
    tied, k, candidates = finding.facts["tied"], finding.facts["k"], len(finding.facts["candidates"])
    told = ["no other standard may be the worst"]
    if tied == total:
        told = ["allowing for chance, any of them may be the worst"]
    elif tied > 1:
        told = [f"allowing for chance, {count(tied)} standards may be the worst"]
    if 1 < k < total and tied < candidates < total:
        told.append(f"{count(candidates)} may be among the worst {count(k)}")
    return told


def _rank_set(worst: Mapping[str, Any]) -> str:
    low, high = count(worst["rank_low"]), count(worst["rank_high"])
    return low if low == high else f"{low} to {high}"


def sentences(finding: Finding) -> list[str]:
    """Give the note's own sentences."""
    level, k = percent(finding.basis.confidence), finding.facts["k"]
    worst = "the worst" if k == 1 else f"among the worst {count(k)}"
    sets = (
        f"Sets of ranks hold all true ranks at once with {level} confidence; where sets share ranks, the order may not "
        "be settled."
    )
    beside = (
        "Narrower sets, each for one standard chosen beforehand, are kept beside this table, and so is the share of "
        f"random draws in which a standard is {worst}: a description without confidence."
    )
    picked = [WINNER, OF_GROUPS] if picked_from_groups(finding) else [WINNER]
    return ["Rank 1 is the standard furthest short.", sets, *([beside, *picked] if finding.basis.draws else [])]
