"""Reliability as tables for readers: dimensions first, items as detail."""

from __future__ import annotations

from servgap.analysis.finding import Finding
from servgap.report.tables.reader import Field, ReaderTable, Record, reader_table, records
from servgap.report.tables.subjects import groups_title, reason_field
from servgap.report.words.codes import word
from servgap.report.words.columns import heading
from servgap.report.words.languages import Language
from servgap.report.words.names import dimension_name, item_name
from servgap.report.words.numbers import coefficient, coefficient_interval, count, number
from servgap.report.words.tables_text import interval_heading, text


def reliability_tables(finding: Finding, language: Language) -> list[ReaderTable]:
    """Show a row for every part of every dimension, and the items behind them."""
    tables = [_table(finding, "frame", "caption_reliability", _fields(finding, language), language)]
    if "items" in finding.frames and len(finding.frames["items"]):
        tables.append(_table(finding, "items", "caption_items", _item_fields(finding, language), language))
    return tables


def _table(finding: Finding, frame: str, caption: str, fields: list[Field], language: Language) -> ReaderTable:
    by = finding.basis.by
    found: dict[tuple[str, ...], list[Record]] = {}
    for record in records(finding.frames[frame]):
        found.setdefault(tuple(str(record[name]) for name in (*by, "dimension")), []).append(record)
    sections = [(_title(finding, part[0], language), part) for part in found.values()]
    return reader_table(text(caption, language), fields, sections, detail=frame == "items")


def _title(finding: Finding, record: Record, language: Language) -> str:
    name = dimension_name(finding.basis.instrument, str(record["dimension"]), language)
    group = groups_title(record, finding.basis.by, language)
    return f"{group} · {name}" if group else name


def _part(record: Record, language: Language) -> str:
    return word("part", record["part"], language)


def _fields(finding: Finding, language: Language) -> list[Field]:
    level = finding.basis.confidence
    return [
        Field(heading("part", language), lambda record: _part(record, language), numeric=False),
        Field("n", lambda record: count(record["n"])),
        Field(heading("n_items", language), lambda record: count(record["n_items"])),
        Field("ω", lambda record: coefficient(record["omega"])),
        Field(
            interval_heading(level, language, "ω"),
            lambda record: coefficient_interval(record["omega_low"], record["omega_high"]),
        ),
        Field("α", lambda record: coefficient(record["alpha"])),
        Field(
            interval_heading(level, language, "α"),
            lambda record: coefficient_interval(record["ci_low"], record["ci_high"]),
        ),
        _coefficient("average_r", language),
        _coefficient("difference_reliability", language),
        _coefficient("r_expectation_perception", language),
        Field(text("variance_ratio", language), lambda record: number(record["variance_ratio"]), optional=True),
        reason_field(language),
    ]


def _item_fields(finding: Finding, language: Language) -> list[Field]:
    instrument = finding.basis.instrument
    return [
        Field(
            heading("item", language),
            lambda record: item_name(instrument, str(record["item"]), language),
            numeric=False,
        ),
        Field(heading("part", language), lambda record: _part(record, language), numeric=False),
        Field("n", lambda record: count(record["n"])),
        Field(heading("mean", language), lambda record: number(record["mean"])),
        Field(heading("sd", language), lambda record: number(record["sd"])),
        _coefficient("item_rest_r", language),
        _coefficient("alpha_if_dropped", language),
        reason_field(language),
    ]


def _coefficient(column: str, language: Language) -> Field:
    return Field(text(column, language), lambda record: coefficient(record[column]), optional=True)
