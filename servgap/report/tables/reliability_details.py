"""The details of a reliability for readers: further coefficients, totals, and agreement within groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from servgap.analysis.finding import Finding
from servgap.language.numbers import coefficient, coefficient_interval, count
from servgap.report.tables.reader import Field, ReaderTable, Record, reader_table, records, sections_by
from servgap.report.tables.subjects import groups_title, reason_field
from servgap.report.words.codes import word
from servgap.report.words.columns import heading
from servgap.report.words.languages import Language
from servgap.report.words.names import dimension_name, separately_by
from servgap.report.words.tables_text import interval_heading, text


def coefficients_table(finding: Finding, language: Language) -> ReaderTable:
    """Show a row for every coefficient and method, the parts side by side."""
    rows = records(finding.frames["coefficients"])
    parts = list(dict.fromkeys(str(row["part"]) for row in rows))
    keys = (*separately_by(finding), "dimension", "coefficient", "method")
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in rows:
        own = {key: row[key] for key in keys}
        joined = found.setdefault(tuple(map(str, own.values())), own | {"reason": ""})
        joined[f"part {row['part']}"] = row
        # What is no answer on the scale has no ordinal coefficient; the other parts may well have one.
        joined["reason"] = joined["reason"] or ("" if row["reason"] == "not_on_scale" else row["reason"])
    sections = sections_by(
        list(found.values()), (*separately_by(finding), "dimension"), lambda row: _title(finding, row, language)
    )
    fields = [_word("coefficient", language), _word("method", language)]
    for part in parts:
        fields += _of_part(finding, part, language)
    return reader_table(
        text("caption_coefficients", language), [*fields, reason_field(language)], sections, detail=True
    )


def _of_part(finding: Finding, part: str, language: Language) -> list[Field]:
    def value(row: Record) -> str:
        return coefficient(row.get(f"part {part}", {}).get("value"))

    def interval(row: Record) -> str:
        own = row.get(f"part {part}", {})
        return coefficient_interval(own.get("ci_low"), own.get("ci_high"))

    return [
        Field(word("part", part, language), value, optional=True),
        Field(interval_heading(finding.basis.confidence, language), interval, optional=True),
    ]


def total_table(finding: Finding, language: Language) -> ReaderTable:
    """Show how reliable totals over all dimensions are."""
    by = separately_by(finding)
    sections = sections_by(
        records(finding.frames["total"]),
        (*by, "part"),
        lambda row: " · ".join(filter(None, (groups_title(row, by, language), word("part", row["part"], language)))),
    )
    fields = [
        _word("coefficient", language),
        _word("method", language),
        Field("n", lambda row: count(row["n"])),
        Field(heading("n_items", language), lambda row: count(row["n_items"])),
        Field(text("total_value", language), lambda row: coefficient(row["value"])),
        reason_field(language),
    ]
    return reader_table(text("caption_total", language), fields, sections, detail=True)


def agreement_table(finding: Finding, language: Language) -> ReaderTable:
    """Show whether answers may be averaged to groups."""
    rows = records(finding.frames["agreement"])
    sections = sections_by(rows, ("dimension",), lambda row: _title(finding, row, language, grouped=False))
    level = finding.basis.confidence
    fields = [
        _word("part", language),
        Field(heading("groups", language), lambda row: count(row["groups"])),
        Field("n", lambda row: count(row["n"])),
        *_with_interval("icc1", "ICC(1)", level, language),
        *_with_interval("icc2", "ICC(2)", level, language),
        Field(text("group_from", language), lambda row: count(row["n_per_group"]), optional=True),
        Field(heading("rwg", language), lambda row: coefficient(row["rwg"]), optional=True),
        Field(heading("rwg_skewed", language), lambda row: coefficient(row["rwg_skewed"]), optional=True),
        reason_field(language),
    ]
    return reader_table(text("caption_agreement", language), fields, sections, detail=True)


def _with_interval(column: str, symbol: str, level: float, language: Language) -> list[Field]:
    low, high = f"{column}_low", f"{column}_high"
    return [
        Field(symbol, lambda row: coefficient(row[column])),
        Field(interval_heading(level, language), lambda row: coefficient_interval(row[low], row[high])),
    ]


def _word(column: str, language: Language) -> Field:
    cell: Callable[[Record], str] = lambda row: word(column, row[column], language)  # noqa: E731 - typed, unlike a def
    return Field(heading(column, language), cell, numeric=False)


def _title(finding: Finding, row: Record, language: Language, *, grouped: bool = True) -> str:
    name = dimension_name(finding.basis.instrument, str(row["dimension"]), language)
    group = groups_title(row, separately_by(finding), language) if grouped else ""
    return f"{group} · {name}" if group else name
