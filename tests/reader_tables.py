"""A finding's tables for readers, in a language given by its code."""

from __future__ import annotations

from functools import lru_cache

from servgap.analysis.finding import Finding
from servgap.language import language_of
from servgap.report.document import tables_of
from servgap.report.tables.reader import ReaderTable


def reader_tables(finding: Finding, language: str, *, detail: bool = False) -> list[ReaderTable]:
    """Give its tables, which are made once; with `detail`, those too that only a report shows."""
    return list(_tables(finding, language, detail))


@lru_cache(maxsize=400)
def _tables(finding: Finding, language: str, detail: bool) -> tuple[ReaderTable, ...]:
    return tuple(tables_of(finding, language_of(language), detail=detail))
