"""Answers of all rows of a source, part by part, as codes in the instrument's order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

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
    persons
        Which rows are of one person, where the user named the column that says it and some are.
    """

    answers: Mapping[str, Answers]
    people: pd.Index[Any]
    lines: tuple[LedgerLine, ...]
    who: NDArray[np.intp] | None = None
    names: pd.Index[Any] | None = None
    persons: NDArray[np.int64] | None = None

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
    names, persons = _names(raw, layout)
    return Gathered(answers, raw.rows.rename("row"), recoded, names=names, persons=persons)


def _stacked(columns: Sequence[Coded]) -> Answers:
    codes = np.stack([column.codes for column in columns])
    if all(column.absences is None for column in columns):
        return Answers(codes)
    none = np.zeros(codes.shape[1], dtype=np.uint8)
    return Answers(codes, np.stack([none if column.absences is None else column.absences for column in columns]))


MOST_ROWS = 40
"""Rows of one respondent, on the average, beyond which a column will hardly name respondents."""


def _names(raw: RawTable, layout: Layout) -> tuple[pd.Index[Any] | None, NDArray[np.int64] | None]:
    """Give what rows are called, and a number for each person where some stand in several rows; -1 for nobody.

    Raises
    ------
    ServgapError
        If the column that names respondents names none, or so few that it will hold something else.
    """
    if layout.respondent is None:
        return raw.names, None
    names, nameless = _named_rows(raw, layout.respondent)
    if nameless.all():
        _refuse_nameless(raw, layout.respondent, nameless)
    persons, distinct = pd.factorize(pd.Series(names.to_numpy(), dtype=object).mask(nameless))
    repeated = pd.Series(persons).duplicated(keep=False).to_numpy() & ~nameless
    named = int((~nameless).sum())
    if named > max(len(distinct) * MOST_ROWS, 1) or (len(distinct) == 1 and named > 1):
        header = raw.headers[layout.respondent]
        raise errors.respondents_unusable(header, "some stand more than once", _rows(raw, header, repeated))
    return names, persons.astype(np.int64) if repeated.any() else None


def names_of_respondents(raw: RawTable, at: int) -> pd.Index[Any]:
    """Read the respondents' own names, one for each row.

    Raises
    ------
    ServgapError
        If one has none.
    """
    names, nameless = _named_rows(raw, at)
    if nameless.any():
        _refuse_nameless(raw, at, nameless)
    return names


def _named_rows(raw: RawTable, at: int) -> tuple[pd.Index[Any], NDArray[np.bool_]]:
    """Read what each row calls its respondent, and which rows call him nothing."""
    header, values = raw.headers[at], raw.columns[at]
    if values.dtype == object:
        index, words = factorise(values)
        values = np.array([fold(str(word)) for word in words], dtype=object)[index]
        nameless = values == ""
    else:
        nameless = np.asarray(pd.isna(np.asarray(values)))
    return pd.Index(values, name=header), nameless


def _refuse_nameless(raw: RawTable, at: int, nameless: NDArray[np.bool_]) -> NoReturn:
    header = raw.headers[at]
    raise errors.respondents_unusable(header, "some have none", _rows(raw, header, nameless))


def _rows(raw: RawTable, header: str, marked: NDArray[np.bool_]) -> errors.Places:
    """Say where names are wrong, without the names."""
    positions = np.flatnonzero(marked)
    return first_of([(int(at), 0, row_of(header, raw.rows[at])) for at in positions[:3]], len(positions))


def _places(raw: RawTable, header: str, names: Any, marked: NDArray[np.bool_]) -> errors.Places:
    positions = np.flatnonzero(marked)
    hits = [(int(at), 0, place(header, raw.rows[at], names[at])) for at in positions[:3]]
    return first_of(hits, len(positions))
