"""Long data, one row an answer, turned into one row a respondent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap.errors import long_data as errors
from servgap.survey.instrument import Instrument
from servgap.survey.ledger import LedgerLine
from servgap.survey.reading.answers.answer_columns import AnswerColumn, first_of, place, short
from servgap.survey.reading.answers.coding import Coded, code_answers
from servgap.survey.reading.answers.gathering import Gathered, names_of_respondents
from servgap.survey.reading.answers.told import Told
from servgap.survey.reading.files.raw import RawTable
from servgap.survey.reading.files.text_cells import factorise
from servgap.survey.reading.folding import fold_case
from servgap.survey.reading.layout.columns import Layout
from servgap.survey.reading.layout.headers import Headers
from servgap.survey.reading.layout.item_names import item_reader
from servgap.survey.reading.layout.part_values import values_to_say
from servgap.survey.reading.layout.part_words import part_named
from servgap.survey.scale import plain
from servgap.survey.survey import Answers


def gather_long(raw: RawTable, layout: Layout, instrument: Instrument, told: Told) -> Gathered:
    """Gather answers from a table with one row an answer.

    Raises
    ------
    ServgapError
        If an item or part is unknown, an answer stands twice, or what is said of a respondent varies between his rows.
    """
    respondent, item, answer = (_given(at) for at in (layout.respondent, layout.item, layout.answer))
    who, people = pd.factorize(names_of_respondents(raw, respondent))
    which = _items(raw, item, instrument)
    part = _parts(raw, layout, instrument)
    _check_once(raw, answer, (who, which, part), instrument)
    rows = [np.flatnonzero(part == number) for number in range(len(instrument.parts))]
    columns = [
        AnswerColumn(name, raw.headers[answer], raw.columns[answer][at], raw.rows[at], raw.labels_of(answer))
        for name, at in zip(instrument.parts, rows, strict=True)
    ]
    coded = code_answers(columns, instrument, told)
    shape = (len(instrument.items), len(people))
    answers = {
        name: _scattered(column, which[at], who[at], shape)
        for name, column, at in zip(instrument.parts, coded.columns, rows, strict=True)
    }
    return _gathered(raw, answers, coded.lines, who, pd.Index(people, name=raw.headers[respondent]))


def gather_half_long(raw: RawTable, layout: Layout, instrument: Instrument, told: Told) -> Gathered:
    """Gather answers from a table with a row for each respondent and item, and a column for each part.

    Raises
    ------
    ServgapError
        If an item is unknown or stands twice, or what is said of a respondent varies between his rows.
    """
    respondent, item, columns_of = _given(layout.respondent), _given(layout.item), layout.part_columns or {}
    who, people = pd.factorize(names_of_respondents(raw, respondent))
    which = _items(raw, item, instrument)
    first = columns_of[instrument.parts[0]]
    _check_once(raw, first, (who, which, np.zeros(len(which), dtype=np.intp)), instrument)
    columns = [
        AnswerColumn(part, raw.headers[at], raw.columns[at], raw.rows, raw.labels_of(at))
        for part, at in columns_of.items()
    ]
    coded = code_answers(columns, instrument, told)
    shape = (len(instrument.items), len(people))
    answers = {
        part: _scattered(column, which, who, shape) for part, column in zip(columns_of, coded.columns, strict=True)
    }
    return _gathered(raw, answers, coded.lines, who, pd.Index(people, name=raw.headers[respondent]))


def _gathered(
    raw: RawTable,
    answers: Mapping[str, Answers],
    lines: Sequence[LedgerLine],
    who: NDArray[np.intp],
    names: pd.Index[Any],
) -> Gathered:
    """Call each respondent by the row in which he stands first."""
    first = np.unique(who, return_index=True)[1]
    return Gathered(answers, raw.rows[first].rename("row"), (_line(raw, names), *lines), who, names)


def _line(raw: RawTable, people: pd.Index[Any]) -> LedgerLine:
    return LedgerLine("understood", "long", 0, {"answers": len(raw.rows), "people": len(people)})


def _given(position: int | None) -> int:
    return -1 if position is None else position


def _which(
    raw: RawTable, at: int, what: str, *, known: Sequence[str], read: Callable[[str], int | None], mend: str = ""
) -> NDArray[np.intp]:
    """Say which item or part each row is about."""
    index, words = factorise(raw.columns[at], absent=True)
    found = [read(_word(word)) for word in words]
    unknown = np.array([number is None for number in found], dtype=bool)[index]
    if unknown.any():
        positions = np.flatnonzero(unknown)
        hits = [(int(row), 0, place(raw.headers[at], raw.rows[row], raw.columns[at][row])) for row in positions[:3]]
        mend = mend or "Fix these rows, or use the instrument that was asked."
        raise errors.unknown(what, short(raw.headers[at]), first_of(hits, len(positions)), known, mend)
    numbers: NDArray[np.intp] = np.array([-1 if number is None else number for number in found], dtype=np.intp)[index]
    return numbers


def _word(value: Any) -> str:
    return plain(value) if isinstance(value, int | float | np.number) else str(value)


def _items(raw: RawTable, at: int, instrument: Instrument) -> NDArray[np.intp]:
    words = [_word(word) for word in factorise(raw.columns[at], absent=True)[1]]
    return _which(raw, at, "item", known=instrument.item_keys, read=item_reader(instrument, words))


def _parts(raw: RawTable, layout: Layout, instrument: Instrument) -> NDArray[np.intp]:
    if layout.part is None:
        return np.zeros(len(raw.rows), dtype=np.intp)
    told = {fold_case(_word(value)): name for value, name in (layout.part_values or {}).items()}

    def read(word: str) -> int | None:
        name = told.get(fold_case(word)) if told else part_named(word, instrument.parts)
        return instrument.parts.index(name) if name in instrument.parts else None

    words = [_word(word) for word in factorise(raw.columns[layout.part], absent=True)[1]]
    mend = values_to_say(Headers(raw.headers), layout.part, words, instrument, _roles(layout))
    return _which(raw, layout.part, "part", known=instrument.parts, read=read, mend=mend)


def _roles(layout: Layout) -> dict[str, int]:
    roles = {"respondent": layout.respondent, "item": layout.item, "answer": layout.answer}
    return {role: at for role, at in roles.items() if at is not None}


def _check_once(
    raw: RawTable, answer: int, cells: tuple[NDArray[Any], NDArray[Any], NDArray[Any]], instrument: Instrument
) -> None:
    who, which, part = cells
    cell = (who.astype(np.int64) * len(instrument.items) + which) * len(instrument.parts) + part
    repeated = pd.Index(cell).duplicated(keep="first")
    if repeated.any():
        positions = np.flatnonzero(repeated)
        hits: list[tuple[int, int, str]] = []
        for at in positions[:3]:
            asked = instrument.item_keys[which[at]] + (f", {instrument.parts[part[at]]}" if part.any() else "")
            hits.append((int(at), 0, place(raw.headers[answer], raw.rows[at], asked)))
        raise errors.repeated(first_of(hits, len(positions)))


def _scattered(column: Coded, which: NDArray[Any], who: NDArray[Any], shape: tuple[int, int]) -> Answers:
    codes = np.zeros(shape, dtype=np.uint8)
    codes[which, who] = column.codes
    if column.absences is None:
        return Answers(codes)
    absences = np.zeros(shape, dtype=np.uint8)
    absences[which, who] = column.absences
    return Answers(codes, absences)
