"""What readers call the columns of frames, what these mean, and their units."""

from __future__ import annotations

from servgap.columns import COLUMNS
from servgap.language import column as headed
from servgap.language import language_of, say, word
from servgap.language.shown import shown
from servgap.report.words.languages import Language


def heading(column: str, language: Language) -> str:
    """Give a column's heading; a group column goes by its own name."""
    return language_of(language).tell(headed(column)) if column in COLUMNS else shown(column)


def meaning(column: str, language: Language) -> str:
    """Say what a column means; a group column holds the groups by that attribute."""
    key = f"columns.{column}.meaning" if column in COLUMNS else "shared.attribute"
    return language_of(language).tell(say(key))


def unit(column: str, language: Language) -> str:
    """Give a column's unit; nothing for none."""
    code = COLUMNS[column].unit if column in COLUMNS else ""
    return language_of(language).tell(word("unit", code)) if code else ""
