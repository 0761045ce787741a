"""The facts of a ledger's entry: small values under names, as they are stored, added up and said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, TypeAlias

import numpy as np

from servgap.survey.frozen import Fixed

Value: TypeAlias = "int | float | str | tuple[Value, ...]"

#: Words of somebody's own in the place of facts: a caller's, or the sentence that an earlier version stored.
TOLD = "told"
#: Which of several sources that are read together an entry is of.
SOURCE = "source"
#: What stands before a list's name where the list is cut, for how many more there are.
MORE = "more_"
#: How deep lists lie within lists: what was chosen of each of several attributes.
_DEEPEST = 3


class Facts(Fixed[Value]):
    """Facts by name: numbers, texts, and tuples of them. Two of the same are one, whatever their order."""

    __slots__ = ()

    def __init__(self, values: Mapping[str, Any]) -> None:
        super().__init__({name: _value(value) for name, value in values.items()})

    def __hash__(self) -> int:
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[Any, ...]:
        return Facts, (dict(self),)


def _value(value: Any, deep: int = 0) -> Value:
    """Take a value that can be stored.

    Raises
    ------
    TypeError
        If it cannot.
    """
    if isinstance(value, tuple | list) and deep < _DEEPEST:
        return tuple(_value(each, deep + 1) for each in value)
    bare = value.item() if isinstance(value, np.generic) else value
    if isinstance(bare, bool) or not isinstance(bare, int | float | str):
        raise TypeError(value)
    return bare


def how_many(name: str, facts: Mapping[str, Value]) -> int:
    """Count the values under a name, those that are not named with them."""
    named, more = facts.get(name, ()), facts.get(f"{MORE}{name}", 0)
    return (len(named) if isinstance(named, tuple) else 1) + (more if isinstance(more, int) else 0)


def first_of(name: str, values: Iterable[Any], most: int = 3) -> dict[str, Any]:
    """Take the first of several values under a name, and say how many more there are.

    Examples
    --------
    >>> first_of("rows", [79, 133, 140, 141])
    {'rows': (79, 133, 140), 'more_rows': 1}
    """
    rest = iter(values)
    return {name: tuple(islice(rest, most)), f"{MORE}{name}": sum(1 for _ in rest)}
