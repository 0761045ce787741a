"""Codes in words, in a language given by its code."""

from __future__ import annotations

from servgap import language as spoken
from servgap.report.words.languages import LANGUAGES, Language

PLACES: dict[Language, int] = {language: place for place, language in enumerate(LANGUAGES)}


def word(category: str, code: object, language: str) -> str:
    """Give the word for a code; what has none, such as a reason in the user's own words, stands for itself."""
    return spoken.language_of(language).word(category, str(code))


def has_word(category: str, code: object) -> bool:
    """Tell whether there is a word for a code."""
    return spoken.language_of("en").has_word(category, str(code))


def truth(value: object, language: str) -> str:
    """Say yes or no."""
    return word("truth", "yes" if value else "no", language)
