"""A map as tables: what is sure, and each point with its place and its quadrant."""

from __future__ import annotations

from functools import partial
from typing import Any

from servgap._stats.importance.quadrants import AREAS
from servgap.analysis.importance_map.verb import ImportanceMap
from servgap.language import Fact, column, count, listed, percent, say, word
from servgap.language.numbers import known
from servgap.report.kinds.importance_map.words import importance_kind, performance_heading, point
from servgap.report.measures import kind_of_values, measure_in
from servgap.report.tables.field import by_groups, field, groups_title, interval_field, reason_field
from servgap.report.tables.rows import Record, records, sections_by
from servgap.report.tables.table import Field, Table

NEARLY = 0.99
"""Chance above which it is not written to the percent: no chance is 100%."""


def tables(finding: ImportanceMap) -> list[Table]:
    """Show what is sure first, then all points."""
    rows = [{**record, "level": ""} for record in records(finding.frames["frame"])]
    return [
        _sure(finding, rows),
        Table(say("importance_map.caption.frame"), _points(finding), by_groups(finding, rows)),
    ]


def _sure(finding: ImportanceMap, rows: list[dict[str, Any]]) -> Table:
    by, level = finding.basis.separately, finding.facts.level
    parts = sections_by(rows, by, partial(groups_title, finding, by))  # type: ignore[arg-type]
    sections = [
        (told or None, [_area(finding, area, part) for area in AREAS[finding.facts.crosshair]]) for told, part in parts
    ]
    fields = (
        Field(column("called"), lambda row: word("called", row["area"]), numeric=False),
        Field(say("importance_map.heading.number"), lambda row: count(row["n"])),
        Field(say("importance_map.heading.names", case=level), lambda row: row["names"], numeric=False),
    )
    return Table(say("importance_map.caption.sure", level=percent(finding.basis.confidence)), fields, sections)


def _area(finding: ImportanceMap, area: str, rows: list[Record]) -> Record:
    keys = [str(row[finding.facts.level]) for row in rows if row["called"] == area]
    return {"area": area, "n": len(keys), "names": listed(point(finding, key) for key in keys) if keys else None}


def _points(finding: ImportanceMap) -> list[Field]:
    of_performance, of_importance = kind_of_values(measure_in(finding.basis)), importance_kind(finding)
    scored = finding.frames["frame"]["opportunity"].notna().any()
    opportunity = [
        field("opportunity", finding, aside=True),
        interval_field(("opportunity_low", "opportunity_high"), finding, aside=True),
    ]
    return [
        field(finding.facts.level, finding),
        field("n", finding),
        field("performance", finding, head=performance_heading(finding), kind=of_performance),
        interval_field(("performance_low", "performance_high"), finding, kind=of_performance, aside=True),
        field("importance", finding, kind=of_importance),
        interval_field(("importance_low", "importance_high"), finding, kind=of_importance, aside=True),
        field("quadrant", finding),
        Field(say("importance_map.heading.chance"), _chance),
        Field(say("importance_map.heading.called"), _called, numeric=False),
        *(opportunity if scored else []),
        reason_field(),
    ]


def _chance(record: Record) -> Fact:
    """Give the chance of the quadrant in which a point lies."""
    value: Any = record[f"p_{record['quadrant']}"] if record["quadrant"] else None
    if not known(value):
        return None
    return percent(round(float(value), 2)) if float(value) <= NEARLY else say("importance_map.heading.nearly")


def _called(record: Record) -> Fact:
    return word("truth", "yes" if record["called"] else "no") if record["quadrant"] else None
