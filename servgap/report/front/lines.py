"""The lines of page one: which claim stands for which question, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from servgap.language import Fact, Language, count, say
from servgap.report.cautions import CODES, FEW
from servgap.report.kinds.claim import (
    DELIVERED,
    FIRST,
    GROUPS,
    LEAVE,
    MATTERS,
    REVIEW,
    SERIOUS,
    SINCE,
    STANDING,
    SURE,
)
from servgap.report.names import attributes

if TYPE_CHECKING:
    from servgap.report.document import SaidClaim, Section

BEFORE = "before"
ORDER = (BEFORE, STANDING, SINCE, FIRST, REVIEW, GROUPS, MATTERS, DELIVERED, LEAVE, SURE)
WEIGHTS = (BEFORE, STANDING, FIRST, REVIEW, GROUPS, SURE, LEAVE, MATTERS, SINCE, DELIVERED)
"""In which order lines are read, and in which they are kept where there are too many."""


@dataclass(frozen=True)
class FrontLine:
    """A line of page one.

    Parameters
    ----------
    role
        Which question it answers.
    label
        The question, in a word or two.
    text
        The answer.
    kind
        The kind of finding whose section says more; nothing where several do.
    """

    role: str
    label: str
    text: str
    kind: str = ""

    @property
    def weight(self) -> int:
        """How soon it goes where there are too many; the last to go has 0."""
        return WEIGHTS.index(self.role)


def lines_of(sections: Sequence[Section], language: Language) -> list[FrontLine]:
    """Give a line for every question that is answered, in the order in which they are read."""
    claims = [(claim, section) for section in sections for claim in section.claims]
    chosen = {role: found for role in ORDER if (found := _foremost(claims, role)) is not None}
    if REVIEW in chosen:  # which says itself what stays as it is, and may propose to relax what is exceeded
        chosen.pop(LEAVE, None)
    lines = {role: _of_section(role, *found, language) for role, found in chosen.items()}
    before = _before(sections, language)
    if SURE in chosen and chosen[SURE][0].concern >= SERIOUS:
        sure = lines.pop(SURE)
        before.append(sure.text)
        kind = sure.kind
    else:
        kind = ""
    if before:
        lines[BEFORE] = _line(BEFORE, language.joined(before, "sentences"), kind, language)
    if STANDING in lines and SINCE in lines:
        standing, since = lines[STANDING], lines.pop(SINCE)
        text = language.joined([standing.text, since.text], "sentences")
        lines[STANDING] = _line(STANDING, text, standing.kind, language)
    return [lines[role] for role in ORDER if role in lines]


def _foremost(claims: Sequence[tuple[SaidClaim, Section]], role: str) -> tuple[SaidClaim, Section] | None:
    """Take the claim that a question is answered by: the first, or where one qualifies the others, that one."""
    having = [each for each in claims if each[0].role == role]
    return max(having, key=lambda each: each[0].concern) if having else None


def _before(sections: Sequence[Section], language: Language) -> list[str]:
    """Say what must be known before any number, once each."""
    warned = [code for code in (FEW, *CODES) if any(code in section.cautions for section in sections)]
    n = min((section.finding.basis.rows_used for section in sections if section.finding is not None), default=0)
    return [language.tell(say(f"front.before.{code}", n=n, total=count(n))) for code in warned]


def _of_section(role: str, claim: SaidClaim, section: Section, language: Language) -> FrontLine:
    basis = None if section.finding is None else section.finding.basis
    compared = None if basis is None else attributes(basis.names, basis.compared)
    return _line(role, claim.text, section.kind, language, by=compared)


def _line(role: str, text: str, kind: str, language: Language, **facts: Fact) -> FrontLine:
    return FrontLine(role, language.tell(say(f"front.label.{role}", **facts)), text, kind)
