"""A finding's tables for readers, in a language given by its code."""

from __future__ import annotations

from servgap.analysis.finding import Finding
from servgap.language import language_of
from servgap.report.document import tables_of
from servgap.report.tables.reader import ReaderTable


def reader_tables(finding: Finding, language: str, *, detail: bool = False) -> list[ReaderTable]:
    """Give its tables; with `detail`, those too that only a report shows."""
    return tables_of(finding, language_of(language), detail=detail)
