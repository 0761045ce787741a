"""The rows of a frame as a table shows them: as records, in reading order, in sections."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from servgap.survey.instrument import Instrument

Record = Mapping[str, Any]


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give a frame's rows as mappings from column to value."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def says_yes(value: object) -> bool:
    """Tell whether a cell says yes; one that holds nothing, in whichever way, does not."""
    return isinstance(value, bool | np.bool_) and bool(value)


def sections_by(
    rows: Sequence[Record], by: Sequence[str], title: Callable[[Record], str]
) -> list[tuple[str, list[Record]]]:
    """Split rows into sections by the values of some columns, in the order in which these first come."""
    if not by:
        return [("", list(rows))]
    found: dict[tuple[str, ...], list[Record]] = {}
    for row in rows:
        found.setdefault(tuple(str(row[name]) for name in by), []).append(row)
    return [(title(part[0]), part) for part in found.values()]


def nested(instrument: Instrument, rows: Iterable[Record]) -> list[Record]:
    """Put rows in reading order: all, then each dimension, its standards, and their items."""
    dimensions = {key: place for place, key in enumerate(instrument.dimension_keys)}
    standards = {standard.key: place for place, standard in enumerate(instrument.standards)}
    depth = {"overall": 0, "dimension": 1, "standard": 2, "item": 3}

    def place(record: Record) -> tuple[int, int, int]:
        level = depth.get(str(record["level"]), 4)
        if level == 0:
            return (-1, -1, 0)
        standard = -1 if level == 1 else standards.get(str(record["standard"]), len(standards))
        return (dimensions.get(str(record["dimension"]), len(dimensions)), standard, level)

    return sorted(rows, key=place)
