"""Groups against the average of all, as readers meet them: in the headline, in a table and in the note."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from servgap._stats.ties import levels
from servgap.analysis.segments import NOT_TOLD, Furthest, Segments
from servgap.language import Fact, column, count, joined, number, say, signed, size
from servgap.language.facts import Styled
from servgap.language.numbers import known
from servgap.report.kinds.noted import Noted
from servgap.report.measures import (
    amount,
    change,
    difference_ends,
    difference_heading,
    difference_interval,
    kind_of_values,
    measure_in,
)
from servgap.report.names import attribute, dimension, group, groups_of, standard
from servgap.report.phrases import interval
from servgap.report.tables.field import field, group_field, interval_heading, reason_field, subject, subject_field
from servgap.report.tables.rows import Record, records
from servgap.report.tables.table import Field, Table

if TYPE_CHECKING:
    from servgap.analysis.finding import Finding

MOST_SHOWN = 24
"""Groups, and further differences that are told, up to which a reader's table has them all."""


@dataclass(frozen=True)
class Units:
    """In what differences are written: those of the measure, or of what was made of it."""

    finding: Finding
    of_measure: bool = True

    @property
    def kind(self) -> str:
        """The kind of column in which values stand."""
        return kind_of_values(measure_in(self.finding.basis)) if self.of_measure else "number"

    def amount(self, found: Any) -> Fact:
        """Write how large a difference is, with its unit if it has one."""
        return amount(measure_in(self.finding.basis), found) if self.of_measure else size(found)

    def interval(self, low: Any, high: Any) -> Fact:
        """Write an interval of differences with its level."""
        return (difference_interval if self.of_measure else interval)(self.finding, low, high)

    def change(self, found: Any) -> Fact:
        """Write a difference with its sign, without its unit."""
        return change(measure_in(self.finding.basis), found) if self.of_measure else signed(found)

    def ends(self, low: Any, high: Any) -> Fact:
        """Write the ends of an interval of differences."""
        if self.of_measure:
            return difference_ends(measure_in(self.finding.basis), low, high)
        if not (known(low) and known(high)):
            return None
        return say("shared.ends", low=number(low), high=number(high))

    @property
    def heading(self) -> Fact:
        """What stands above a column of differences."""
        usual = column("from_average")
        return difference_heading(measure_in(self.finding.basis), usual) if self.of_measure else usual


def segments_clause(finding: Finding, segments: Segments | None, units: Units) -> Fact:
    """Say which group lies furthest from the average of all, of those that are told from it; or that none is."""
    if segments is None or not segments.looked:
        return None
    whole, row = segments.furthest_overall, segments.furthest
    if whole is not None:
        return _furthest(finding, "overall", whole, segments.told_overall, segments.looked, units)
    if row is not None:
        key = "elsewhere" if _has_overall(finding) else "standards"
        return _furthest(finding, key, row, segments.told, segments.looked, units)
    return say("segments.none", case="overall" if _has_overall(finding) else "standards", looked=count(segments.looked))


def none_told(segments: Segments | None) -> bool:
    """Whether no group is told from the average of all: what then is said first, as all else may be chance."""
    if segments is None or not segments.looked:
        return False
    return segments.furthest_overall is None and segments.furthest is None


def _has_overall(finding: Finding) -> bool:
    return bool((finding.frames["segments"]["level"] == "overall").any())


def _furthest(finding: Finding, key: str, found: Furthest, told: int, looked: int, units: Units) -> Fact:
    instrument = finding.basis.instrument
    where = standard(instrument, found.standard) if found.standard else dimension(instrument, found.dimension)
    return say(
        f"segments.{key}",
        case="one" if told == 1 else "several",
        n=count(told),
        group=named_group(finding, found.group),
        row=say("segments.row", case="standard" if found.standard else "dimension", name=where),
        way=say("segments.way", case="below" if found.from_average < 0 else "above", amount=_size(found, units)),
        held=units.interval(found.ci_low, found.ci_high),
        looked=count(looked),
    )


def _size(found: Furthest, units: Units) -> Fact:
    return units.amount(abs(found.from_average))


def named_group(finding: Finding, of: Mapping[str, str]) -> Fact:
    """Name a group, by its labels or by its attributes too, as the language does."""
    names = finding.basis.names
    each = (
        say("segments.of_group", by=attribute(names, by), group=group(names, by, label)) for by, label in of.items()
    )
    return say("segments.group", groups=groups_of(names, of), each=joined(each, "groups"))


def segments_note(finding: Finding, segments: Segments | None) -> Noted:
    """Say what the average is, and how differences from it are told."""
    if segments is None or not segments.looked:
        return Noted("groups", None)
    drawn = any(statistic.key == "all_from_average" for statistic in finding.basis.statistics)
    return Noted("groups", say("segments.note", case="drawn" if drawn else "many", n=count(segments.looked)))


def segments_table(finding: Finding, units: Units) -> list[Table]:
    """Show every group overall, the told ones first and the furthest first; then what else is told."""
    if "segments" not in finding.frames:
        return []
    # Without a level of their own: groups stand first, and none below another.
    rows = [{**row, "about": row["level"], "level": ""} for row in records(finding.frames["segments"])]
    if not any(known(row["ci_low"]) for row in rows):
        return []
    whole = _ordered([row for row in rows if row["about"] == "overall"])
    others = _ordered([row for row in rows if row["about"] != "overall" and row["standing"] not in ("", NOT_TOLD)])
    if not whole and not others:
        return []
    shown, told = whole[:MOST_SHOWN], others[:MOST_SHOWN]
    sections: list[tuple[Fact, list[Record]]] = []
    if shown:
        sections.append((_section("overall", len(shown), len(whole)), shown))
    if told:
        sections.append((_section("elsewhere" if whole else "standards", len(told), len(others)), told))
    return [Table(say("segments.caption"), _fields(finding, units), sections)]


def _section(name: str, shown: int, total: int) -> Fact:
    case = "all" if shown == total else "some"
    return say(f"segments.section.{name}", case=case, n=count(shown), total=count(total))


def _ordered(rows: list[Record]) -> list[Record]:
    """Put what is told first, the furthest first; all else stays in its order."""
    away = [abs(row["from_average"]) if row["standing"] not in ("", NOT_TOLD) else np.nan for row in rows]
    places = levels(np.array([-each for each in away], dtype=np.float64))
    return [rows[place] for place in np.argsort(places, kind="stable")]


def _fields(finding: Finding, units: Units) -> list[Field]:
    by = finding.basis.separately
    several = any(row["level"] != "overall" for row in records(finding.frames["segments"]))
    return [
        *(group_field(finding, name) for name in by),
        *([subject_field(finding, partial(_about, finding))] if several else []),
        field("n", finding),
        field("value", finding, head=Styled(say("segments.value"), "capital"), kind=units.kind),
        field("average_of_all", finding, kind=units.kind),
        Field(units.heading, lambda record: units.change(record["from_average"])),
        Field(interval_heading(finding), lambda record: units.ends(record["ci_low"], record["ci_high"])),
        field("p_adjusted", finding, aside=True),
        field("standing", finding),
        reason_field(finding),
    ]


def _about(finding: Finding, record: Record) -> Fact:
    return subject(finding.basis.instrument, {**record, "level": record["about"]})


def averages(finding: Finding) -> dict[tuple[str, str, str], float]:
    """Give the average of all by level, dimension and standard, where groups are held against it."""
    if "segments" not in finding.frames:
        return {}
    rows = records(finding.frames["segments"])
    return {
        (r["level"], r["dimension"], r["standard"]): float(r["average_of_all"])
        for r in rows
        if known(r["average_of_all"])
    }
