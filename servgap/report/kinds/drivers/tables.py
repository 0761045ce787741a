"""Drivers in tables: shares, what customers say beside them, coefficients, and other ways of taking the answers."""

from __future__ import annotations

from servgap.analysis.drivers.verb import Drivers
from servgap.language import say
from servgap.report.kinds.drivers.asymmetry import asymmetry_tables
from servgap.report.kinds.drivers.weighed import mark_label, marks_tables
from servgap.report.kinds.drivers.words import outcome
from servgap.report.tables.field import field, interval_field, reason_field, subject_field
from servgap.report.tables.rows import nested, records
from servgap.report.tables.table import Field, Table

SHARE = ("share_of_r2_low", "share_of_r2_high")


def tables(finding: Drivers) -> list[Table]:
    """Show dimensions with their items, or sets of items against each other; then points, sets, ways, coefficients."""
    told = marks_tables(finding) if finding.facts.marks else _of_drivers(finding)
    if "stated" in finding.frames:
        told.append(_table(finding, "stated", _stated(finding)))
    if "sets" in finding.frames:
        told.append(_table(finding, "sets", _sets(finding)))
    if "ways" in finding.frames:
        told.append(_table(finding, "ways", _ways(finding)))
    return [*told, *asymmetry_tables(finding), _table(finding, "coefficients", _coefficients(finding))]


def _of_drivers(finding: Drivers) -> list[Table]:
    rows = nested(finding.basis.instrument, records(finding.frames["frame"]))
    return [Table(say("drivers.caption.shares", outcome=outcome(finding)), _shares(finding), [(None, rows)])]


def _table(finding: Drivers, name: str, fields: list[Field]) -> Table:
    caption = say(f"drivers.caption.{name}", outcome=outcome(finding))
    return Table(caption, fields, [(None, records(finding.frames[name]))])


def _shares(finding: Drivers) -> list[Field]:
    return [
        subject_field(finding),
        field("share_of_r2", finding),
        interval_field(SHARE, finding),
        interval_field(("rank_low", "rank_high"), finding, head=say("drivers.heading.places"), numeric=True),
        field("explained", finding, aside=True),
        field("explained_adjusted", finding, aside=True),
        field("r2_alone", finding, aside=True),
        field("r2_lost", finding, aside=True),
        field("johnson", finding, aside=True),
        field("alike", finding, optional=True, aside=True),
        reason_field(),
    ]


def _stated(finding: Drivers) -> list[Field]:
    return [
        subject_field(finding),
        field("points", finding),
        field("share_of_r2", finding),
        field("log_ratio", finding),
        interval_field(("log_ratio_low", "log_ratio_high"), finding),
        field("says", finding),
        reason_field(),
    ]


def _sets(finding: Drivers) -> list[Field]:
    return [
        field("alike", finding),
        field("correlation_least", finding),
        field("share_of_r2", finding),
        interval_field(SHARE, finding),
        reason_field(),
    ]


def _ways(finding: Drivers) -> list[Field]:
    return [
        field("way", finding),
        subject_field(finding, (lambda record: mark_label(finding, record)) if finding.facts.marks else None),
        field("n", finding),
        field("least_n", finding, aside=True),
        field("share_of_r2", finding),
        interval_field(SHARE, finding),
        field("rank", finding),
        reason_field(),
    ]


def _coefficients(finding: Drivers) -> list[Field]:
    return [
        subject_field(finding),
        field("correlation_with_outcome", finding),
        field("beta", finding),
        interval_field(("beta_low", "beta_high"), finding),
        field("vif", finding, aside=True),
        reason_field(),
    ]
