"""English headlines, one function a kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from servgap.analysis.finding import Finding
from servgap.report.words.absence import first_reason
from servgap.report.words.codes import effect_symbol, word
from servgap.report.words.languages import Language
from servgap.report.words.names import dimension_in_sentence, group_name, listed, quoted_standard
from servgap.report.words.numbers import (
    coefficient,
    count,
    known,
    number,
    p_phrase,
    percent,
    signed,
    size,
    threshold,
)

EN: Language = "en"
LEVELS = {"expectation": "expectation", "desired": "the desired service", "adequate": "the adequate service"}
UNCOMPUTED = "could not be computed"


def _span(low: Any, high: Any, places: int = 2) -> str:
    return f"{number(low, places)} to {number(high, places)}"


def _interval(finding: Finding, low: Any, high: Any) -> str:
    return f"{percent(finding.basis.confidence)} interval {_span(low, high)}"


def _coefficients(low: Any, high: Any) -> str:
    return f"{coefficient(low)} to {coefficient(high)}"


def _points(gap: Any) -> str:
    return f"{size(gap)} {'point' if size(gap) == '1.00' else 'points'}"


def _verb(amount: int, singular: str, plural: str) -> str:
    return singular if amount == 1 else plural


def _of(amount: int, total: int) -> str:
    return f"{'none' if amount == 0 else count(amount)} of {count(total)}"


def _absent(what: str, finding: Finding, level: str | None = None) -> str:
    reason = first_reason(finding, EN, level)
    return f"{what} {UNCOMPUTED}: {reason}" if reason else f"{what} {UNCOMPUTED}"


def _where(group: Mapping[str, Any] | None) -> str:
    if not group:
        return ""
    return "".join(f" in {label} ({by})" if label else f" without an answer on {by}" for by, label in group.items())


def _sentence(*clauses: str) -> str:
    told = "; ".join(clause for clause in clauses if clause)
    return f"{told[:1].upper()}{told[1:]}."


def level_held_against(part: str | None) -> str:
    """Name the level against which perception is held."""
    return LEVELS.get(str(part), f"{part!r}") if part else "expectation"


def _lowest(group: Mapping[str, Any] | None) -> str:
    if not group:
        return ""
    if not any(group.values()):
        return f"without an answer on {listed(group, EN)}, the lowest, "
    return f"in {listed((group_name(label, EN) for label in group.values()), EN)}, the lowest by {listed(group, EN)}, "


def _overall_gap(finding: Finding) -> str:
    overall, against = finding.facts["overall"], level_held_against(finding.basis.pair[0])
    where = _lowest(finding.facts.get("group"))
    gap, low, high = overall["gap"], overall["ci_low"], overall["ci_high"]
    if not known(gap):
        return where + _absent("the overall gap", finding, "overall")
    held = _interval(finding, low, high) if known(low) else first_reason(finding, EN, "overall")
    if overall["verdict"] == "negligible" and known(finding.basis.smallest):
        within = f"service meets {against} overall to within {threshold(finding.basis.smallest)} points"
        return f"{where}{within} (gap {number(gap)}, {held})"
    chance = ", which may be chance" if known(low) and float(low) <= 0 <= float(high) else ""
    beside = f" ({held})" if held else ""
    if size(gap) == "0.00":
        return f"{where}service meets {against} overall on average{chance}{beside}"
    if float(gap) > 0:
        return f"{where}service exceeds {against} by {_points(gap)} overall{chance}{beside}"
    return f"{where}service falls {_points(gap)} short of {against} overall{chance}{beside}"


def _worst_dimension(finding: Finding) -> str:
    worst = finding.facts.get("worst") or {}
    if not known(worst.get("gap")):
        return ""
    name = dimension_in_sentence(finding.basis.instrument, worst["dimension"], EN)
    how = "furthest short" if float(worst["gap"]) < 0 else "lowest"
    return f"{name} is {how} ({number(worst['gap'])})"


def _standards_short(finding: Finding) -> str:
    facts, smallest = finding.facts, finding.basis.smallest
    judged = sum(facts.get(code) or 0 for code in ("short", "above", "negligible", "undecided"))
    if not judged or not known(smallest):
        return ""
    are = _verb(facts["short"], "is", "are")
    verb = f"standards {are} clearly short by more than {threshold(smallest)}"
    return f"{_of(facts['short'], facts['standards'])} {verb}"


def gaps(finding: Finding) -> str:
    """Say how large the overall gap is, where it is largest, and how many standards are short."""
    worst, short = _worst_dimension(finding), _standards_short(finding)
    second = ", and ".join(clause for clause in (worst, short) if clause)
    weighted = finding.facts.get("weighted")
    third = f"weighted by importance the gap is {number(weighted)}" if known(weighted) else ""
    return _sentence(_overall_gap(finding), second, third)


def _reliability_of(finding: Finding, found: Mapping[str, Any], level: str) -> str:
    letter, ends = ("ω", ("omega_low", "omega_high")) if known(found.get("omega")) else ("α", ("ci_low", "ci_high"))
    value = found["omega"] if letter == "ω" else found["alpha"]
    part = word("part", found["part"], EN)
    part = part.lower() if part != found["part"] else part
    name = dimension_in_sentence(finding.basis.instrument, found["dimension"], EN)
    held = f" ({level}{_coefficients(found[ends[0]], found[ends[1]])})" if known(found[ends[0]]) else ""
    return f"{letter} = {coefficient(value)} for the {part} of {name}{held}"


def reliability(finding: Finding) -> str:
    """Say between which values reliability lies, and which gap is the weakest as a difference."""
    lowest, highest = finding.facts.get("lowest") or {}, finding.facts.get("highest") or {}
    where = _where(finding.facts.get("group"))
    if not (known(lowest.get("omega")) or known(lowest.get("alpha"))):
        return _sentence(_absent(f"reliability{where}", finding))
    level = f"{percent(finding.basis.confidence)} interval "
    low, high = _reliability_of(finding, lowest, level), _reliability_of(finding, highest, "")
    same = (lowest["dimension"], lowest["part"]) == (highest["dimension"], highest["part"])
    first = f"reliability{where} is {low}" if same else f"reliability{where} runs from {low} to {high}"
    weakest = finding.facts.get("weakest_difference") or {}
    if not known(weakest.get("difference_reliability")):
        return _sentence(first)
    name = dimension_in_sentence(finding.basis.instrument, weakest["dimension"], EN)
    value = coefficient(weakest["difference_reliability"])
    return _sentence(first, f"as a difference of two scores, the gap of {name} is the least reliable ({value})")


def _tests_short(finding: Finding) -> str:
    facts = finding.facts
    short, tested = facts["short"], facts["tested"]
    first, *others = list(short)
    corrected = finding.basis.adjust not in (None, "none")
    by = f" after {word('adjust', finding.basis.adjust, EN)}'s correction" if corrected else ""
    told = f"{_of(short[first], tested)} standards {_verb(short[first], 'falls', 'fall')} significantly short"
    rest = ", ".join(f"{count(short[test])} by the {word('test', test, EN)}" for test in others)
    return f"{told} by the {word('test', first, EN)}{by}" + (f" ({rest})" if rest else "")


def significance(finding: Finding) -> str:
    """Say how large the overall gap is in standard deviations, and how many standards are significantly short."""
    facts = finding.facts
    overall, where = facts["overall"], _where(facts.get("group"))
    if known(overall.get("effect")):
        effect = f"{effect_symbol(overall)} = {number(overall['effect'])}, "
        effect += _interval(finding, overall["effect_low"], overall["effect_high"])
        chance = p_phrase(overall["p_adjusted"])
        first = f"the overall gap{where} is {number(overall['gap'])} points ({effect}; {chance})"
    else:
        first = _absent(f"the overall effect{where}", finding, "overall")
    if not facts["tested"]:
        return _sentence(first, "no standard could be tested")
    second, largest = _tests_short(finding), facts.get("largest") or {}
    if known(largest.get("effect")):
        name = quoted_standard(finding.basis.instrument, largest["standard"], EN)
        second += f", and the largest effect is that of {name} ({effect_symbol(largest)} = {number(largest['effect'])})"
    disagreeing = facts["disagreeing"]
    third = f"the tests disagree on {count(disagreeing)} {_verb(disagreeing, 'standard', 'standards')}"
    return _sentence(first, second, third if disagreeing else "")


CRITERIA = {"gap": "gap", "weighted": "weighted gap", "effect": "gap in standard deviations", "priority": "priority"}


def ranking(finding: Finding) -> str:
    """Say which standard ranks worst, how sure that is, and which may be among the worst."""
    facts = finding.facts
    worst = facts.get("worst") or {}
    if not known(worst.get("value")):
        return _sentence(_absent("the order of the standards", finding))
    name = quoted_standard(finding.basis.instrument, worst["standard"], EN)
    value = f"{CRITERIA.get(facts['criterion'], facts['criterion'])} {number(worst['value'])}"
    level = percent(finding.basis.confidence)
    held = f"; {level} confidence set of its rank {_rank_set(worst)}" if known(worst.get("rank_low")) else ""
    first = f"{name} ranks worst of {count(facts['standards'])} standards ({value}{held})"
    tied, k, candidates = facts["tied"], facts["k"], len(facts["candidates"])
    second = (
        "no other standard may be the worst"
        if tied <= 1
        else f"allowing for chance, {count(tied)} standards may be the worst"
    )
    third = f"{count(candidates)} may be among the worst {count(k)}" if k > 1 else ""
    return _sentence(first, ", and ".join(clause for clause in (second, third) if clause))


def _rank_set(worst: Mapping[str, Any]) -> str:
    low, high = count(worst["rank_low"]), count(worst["rank_high"])
    return low if low == high else f"{low} to {high}"


def _group_end(finding: Finding, end: Mapping[str, Any], *, level: bool) -> str:
    held = _interval(finding, end["ci_low"], end["ci_high"]) if level else _span(end["ci_low"], end["ci_high"])
    return f"{number(end['gap'])} in {group_name(end['group'], EN)} ({held}, n = {count(end['n'])})"


def groups(finding: Finding) -> str:
    """Say between which groups the gap runs, and whether they differ beyond chance."""
    facts = finding.facts
    lowest, highest, overall = facts.get("lowest") or {}, facts.get("highest") or {}, facts.get("overall") or {}
    if not (known(lowest.get("gap")) and known(highest.get("gap"))):
        return _sentence(_absent(f"the comparison by {facts['by']}", finding))
    ends = f"{_group_end(finding, lowest, level=True)} to {_group_end(finding, highest, level=False)}"
    first = f"by {facts['by']}, the overall gap runs from {ends}"
    if lowest["group"] == highest["group"]:
        first = f"by {facts['by']}, only one group has enough answers: {_group_end(finding, lowest, level=True)}"
    if not known(overall.get("p_adjusted")):
        return _sentence(first, _absent("a test of the difference", finding, "overall"))
    differ = "differ beyond chance" if overall["differs"] else "do not differ beyond chance"
    proof = f"{effect_symbol(overall)} = {coefficient(overall['effect'])}, {p_phrase(overall['p_adjusted'])}"
    second = f"overall the {count(facts['tested'])} groups tested {differ} ({proof})"
    return _sentence(first, f"{second}, {_differing(finding)}")


def _differing(finding: Finding) -> str:
    facts = finding.facts
    names = [dimension_in_sentence(finding.basis.instrument, key, EN) for key in facts["differing"]]
    told = f"and in {_of(len(names), facts['dimensions'])} dimensions they do"
    told += f" ({listed(names, EN)})" if 0 < len(names) < facts["dimensions"] else ""
    pairs = facts["pairs_differing"]
    differ = _verb(pairs, "pair differs", "pairs differ")
    return f"{told}; {count(pairs)} {differ}" if pairs else f"{told}; no pair differs"


def _changed(finding: Finding) -> str:
    changed = finding.facts["changed"]
    told = []
    for way in ("worse", "better"):
        names = [dimension_in_sentence(finding.basis.instrument, key, EN) for key in changed[way]]
        if len(names) == len(finding.basis.instrument.dimensions) > 1:
            told.append(f"all dimensions got {way}")
        elif names:
            told.append(f"{listed(names, EN)} got {way}")
    return ", ".join(told) if told else "no dimension changed clearly"


def _some(amount: int) -> str:
    return count(amount) if amount else "none"


def waves(finding: Finding) -> str:
    """Say what changed in the last step, overall, by dimension and by standard."""
    facts = finding.facts
    if not facts.get("last_from"):
        return "There is only one wave, so no change can be measured."
    overall = facts["overall"]
    step = f"from {group_name(facts['last_from'], EN)} to {group_name(facts['last_to'], EN)}"
    if not known(overall.get("difference")):
        return _sentence(_absent(f"the overall change {step}", finding, "overall"))
    moved = f"gap {number(overall['gap_from'])} to {number(overall['gap_to'])}"
    held = f"{_interval(finding, overall['ci_low'], overall['ci_high'])}; {moved}"
    if overall["verdict"] in ("better", "worse"):
        first = f"service got {overall['verdict']} by {_points(overall['difference'])} overall {step} ({held})"
    else:
        first = f"no clear change overall {step}: {signed(overall['difference'])} points ({held})"
    standards = facts["standards_changed"]
    third = "no single standard did"
    if any(standards.values()) or any(facts["changed"].values()):
        third = f"of the standards, {_some(standards['worse'])} got worse and {_some(standards['better'])} better"
    return _sentence(first, _changed(finding), third)


SENTENCES: dict[str, Callable[[Finding], str]] = {
    "gaps": gaps,
    "reliability": reliability,
    "significance": significance,
    "ranking": ranking,
    "groups": groups,
    "waves": waves,
}
