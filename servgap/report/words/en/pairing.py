"""English words for whether both parts may be subtracted: headline, note and remarks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servgap.analysis.finding import Basis, Finding
from servgap.analysis.pairing_rules import (
    CLOSE_RMSEA,
    HOLM,
    ITEMS_ONLY,
    LEAST_CFI,
    MOST_FALL,
    MOST_RISE,
    SUBTRACT,
    WITH_ITEMS,
)
from servgap.report.words.codes import word
from servgap.report.words.en.phrases import EN, absent, sentence, span, verb, where
from servgap.report.words.names import dimension_in_sentence, listed
from servgap.report.words.numbers import coefficient, count, percent

MOST_NAMED, BOTH = 2, 2


def _both(basis: Basis) -> str:
    return listed((word("part", part, EN).lower() for part in basis.pair), EN)


def _named(finding: Finding, dimensions: list[str]) -> str:
    return listed((dimension_in_sentence(finding.basis.instrument, key, EN) for key in dimensions), EN)


def _place(finding: Finding) -> str:
    group = finding.facts.get("group")
    return f"{where(group)}, where the least holds" if group else ""


def _subtracted(finding: Finding) -> str:
    facts, both = finding.facts, _both(finding.basis)
    judged, place = facts["judged"], _place(finding)
    fit = len(facts[SUBTRACT]) + len(facts[WITH_ITEMS])
    which = "" if judged == facts["dimensions"] else " that could be checked"
    several = f"{count(judged)} dimensions{which}{place}"
    if not fit:
        where_not = f"in any of the {several}" if judged > 1 else f"in the one dimension{which}{place}"
        return f"{both} do not measure alike {where_not}: read gaps item by item, not averaged over a dimension"
    if judged == 1:
        return f"{both} may be subtracted in the one dimension{which}{place}"
    if fit < judged:
        return f"{both} may be subtracted in {count(fit)} of the {several}"
    every = f"both dimensions{which}{place}" if judged == BOTH else f"all {several}"
    return f"{both} may be subtracted in {every}"


def _apart(finding: Finding) -> str:
    """Say where item gaps differ too much for the dimension's gap to stand for them."""
    found, judged = finding.facts[WITH_ITEMS], finding.facts["judged"]
    widest = finding.facts.get("widest")
    if not found or not widest:
        return ""
    several = f"{count(len(found))} {'others' if finding.facts[ITEMS_ONLY] else 'of them'}"
    some = _named(finding, found) if len(found) <= MOST_NAMED else several
    some = "all of them" if len(found) == judged > 1 else some
    what = "item gaps differ so much that the dimension's gap averages different things: show the items beside it"
    ends = span(widest["lowest_gap"], widest["highest_gap"])
    return f"in {some} {what} (largest spread: {_named(finding, [widest['dimension']])}, {ends})"


def headline(finding: Finding) -> str:
    """Say in how many dimensions both parts may be subtracted, and where the dimension's gap stands for its items."""
    facts = finding.facts
    if not facts["judged"]:
        return sentence(absent(f"whether {_both(finding.basis)} may be subtracted{where(facts.get('group'))}", finding))
    told, unlike, alike = [_subtracted(finding)], facts[ITEMS_ONLY], facts[SUBTRACT]
    if unlike and len(unlike) < facts["judged"]:
        theirs = "its gaps" if len(unlike) == 1 else "their gaps"
        told.append(
            f"in {_named(finding, unlike)} the items do not measure alike in both parts: read {theirs} item by item"
        )
    told.append(_apart(finding))
    if alike:
        all_of_them = len(alike) == facts["judged"]
        place = "there" if all_of_them else f"in {_named(finding, alike)}"
        told.append(f"{place} the dimension's gap stands for its items")
    return sentence(*told)


MODEL = (
    "Of each dimension, one factor stands behind {first} and one behind {second}, and the two errors of an item "
    "correlate; step by step, both parts share the pattern (configural), the loadings (metric) and the intercepts "
    "(scalar)."
)
FOLLOWING = (
    "With equal intercepts a dimension's gap stands for its items; with equal loadings only, items have gaps of their "
    "own, to be shown beside it; with less, the items do not measure the same in both parts."
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
    return f"A step is given up where what is lost matters and is more than chance: {fit}, {loss}."


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
    level = f"{1 - basis.confidence:.3g}".removeprefix("0")
    first, second = (word("part", part, EN).lower() for part in basis.pair)
    return [
        f"Intervals are {percent(basis.confidence)} confidence intervals; tests are made at the {level} level.",
        MODEL.format(first=first, second=second),
        _rule(basis),
        _asterisk(),
        FOLLOWING,
        SPREAD,
        LATENT.format(first=first),
    ]


def improper(facts: Mapping[str, Any], _: Basis) -> str:
    """Say how many steps have variances below nought."""
    steps = f"{count(facts['n'])} {verb(facts['n'], 'step fits', 'steps fit')}"
    return f"{steps} best with a negative variance or a correlation beyond one, which cannot be; read with reserve."


def large_samples(facts: Mapping[str, Any], _: Basis) -> str:
    """Say that the limits were found in larger samples."""
    return (
        f"The limits of change were found in samples of more than {count(facts['minimum'])}; with n = "
        f"{count(facts['n'])}, as at the least here, a step may hold for want of respondents."
    )
