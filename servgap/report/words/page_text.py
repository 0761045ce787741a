"""What a report says around its findings, in a language given by its code."""

from __future__ import annotations

from servgap.language import language_of, say, verbatim
from servgap.report.words.languages import Language


def page_text(key: str, language: Language, **facts: object) -> str:
    """Give one of the report's own texts, with its facts filled in."""
    told = language_of(language)
    where = f"{key}.title" if told.has(f"{key}.title") else f"report.{key}"
    return told.tell(say(where, **{name: verbatim(str(fact)) for name, fact in facts.items()}))


def sheet_title(kind: str, frame: str, language: Language) -> str:
    """Name the worksheet of a finding's frame."""
    told = language_of(language)
    return told.tell(say(f"{kind}.sheets.{frame}")) if told.has(f"{kind}.sheets.{frame}") else f"{kind} {frame}"


def glossary(language: Language) -> list[tuple[str, str]]:
    """Give the words of verdicts with what they mean."""
    return [(entry["term"], entry["meaning"]) for entry in language_of(language).words["glossary"].values()]
