"""Digests of what a stored survey holds, by which a reader of its file sees whether it was changed since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap.survey.attribute_cells import encode_cells
from servgap.survey.instrument import Instrument, Item
from servgap.survey.questionnaire import to_text
from servgap.survey.survey import Survey

SIGNS = 16
FINGERPRINT, TOGETHER = 16, 4
#: What a description holds beside what its own digest is made from.
APART = ("instrument", "digests")


def digests_of(survey: Survey, description: Mapping[str, Any]) -> dict[str, Any]:
    """Give the digests of a survey and of what its file says of it.

    They rest on the contents, not on how these stand in the file: CSV and Parquet have the same, and a table that went
    through a spreadsheet program and holds what it held has them still.

    Parameters
    ----------
    survey
        The survey.
    description
        What the file says of it: ledger, index and attributes.

    Returns
    -------
    dict
        ``columns``, one digest a column in the order of the file; ``about``, of the description; ``structure``, of all
        that gives a number its meaning in the instrument; ``wording``, of its texts.
    """
    return {
        "columns": [digest for _, digest in column_digests(survey)],
        **digests_of_description(survey.instrument, description),
    }


def fingerprint(survey: Survey) -> str:
    """Give a few signs that follow from a survey's answers and from what gives them their meaning, and nothing else.

    The same data have the same ones wherever they are read; another answer, another row, or a row in another place
    gives others.

    Examples
    --------
    >>> import servgap as sg
    >>> survey = sg.read_survey("data/samples/hotline_2026.csv", attributes=["branch"])
    >>> fingerprint(survey) == fingerprint(survey), fingerprint(survey) == fingerprint(survey.where(branch="Central"))
    (True, False)
    """
    told = [*column_digests(survey), ("structure", _digest(_json(_structure(survey.instrument))))]
    signs = hashlib.sha256(_json(told)).hexdigest()[:FINGERPRINT]
    return "-".join(signs[at : at + TOGETHER] for at in range(0, FINGERPRINT, TOGETHER))


def digests_of_description(instrument: Instrument, description: Mapping[str, Any]) -> dict[str, str]:
    """Give the digests of all but the columns."""
    said = {key: value for key, value in description.items() if key not in APART}
    return {
        "about": _digest(_json(said)),
        "structure": _digest(_json(_structure(instrument))),
        "wording": _digest(to_text(instrument).encode("utf-8")),
    }


def column_digests(survey: Survey) -> Iterator[tuple[str, str]]:
    """Name what is stored of a survey, column by column, with the digest of each."""
    index = survey.respondents.index
    for at in range(index.nlevels):
        yield "the respondents' rows", _cells(pd.Series(index.get_level_values(at)))
    for name in survey.respondents.columns:
        yield f"the attribute {name!r}", _cells(survey.respondents[name])
    for part in survey.instrument.parts:
        given = survey.answers[part]
        for at, (key, codes) in enumerate(zip(survey.instrument.item_keys, given.codes, strict=True)):
            absent = None if given.absences is None else np.where(codes == 0, given.absences[at], 0)
            reasons = b"" if absent is None else absent.astype(np.uint8).tobytes()
            yield f"the answers {part}_{key}", _digest(codes.tobytes() + reasons)
    if survey.points is not None:
        for key, points in zip(survey.instrument.dimension_keys, survey.points, strict=True):
            yield f"the points of {key}", _numbers(points)
    if survey.weight is not None:
        yield "the sampling weights", _numbers(survey.weight)
    for name, outcome in survey.outcomes.items():
        yield f"the outcome {name!r}", _numbers(outcome.values)
    if survey.persons is not None:
        yield "which rows are of one person", _numbers(survey.persons.astype(np.float64))


def _cells(values: pd.Series[Any]) -> str:
    if isinstance(values.dtype, np.dtype) and values.dtype.kind in "iu":
        return _digest(values.to_numpy().astype(f"<{values.dtype.kind}8").tobytes())
    if pd.api.types.infer_dtype(values, skipna=True) == "string":  # few texts, each of many respondents
        codes, texts = pd.factorize(values)
        return _digest(codes.astype("<i8").tobytes() + _lines(pd.Series(texts, dtype=object)))
    return _digest(_lines(values))


def _lines(values: pd.Series[Any]) -> bytes:
    # No cell holds a line break: texts that do are written as JSON.
    return "\n".join(encode_cells(values)).encode("utf-8", errors="surrogatepass")


def _numbers(values: NDArray[np.float64]) -> str:
    return _digest(np.where(np.isnan(values), np.nan, values).astype("<f8").tobytes())


def _structure(instrument: Instrument) -> list[Any]:
    scale = instrument.scale
    return [
        instrument.name,
        [float(scale.low), float(scale.high), float(scale.step)],
        list(instrument.parts),
        [[each.key, _number(each.points), [_item(item) for item in each.items]] for each in instrument.dimensions],
        [touchpoint.key for touchpoint in instrument.touchpoints],
    ]


def _item(item: Item) -> list[Any]:
    standard = item.standard
    named = [standard.component, standard.aspect, standard.touchpoint, standard.process]
    return [item.key, item.reversed, standard.key, *named, _number(standard.target)]


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)


def _json(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True).encode("ascii")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:SIGNS]
