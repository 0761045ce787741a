"""What keeps surveys, tallies and findings as they were made: nothing that they hand out changes them.

Arrays are read-only, mappings have no way to set anything, and tables are handed out as copies. All of it can be
pickled, and is as fixed afterwards as before; a copy of what cannot change is the thing itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from typing import Any, Self, TypeVar

import numpy as np
import pandas as pd

Value = TypeVar("Value")
Kind = TypeVar("Kind")

#: From pandas 3 on a copy shares its cells until one of the two is changed.
_SHARED_UNTIL_CHANGED = int(pd.__version__.split(".", maxsplit=1)[0]) >= 3


class Fixed(Mapping[str, Value]):
    """A mapping that stays as it is; lists within it are handed out as copies."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values: dict[str, Any] = {name: fixed(value) for name, value in values.items()}

    def __getitem__(self, name: str) -> Value:
        found: Value = handed_out(self._values[name])
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __or__(self, other: Mapping[str, Any]) -> dict[str, Any]:
        return {**self, **other}

    def __repr__(self) -> str:
        return repr(self._values)

    def __reduce__(self) -> tuple[Any, ...]:
        return Fixed, (dict(self._values),)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self


def fixed(value: Any) -> Any:
    """Make a value one that cannot be changed, or a copy that nobody else has."""
    if isinstance(value, np.ndarray):
        return _read_only(value)
    if isinstance(value, Mapping) and not isinstance(value, Fixed):
        return Fixed(value)
    if type(value) in (list, tuple):
        return type(value)(fixed(each) for each in value)
    return handed_out(value)


def handed_out(value: Any) -> Any:
    """Give a value to somebody who may change what is given."""
    if isinstance(value, pd.DataFrame | pd.Series):
        return value.copy(deep=not _SHARED_UNTIL_CHANGED)
    return list(map(handed_out, value)) if type(value) is list else value


def _read_only(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Close an array to writing; of one that shares its memory with another, somebody's own perhaps, take a copy."""
    own = array if array.base is None else array.copy()
    own.flags.writeable = False
    return own


def _holds_arrays(values: tuple[Any, ...]) -> bool:
    return any(isinstance(value, np.ndarray) for value in values)


def hands_out(*names: str) -> Callable[[type[Kind]], type[Kind]]:
    """Keep tables among the fields of a frozen dataclass apart, to which they are fields like others."""

    def close(kind: type[Kind]) -> type[Kind]:
        for name in names:
            setattr(kind, name, _HandedOut(name))
        return kind

    return close


class _HandedOut:
    """A table that is kept apart, and of which whoever asks for it gets a copy."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, instance: Any, owner: type) -> Any:
        if instance is None:
            raise AttributeError(self.name)
        return handed_out(instance.__dict__[self.name])

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.name] = handed_out(value)


class Frozen:
    """A frozen dataclass whose fields cannot be changed from within either, and that can be pickled."""

    def __post_init__(self) -> None:
        for entry in fields(self):  # type: ignore[arg-type]  # every subclass is a dataclass
            value = getattr(self, entry.name)
            if isinstance(value, np.ndarray | Mapping) or (type(value) is tuple and _holds_arrays(value)):
                object.__setattr__(self, entry.name, fixed(value))

    def __reduce__(self) -> tuple[Any, ...]:
        values = (getattr(self, entry.name) for entry in fields(self))  # type: ignore[arg-type]  # as above
        return type(self), tuple(values)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self.__copy__()
