"""Frames made ready for a sheet: a name beside the keys, formats of numbers, and the codes that occur."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from servgap.analysis.finding import Finding
from servgap.columns import COLUMNS, LAST
from servgap.language import Fact, Language, say, word
from servgap.report.measures import measure_in, own_word
from servgap.report.names import attribute, dimension, item
from servgap.report.tables.field import subject
from servgap.report.tables.rows import records
from servgap.survey.attribute_names import NO_NAMES, AttributeNames


def named_frame(finding: Finding, frame: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Put the name of what each row is about in front of its keys; all else stays as it is."""
    names = [language.tell(_name(finding, record)) for record in records(frame)]
    if not any(names):
        return frame
    groupings = {*finding.basis.groups, "wave"}
    place = sum(str(column) in groupings for column in frame.columns)
    named = frame.copy()
    named.insert(place, "name", names)
    return named


def _name(finding: Finding, record: dict[str, object]) -> Fact:
    instrument = finding.basis.instrument
    if "level" in record:
        return subject(instrument, {"standard": "", "item": "", "dimension": "", **record})
    if "item" in record:
        return item(instrument, str(record["item"]))
    return dimension(instrument, str(record["dimension"])) if "dimension" in record else None


def that_hold_something(finding: Finding, frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out the columns in which nothing stands where nothing is held against another part.

    A frame has the same columns whatever is measured; where no part was held against another, those of gaps are empty.
    """
    measure = finding.basis.measure
    holds_parts = bool(finding.basis.instrument.pairs) if measure is None else measure.is_gap
    if holds_parts or not len(frame):
        return frame
    empty = [name for name in frame.columns if (frame[name].isna() | (frame[name].astype(str) == "")).all()]
    return frame.drop(columns=[name for name in empty if name in COLUMNS and name != LAST])


def asked_of(findings: Iterable[Finding]) -> str:
    """Choose between words for columns: where parts were asked of which one is held against another, or one part."""
    return "other" if any(finding.basis.instrument.pairs for finding in findings) else "of_one"


def heading_of(name: str, asked: str = "other", names: AttributeNames = NO_NAMES) -> Fact:
    """Head a column, where so many parts were asked; a group column goes by the name of its attribute."""
    return say(f"columns.{name}.heading", case=asked) if name in COLUMNS else attribute(names, name)


def meaning_of(name: str, asked: str = "other") -> Fact:
    """Say what a column means, where so many parts were asked; a group column holds the groups by that attribute."""
    return say(f"columns.{name}.meaning", case=asked) if name in COLUMNS else say("shared.attribute")


def unit_of(name: str) -> Fact:
    """Give a column's unit; nothing for none."""
    unit = COLUMNS[name].unit if name in COLUMNS else ""
    return word("unit", unit) if unit else None


def column_formats(frame: pd.DataFrame) -> list[str]:
    """Choose how many digits a sheet shows of each column; the cells hold them all."""
    return [COLUMNS[name].sheet if name in COLUMNS else "" for name in map(str, frame.columns)]


def codes_of(frames: Sequence[tuple[Finding, pd.DataFrame]], language: Language) -> list[tuple[str, str, str]]:
    """List the codes that occur in frames, with their words; what has none is no code, but somebody's own words."""
    told: list[tuple[str, str, str]] = []
    for name in (each.name for each in COLUMNS.values() if each.kind.writing == "code"):
        holding = [(measure_in(finding.basis), frame) for finding, frame in frames if name in frame]
        codes = dict.fromkeys((str(code), measure) for measure, frame in holding for code in frame[name].unique())
        known = [(code, measure) for code, measure in codes if language.has_word(name, code)]
        told += [(name, code, language.tell(own_word(measure, name, code))) for code, measure in known]
    return list(dict.fromkeys(told))
