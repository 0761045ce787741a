"""A review as tables: what is proposed, in the order in which one reads it; what it rests on; promises one by one."""

from __future__ import annotations

from functools import partial

from servgap.analysis.review.proposals import NOT_MEASURED
from servgap.analysis.review.verb import Review
from servgap.language import Fact, column, joined, percentage, say, threshold, word
from servgap.language.numbers import known
from servgap.report.kinds.review.wording import observer, promise_place, remarks_told, seen_by
from servgap.report.measures import change, difference_ends, measure_in
from servgap.report.tables.field import (
    by_groups,
    field,
    interval_field,
    reason_field,
    value_field,
    value_interval_field,
)
from servgap.report.tables.rows import Record, records
from servgap.report.tables.table import Field, Table
from servgap.survey.standards.limit_words import limits_said


def tables(finding: Review) -> list[Table]:
    """Show proposals with their reasons first, then the evidence, then each promise that was followed."""
    rows = [{**record, "level": ""} for record in records(finding.frames["frame"])]
    told = [
        Table(say("review.caption.proposals"), _proposals(finding), by_groups(finding, rows)),
        Table(say("review.caption.evidence"), _evidence(finding), by_groups(finding, rows)),
    ]
    delivered = records(finding.frames["delivered"])
    if delivered:
        told.append(
            Table(say("review.caption.delivered"), _delivered(finding), by_groups(finding, delivered), detail=True)
        )
    return told


def _proposals(finding: Review) -> list[Field]:
    remarks = remarks_told(finding)
    return [
        field("standard", finding),
        field("proposal", finding),
        value_field(finding, "gap"),
        value_interval_field(finding),
        field("verdict", finding),
        Field(say("review.heading.delivered"), partial(_delivery, finding), numeric=False),
        Field(say("review.heading.remarks"), remarks, numeric=False, optional=True, remark=True),
        field("owner", finding, optional=True, aside=True),
        Field(say("review.heading.limit"), partial(_promised, finding), numeric=False, optional=True, aside=True),
        reason_field(finding),
    ]


def _delivery(finding: Review, record: Record) -> Fact:
    """Say whether it was delivered, and where it was worst."""
    told = word("delivery_verdict", record["delivery_verdict"])
    if record["delivery_verdict"] == NOT_MEASURED:
        return told
    return joined([told, promise_place(finding, record), seen_by(record)], "names")


def _promised(finding: Review, record: Record) -> Fact:
    """Say its limits and its target, whichever it has."""
    standards = {each.key: each for each in finding.basis.instrument.standards}
    standard = standards.get(str(record["standard"]))
    limits = limits_said(standard.limit) if standard is not None and standard.limits else None
    told = [each for each in (limits, _target(record)) if each is not None]
    return joined(told, "clauses") if told else None


def _target(record: Record) -> Fact:
    if not known(record["target_level"]):
        return None
    unit = str(record["target_unit"] or "")
    level = threshold(record["target_level"])
    return say("review.target", case="unit" if unit else "bare", level=level, unit=unit)


def _evidence(finding: Review) -> list[Field]:
    measure = measure_in(finding.basis)
    since = ("change_since_low", "change_since_high")
    return [
        field("standard", finding),
        field("n", finding),
        field("share_met", finding, optional=True),
        interval_field(("met_low", "met_high"), finding, optional=True, aside=True),
        Field(say("review.heading.promised"), partial(_share, "delivered_promised"), optional=True),
        Field(say("review.heading.within"), partial(_share, "delivered_share"), optional=True),
        interval_field(("delivered_low", "delivered_high"), finding, optional=True, aside=True),
        interval_field(
            ("importance_rank_low", "importance_rank_high"),
            finding,
            head=say("review.heading.importance"),
            optional=True,
        ),
        Field(say("review.heading.change"), lambda row: change(measure, row["change_since"]), optional=True),
        Field(
            say("review.heading.change_ends"),
            lambda row: difference_ends(measure, row[since[0]], row[since[1]]),
            optional=True,
            aside=True,
        ),
        field("more_needed", finding, optional=True),
        field("more_cases", finding, optional=True),
        reason_field(finding),
    ]


def _share(name: str, record: Record) -> Fact:
    return percentage(record[name]) if known(record[name]) else None


def _delivered(finding: Review) -> list[Field]:
    return [
        field("standard", finding),
        Field(say("review.heading.place"), partial(promise_place, finding), numeric=False, optional=True),
        Field(column("observed_by"), observer, numeric=False, optional=True),
        field("delivered_n", finding),
        field("delivered_promised", finding, optional=True),
        field("delivered_share", finding, optional=True),
        interval_field(("delivered_low", "delivered_high"), finding, optional=True),
        field("delivery_verdict", finding),
        reason_field(),
    ]
