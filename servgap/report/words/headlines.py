"""Headlines in a language given by its code."""

from __future__ import annotations

from servgap.analysis.finding import Finding
from servgap.language import language_of
from servgap.report import headlines
from servgap.report.headlines import headline
from servgap.report.words.languages import Language

__all__ = ["BETWEEN", "found", "headline"]

BETWEEN: dict[Language, str] = {"en": " ", "zh": ""}


def found(finding: Finding, language: str) -> str:
    """Say what was found, without what qualifies it."""
    return language_of(language).tell(headlines.found(finding))
