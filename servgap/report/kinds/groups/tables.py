"""The comparison of groups as tables for readers: their values, the tests, and the pairs that differ."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

from servgap.analysis.groups.omnibus import EFFECTS, LEADING, TESTS
from servgap.analysis.groups.verb import GroupComparison
from servgap.language import Fact, column, count, number, say, verbatim, word
from servgap.language.numbers import known
from servgap.report.kinds.groups.league import adjusted, consistency, judges, league_tables
from servgap.report.measures import kind_of_values, measure_in, noun, own_word
from servgap.report.names import attribute, compared_group, compared_groups, dimension
from servgap.report.tables.field import (
    ENDS,
    difference_field,
    difference_interval_field,
    field,
    group_field,
    interval_field,
    reason_field,
    subject,
    subject_field,
    table,
)
from servgap.report.tables.rows import Record, nested, records, says_yes
from servgap.report.tables.table import Field, Table

BESIDE = tuple(test for test in TESTS if test != LEADING)
EFFECT_ENDS = ("effect_low", "effect_high")


def tables(finding: GroupComparison) -> list[Table]:
    """Show the values of every group, the tests over all groups, and what else was asked of them."""
    made = [_values(finding), _tests(finding)]
    shown = (("adjusted", adjusted), ("moved", _moved), ("against", _against), ("factors", _factors))
    beside = [table_of(finding) for name, table_of in shown if name in finding.frames]
    return [made[0], *(league_tables(finding) if judges(finding) else ()), *made[1:], *beside]


def details(finding: GroupComparison) -> list[Table]:
    """Show the league of few groups, how far they differ by standard, and pairs that differ, if they were compared."""
    found = finding.frames["pairs"] if "pairs" in finding.frames else pd.DataFrame({"differs": []})
    pairs = records(found[[says_yes(value) for value in found["differs"]]])
    made = [*(() if judges(finding) else league_tables(finding)), consistency(finding, standards=True)]
    return [*made, _pairs(finding, pairs)] if pairs else made


def _values(finding: GroupComparison) -> Table:
    measure = measure_in(finding.basis)
    by, instrument = finding.facts.by, finding.basis.instrument
    rows: dict[str, dict[str, Any]] = {}
    for record in records(finding.frames["groups"]):
        row = rows.setdefault(str(record[by]), {"group": record[by], "reason": ""})
        row[_of(str(record["dimension"]))] = record
        row["reason"] = row["reason"] or record["reason"]
    fields = [
        group_field(finding, by, column="group"),
        field("n", finding, within=_of("")),
        field("response_rate", finding, within=_of(""), optional=True),
        *_parts(finding),
        field("value", finding, head=word("level", "overall"), kind=kind_of_values(measure), within=_of("")),
        interval_field(ENDS, finding, kind=kind_of_values(measure), within=_of("")),
        interval_field(("rank_low", "rank_high"), finding, head=say("tables.rank_set"), within=_of(""), aside=True),
        field("letters", finding, within=_of(""), optional=True),
        *(_of_dimension(finding, key, dimension(instrument, key)) for key in instrument.dimension_keys),
        reason_field(finding),
    ]
    caption = say("groups.caption.groups", case="gap" if measure.is_gap else "value", noun=noun(measure))
    return Table(caption, fields, [(None, list(rows.values()))])


def _of_dimension(finding: GroupComparison, key: str, name: Fact) -> Field:
    return field("value", finding, head=name, kind=kind_of_values(measure_in(finding.basis)), within=_of(key))


def _parts(finding: GroupComparison) -> list[Field]:
    """Show both parts of a gap beside it."""
    parts = ("expectation", "perception") if "moved" in finding.frames else ()
    return [
        field(name, finding, head=own_word(measure_in(finding.basis), "part", name), within=_of("")) for name in parts
    ]


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
        field("statistic", finding, head=say("groups.heading.welch"), within=LEADING),
        Field(say("groups.heading.df"), lambda record: _degrees(record.get(LEADING))),
        field("p_adjusted", finding, head=say("groups.heading.p"), within=LEADING),
        field("effect", finding, head=word("effect_symbol", EFFECTS[LEADING]), kind="coefficient", within=LEADING),
        interval_field(EFFECT_ENDS, finding, kind="coefficient", within=LEADING),
        *(field("p_adjusted", finding, head=say(f"groups.heading.{test}"), within=test) for test in BESIDE),
        Field(column("differs"), _differs, numeric=False),
        reason_field(finding),
    ]
    return table("groups.caption.tests", fields, nested(finding.basis.instrument, found.values()))


def _degrees(test: Record | None) -> Fact:
    """Write both degrees of freedom, those beneath the bar as they come."""
    if test is None or not known(test["df"]):
        return None
    below = test["df_denominator"]
    told = count(below) if float(below).is_integer() else number(below, 1)
    return say("groups.degrees", above=count(test["df"]), below=told)


def _differs(record: Record) -> Fact:
    welch = record.get("welch")
    return None if welch is None or welch["reason"] else word("truth", "yes" if welch["differs"] else "no")


def _moved(finding: GroupComparison) -> Table:
    """Show overall and each dimension; items are in the exact table."""
    rows = [row for row in records(finding.frames["moved"]) if row["level"] in ("overall", "dimension")]
    fields = [
        subject_field(finding),
        field("n", finding),
        *(field(name, finding) for name in ("p_expectation", "p_perception", "p_gap")),
        field("p_adjusted", finding, head=say("groups.heading.p_wilks")),
        field("moved", finding),
        reason_field(finding),
    ]
    return table("groups.caption.moved", fields, nested(finding.basis.instrument, rows))


def _against(finding: GroupComparison) -> Table:
    """Show every other group's difference from the reference, overall; dimensions are in the exact table."""
    found = finding.frames["against"]
    fields = [
        field("group_b", finding, head=say("groups.heading.group")),
        field("n_b", finding, head=column("n")),
        difference_field(finding),
        difference_interval_field(finding),
        field("p_adjusted", finding, head=say("groups.heading.p")),
        field("effect", finding, head=say("groups.heading.hedges")),
        field("differs", finding),
        field("verdict", finding),
        reason_field(finding),
    ]
    reference = compared_groups(finding.basis, [finding.facts.reference])
    caption = say("groups.caption.against", reference=reference)
    return Table(caption, fields, [(None, records(found[found["level"] == "overall"]))])


def _factors(finding: GroupComparison) -> Table:
    fields = [
        Field(column("effect_of"), partial(_effect_of, finding), numeric=False),
        field("statistic", finding, head=verbatim("F")),
        Field(say("groups.heading.df"), _degrees),
        field("p_adjusted", finding, head=say("groups.heading.p")),
        field("effect", finding, head=word("effect_symbol", "partial_omega_squared"), kind="coefficient"),
        interval_field(EFFECT_ENDS, finding, kind="coefficient"),
        reason_field(finding),
    ]
    by_subject: dict[str, list[Record]] = {}
    for record in records(finding.frames["factors"]):
        by_subject.setdefault(str(record["dimension"] or ""), []).append(record)
    sections = [(subject(finding.basis.instrument, rows[0]), rows) for rows in by_subject.values()]
    return Table(say("groups.caption.factors"), fields, sections)


def _effect_of(finding: GroupComparison, record: Record) -> Fact:
    """Name the attribute that a test is of, or both of which it tests how one depends on the other."""
    by, of = finding.basis.compared, str(record["effect_of"])
    if of in by:
        return attribute(finding.basis.names, of)
    first, second = (attribute(finding.basis.names, name) for name in by)
    return say("groups.both", first=first, second=second)


def _pairs(finding: GroupComparison, pairs: list[dict[str, Any]]) -> Table:
    fields = [
        Field(
            say("groups.heading.pair"),
            lambda record: _pair(*(compared_group(finding.basis, record[name]) for name in ("group_a", "group_b"))),
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
