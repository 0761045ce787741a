"""The lines of a note: under which label what is said stands, and in which order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from servgap.language import Fact, Language, say
from servgap.language.shown import one_line

ROLES = (
    "hidden",
    "respondents",
    "cases",
    "measure",
    "missing",
    "groups",
    "importance",
    "model",
    "fit",
    "overall",
    "coefficients",
    "flags",
    "intervals",
    "tests",
    "correction",
    "effects",
    "quadrants",
    "verdicts",
    "prediction",
    "asymmetry",
    "proposals",
    "visits",
    "rates",
    "pairs",
    "ranks",
    "selection",
    "league",
    "time",
    "events",
    "limits",
    "remarks",
    "draws",
    "methods",
    "questionnaire",
)
"""What a line of a note may be about, in the order in which lines stand."""


@dataclass(frozen=True)
class Noted:
    """Something that a note says, and what it is about: one of `ROLES`, whose label heads the line."""

    role: str
    told: Fact


@dataclass(frozen=True)
class NoteLine:
    """A line of a note in a language: what it is about, and what is said of that."""

    label: str
    text: str


def in_lines(noted: Iterable[Noted], language: Language) -> tuple[NoteLine, ...]:
    """Put everything that is said of the same into one line; what says nothing has none."""
    texts: dict[str, list[str]] = {role: [] for role in ROLES}
    for each in noted:
        text = language.tell(each.told)
        if text:
            texts[each.role].append(text)
    return tuple(
        NoteLine(language.tell(say(f"shared.note_labels.{role}")), one_line(language.joined(told, "sentences")))
        for role, told in texts.items()
        if told
    )


def note_text(lines: Iterable[NoteLine], language: Language) -> str:
    """Write the lines of a note under one another, each behind its label."""
    return "\n".join(language.joined((line.label, line.text), "labels") for line in lines)
