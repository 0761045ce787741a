"""Phrases of which English headlines and notes are made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from servgap.analysis.finding import Finding
from servgap.language.numbers import count, known, number, percent, size
from servgap.report.words.absence import first_reason
from servgap.report.words.languages import Language
from servgap.report.words.names import attribute_name, group_name, listed

EN: Language = "en"
LEVELS = {"expectation": "expectation", "desired": "the desired service", "adequate": "the adequate service"}
UNCOMPUTED = "could not be computed"


class Verb(NamedTuple):
    """A verb of one, of several, and of the only one there is when it does not."""

    one: str
    many: str
    denied: str


BE = Verb("is", "are", "is not")
FALL = Verb("falls", "fall", "does not fall")


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


def some_of(amount: int, total: int, noun: str, does: Verb, which: str = "") -> str:
    """Say how many of all do something.

    Examples
    --------
    >>> some_of(0, 22, "standard", BE), some_of(1, 22, "standard", BE), some_of(22, 22, "standard", BE)
    ('none of the 22 standards is', '1 of the 22 standards is', 'all 22 standards are')
    >>> some_of(0, 1, "standard", FALL), some_of(3, 5, "standard", FALL, " tested")
    ('the one standard does not fall', '3 of the 5 standards tested fall')
    """
    if total == 1:
        return f"the one {noun}{which} {does.one if amount else does.denied}"
    if amount == total:
        return f"{'both' if total == 2 else f'all {count(total)}'} {noun}s{which} {does.many}"
    how_many = count(amount) if amount else "none"
    return f"{how_many} of the {count(total)} {noun}s{which} {does.many if amount > 1 else does.one}"


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


def furthest(group: Mapping[str, Any] | None, gap: Any, groups: int, tied: int = 1) -> str:
    """Name the group that a sentence is about, before it, as the one, or one of those, furthest short of all."""
    if not group:
        return ""
    by = listed(group, EN)
    how = "furthest short" if known(gap) and float(gap) < 0 else "doing least well"
    which = f"the only group by {by}" if groups == 1 else f"{how} by {by}"
    if tied > 1:
        more = f"{how} by {by} together with {count(tied - 1)} more"
        which = f"as in every other group by {by}" if tied == groups else more
    if not any(group.values()):
        return f"without an answer on {by}, {which}, "
    return f"in {listed((group_name(label, EN) for label in group.values()), EN)}, {which}, "


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
