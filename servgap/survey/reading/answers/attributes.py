"""What is known of respondents beside their answers: attributes, importance points, sampling weight."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap.errors import columns as column_errors
from servgap.errors import reading as errors
from servgap.errors.reading import Places
from servgap.language.shown import check_whole, is_whole
from servgap.survey.instrument import POINTS_TOTAL
from servgap.survey.reading.answers.answer_columns import place, row_of
from servgap.survey.reading.answers.tokens import parse_number, parse_token
from servgap.survey.reading.files.raw import RawTable
from servgap.survey.reading.files.text_cells import Cells, TextCells, factorise
from servgap.survey.reading.folding import fold
from servgap.survey.reading.layout.headers import Headers
from servgap.survey.reserved import check_names

#: Shares are often rounded to whole numbers, so that they sum to 100 only nearly.
POINTS_TOLERANCE = 0.5

#: Gives a column of the source, by its position, for each respondent.
OfPeople = Callable[[RawTable, int], Cells]


def find_attributes(headers: Headers, attributes: str | Sequence[str] | None) -> dict[str, int]:
    """Find the columns of the attributes.

    Raises
    ------
    ServgapError
        If one is not there, stands several times, or has the name of a column of findings.
    """
    listed = [attributes] if isinstance(attributes, str) or not isinstance(attributes, Iterable) else attributes
    names = list(dict.fromkeys(str(name) for name in listed if name is not None))
    unknown = [name for name in names if not headers.find(name)]
    if unknown:
        raise column_errors.unknown_attributes(unknown, headers.all)
    check_names(names)
    return {name: headers.one(name, f"attribute {name}") for name in names}


def read_attributes(raw: RawTable, found: dict[str, int], of_people: OfPeople, people: pd.Index[Any]) -> pd.DataFrame:
    """Read the attributes; a text is stripped of blanks, and an empty one is missing.

    Accents that one program writes as letters and another as signs over letters are written as letters, so that what
    reads alike is one value. Texts of which the source says that they have an order become an ordered categorical.
    """
    columns = {}
    for name, at in found.items():
        cells = of_people(raw, at)
        _refuse_halves(cells, raw.headers[at], people)
        columns[name] = _in_order(_series(_stripped(cells), people), cells)
    return pd.DataFrame(columns, index=people)


def _refuse_halves(cells: Cells, header: str, people: pd.Index[Any]) -> None:
    if cells.dtype == object:
        index, words = factorise(cells)
        for number, word in enumerate(words):
            if not is_whole(str(word)):
                check_whole(str(word), row_of(header, people[int(np.argmax(index == number))]))


def _series(values: NDArray[Any], people: pd.Index[Any]) -> pd.Series[Any]:
    # Text stays objects, so that a missing value is None whatever the version of pandas.
    return pd.Series(values, index=people, dtype=object if values.dtype == object else None)


def _in_order(values: pd.Series[Any], cells: Cells) -> pd.Series[Any]:
    """Keep the order of the texts, if they have one and differ when stripped."""
    told = cells.order if isinstance(cells, TextCells) else ()
    order = list(_stripped(np.array(told, dtype=object))) if told else []
    if not order or None in order or len(set(order)) < len(order) or not set(values.dropna()) <= set(order):
        return values
    return values.astype(pd.CategoricalDtype(order, ordered=True))


def _stripped(values: Cells) -> NDArray[Any]:
    if values.dtype != object:
        numbers = np.asarray(values)
        # small integers with gaps come in half the width
        return numbers.astype(np.float64) if numbers.dtype == np.float32 and _whole(numbers) else numbers
    index, words = factorise(values)
    normal = [unicodedata.normalize("NFC", str(word)) for word in words]
    stripped = [word.strip("\ufeff\u200b \t\r\n\u00a0\u3000") or None for word in normal]
    texts: NDArray[Any] = np.array([*stripped, None], dtype=object)[index]
    return texts


def _whole(numbers: NDArray[np.float32]) -> bool:
    return bool(np.all(np.isnan(numbers) | (numbers == np.rint(numbers))))


def read_points(raw: RawTable, at: Sequence[int], of_people: OfPeople, *, told: bool) -> NDArray[np.float64] | None:
    """Read importance points, dimensions × respondents.

    Points that do not sum to 100 stay as they are here. Points that were recognised by their names, and not named by
    the user, are None if nobody's sum to 100, for then the columns are something else.

    Raises
    ------
    ServgapError
        If points that the user named are no numbers, or nobody's sum to 100.
    """
    columns = []
    for position in at:
        numbers, wrong = _numbers(of_people(raw, position))
        if wrong.any():
            if not told:
                return None
            raise errors.points_unreadable(raw.headers[position], _places(raw, position, of_people, wrong))
        columns.append(numbers)
    points = np.stack(columns)
    if usable_points(points).any() or (told and np.isnan(points).all()):
        return points
    if not told:
        return None
    given = points[:, ~np.isnan(points.sum(axis=0))]
    raise errors.points_never_100([raw.headers[position] for position in at], given[:, 0] if given.size else ())


def usable_points(points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Say whose points are all there, not negative, and sum to 100."""
    usable: NDArray[np.bool_] = (points >= 0).all(axis=0) & (
        np.abs(points.sum(axis=0) - POINTS_TOTAL) <= POINTS_TOLERANCE
    )
    return usable


def read_weight(raw: RawTable, at: int, of_people: OfPeople) -> NDArray[np.float64]:
    """Read the respondents' sampling weights.

    Raises
    ------
    ServgapError
        If one is missing or not above 0.
    """
    weight, wrong = _numbers(of_people(raw, at))
    wrong |= ~(np.nan_to_num(weight, nan=0.0, posinf=0.0) > 0)
    if wrong.any():
        raise errors.weight_unusable(raw.headers[at], _places(raw, at, of_people, wrong))
    return weight


def _numbers(values: Cells) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Read numbers, and mark what is neither a number nor absent."""
    if values.dtype != object:
        readable = values.dtype.kind in "iuf"
        numbers = np.asarray(values, dtype=np.float64) if readable else np.full(len(values), np.nan)
        return numbers, np.full(len(values), not readable)
    index, words = factorise(values)
    read = [parse_number(str(word).strip().removesuffix("%")) for word in words]
    wrong = [
        number is None and parse_token(str(word)).absence is None for word, number in zip(words, read, strict=True)
    ]
    numbers = np.array([np.nan if number is None else number for number in read], dtype=np.float64)
    return numbers[index], np.array(wrong, dtype=bool)[index]


def _places(raw: RawTable, at: int, of_people: OfPeople, wrong: NDArray[np.bool_]) -> Places:
    values = of_people(raw, at)
    positions = np.flatnonzero(wrong)
    # In long data a respondent's number is not a row of the source; the value itself then has to say which.
    rows = raw.rows if len(values) == len(raw.rows) else range(len(values))
    first = tuple(place(raw.headers[at], rows[int(p)], fold(str(values[p])) or "empty") for p in positions[:3])
    return Places(len(positions), first)
