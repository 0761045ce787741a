"""Answers of all rows of a source, part by part, as codes in the instrument's order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap.errors import long_data
from servgap.errors import reading as errors
from servgap.survey.instrument import Instrument
from servgap.survey.ledger import LedgerLine
from servgap.survey.reading.answers.answer_columns import AnswerColumn, first_of, place, row_of, short
from servgap.survey.reading.answers.coding import Coded, code_answers
from servgap.survey.reading.answers.told import Told
from servgap.survey.reading.answers.value_labels import described
from servgap.survey.reading.files.raw import RawTable
from servgap.survey.reading.files.text_cells import Cells, factorise
from servgap.survey.reading.folding import fold
from servgap.survey.reading.layout.columns import Layout
from servgap.survey.survey import Answers


@dataclass(frozen=True, eq=False)
class Gathered:
    """The answers of everybody in the source.

    Parameters
    ----------
    answers
        One matrix of codes a part, as answered (nothing mirrored, nobody left out).
    people
        The row of the source in which each respondent stands, first: what becomes the index of `Survey.respondents`.
    lines
        What was understood and recoded.
    who
        Of long data: for each row of the source the place of its respondent in `people`. None if rows are respondents.
    names
        What the source calls the respondents, if it does.
    """

    answers: Mapping[str, Answers]
    people: pd.Index[Any]
    lines: tuple[LedgerLine, ...]
    who: NDArray[np.intp] | None = None
    names: pd.Index[Any] | None = None

    @property
    def row_names(self) -> pd.Series[Any] | None:
        """What the source calls the respondents, by row."""
        if self.names is None:
            return None
        return pd.Series(self.names.to_flat_index(), index=self.people, name=self.names.name)

    def of_people(self, raw: RawTable, at: int) -> Cells:
        """Give a column of the source for each respondent.

        Raises
        ------
        ServgapError
            If, in long data, it is not the same in all rows of a respondent.
        """
        return self._of_people(raw, at, described(raw, at))

    def answers_of_people(self, raw: RawTable, at: int) -> Cells:
        """Give a column of the source for each respondent, as it stands and not by what its numbers are called.

        Raises
        ------
        ServgapError
            If, in long data, it is not the same in all rows of a respondent.
        """
        return self._of_people(raw, at, raw.columns[at])

    def _of_people(self, raw: RawTable, at: int, values: Cells) -> Cells:
        if self.who is None:
            return values
        first = np.unique(self.who, return_index=True)[1]
        index = factorise(values)[0]
        varies = index != index[first][self.who]
        if varies.any():
            raise long_data.varies(short(raw.headers[at]), _places(raw, raw.headers[at], values, varies))
        return values[first]


def gather_wide(raw: RawTable, layout: Layout, instrument: Instrument, told: Told) -> Gathered:
    """Gather answers from a table with one row a respondent."""
    columns = [
        AnswerColumn(part, raw.headers[at], raw.columns[at], raw.rows, raw.labels_of(at))
        for part in instrument.parts
        for at in layout.parts[part]
    ]
    coded = code_answers(columns, instrument, told)
    # Columns are let go as soon as they are stacked, so that a large survey does not stand in memory twice.
    recoded, waiting = coded.lines, list(coded.columns)
    del coded
    answers = {}
    for part in instrument.parts:
        answers[part] = _stacked(waiting[: len(instrument.items)])
        del waiting[: len(instrument.items)]
    return Gathered(answers, raw.rows.rename("row"), recoded, names=_names(raw, layout))


def _stacked(columns: Sequence[Coded]) -> Answers:
    codes = np.stack([column.codes for column in columns])
    if all(column.absences is None for column in columns):
        return Answers(codes)
    none = np.zeros(codes.shape[1], dtype=np.uint8)
    return Answers(codes, np.stack([none if column.absences is None else column.absences for column in columns]))


def _names(raw: RawTable, layout: Layout) -> pd.Index[Any] | None:
    if layout.respondent is None:
        return raw.names
    names = names_of_respondents(raw, layout.respondent)
    repeated = names.duplicated(keep=False)
    if repeated.any():
        header = raw.headers[layout.respondent]
        raise errors.respondents_unusable(header, "some stand more than once", _rows(raw, header, repeated))
    return names


def names_of_respondents(raw: RawTable, at: int) -> pd.Index[Any]:
    """Read the respondents' own names, one for each row.

    Raises
    ------
    ServgapError
        If one has none.
    """
    header, values = raw.headers[at], raw.columns[at]
    if values.dtype == object:
        index, words = factorise(values)
        values = np.array([fold(str(word)) for word in words], dtype=object)[index]
        nameless = values == ""
    else:
        nameless = np.asarray(pd.isna(np.asarray(values)))
    names: pd.Index[Any] = pd.Index(values, name=header)
    if nameless.any():
        raise errors.respondents_unusable(header, "some have none", _rows(raw, header, nameless))
    return names


def _rows(raw: RawTable, header: str, marked: NDArray[np.bool_]) -> errors.Places:
    """Say where names are wrong, without the names."""
    positions = np.flatnonzero(marked)
    return first_of([(int(at), 0, row_of(header, raw.rows[at])) for at in positions[:3]], len(positions))


def _places(raw: RawTable, header: str, names: Any, marked: NDArray[np.bool_]) -> errors.Places:
    positions = np.flatnonzero(marked)
    hits = [(int(at), 0, place(header, raw.rows[at], names[at])) for at in positions[:3]]
    return first_of(hits, len(positions))
