"""How a cell of a frame is shown to readers, by the kind of its column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from servgap.columns import COLUMNS, KINDS
from servgap.language import Fact, coefficient, number, p_value, percent, percentage, say, word, written
from servgap.language.numbers import evidence, known, ranks
from servgap.report.names import aspect, dimension, item, standard, touchpoint
from servgap.survey.instrument import Instrument


def cell(column: str, value: Any, instrument: Instrument, kind: str = "") -> Fact:
    """Say a cell; nothing where it holds nothing.

    Parameters
    ----------
    column
        The column's name.
    value
        What stands in the frame.
    instrument
        The questionnaire, which names what its keys mean.
    kind
        The kind of what stands there, in rows where it is another than the column's: an effect size may be a share.

    Examples
    --------
    >>> from servgap.language import language_of
    >>> servqual, english = Instrument.load("servqual"), language_of("en")
    >>> cells = (("gap", -0.613), ("dimension", "tangibles"), ("verdict", "short"))
    >>> [english.tell(cell(*told, servqual)) for told in cells]
    ['−0.61', 'Tangibles', 'not acceptable']
    """
    told = KINDS[kind] if kind else COLUMNS[column].kind
    if told.writing in NUMBERS:
        return NUMBERS[told.writing](value, told.places)
    if pd.isna(value):
        return None
    if told.writing in NAMES:
        return NAMES[told.writing](instrument, str(value))
    if told.writing == "code":
        return word(column, value)
    return word("truth", "yes" if value else "no") if value or told.writing == "truth" else None


def ends(column: str, low: Any, high: Any, kind: str = "") -> Fact:
    """Say the ends of an interval, of which the column holds the lower one; nothing where one is not known."""
    told = KINDS[kind] if kind else COLUMNS[column].kind
    if not (known(low) and known(high)):
        return None
    if told.name == "rank":
        return written(ranks, low, high)
    say_end = NUMBERS[told.writing]
    return say("shared.ends", low=say_end(low, told.places), high=say_end(high, told.places))


NUMBERS: Mapping[str, Callable[[Any, int], Fact]] = {
    "number": number,
    "coefficient": coefficient,
    "p_value": lambda value, _: p_value(value),
    "percent": lambda value, places: percent(round(float(value), 2 + places)) if known(value) else None,
    "percentage": percentage,
    "evidence": lambda value, _: written(evidence, value),
}
NAMES: Mapping[str, Callable[[Instrument, str], Fact]] = {
    "text": lambda _, text: text,
    "label": lambda _, label: label,
    "group": lambda _, label: label if label.strip() else say("shared.no_answer"),
    "dimension": dimension,
    "standard": standard,
    "item": item,
    "aspect": aspect,
    "touchpoint": touchpoint,
}
