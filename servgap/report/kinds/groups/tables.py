"""The comparison of groups as tables for readers: their values, the tests, and the pairs that differ."""

from __future__ import annotations

from typing import Any

import pandas as pd

from servgap.analysis.groups.omnibus import EFFECTS
from servgap.analysis.groups.verb import GroupComparison
from servgap.language import Fact, column, count, say, word
from servgap.report.measures import kind_of_values, measure_in, noun
from servgap.report.names import dimension, group
from servgap.report.tables.field import (
    ENDS,
    difference_field,
    difference_interval_field,
    field,
    interval_field,
    reason_field,
    subject,
    subject_field,
    table,
)
from servgap.report.tables.rows import Record, nested, records, says_yes
from servgap.report.tables.table import Field, Table


def tables(finding: GroupComparison) -> list[Table]:
    """Show the values of every group, and the tests over all groups."""
    return [_values(finding), _tests(finding)]


def details(finding: GroupComparison) -> list[Table]:
    """Show the pairs that differ; of very many groups no pair is compared."""
    found = finding.frames["pairs"] if "pairs" in finding.frames else pd.DataFrame({"differs": []})
    pairs = records(found[[says_yes(value) for value in found["differs"]]])
    return [_pairs(finding, pairs)] if pairs else []


def _values(finding: GroupComparison) -> Table:
    measure = measure_in(finding.basis)
    by, instrument = finding.facts.by, finding.basis.instrument
    rows: dict[str, dict[str, Any]] = {}
    for record in records(finding.frames["groups"]):
        row = rows.setdefault(str(record[by]), {"group": record[by], "reason": ""})
        row[_of(str(record["dimension"]))] = record
        row["reason"] = row["reason"] or record["reason"]
    fields = [
        Field(by, lambda record: group(record["group"]), numeric=False),
        field("n", finding, within=_of("")),
        field("value", finding, head=word("level", "overall"), kind=kind_of_values(measure), within=_of("")),
        interval_field(ENDS, finding, kind=kind_of_values(measure), within=_of("")),
        interval_field(("rank_low", "rank_high"), finding, head=say("tables.rank_set"), within=_of(""), aside=True),
        *(_of_dimension(finding, key, dimension(instrument, key)) for key in instrument.dimension_keys),
        reason_field(finding),
    ]
    caption = say("groups.caption.groups", case="gap" if measure.is_gap else "value", noun=noun(measure))
    return Table(caption, fields, [(None, list(rows.values()))])


def _of_dimension(finding: GroupComparison, key: str, name: Fact) -> Field:
    return field("value", finding, head=name, kind=kind_of_values(measure_in(finding.basis)), within=_of(key))


def _of(dimension: str) -> str:
    """Name the part of a group's row that is about a dimension; without one, about all."""
    return f"dimension {dimension}"


def _tests(finding: GroupComparison) -> Table:
    found: dict[str, dict[str, Any]] = {}
    for record in records(finding.frames["frame"]):
        row = found.setdefault(
            str(record["dimension"] or ""),
            {name: record[name] for name in ("level", "dimension", "groups", "n")} | {"standard": "", "reason": ""},
        )
        row[str(record["test"])] = record
        row["reason"] = row["reason"] or record["reason"]
    fields = [
        subject_field(finding),
        *(field(name, finding) for name in ("groups", "n")),
        *(each for test in EFFECTS for each in _test(finding, test)),
        Field(column("differs"), _differs, numeric=False),
        reason_field(finding),
    ]
    return table("groups.caption.tests", fields, nested(finding.basis.instrument, found.values()))


def _test(finding: GroupComparison, test: str) -> list[Field]:
    return [
        field("statistic", finding, head=say(f"groups.heading.{test}"), within=test),
        field("effect", finding, head=word("effect_symbol", EFFECTS[test]), kind="coefficient", within=test),
        field("p_adjusted", finding, head=say(f"groups.heading.{test}_p"), within=test),
    ]


def _differs(record: Record) -> Fact:
    welch = record.get("welch")
    return None if welch is None or welch["reason"] else word("truth", "yes" if welch["differs"] else "no")


def _pairs(finding: GroupComparison, pairs: list[dict[str, Any]]) -> Table:
    fields = [
        Field(
            say("groups.heading.pair"),
            lambda record: _pair(group(record["group_a"]), group(record["group_b"])),
            numeric=False,
        ),
        Field(column("n"), lambda record: _pair(count(record["n_a"]), count(record["n_b"]))),
        difference_field(finding),
        difference_interval_field(finding),
        field("p_adjusted", finding),
    ]
    by_subject: dict[str, list[Record]] = {}
    for record in pairs:
        by_subject.setdefault(str(record["dimension"]), []).append(record)
    sections = [(subject(finding.basis.instrument, rows[0]), rows) for rows in by_subject.values()]
    return Table(say("groups.caption.pairs"), fields, sections, detail=True)


def _pair(first: Fact, second: Fact) -> Fact:
    return say("shared.from_to", first=first, second=second)
