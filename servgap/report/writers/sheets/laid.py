"""A frame as a sheet shows it: words and numbers for readers, and behind them, hidden, the codes of the words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from servgap.analysis.finding import Finding
from servgap.columns import COLUMNS, KINDS, LAST, ColumnKind
from servgap.language import Fact, Language, say, word
from servgap.language.numbers import known
from servgap.language.shown import contained
from servgap.report.cells import cell
from servgap.report.kinds.registry import kind_of
from servgap.report.measures import kind_of_values, measure_in, own_word
from servgap.report.names import attribute, compared_group, dimension, group, item
from servgap.report.phrases import reason_told
from servgap.report.tables.field import subject
from servgap.survey.attribute_names import NO_NAMES, AttributeNames

Value: TypeAlias = str | float | bool | None

OF_ROWS = ("standard", "item")
"""Keys that the name of a row says."""
OF_PAIRS = ("group_a", "group_b")
"""Columns of groups, besides those of attributes, in which an empty label is that of respondents who gave none."""
SAME_AS = {"value": "gap", "value_from": "gap_from", "value_to": "gap_to"}
"""Columns of whatever is measured, and those that repeat them where that is the gap."""
SPOKEN = frozenset(("code", "dimension", "standard", "item", "aspect", "touchpoint", "truth", "mark"))
"""Ways of writing of which readers see a word, and programs find the code behind it."""


@dataclass(frozen=True)
class SheetColumn:
    """A column of a sheet.

    Parameters
    ----------
    heading
        What stands above it: words where readers see it, and else the column's name in the frame.
    values
        What stands in it; None for nothing.
    form
        The format of its numbers; nothing where texts stand in it.
    places, scale
        Decimals that the format shows, and by what it multiplies.
    hidden
        Whether readers do not see it.
    leads
        Whether it says what a row is about.
    is_word
        Whether one of a few words stands in each of its cells.
    """

    heading: str
    values: Sequence[Value]
    form: str = ""
    places: int = 0
    scale: float = 1.0
    hidden: bool = False
    leads: bool = False
    is_word: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        return all(value is None or value == "" for value in self.values)


def laid_out(finding: Finding, frame: pd.DataFrame, language: Language) -> list[SheetColumn]:
    """Lay out a frame: what readers see, in the frame's order, then what programs find, hidden.

    Nothing of the frame is left out. Hidden are codes of which words are shown, columns in which nothing stands, and
    those that repeat another.
    """
    words = _Words(finding, language)
    named = words.names(frame)
    groupings = {*finding.basis.groups, "wave"}
    place = sum(str(column) in groupings for column in frame.columns) if any(named) else -1
    shown: list[SheetColumn] = []
    hidden: list[SheetColumn] = []
    for at, label in enumerate([*frame.columns, None]):
        if at == place:
            shown.append(SheetColumn(language.tell(say("workbook.name")), named, leads=True))
        if label is not None:
            told, coded = words.column(frame, str(label), named=place >= 0)
            shown += told
            hidden += coded
    return [*shown, *hidden]


class _Words:
    """Says what stands in a finding's frames, each cell once."""

    def __init__(self, finding: Finding, language: Language) -> None:
        self.finding, self.language = finding, language
        self.measure = measure_in(finding.basis)
        self.asked = asked_of([finding])
        self.of_values = _of_values(finding)
        self.said: dict[tuple[str, Any], str] = {}

    def column(self, frame: pd.DataFrame, name: str, *, named: bool) -> tuple[list[SheetColumn], list[SheetColumn]]:
        """Give what readers see of a column, and what is hidden of it."""
        kind = COLUMNS[name].kind if name in COLUMNS else KINDS["group"]
        raw = [_plain(value) for value in frame[name].tolist()]
        heading = self.language.tell(heading_of(name, self.asked, self.finding.basis.names))
        exact = _of_numbers(name, raw, self._kind(name, kind))
        if exact.is_empty or _repeats(frame, name):
            return [], [replace(exact, heading=name, hidden=True)]
        if kind.numeric:
            return [replace(exact, heading=heading)], []
        own_name = named and (name in OF_ROWS or (name == "dimension" and not any(each in frame for each in OF_ROWS)))
        behind = [replace(exact, heading=name, hidden=True)]
        if own_name:
            return [], behind
        told = [self._said(name, kind, value) for value in raw]
        as_it_is = [value if value is None else contained(str(value)) for value in raw]
        if kind.writing not in SPOKEN and told == as_it_is and (name in COLUMNS or heading == name):
            return [replace(exact, heading=heading, leads=name not in COLUMNS)], []
        return [SheetColumn(heading, told, leads=kind.name == "group", is_word=kind.name == "code")], behind

    def names(self, frame: pd.DataFrame) -> list[Value]:
        """Name what each row is about; nothing where its keys do not tell."""
        keys = [name for name in ("level", "dimension", *OF_ROWS) if name in frame]
        if not {"level", "dimension", "item"} & set(keys):
            return [None] * len(frame)
        if "level" in keys:
            keys += [name for name in frame["level"].unique() if name in frame and name in COLUMNS and name not in keys]
        told: dict[tuple[Any, ...], str] = {}
        found: list[Value] = []
        for row in zip(*(frame[name].tolist() for name in keys), strict=True):
            if row not in told:
                told[row] = self.language.tell(self._name(dict(zip(keys, row, strict=True))))
            found.append(told[row] or None)
        return found

    def _name(self, record: Mapping[str, Any]) -> Fact:
        instrument = self.finding.basis.instrument
        if "level" in record:
            return subject(instrument, {"standard": "", "item": "", "dimension": "", **record})
        if "item" in record:
            return item(instrument, str(record["item"]))
        return dimension(instrument, str(record["dimension"]))

    def _said(self, name: str, kind: ColumnKind, value: Value) -> str | None:
        if value is None:
            return None
        if (name, value) not in self.said:
            self.said[name, value] = self.language.tell(self._told(name, kind, value))
        return self.said[name, value] or None

    def _told(self, name: str, kind: ColumnKind, value: Any) -> Fact:
        if name == LAST:
            return reason_told(self.finding, value) if value else None
        if kind.writing == "code":
            return own_word(self.measure, name, value) if value != "" else None
        if kind.writing == "group":
            return self._group(name, value)
        if kind.writing in ("truth", "mark"):
            return cell(name, value, self.finding.basis.instrument) if isinstance(value, bool) else None
        return cell("", value, self.finding.basis.instrument, kind.name) if value != "" else None

    def _group(self, name: str, label: Any) -> Fact:
        basis = self.finding.basis
        if name not in COLUMNS:
            return group(basis.names, name, label)
        return compared_group(basis, label) if label or name in OF_PAIRS else None

    def _kind(self, name: str, kind: ColumnKind) -> ColumnKind:
        """Give the kind of what stands in a column of this finding, where that is another than the column's."""
        own = kind_of(self.finding.kind).written_as.get(name)
        if own is not None:
            return KINDS[own]
        return self.of_values if kind.name == "measured" and self.of_values is not None else kind


def _of_values(finding: Finding) -> ColumnKind | None:
    """Give the kind of column of values that are not in points of the scale."""
    measure = finding.basis.measure
    kind = "number" if measure is None else kind_of_values(measure)
    return None if kind == "number" else KINDS[kind]


def _of_numbers(name: str, raw: Sequence[Value], kind: ColumnKind) -> SheetColumn:
    """Make a column of what stands in the frame, with the format of its kind."""
    if not kind.numeric:
        numbers = any(isinstance(value, float) for value in raw)
        kept = [contained(value) if isinstance(value, str) else value for value in raw]
        return SheetColumn(name, kept, "0" if numbers else "")
    scale = 100.0 if kind.sheet.endswith("%") else 1.0
    decimals = kind.sheet.rpartition(";")[2].rstrip("%").rpartition(".")
    return SheetColumn(name, raw, kind.sheet, len(decimals[2]) if decimals[1] else 0, scale)


def _plain(value: Any) -> Value:
    """Give what a cell can hold: a text, a truth, a number that is one, or nothing."""
    if isinstance(value, str):
        return value
    if value is None or value is pd.NA:
        return None
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int | float | np.number):
        return float(value) if known(value) else None
    return str(value)


def _repeats(frame: pd.DataFrame, name: str) -> bool:
    """Tell whether a column repeats another that says more by its heading."""
    other = SAME_AS.get(name, "")
    return other in frame and frame[name].equals(frame[other])


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


def codes_of(frames: Sequence[tuple[Finding, pd.DataFrame]], language: Language) -> list[tuple[str, str, str]]:
    """List the codes that occur in frames, with their words; what has none is no code, but somebody's own words."""
    told: list[tuple[str, str, str]] = []
    for name in (each.name for each in COLUMNS.values() if each.kind.writing == "code"):
        holding = [(measure_in(finding.basis), frame) for finding, frame in frames if name in frame]
        codes = dict.fromkeys((str(code), measure) for measure, frame in holding for code in frame[name].unique())
        worded = [(code, measure) for code, measure in codes if language.has_word(name, code)]
        told += [(name, code, language.tell(own_word(measure, name, code))) for code, measure in worded]
    return list(dict.fromkeys(told))
