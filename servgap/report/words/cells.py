"""How a cell of a frame is shown to readers, by the kind of its column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from servgap.columns import COLUMNS, KINDS
from servgap.language.numbers import coefficient, evidence, known, number, p_value, percent, ranks
from servgap.language.shown import shown
from servgap.report.words.codes import truth, word
from servgap.report.words.languages import Language
from servgap.report.words.names import (
    aspect_name,
    dimension_name,
    group_name,
    item_name,
    standard_name,
    touchpoint_name,
)
from servgap.survey.instrument import Instrument


def cell(column: str, value: Any, instrument: Instrument, language: Language, kind: str = "") -> str:
    """Write a cell; nothing where it holds nothing.

    Parameters
    ----------
    column
        The column's name.
    value
        What stands in the frame.
    instrument
        The questionnaire, which names what its keys mean.
    language
        Of words.
    kind
        The kind of what stands there, in rows where it is another than the column's: an effect size may be a share.

    Examples
    --------
    >>> servqual = Instrument.load("servqual")
    >>> [cell(*told, servqual, "en") for told in (("gap", -0.613), ("dimension", "tangibles"), ("verdict", "short"))]
    ['−0.61', 'Tangibles', 'not acceptable']
    """
    told = KINDS[kind] if kind else COLUMNS[column].kind
    if told.writing in NUMBERS:
        return NUMBERS[told.writing](value, told.places)
    if pd.isna(value):
        return ""
    if told.writing in NAMES:
        return NAMES[told.writing](instrument, str(value), language)
    if told.writing == "code":
        return word(column, value, language)
    return truth(value, language) if value or told.writing == "truth" else ""


def ends(column: str, low: Any, high: Any, kind: str = "") -> str:
    """Write the ends of an interval, of which the column holds the lower one; nothing where one is not known."""
    told = KINDS[kind] if kind else COLUMNS[column].kind
    if told.name == "rank":
        return ranks(low, high)
    write = NUMBERS[told.writing]
    return f"[{write(low, told.places)}, {write(high, told.places)}]" if known(low) and known(high) else ""


NUMBERS: Mapping[str, Callable[[Any, int], str]] = {
    "number": number,
    "coefficient": coefficient,
    "p_value": lambda value, _: p_value(value),
    "percent": lambda value, places: percent(round(float(value), 2 + places)) if known(value) else "",
    "evidence": lambda value, _: evidence(value),
}
NAMES: Mapping[str, Callable[[Instrument, str, Language], str]] = {
    "text": lambda _, text, __: text,
    "label": lambda _, label, __: shown(label),
    "group": lambda _, label, language: group_name(label, language),
    "dimension": dimension_name,
    "standard": standard_name,
    "item": item_name,
    "aspect": lambda _, key, language: aspect_name(key, language),
    "touchpoint": touchpoint_name,
}
