"""English headlines on groups and waves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servgap.analysis.finding import Finding
from servgap.report.words.absence import first_reason
from servgap.report.words.chosen import STANDARDS, count_tested
from servgap.report.words.codes import effect_symbol
from servgap.report.words.en.phrases import EN, absent, interval, points, sentence, span, verb
from servgap.report.words.names import attribute_name, dimension_in_sentence, group_name, listed
from servgap.report.words.numbers import coefficient, count, known, number, p_phrase, signed


def groups(finding: Finding) -> str:
    """Say between which groups the gap runs, and whether they differ beyond chance."""
    facts, by = finding.facts, attribute_name(finding.facts["by"])
    lowest, highest, overall = facts.get("lowest") or {}, facts.get("highest") or {}, facts.get("overall") or {}
    if not (known(lowest.get("gap")) and known(highest.get("gap"))):
        return sentence(absent(f"the comparison by {by}", finding))
    ends = f"{_group_end(finding, lowest, level=True)} to {_group_end(finding, highest, level=False)}"
    first = f"by {by}, the overall gap runs from {ends}"
    if lowest["group"] == highest["group"]:
        first = f"by {by}, only one group has enough answers: {_group_end(finding, lowest, level=True)}"
    if not known(overall.get("p_adjusted")):
        return sentence(first, absent("a test of the difference", finding, "overall"))
    differ = "differ beyond chance" if overall["differs"] else "do not differ beyond chance"
    proof = f"{effect_symbol(overall)} = {coefficient(overall['effect'])}, {p_phrase(overall['p_adjusted'])}"
    second = f"overall the {count(facts['tested'])} groups tested {differ} ({proof})"
    pairs = facts["pairs_differing"]
    third = f"{count(pairs)} {verb(pairs, 'pair differs', 'pairs differ')}" if pairs else "no pair differs"
    return sentence(first, second + _differing(finding, overall=bool(overall["differs"])), third, _lowest(finding))


def _lowest(finding: Finding) -> str:
    """Say how many groups cannot be ruled out as the lowest."""
    worst = finding.facts.get("worst") or {}
    may = len(worst.get("candidates", ()))
    if not may:
        return ""
    return "no other group may be the lowest" if may == 1 else f"{count(may)} groups may be the lowest"


def _group_end(finding: Finding, end: Mapping[str, Any], *, level: bool) -> str:
    held = interval(finding, end["ci_low"], end["ci_high"]) if level else span(end["ci_low"], end["ci_high"])
    return f"{number(end['gap'])} in {group_name(end['group'], EN)} ({held}, n = {count(end['n'])})"


def _differing(finding: Finding, *, overall: bool) -> str:
    """Say in how many dimensions groups differ; where there is one only, overall has said it."""
    total = count_tested(finding, "dimension", test=str(finding.frames["frame"]["test"].iloc[0]))
    if total < 2:
        return ""
    names = [dimension_in_sentence(finding.basis.instrument, key, EN) for key in finding.facts["differing"]]
    if not names:
        return (
            f", but in none of the {count(total)} dimensions"
            if overall
            else f", nor in any of the {count(total)} dimensions"
        )
    if len(names) == total:
        return f"{', as they do' if overall else ', but they do'} in all {count(total)} dimensions"
    in_some = f"in {count(len(names))} of the {count(total)} dimensions ({listed(names, EN)})"
    return f"{', as they do' if overall else ', but they do'} {in_some}"


def waves(finding: Finding) -> str:
    """Say what changed in the last step, overall, by dimension and by standard."""
    facts = finding.facts
    if not facts.get("last_from"):
        return "There is only one wave, so no change can be measured."
    return sentence(_overall_change(finding), _dimensions_changed(finding), _standards_changed(finding))


def _overall_change(finding: Finding) -> str:
    overall = finding.facts["overall"]
    step = f"from {group_name(finding.facts['last_from'], EN)} to {group_name(finding.facts['last_to'], EN)}"
    if not known(overall.get("difference")):
        return absent(f"the overall change {step}", finding, "overall")
    moved = f"gap {number(overall['gap_from'])} to {number(overall['gap_to'])}"
    if not known(overall["ci_low"]):
        reason = first_reason(finding, EN, "overall")
        untested = "which could not be tested" + (f": {reason}" if reason else "")
        return f"the change overall {step} is {signed(overall['difference'])} points ({moved}), {untested}"
    held = f"{interval(finding, overall['ci_low'], overall['ci_high'])}; {moved}"
    if overall["verdict"] in ("better", "worse"):
        return f"service got {overall['verdict']} by {points(overall['difference'])} overall {step} ({held})"
    return f"no clear change overall {step}: {signed(overall['difference'])} points ({held})"


def _dimensions_changed(finding: Finding) -> str:
    if len(finding.basis.instrument.dimensions) < 2 or not count_tested(finding, "dimension"):
        return ""
    told = []
    for way in ("worse", "better"):
        names = [dimension_in_sentence(finding.basis.instrument, key, EN) for key in finding.facts["changed"][way]]
        if len(names) == len(finding.basis.instrument.dimensions):
            told.append(f"all dimensions got {way}")
        elif names:
            told.append(f"{listed(names, EN)} got {way}")
    return ", ".join(told) if told else "no dimension changed clearly"


def _standards_changed(finding: Finding) -> str:
    if not count_tested(finding, *STANDARDS):
        return ""
    ways = finding.facts["standards_changed"]
    if any(ways.values()) or any(finding.facts["changed"].values()):
        worse, better = (count(ways[way]) if ways[way] else "none" for way in ("worse", "better"))
        return f"of the standards, {worse} got worse and {better} better"
    return "no single standard did" if _dimensions_changed(finding) else "no standard changed clearly"
