"""The labels of groups, from whatever values an attribute has."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd

from servgap.survey.scale import plain

NO_GROUP = ""


def group_labels(values: pd.Series) -> list[str]:
    """Write each respondent's value of an attribute as the label of a group; the empty label for none.

    Whole numbers lose a needless ``.0``, which they have only because another value is missing; dates are written
    year first, without a needless midnight; blanks around text go.
    """
    codes, distinct = pd.factorize(values, use_na_sentinel=True)
    labels = np.array([*(_label(value) for value in distinct), NO_GROUP], dtype=object)
    return list(labels[codes])


def _label(value: object) -> str:
    if isinstance(value, float | np.floating):
        return plain(value) if float(value) == int(value) else repr(float(value))
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    return str(value).strip()
