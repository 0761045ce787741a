"""A source's cells as they stand, before anything is understood."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap.survey.ledger import LedgerLine
from servgap.survey.reading.files.text_cells import Cells

#: Blanks that tools leave around header text: no-break and zero-width spaces, word joiner, byte order mark.
_INVISIBLE = "\u00a0\u200b\u200c\u200d\u2060\ufeff"
_WHITESPACE = " \t\r\n\v\f\u3000"
_TRUTHS = (bool, np.bool_)
_FRACTIONS = (float, np.floating, Decimal)


@dataclass(frozen=True, eq=False)
class RawTable:
    """A source's cells as they stand, before anything is understood.

    Parameters
    ----------
    headers
        One a column, stripped of the blanks around it; they may repeat, and ``""`` stands for none.
    columns
        One a header: text (`TextCells`, or an array of dtype object; ``""`` for an empty cell), or an array typed as
        the source holds it (integers, floats with NaN, booleans, dates); integers of which some are missing are floats
        that hold them exactly.
    rows
        The number of each row: its row in the spreadsheet for files (the header is row 1, the first answers row 2),
        0, 1, 2, … for frames. Sources that are read together put their names before it.
    name
        The file's name, or ``"the frame"``.
    understood
        What was detected automatically: encoding, delimiter, sheet.
    texts
        The question's text of each column, where the source tells it apart from the header (``""`` for none); empty
        where it tells none.
    value_labels
        For each column what its numbers stand for, where the source says so (None for none); empty where it says none.
    below
        Of a header that the user says has several rows: the further ones, counted from the first. They are still rows.
    names
        What the source itself calls its rows, if it does: a frame's own index. It may say who answered, so it is handed
        out on request only and never written.
    """

    headers: tuple[str, ...]
    columns: tuple[Cells, ...]
    rows: pd.Index[Any]
    name: str
    understood: tuple[LedgerLine, ...] = ()
    texts: tuple[str, ...] = ()
    value_labels: tuple[Mapping[float, str] | None, ...] = ()
    below: tuple[int, ...] = ()
    names: pd.Index[Any] | None = None

    def labels_of(self, column: int) -> Mapping[float, str] | None:
        """Say what a column's numbers stand for, if the source says so."""
        return self.value_labels[column] if self.value_labels else None

    def only(self, kept: slice | NDArray[Any]) -> RawTable:
        """Keep some rows; those that stay keep their numbers and names."""
        names = None if self.names is None else self.names[kept]
        return replace(self, columns=tuple(cells[kept] for cells in self.columns), rows=self.rows[kept], names=names)


def clean_header(header: object) -> str:
    r"""Strip a header of the blanks around it, visible or not; the text inside stays untouched.

    Examples
    --------
    >>> clean_header("\ufeff\u00a0 P1 \u200b")
    'P1'
    """
    return str(header).strip(_INVISIBLE + _WHITESPACE)


def cell_text(value: object) -> str:
    """Write a cell's value as a person would have typed it; an empty or missing one is ``""``.

    Examples
    --------
    >>> [cell_text(value) for value in (5.0, 4.5, True, None, "N/A")]
    ['5', '4.5', 'TRUE', '', 'N/A']
    """
    if isinstance(value, str):
        return value
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, _TRUTHS):
        return "TRUE" if value else "FALSE"
    if isinstance(value, _FRACTIONS):
        return _number_text(value)
    if isinstance(value, dt.datetime):
        at_midnight = value.tzinfo is None and value.time() == dt.time()
        return value.date().isoformat() if at_midnight else value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


def _number_text(value: float | np.floating[Any] | Decimal) -> str:
    number = float(value)
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    if math.isnan(number):
        return ""
    return format(value, "f") if isinstance(value, Decimal) else repr(number)
