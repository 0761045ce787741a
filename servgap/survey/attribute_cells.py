"""Columns that describe respondents, written as texts that spreadsheets leave alone, and read back as they were."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

#: How columns are written: numbers, truths and times as they read; texts as they are; anything else as JSON.
PLAIN, TEXT, JSON = "plain", "text", "json"
#: Which of the values that mean "missing" a column of objects holds.
_MISSING: dict[str, Any] = {"none": None, "nan": np.nan, "na": pd.NA}


def describe_cells(values: pd.Series[Any]) -> dict[str, Any]:
    """Say how a column is written, so that `decode_cells` gives it back.

    Raises
    ------
    TypeError
        If it holds what neither text nor JSON can.
    """
    dtype = values.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        categories = describe_cells(pd.Series(dtype.categories)) | {
            "cells": encode_cells(pd.Series(dtype.categories)),
            "ordered": bool(dtype.ordered),
        }
        return {"kind": "category", "categories": categories}
    if pd.api.types.is_object_dtype(dtype) or isinstance(dtype, pd.StringDtype):
        known = [value for value in values if not _absent(value)]
        as_text = all(isinstance(value, str) for value in known)
        if not as_text:
            json.dumps(known)  # what JSON cannot hold is refused before anything is written
        missing = next((value for value in values if _absent(value)), None)
        return {"kind": TEXT if as_text else JSON, "dtype": str(dtype), "missing": _missing_name(missing)}
    return {"kind": PLAIN, "dtype": str(dtype)}


def _absent(value: object) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and np.isnan(value))


def _missing_name(value: object) -> str:
    return "none" if value is None else "na" if value is pd.NA else "nan"


def encode_cells(values: pd.Series[Any]) -> list[str]:
    """Write a column's values as texts; a missing one is empty."""
    about = describe_cells(values)
    if about["kind"] == "category":
        written = [*about["categories"]["cells"], ""]
        return [written[code] for code in values.cat.codes]
    if about["kind"] == PLAIN:
        return ["" if _absent(value) else _plain(value) for value in values]
    write = _text if about["kind"] == TEXT else _json
    return ["" if _absent(value) else write(value) for value in values]


def _plain(value: Any) -> str:
    if isinstance(value, pd.Timestamp | pd.Timedelta):
        return value.isoformat()
    return repr(value.item() if isinstance(value, np.generic) else value)


def _text(value: str) -> str:
    """Write a text as it is, if a spreadsheet would neither calculate, nor date, nor strip it; else between quotes."""
    safe = value[:1].isalpha() and value == value.strip() and value.isprintable() and value.casefold() not in _WORDS
    return value if safe else _json(value)


#: Words that spreadsheets turn into truths or that readers take for nothing.
_WORDS = {"true", "false", "wahr", "falsch", "na", "nan", "null", "none", "inf", "nat"}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def decode_cells(cells: Sequence[str], about: dict[str, Any]) -> pd.Series[Any]:
    """Read a column back from its texts.

    Raises
    ------
    ValueError, TypeError, KeyError
        If the texts are not what was written.
    """
    kind = about["kind"]
    if kind == "category":
        return _category(cells, about["categories"])
    if kind == PLAIN:
        return _numbers(cells, about["dtype"])
    missing = _MISSING[about["missing"]]
    read = _read_text if kind == TEXT else json.loads
    values: NDArray[Any] = np.empty(len(cells), dtype=object)
    values[:] = [missing if cell == "" else read(cell) for cell in cells]
    return pd.Series(values, dtype=object).astype(about["dtype"])


def _read_text(cell: str) -> str:
    value = json.loads(cell) if cell.startswith('"') else cell
    if not isinstance(value, str):
        raise TypeError(cell)
    return value


def _category(cells: Sequence[str], about: dict[str, Any]) -> pd.Series[Any]:
    place = {text: code for code, text in enumerate(about["cells"])}
    codes = [-1 if cell == "" else place[cell] for cell in cells]
    categories = pd.Index(decode_cells(about["cells"], about))
    return pd.Series(pd.Categorical.from_codes(codes, categories=categories, ordered=about["ordered"]))


def _numbers(cells: Sequence[str], dtype: Any) -> pd.Series[Any]:
    """Read numbers, truths or times; truths may be in capitals, as spreadsheets write them."""
    if dtype.startswith(("datetime", "timedelta")):
        read = pd.Timestamp if dtype.startswith("datetime") else pd.Timedelta
        return pd.Series([read(cell) if cell else pd.NaT for cell in cells], dtype=dtype)
    if dtype.startswith("bool"):
        truths = [None if cell == "" else {"true": True, "false": False}[cell.casefold()] for cell in cells]
        return pd.Series(truths, dtype=object).astype(dtype)
    whole = dtype.casefold().startswith(("int", "uint"))
    numbers = [None if cell == "" else _whole(cell) if whole else float(cell) for cell in cells]
    if dtype[:1].isupper():
        return pd.Series(numbers, dtype=object).astype(dtype)
    return pd.Series(np.array([np.nan if number is None else number for number in numbers], dtype=dtype))


def _whole(cell: str) -> int:
    try:
        return int(cell)
    except ValueError:
        number = float(cell)  # a spreadsheet may have written 1E+05
        if not number.is_integer():
            raise
        return int(number)
