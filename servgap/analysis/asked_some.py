"""Why too few answered all that is in question: where not everybody was asked all items, for that reason."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap.analysis.frames import Later
from servgap.analysis.reasons import NOT_ASKED_ALL, TOO_FEW, TOO_FEW_FOR_ITEMS, TOO_SMALL
from servgap.survey.tally import Tally

FEW = (TOO_FEW, TOO_SMALL, TOO_FEW_FOR_ITEMS)


def explained(tally: Tally, reasons: NDArray[Any]) -> NDArray[np.object_]:
    """Give reasons of what takes all answers of a respondent."""
    told = np.asarray(reasons, dtype=object)
    return (
        np.where(np.isin(told.astype(str), FEW), NOT_ASKED_ALL, told).astype(object) if tally.matrix_sampled else told
    )


def explained_table(tally: Tally, table: pd.DataFrame | Later) -> pd.DataFrame:
    """Give a table with such reasons in it."""
    given = table if isinstance(table, pd.DataFrame) else table()
    if not tally.matrix_sampled or "reason" not in given:
        return given
    return given.assign(reason=explained(tally, given["reason"].to_numpy()))
