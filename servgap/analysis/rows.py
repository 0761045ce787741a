"""The rows of findings' frames: overall, dimensions in the instrument's order, standards, items."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap.survey.instrument import Instrument
from servgap.survey.measures.measure import Measure
from servgap.survey.standards.filing import LEVELS, aspect_of, catalogue_keys, filed_under, phase_of
from servgap.survey.tally import Floats, Tally


@dataclass(frozen=True)
class RowLabels:
    """What a block of rows is about, one entry a row."""

    level: tuple[str, ...]
    dimension: tuple[str, ...]
    standard: tuple[str, ...]
    item: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.level)

    def columns(self) -> dict[str, tuple[str, ...]]:
        """The labels as columns of a frame."""
        return {"level": self.level, "dimension": self.dimension, "standard": self.standard, "item": self.item}

    def __add__(self, other: RowLabels) -> RowLabels:
        mine, its = self.columns(), other.columns()
        return RowLabels(**{name: mine[name] + its[name] for name in mine})


def overall_rows(count: int = 1) -> RowLabels:
    """Label rows about everything."""
    return RowLabels(("overall",) * count, *((("",) * count),) * 3)


def dimension_rows(instrument: Instrument) -> RowLabels:
    """Label a row for each dimension."""
    keys = instrument.dimension_keys
    return RowLabels(("dimension",) * len(keys), keys, ("",) * len(keys), ("",) * len(keys))


def item_rows(instrument: Instrument) -> RowLabels:
    """Label a row for each item."""
    dimensions = tuple(dimension.key for dimension in instrument.dimensions for _ in dimension.items)
    standards = tuple(item.standard.key for item in instrument.items)
    return RowLabels(("item",) * len(standards), dimensions, standards, instrument.item_keys)


def standard_rows(instrument: Instrument) -> RowLabels:
    """Label a row for each standard; one measured by a single item is that item, and named with it."""
    items: dict[str, list[str]] = {}
    dimension: dict[str, str] = {}
    for each, key in zip(instrument.items, item_rows(instrument).dimension, strict=True):
        items.setdefault(each.standard.key, []).append(each.key)
        dimension.setdefault(each.standard.key, key)
    alone = tuple(keys[0] if len(keys) == 1 else "" for keys in items.values())
    return RowLabels(("standard",) * len(items), tuple(dimension.values()), tuple(items), alone)


def catalogue_rows(instrument: Instrument) -> RowLabels:
    """Label a row for each key of each level of the catalogue that tells standards apart."""
    levels = tuple(level for level, keys in catalogue_keys(instrument).items() for _ in keys)
    return RowLabels(levels, *((("",) * len(levels),) * 3))


def catalogue_columns(instrument: Instrument, labels: RowLabels) -> dict[str, tuple[str, ...]]:
    """Say under what of the catalogue each row's standard is filed; of the catalogue's own rows, what they are about.

    As a standard's row holds its dimension, that of an aspect holds its component, and a touchpoint's its phase.
    """
    filed = {standard.key: filed_under(instrument, standard) for standard in instrument.standards}
    keys = iter([(level, key) for level, keys in catalogue_keys(instrument).items() for key in keys])
    rows = []
    for level, standard in zip(labels.level, labels.standard, strict=True):
        rows.append(_about(instrument, *next(keys)) if level in LEVELS else filed.get(standard, {}))
    return {level: tuple(row.get(level, "") for row in rows) for level in LEVELS}


def _about(instrument: Instrument, level: str, key: str) -> dict[str, str]:
    above = {}
    if level == "aspect" and (aspect := aspect_of(instrument, key)) is not None:
        above = {"component": str(aspect.component)}
    if level == "touchpoint":
        above = {"phase": phase_of(instrument, key) or ""}
    return {**above, level: key}


def catalogue_weights(instrument: Instrument, measured: NDArray[np.bool_]) -> Floats:
    """Give the matrix (rows of the catalogue × items) that averages the items of the standards filed under a key.

    Items that a measure is not about are left out; a row without any other has no weights.
    """
    filed = [filed_under(instrument, item.standard) for item in instrument.items]
    rows = [
        [each[level] == key for each in filed] for level, keys in catalogue_keys(instrument).items() for key in keys
    ]
    weights = np.array(rows, dtype=np.float64).reshape(len(rows), len(filed)) * measured
    return np.asarray(weights / np.maximum(weights.sum(axis=1, keepdims=True), 1.0))


def standard_weights(instrument: Instrument) -> Floats:
    """Give the matrix (standards × items) that averages items into standards."""
    standards = [standard.key for standard in instrument.standards]
    weights = np.zeros((len(standards), len(instrument.items)))
    for number, item in enumerate(instrument.items):
        weights[standards.index(item.standard.key), number] = 1.0
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))


def gap_where(values: NDArray[Any], measure: Measure) -> NDArray[Any]:
    """Give values that are distances from a yardstick, which is what a gap is; NaN for all other measures."""
    return values if measure.has_yardstick else np.full(values.shape, np.nan)


def several_items(instrument: Instrument) -> bool:
    """Whether some standard is measured by more than one item."""
    return len(instrument.standards) < len(instrument.items)


def stacked(blocks: Iterable[Mapping[str, NDArray[Any]]]) -> dict[str, NDArray[Any]]:
    """Put the rows of several levels under each other: each block holds groups × rows, by column.

    Examples
    --------
    >>> blocks = [{"n": np.array([[3], [5]])}, {"n": np.array([[1, 2], [4, 5]])}]
    >>> stacked(blocks)["n"].tolist()
    [[3, 1, 2], [5, 4, 5]]
    """
    parts = list(blocks)
    return {name: np.concatenate([part[name] for part in parts], axis=1) for name in parts[0]}


def stacked_labels(labels: Iterable[RowLabels]) -> RowLabels:
    """Put the labels of several levels under each other."""
    return reduce(operator.add, labels)


def frame_of(tally: Tally, labels: Mapping[str, Sequence[Any]], numbers: Mapping[str, NDArray[Any]]) -> pd.DataFrame:
    """Lay out groups × rows as a frame: group columns, row labels, numbers."""
    groups, rows = len(tally.cells), len(next(iter(labels.values())))
    columns: dict[str, Any] = {
        name: np.repeat(np.array([cell[place] for cell in tally.cells], dtype=object), rows)
        for place, name in enumerate(tally.by)
    }
    columns.update({name: np.tile(np.array(values, dtype=object), groups) for name, values in labels.items()})
    columns.update({name: np.broadcast_to(values, (groups, rows)).reshape(-1) for name, values in numbers.items()})
    return pd.DataFrame(columns)


def largest_family(frame: pd.DataFrame, *levels: str) -> int:
    """Count the tests that were made on these levels and corrected together; where several are made, those by one."""
    made = frame[frame["level"].isin(levels) & frame["p_value"].notna()]
    by_test = made.groupby("test").size() if "test" in made else pd.Series([len(made)])
    return int(by_test.max()) if len(by_test) else 0


def group_of(tally: Tally, cell: int) -> dict[str, str]:
    """Give the labels of one group by attribute."""
    return dict(zip(tally.by, tally.cells[cell], strict=True))
