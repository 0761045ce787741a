"""Where every statistic is known by its key.

A statistic's arithmetic, name, symbol, effect size and source stand together at its definition. The registry only
remembers them, so that a test can ask, for each one, which published or cross-computed case holds its numbers.
"""

from __future__ import annotations

import dataclasses
import re
import typing
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

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


def registered(keys: Iterable[str]) -> tuple[Statistic, ...]:
    """Give statistics by their keys, each once; one whose module nothing has imported yet is found and no other."""
    wanted = tuple(dict.fromkeys(keys))
    if unknown := [key for key in wanted if key not in REGISTRY]:
        _import_definitions(unknown)
    return tuple(REGISTRY[key] for key in wanted)


def _import_definitions(keys: Iterable[str]) -> None:
    """Import the modules that define these statistics: loading all would take as long as a verb."""
    room = Path(__file__).parent
    defined = re.compile(rf'^@statistic\(\s*"(?:{"|".join(map(re.escape, keys))})"', re.MULTILINE)
    for path in sorted(room.rglob("*.py")):
        if defined.search(path.read_text(encoding="utf-8")):
            import_module(".".join((__package__ or "", *path.relative_to(room).with_suffix("").parts)))
