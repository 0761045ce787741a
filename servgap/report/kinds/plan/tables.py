"""What every purpose takes."""

from __future__ import annotations

from typing import Any

from servgap.analysis.plan.rows import DRAWN, RELIABLE
from servgap.analysis.plan.verb import Plan
from servgap.language import Fact, column, number, percentage, say, threshold, word, written
from servgap.language.numbers import known
from servgap.language.numbers import number as written_number
from servgap.report.measures import measure_in
from servgap.report.tables.field import field, reason_field
from servgap.report.tables.rows import Record, records
from servgap.report.tables.table import Field, Table

SEEN = 0.005
"""Least number that two decimals show."""


def tables(finding: Plan) -> list[Table]:
    """Show what every purpose takes; first for these branches, then for branches drawn from many."""
    rows = records(finding.frames["frame"])
    samplings = list(dict.fromkeys(record["sampling"] for record in rows))
    sections = [
        (
            word("sampling", sampling) if len(samplings) > 1 else None,
            [record for record in rows if record["sampling"] == sampling],
        )
        for sampling in samplings
    ]
    return [Table(say("plan.caption.frame"), _fields(finding), sections)]


def _fields(finding: Plan) -> list[Field]:
    return [
        field("purpose", finding),
        Field(column("target"), lambda record: _target(finding, record)),
        field("n_total", finding),
        field("groups", finding, short=say("plan.groups_short")),
        field("n_per_group", finding),
        Field(column("design_effect"), _design_effect, optional=True),
        Field(column("power"), lambda record: written(_per_cent, record["power"]), optional=True),
        Field(column("detectable"), lambda record: _detectable(finding, record["detectable"]), optional=True),
        field("least_groups", finding, optional=True),
        field("method", finding, aside=True),
        reason_field(),
    ]


def _target(finding: Plan, record: Record) -> Fact:
    """Write what is to be found; less than can be seen at two decimals as it is."""
    value = record["target"]
    if measure_in(finding.basis).is_share and record["purpose"] not in RELIABLE:
        return percentage(value)
    return number(value) if float(value) >= SEEN else threshold(value)


def _detectable(finding: Plan, value: Any) -> Fact:
    return percentage(value, 2) if measure_in(finding.basis).is_share else number(value, 3)


def _design_effect(record: Record) -> Fact:
    return number(record["design_effect"]) if record["sampling"] == DRAWN else None


def _per_cent(power: Any) -> str:
    """Write a power with a decimal, since what is aimed at has none."""
    return f"{written_number(100 * float(power), 1)}%" if known(power) else ""
