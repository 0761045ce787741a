"""Which tables a finding gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from servgap.analysis.finding import Finding
from servgap.errors import reports as errors
from servgap.language import language_of
from servgap.language.numbers import count
from servgap.report.kinds.registry import is_declared, kind_of
from servgap.report.tables.reader import ReaderTable, Section
from servgap.report.words.languages import Language, spoken
from servgap.report.words.tables_text import text

TABLES: dict[str, Callable[..., list[ReaderTable]]] = {}
MOST_ROWS = 500
"""Rows of a table that a reader is shown."""


def reader_tables(finding: Finding, language: str, *, detail: bool = False) -> list[ReaderTable]:
    """Give a finding's tables for readers, in reading order.

    Parameters
    ----------
    finding
        What a verb returned.
    language
        ``"en"`` or ``"zh"``.
    detail
        Whether to give those too that only the report shows.

    Raises
    ------
    ServgapError
        If the language, or the finding's kind, is not known.
    """
    if is_declared(finding.kind):
        kind, told = kind_of(finding.kind), language_of(language)
        wanted = [table for table in kind.tables(finding) if detail or not table.detail]
        wanted += kind.details(finding) if detail else []
        return [_first_rows(table.said(told), spoken(language)) for table in wanted]
    tongue = spoken(language)
    if finding.kind not in TABLES:
        raise errors.unknown_kind(finding.kind, list(TABLES))
    tables = [table for table in TABLES[finding.kind](finding, tongue) if detail or not table.detail]
    return [_first_rows(table, tongue) for table in tables]


def _first_rows(table: ReaderTable, language: Language) -> ReaderTable:
    """Show no more rows than somebody reads, and say of how many."""
    rows = sum(len(section.rows) for section in table.sections)
    if rows <= MOST_ROWS:
        return table
    kept, left = list[Section](), MOST_ROWS
    for section in table.sections:
        if left > 0:
            kept.append(replace(section, rows=section.rows[:left]))
            left -= len(section.rows)
    told = text("first_rows", language, shown=count(MOST_ROWS), rows=count(rows))
    return replace(table, caption=table.caption + told, sections=tuple(kept))
