"""Why a number behind a headline is not there."""

from __future__ import annotations

from servgap.analysis.finding import Finding
from servgap.report.words.chosen import rows_of
from servgap.report.words.codes import word
from servgap.report.words.languages import Language


def first_reason(finding: Finding, language: Language, *levels: str) -> str:
    """Give the first reason that stands in the rows of the headline, in words; nothing where there is none."""
    rows = rows_of(finding, *levels)
    codes = [str(code) for code in rows["reason"] if code] if "reason" in rows else []
    return word("reason", codes[0], language) if codes else ""
