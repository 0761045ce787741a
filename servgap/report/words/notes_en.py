"""English notes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from servgap.analysis.finding import Basis, Finding
from servgap.report.words.codes import word
from servgap.report.words.headlines_en import level_held_against
from servgap.report.words.languages import Language
from servgap.report.words.names import listed, separately_by
from servgap.report.words.numbers import count, percent
from servgap.report.words.remarks_en import remark_sentence
from servgap.report.words.statistics import hypothesis, statistic_name, statistic_source
from servgap.survey.scale import plain

EN: Language = "en"
POLICIES = {
    "half": "A respondent's score on a dimension is the mean of the item gaps answered in both parts, and exists when at "
    "least half of the dimension's items are.",
    "complete": "Only respondents who answered all items in question are used.",
    "pairs": "A respondent's score on a dimension is the mean of the item gaps answered in both parts, however few.",
}
TRADE = "The trade's verdict (excellent, acceptable, unacceptable) goes by the sign of the mean gap alone and leaves chance aside."


def _respondents(basis: Basis) -> str:
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
    return f"Gap = {word('part', second, EN).lower()} − {less} on the scale {scale}; negative is short of {level_held_against(first)}."


def _level(basis: Basis) -> str:
    return f"Intervals are {percent(basis.confidence, EN)} confidence intervals."


def _levels_of_tests(basis: Basis) -> str:
    alpha = f"{1 - basis.confidence:.3g}".removeprefix("0")
    return (
        f"Intervals are {percent(basis.confidence, EN)} confidence intervals; tests are two-sided at the {alpha} level."
    )


def _separately(by: tuple[str, ...]) -> str:
    return f"Computed separately for each {listed(by, EN)}." if by else ""


def _correction(basis: Basis) -> str:
    if basis.adjust is None or not basis.family:
        return ""
    if basis.adjust == "none":
        return f"p-values are not corrected for the {count(basis.family)} tests made."
    return f"p-values are corrected by {word('adjust', basis.adjust, EN)} over a family of {count(basis.family)} tests."


def _verdicts(basis: Basis) -> str:
    if basis.smallest is None:
        return ""
    s, inner = plain(basis.smallest), percent(1 - 2 * (1 - basis.confidence), EN)
    return (
        f"The smallest gap that matters is {s} points: short means that the whole interval lies below −{s}, above that it lies "
        f"above {s}, negligible that the {inner} interval lies within ±{s}, undecided that none of these is so. {TRADE}"
    )


def _overall(basis: Basis) -> str:
    points = (
        "; with importance points, each respondent's points weight his or her own scores" if _has_points(basis) else ""
    )
    return f"The overall gap is the mean of the dimensions' gaps; the mean of all items stands beside it{points}."


def _has_points(basis: Basis) -> bool:
    return any(remark.code.startswith("points_") for remark in basis.remarks)


def _draws(basis: Basis) -> str:
    if not basis.draws:
        return ""
    seed = "the random generator passed in" if basis.seed is None else f"seed {basis.seed}"
    return f"{count(basis.draws)} random draws from {seed}."


def _sources(basis: Basis) -> str:
    entries = []
    for key in basis.statistics:
        source = statistic_source(key)
        entries.append(f"{statistic_name(key, EN)} [{source}]" if source else statistic_name(key, EN))
    instrument = basis.instrument
    source = f" [{instrument.source}]" if instrument.source else ""
    methods = f"Methods: {'; '.join(entries)}. " if entries else ""
    return f"{methods}Questionnaire: {instrument.title.to(EN)}{source}."


def _gaps(basis: Basis) -> list[str]:
    return [_overall(basis), _level(basis), _verdicts(basis)]


def _reliability(basis: Basis) -> list[str]:
    if basis.pair[0] is None:
        return [_level(basis), OMEGA + "."]
    return [
        _level(basis),
        (
            "ω (McDonald's omega) is the reliability of the sum score under one factor, α (Cronbach's alpha) supposes equal loadings "
            "besides; the reliability as a difference takes expectation and perception as two scores with errors of their own, and "
            "a variance ratio near or under 1 says that one of them hardly varies."
        ),
    ]


def _significance(basis: Basis) -> list[str]:
    tested = f"{hypothesis('t', EN)}, {hypothesis('signed_rank', EN)}, {hypothesis('sign', EN)}"
    return [
        _levels_of_tests(basis),
        _correction(basis),
        f"They are not substitutes: {tested}; where they disagree, the mean gap and its interval are what action rests on.",
        "The signed-rank test ranks zero gaps too (Pratt).",
    ]


def _ranking(basis: Basis) -> list[str]:
    return [
        "Rank 1 is the standard furthest short.",
        (
            f"A set of ranks holds the standard's true rank with {percent(basis.confidence, EN)} confidence; sets that share ranks "
            "belong to standards whose order is not settled."
        ),
    ]


def _groups(basis: Basis) -> list[str]:
    return [
        _levels_of_tests(basis),
        (
            f"A respondent's overall gap needs a score on every dimension; {hypothesis('welch', EN)}, {hypothesis('kruskal_wallis', EN)}; "
            "pairs are compared by Games–Howell, which supposes neither equal spread nor equal size."
        ),
        _correction(basis),
    ]


def _waves(basis: Basis) -> list[str]:
    return [
        _levels_of_tests(basis),
        (
            "Change is later less earlier, tested by Welch between independent waves; better and worse are changes significant after "
            "correction, unclear is everything else."
        ),
        _correction(basis),
    ]


KINDS: dict[str, Callable[[Basis], list[str]]] = {
    "gaps": _gaps,
    "reliability": _reliability,
    "significance": _significance,
    "ranking": _ranking,
    "groups": _groups,
    "waves": _waves,
}


def sentences(finding: Finding) -> list[str]:
    """Give the note's sentences; empty ones where there is nothing to say."""
    basis = finding.basis
    special: Callable[[Basis], list[str]] = KINDS.get(finding.kind, lambda basis: [_level(basis)])
    remarks: list[Any] = [remark_sentence(remark, basis) for remark in basis.remarks]
    return [
        _respondents(basis),
        _gap(basis),
        POLICIES.get(str(basis.policy), ""),
        *special(basis),
        _separately(separately_by(finding)),
        *remarks,
        _draws(basis),
        _sources(basis),
    ]
