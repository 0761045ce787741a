"""What a row is about, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable

from servgap.report.tables.reader import Record
from servgap.report.words.codes import word
from servgap.report.words.languages import Language
from servgap.report.words.names import dimension_name, item_name, standard_name
from servgap.survey.instrument import Instrument


def subject(instrument: Instrument, record: Record, language: Language) -> str:
    """Name what a row is about: all, a dimension, a standard or an item."""
    level = str(record["level"])
    if level == "dimension":
        return dimension_name(instrument, str(record["dimension"]), language)
    if level == "standard":
        return standard_name(instrument, str(record["standard"]), language)
    if level == "item":
        return item_name(instrument, str(record["item"]), language)
    return word("level", level, language)


def nested(instrument: Instrument, rows: Iterable[Record]) -> list[Record]:
    """Put rows in reading order: all, then each dimension, its standards, and their items."""
    dimensions = {key: place for place, key in enumerate(instrument.dimension_keys)}
    standards = {standard.key: place for place, standard in enumerate(instrument.standards)}
    depth = {"overall": 0, "dimension": 1, "standard": 2, "item": 3}

    def place(record: Record) -> tuple[int, int, int]:
        level = depth.get(str(record["level"]), 4)
        if level == 0:
            return (-1, -1, 0)
        standard = -1 if level == 1 else standards.get(str(record["standard"]), len(standards))
        return (dimensions.get(str(record["dimension"]), len(dimensions)), standard, level)

    return sorted(rows, key=place)
