"""The answers to outcomes, each on a scale of its own that was told or is the smallest usual one that holds them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from servgap.errors import ServgapError
from servgap.errors import outcomes as errors
from servgap.survey.instrument import Dimension, Instrument, Item
from servgap.survey.ledger import Ledger
from servgap.survey.outcomes.outcome import OutcomeAnswers
from servgap.survey.reading.answers.answer_columns import AnswerColumn, short
from servgap.survey.reading.answers.attributes import OfPeople
from servgap.survey.reading.answers.coding import code_answers
from servgap.survey.reading.answers.told import Told
from servgap.survey.reading.files.raw import RawTable
from servgap.survey.scale import Scale

USUAL = (Scale(1, 5), Scale(1, 7), Scale(0, 10), Scale(1, 10), Scale(1, 4), Scale(1, 6), Scale(0, 100))
"""Scales of outcomes, in the order in which they are tried."""


@dataclass(frozen=True)
class OutcomeColumn:
    """Where an outcome stands, and what the user said of it.

    Parameters
    ----------
    name
        What it is called.
    at
        Its column.
    scale
        Its scale, if that was told.
    labels
        What its labels stand for, if that was told.
    """

    name: str
    at: int
    scale: Scale | None = None
    labels: Mapping[Any, Any] | None = None


def read_outcomes(
    raw: RawTable, columns: Sequence[OutcomeColumn], of_people: OfPeople, told: Told, ledger: Ledger
) -> tuple[dict[str, OutcomeAnswers], Ledger]:
    """Read the outcomes, and enter the scales that were found.

    Raises
    ------
    ServgapError
        If an answer cannot be understood or lies off the scale, no usual scale holds all answers, or there are none.
    """
    outcomes = {}
    for column in columns:
        answers = _read(raw, column, of_people, told)
        if np.isnan(answers.values).all():
            raise errors.nobody_answered(column.name, raw.headers[column.at])
        outcomes[column.name] = answers
        if column.scale is None:
            facts = {"name": column.name, "first": short(raw.headers[column.at]), "scale": str(answers.scale)}
            ledger = ledger.understood("outcome", 1, facts)
    return outcomes, ledger


def _read(raw: RawTable, column: OutcomeColumn, of_people: OfPeople, told: Told) -> OutcomeAnswers:
    cells = of_people(raw, column.at)
    rows = raw.rows if len(cells) == len(raw.rows) else pd.RangeIndex(len(cells))
    answers = AnswerColumn("outcome", raw.headers[column.at], cells, rows, raw.labels_of(column.at))
    if column.scale is not None:
        return _on(column.scale, answers, column, told)
    refused: list[ServgapError] = []
    for scale in USUAL:
        try:
            return _on(scale, answers, column, told)
        except ServgapError as problem:
            refused.append(problem)
    raise errors.scale_not_found(column.name, raw.headers[column.at], str(refused[0])) from None


def _on(scale: Scale, column: AnswerColumn, told_of: OutcomeColumn, told: Told) -> OutcomeAnswers:
    labels = Told.of(told_of.labels, (), None, scale).labels
    question = Instrument(told_of.name, scale, [Dimension("outcome", [Item("outcome", told_of.name)])], ("perception",))
    codes = code_answers([column], question, replace(told, labels=labels)).columns[0].codes
    return OutcomeAnswers(scale, scale.decode(codes))


def outcome_scale(name: str, told: object) -> tuple[Scale | None, Mapping[Any, Any] | None]:
    """Understand what was told of an outcome's answers: its scale, its ends, or what its labels stand for.

    Raises
    ------
    ServgapError
        If it is none of these.
    """
    if isinstance(told, Scale):
        return told, None
    if isinstance(told, Mapping):
        values = [value for value in told.values() if _is_number(value)]
        if len(values) > 1 and min(values) < max(values):
            return _spanned(values), told
    elif isinstance(told, Sequence) and not isinstance(told, str) and len(told) == 2 and all(map(_is_number, told)):
        return Scale(*told), None
    raise errors.column_wrong(name, told)


def _spanned(values: Sequence[float]) -> Scale:
    """Give the scale from the lowest to the highest value, by the smallest step between two that are told."""
    steps = np.diff(sorted(set(map(float, values))))
    return Scale(min(values), max(values), float(steps.min()))


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and bool(np.isfinite(float(value)))
