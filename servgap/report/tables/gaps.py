"""Gaps as a table for readers."""

from __future__ import annotations

from servgap.analysis.finding import Finding
from servgap.report.tables.fields import field, interval_field
from servgap.report.tables.reader import Field, ReaderTable, Record, reader_table, records, sections_by
from servgap.report.tables.subjects import groups_title, nested, reason_field, subject
from servgap.report.words.codes import word
from servgap.report.words.languages import Language
from servgap.report.words.names import separately_by
from servgap.report.words.tables_text import text


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
    expected = text("expected", language) if level == "expectation" else ""
    return [
        Field(text("subject", language), named, numeric=False),
        field("n", finding, language),
        field("expectation", finding, language, head=word("part", level, language), short=expected),
        field("perception", finding, language, short=text("perceived", language)),
        field("gap", finding, language),
        interval_field(("ci_low", "ci_high"), finding, language),
        field("points", finding, language, optional=True, aside=True),
        field("weighted_gap", finding, language, optional=True),
        field("verdict", finding, language),
        reason_field(language),
    ]


def _with_method(name: str, method: str, language: Language) -> str:
    if not method:
        return name
    told = word("method", method, language)
    return f"{name}, {told}" if language == "en" else f"{name}（{told}）"
