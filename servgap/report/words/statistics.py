"""The names of statistics."""

from __future__ import annotations

from servgap._stats.registry import Statistic
from servgap.language import language_of
from servgap.report.words.languages import Language


def statistic_name(statistic: Statistic, language: Language) -> str:
    """Name a statistic, as the first word of an entry in a list."""
    return language_of(language).term(statistic.key, statistic.name)
