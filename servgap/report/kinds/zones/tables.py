"""Zones in two tables: on which side customers are, and the means of all three levels."""

from __future__ import annotations

from servgap.analysis.zones.verb import Zones
from servgap.language import column, say, word
from servgap.report.tables.field import by_groups, field, interval_field, reason_field, subject_field
from servgap.report.tables.rows import nested, records
from servgap.report.tables.table import Field, Table


def tables(finding: Zones) -> list[Table]:
    """Show all, then each dimension with its standards."""
    sections = by_groups(finding, records(finding.frames["frame"]))
    rows = [(title, nested(finding.basis.instrument, part)) for title, part in sections]
    return [
        Table(say("zones.caption.shares"), _shares(finding), rows),
        Table(say("zones.caption.levels"), _levels(finding), rows),
    ]


def _shares(finding: Zones) -> list[Field]:
    return [
        subject_field(finding),
        field("n", finding),
        *_held("share_below", finding),
        *_held("share_inside", finding),
        *_held("share_above", finding),
        field("verdict", finding, head=say("zones.heading.mean")),
        reason_field(),
    ]


def _levels(finding: Zones) -> list[Field]:
    return [
        subject_field(finding),
        field("n", finding),
        field("n_inconsistent", finding, aside=True),
        field("adequate", finding, head=word("part", "adequate"), short=column("adequate")),
        field("desired", finding, head=word("part", "desired"), short=column("desired")),
        field("perception", finding),
        *_held("adequacy", finding),
        *_held("superiority", finding),
        *_held("zone_width", finding),
        reason_field(),
    ]


def _held(name: str, finding: Zones) -> tuple[Field, Field]:
    """Show a number and its interval; a table of text, which is narrow, goes without the interval."""
    return field(name, finding), interval_field((f"{name}_low", f"{name}_high"), finding, aside=True)
