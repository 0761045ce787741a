"""The names of statistics, and which hypothesis each test tests."""

from __future__ import annotations

from servgap._stats.registry import Statistic
from servgap.language import language_of, say
from servgap.report.words.languages import Language


def statistic_name(statistic: Statistic, language: Language) -> str:
    """Name a statistic, as the first word of an entry in a list."""
    return language_of(language).term(statistic.key, statistic.name)


def hypothesis(test: str, language: Language) -> str:
    """Say which hypothesis a test tests."""
    return language_of(language).tell(say(f"shared.hypotheses.{test}"))
