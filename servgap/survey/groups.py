"""The labels of groups, from whatever values an attribute has."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

NO_GROUP = ""


def group_labels(values: pd.Series) -> list[str]:
    """Write each respondent's value of an attribute as the label of a group; the empty label for none.

    Whole numbers lose a needless ``.0``, which they have only because another value is missing; dates are written
    year first, without a needless midnight; blanks around text go, and a letter with its accent is one sign.
    """
    codes, labels = group_codes(values)
    return list(np.array(labels, dtype=object)[codes])


def group_codes(values: pd.Series) -> tuple[NDArray[np.int64], list[str]]:
    """Give each respondent's place among the labels of the groups, and these labels in order."""
    codes, distinct = pd.factorize(values, use_na_sentinel=True)
    written = [*(_label(value) for value in distinct), *([NO_GROUP] if (codes < 0).any() else [])]
    labels = sorted(set(written))
    number = {label: place for place, label in enumerate(labels)}
    place = np.array([number[label] for label in written], dtype=np.int64)
    return place[codes], labels


def orders_of(respondents: pd.DataFrame, by: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Give the labels of attributes that are ordered categoricals, first to last; some may not occur."""
    kinds = {name: respondents[name].dtype for name in by}
    return {
        name: tuple(map(_label, kind.categories))
        for name, kind in kinds.items()
        if isinstance(kind, pd.CategoricalDtype) and kind.ordered
    }


def _label(value: object) -> str:
    if isinstance(value, float | np.floating):
        return str(int(value)) if float(value).is_integer() else repr(float(value))
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    return unicodedata.normalize("NFC", str(value)).strip()
