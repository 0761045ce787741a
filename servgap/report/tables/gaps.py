"""Gaps as a table for readers."""

from __future__ import annotations

from servgap.analysis.finding import Finding
from servgap.language.numbers import count, interval, number
from servgap.report.tables.reader import Field, ReaderTable, Record, reader_table, records, sections_by
from servgap.report.tables.subjects import groups_title, nested, reason_field, subject
from servgap.report.words.codes import word
from servgap.report.words.columns import heading
from servgap.report.words.languages import Language
from servgap.report.words.names import separately_by
from servgap.report.words.tables_text import interval_heading, text


def gap_tables(finding: Finding, language: Language) -> list[ReaderTable]:
    """Show all, then each dimension with its standards."""
    basis, by = finding.basis, separately_by(finding)
    rows = records(finding.frames["frame"])
    sections = [
        (title, nested(basis.instrument, part))
        for title, part in sections_by(rows, by, lambda record: groups_title(record, by, language))
    ]
    return [reader_table(text("caption_gaps", language), _fields(finding, language), sections)]


def _fields(finding: Finding, language: Language) -> list[Field]:
    def named(record: Record) -> str:
        name = subject(finding.basis.instrument, record, language)
        several = record["level"] == "overall"
        return _with_method(name, str(record["method"]), language) if several else name

    level = finding.basis.pair[0] or "expectation"
    return [
        Field(text("subject", language), named, numeric=False),
        Field("n", lambda record: count(record["n"])),
        Field(
            word("part", level, language),
            lambda record: number(record["expectation"]),
            short=text("expected", language) if level == "expectation" else "",
        ),
        Field(
            heading("perception", language),
            lambda record: number(record["perception"]),
            short=text("perceived", language),
        ),
        Field(heading("gap", language), lambda record: number(record["gap"])),
        Field(
            interval_heading(finding.basis.confidence, language),
            lambda record: interval(record["ci_low"], record["ci_high"]),
        ),
        Field(heading("points", language), lambda record: number(record["points"], 1), optional=True, aside=True),
        Field(heading("weighted_gap", language), lambda record: number(record["weighted_gap"]), optional=True),
        Field(heading("verdict", language), lambda record: word("verdict", record["verdict"], language), numeric=False),
        reason_field(language),
    ]


def _with_method(name: str, method: str, language: Language) -> str:
    if not method:
        return name
    told = word("method", method, language)
    return f"{name}, {told}" if language == "en" else f"{name}（{told}）"
