"""Surveys in files: answers as a table that any program opens, and beside them all that makes them this survey.

A CSV begins with rows whose first cell starts with ``#``: what is said there of the instrument, the ledger and the
columns is JSON, in one cell a row, with digests of all that is stored. A Parquet file holds the same in its metadata.
Answers are stored as scored.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap.errors import surveys as errors
from servgap.survey.attribute_cells import PLAIN, describe_cells, encode_cells
from servgap.survey.digests import digests_of
from servgap.survey.files.writing import write_whole
from servgap.survey.questionnaire import holds_promises, to_text
from servgap.survey.reserved import PERSON
from servgap.survey.scale import Codes, Scale
from servgap.survey.survey import Absence, Survey

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA = 1
WITH_FACTS = 2
"""The form of a survey whose ledger holds facts; one without any is written so that earlier versions read it too."""
WITH_NOT_ASKED = 3
"""The form of a survey some of whose items were put to some respondents only, which earlier versions cannot tell."""
WITH_OUTCOMES = 4
"""The form of a survey with outcomes, of which earlier versions know nothing."""
WITH_PROMISES = 5
"""The form of a survey whose standards have limits or what else is promised, whatever else it holds."""
WITH_PERSONS = 6
"""The form of a survey that knows which rows are of one person or who was invited, whatever else it holds."""
WITH_NAMES = 7
"""The form of a survey whose attributes or their values have names for readers, whatever else it holds."""
SCHEMAS = (SCHEMA, WITH_FACTS, WITH_NOT_ASKED, WITH_OUTCOMES, WITH_PROMISES, WITH_PERSONS, WITH_NAMES)
#: What a description may hold; those of earlier versions have no digests, and outcomes stand where there are any.
FIELDS = frozenset(
    ("schema", "instrument", "rows_read", "ledger", "index", "range", "attributes", "absences", "points", "weight")
) | {"digests", "outcomes", "persons", "invited", "names"}
#: How a CSV that holds a survey begins, and under what key a Parquet file says so.
MARK, METADATA = "# servgap survey ", b"servgap_survey"
#: Characters of the description in one cell: spreadsheets cut cells beyond 32,767.
_CELL = 30_000
WORDS = {
    Absence.MISSING: "",
    Absence.NOT_ANSWERED: "not answered",
    Absence.DOES_NOT_APPLY: "does not apply",
    Absence.NOT_ASKED: "not asked",
}
#: What follows the name of an answer's column in Parquet, where the reasons for having no answer stand.
REASON = ".absence"


def write_csv(survey: Survey, path: str | PathLike[str]) -> None:
    """Write a survey as CSV, so that the file either holds all of it or is as it was."""
    description = _description(survey, path)
    described = json.dumps(description, ensure_ascii=False, separators=(",", ":"))
    pieces = [described[at : at + _CELL] for at in range(0, len(described), _CELL)]
    written = io.StringIO()
    first = csv.writer(written, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    first.writerow([f"{MARK}{description['schema']}/{len(pieces)}"])
    first.writerows([f"# {piece}"] for piece in pieces)
    writer = csv.writer(written, lineterminator="\r\n")
    columns = list(_csv_columns(survey, description))
    writer.writerow([name for name, _ in columns])
    writer.writerows(zip(*(cells for _, cells in columns), strict=True))
    data = written.getvalue().encode("utf-8-sig")
    write_whole({path: data})


def write_parquet(survey: Survey, path: str | PathLike[str]) -> None:
    """Write a survey as Parquet, so that the file either holds all of it or is as it was."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise errors.parquet_not_written(path) from None
    description = _description(survey, path)
    described = json.dumps(description, ensure_ascii=False).encode("utf-8")
    names, columns = zip(*_parquet_columns(survey, description), strict=True)
    table = pa.table(list(columns), names=list(names)).replace_schema_metadata({METADATA: described})
    written = io.BytesIO()
    pq.write_table(table, written, write_page_checksum=True)
    write_whole({path: written.getvalue()})


def _description(survey: Survey, path: str | PathLike[str]) -> dict[str, Any]:
    index = survey.respondents.index
    said = {
        "schema": _form_of(survey),
        "instrument": to_text(survey.instrument),
        "rows_read": survey.ledger.rows_read,
        "ledger": [line.stored for line in survey.ledger.lines],
        "index": [describe_cells(level) | {"name": name} for name, level in _levels(index)],
        "range": [index.start, index.stop, index.step] if isinstance(index, pd.RangeIndex) else None,
        "attributes": [_described(name, survey.respondents[name], path) for name in survey.respondents.columns],
        "absences": [part for part in survey.instrument.parts if survey.answers[part].absences is not None],
        "points": survey.points is not None,
        "weight": survey.weight is not None,
    }
    if survey.outcomes:
        said["outcomes"] = [
            {"name": name, "scale": [float(end) for end in (each.scale.low, each.scale.high, each.scale.step)]}
            for name, each in survey.outcomes.items()
        ]
    if survey.persons is not None:
        said["persons"] = True
    if survey.invitations is not None:
        said["invited"] = survey.invitations.stored
    if survey.names:
        said["names"] = survey.names.stored
    return {**said, "digests": digests_of(survey, said)}


def _form_of(survey: Survey) -> int:
    if survey.names:
        return WITH_NAMES
    if survey.persons is not None or survey.invitations is not None:
        return WITH_PERSONS
    if holds_promises(survey.instrument):
        return WITH_PROMISES
    if survey.outcomes:
        return WITH_OUTCOMES
    if survey.matrix_sampled:
        return WITH_NOT_ASKED
    return WITH_FACTS if survey.ledger.holds_facts else SCHEMA


def _described(name: object, values: pd.Series[Any], path: str | PathLike[str]) -> dict[str, Any]:
    try:
        return describe_cells(values) | {"name": str(name)}
    except TypeError as problem:
        raise errors.attribute_not_written(path, str(name), str(problem)) from None


def _levels(index: pd.Index[Any]) -> Iterator[tuple[str | None, pd.Series[Any]]]:
    for at in range(index.nlevels):
        level = index.get_level_values(at)
        yield None if level.name is None else str(level.name), pd.Series(level)


def about_names(description: dict[str, Any]) -> Iterator[str]:
    """Name the columns of respondents, in the order in which they stand in the file."""
    for at, level in enumerate(description["index"]):
        yield level["name"] or f"respondent{at or ''}"
    yield from (attribute["name"] for attribute in description["attributes"])


def weight_names(description: dict[str, Any], dimensions: tuple[str, ...]) -> Iterator[str]:
    """Name the columns of points, weights, outcomes and persons, which stand behind the answers."""
    if description["points"]:
        yield from (f"points_{key}" for key in dimensions)
    if description["weight"]:
        yield "weight"
    yield from (f"outcome_{each['name']}" for each in description.get("outcomes", ()))
    if description.get("persons"):
        yield PERSON


def _about(survey: Survey) -> Iterator[pd.Series[Any]]:
    yield from (level for _, level in _levels(survey.respondents.index))
    yield from (survey.respondents[name] for name in survey.respondents.columns)


def _csv_columns(survey: Survey, description: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    yield from zip(about_names(description), map(encode_cells, _about(survey)), strict=True)
    for part in survey.instrument.parts:
        names = [f"{part}_{key}" for key in survey.instrument.item_keys]
        yield from zip(names, _answer_cells(survey, part), strict=True)
    for name, numbers in _weights(survey, description):
        yield name, ["" if np.isnan(number) else repr(float(number)) for number in numbers]


def _weights(survey: Survey, description: dict[str, Any]) -> Iterator[tuple[str, NDArray[np.float64]]]:
    numbers = [*(() if survey.points is None else survey.points)]
    numbers += [] if survey.weight is None else [survey.weight]
    numbers += [each.values for each in survey.outcomes.values()]
    numbers += [] if survey.persons is None else [survey.persons.astype(np.float64)]
    return zip(weight_names(description, survey.instrument.dimension_keys), numbers, strict=True)


def _answer_cells(survey: Survey, part: str) -> Iterator[list[str]]:
    values = [_number_text(value) for value in survey.instrument.scale.values]
    given = survey.answers[part]
    offset = len(WORDS) - 1
    words: NDArray[Any] = np.array([*(WORDS[kind] for kind in reversed(Absence)), *values], dtype=object)
    for at, codes in enumerate(given.codes):
        absent = 0 if given.absences is None else given.absences[at].astype(np.intp)
        yield words[np.where(codes > 0, codes.astype(np.intp) + offset, offset - absent)].tolist()


def _number_text(value: float) -> str:
    """Write a place on the scale exactly, without a needless ``.0``."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def _parquet_columns(survey: Survey, description: dict[str, Any]) -> Iterator[tuple[str, pa.Array]]:
    import pyarrow as pa

    yield from zip(about_names(description), map(_parquet_cells, _about(survey)), strict=True)
    for part in survey.instrument.parts:
        given = survey.answers[part]
        for at, key in enumerate(survey.instrument.item_keys):
            yield f"{part}_{key}", _parquet_answers(given.codes[at], survey.instrument.scale)
            if given.absences is not None and given.absences[at].any():
                yield f"{part}_{key}{REASON}", pa.array(given.absences[at])
    for name, numbers in _weights(survey, description):
        yield name, pa.array(numbers)


def _parquet_answers(codes: Codes, scale: Scale) -> pa.Array:
    import pyarrow as pa

    scored = pa.array(np.concatenate([[scale.low], scale.values])[codes], mask=codes == 0)
    whole = all(float(value).is_integer() for value in scale.values)
    return scored.cast(pa.int32()) if whole else scored


def _parquet_cells(values: pd.Series[Any]) -> pa.Array:
    """Give numbers and times as such, and all else as the texts that the description says how to read."""
    import pyarrow as pa

    if describe_cells(values)["kind"] == PLAIN:
        return pa.Array.from_pandas(values)
    return pa.array(encode_cells(values))
