"""The words that stand in pictures only: titles of axes, hints of direction, keys of marks."""

from __future__ import annotations

from typing import Any

from servgap.language import language_of, say, verbatim
from servgap.language.numbers import percent
from servgap.report.words.codes import word
from servgap.report.words.columns import heading
from servgap.report.words.languages import Language


def caption(key: str, language: Language, **facts: Any) -> str:
    """Give the words of a picture, with facts put in."""
    return language_of(language).tell(say(f"pictures.{key}", **{n: verbatim(str(fact)) for n, fact in facts.items()}))


def with_interval(key: str, confidence: float, language: Language, **facts: Any) -> str:
    """Give words that name the level of an interval."""
    return caption(key, language, share=percent(confidence), **facts)


def part_in_caption(part: str | None, language: Language) -> str:
    """Name a part inside a caption; an English name loses the capital that it has only for standing first."""
    name = word("part", part or "expectation", language)
    return name[:1].lower() + name[1:]


def gap_axis(pair: tuple[str | None, str], language: Language) -> str:
    """Name the axis of gaps."""
    expectation, perception = (part_in_caption(part, language) for part in pair)
    return caption("gap_axis", language, gap=heading("gap", language), perception=perception, expectation=expectation)
