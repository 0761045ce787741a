"""How long each respondent took, in seconds, where an export says so or says when he began and ended."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap.survey.reading.answers.answer_columns import short
from servgap.survey.reading.files.text_cells import Cells, factorise
from servgap.survey.reading.folding import fold_case
from servgap.survey.reading.tools.tool import Export, Role

DURATION = "duration_seconds"
SECONDS = re.compile(r"(\d+(?:\.\d+)?)\s*(?:秒|s|sec|secs|seconds?)?")
IN_WORDS = re.compile(
    r"(?:(\d+)\s*(?:天|d|days?))?\s*(?:(\d+)\s*(?:小时|时|h|hours?))?\s*"
    r"(?:(\d+)\s*(?:分钟|分|m|min|minutes?))?\s*(?:(\d+)\s*(?:秒钟|秒|s|sec|seconds?))?"
)
BY_CLOCK = re.compile(r"(?:(\d+):)?(\d{1,3}):(\d{2})(?:\.\d+)?")
FORMATS = (
    *("%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p"),
    *("%d/%m/%Y %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M"),
    *("%m/%d/%y %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%m/%d/%y %H:%M"),
)
ZONE = re.compile(r"(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?$")


def seconds_in(text: str) -> float:
    """Read a duration; NaN if the text is none.

    Examples
    --------
    >>> seconds_in("123秒"), seconds_in("2分3秒"), seconds_in("0:02:03")
    (123.0, 123.0, 123.0)
    """
    folded = fold_case(text)
    found = SECONDS.fullmatch(folded)
    if found:
        return float(found[1])
    clock = BY_CLOCK.fullmatch(folded)
    if clock:
        return float(int(clock[1] or 0) * 3600 + int(clock[2]) * 60 + int(clock[3]))
    worded = IN_WORDS.fullmatch(folded)
    if not folded or worded is None:
        return float("nan")
    days, hours, minutes, seconds = (int(part or 0) for part in worded.groups())
    return float(((days * 24 + hours) * 60 + minutes) * 60 + seconds)


@dataclass(frozen=True, eq=False)
class Durations:
    """Everybody's duration in seconds, and for the ledger the columns that say it."""

    seconds: NDArray[np.float64]
    facts: Mapping[str, str]


def durations_of(export: Export) -> Durations | None:
    """Give everybody's duration; None where no column says it, or not in a form that is known."""
    by_role = {question.role: at for at, question in reversed(list(enumerate(export.questions)))}
    columns = export.table.columns
    if Role.DURATION in by_role:
        at = by_role[Role.DURATION]
        return _read(_numbers(columns[at]), {"case": "one", "first": short(export.table.headers[at])})
    if Role.STARTED in by_role and Role.ENDED in by_role:
        began, ended = by_role[Role.STARTED], by_role[Role.ENDED]
        first, last = _moments(columns[began]), _moments(columns[ended])
        if first is None or last is None:
            return None
        between = (last - first) / np.timedelta64(1, "s")
        ends = {"first": short(export.table.headers[began]), "last": short(export.table.headers[ended])}
        return _read(np.where(between >= 0, between, np.nan), {"case": "both", **ends})
    return None


def _read(seconds: NDArray[np.float64], facts: Mapping[str, str]) -> Durations | None:
    return None if np.isnan(seconds).all() else Durations(seconds, facts)


def _numbers(cells: Cells) -> NDArray[np.float64]:
    if cells.dtype.kind in "iuf":
        return np.asarray(cells, dtype=np.float64)
    if cells.dtype.kind == "m":
        return np.asarray(np.asarray(cells) / np.timedelta64(1, "s"), dtype=np.float64)
    if cells.dtype != object:
        return np.full(len(cells), np.nan)
    index, words = factorise(cells)
    read: NDArray[np.float64] = np.array([seconds_in(str(word)) for word in words], dtype=np.float64)[index]
    return read


def _moments(cells: Cells) -> NDArray[np.datetime64] | None:
    """Read a column of moments, all in one form; None if no form fits all of them."""
    if cells.dtype.kind == "M":
        return np.asarray(cells).astype("datetime64[ns]")
    if cells.dtype != object:
        return None
    texts = pd.Series([ZONE.sub("", str(cell).strip()) if cell else None for cell in cells], dtype=object)
    for form in FORMATS:
        read = pd.to_datetime(texts, format=form, errors="coerce")
        if bool((read.isna() == texts.isna()).all()):
            return np.asarray(read.to_numpy(), dtype="datetime64[ns]")
    return None
