"""Rows that a user names for leaving out: whose they are, and that somebody stays."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap.errors import surveys as errors


def kept_without(rows: Any, respondents: pd.Index[Any], names: pd.Series[Any] | None) -> NDArray[np.bool_]:
    """Tell which respondents stay where those of some rows go.

    Parameters
    ----------
    rows
        What the user passed.
    respondents
        The rows that there are.
    names
        What the source itself calls them.

    Raises
    ------
    ServgapError
        If a row is not there, names may be meant instead of rows, or nobody would be left.
    """
    if isinstance(rows, str) or not isinstance(rows, Iterable):
        raise errors.rows_not_listed(rows)
    wanted = pd.Index(list(rows), tupleize_cols=False)
    if names is not None and _may_be_names(rows, wanted, names):
        raise errors.names_for_rows()
    if len(absent := wanted.difference(respondents)):
        raise errors.unknown_rows(absent, named=names is not None)
    kept: NDArray[np.bool_] = ~np.asarray(respondents.isin(wanted))
    if not kept.any():
        raise errors.no_respondents(len(respondents))
    return kept


def _may_be_names(rows: Any, wanted: pd.Index[Any], names: pd.Series[Any]) -> bool:
    """Tell whether rows are taken from a frame whose index holds other numbers, and not from the survey's own."""
    if not isinstance(rows, pd.Index | pd.Series):
        return False
    told_apart = isinstance(rows, pd.Series) or names.name != "respondent"
    ours = rows.name == "row" or (rows.name == "respondent" and told_apart)
    return not ours and bool(np.any(wanted.isin(names)))
