"""The order of the standards, of the dimensions, and the worst one's size."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from servgap.analysis.ranking.verb import Ranking
from servgap.language import Fact, say, word
from servgap.report.kinds.ranking.criterion import headed, is_itself, kind
from servgap.report.measures import measure_in
from servgap.report.names import aspect
from servgap.report.segments import Units, segments_table
from servgap.report.tables.field import by_groups, field, interval_field, reason_field, value_field
from servgap.report.tables.rows import Record, records
from servgap.report.tables.table import Field, Table
from servgap.survey.instrument import Instrument


def tables(finding: Ranking) -> list[Table]:
    """Show the standards, worst first, each with its set of ranks; then the dimensions, and the worst one's size."""
    told = [_table(finding, "frame", _standards(finding))]
    if finding.dimensions["rank"].notna().any() and finding.dimensions["dimension"].nunique() > 1:
        told.append(_table(finding, "dimensions", _dimensions(finding)))
    told += segments_table(finding, Units(finding, is_itself(finding)))
    corrected = (name for name in ("worst", "worst_of_all") if name in finding.frames)
    told += [
        _table(finding, name, _worst(finding), detail=True)
        for name in corrected
        if finding.frames[name]["corrected_low"].notna().any()
    ]
    return told


def _table(finding: Ranking, frame: str, fields: Sequence[Field], *, detail: bool = False) -> Table:
    rows = [{**record, "level": ""} for record in records(finding.frames[frame])]
    return Table(say(f"ranking.caption.{frame}"), fields, by_groups(finding, rows), detail)


def _ranks(finding: Ranking) -> list[Field]:
    together, alone = ("rank_low", "rank_high"), ("rank_low_alone", "rank_high_alone")
    return [
        field("rank", finding),
        interval_field(together, finding, head=say("tables.rank_set")),
        interval_field(alone, finding, head=say("ranking.rank_set_alone"), aside=True),
    ]


def _candidates(finding: Ranking) -> list[Field]:
    return [
        field("may_be_worst", finding, short=say("ranking.may_be_worst_short")),
        field("may_be_best", finding, short=say("ranking.may_be_best_short"), aside=True),
    ]


def _size(finding: Ranking) -> Field:
    """Show the measure itself; a distance has a column of its own, beside that of what is made of it."""
    return value_field(finding, "gap" if measure_in(finding.basis).has_yardstick else "value")


def _criterion(finding: Ranking) -> list[Field]:
    return [] if is_itself(finding) else [field("value", finding, head=headed(finding))]


def _dimensions(finding: Ranking) -> list[Field]:
    return [
        field("dimension", finding),
        *_ranks(finding),
        field("n", finding),
        _size(finding),
        *_criterion(finding),
        *_candidates(finding),
        reason_field(),
    ]


def _worst(finding: Ranking) -> list[Field]:
    return [
        *(field(name, finding) for name in ("standard", "n", "picked_from")),
        field("value", finding, head=headed(finding), kind=kind(finding)),
        field("shrunken", finding, kind=kind(finding)),
        interval_field(("corrected_low", "corrected_high"), finding, kind=kind(finding)),
        reason_field(),
    ]


def _standards(finding: Ranking) -> list[Field]:
    instrument = finding.basis.instrument
    return [
        field("standard", finding),
        *_ranks(finding),
        field("n", finding),
        _size(finding),
        *_criterion(finding),
        field("points", finding, optional=True, aside=True),
        *_candidates(finding),
        field("dimension", finding),
        Field(say("ranking.where"), partial(_component, instrument), numeric=False, optional=True, aside=True),
        field("touchpoint", finding, optional=True, aside=True),
        reason_field(),
    ]


def _component(instrument: Instrument, record: Record) -> Fact:
    component, its_aspect = str(record["component"] or ""), str(record["aspect"] or "")
    whole, part = word("component", component), aspect(instrument, its_aspect)
    if component and its_aspect:
        return say("ranking.filed", component=whole, aspect=part)
    return whole if component else part if its_aspect else None
