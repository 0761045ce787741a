"""English words for reliability: headline and note."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servgap.analysis.finding import Basis, Finding
from servgap.analysis.reliability.bands import BANDS, CRITICS, GROUP_MEAN, MEDIUM_DIFFERENCE, MOST_PER_GROUP
from servgap.analysis.reliability.intervals import ROUGH
from servgap.language.numbers import coefficient, count, known, percent
from servgap.report.words.codes import word
from servgap.report.words.en.phrases import EN, absent, sentence, where
from servgap.report.words.names import attribute_name, dimension_in_sentence, listed

USES = {
    "insufficient": "is too unreliable to compare persons, even in early research",
    "not_shown": "is not shown to be reliable enough even for early research",
    "early_research": "is reliable enough for early research, and not shown to be for more",
    "group_research": "is reliable enough to compare groups in research, and not shown to be for decisions on persons",
    "person_decisions": "is reliable enough even to decide on persons",
    "person_decisions_safe": "is reliable enough even to decide on persons, with a margin",
}
LETTERS = {"omega_total": "ω", "alpha": "α", "difference": "ρ"}
PURPOSES = {
    "early_research": "early research",
    "group_research": "comparing groups in research",
    "person_decisions": "decisions on persons",
    "person_decisions_safe": "such decisions with a margin",
}
TOO_FEW = "{n} respondents are too few for {items} items"
WHY = {
    "improper": (
        "the factor model of {score} fits best with a negative error variance, which cannot be",
        "the factor models of {score} fit best with a negative error variance, which cannot be",
    ),
    "too_few_for_items": (
        "{n} respondents are too few for the {items} items of {score}",
        "{scores} scores rest on too few respondents (the first: {n} for the {items} items of {first})",
    ),
    "singular": ("items of {score} repeat one another exactly",) * 2,
    "not_converged": ("no factor model fits the items of {score}",) * 2,
    "constant_item": ("everybody gave the same answer to an item of {score}",) * 2,
    "opposed_item": ("an item runs against the others of {score}",) * 2,
}
"""What stands against a score, or against several."""


def _score(finding: Finding, found: Mapping[str, Any]) -> str:
    part = word("part", found["part"], EN)
    part = part.lower() if part != found["part"] else part
    return f"the {part} of {dimension_in_sentence(finding.basis.instrument, found['dimension'], EN)}"


def _of(finding: Finding, found: Mapping[str, Any], level: str) -> str:
    letter, ends = ("ω", ("omega_low", "omega_high")) if known(found.get("omega")) else ("α", ("ci_low", "ci_high"))
    value = found["omega"] if letter == "ω" else found["alpha"]
    low, high = found[ends[0]], found[ends[1]]
    if float(value) < 0:
        return f"{letter} below 0 for {_score(finding, found)}"
    held = f" ({level}{coefficient(low)} to {coefficient(high)})" if known(low) else ""
    return f"{letter} = {coefficient(value)} for {_score(finding, found)}{held}"


def _use(finding: Finding, weakest: Mapping[str, Any]) -> str:
    """Say what the score of which least is sure is good enough for."""
    level = percent(finding.basis.confidence)
    told = f"{LETTERS[weakest['coefficient']]} = {coefficient(weakest['value'])}"
    told += " as a difference" if weakest["coefficient"] == "difference" else ""
    told += f", {level} interval {coefficient(weakest['ci_low'])} to {coefficient(weakest['ci_high'])}"
    others = "the weakest of the other scores" if finding.facts["withheld"] else "the weakest score"
    name = _score(finding, weakest) if finding.facts["rows"] == 1 else f"{_score(finding, weakest)}, {others},"
    place = where(weakest["group"])
    first = f"{place.strip()}, {name}" if place else name
    return f"{first} {USES[weakest['band']]} ({told}){_means(finding.basis, weakest)}"


def _means(basis: Basis, weakest: Mapping[str, Any]) -> str:
    """Say how large groups must be for their means, where there are groups to tell it by."""
    if not basis.groups:
        return ""
    by = listed(map(attribute_name, basis.groups), EN)
    if known(weakest["n_per_group"]):
        return f", and its means by {by} are reliable from {count(weakest['n_per_group'])} respondents each"
    return f", and no realistic number of respondents makes its means by {by} reliable"


def _opening(finding: Finding) -> list[str]:
    """Say what stands against some scores, and that nothing is concluded of them."""
    few, told = finding.facts["too_few"], finding.facts["withheld"]
    opening = [sentence(TOO_FEW.format(n=count(few["n"]), items=count(few["items"])))] if few else []
    if told is None:
        return opening
    warned = any(remark.code == "opposed_items" for remark in finding.basis.remarks)
    opening += [_against(finding, each) for each in told["why"] if not (each["reason"] == "opposed_item" and warned)]
    which = _score(finding, told) + where(told["group"])
    if told["scores"] == told["of"] > 1:
        which = f"any of the {count(told['of'])} scores"
    elif told["scores"] > 1:
        which = f"{count(told['scores'])} of the {count(told['of'])} scores"
    return [*opening, sentence(f"so nothing is concluded of {which}")] if opening or warned else []


def _against(finding: Finding, told: Mapping[str, Any]) -> str:
    first, several = _score(finding, told) + where(told["group"]), told["scores"] > 1
    score = f"{count(told['scores'])} scores (the first: {first})" if several else first
    numbers = {"n": count(told["n"]), "items": count(told["n_items"]), "scores": count(told["scores"])}
    return sentence(WHY[told["reason"]][several].format(score=score, first=first, **numbers))


def headline(finding: Finding) -> str:
    """Say of what nothing can be said, what the weakest score is good enough for, and how far reliability goes."""
    return " ".join(filter(None, [*_opening(finding), _found(finding)]))


def _found(finding: Finding) -> str:
    facts = finding.facts
    least, most, weakest = (facts.get(name) or {} for name in ("lowest", "highest", "weakest"))
    place = where(facts.get("group"))
    if not (known(least.get("omega")) or known(least.get("alpha"))):
        return "" if facts["withheld"] else sentence(absent(f"reliability{place}", finding))
    use = _use(finding, weakest) if weakest else ""
    if facts["rows"] == 1 and use and not place:
        return sentence(use)
    level = f"{percent(finding.basis.confidence)} interval "
    low, high = _of(finding, least, level), _of(finding, most, "")
    same = all(least[name] == most[name] for name in ("dimension", "part", "alpha"))
    over = "over all groups " if place else ""
    stand = "as the items stand, " if facts["withheld"] else ""
    told = f"{stand}reliability{place} is {low}" if same else f"{stand}{over}reliability runs from {low} to {high}"
    return sentence(use, told)


def _bands() -> str:
    limits = ", ".join(f"{coefficient(band.least)} for {PURPOSES[band.code]}" for band in BANDS)
    sources = "; ".join(dict.fromkeys(band.source for band in BANDS))
    return (
        f"What a reliability is good enough for is judged by the lower limit of its interval: {limits} [{sources}]; "
        f"such limits are customs, not laws [{CRITICS}]."
    )


def _groups(finding: Finding) -> str:
    share = f"{coefficient(GROUP_MEAN)}/(1 − {coefficient(GROUP_MEAN)})"
    if finding.basis.groups:
        return (
            f"The mean of a group is reliable where its reliability reaches {coefficient(GROUP_MEAN)}: by Spearman and "
            f"Brown from n = {share} · (1 − ICC)/ICC respondents, with the ICC(1) of the groups here; beyond "
            f"{count(MOST_PER_GROUP)} none is named."
        )
    times = round(GROUP_MEAN / (1 - GROUP_MEAN) / MEDIUM_DIFFERENCE**2)
    return (
        "n in each, kept with what a score is good enough for, is how many respondents a group needs for a mean of "
        f"reliability {coefficient(GROUP_MEAN)}: n = {count(times)}/ρ, with ρ the lower limit, if the true means of "
        f"groups differ by {coefficient(MEDIUM_DIFFERENCE)} of the true standard deviation within groups. That "
        f"difference is a convention of this library; beyond {count(MOST_PER_GROUP)} none is named."
    )


def rough_intervals(facts: Mapping[str, Any], _: Basis) -> str:
    """Say that some intervals rest on few respondents."""
    several = facts["n"] > 1
    rest, they = ("intervals rest", "they are") if several else ("interval rests", "it is")
    return (
        f"{count(facts['n'])} {rest} on few respondents (fewer than {count(ROUGH)} degrees of freedom): {they} rough, "
        "and somewhat too short where nearly everybody gives the highest answer."
    )


def sentences(finding: Finding) -> list[str]:
    """Give the note's own sentences."""
    level = f"Intervals are {percent(finding.basis.confidence)} confidence intervals."
    coefficients = (
        "ω (McDonald's omega) is the reliability of the sum score under one factor; α (Cronbach's alpha) supposes "
        "equal loadings besides."
    )
    free = (
        "Their intervals suppose no distribution of the answers: errors come from fourth moments, and lie on the scale "
        "of log(1 − reliability), with a t quantile for how unsure the error is."
    )
    difference = (
        "The reliability as a difference (ρ) takes both parts as scores with uncorrelated errors of their own; where "
        "errors go together, ρ is too low. Of it and ω, that with the lower limit says what a gap is good enough for. "
        "The variance ratio, of perceptions over gaps, is near 1 where gaps vary much as perceptions do."
    )
    averaged = (
        "ICC(1) and ICC(2) compare groups; agreement within groups is set against answers spread evenly, which is "
        "generous, and against slightly skewed ones [LeBreton & Senter (2008), Organ. Res. Methods 11, 815–852]."
    )
    return [
        level,
        coefficients,
        free,
        difference if finding.basis.pair[0] is not None else "",
        _bands(),
        _groups(finding),
        averaged if "agreement" in finding.frames else "",
    ]
