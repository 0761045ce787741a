"""Phrases that several kinds of finding use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servgap.analysis.finding import Basis, Finding
from servgap.analysis.reasons import TOO_FEW
from servgap.language import (
    Fact,
    Message,
    coefficient,
    is_worded,
    number,
    p_phrase,
    percent,
    say,
    size,
    threshold,
    word,
)
from servgap.language.numbers import size as written_size
from servgap.report.chosen import rows_of

LEVELS = ("expectation", "desired", "adequate")


def interval(finding: Finding, low: Any, high: Any) -> Message:
    """Write an interval with its level."""
    return say("shared.interval", level=level(finding), low=number(low), high=number(high))


def span(low: Any, high: Any) -> Message:
    """Write the ends of an interval."""
    return say("shared.span", low=number(low), high=number(high))


def level(finding: Finding) -> Fact:
    """Write the level of a finding's intervals."""
    return percent(finding.basis.confidence)


def points(gap: Any) -> Message:
    """Write the size of a gap with its unit."""
    return say("shared.points", case="one" if written_size(gap) == "1.00" else "other", size=size(gap))


def limit(smallest: Any) -> Message:
    """Write the smallest gap, or change, that matters with its unit."""
    written = threshold(smallest)
    return say("shared.limit", case="one" if written == threshold(1) else "other", limit=written)


def how_many(amount: int, total: int) -> str:
    """Choose among the ways to say how many of all do something.

    Examples
    --------
    >>> [how_many(*of) for of in ((0, 22), (1, 22), (3, 22), (22, 22), (2, 2), (0, 1), (1, 1))]
    ['none', 'one', 'some', 'all', 'both', 'not_the_only', 'the_only']
    """
    if total == 1:
        return "the_only" if amount else "not_the_only"
    if amount == total:
        return "both" if total == 2 else "all"
    return {0: "none", 1: "one"}.get(amount, "some")


def absent(what: Fact, finding: Finding, *levels: str) -> Message:
    """Say that something could not be computed, and why."""
    reason = first_reason(finding, *levels)
    return say("shared.absent", case="why" if reason else "bare", what=what, why=reason)


def first_reason(finding: Finding, *levels: str) -> Fact:
    """Give the first reason that stands in the rows of the headline; nothing where there is none."""
    rows = rows_of(finding, *levels)
    codes = [str(code) for code in rows["reason"] if code] if "reason" in rows else []
    if not codes:
        return None
    few = codes[0] == TOO_FEW and levels == ("overall",) and _answered(finding)
    return say("shared.scoreless") if few else reason_told(finding, codes[0])


def reason_told(finding: Finding, code: object) -> Fact:
    """Say why a number is not there, of values that are no gaps without calling them so."""
    measure = finding.basis.measure
    others = measure is not None and not measure.is_gap and is_worded("reason_of_values", str(code))
    return word("reason_of_values" if others else "reason", code)


def _answered(finding: Finding) -> bool:
    """Tell whether some dimension was answered by several, so that it is whole respondents who are missing."""
    rows = rows_of(finding, "dimension")
    return bool("n" in rows and (rows["n"] > 1).any())


def held_against(part: str | None) -> Message:
    """Name the level against which perception is held."""
    case = "expectation" if not part else part if part in LEVELS else "other"
    return say("shared.held_against", case=case, part=part or "")


def rate_told(message: str, facts: Mapping[str, Any], basis: Basis) -> Fact:
    """Say whether the response rate goes together with the values, by the remark that one kind has of it."""
    shown = facts["p"] <= 1 - basis.confidence
    case = ("higher" if facts["correlation"] > 0 else "lower") if shown else "unclear"
    rho = coefficient(facts["correlation"])
    return say(f"remarks.{message}", case=case, n=facts["n"], rho=rho, p=p_phrase(facts["p"]))
