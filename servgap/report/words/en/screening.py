"""English words for the screening of respondents: headline, note and remarks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servgap.analysis.finding import Basis, Finding
from servgap.analysis.screening.careless_flags import LEAST_ANSWERS, LEAST_CONSISTENCY, SECONDS_AN_ITEM
from servgap.analysis.screening.indicators import LEAST_CELLS, most_apart
from servgap.language.numbers import coefficient, count, known, number, percent
from servgap.report.words.codes import word
from servgap.report.words.en.phrases import EN, interval, sentence, verb
from servgap.report.words.names import listed

RULES = {
    "straight_line": (
        f"one answer to all items of a part, from {LEAST_ANSWERS} answers on, in every part",
        "own convention",
    ),
    "long_run": (
        "one answer to at least half of a part's items in a row, in every part",
        "own convention after Curran 2016",
    ),
    "duplicate": ("all answers those of a respondent further up", "own convention after Kuriakose & Robbins 2016"),
    "near_duplicate": ("all answers but {apart} those of a respondent further up", "own convention"),
    "fast": (f"less than {SECONDS_AN_ITEM:g} seconds an item", "Huang et al. 2012"),
    "inconsistent": (
        f"even–odd consistency under {coefficient(LEAST_CONSISTENCY)}",
        "own convention after Johnson 2005",
    ),
}
SHOWN_ONLY = (
    "Runs and spread follow the order of the questionnaire. Mahalanobis distance is for putting respondents in order, "
    "and raises no flag."
)
FLAGS_ONLY = "Flags mark respondents to be looked at; nobody is left out for them."


def _share(part: int, whole: int) -> str:
    return percent(round(part / whole, 3))


def _respondents(amount: int) -> str:
    return verb(amount, "respondent", "respondents")


def _flagged(finding: Finding) -> str:
    facts = finding.facts
    flagged, whole = facts["flagged"], facts["respondents"]
    if not facts["flags"]:
        return "none of the flags asked for can be raised here"
    if not flagged:
        nobody = f"nobody among the {count(whole)} respondents is flagged"
        return nobody if whole > 1 else "the one respondent is not flagged"
    found = [f"{count(n)} for {word('flag', flag, EN)}" for flag, n in facts["flags"].items() if n]
    who = f"{count(flagged)} of {count(whole)} {_respondents(whole)} {verb(flagged, 'is', 'are')} flagged"
    return f"{who} ({_share(flagged, whole)}): {listed(found, EN)}"


def _moved(finding: Finding) -> str:
    overall, part = finding.facts["overall"], finding.facts["part"]
    if not finding.facts["flagged"]:
        return ""
    what = "the overall gap" if part == "gap" else f"mean {word('part', part, EN).lower()}"
    if not (known(overall["mean"]) and known(overall["mean_without"])):
        return f"{what} without them could not be computed: {word('reason', overall['reason'], EN)}"
    new, old = number(overall["mean_without"]), number(overall["mean"])
    low, high = overall["ci_low_without"], overall["ci_high_without"]
    held = f" ({interval(finding, low, high)})" if known(low) else ""
    if new == old:
        return f"without them {what} stays at {new}{held}"
    return f"without them {what} is {new}{held} instead of {old}"


def headline(finding: Finding) -> str:
    """Say how many respondents are flagged, for what, and by how much the overall gap moves without them."""
    return sentence(_flagged(finding), _moved(finding))


def sentences(finding: Finding) -> list[str]:
    """Say what raises the flags that count, and what flags are for."""
    apart = {0: "", 1: "one", 2: "one or two"}[most_apart(finding.basis.instrument)]
    rules = [
        f"{rule.format(apart=apart)} ({source})" for rule, source in (RULES[flag] for flag in finding.facts["flags"])
    ]
    level = f"Intervals are {percent(finding.basis.confidence)} confidence intervals."
    return [FLAGS_ONLY, f"Flagged is: {'; '.join(rules)}." if rules else "", SHOWN_ONLY, level]


def ceiling(facts: Mapping[str, Any], basis: Basis) -> str:
    """Say who cannot have a gap above nought."""
    who = f"{count(facts['n'])} of {count(basis.rows_used)} {_respondents(basis.rows_used)}"
    return f"{who} gave every {_held(basis)} the highest answer; their gaps can only be nought or below."


def _held(basis: Basis) -> str:
    return word("part", basis.pair[0] or basis.pair[1], EN).lower()


def no_times(_: Mapping[str, Any], __: Basis) -> str:
    """Say that speed could not be looked at."""
    return "No completion times were read, so that speed could not be looked at."


def too_short_for(facts: Mapping[str, Any], _: Basis) -> str:
    """Say which flags the questionnaire is too short for."""
    flags = [f"“{word('flag', flag, EN)}”" for flag in facts.get("flags", ())]
    which = listed(flags, EN) or "some flags"
    return f"The questionnaire is too short for {which} (repetitions count from {LEAST_CELLS} answers on)."
