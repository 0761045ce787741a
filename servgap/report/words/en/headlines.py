"""English headlines, one function a kind."""

from __future__ import annotations

from collections.abc import Callable

from servgap.analysis.finding import Finding
from servgap.analysis.subject import TESTED_FROM
from servgap.language.numbers import count, known, number, p_phrase, size, threshold
from servgap.report.chosen import (
    STANDARDS,
    count_judged,
    count_tested,
    count_untested,
    dimensions_alike,
    dimensions_known,
    judged_at_once,
)
from servgap.report.words.absence import first_reason
from servgap.report.words.codes import effect_symbol, word
from servgap.report.words.en import reliability, screening
from servgap.report.words.en.comparisons import groups, waves
from servgap.report.words.en.phrases import (
    BE,
    EN,
    FALL,
    UNCOMPUTED,
    absent,
    furthest,
    interval,
    level_held_against,
    points,
    sentence,
    some_of,
    verb,
    where,
)
from servgap.report.words.names import dimension_in_sentence, quoted_standard


def _overall_gap(finding: Finding) -> str:
    overall, against = finding.facts["overall"], level_held_against(finding.basis.pair[0])
    group = finding.facts.get("group")
    gap, low, high = overall["gap"], overall["ci_low"], overall["ci_high"]
    opening = furthest(group, gap, finding.facts["groups"], finding.facts["tied"])
    if not known(gap):
        return absent(f"the overall gap{where(group)}", finding, "overall")
    held = interval(finding, low, high) if known(low) else _alike_or_reason(finding)
    if overall["verdict"] == "negligible" and known(finding.basis.smallest):
        within = f"service meets {against} overall to within {threshold(finding.basis.smallest)} points"
        return f"{opening}{within} (gap {number(gap)}, {held})"
    chance = ", which may be chance" if known(low) and float(low) <= 0 <= float(high) else ""
    beside = f" ({held})" if held else ""
    if size(gap) == "0.00":
        return f"{opening}service meets {against} overall on average{chance}{beside}"
    if float(gap) > 0:
        return f"{opening}service exceeds {against} by {points(gap)} overall{chance}{beside}"
    return f"{opening}service falls {points(gap)} short of {against} overall{chance}{beside}"


def _alike_or_reason(finding: Finding) -> str:
    """Say why there is no interval."""
    overall = finding.facts["overall"]
    if known(overall["gap"]) and int(overall["n"]) > 1:
        return f"the same for all {count(overall['n'])} respondents"
    reason = first_reason(finding, EN, "overall")
    return f"no interval: {reason}" if reason else ""


def _worst_dimension(finding: Finding) -> str:
    worst, instrument = finding.facts.get("worst") or {}, finding.basis.instrument
    if not known(worst.get("gap")) or len(instrument.dimensions) < 2:
        return ""
    name = dimension_in_sentence(instrument, worst["dimension"], EN)
    if dimensions_known(finding) == 1:
        return f"only {name} has a gap ({number(worst['gap'])})"
    if dimensions_alike(finding, shown=True) and not dimensions_alike(finding):
        return ""
    if dimensions_alike(finding):
        return "all dimensions have the same gap"
    if float(worst["gap"]) < 0 and size(worst["gap"]) != "0.00":
        return f"{name} is furthest short ({number(worst['gap'])})"
    return f"{name} does least well ({number(worst['gap'])})"


def _standards_short(finding: Finding) -> str:
    facts, smallest = finding.facts, finding.basis.smallest
    judged = count_judged(finding)
    if not judged or not known(smallest):
        return ""
    which = "" if judged == facts["standards"] else " with an interval"
    how = "all at once" if judged_at_once(finding) else "each by itself"
    apart = "" if judged == 1 else f", {how}"
    short = f"clearly short by more than {threshold(smallest)} points{apart}"
    return f"{some_of(facts['short'], judged, 'standard', BE, which)} judged “not acceptable” ({short})"


def gaps(finding: Finding) -> str:
    """Say how large the overall gap is, where it is largest, and how many standards are short."""
    worst, short = _worst_dimension(finding), _standards_short(finding)
    second = ", and ".join(clause for clause in (worst, short) if clause)
    weighted = finding.facts.get("weighted")
    third = f"weighted by importance the gap is {number(weighted)}" if known(weighted) else ""
    return sentence(_overall_gap(finding), second, third)


def _tests_short(finding: Finding) -> str:
    """Say how many standards are short by the first test that there is a result of, and by the others."""
    short = finding.facts["short"]
    having = {test: count_tested(finding, *STANDARDS, test=test) for test in short}
    lead = next((test for test in short if having[test]), None)
    if lead is None:
        return "no standard could be tested"
    corrected = finding.basis.adjust not in (None, "none")
    by = f" after {word('adjust', finding.basis.adjust, EN)}'s correction" if corrected else ""
    which = " tested" if count_untested(finding, *STANDARDS, test=lead) else ""
    told = f"{some_of(short[lead], having[lead], 'standard', FALL, which)} significantly short"
    rest = ", ".join(
        f"{count(short[test])} by the {word('test', test, EN)}"
        if having[test]
        else f"the {word('test', test, EN)} {UNCOMPUTED}"
        for test in short
        if test != lead
    )
    return f"{told} by the {word('test', lead, EN)}{by}" + (f" ({rest})" if rest else "")


def significance(finding: Finding) -> str:
    """Say how large the overall gap is in standard deviations, and how many standards are significantly short."""
    facts = finding.facts
    overall, place = facts["overall"], where(facts.get("group"))
    if known(overall["gap"]) and overall.get("n", TESTED_FROM) < TESTED_FROM:
        told = f"the overall gap{place} is {number(overall['gap'])} points"
        return sentence(told, "from so few respondents tests tell nothing")
    if known(overall.get("effect")):
        effect = f"{effect_symbol(overall)} = {number(overall['effect'])}, "
        effect += interval(finding, overall["effect_low"], overall["effect_high"])
        chance = p_phrase(overall["p_adjusted"])
        first = f"the overall gap{place} is {number(overall['gap'])} points ({effect}; {chance})"
    else:
        first = absent(f"the overall effect{place}", finding, "overall")
    second, largest = _tests_short(finding), facts.get("largest") or {}
    if known(largest.get("effect")):
        name = quoted_standard(finding.basis.instrument, largest["standard"], EN)
        second += f", and the largest effect is that of {name} ({effect_symbol(largest)} = {number(largest['effect'])})"
    disagreeing = facts["disagreeing"]
    third = f"the tests disagree on {count(disagreeing)} {verb(disagreeing, 'standard', 'standards')}"
    return sentence(first, second, third if disagreeing else "")


SENTENCES: dict[str, Callable[[Finding], str]] = {
    "gaps": gaps,
    "reliability": reliability.headline,
    "significance": significance,
    "groups": groups,
    "waves": waves,
    "screening": screening.headline,
}
