"""The screening of respondents as tables for readers: what the flagged change, how many raise which flag, and who."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from servgap.analysis.screening.verb import Screening
from servgap.language import Fact, column, count, listed, percent, say, signed, word, written
from servgap.language.numbers import known, signed_percentage
from servgap.report.measures import difference_heading, heading, kind_of_values, measure_in
from servgap.report.tables.field import field, interval_field, reason_field, subject_field, table
from servgap.report.tables.rows import Record, nested, records, says_yes
from servgap.report.tables.table import Field, Table

MOST_LISTED = 15
SHARES = 3
"""Decimals to which shares of respondents are rounded."""


def tables(finding: Screening) -> list[Table]:
    """Show results with and without the flagged, the flags, and the first of the flagged respondents."""
    told = [_with_without(finding), _flags(finding)]
    frame = finding.frames["frame"]
    flagged = frame[frame["flagged"].isin([True])]
    if not len(flagged):
        return told
    many = {"case": "first" if len(flagged) > MOST_LISTED else "all", "n": count(MOST_LISTED)}
    caption = say("screening.caption.flagged", **many, total=count(len(flagged)))
    return [*told, Table(caption, _respondent_fields(finding), [(None, records(flagged.head(MOST_LISTED)))])]


def _with_without(finding: Screening) -> Table:
    rows = [{"standard": "", "item": "", **record} for record in records(finding.frames["with_without"])]
    measure = measure_in(finding.basis)
    mean, kind = headed(finding), kind_of_values(measure)
    fields = [
        subject_field(finding),
        field("n", finding),
        field("mean", finding, head=mean, kind=kind),
        interval_field(("ci_low", "ci_high"), finding, kind=kind),
        field("n_without", finding),
        field("mean_without", finding, head=say("screening.heading.mean_without", mean=mean), kind=kind),
        interval_field(("ci_low_without", "ci_high_without"), finding, kind=kind),
        Field(difference_heading(measure, say("tables.change")), lambda record: moved(finding, record["difference"])),
        reason_field(),
    ]
    return table("screening.caption.with_without", fields, nested(finding.basis.instrument, rows))


def headed(finding: Screening) -> Fact:
    """Head what is shown with and without the flagged."""
    measure = measure_in(finding.basis)
    return word("part", measure.name) if measure.family in {"gap", "mean"} else heading(measure)


def moved(finding: Screening, difference: Any) -> Fact:
    """Write by how much the flagged move it, with a digit more than it has itself."""
    measure = measure_in(finding.basis)
    if measure.is_share:
        return written(signed_percentage, difference, 2)
    return signed(difference, 2 if measure.index else 3)


def _flags(finding: Screening) -> Table:
    return table("screening.caption.flags", _flag_fields(), records(finding.frames["flags"]))


def _flag_fields() -> Sequence[Field]:
    def of_known(record: Record, cell: Fact) -> Fact:
        return None if record["reason"] else cell

    def alone(record: Record) -> Fact:
        return of_known(record, count(record["n_alone"]) if says_yes(record["counted"]) else None)

    return [
        Field(column("flag"), _flag, numeric=False),
        Field(column("n"), lambda record: of_known(record, count(record["n"]))),
        Field(column("share"), lambda record: of_known(record, share_of_all(record["share"]))),
        Field(say("screening.heading.alone"), alone),
        reason_field(),
    ]


def _flag(record: Record) -> Fact:
    flag = word("flag", record["flag"])
    aside = not record["reason"] and not says_yes(record["counted"])
    return say("screening.cell.not_counted", flag=flag) if aside else flag


def share_of_all(value: object) -> Fact:
    """Write a share of all respondents."""
    return percent(round(float(str(value)), SHARES)) if known(value) else None


def _respondent_fields(finding: Screening) -> list[Field]:
    return [
        field("respondent", finding),
        Field(column("flags"), _named_flags, numeric=False),
        *(field(name, finding) for name in ("answered", "longest_run", "irv")),
        *(field(name, finding, optional=True) for name in ("even_odd", "distance_rank", "twin")),
        field("cells_apart", finding, numeric=False, optional=True),
        field("seconds_per_item", finding, optional=True),
    ]


def _named_flags(record: Record) -> Fact:
    return listed(word("flag", flag) for flag in str(record["flags"]).split(", "))
