"""Moments and durations of cases, as sources write them; what may be read in two ways is read in none."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap.errors import operations as errors
from servgap.survey.reading.files.raw import cell_text
from servgap.survey.reading.files.text_cells import Cells
from servgap.survey.reading.folding import fold
from servgap.survey.standards.units import SECONDS, unit_of

_MOMENT = re.compile(
    r"(\d{4})[-/.年] ?(\d{1,2})[-/.月] ?(\d{1,2})日?"
    r"(?:[T ] ?(\d{1,2})[:时点](\d{1,2})(?:[:分](\d{1,2})(?:[.,](\d{1,9}))?秒?)?分?)?"
    r" ?(Z|UTC|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?|\.\d+) ?(.*)")
_NAT = np.datetime64("NaT")
Places = Sequence[str]


@dataclass(frozen=True, eq=False)
class Moments:
    """Moments of a column, NaT for an empty cell; which of them name a distance from UTC, and which a time of day."""

    values: NDArray[np.datetime64]
    offset: NDArray[np.bool_]
    timed: NDArray[np.bool_]

    @property
    def given(self) -> NDArray[np.bool_]:
        """Where there is a moment."""
        return ~np.isnat(self.values)


def texts_of(cells: Cells) -> list[str]:
    """Write every cell as text, without the blanks around it."""
    if isinstance(cells, np.ndarray) and np.issubdtype(cells.dtype, np.datetime64):
        empty = np.isnat(cells)
        moments = pd.DatetimeIndex(cells).to_pydatetime()
        return ["" if none else cell_text(moment) for none, moment in zip(empty, moments, strict=True)]
    return [cell_text(value).strip() for value in cells]


def moments_of(cells: Cells, name: str, header: str, places: Places) -> Moments:
    """Read a column of moments.

    Raises
    ------
    ServgapError
        If a cell is none, or day and month cannot be told apart.
    """
    texts = texts_of(cells)
    known = {text: _moment(text) for text in set(texts)}
    wrong = [f"{place} ({text})" for place, text in zip(places, texts, strict=True) if text and known[text] is None]
    if wrong:
        raise errors.not_moments(name, header, wrong)
    read = [known[text] or (_NAT, False, False) for text in texts]
    values = np.array([each[0] for each in read], dtype="datetime64[us]")
    offset, timed = (np.array([each[at] for each in read], dtype=bool) for at in (1, 2))
    return Moments(values, offset, timed)


def _moment(text: str) -> tuple[np.datetime64, bool, bool] | None:
    """Read a moment, in UTC where it names its distance from it, whether it does, and whether it has a time of day."""
    found = _MOMENT.fullmatch(fold(text))
    if found is None:
        return None
    year, month, day, hour, minute, second, part, zone = found.groups()
    clock = (int(hour or 0), int(minute or 0), int(second or 0), int((part or "0").ljust(9, "0")[:6]))
    try:
        moment = dt.datetime(int(year), int(month), int(day), *clock)  # noqa: DTZ001 - as the source writes it
    except ValueError:
        return None
    return np.datetime64(moment - _distance(zone), "us"), zone is not None, hour is not None


def _distance(zone: str | None) -> dt.timedelta:
    if zone is None or zone.upper() in ("Z", "UTC"):
        return dt.timedelta()
    digits = zone[1:].replace(":", "")
    size = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return -size if zone[0] == "-" else size


def moment_told(as_of: Any) -> tuple[np.datetime64, bool]:
    """Read the moment of the extract, and whether it names its distance from UTC; a date alone is its first minute."""
    text = as_of.isoformat(sep=" ") if isinstance(as_of, dt.datetime) else as_of
    text = text.isoformat() if isinstance(text, dt.date) else text
    found = _moment(text) if isinstance(text, str) else None
    if found is None:
        raise errors.as_of_unusable(as_of)
    return found[0], found[1]


def seconds_of(
    cells: Cells, units: Sequence[str], name: str, header: str, places: Places
) -> tuple[NDArray[np.float64], list[str]]:
    """Read durations in seconds, NaN where a cell is empty, and the unit in which each was written.

    Parameters
    ----------
    cells
        The column.
    units
        For each row the unit that is named beside it; nothing where it stands in the cell.
    name, header, places
        Of the source, the column and the rows.

    Raises
    ------
    ServgapError
        If a cell is no duration, or nothing names its unit.
    """
    texts, seconds, written = texts_of(cells), [], []
    wrong, bare = [], False
    for place, text, beside in zip(places, texts, units, strict=True):
        amount = _AMOUNT.fullmatch(fold(text))
        unit = unit_of(amount[2]) if amount and amount[2] else beside
        if text and amount and not unit:
            bare = True
        elif text and (amount is None or unit not in SECONDS or (amount[2] and beside and beside != unit)):
            wrong.append(f"{place} ({text}{f' {beside}' if beside else ''})")
        seconds.append(float(amount[1]) * SECONDS[unit] if amount and unit in SECONDS else np.nan)
        written.append(unit if text else "")
    if wrong:
        raise errors.not_durations(name, header, wrong)
    if bare:
        raise errors.durations_bare(name, header)
    return np.array(seconds), written
