"""Gaps, or another measure: all, then each dimension with its standards."""

from __future__ import annotations

from servgap.analysis.gaps.verb import Gaps
from servgap.language import Fact, say, word
from servgap.report.measures import measure_in, noun
from servgap.report.tables.field import (
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


def tables(finding: Gaps) -> list[Table]:
    """Show all, then each dimension with its standards."""
    sections = by_groups(finding, records(finding.frames["frame"]))
    rows = [(title, nested(finding.basis.instrument, part)) for title, part in sections]
    measure = measure_in(finding.basis)
    caption = say("gaps.caption", case="gap" if measure.is_gap else "other", noun=noun(measure))
    return [Table(caption, _fields(finding), rows)]


def _fields(finding: Gaps) -> list[Field]:
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
        reason_field(),
    ]


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
    own = measure.family == "distance" and measure.part == finding.basis.instrument.parts[-1]
    return [field("perception", finding, short=say("gaps.perceived"), optional=True)] if own else []
