"""English headlines of validity: the weakest check first, then what holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from servgap.analysis.finding import Finding
from servgap.analysis.validity.bands import INDISTINCT, POOR, UNCLEAR
from servgap.analysis.validity.competing_models import MODELS
from servgap.language.numbers import coefficient, count, known, number
from servgap.report.chosen import comparison_disqualified
from servgap.report.words.codes import word
from servgap.report.words.en.opposed import opposed
from servgap.report.words.en.phrases import EN, UNCOMPUTED, absent, told
from servgap.report.words.names import attribute_name, dimension_in_sentence, listed, quoted_item
from servgap.survey.covariances import GAP

HOLDS = {
    "good": ("hold well", "holds well"),
    "acceptable": ("hold acceptably", "holds acceptably"),
    "poor": ("do not hold, so read dimension scores with reserve", "does not hold, so read its scores with reserve"),
}
REACHED = {
    "strict": (
        "means of dimensions may be compared between the groups of {by}, where items also have errors of the same size"
    ),
    "scalar": "means of dimensions may be compared between the groups of {by}, since items mean the same in each",
    "metric": (
        "how scores vary may be compared between the groups of {by}, but not their means: some items are answered "
        "higher or lower in some groups than the rest of their dimension tells"
    ),
    "configural": (
        "the same items go together in the groups of {by}, but they count differently, so compare single items rather "
        "than dimension scores"
    ),
    "": "the structure does not hold in every group of {by}, so do not compare dimension scores between them",
}
OPEN = {
    "configural": "the same items go together",
    "metric": "items count alike",
    "scalar": "means may be compared",
    "strict": "items have errors of the same size",
}
MOST_PAIRS = 3


def headline(finding: Finding) -> str:
    """Say what disqualifies the structure, else that it holds; and whether groups may be compared."""
    facts = finding.facts
    named_first, against = opposed(finding.basis.instrument, facts["opposed"]), _against(finding)
    opening = named_first or against
    groups = _groups(finding)
    if facts["too_few"]:
        sure = opening if any(each["sure"] for each in facts["opposed"]) else ""
        return told([f"in {_part(finding)}, {_too_few(finding)}", sure, groups])
    if opening:
        return told(
            [*_left_open(finding, opening), _improper(finding), _rival(finding), _not_distinct(finding), groups]
        )
    first, *others = _disqualified(finding) or [_structure(finding), _separation(finding)]
    return told([f"in {_part(finding)}{_people(finding)}, {first}", *others, groups])


def _part(finding: Finding) -> str:
    part = word("part", finding.facts["part"], EN)
    if finding.facts["part"] == GAP:
        return "the gaps"
    return part.lower() if part != finding.facts["part"] else part


def _people(finding: Finding) -> str:
    """Say on how many of how many respondents the structure rests."""
    facts = finding.facts
    n, of, complete = facts["own"]["n"], facts["of"], facts["complete"]
    if not known(n):
        return ""
    if n < of:
        return f" (n = {count(n)} of {count(of)})"
    some = known(complete) and complete < n
    return f" (n = {count(n)}, {count(complete)} of them with every answer)" if some else f" (n = {count(n)})"


def _against(finding: Finding) -> str:
    """Name the item whose loading has the other sign than those of the rest of its dimension."""
    found = finding.facts["loads_against"]
    if not found:
        return ""
    instrument, first = finding.basis.instrument, found[0]
    names = listed([quoted_item(instrument, each["item"], EN) for each in found[:MOST_PAIRS]], EN)
    others = f"the other items of {dimension_in_sentence(instrument, first['dimension'], EN)}"
    loads = f"loads against {others}" if len(found) == 1 else "load against the other items of their dimensions"
    which = names if len(found) <= MOST_PAIRS else f"{count(len(found))} items, such as {names},"
    return f"{which} {loads} (loading {coefficient(first['loading'])})"


def _left_open(finding: Finding, opening: str) -> list[str]:
    """Name the items first, and say that the structure is not judged."""
    left = f"the structure in {_part(finding)}{_people(finding)} is not judged"
    return [opening, f"until that is settled, {left}"] if opening.endswith("?") else [f"{opening}, so {left}"]


def _too_few(finding: Finding) -> str:
    few = finding.facts["too_few"]
    some = " with every answer" if few["n"] < finding.facts["of"] else ""
    are = "respondent{} is" if few["n"] == 1 else "respondents{} are"
    return f"{count(few['n'])} {are.format(some)} too few for {count(few['items'])} items"


def _disqualified(finding: Finding) -> list[str]:
    """Give what comes first where the structure cannot be said to hold; nothing where it can."""
    facts = finding.facts
    poor = _structure(finding) if facts["own"]["fit"] == POOR else ""
    found = [clause for clause in (_improper(finding), poor, _rival(finding), _not_distinct(finding)) if clause]
    return [*found, _fit_alone(finding)] if found and not (poor or facts["improper"] is not None) else found


def _which(finding: Finding) -> str:
    several = finding.facts["dimensions"] > 1
    return f"{count(finding.facts['dimensions'])} dimensions" if several else "one dimension"


def _improper(finding: Finding) -> str:
    found, instrument = finding.facts["improper"], finding.basis.instrument
    if found is None:
        return ""
    has = "have" if finding.facts["dimensions"] > 1 else "has"
    told = f"the questionnaire's {_which(finding)} {has} no proper solution"
    if "loading" in found:
        why = f"{quoted_item(instrument, found['item'], EN)} would have a loading of {_beyond(found['loading'])}"
    elif "correlation" in found:
        why = f"{_pair(finding, found)} would correlate at {_beyond(found['correlation'])}"
    else:
        why = "its variances and correlations could not all be"
    return f"{told}: {why}, so nothing is concluded from it"


def _beyond(value: float) -> str:
    written, end = coefficient(value), "−1" if value < 0 else "1"
    return f"{written}, {'at the end of what is possible' if written.endswith('1.00') else f'beyond {end}'}"


def _fit(finding: Finding) -> str:
    own = finding.facts["own"]
    ends = f", 90% interval {coefficient(own['rmsea_low'], 3)} to {coefficient(own['rmsea_high'], 3)}"
    held = ends if known(own["rmsea_low"]) else ""
    return f"CFI {coefficient(own['cfi'], 3)}, RMSEA {coefficient(own['rmsea'], 3)}{held}"


def _fit_alone(finding: Finding) -> str:
    """Give the fit without a word on what it is worth."""
    return f"the model of its {_which(finding)} has {_fit(finding)}" if known(finding.facts["own"]["cfi"]) else ""


def _structure(finding: Finding) -> str:
    own = finding.facts["own"]
    if not own["fit"]:
        return absent("the structure", finding)
    hold = HOLDS[own["fit"]][finding.facts["dimensions"] < 2]
    return f"the questionnaire's {_which(finding)} {hold} ({_fit(finding)})"


def _rival(finding: Finding) -> str:
    better = finding.facts["better"]
    if better is None:
        return ""
    name = word("model", better["model"], EN) if better["model"] in MODELS else f"the model “{better['model']}”"
    less = f"BIC lower by {number(better['bic_difference'], 1)}"
    return f"{name} describes the answers clearly better than the questionnaire's {_which(finding)} ({less})"


def _pair(finding: Finding, pair: Mapping[str, Any]) -> str:
    instrument = finding.basis.instrument
    return listed([dimension_in_sentence(instrument, key, EN) for key in pair["dimensions"]], EN)


def _ratio(pair: Mapping[str, Any]) -> str:
    end = f", up to {coefficient(pair['htmt_high'])}" if known(pair["htmt_high"]) else ""
    return f"HTMT {coefficient(pair['htmt'])}{end}"


def _pairs(finding: Finding, pairs: Sequence[Mapping[str, Any]], told: str) -> str:
    if len(pairs) > MOST_PAIRS:
        largest = coefficient(max(pair["htmt"] for pair in pairs))
        return f"{count(len(pairs))} pairs of dimensions {told} (largest HTMT {largest})"
    return f"{listed([f'{_pair(finding, each)} ({_ratio(each)})' for each in pairs], EN)} {told}" if pairs else ""


def _not_distinct(finding: Finding) -> str:
    """Name the dimensions that cannot be told apart, and those that were not shown to be different."""
    found = finding.facts["not_distinct"]
    same, unclear = ([pair for pair in found if pair["separation"] == code] for code in (INDISTINCT, UNCLEAR))
    told = [
        _pairs(finding, same, "cannot be told apart, so do not rank one against the other"),
        _pairs(finding, unclear, "are not shown to be different things"),
    ]
    return "; ".join(clause for clause in told if clause)


def _separation(finding: Finding) -> str:
    """Say that dimensions can be told apart, or barely."""
    facts = finding.facts
    if facts["close"]:
        return _pairs(finding, facts["close"], "can barely be told apart")
    closest = facts["closest"]
    if closest is None:
        return ""
    ratio = _ratio(closest) if facts["resampled"] else f"{_ratio(closest)}, without an interval"
    if facts["dimensions"] == 2:
        return f"the two can be told apart ({ratio})"
    return f"all dimensions can be told apart (largest {ratio}, {_pair(finding, closest)})"


def _groups(finding: Finding) -> str:
    compared = finding.facts["invariance"]
    if compared is None:
        return ""
    by = listed([attribute_name(name) for name in compared["by"]], EN)
    n = compared["n"]
    some = known(n) and n < finding.facts["of"] and n != finding.facts["own"]["n"]
    named = f"{by} (n = {count(n)} with every answer)" if some else by
    if compared["reason"] and not compared["reached"]:
        if comparison_disqualified(finding):
            return f"nor is it judged whether groups of {by} may be compared"
        return f"whether groups of {by} may be compared {UNCOMPUTED}: {word('reason', compared['reason'], EN)}"
    if compared["open"] in ("metric", "scalar"):
        why = word("reason", compared["reason"], EN)
        return f"whether {OPEN[compared['open']]} between the groups of {named} {UNCOMPUTED}: {why}"
    return REACHED[compared["reached"]].format(by=named)
