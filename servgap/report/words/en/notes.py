"""English notes."""

from __future__ import annotations

from collections.abc import Callable

from servgap._stats.families.adjust import SOURCES as CORRECTED_BY
from servgap.analysis.finding import Basis, Finding
from servgap.analysis.verdicts import smallest_gap
from servgap.language.numbers import count, error, percent
from servgap.language.shown import shown
from servgap.report.words.codes import word
from servgap.report.words.en.phrases import level_held_against
from servgap.report.words.en.remarks import remark_sentence
from servgap.report.words.languages import Language
from servgap.report.words.names import listed, separately_by
from servgap.report.words.statistics import statistic_name

EN: Language = "en"
POLICIES = {
    "half": (
        "A respondent's score on a dimension is the mean of the item gaps answered in both parts, and exists when at "
        "least half of the dimension's items are."
    ),
    "complete": "Only respondents who answered all items in question are used.",
    "pairs": "Every answered pair counts; a score, where one is needed, exists from one pair on.",
}
OVERALL = "The overall gap is the mean of the dimensions' gaps"
ANY_SAMPLE = (
    "Respondents are taken as an independent random sample; that those of one branch may be alike is left aside."
)
CRITICS = (
    "Gaps are differences of two answers, which has critics [Teas (1993), J. Marketing 57, 18–34; Edwards (2001), "
    "Organ. Res. Methods 4, 265–287]; check_reliability and check_pairing say how far they may be read here."
)


def _respondents(basis: Basis) -> str:
    if not basis.rows_read:
        return ""
    used = f"n = {count(basis.rows_used)} of {count(basis.rows_read)} {'row' if basis.rows_read == 1 else 'rows'} read"
    left = ", ".join(f"{count(rows)} {_reason(reason)}" for reason, rows in basis.left_out if rows)
    return f"{used}; left out: {left}." if left else f"{used}; none was left out."


def _reason(code: str) -> str:
    told = word("left_out", code, EN)
    return told if told != code else f"“{code}”"


def _gap(basis: Basis) -> str:
    first, second = basis.pair
    scale = str(basis.instrument.scale)
    if first is None:
        return f"Scores are means of {word('part', second, EN).lower()} on the scale {scale}."
    less = word("part", first, EN).lower()
    told = f"Gap = {word('part', second, EN).lower()} − {less} on the scale {scale}"
    return f"{told}; negative is short of {level_held_against(first)}."


def _level(basis: Basis) -> str:
    return f"Intervals are {percent(basis.confidence)} confidence intervals."


def _levels_of_tests(basis: Basis) -> str:
    alpha = error(basis.confidence)
    return f"Intervals are {percent(basis.confidence)} confidence intervals; tests are two-sided at the {alpha} level."


def _separately(by: tuple[str, ...]) -> str:
    return f"Computed separately for each {listed(by, EN)}." if by else ""


def _correction(basis: Basis) -> str:
    if basis.adjust is None or not basis.family:
        return ""
    if basis.adjust == "none":
        return f"p-values are not corrected for the {count(basis.family)} tests made."
    source = f" [{CORRECTED_BY[basis.adjust]}]" if basis.adjust in CORRECTED_BY else ""
    return (
        f"p-values are corrected by {word('adjust', basis.adjust, EN)}{source} over all rows of one level and test, "
        f"{count(basis.family)} in the largest family."
    )


def _convention(basis: Basis) -> str:
    """Say that the smallest gap that matters is a default, if it is."""
    usual = basis.smallest == smallest_gap(basis.instrument.scale, None)
    return ", a convention of this library" if usual else ""


def _draws(basis: Basis) -> str:
    if not basis.draws:
        return ""
    seed = "the random generator passed in" if basis.seed is None else f"seed {basis.seed}"
    return f"{count(basis.draws)} random draws from {seed}."


def _sources(basis: Basis) -> str:
    entries = []
    for each in basis.statistics:
        name = statistic_name(each, EN)
        entries.append(f"{name} [{each.source}]" if each.source else name)
    instrument = basis.instrument
    source = f" [{shown(instrument.source)}]" if instrument.source else ""
    methods = f"Methods: {'; '.join(entries)}. " if entries else ""
    return f"{methods}Questionnaire: {shown(instrument.title.to(EN))}{source}."


def _tests_of(finding: Finding) -> list[str]:
    return [str(test) for test in dict.fromkeys(finding.frames["frame"]["test"])]


def _other(finding: Finding) -> list[str]:
    return [_level(finding.basis)]


KINDS: dict[str, Callable[[Finding], list[str]]] = {}


def sentences(finding: Finding) -> list[str]:
    """Give the note's sentences; empty ones where there is nothing to say."""
    basis = finding.basis
    special = KINDS.get(finding.kind, _other)
    return [
        _respondents(basis),
        _gap(basis),
        POLICIES.get(str(basis.policy), ""),
        ANY_SAMPLE,
        *special(finding),
        _separately(separately_by(finding)),
        *(remark_sentence(remark, basis) for remark in basis.remarks),
        _draws(basis),
        _sources(basis),
    ]
