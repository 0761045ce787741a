"""English words for a plan: headline and note."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servgap.analysis.finding import Finding
from servgap.analysis.plan.rows import MOST_RESPONDENTS
from servgap.analysis.reasons import TOO_FEW_BRANCHES
from servgap.language.numbers import coefficient, count, error, known, number, percent, threshold
from servgap.report.words.en.phrases import EN, sentence
from servgap.report.words.names import listed

FEW_BRANCHES = 40
"""Branches below which tests that ignore how few they are promise clearly more than they keep: a convention."""


def _many(n: Any) -> str:
    return count(n) if known(n) else f"more than {count(MOST_RESPONDENTS)}"


def _one(finding: Finding) -> str:
    facts = finding.facts
    what = f"a gap of {threshold(facts['gap'])} points (standard deviation {number(facts['sd'])})"
    return (
        f"to find {what} with {percent(facts['power'])} probability takes {_many(facts['one']['n_total'])} respondents"
        + _each(facts)
    )


def _each(facts: Mapping[str, Any]) -> str:
    if not known(facts["one"]["n_total"]):
        return ""
    if facts["branches"] is None:
        several = facts["standards"]
        both = "both" if several == 2 else count(several)
        family = f", or {_many(facts['family']['n_total'])} if {both} standards are tested together"
        return family if several > 1 else ""
    each = count(facts["one"]["n_per_group"])
    return f", {each} in each of the {count(facts['branches'])} branches"


def _drawn(facts: Mapping[str, Any]) -> str:
    drawn = facts["drawn"]
    if drawn is None or _alike(facts):
        return ""
    if drawn["reason"] == TOO_FEW_BRANCHES:
        told = f"with {count(facts['branches'])} branches no number of them speaks for other branches too"
        return f"{told}, for which at least {_many(drawn['least_groups'])} branches are needed"
    return f"{_many(drawn['n_total'])} if these branches are to speak for others too"


def _alike(facts: Mapping[str, Any]) -> bool:
    """Tell whether branches were estimated to be alike, which chance alone can bring about."""
    return bool(facts["from_survey"]["icc"] and facts["icc"] == 0)


def _compared(facts: Mapping[str, Any]) -> str:
    told = [f"a change between waves takes {_many(facts['change']['n_per_group'])} in each wave"]
    if facts["branch_pair"] is not None:
        told.append(f"telling two branches apart {_many(facts['branch_pair']['n_per_group'])} in each branch")
    return listed(told, EN)


def headline(finding: Finding) -> str:
    """Say how many respondents a gap, a change and a difference of branches take."""
    facts = finding.facts
    if not facts.get("one"):
        return sentence("no sample size could be computed")
    return sentence(_one(finding), _drawn(facts), _compared(facts))


def _origin(finding: Finding) -> str:
    facts = finding.facts
    deviation = f"The standard deviation between respondents, {number(facts['sd'])} points, is "
    told = deviation + (
        "the median over the items of the survey" if facts["from_survey"]["sd"] else "the one that was given"
    )
    if facts["icc"] is None:
        return told + "."
    share = f"{told}; the share of the variance that lies between branches, {coefficient(facts['icc'], 3)}, is "
    if facts["from_survey"]["icc"]:
        unsure = (
            ", estimated at nought or less: that does not show that branches are alike, so the numbers for many "
            "branches are the least possible; give icc=... to plan for them"
        )
        return f"{share}that of the overall gap in the survey{unsure if _alike(facts) else ''}."
    return f"{share}the one that was given."


def _branches(finding: Finding) -> str:
    facts = finding.facts
    if facts["drawn"] is None:
        return ""
    told = (
        "For branches drawn from many, the test is one of the k branches' means, with k − 1 degrees of freedom however "
        "many respondents there are (2(k − 1) for a change); with m respondents in each the variance is multiplied by "
        "1 + (m − 1)·ICC, so that k branches tell no more than k/ICC independent respondents would. ICC is taken as "
        "known; for a change, branches count as drawn anew in each wave, so that the same branches in both need fewer."
    )
    if facts["branches"] < FEW_BRANCHES:
        told += (
            f" With fewer than {FEW_BRANCHES} branches, a test that takes respondents as independent, or branches as "
            "many, promises clearly more than it keeps: test the branches' means."
        )
    return told


def sentences(finding: Finding) -> list[str]:
    """Give the note's own sentences."""
    facts, confidence = finding.facts, finding.basis.confidence
    alpha = error(confidence)
    reliable = (
        "The reliability of a branch's mean is the share of the variance of such means that is not chance."
        if facts["icc"] is not None
        else ""
    )
    compared = (
        "Branches are compared two by two, or all at once where two of them differ by the gap and the others lie half "
        "way; every branch is asked alike."
        if facts["branches"] is not None
        else ""
    )
    tests = (
        f"Tests are two-sided at the {alpha} level, in the family of {count(facts['standards'])} standards by "
        f"Bonferroni; the interval, of {percent(confidence)}, is to reach half the gap to either side: where the "
        "deviation is as planned, about half of all samples give a wider one; assured, it is as narrow with "
        f"{percent(facts['power'])} probability."
    )
    return [
        tests,
        _origin(finding),
        compared,
        _branches(finding),
        reliable,
        f"Whole respondents, rounded up, so that the power is at least {percent(facts['power'])}.",
        "Only answers that can be used count: ask more than these. The gap may run in either direction.",
    ]
