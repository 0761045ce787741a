"""Counts and sums that add up: field by field, group cell by group cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from servgap.survey.counts import Counts, Integers
from servgap.survey.frozen import Frozen


class Additive(Frozen):
    """Counts and sums with group cells on their first axis, which can be added and regrouped field by field."""

    def _combine(self, join: Callable[..., object], *others: Self) -> Self:
        values = {}
        for entry in fields(self):  # type: ignore[arg-type]  # every subclass is a dataclass
            values[entry.name] = join(*(getattr(each, entry.name) for each in (self, *others)))
        return replace(self, **values)  # type: ignore[type-var]  # every subclass is a dataclass

    def __add__(self, other: Self) -> Self:
        return self._combine(_plus, other)

    def regroup(self, cell_of: Integers, cells: int) -> Self:
        """Give each group cell its new place, joining those that share one."""
        return self._combine(lambda value: regrouped(value, cell_of, cells))


def _plus(one: Any, other: Any) -> Any:
    if one is None or other is None:
        return None  # not counted in both
    if isinstance(one, tuple) and isinstance(other, tuple):
        return tuple(_plus(a, b) for a, b in zip(one, other, strict=True))
    return one + other


def regrouped(value: Any, cell_of: Integers, cells: int) -> Any:
    """Give each group cell its new place in counts and sums of any shape; what is pooled over the cells stays."""
    if value is None:
        return None
    if isinstance(value, tuple):
        return tuple(regrouped(each, cell_of, cells) for each in value)
    if isinstance(value, np.ndarray):
        if len(value) != len(cell_of):
            return value  # pooled over the cells
        grouped = np.zeros((cells, *value.shape[1:]), dtype=value.dtype)
        for cell, each in zip(cell_of, value, strict=True):
            grouped[cell] += each
        return grouped
    return value.regroup(cell_of, cells)


def selected(value: Any, mask: NDArray[np.bool_]) -> Any:
    """Keep some group cells of counts and sums of any shape; what is pooled over the cells stays."""
    if value is None:
        return None
    if isinstance(value, tuple):
        return tuple(selected(each, mask) for each in value)
    if isinstance(value, np.ndarray):
        return value[mask] if len(value) == len(mask) else value
    if isinstance(value, Counts):
        return value.only(mask)
    return replace(value, **{entry.name: selected(getattr(value, entry.name), mask) for entry in fields(value)})


def arrays_in(value: Any) -> Iterator[NDArray[Any]]:
    """Give the arrays of counts and sums of any shape."""
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from arrays_in(each)
    elif isinstance(value, Counts):
        yield from (value.index, value.count)
    elif value is not None:
        yield from arrays_in(tuple(getattr(value, entry.name) for entry in fields(value)))
