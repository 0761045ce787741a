"""English headlines on groups and waves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servgap.analysis.finding import Finding
from servgap.analysis.verdicts import IMPROVED, UNCHANGED, WORSENED
from servgap.language.numbers import coefficient, count, known, number, p_phrase, signed, threshold
from servgap.report.chosen import STANDARDS, beyond_chance, count_tested
from servgap.report.words.absence import first_reason
from servgap.report.words.codes import effect_symbol
from servgap.report.words.en.phrases import EN, absent, interval, points, sentence, span, verb
from servgap.report.words.names import attribute_name, dimension_in_sentence, group_name, listed

MOST_NAMED = 3


def groups(finding: Finding) -> str:
    """Say which group is furthest short and which least, how sure that is, and whether groups differ beyond chance."""
    facts, by = finding.facts, attribute_name(finding.facts["by"])
    lowest, highest = facts.get("lowest") or {}, facts.get("highest") or {}
    if not (known(lowest.get("gap")) and known(highest.get("gap"))):
        return sentence(absent(f"the comparison by {by}", finding))
    told = [f"by {by}, {_ends(finding, lowest, highest)}", _furthest(finding), *_tested(finding)]
    return sentence(*told)


def _ends(finding: Finding, lowest: Mapping[str, Any], highest: Mapping[str, Any]) -> str:
    compared = finding.facts["compared"]
    if compared == 1:
        return f"only {group_name(lowest['group'], EN)} has enough respondents{_held(finding, lowest, level=True)}"
    if number(lowest["gap"]) == number(highest["gap"]):
        how_many = "both groups have" if compared == 2 else f"all {count(compared)} groups have"
        return f"{how_many} an overall gap of {number(lowest['gap'])}"
    low = _end(finding, "lowest", ("is furthest short overall", "does least well overall"), level=True)
    high = _end(finding, "highest", ("is least short", "does best"), level=not known(lowest["ci_low"]))
    return f"{low} and {high}"


def _end(finding: Finding, end: str, does: tuple[str, str], *, level: bool) -> str:
    """Name the group at one end, or those that share it."""
    found, sharing = finding.facts[end], finding.facts[f"{end}_groups"]
    how = does[0] if float(found["gap"]) < 0 else does[1]
    if len(sharing) == 1:
        return f"{group_name(found['group'], EN)} {how}{_held(finding, found, level=level)}"
    many = how.replace("is ", "are ", 1).replace("does ", "do ", 1)
    names = listed((group_name(label, EN) for label in sharing), EN)
    who = names if len(sharing) <= MOST_NAMED else f"{count(len(sharing))} groups"
    return f"{who} {many} alike (gap {number(found['gap'])})"


def _held(finding: Finding, end: Mapping[str, Any], *, level: bool) -> str:
    n = f"n = {count(end['n'])}"
    if not known(end["ci_low"]):
        return f" (gap {number(end['gap'])}, the same for all {count(end['n'])} respondents)"
    held = interval(finding, end["ci_low"], end["ci_high"]) if level else span(end["ci_low"], end["ci_high"])
    return f" (gap {number(end['gap'])}, {held}, {n})"


def _furthest(finding: Finding) -> str:
    """Say how sure it is which group is furthest short."""
    worst = finding.facts.get("worst") or {}
    may, ranked = len(worst.get("candidates", ())), worst.get("ranked", 0)
    if not may or ranked < 2:
        return ""
    if may == 1:
        return f"{group_name(worst['candidates'][0], EN)} stands out as the worst beyond chance"
    if may == ranked:
        return "which of them is worst cannot be told from chance"
    return f"allowing for chance, {count(may)} of them may be the worst"


def _tested(finding: Finding) -> list[str]:
    facts = finding.facts
    overall, alike = facts.get("overall") or {}, facts["alike"]
    if not known(overall.get("p_adjusted")):
        return [absent("a test of the difference", finding, "overall")] if facts["compared"] > 1 else []
    differ = "differ beyond chance" if overall["differs"] else "do not differ beyond chance"
    proof = f"{effect_symbol(overall)} = {coefficient(overall['effect'])}, {p_phrase(overall['p_adjusted'])}"
    which = f"the other {count(facts['tested'])} groups" if alike else f"the {count(facts['tested'])} groups tested"
    told = f"overall {which} {differ} ({proof})"
    pairs = facts["pairs_differing"]
    of_pairs = f"{count(pairs)} {verb(pairs, 'pair differs', 'pairs differ')}" if pairs else "no pair differs"
    left = f"{_alike_named(alike)} tested, since all respondents there have the same gap" if alike else ""
    return [told + _differing(finding, overall=bool(overall["differs"])), "" if pairs is None else of_pairs, left]


def _alike_named(alike: list[str]) -> str:
    return f"{listed((group_name(label, EN) for label in alike), EN)} {verb(len(alike), 'is not', 'are not')}"


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
    return sentence(_overall_change(finding), _dimensions_changed(finding), _standards_changed(finding))


def _overall_change(finding: Finding) -> str:
    overall, smallest = finding.facts["overall"], threshold(finding.basis.smallest)
    step = f"from {group_name(finding.facts['last_from'], EN)} to {group_name(finding.facts['last_to'], EN)}"
    if not known(overall.get("difference")):
        return absent(f"the overall change {step}", finding, "overall")
    moved = f"gap {number(overall['gap_from'])} to {number(overall['gap_to'])}"
    if not known(overall["ci_low"]):
        reason = first_reason(finding, EN, "overall")
        untested = "which could not be tested" + (f": {reason}" if reason else "")
        return f"the change overall {step} is {signed(overall['difference'])} points ({moved}), {untested}"
    held = f"{interval(finding, overall['ci_low'], overall['ci_high'])}; {moved}"
    way = "better" if float(overall["difference"]) > 0 else "worse"
    if overall["verdict"] in (IMPROVED, WORSENED):
        return f"service got {way} by {points(overall['difference'])} overall {step} ({held})"
    changed = f"{signed(overall['difference'])} points overall {step} ({held})"
    if overall["verdict"] == UNCHANGED:
        return f"service did not change by as much as {smallest} points: {changed}"
    if beyond_chance(overall):
        return f"service got {way}, though whether by as much as {smallest} points cannot be told: {changed}"
    return f"whether service changed cannot be told: {changed}"


def _dimensions_changed(finding: Finding) -> str:
    if len(finding.basis.instrument.dimensions) < 2 or not count_tested(finding, "dimension"):
        return ""
    told = []
    for way, how in ((WORSENED, "worse"), (IMPROVED, "better")):
        names = [dimension_in_sentence(finding.basis.instrument, key, EN) for key in finding.facts["changed"][way]]
        if len(names) == len(finding.basis.instrument.dimensions):
            told.append(f"all dimensions got {how}")
        elif names:
            told.append(f"{listed(names, EN)} got {how}")
    return ", ".join(told) if told else "no dimension clearly got better or worse"


def _standards_changed(finding: Finding) -> str:
    if not count_tested(finding, *STANDARDS):
        return ""
    ways = finding.facts["standards_changed"]
    if any(ways.values()):
        worse, better = (count(ways[way]) if ways[way] else "none" for way in (WORSENED, IMPROVED))
        return f"of the standards, {worse} got worse and {better} better"
    return "nor did any standard" if _no_dimension(finding) else "no standard clearly got better or worse"


def _no_dimension(finding: Finding) -> bool:
    return bool(_dimensions_changed(finding)) and not any(finding.facts["changed"].values())
