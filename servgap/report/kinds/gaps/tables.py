"""Gaps: all, then each dimension with its standards."""

from __future__ import annotations

from servgap.analysis.gaps.verb import Gaps
from servgap.language import Fact, say, word
from servgap.report.tables.field import by_groups, field, interval_field, reason_field, subject, subject_field
from servgap.report.tables.rows import Record, nested, records
from servgap.report.tables.table import Field, Table


def tables(finding: Gaps) -> list[Table]:
    """Show all, then each dimension with its standards."""
    sections = by_groups(finding, records(finding.frames["frame"]))
    rows = [(title, nested(finding.basis.instrument, part)) for title, part in sections]
    return [Table(say("gaps.caption"), _fields(finding), rows)]


def _fields(finding: Gaps) -> list[Field]:
    def named(record: Record) -> Fact:
        name, method = subject(finding.basis.instrument, record), record["method"]
        several = record["level"] == "overall" and method
        return say("gaps.by_method", name=name, method=word("method", method)) if several else name

    level = finding.basis.pair[0] or "expectation"
    expected = say("gaps.expected") if level == "expectation" else None
    return [
        subject_field(finding, named),
        field("n", finding),
        field("expectation", finding, head=word("part", level), short=expected),
        field("perception", finding, short=say("gaps.perceived")),
        field("gap", finding),
        interval_field(("ci_low", "ci_high"), finding),
        field("points", finding, optional=True, aside=True),
        field("weighted_gap", finding, optional=True),
        field("verdict", finding),
        reason_field(),
    ]
