"""Which tables a finding gives."""

from __future__ import annotations

from dataclasses import replace

from servgap.analysis.finding import Finding
from servgap.language import Language, language_of, say
from servgap.report.kinds.registry import kind_of
from servgap.report.tables.reader import ReaderTable, Section

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
    kind, told = kind_of(finding.kind), language_of(language)
    wanted = [table for table in kind.tables(finding) if detail or not table.detail]
    wanted += kind.details(finding) if detail else []
    return [_first_rows(table.said(told), told) for table in wanted]


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
    told = language.tell(say("tables.first_rows", shown=MOST_ROWS, rows=rows))
    return replace(table, caption=table.caption + told, sections=tuple(kept))
