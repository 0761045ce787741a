"""Frames made ready for a sheet: a name beside the keys, formats of numbers, and the codes that occur."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from servgap.analysis.finding import Finding
from servgap.columns import COLUMNS
from servgap.report.tables.reader import records
from servgap.report.tables.subjects import subject
from servgap.report.words.codes import has_word, word
from servgap.report.words.languages import Language
from servgap.report.words.names import dimension_name, item_name


def named_frame(finding: Finding, frame: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Put the name of what each row is about in front of its keys; all else stays as it is."""
    names = [_name(finding, record, language) for record in records(frame)]
    if not any(names):
        return frame
    groupings = {*finding.basis.groups, "wave"}
    place = sum(str(column) in groupings for column in frame.columns)
    named = frame.copy()
    named.insert(place, "name", names)
    return named


def _name(finding: Finding, record: dict[str, object], language: Language) -> str:
    instrument = finding.basis.instrument
    if "level" in record:
        return subject(instrument, {"standard": "", "item": "", "dimension": "", **record}, language)
    if "item" in record:
        return item_name(instrument, str(record["item"]), language)
    return dimension_name(instrument, str(record["dimension"]), language) if "dimension" in record else ""


def column_formats(frame: pd.DataFrame) -> list[str]:
    """Choose how many digits a sheet shows of each column; the cells hold them all."""
    return [COLUMNS[name].sheet if name in COLUMNS else "" for name in map(str, frame.columns)]


def codes_of(frames: Sequence[pd.DataFrame], language: Language) -> list[tuple[str, str, str]]:
    """List the codes that occur in frames, with their words; what has none is no code, but somebody's own words."""
    told: list[tuple[str, str, str]] = []
    for column in (column.name for column in COLUMNS.values() if column.kind.writing == "code"):
        codes = dict.fromkeys(str(code) for frame in frames if column in frame for code in frame[column].unique())
        told += [(column, code, word(column, code, language)) for code in codes if has_word(column, code)]
    return told
