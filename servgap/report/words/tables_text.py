"""Captions, and headings that stand only in tables for readers."""

from __future__ import annotations

from servgap.language import language_of, say, verbatim
from servgap.language.numbers import percent
from servgap.report.words.languages import Language


def text(key: str, language: Language, **facts: object) -> str:
    """Give a caption or a heading, with facts put in."""
    return language_of(language).tell(say(f"tables.{key}", **{n: verbatim(str(fact)) for n, fact in facts.items()}))


def interval_heading(confidence: float, language: Language, of: str = "") -> str:
    """Head a column of intervals: ``95% CI``, of what if not of the number to its left."""
    level = percent(confidence)
    told = f"{level} CI" if language == "en" else f"{level} 置信区间"
    if not of:
        return told
    return f"{told} of {of}" if language == "en" else f"{of} 的 {told}"
