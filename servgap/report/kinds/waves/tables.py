"""Waves as tables for readers: the values by wave, the last change, and the earlier ones as detail."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from servgap.analysis.waves.values import PARTS
from servgap.analysis.waves.verb import Waves
from servgap.language import Fact, column, count, number, percentage, say, word
from servgap.language.numbers import known
from servgap.report.cells import ends
from servgap.report.kinds.waves import charted, events
from servgap.report.measures import kind_of_values, measure_in, noun, value
from servgap.report.names import compared_group
from servgap.report.tables.field import (
    change_field,
    difference_interval_field,
    field,
    reason_field,
    subject,
    subject_field,
)
from servgap.report.tables.rows import Record, nested, records
from servgap.report.tables.table import Field, Table

Step = tuple[str, str]
ABOVE: Mapping[str, Callable[[Any], Fact]] = {
    "n": count,
    "response_rate": percentage,
    "expectation": number,
    "perception": number,
}
"""What stands of every wave above its values, and how it is written."""


def tables(finding: Waves) -> list[Table]:
    """Show the values by wave and the last step's changes; earlier steps stand in the report."""
    steps: dict[Step, list[Record]] = {}
    for record in records(finding.frames["frame"]):
        steps.setdefault((str(record["wave_from"]), str(record["wave_to"])), []).append(record)
    told = [_levels(finding)]
    if not steps:
        return [*told, *events.tables(finding)]
    last = (finding.facts.last_from, finding.facts.last_to)
    last = last if last in steps else list(steps)[-1]
    told.append(_changes(finding, "changes", {last: steps[last]}))
    earlier = {
        step: [row for row in rows if row["level"] != "standard"] for step, rows in steps.items() if step != last
    }
    if earlier:
        told.append(_changes(finding, "earlier", earlier, detail=True))
    return [*told, *charted.tables(finding), *events.tables(finding)]


def _levels(finding: Waves) -> Table:
    found: dict[str, dict[str, Any]] = {}
    for record in records(finding.frames["waves"]):
        if record["level"] in ("overall", "dimension"):
            names = ("level", "dimension", "standard", "item")
            row = found.setdefault(str(record["dimension"]), {name: record[name] for name in names})
            row[_of(record["wave"])] = record
    rows = nested(finding.basis.instrument, found.values())

    def named(record: Record) -> Fact:
        level = record["level"]
        if level in PARTS:
            return word("part", finding.basis.pair[PARTS.index(level)])
        return column(level) if level in ABOVE else subject(finding.basis.instrument, record)

    fields = [subject_field(finding, named), *(_level(finding, wave) for wave in finding.facts.waves)]
    measure = measure_in(finding.basis)
    caption = say("waves.caption.waves", case="gap" if measure.is_gap else "value", noun=noun(measure))
    return Table(caption, fields, [(None, [*_above(finding, rows), *rows])] if rows else [])


def _of(wave: object) -> str:
    """Name the part of a row that is about a wave."""
    return f"wave {wave}"


def _above(finding: Waves, rows: Sequence[Record]) -> list[Record]:
    """Put above the values how many answered, of those invited where that is known, and both parts of a gap."""
    waves = {name: row for name, row in rows[0].items() if name.startswith(_of(""))}
    told = ["n"]
    if any(known(row["response_rate"]) for row in waves.values()):
        told.append("response_rate")
    if measure_in(finding.basis).is_gap and rows[0]["level"] == "overall":
        told += PARTS
    return [{"level": name, **{wave: {**row, "only": name} for wave, row in waves.items()}} for name in told]


def _level(finding: Waves, wave: str) -> Field:
    measure = measure_in(finding.basis)

    def cell(record: Record) -> Fact:
        found = record.get(_of(wave))
        if found is None:
            return None
        if "only" in found:
            return ABOVE[found["only"]](found[found["only"]])
        held = ends("ci_low", found["ci_low"], found["ci_high"], kind_of_values(measure))
        told = value(measure, found["value"])
        return say("waves.cell", case="bare" if held is None else "known", value=told, ends=held)

    return Field(compared_group(finding.basis, wave), cell)


def _changes(finding: Waves, caption: str, steps: Mapping[Step, Sequence[Record]], *, detail: bool = False) -> Table:
    named = partial(compared_group, finding.basis)
    sections = [(_pair(*map(named, step)), nested(finding.basis.instrument, rows)) for step, rows in steps.items()]
    return Table(say(f"waves.caption.{caption}"), _fields(finding), sections, detail)


def _fields(finding: Waves) -> list[Field]:
    return [
        subject_field(finding),
        Field(column("n"), lambda record: _pair(count(record["n_from"]), count(record["n_to"]))),
        *(_of_wave(finding, end) for end in ("from", "to")),
        change_field(finding),
        difference_interval_field(finding),
        field("effect", finding, head=word("effect_symbol", "hedges_g")),
        *(field(name, finding) for name in ("p_adjusted", "verdict")),
        field("turn", finding, optional=True),
        reason_field(finding),
    ]


def _of_wave(finding: Waves, end: str) -> Field:
    measure = measure_in(finding.basis)
    head = column(f"gap_{end}" if measure.is_gap else f"value_{end}")
    return field(f"value_{end}", finding, head=head, kind=kind_of_values(measure))


def _pair(first: Fact, second: Fact) -> Fact:
    return say("shared.from_to", first=first, second=second)
