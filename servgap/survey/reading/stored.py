"""Surveys read back from the files that `Survey.to_csv` and `Survey.to_parquet` write."""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Mapping, Sequence, Sized
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap.errors import ServgapError, first_places
from servgap.errors import surveys as errors
from servgap.survey.attribute_names import NO_NAMES, AttributeNames
from servgap.survey.instrument import Instrument
from servgap.survey.invitations import Invitations
from servgap.survey.ledger import Ledger
from servgap.survey.outcomes.outcome import OutcomeAnswers
from servgap.survey.questionnaire import from_text
from servgap.survey.reading.answers.answer_columns import AnswerColumn
from servgap.survey.reading.answers.coding import code_answers
from servgap.survey.reading.answers.told import Told
from servgap.survey.reading.customary import customary_in
from servgap.survey.reading.files.delimited import read_delimited
from servgap.survey.reading.files.encodings import decode, find_encoding
from servgap.survey.reading.files.limits import LIMITS, Limits, check_source
from servgap.survey.reading.files.parquet import check_cells
from servgap.survey.reading.files.raw import clean_header
from servgap.survey.reading.stored_tables import CsvTable, ParquetTable, StoredTable
from servgap.survey.reading.unchanged import unchanged
from servgap.survey.reserved import PERSON, check_names
from servgap.survey.scale import Scale
from servgap.survey.survey import Answers, Survey
from servgap.survey.survey_file import FIELDS, MARK, METADATA, REASON, SCHEMAS, about_names, weight_names

_STARTS = tuple(
    mark + (quote + MARK).encode(encoding)
    for mark, encoding in ((b"", "utf-8"), (b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"))
    for quote in ("", '"')
)
_FIRST = re.compile(re.escape(MARK) + r"(\d{1,4})/(\d{1,6})\b")
#: What reading raises of a description that fits no table.
UNREADABLE = (
    *(KeyError, IndexError, TypeError, AttributeError, ValueError, OverflowError, RecursionError),
    *(NotImplementedError, MemoryError),
)
_AFTER_CELL = "\r\n,;\t "


def read_stored(
    source: Any,
    instrument: Any,
    given: Mapping[str, Any],
    *,
    attributes: Any = (),
    encoding: str | None = None,
    limits: Limits = LIMITS,
) -> Survey | None:
    """Read a stored survey; None if the source is something else.

    Parameters
    ----------
    source
        What was passed as source.
    instrument
        The instrument that was asked for; None if none was.
    given
        The options that say how columns and answers are to be understood; a stored survey needs none of them.
    attributes
        The attributes that are wanted; all of them if none are named.
    encoding
        The encoding of a CSV file; found when not given.
    limits
        How large it may be.

    Raises
    ------
    ServgapError
        If the file was changed so that it no longer is the survey that was stored, or is of another instrument.
    """
    if not isinstance(source, str | os.PathLike) or "\x00" in os.fsdecode(source):
        return None
    path = Path(os.fsdecode(source))
    stored = _open(path, encoding, limits)
    if stored is None:
        return None
    needless = [name for name, value in given.items() if not _nothing(value)]
    if needless:
        raise errors.stored_needs_nothing(path, needless)
    try:
        survey = unchanged(_survey(*stored, path), stored[0], path)
    except ServgapError:
        raise
    except UNREADABLE as problem:
        raise errors.not_a_stored_survey(path, f"a part of it is missing or was changed ({problem!s:.80})") from None
    if instrument is not None and instrument != survey.instrument:
        raise errors.stored_of_other_instrument(path, survey.instrument.name)
    return _only(survey, attributes)


def _nothing(value: Any) -> bool:
    return value is None or (isinstance(value, Sized) and len(value) == 0)


def _only(survey: Survey, attributes: Any) -> Survey:
    names = [attributes] if isinstance(attributes, str) else list(attributes or ())
    if None in names:
        told = [name for name in names if name is not None]
        names = [*told, *(name for name in customary_in(survey.attributes) if name not in told)]
    for name in names:
        if name not in survey.attributes:
            raise errors.unknown_attribute(name, survey.attributes)
    invitations = survey.invitations and survey.invitations.groups(names)
    if names:
        survey = replace(survey, respondents=survey.respondents[names], invitations=invitations)
    check_names(survey.attributes)
    return survey


def _open(path: Path, encoding: str | None, limits: Limits) -> tuple[dict[str, Any], StoredTable] | None:
    """Give what a stored survey says of itself and its columns; None for other files, which are for others to judge."""
    start = b""
    with suppress(OSError, RuntimeError):
        path = path.expanduser()
        check_source(path, limits)
        with path.open("rb") as file:
            start = file.read(64)
    if start.startswith(b"PAR1"):
        return _from_parquet(path, limits)
    return _from_csv(path, encoding) if start.startswith(_STARTS) else None


def _from_parquet(path: Path, limits: Limits) -> tuple[dict[str, Any], StoredTable] | None:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        return None
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as file:
            metadata = file.schema_arrow.metadata or {}
            if METADATA in metadata:
                check_cells(file.metadata.num_rows, file.metadata.num_columns, path.name, limits)
            table = file.read() if METADATA in metadata else None
    except (pa.ArrowException, OSError, UnicodeError):
        return None
    return None if table is None else (_described(metadata[METADATA], path), ParquetTable(table))


def _from_csv(path: Path, encoding: str | None) -> tuple[dict[str, Any], StoredTable]:
    data = path.read_bytes()
    text = decode(data, encoding or find_encoding(data, path.name), path.name)
    first = _FIRST.match(text.lstrip('"'))
    count = int(first[2]) + 1 if first is not None else 0
    *rows, table = text.split("\n", count)
    if len(rows) < max(count, 1):
        raise errors.not_a_stored_survey(path, "its first rows are cut off or were changed")
    try:
        pieces = [next(csv.reader([row.rstrip(_AFTER_CELL)]))[0].removeprefix("# ") for row in rows[1:]]
    except (csv.Error, IndexError, StopIteration):
        raise errors.not_a_stored_survey(path, "its first rows were changed") from None
    described = _described("".join(pieces), path)
    return described, CsvTable(read_delimited(table.encode("utf-8"), path.name, encoding="utf-8"))


def _described(text: str | bytes, path: Path) -> dict[str, Any]:
    try:
        description = json.loads(text)
    except (ValueError, RecursionError):  # no JSON, or no text, or absurdly deep
        raise errors.not_a_stored_survey(path, "what it says of itself was cut off or changed") from None
    if not isinstance(description, dict) or description.get("schema") not in SCHEMAS:
        raise errors.not_a_stored_survey(path, f"this version reads the forms {first_places(SCHEMAS)}")
    if unknown := sorted(description.keys() - FIELDS):
        raise errors.not_a_stored_survey(path, f"this version knows no {first_places(map(repr, unknown))} in it")
    return description


def _survey(description: dict[str, Any], table: StoredTable, path: Path) -> Survey:
    try:
        instrument = from_text(description["instrument"], path)
    except ServgapError as problem:
        raise errors.not_a_stored_survey(path, f"its instrument was changed: {str(problem).rstrip('.')}") from None
    ledger = Ledger.of_stored(description["rows_read"], description["ledger"])
    if ledger.rows_used != len(table.rows):
        raise errors.stored_rows_differ(path, ledger.rows_used, len(table.rows))
    place = _places(description, table, instrument, path)
    index = _index(description, table)
    start = len(description["index"])
    attributes = {
        about["name"]: table.described(at, about).set_axis(index)
        for at, about in enumerate(description["attributes"], start=start)
    }
    points = [table.numbers(place[f"points_{key}"]) for key in instrument.dimension_keys if description["points"]]
    return Survey(
        instrument,
        _answers(description, table, instrument, place),
        pd.DataFrame(attributes, index=index),
        ledger,
        np.stack(points) if points else None,
        table.numbers(place["weight"]) if description["weight"] else None,
        outcomes=_outcomes(description, table, place),
        persons=_persons(table.numbers(place[PERSON])) if description.get("persons") else None,
        invitations=Invitations.of_stored(description["invited"], attributes) if "invited" in description else None,
        names=AttributeNames.of_stored(description["names"]) if "names" in description else NO_NAMES,
    )


def _persons(numbers: NDArray[np.float64]) -> NDArray[np.int64]:
    if not ((numbers >= -1) & (np.floor(numbers) == numbers) & (numbers < 1 << 53)).all():
        wrong = f"{PERSON} holds what counts nobody"
        raise ValueError(wrong)
    return numbers.astype(np.int64)


def _outcomes(description: dict[str, Any], table: StoredTable, place: Mapping[str, int]) -> dict[str, OutcomeAnswers]:
    outcomes = {}
    for told in description.get("outcomes", ()):
        scale, values = Scale(*told["scale"]), table.numbers(place[clean_header(f"outcome_{told['name']}")])
        codes, off, between = scale.encode(values)
        if (off | between).any():
            wrong = f"outcome_{told['name']} holds what is no answer on {scale}"
            raise ValueError(wrong)
        outcomes[str(told["name"])] = OutcomeAnswers(scale, scale.decode(codes))
    return outcomes


def _places(description: dict[str, Any], table: StoredTable, instrument: Instrument, path: Path) -> dict[str, int]:
    """Find the columns of answers, reasons, points and weights behind those of respondents, which are known by place.

    Raises
    ------
    ServgapError
        If a column is gone or stands elsewhere.
    """
    about = [clean_header(name) for name in about_names(description)]
    answers = [clean_header(f"{part}_{key}") for part in instrument.parts for key in instrument.item_keys]
    expected = [*about, *answers, *map(clean_header, weight_names(description, instrument.dimension_keys))]
    found = [header for header in table.headers[len(about) :] if not header.endswith(REASON)]
    if [*table.headers[: len(about)], *found] != expected:
        raise errors.stored_columns_differ(path, expected, table.headers)
    return {header: at for at, header in enumerate(table.headers) if at >= len(about)}


def _index(description: dict[str, Any], table: StoredTable) -> pd.Index[Any]:
    levels = [table.described(at, about) for at, about in enumerate(description["index"])]
    names = [about["name"] for about in description["index"]]
    if description["range"] is not None:
        start, stop, step = description["range"]
        counted = pd.RangeIndex(start, stop, step, name=names[0])
        if len(counted) == len(table.rows) and (levels[0].to_numpy() == counted.to_numpy()).all():
            return counted
    return pd.Index(levels[0], name=names[0]) if len(levels) == 1 else pd.MultiIndex.from_arrays(levels, names=names)


def _answers(
    description: dict[str, Any], table: StoredTable, instrument: Instrument, place: Mapping[str, int]
) -> dict[str, Answers]:
    headers = [(part, f"{part}_{key}") for part in instrument.parts for key in instrument.item_keys]
    columns = [
        AnswerColumn(part, header, table.answers(place[clean_header(header)]), table.rows) for part, header in headers
    ]
    coded = code_answers(columns, instrument, Told()).columns
    none = np.zeros(len(table.rows), dtype=np.uint8)
    reasons: list[NDArray[np.uint8]] = []
    for (_, header), column in zip(headers, coded, strict=True):
        at = place.get(clean_header(header) + REASON)
        stored = column.absences if at is None else np.asarray(table.answers(at)).astype(np.uint8)
        reasons.append(none if stored is None else stored)
    return {
        part: _part(instrument, coded, reasons, number, told=part in description["absences"])
        for number, part in enumerate(instrument.parts)
    }


def _part(
    instrument: Instrument, coded: Sequence[Any], reasons: Sequence[NDArray[np.uint8]], number: int, *, told: bool
) -> Answers:
    items = len(instrument.items)
    own = slice(number * items, (number + 1) * items)
    codes = np.stack([column.codes for column in coded[own]])
    return Answers(codes, np.stack(reasons[own]) if told else None)
