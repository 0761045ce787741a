"""Which rows of a finding a picture shows, and what it calls them."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from servgap.language import Fact, Language, column, joined, language_of, say, verbatim, word
from servgap.language.shown import DIRECTIONS, one_line, shown
from servgap.report.names import attribute, dimension, group, standard
from servgap.report.tables.rows import records

if TYPE_CHECKING:
    import pandas as pd

    from servgap.analysis.finding import Finding

UNREADABLE = "?"
UNREAD = frozenset(("Cf", "Cs", "Co", "Cn"))
JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"
TEXTS = ("level", "dimension", "standard", "item", "part", "method", "test", "effect_kind", "verdict", "reason")


def clean(text: str) -> str:
    """Take line breaks and what is not to be seen out of a text that a person or a file wrote.

    Joiners stay, by which some scripts and pictographs are written, and so do signs of direction, each of them closed.
    """
    kept = "".join(
        character
        for character in one_line(text)
        if character in DIRECTIONS or character in JOINERS or unicodedata.category(character) not in UNREAD
    )
    return shown(kept)


def dimension_label(finding: Finding, key: str, language: Language | str) -> str:
    """Name a dimension; the row without one is about all of them."""
    told = language_of(language)
    if not key:
        return told.tell(word("level", "overall"))
    return clean(told.tell(dimension(finding.basis.instrument, key))) or key


def standard_label(finding: Finding, key: str, language: Language | str) -> str:
    """Name a standard by its text."""
    return clean(language_of(language).tell(standard(finding.basis.instrument, key))) or key


def row_label(finding: Finding, record: dict[str, Any], language: Language | str) -> str:
    """Name a row by its standard, else by its dimension, else as overall."""
    if record["level"] == "standard":
        return standard_label(finding, record["standard"], language)
    return dimension_label(finding, record["dimension"], language)


def group_label(finding: Finding, by: str, label: object, language: Language | str) -> str:
    """Name a group by its value of an attribute."""
    return clean(language_of(language).tell(group(finding.basis.names, by, label))) or UNREADABLE


def attribute_label(finding: Finding, name: str, language: Language | str) -> str:
    """Name an attribute."""
    return clean(language_of(language).tell(attribute(finding.basis.names, name))) or UNREADABLE


def chosen_label(finding: Finding, language: Language | str) -> Fact:
    """Name the group that the picture is about by each of its attributes."""
    each = (
        say(
            "pictures.group",
            by=verbatim(attribute_label(finding, by, language)),
            group=verbatim(group_label(finding, by, label, language)),
        )
        for by, label in chosen_group(finding).items()
    )
    return joined(each, "names")


def chosen_group(finding: Finding) -> dict[str, str]:
    """Give the group that the picture is about, where the analysis was made for each group."""
    by = finding.basis.separately
    if not by:
        return {}
    group = dict(finding.facts.group)
    frame = finding.frames["frame"]
    if not group and len(frame):
        group = {name: str(frame[name].iloc[0]) for name in by}
    return group


def shown_rows(finding: Finding, name: str = "frame") -> pd.DataFrame:
    """Give the rows of the group that the picture is about; all rows where there are no groups."""
    frame = finding.frames[name]
    for by, label in chosen_group(finding).items():
        if by in frame.columns:
            frame = frame[frame[by].astype(str) == label]
    return frame


def titled(finding: Finding, title: Fact, language: Language | str) -> str:
    """Add the group that the picture is about to an axis' title."""
    shown_title = verbatim(title) if isinstance(title, str) else title
    return language_of(language).tell(joined([shown_title, chosen_label(finding, language)], "names"))


def gap_axis(pair: tuple[str | None, str]) -> Fact:
    """Name the axis of gaps."""
    expectation, perception = (word("part", part or "expectation") for part in pair)
    return say("pictures.gap_axis", gap=column("gap"), perception=perception, expectation=expectation)


def records_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows of a frame, with the empty text where a text column holds nothing."""
    told = records(frame)
    for record in told:
        record.update({name: "" for name in TEXTS if name in record and not isinstance(record[name], str)})
    return told


def by_dimension(finding: Finding, frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give overall rows, then each dimension's own row and its standards, in the instrument's order."""
    records = records_of(frame)
    ordered = [record for record in records if record["level"] == "overall"]
    for key in finding.basis.instrument.dimension_keys:
        for level in ("dimension", "standard"):
            ordered += [r for r in records if r["level"] == level and r["dimension"] == key]
    return ordered


def reason_word(record: dict[str, Any], language: Language | str) -> str:
    """Say why a row has no number."""
    reason = record["reason"]
    return language_of(language).tell(word("reason", reason)) if reason else ""
