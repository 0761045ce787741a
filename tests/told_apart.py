"""What differs between two accounts of the same surveys: words, codes, shapes, NaN, order and signs always, numbers
beyond rounding."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

NEAR = 1e-9
"""Part of the largest number of its column by which a number may differ."""
NOTHING = 1e-12
"""Size up to which a number is none, so that its sign and digits are rounding."""


def differences(one: dict[str, Any], other: dict[str, Any]) -> Iterator[str]:
    """Name what differs between two accounts, by survey and call."""
    for place in one.keys() | other.keys():
        if place not in one or place not in other:
            yield f"{place}: in one only"
        else:
            yield from (f"{place}: {each}" for each in _of_finding(one[place], other[place]))


def _of_finding(one: dict[str, Any], other: dict[str, Any]) -> Iterator[str]:
    yield from _of_words(one["words"], other["words"])
    if one["frames"].keys() != other["frames"].keys():
        yield f"frames {sorted(one['frames'])}, {sorted(other['frames'])}"
        return
    for name, frame in one["frames"].items():
        yield from (f"{name}: {each}" for each in _of_frame(frame, other["frames"][name]))


def _of_words(one: dict[str, str], other: dict[str, str]) -> Iterator[str]:
    for name in one.keys() | other.keys():
        here, there = one.get(name, "").split("\n"), other.get(name, "").split("\n")
        if here != there:
            differing = [pair for pair in zip(here, there, strict=False) if pair[0] != pair[1]]
            first = differing[0] if differing else (f"{len(here)} lines", f"{len(there)} lines")
            yield f"{name}: {first[0]!r}, {first[1]!r}"


def _of_frame(one: dict[str, list[Any]], other: dict[str, list[Any]]) -> Iterator[str]:
    if list(one) != list(other):
        yield f"columns {list(one)}, {list(other)}"
        return
    for name, column in one.items():
        there = other[name]
        if len(column) != len(there):
            yield f"{len(column)} rows, {len(there)} rows"
            return
        differing = [row for row, alike in enumerate(_alike(column, there, name)) if not alike]
        if differing:
            row = differing[0]
            yield f"{name}: {len(differing)} of {len(column)}, in row {row} {column[row]!r}, {there[row]!r}"


def _alike(one: list[Any], other: list[Any], name: str) -> Iterator[bool]:
    """Tell for each row whether two columns say the same."""
    known = [abs(each) for each in (*one, *other) if isinstance(each, float) and math.isfinite(each)]
    near = max(NOTHING, NEAR * max(known, default=0.0))
    for here, there in zip(one, other, strict=True):
        if isinstance(here, float) and isinstance(there, float):
            yield here == there or (math.isnan(here) and math.isnan(there)) or abs(here - there) <= near
        else:
            yield type(here) is type(there) and here == there
