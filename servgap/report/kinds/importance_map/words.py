"""What readers call the points of a map, its axes and its cross-hair."""

from __future__ import annotations

from typing import Any

from servgap.analysis.importance import ANSWERS, SHARE
from servgap.analysis.importance_map.verb import ImportanceMap
from servgap.language import Fact, listed, number, percentage, quoted, say
from servgap.language.facts import Styled
from servgap.report.measures import heading, measure_in
from servgap.report.names import dimension, standard

MOST_NAMED = 3


def point(finding: ImportanceMap, key: str) -> Fact:
    """Name a point: a standard by its text, or a dimension."""
    instrument = finding.basis.instrument
    return standard(instrument, key) if finding.facts.level == "standard" else dimension(instrument, key)


def points_listed(finding: ImportanceMap, keys: tuple[str, ...]) -> Fact:
    """List points in a sentence, the first few and how many more there are."""
    if finding.facts.level == "standard":
        names: list[Fact] = [quoted(point(finding, key)) for key in keys[:MOST_NAMED]]
    else:
        names = [say("shared.inside", name=point(finding, key)) for key in keys[:MOST_NAMED]]
    more = len(keys) - MOST_NAMED
    if more <= 0:
        return listed(names)
    return say("importance_map.names_and_more", names=listed(names), more=more)


def importance_written(finding: ImportanceMap, value: Any) -> Fact:
    """Write an importance: an answer, points, or a percentage of what is explained."""
    if finding.facts.unit == SHARE:
        return percentage(value)
    return number(value, 2 if finding.facts.unit == ANSWERS else 1)


def importance_kind(finding: ImportanceMap) -> str:
    """Give the kind of column in which importances stand."""
    return {ANSWERS: "number", SHARE: "percentage"}.get(finding.facts.unit, "points")


def performance_heading(finding: ImportanceMap) -> Fact:
    """Name the axis of performance."""
    return Styled(heading(measure_in(finding.basis)), "capital")
