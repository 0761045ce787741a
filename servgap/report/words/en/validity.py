"""English words for validity: headline, note and remarks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from servgap.analysis.competing_models import MODELS
from servgap.analysis.finding import Basis, Finding
from servgap.analysis.validity_bands import (
    BETTER,
    BETTER_SOURCE,
    CFI_FALL,
    CROSS,
    CROSS_SOURCE,
    EXTRACTED,
    EXTRACTED_SOURCE,
    FIT_BANDS,
    GROUPS_SOURCE,
    HTMT_CLOSE,
    HTMT_SAME,
    HTMT_SOURCE,
    RMSEA_RISE,
    STEP_SOURCE,
)
from servgap.report.words.codes import word
from servgap.report.words.en.phrases import EN, UNCOMPUTED, absent, sentence
from servgap.report.words.names import attribute_name, dimension_in_sentence, listed
from servgap.report.words.numbers import coefficient, count, known, number, percent
from servgap.survey.covariances import GAP

HOLDS = {
    "good": ("hold well", "holds well"),
    "acceptable": ("hold acceptably", "holds acceptably"),
    "poor": ("do not hold, so read dimension scores with reserve", "does not hold, so read its scores with reserve"),
}
REACHED = {
    "strict": "means of dimensions may be compared between the groups of {by}, and scores are as precise in each",
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


def _structure(finding: Finding) -> str:
    facts, own = finding.facts, finding.facts["own"]
    part = word("part", facts["part"], EN)
    part = part.lower() if part != facts["part"] else part
    if not own["fit"]:
        return absent(f"the structure of the {part}", finding)
    several = facts["dimensions"] > 1
    which = f"{count(facts['dimensions'])} dimensions" if several else "one dimension"
    hold = HOLDS[own["fit"]][not several]
    ends = f", 90% interval {coefficient(own['rmsea_low'], 3)} to {coefficient(own['rmsea_high'], 3)}"
    held = ends if known(own["rmsea_low"]) else ""
    fit = f"CFI {coefficient(own['cfi'], 3)}, RMSEA {coefficient(own['rmsea'], 3)}{held}"
    improper = ", though an estimate cannot be, such as a negative variance" if own["reason"] else ""
    return f"in {part}, the questionnaire's {which} {hold} ({fit}){improper}"


def _rival(finding: Finding) -> str:
    better = finding.facts["better"]
    if better is None:
        return ""
    name = word("model", better["model"], EN) if better["model"] in MODELS else f"the model “{better['model']}”"
    return f"{name} describes the answers clearly better (BIC lower by {number(better['bic_difference'], 1)})"


def _pair(finding: Finding, pair: Mapping[str, Any]) -> str:
    instrument = finding.basis.instrument
    return listed([dimension_in_sentence(instrument, key, EN) for key in pair["dimensions"]], EN)


def _pairs(finding: Finding, pairs: Sequence[Mapping[str, Any]]) -> str:
    return listed([f"{_pair(finding, each)} (HTMT {coefficient(each['htmt'])})" for each in pairs], EN)


MOST_PAIRS = 3


def _separation(finding: Finding) -> str:
    facts = finding.facts
    for pairs, told in (
        (facts["indistinct"], "cannot be told apart, so do not rank one against the other"),
        (facts["close"], "can barely be told apart"),
    ):
        if len(pairs) > MOST_PAIRS:
            return (
                f"{count(len(pairs))} pairs of dimensions {told} (largest HTMT {coefficient(facts['closest']['htmt'])})"
            )
        if pairs:
            return f"{_pairs(finding, pairs)} {told}"
    closest = facts["closest"]
    if closest is None:
        return ""
    if facts["dimensions"] == 2:
        return f"the two can be told apart (HTMT {coefficient(closest['htmt'])})"
    return f"all dimensions can be told apart (largest HTMT {coefficient(closest['htmt'])}, {_pair(finding, closest)})"


def _groups(finding: Finding) -> str:
    compared = finding.facts["invariance"]
    if compared is None:
        return ""
    by = listed([attribute_name(name) for name in compared["by"]], EN)
    if compared["reason"]:
        return f"whether groups of {by} may be compared {UNCOMPUTED}: {word('reason', compared['reason'], EN)}"
    return REACHED[compared["reached"]].format(by=by)


def headline(finding: Finding) -> str:
    """Say whether the structure holds, which dimensions cannot be told apart, and whether groups may be compared."""
    return sentence(_structure(finding), _rival(finding), _separation(finding), _groups(finding))


def sentences(finding: Finding) -> list[str]:
    """Give the note's own sentences."""
    facts, confidence = finding.facts, percent(finding.basis.confidence)
    bands = "; ".join(
        f"{word('fit', band.code, EN)} from CFI {coefficient(band.cfi)} and up to RMSEA {coefficient(band.rmsea)} and "
        f"SRMR {coefficient(band.srmr)} [{band.source}]"
        for band in FIT_BANDS
    )
    how = word("estimator", facts["estimator"], EN)
    apart = (
        f"Two dimensions are close from HTMT {coefficient(HTMT_CLOSE)} and cannot be told apart from "
        f"{coefficient(HTMT_SAME)} [{HTMT_SOURCE}]; items hang together from AVE {coefficient(EXTRACTED)} "
        f"[{EXTRACTED_SOURCE}]; a cross-loading counts from {coefficient(CROSS)} [{CROSS_SOURCE}]."
    )
    several = facts["dimensions"] > 1
    return [
        f"Estimated by {how}; intervals are {confidence} confidence intervals, that of RMSEA 90%.",
        f"Fit is called {bands}; these are guides, no laws, and go by robust or scaled indices where there are any.",
        f"A model describes the answers clearly better from a BIC lower by {number(BETTER, 0)} [{BETTER_SOURCE}].",
        JOINED if several else "",
        apart if several else "",
        _steps() if facts["invariance"] is not None else "",
    ]


JOINED = (
    "Δχ² tests a model that joins dimensions against the questionnaire's own; it is on the safe side, since a "
    "correlation of one lies at the edge of what is possible."
)


def _steps() -> str:
    fall, rise = coefficient(CFI_FALL, 3), coefficient(RMSEA_RISE, 3)
    return (
        f"A step across groups holds while CFI falls by at most {fall} and RMSEA rises by at most {rise} "
        f"[{STEP_SOURCE}], the first if its fit is acceptable; it is by maximum likelihood of complete answers, and "
        "the structure above is that of all groups together. Δχ² stands beside and has no vote, as it refuses trifles "
        "where there are many respondents; check_pairing, whose models are smaller, goes by CFI and a test instead."
    )


Facts = Mapping[str, Any]


def _people(amount: Any, singular: str, plural: str) -> str:
    return f"{count(amount)} {singular if int(amount) == 1 else plural}"


def complete_cases(facts: Facts, _: Basis) -> str:
    """Say on how many respondents the models rest."""
    who = f"the {count(facts['n'])} of {count(facts['of'])} respondents who answered every item"
    return f"The models rest on {who}; with the Survey, estimator='fiml' uses the others too."


def incomplete_used(facts: Facts, _: Basis) -> str:
    """Say that incomplete answers count, where they do."""
    return (
        "The models use what every respondent answered, supposing that answers are missing at random; eigenvalues, "
        f"exploratory loadings, HTMT and groups rest on the {count(facts['n'])} of {count(facts['of'])} who "
        "answered every item."
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
    few = f"{have} fewer than {count(facts['minimum'])} complete answers"
    return f"{few}, with which the steps are unsure [{GROUPS_SOURCE}]."


def groups_too_many(facts: Facts, _: Basis) -> str:
    """Say that there are too many groups to be compared step by step."""
    return (
        f"With {count(facts['n'])} groups, more than {count(facts['most'])}, equality of all of them at once is no "
        f"sensible question [{GROUPS_SOURCE}]; compare fewer groups, or waves."
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
