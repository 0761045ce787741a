"""Operations in three tables: shares within limits, times, and rates of complaints."""

from __future__ import annotations

from servgap.analysis.operations.rows import TIMED
from servgap.analysis.operations.verb import OperationsTrack
from servgap.language import Fact, number, say, threshold, word
from servgap.language.numbers import known
from servgap.report.kinds.operations.words import limit, narrower, share, subject, time
from servgap.report.names import standard
from servgap.report.tables.field import by_groups, field, group_field, interval_field, reason_field
from servgap.report.tables.rows import Record, records
from servgap.report.tables.table import Field, Table


def tables(finding: OperationsTrack) -> list[Table]:
    """Show shares of all rows, times of cases, and rates where there are any."""
    frame, rates = finding.frames["frame"], finding.frames["rates"]
    timed = frame[frame["method"] == TIMED]
    told = []
    if len(frame):
        shares = _shares(finding)
        told.append(Table(say("operations.caption.shares"), shares, by_groups(finding, records(frame))))
    if len(timed):
        times = _times(finding)
        told.append(Table(say("operations.caption.times"), times, by_groups(finding, records(timed))))
    if len(rates):
        told.append(Table(say("operations.caption.rates"), _rates(finding), _by_standard(finding)))
    visits = finding.frames["visits"]
    if len(visits):
        rows = [{**record, "case_stage": ""} for record in records(visits)]
        told.append(Table(say("operations.caption.visits"), _visits(finding), by_groups(finding, rows)))
    return told


def _by_standard(finding: OperationsTrack) -> list[tuple[Fact, list[Record]]]:
    found: dict[tuple[str, str], list[Record]] = {}
    for record in records(finding.frames["rates"]):
        found.setdefault((str(record["standard"]), str(record["case_channel"])), []).append(record)
    return [(subject(finding, {**rows[0], "case_stage": ""}), rows) for rows in found.values()]


def _subject(finding: OperationsTrack) -> list[Field]:
    instrument = finding.basis.instrument
    return [
        Field(say("tables.subject"), lambda record: standard(instrument, str(record["standard"])), numeric=False),
        Field(
            say("operations.heading.narrower"), lambda record: narrower(finding, record), numeric=False, optional=True
        ),
    ]


def _shares(finding: OperationsTrack) -> list[Field]:
    return [
        *_subject(finding),
        Field(say("operations.heading.limit"), lambda row: limit(row["limit_value"], row["limit_unit"])),
        field("promised_share", finding, optional=True),
        field("n_cases", finding),
        field("n_open", finding),
        Field(say("operations.heading.within"), share),
        interval_field(("within_low", "within_high"), finding),
        field("verdict", finding, optional=True),
        reason_field(),
    ]


def _visits(finding: OperationsTrack) -> list[Field]:
    return [
        *_subject(finding),
        field("observed_by", finding),
        field("n_visits", finding),
        field("n_met", finding),
        field("visits_share", finding),
        interval_field(("visits_low", "visits_high"), finding),
        field("promised_share", finding, optional=True),
        field("verdict", finding, optional=True),
        reason_field(),
    ]


def _times(finding: OperationsTrack) -> list[Field]:
    return [
        *_subject(finding),
        field("n_cases", finding, aside=True),
        Field(say("operations.heading.median"), lambda row: time(row["median_time"], row["limit_unit"])),
        Field(say("operations.heading.median_ends"), lambda row: _ends(row, "median")),
        Field(say("operations.heading.nine_of_ten"), lambda row: time(row["time_90"], row["limit_unit"])),
        Field(say("operations.heading.nine_of_ten_ends"), lambda row: _ends(row, "time_90")),
        Field(say("operations.heading.longest"), lambda row: time(row["longest_time"], row["limit_unit"])),
        Field(
            say("operations.heading.longest_promised"),
            lambda row: limit(row["limit_longest"], row["limit_unit"]),
            optional=True,
        ),
        field("longest_verdict", finding, optional=True),
    ]


def _ends(record: Record, name: str) -> Fact:
    """Write an interval of times; one that has no upper end is open."""
    low, high = (record[f"{name}_{end}"] for end in ("low", "high"))
    if not known(low):
        return None
    if not known(high):
        return say("operations.from_on", low=number(low, 1))
    return say("shared.ends", low=number(low, 1), high=number(high, 1))


def _rates(finding: OperationsTrack) -> list[Field]:
    return [
        *(group_field(finding, by) for by in finding.basis.separately),
        field("complaints", finding),
        field("users", finding, aside=True),
        Field(say("operations.heading.rate"), lambda row: number(row["rate"], 1)),
        Field(say("operations.heading.rate_ends"), lambda row: _pair(row, "rate_low", "rate_high", 1)),
        Field(say("operations.heading.limits"), lambda row: _pair(row, "limit_low", "limit_high", 1), optional=True),
        Field(say("operations.heading.ratio"), lambda row: number(row["rate_ratio"]), optional=True, aside=True),
        Field(
            say("operations.heading.ratio_ends"),
            lambda row: _pair(row, "ratio_low", "ratio_high", 2),
            optional=True,
            aside=True,
        ),
        Field(
            say("operations.heading.signal"),
            lambda row: word("signal", row["signal"]) if row["signal"] else None,
            numeric=False,
            optional=True,
        ),
        Field(
            say("operations.heading.promised"),
            lambda row: threshold(row["promised_rate"]) if known(row["promised_rate"]) else None,
            optional=True,
        ),
        field("verdict", finding, optional=True),
        reason_field(),
    ]


def _pair(record: Record, low: str, high: str, places: int) -> Fact:
    if not known(record[low]) or not known(record[high]):
        return None
    return say("shared.ends", low=number(record[low], places), high=number(record[high], places))
