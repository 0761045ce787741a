"""English words for reliability: headline and note."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servgap.analysis.bands import BANDS, GROUP_MEAN, MEDIUM_DIFFERENCE
from servgap.analysis.finding import Finding
from servgap.report.words.codes import word
from servgap.report.words.en.phrases import EN, absent, sentence, where
from servgap.report.words.names import dimension_in_sentence
from servgap.report.words.numbers import coefficient, count, known, percent

USES = {
    "insufficient": "is too unreliable for comparisons of persons",
    "early_research": "is reliable enough for early research, not for comparisons of persons",
    "group_research": "is reliable enough to compare groups in research, not to decide on persons",
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


def _score(finding: Finding, found: Mapping[str, Any]) -> str:
    part = word("part", found["part"], EN)
    part = part.lower() if part != found["part"] else part
    return f"the {part} of {dimension_in_sentence(finding.basis.instrument, found['dimension'], EN)}"


def _of(finding: Finding, found: Mapping[str, Any], level: str) -> str:
    letter, ends = ("ω", ("omega_low", "omega_high")) if known(found.get("omega")) else ("α", ("ci_low", "ci_high"))
    value = found["omega"] if letter == "ω" else found["alpha"]
    low, high = found[ends[0]], found[ends[1]]
    held = f" ({level}{coefficient(low)} to {coefficient(high)})" if known(low) else ""
    return f"{letter} = {coefficient(value)} for {_score(finding, found)}{held}"


def _use(finding: Finding, weakest: Mapping[str, Any]) -> str:
    """Say what follows from the reliability of the weakest score."""
    level = percent(finding.basis.confidence)
    held = f", {level} interval {coefficient(weakest['ci_low'])} to {coefficient(weakest['ci_high'])}"
    told = f"{LETTERS[weakest['coefficient']]} = {coefficient(weakest['value'])}"
    told += " as a difference" if weakest["coefficient"] == "difference" else ""
    told += held if known(weakest["ci_low"]) else ""
    alone = finding.facts["rows"] == 1
    name = _score(finding, weakest) if alone else f"{_score(finding, weakest)}, the least reliable score,"
    first = f"{name} {USES[weakest['band']]} ({told})"
    if not known(weakest["n_per_group"]):
        return f"{first}, and no group is large enough for its mean to be reliable"
    but = "but" if weakest["band"] == "insufficient" else "and"
    return f"{first}, {but} good enough for means of groups of {count(weakest['n_per_group'])} respondents or more"


def headline(finding: Finding) -> str:
    """Say what the least reliable score is good enough for, and between which values reliability lies."""
    facts = finding.facts
    least, most, weakest = (facts.get(name) or {} for name in ("lowest", "highest", "weakest"))
    place = where(facts.get("group"))
    if not (known(least.get("omega")) or known(least.get("alpha"))):
        return sentence(absent(f"reliability{place}", finding))
    use = _use(finding, weakest) if weakest else ""
    if place and use:
        use = f"{place.strip()}, {use}"
    if facts["rows"] == 1 and use and not place:
        return sentence(use)
    level = f"{percent(finding.basis.confidence)} interval "
    low, high = _of(finding, least, level), _of(finding, most, "")
    same = all(least[name] == most[name] for name in ("dimension", "part", "alpha"))
    over = "over all groups " if place else ""
    told = f"reliability{place} is {low}" if same else f"{over}reliability runs from {low} to {high}"
    return sentence(use, told)


def _bands() -> str:
    listed = ", ".join(f"{coefficient(band.least)} for {PURPOSES[band.code]}" for band in BANDS)
    sources = "; ".join(dict.fromkeys(band.source for band in BANDS))
    return f"What a reliability is good enough for: {listed} [{sources}]."


def _groups() -> str:
    return (
        f"The mean of a group is good enough where its reliability reaches {coefficient(GROUP_MEAN)}, by Spearman and "
        f"Brown with n = {coefficient(GROUP_MEAN)}/(1 − {coefficient(GROUP_MEAN)}) · (1 − ICC)/ICC respondents, with "
        f"ICC = f²ρ/(1 + f²ρ) for groups that differ by a medium f = {coefficient(MEDIUM_DIFFERENCE)} in what is true "
        "of them [Cohen (1988), Statistical Power Analysis, ch. 8]."
    )


def sentences(finding: Finding) -> list[str]:
    """Give the note's own sentences."""
    level = f"Intervals are {percent(finding.basis.confidence)} confidence intervals."
    coefficients = (
        "ω (McDonald's omega) is the reliability of the sum score under one factor; α (Cronbach's alpha) supposes "
        "equal loadings besides."
    )
    difference = (
        "The reliability as a difference (ρ) takes both parts as scores with errors of their own; of it and ω the "
        "lower says what a gap is good enough for. The variance ratio, of perceptions over gaps, is near 1 where gaps "
        "vary much as perceptions do."
    )
    averaged = (
        "ICC(1) and ICC(2) compare groups; agreement within groups is set against answers spread evenly, which is "
        "generous, and against slightly skewed ones [LeBreton & Senter (2008), Organ. Res. Methods 11, 815–852]."
    )
    return [
        level,
        coefficients,
        difference if finding.basis.pair[0] is not None else "",
        _bands(),
        _groups(),
        averaged if "agreement" in finding.frames else "",
    ]
