"""Phrases of which English headlines and notes are made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from servgap.analysis.finding import Finding
from servgap.language.numbers import number, percent, size
from servgap.report.words.absence import first_reason
from servgap.report.words.languages import Language
from servgap.report.words.names import attribute_name, group_name

EN: Language = "en"
LEVELS = {"expectation": "expectation", "desired": "the desired service", "adequate": "the adequate service"}
UNCOMPUTED = "could not be computed"


def span(low: Any, high: Any, places: int = 2) -> str:
    """Write the ends of an interval."""
    return f"{number(low, places)} to {number(high, places)}"


def interval(finding: Finding, low: Any, high: Any) -> str:
    """Write an interval with its level."""
    return f"{percent(finding.basis.confidence)} interval {span(low, high)}"


def points(gap: Any) -> str:
    """Write the size of a gap with its unit."""
    return f"{size(gap)} {'point' if size(gap) == '1.00' else 'points'}"


def verb(amount: int, singular: str, plural: str) -> str:
    """Choose between the forms for one and for several."""
    return singular if amount == 1 else plural


def absent(what: str, finding: Finding, *levels: str) -> str:
    """Say that something could not be computed, and why."""
    reason = first_reason(finding, EN, *levels)
    return f"{what} {UNCOMPUTED}: {reason}" if reason else f"{what} {UNCOMPUTED}"


def where(group: Mapping[str, Any] | None) -> str:
    """Name the group that a sentence is about, behind what is said of it."""
    named = [(attribute_name(by), label) for by, label in (group or {}).items()]
    return "".join(
        f" in {group_name(label, EN)} ({by})" if label else f" without an answer on {by}" for by, label in named
    )


def sentence(*clauses: str) -> str:
    """Make a sentence of clauses."""
    told = "; ".join(clause for clause in clauses if clause)
    return f"{told[:1].upper()}{told[1:]}."


def told(clauses: Sequence[str]) -> str:
    """
    Make sentences of clauses, of which one may ask a question.

    Examples
    --------
    >>> told(["the item runs against the others: is it reversed?", "so far, nothing is judged", "", "b"])
    'The item runs against the others: is it reversed? So far, nothing is judged; b.'
    """
    asked: list[list[str]] = [[]]
    for clause in filter(None, clauses):
        asked[-1].append(clause)
        if clause.endswith("?"):
            asked.append([])
    return " ".join(sentence(*each).replace("?.", "?") for each in asked if each)


def level_held_against(part: str | None) -> str:
    """Name the level against which perception is held."""
    return LEVELS.get(str(part), f"{part!r}") if part else "expectation"
