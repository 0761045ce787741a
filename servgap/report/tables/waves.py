"""Waves as tables for readers: the gaps by wave, the last change, and the earlier ones as detail."""

from __future__ import annotations

from typing import Any

from servgap.analysis.finding import Finding
from servgap.language.numbers import count, interval, number, signed
from servgap.report.tables.fields import field, interval_field
from servgap.report.tables.reader import Field, ReaderTable, Record, reader_table, records
from servgap.report.tables.subjects import nested, reason_field, subject
from servgap.report.words.languages import Language
from servgap.report.words.names import group_name
from servgap.report.words.tables_text import text


def wave_tables(finding: Finding, language: Language) -> list[ReaderTable]:
    """Show the gaps by wave and the last step's changes; earlier steps stand in the report."""
    steps: dict[tuple[str, str], list[Record]] = {}
    for record in records(finding.frames["frame"]):
        steps.setdefault((str(record["wave_from"]), str(record["wave_to"])), []).append(record)
    tables = [_levels(finding, language)]
    if not steps:
        return tables
    last = (str(finding.facts["last_from"]), str(finding.facts["last_to"]))
    last = last if last in steps else list(steps)[-1]
    tables.append(_changes(finding, {last: steps[last]}, "caption_changes", language))
    earlier = {
        step: [row for row in rows if row["level"] != "standard"] for step, rows in steps.items() if step != last
    }
    if earlier:
        tables.append(_changes(finding, earlier, "caption_earlier", language))
    return tables


def _levels(finding: Finding, language: Language) -> ReaderTable:
    instrument = finding.basis.instrument
    found: dict[str, dict[str, Any]] = {}
    waves = [str(wave) for wave in finding.facts["waves"]]
    for record in records(finding.frames["waves"]):
        if record["level"] in ("overall", "dimension"):
            names = ("level", "dimension", "standard", "item")
            row = found.setdefault(str(record["dimension"]), {name: record[name] for name in names})
            row[f"wave {record['wave']}"] = record
    fields = [
        Field(text("subject", language), lambda record: subject(instrument, record, language), numeric=False),
        *(_level(wave, language) for wave in waves),
    ]
    rows = nested(instrument, found.values())
    return reader_table(text("caption_waves", language), fields, [("", [_counts(rows), *rows])] if rows else [])


def _counts(rows: list[Record]) -> Record:
    waves = {name: {**row, "only_n": True} for name, row in rows[0].items() if name.startswith("wave ")}
    return {"level": "n", **waves}


def _level(wave: str, language: Language) -> Field:
    def cell(record: Record) -> str:
        found = record.get(f"wave {wave}")
        if found is None:
            return ""
        if found.get("only_n"):
            return count(found["n"])
        return f"{number(found['gap'])} {interval(found['ci_low'], found['ci_high'])}".strip()

    return Field(group_name(wave, language), cell)


def _changes(
    finding: Finding, steps: dict[tuple[str, str], list[Record]], caption: str, language: Language
) -> ReaderTable:
    sections = [
        (f"{group_name(step[0], language)} → {group_name(step[1], language)}", nested(finding.basis.instrument, rows))
        for step, rows in steps.items()
    ]
    return reader_table(
        text(caption, language), _fields(finding, language), sections, detail=caption == "caption_earlier"
    )


def _fields(finding: Finding, language: Language) -> list[Field]:
    instrument = finding.basis.instrument
    return [
        Field(text("subject", language), lambda record: subject(instrument, record, language), numeric=False),
        Field("n", lambda record: f"{count(record['n_from'])} → {count(record['n_to'])}"),
        field("gap_from", finding, language),
        field("gap_to", finding, language),
        Field(text("change", language), lambda record: signed(record["difference"])),
        interval_field(("ci_low", "ci_high"), finding, language),
        field("effect", finding, language, head="g"),
        field("p_adjusted", finding, language),
        field("verdict", finding, language),
        reason_field(language),
    ]
