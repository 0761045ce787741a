"""English words for whether both parts may be subtracted: headline, note and remarks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from servgap.analysis.finding import Basis, Finding
from servgap.analysis.pairing.rules import (
    CLOSE_RMSEA,
    DEPENDS,
    FAIR_RMSEA,
    HOLM,
    ITEMS_ONLY,
    LEAST_CFI,
    MEANS,
    MOST_FALL,
    MOST_RISE,
    NOT_SHOWN,
    SHOWN,
    SUBTRACT,
)
from servgap.analysis.reasons import IMPROPER, NOT_CONVERGED, TOO_FEW_FOR_ITEMS
from servgap.language.numbers import coefficient, count, error, percent
from servgap.report.words.codes import word
from servgap.report.words.en.opposed import opposed
from servgap.report.words.en.phrases import EN, absent, span, told, verb, where
from servgap.report.words.names import dimension_in_sentence, listed

MOST_NAMED, BOTH = 2, 2
NAMED_REASONS = (IMPROPER, NOT_CONVERGED, TOO_FEW_FOR_ITEMS)
"""Why a dimension is not judged, as far as the headline says so; an item against the others is named by itself."""


def headline(finding: Finding) -> str:
    """Say what disqualifies the check first, then where gaps may be read, and how."""
    facts = finding.facts
    opening = opposed(finding.basis.instrument, facts["opposed"])
    left = [clause for clause in (_unjudged(finding, reason) for reason in NAMED_REASONS) if clause]
    if not facts["judged"]:
        return told(_nothing_judged(finding, opening, left))
    found: list[str] = []
    for say in (_items_only, _depends, _not_shown, _subtracted):
        clause = say(finding, first=not found)
        found += [clause] if clause else []
    group = facts.get("group")
    found[0] = f"{where(group).strip()}, which allows the least, {found[0]}" if group else found[0]
    return told([opening, *left, *found])


def _nothing_judged(finding: Finding, opening: str, left: list[str]) -> list[str]:
    facts = finding.facts
    whether = f"whether {_both(finding.basis)} may be subtracted{where(facts.get('group'))}"
    if {each["reason"] for each in facts["withheld"]} == {TOO_FEW_FOR_ITEMS}:
        sure = opening if any(each["sure"] for each in facts["opposed"]) else ""
        return [f"{left[0]}, so {whether} is not judged", sure]
    if opening:
        return [opening, *left, f"{'until that is settled, ' if opening.endswith('?') else ''}{whether} is not judged"]
    return [*left, f"{whether} is not judged"] if left else [absent(whether, finding)]


def _both(basis: Basis) -> str:
    return listed((word("part", part, EN).lower() for part in basis.pair), EN)


def _named(finding: Finding, dimensions: Sequence[str]) -> str:
    return listed((dimension_in_sentence(finding.basis.instrument, key, EN) for key in dimensions), EN)


def _some(finding: Finding, dimensions: Sequence[str], *, first: bool) -> str:
    """Say in which of the dimensions judged something is so; how many there are is said once."""
    facts, judged = finding.facts, finding.facts["judged"]
    which = "" if judged == facts["dimensions"] else " that could be checked"
    if len(dimensions) == judged == 1:
        return f"in the one dimension{which}"
    if len(dimensions) == judged:
        return f"in {'both' if judged == BOTH else f'all {count(judged)}'} dimensions{which}"
    few = _named(finding, dimensions) if len(dimensions) <= MOST_NAMED else ""
    if first:
        named = f" ({few})" if few else ""
        return f"in {count(len(dimensions))} of the {count(judged)} dimensions{which}{named}"
    return f"in {few or f'{count(len(dimensions))} others'}"


def _unjudged(finding: Finding, reason: str) -> str:
    """Name the dimensions that are not judged for a reason that disqualifies."""
    found = [each for each in finding.facts["withheld"] if each["reason"] == reason]
    if not found:
        return ""
    if reason == TOO_FEW_FOR_ITEMS:
        n, items = max(each["n"] for each in found), sum(each["items"] for each in found)
        some = len(found) < finding.facts["dimensions"]
        whose = f"the {count(items)} items of {_named(finding, [each['dimension'] for each in found])}"
        place = where(finding.facts.get("group")) if some else ""
        asked = whose if some else f"{count(items)} items"
        return f"{count(n)} respondents{place} are too few for {asked}, each asked twice"
    named = _named(finding, [each["dimension"] for each in found])
    what = "no proper solution" if reason == IMPROPER else "no solution"
    return f"the model of {named} has {what}, so nothing is concluded from it"


def _items_only(finding: Finding, *, first: bool) -> str:
    """Say where items do not measure alike in both parts."""
    found = finding.facts[ITEMS_ONLY]
    if not found:
        return ""
    some = _some(finding, found, first=first)
    some = f"any of the {count(len(found))} dimensions".join(some.split(f"all {count(len(found))} dimensions"))
    return f"{_both(finding.basis)} do not measure alike {some}: read gaps item by item, not averaged over a dimension"


def _depends(finding: Finding, *, first: bool) -> str:
    """Say where a dimension's mean gap depends on its items, and where these lie furthest apart."""
    facts, found = finding.facts, finding.facts[DEPENDS]
    if not found:
        return ""
    alone = len(found) == facts["judged"] == 1
    are = "are equal" if set(found) <= set(facts["loadings_shown"]) else "are equal as far as is known"
    none = "are not" if alone or len(found) == 1 else "in none" if len(found) == facts["judged"] else "in none of them"
    mean = f"{'the' if alone else 'a'} dimension's mean gap depends on which items were asked"
    widest, furthest = facts["widest"], ""
    if widest:
        most = "item gaps run from {} to {}".format(*span(widest["lowest_gap"], widest["highest_gap"]).split(" to "))
        furthest = f" ({most})" if alone else f" ({most} in {_named(finding, [widest['dimension']])})"
    some = _some(finding, found, first=first)
    return f"loadings {are} {some}, intercepts {none}: item gaps may be read, {mean}{furthest}"


def _not_shown(finding: Finding, *, first: bool) -> str:
    """Say where nothing was refused, for want of respondents."""
    found = finding.facts[NOT_SHOWN]
    if not found:
        return ""
    return (
        f"{_some(finding, found, first=first)} loadings and intercepts were not found to differ, but the answers do "
        "not show them equal either: show the items beside the dimension's gap"
    )


def _subtracted(finding: Finding, *, first: bool) -> str:
    """Say where both parts may be subtracted."""
    found = finding.facts[SUBTRACT]
    if not found:
        return ""
    may = f"{_both(finding.basis)} may be subtracted {_some(finding, found, first=first)}"
    its = "the dimension's gap stands for its items" if len(found) == 1 else "a dimension's gap stands for its items"
    return f"{may}: loadings and intercepts are as good as equal, so that {its}"


MODEL = (
    "Of each dimension, one factor stands behind {first} and one behind {second}, and the two errors of an item "
    "correlate; step by step, both parts share the pattern (configural), the loadings (metric) and the intercepts "
    "(scalar)."
)
FOLLOWING = (
    f"A difference of means wants equal intercepts [{MEANS}]: with them a dimension's gap stands for its items; with "
    "equal loadings only, items have gaps of their own, and the mean of these depends on which were asked; with less, "
    "the items do not measure the same in both parts."
)
SPREAD = (
    "The spread is the standard deviation of the item gaps; Hotelling's T² tests that these are all equal, while equal "
    "intercepts let them differ in proportion to the loadings."
)
LATENT = (
    "The latent difference is that of the factors' means in the scalar model, in standard deviations of {first}; where "
    "that model does not hold it is a rough figure."
)


def _rule(basis: Basis) -> str:
    fit = (
        f"the first where CFI is under {coefficient(LEAST_CFI.value)} [{LEAST_CFI.source}] and RMSEA's 90% interval "
        f"above {coefficient(CLOSE_RMSEA.value)} [{CLOSE_RMSEA.source}]"
    )
    tests = f"{count(basis.family)} {verb(basis.family, 'test', 'tests')}"
    loss = (
        f"the others where CFI falls by more than {coefficient(MOST_FALL.value)} [{MOST_FALL.source}] and the "
        f"likelihood-ratio test, corrected over all rows of a step ({tests}) [{HOLM}], refuses them"
    )
    return (
        "A step is given up where what is lost matters and is more than chance, a rule of this library's own whose "
        f"limits come from others: {fit}, {loss}."
    )


def _shown() -> str:
    return (
        f"Not to refuse a step is no evidence for it [{SHOWN}]: it counts as shown where even the upper limit of a 90% "
        f"interval does not matter, RMSEA {coefficient(FAIR_RMSEA.value)} of the first, a fall of CFI by "
        f"{coefficient(MOST_FALL.value)} of the others; this rule is the library's own too."
    )


def _asterisk() -> str:
    return (
        f"An asterisk marks where RMSEA's change, with its limit of {coefficient(MOST_RISE.value, 3)} "
        f"[{MOST_RISE.source}], says otherwise; it has no vote, since on few degrees of freedom the least misfit "
        "raises it far. check_validity, whose models of groups have many degrees of freedom, gives RMSEA its vote and "
        "the test none; so the two need not agree on what counts as a loss."
    )


def sentences(finding: Finding) -> list[str]:
    """Give the note's own sentences."""
    basis = finding.basis
    alpha = error(basis.confidence)
    first, second = (word("part", part, EN).lower() for part in basis.pair)
    return [
        f"Intervals are {percent(basis.confidence)} confidence intervals; tests are made at the {alpha} level.",
        MODEL.format(first=first, second=second),
        _rule(basis),
        _shown(),
        _asterisk(),
        FOLLOWING,
        SPREAD,
        LATENT.format(first=first),
    ]


def improper(facts: Mapping[str, Any], _: Basis) -> str:
    """Say how many steps have variances below nought."""
    steps = f"{count(facts['n'])} {verb(facts['n'], 'step', 'steps')}"
    return (
        f"{steps} would need a negative variance or a correlation beyond one, or {verb(facts['n'], 'is', 'are')} "
        f"compared with one that would, which cannot be; {verb(facts['n'], 'it carries', 'they carry')} no verdict."
    )


def complete_pairs(_: Mapping[str, Any], __: Basis) -> str:
    """Say when complete answers are enough."""
    return "Leaving out those with a missing answer is right only where answers are missing completely at random."


def large_samples(facts: Mapping[str, Any], _: Basis) -> str:
    """Say that the limits were found in larger samples."""
    return (
        f"The limits of change were found in samples of more than {count(facts['minimum'])}; with n = "
        f"{count(facts['n'])}, as at the least here, a step may hold for want of respondents."
    )
