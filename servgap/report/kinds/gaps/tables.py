"""Gaps, or another measure: all, then each dimension with its standards, then what else standards are filed under."""

from __future__ import annotations

from collections.abc import Sequence

from servgap._stats.ties import at_least
from servgap.analysis.gaps.verb import Gaps
from servgap.language import Fact, column, count, listed, say, word, written
from servgap.language.numbers import known
from servgap.report.measures import measure_in, noun
from servgap.report.segments import Units, segments_table
from servgap.report.tables.field import (
    Look,
    by_groups,
    field,
    reason_field,
    subject,
    subject_field,
    value_field,
    value_interval_field,
)
from servgap.report.tables.rows import Record, nested, records
from servgap.report.tables.table import Field, Table
from servgap.survey.measures.measure import TARGET
from servgap.survey.scale import plain
from servgap.survey.standards.filing import LEVELS
from servgap.survey.standards.limit_words import limits_said

MOST_AT_ONCE = 12
"""Rows of what standards are filed under up to which they are shown wherever the gaps are; more are a report's."""


def tables(finding: Gaps) -> list[Table]:
    """Show all, then each dimension with its standards; then what else standards are filed under."""
    rows = records(finding.frames["frame"])
    filed = [row for row in rows if row["level"] in LEVELS]
    sections = by_groups(finding, [row for row in rows if row["level"] not in LEVELS])
    told = [(_section(finding, *section), nested(finding.basis.instrument, section[1])) for section in sections]
    measure = measure_in(finding.basis)
    attained = None if finding.basis.separately else _attained("gaps.attained", finding, rows)
    caption = say("gaps.caption", case=_case(finding), noun=noun(measure), attained=attained)
    shown = [Table(caption, _fields(finding), told), *segments_table(finding, Units(finding))]
    if filed:
        levels = listed(
            say("gaps.level_name", level=word("level", level)) for level in dict.fromkeys(r["level"] for r in filed)
        )
        caption = say("gaps.by_levels", case=_case(finding), levels=levels)
        fields, parted = _fields(finding, catalogue=False), by_groups(finding, filed, "level")
        shown.append(Table(caption, fields, parted, detail=len(filed) > MOST_AT_ONCE))
    return [*shown, *_promises(finding, rows)]


def _promises(finding: Gaps, rows: Sequence[Record]) -> list[Table]:
    """Show the standards of which a limit is promised, each beside what customers say of it."""
    limits = {each.key: each.limit for each in finding.basis.instrument.standards if each.limits}
    found = [row for row in rows if row["level"] == "standard" and row["standard"] in limits]
    if not found:
        return []

    def promised(record: Record) -> Fact:
        return limits_said(limits[str(record["standard"])])

    fields = [
        subject_field(finding),
        Field(say("gaps.promised"), promised, numeric=False),
        field("n", finding),
        value_field(finding),
        value_interval_field(finding),
        *([field("verdict", finding)] if measure_in(finding.basis).has_yardstick else []),
        reason_field(),
    ]
    caption = say("gaps.promises", case=_case(finding), noun=noun(measure_in(finding.basis)))
    parted = [(title, nested(finding.basis.instrument, part)) for title, part in by_groups(finding, found)]
    return [Table(caption, fields, parted, detail=len(found) > MOST_AT_ONCE)]


def _case(finding: Gaps) -> str:
    return "gap" if measure_in(finding.basis).is_gap else "other"


def _section(finding: Gaps, title: Fact, rows: Sequence[Record]) -> Fact:
    """Say behind a group's name how many standards reach their targets there."""
    return None if title is None else _attained("gaps.attained_in", finding, rows, group=title) or title


def _attained(key: str, finding: Gaps, rows: Sequence[Record], **facts: Fact) -> Fact:
    """Say how many standards reach their own targets, where that is what is measured."""
    measure = measure_in(finding.basis)
    if measure.family != "distance" or measure.against != TARGET:
        return None
    values = [row["value"] for row in rows if row["level"] == "standard" and known(row["value"])]
    return say(key, reached=count(at_least(values, 0.0).sum()), targeted=count(len(values)), **facts)


def _fields(finding: Gaps, *, catalogue: bool = True) -> list[Field]:
    def named(record: Record) -> Fact:
        name, method = subject(finding.basis.instrument, record), record["method"]
        several = record["level"] == "overall" and method
        return say("gaps.by_method", name=name, method=word("method", method)) if several else name

    judged = measure_in(finding.basis).has_yardstick
    return [
        subject_field(finding, named),
        field("n", finding),
        *_parts(finding),
        value_field(finding),
        value_interval_field(finding),
        field("points", finding, optional=True, aside=True),
        *([field("weighted_gap", finding, optional=True), field("verdict", finding)] if judged else []),
        *(_of_standards(finding) if catalogue else []),
        reason_field(),
    ]


def _of_standards(finding: Gaps) -> list[Field]:
    """Show who answers for a standard, and its target where that does not stand beside the value already."""
    standards = {standard.key: standard for standard in finding.basis.instrument.standards}

    def owner(record: Record) -> Fact:
        found = standards.get(str(record["standard"])) if record["level"] == "standard" else None
        return None if found is None or not found.owner else found.owner

    def target(record: Record) -> Fact:
        found = standards.get(str(record["standard"])) if record["level"] == "standard" else None
        if found is None or found.target is None:
            return None
        told = written(plain, found.target)
        return say("gaps.target_in", target=told, unit=found.unit) if found.unit else told

    aside: Look = {"numeric": False, "optional": True, "aside": True}
    held = measure_in(finding.basis).against == TARGET
    told = [Field(column("owner"), owner, **aside)]
    return told if held else [*told, Field(say("gaps.target"), target, **aside)]


def _parts(finding: Gaps) -> list[Field]:
    """Show the means of both parts of a gap, and of the part that is held against a point."""
    measure = measure_in(finding.basis)
    if measure.is_gap:
        level = str(measure.against)
        expected = say("gaps.expected") if level == "expectation" else None
        return [
            field("expectation", finding, head=word("part", level), short=expected),
            field("perception", finding, short=say("gaps.perceived")),
        ]
    own = measure.family == "distance" and measure.part == finding.basis.instrument.parts[-1] and not measure.is_direct
    head = say("gaps.target") if measure.against == TARGET else None
    held = [field("yardstick", finding, head=head, optional=True)] if measure.against == TARGET else []
    return [*([field("perception", finding, short=say("gaps.perceived"), optional=True)] if own else []), *held]
