"""A source's cells as they stand, before anything is understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from numpy.typing import NDArray

from servgap.survey.ledger import LedgerLine

#: Blanks that tools leave around header text: no-break and zero-width spaces, word joiner, byte order mark.
_INVISIBLE = "\u00a0\u200b\u200c\u200d\u2060\ufeff"
_WHITESPACE = " \t\r\n\v\f\u3000"


@dataclass(frozen=True, eq=False)
class RawTable:
    """A source's cells as they stand, before anything is understood.

    Parameters
    ----------
    headers
        One a column, stripped of the blanks around it; they may repeat, and ``""`` stands for none.
    columns
        One array a header: of text (dtype object, ``""`` for an empty cell), or typed as the source holds it
        (integers, floats with NaN, booleans, dates).
    rows
        How a user names a row: its row in the spreadsheet for files (the header is row 1, the first answers row 2),
        the frame's own index for pandas, 0, 1, 2, … for other frames.
    name
        The file's name, or ``"the frame"``.
    understood
        What was found without being told: encoding, delimiter, sheet.
    """

    headers: tuple[str, ...]
    columns: tuple[NDArray[Any], ...]
    rows: pd.Index[Any]
    name: str
    understood: tuple[LedgerLine, ...] = ()


def clean_header(header: object) -> str:
    r"""Strip a header of the blanks around it, visible or not; the text inside stays untouched.

    Examples
    --------
    >>> clean_header("\ufeff\u00a0 P1 \u200b")
    'P1'
    """
    return str(header).strip(_INVISIBLE + _WHITESPACE)
