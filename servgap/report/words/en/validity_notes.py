"""English notes of validity: how it was judged, on whom, and by whose conventions; and remarks on groups compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servgap.analysis.finding import Basis, Finding
from servgap.analysis.validity.bands import (
    BETTER,
    BETTER_SOURCE,
    CROSS,
    CROSS_SOURCE,
    EXTRACTED,
    EXTRACTED_SOURCE,
    FALL_SOURCE,
    FIT_BANDS,
    FIT_LIMITS,
    GROUPS_SOURCE,
    HTMT_LIBERAL,
    HTMT_LIMIT_SOURCE,
    HTMT_SOURCE,
    HTMT_STRICT,
    ORDINAL_LIMITS,
    PER_PARAMETER,
    RISE_SOURCE,
    SMALL,
    SMALL_SAMPLE,
)
from servgap.analysis.validity.factor_fits import DWLS, FIML, ML
from servgap.language.numbers import coefficient, count, number, percent
from servgap.report.words.codes import word
from servgap.report.words.en.phrases import EN, UNCOMPUTED
from servgap.report.words.names import attribute_name
from servgap.survey.covariances import GAP

COMPLETELY_AT_RANDOM = "Schafer & Graham (2002), Psychological Methods 7, 147–177"
"""Who says when analyses of complete answers, and of all of them, are right."""

Facts = Mapping[str, Any]


def sentences(finding: Finding) -> list[str]:
    """Give the note's own sentences."""
    facts, confidence = finding.facts, percent(finding.basis.confidence)
    several = facts["dimensions"] > 1
    return [
        _how(facts, confidence),
        NORMAL if facts["estimator"] in (ML, FIML) else "",
        _bands(),
        f"They were proposed for maximum likelihood and flatter this estimator [{ORDINAL_LIMITS}]."
        if facts["estimator"] == DWLS
        else "",
        f"A model describes the answers clearly better from a BIC lower by {number(BETTER, 0)} [{BETTER_SOURCE}]."
        if several and facts["estimator"] != DWLS
        else "",
        JOINED if several and facts["estimator"] != DWLS else "",
        _apart(facts) if several else "",
        f"Items hang together from AVE {coefficient(EXTRACTED)} [{EXTRACTED_SOURCE}].",
        f"A cross-loading counts from {coefficient(CROSS)} [{CROSS_SOURCE}]." if several else "",
        FEW if facts["too_few"] else "",
        WITHHELD if _withheld(facts) else "",
        _steps(facts["invariance"]["limits"]) if facts["invariance"] is not None else "",
    ]


def _how(facts: Facts, confidence: str) -> str:
    how = word("estimator", facts["estimator"], EN)
    return f"Estimated by {how}; intervals are {confidence} confidence intervals, that of RMSEA 90%."


NORMAL = (
    "It takes answers as normal; where they are skewed its standard errors tend to be too small and its chi-square too "
    "large."
)
JOINED = (
    "Δχ² tests a model that joins dimensions against the questionnaire's own; it is on the safe side, since a "
    "correlation of one lies at the edge of what is possible."
)
FEW = (
    f"Up to {PER_PARAMETER} respondents for each number that a structure estimates are called too few, by a convention "
    "of this library."
)
WITHHELD = (
    "What rests on a check that failed is not judged: the place of the judgement is empty, and the reason stands "
    "beside it."
)


def _withheld(facts: Facts) -> bool:
    names = ("opposed", "loads_against", "too_few", "better", "not_distinct")
    return facts["improper"] is not None or any(facts[name] for name in names)


def _bands() -> str:
    bands = "; ".join(
        f"{word('fit', band.code, EN)} from CFI {coefficient(band.cfi)} and up to RMSEA {coefficient(band.rmsea)} and "
        f"SRMR {coefficient(band.srmr)} [{band.source}]"
        for band in FIT_BANDS
    )
    return (
        f"Fit is called {bands}; robust or scaled indices are taken where there are any. These are conventions, all "
        f"three asked for at once; what an index reaches depends on degrees of freedom and loadings too [{FIT_LIMITS}]."
    )


def _apart(facts: Facts) -> str:
    strict, liberal = coefficient(HTMT_STRICT), coefficient(HTMT_LIBERAL)
    what = (
        f"its upper limit is held against them [{HTMT_LIMIT_SOURCE}]"
        if facts["resampled"]
        else "there being no interval, the ratio itself is held against them, which does not allow for chance"
    )
    return (
        f"HTMT is of absolute correlations; {strict} and {liberal} are two criteria, of which one is chosen "
        f"[{HTMT_SOURCE}], and {what}: dimensions that meet {strict} can be told apart, those that meet {liberal} "
        "alone barely."
    )


def _steps(limits: Facts) -> str:
    fall, rise = coefficient(limits["cfi_fall"], 3), coefficient(limits["rmsea_rise"], 3)
    strict = limits["cfi_fall"] == SMALL.cfi_fall
    whose = (
        f"[both after {RISE_SOURCE}, for up to {count(SMALL_SAMPLE)} respondents in groups of unequal size]"
        if strict
        else f"[CFI: {FALL_SOURCE}; RMSEA: after {RISE_SOURCE}]"
    )
    return (
        f"A step across groups holds while CFI falls by at most {fall} and RMSEA rises by at most {rise} {whose}, the "
        "first if its fit is acceptable; it is by maximum likelihood of complete answers, and the structure above is "
        "that of all groups together. Δχ² stands beside and has no vote, as it refuses trifles where there are many "
        "respondents; check_pairing, whose models are smaller, goes by CFI and a test instead."
    )


def _people(amount: Any, singular: str, plural: str) -> str:
    return f"{count(amount)} {singular if int(amount) == 1 else plural}"


def complete_cases(facts: Facts, _: Basis) -> str:
    """Say on how many respondents the models rest, and when that is right."""
    who = f"the {count(facts['n'])} of {count(facts['of'])} respondents who answered every item"
    right = f"which is right only where answers are missing completely at random [{COMPLETELY_AT_RANDOM}]"
    told = f"The models rest on {who}, {right}"
    if facts["estimator"] == DWLS:
        return f"{told}; estimator='robust_fiml' would use the others, but takes answers as numbers."
    if not facts["rows"]:
        return f"{told}; a tally holds no more: with the Survey the others are used too, by estimator='robust_fiml'."
    return f"{told}; estimator='robust_fiml' uses the others too."


def incomplete_used(facts: Facts, _: Basis) -> str:
    """Say that incomplete answers count, where they do, and when that is right."""
    return (
        "The models use what every respondent answered, supposing that answers are missing at random, given those that "
        "are there; eigenvalues, exploratory loadings, HTMT, modification indices and groups rest on the "
        f"{count(facts['n'])} of {count(facts['of'])} who answered every item, which is right only where answers are "
        f"missing completely at random [{COMPLETELY_AT_RANDOM}]."
    )


def validity_draws(facts: Facts, _: Basis) -> str:
    """Say what is drawn at random."""
    bootstrap = f", the intervals of HTMT on {count(facts['bootstrap'])} resamples" if facts["bootstrap"] else ""
    seed = "the random generator passed in" if facts["seed"] is None else f"seed {facts['seed']}"
    return f"Parallel analysis rests on {count(facts['parallel'])} random matrices{bootstrap}, from {seed}."


def groups_left_out(facts: Facts, _: Basis) -> str:
    """Say how many groups are no part of the comparison."""
    are = _people(facts["n"], "group is", "groups are")
    return f"{are} left out of the comparison, having no more complete answers than items, or items without variation."


def groups_unsure(facts: Facts, _: Basis) -> str:
    """Say how many groups are small."""
    have = _people(facts["n"], "group compared has", "groups compared have")
    return (
        f"{have} fewer than {count(facts['minimum'])} complete answers, under which the steps are called unsure here: "
        "an own convention."
    )


def groups_too_many(facts: Facts, _: Basis) -> str:
    """Say that there are too many groups to be compared step by step."""
    return (
        f"With {count(facts['n'])} groups, more than {count(facts['most'])}, equality of all of them at once is no "
        f"sensible question, and the usual limits fail [{GROUPS_SOURCE}; where to stop is an own convention]; compare "
        "fewer groups, or waves."
    )


MEASURED = {
    "strict": "pattern, loadings, intercepts and errors are equal",
    "scalar": "pattern, loadings and intercepts are equal",
    "metric": "loadings are equal, intercepts are not",
    "configural": "the pattern is equal, loadings are not",
    "": "not even the pattern is equal",
}


def invariant(facts: Facts, _: Basis) -> str:
    """Say that the groups compared were found to be measured alike."""
    found = f"{MEASURED[facts['reached']]} between the groups of {_by(facts)}"
    told = f"Measurement was checked ({_part(facts)}): {found}, so means may be compared"
    return f"{told}{_of_part_only(facts)}."


def _of_part_only(facts: Facts) -> str:
    """Say what a check of one part leaves open: a gap is made of two."""
    return "" if facts["part"] == GAP else ", as far as this part goes; gaps rest on the other part too"


def not_invariant(facts: Facts, _: Basis) -> str:
    """Say that the groups compared were found not to be measured alike."""
    return (
        f"Measurement was checked and is not the same between the groups of {_by(facts)} ({_part(facts)}): "
        f"{MEASURED[facts['reached']]}, so differences of means may lie in how items are understood."
    )


def invariance_unknown(facts: Facts, _: Basis) -> str:
    """Say that whether the groups compared are measured alike could not be checked."""
    why = word("reason", facts["reason"], EN)
    return f"Whether measurement is the same between the groups of {_by(facts)} {UNCOMPUTED}: {why}."


def _by(facts: Facts) -> str:
    return attribute_name(facts["by"])


def _part(facts: Facts) -> str:
    return word("part", facts["part"], EN).lower()
