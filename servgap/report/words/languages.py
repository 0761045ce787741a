"""The languages in which findings speak."""

from __future__ import annotations

from typing import Literal

from servgap.errors import reports as errors

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")
TAGS: dict[Language, str] = {"en": "en", "zh": "zh-Hans"}


def languages() -> tuple[str, ...]:
    """Give the codes of the languages in which headlines, notes, tables and reports can be had.

    Examples
    --------
    >>> languages()
    ('en', 'zh')
    """
    return LANGUAGES


def spoken(language: str) -> Language:
    """Take a language's code, or refuse it.

    Raises
    ------
    ServgapError
        If findings do not speak it.
    """
    if language not in LANGUAGES:
        raise errors.unknown_language(language, LANGUAGES)
    return language
