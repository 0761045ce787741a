"""Where every statistic is known by its key.

A statistic's arithmetic, name, symbol, effect size and source stand together at its definition. The registry only
remembers them, so that a test can ask, for each one, which published or cross-computed case holds its numbers.
"""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeAlias, TypeVar

Arguments = ParamSpec("Arguments")
Outcome = TypeVar("Outcome")


@dataclass(frozen=True)
class Statistic:
    """What is known of a statistic: how to compute it, what to call it, and who published it."""

    key: str
    name: str
    symbol: str
    source: str
    effect: str | None
    compute: Callable[..., Any]

    @property
    def outcome(self) -> type:
        """The frozen dataclass that the arithmetic returns."""
        returned = typing.get_type_hints(self.compute)["return"]
        return typing.cast("type", returned)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The names of the numbers that the statistic reports."""
        return tuple(field.name for field in dataclasses.fields(self.outcome))


REGISTRY: dict[str, Statistic] = {}


def statistic(
    key: str, *, name: str, symbol: str, source: str, effect: str | None = None
) -> Callable[[Callable[Arguments, Outcome]], Callable[Arguments, Outcome]]:
    """Register the decorated function, whose annotated outcome is a frozen dataclass, as the statistic `key`."""

    def register(compute: Callable[Arguments, Outcome]) -> Callable[Arguments, Outcome]:
        REGISTRY[key] = Statistic(key=key, name=name, symbol=symbol, source=source, effect=effect, compute=compute)
        return compute

    return register


Function: TypeAlias = Callable[..., Any]


def registered(functions: Iterable[Function]) -> tuple[Statistic, ...]:
    """Give the statistics that functions compute, each once."""
    by_function: dict[Any, Statistic] = {each.compute: each for each in REGISTRY.values()}
    return tuple(by_function[each] for each in dict.fromkeys(functions))
