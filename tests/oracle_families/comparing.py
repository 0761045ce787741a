"""How reference numbers are compared: leaf by leaf, within the case's own tolerance."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import numpy as np

Leaves = dict[str, Any]

EXCLUSIONS = Path(__file__).parents[1] / "oracle_exclusions.toml"
KINDS = ("wrong in the reference", "left out on purpose", "given, not computed", "drawn")
A_PROBABILITY = re.compile(r"(^|[/_])(p|adj)([/_]|$)|Pr\(|pairwise_welch")


def leaves(value: Any, path: str = "", *, nothings: bool = False) -> Iterator[tuple[str, Any]]:
    """Walk nested numbers and words; a matrix with named rows and columns is walked by their names.

    Where there is nothing, the reference holds no number; of what was computed, `nothings` are walked as well.
    """
    if isinstance(value, dict) and {"rows", "cols", "data"} <= value.keys():
        value = {
            str(row): dict(zip(map(str, value["cols"]), cells, strict=True))
            for row, cells in zip(value["rows"], value["data"], strict=True)
        }
    if isinstance(value, dict):
        entries = value.items()
    elif isinstance(value, list | tuple):
        entries = enumerate(value)
    else:
        if value is not None or nothings:
            yield path, value
        return
    for name, each in entries:
        yield from leaves(each, f"{path}/{name}" if path else str(name), nothings=nothings)


def lists_of_one(expected: Any, computed: Any) -> Any:
    """Write a computed list of one as the bare entry that the reference's format makes of it."""
    if isinstance(expected, dict) and isinstance(computed, dict):
        return {name: lists_of_one(expected.get(name), each) for name, each in computed.items()}
    alone = isinstance(computed, list) and len(computed) == 1 and not isinstance(expected, list | dict)
    return computed[0] if alone else computed


def agrees(path: str, computed: Any, expected: Any, tolerance: float) -> bool:
    """Compare a p-value relative to its size, other numbers absolutely and relatively, words and truths as such."""
    if computed is None or isinstance(expected, str | bool):
        return bool(computed is not None and computed == expected)
    absolute = 0.0 if A_PROBABILITY.search(path) else tolerance
    return bool(np.isclose(float(computed), expected, rtol=tolerance, atol=absolute))


@dataclass(frozen=True)
class Exclusion:
    """Numbers that are not to be reproduced, and why."""

    cases: str
    numbers: tuple[str, ...]
    kind: str
    reason: str
    off_by: float | None = None
    """How coarse the reference's arithmetic is; a number that is computed must still lie this near."""
    rule: str = ""
    """What must be so for the reference to be wrong, or to have been drawn: one of `rules.RULES`."""
    draws: int = 0
    """How often the reference drew, where it does not say so itself."""

    def covers(self, case: str, path: str) -> bool:
        """Tell whether a number of a case is meant."""
        return fnmatchcase(case, self.cases) and any(fnmatchcase(path, pattern) for pattern in self.numbers)


def read_exclusions() -> list[Exclusion]:
    """Read the list of numbers not to be reproduced."""
    with EXCLUSIONS.open("rb") as file:
        entries = tomllib.load(file)["exclusion"]
    return [Exclusion(**{**entry, "numbers": tuple(entry["numbers"])}) for entry in entries]


def branches(paths: list[str], held: list[str]) -> list[str]:
    """Name paths by the highest branch that holds none of the others, with the number of leaves on it."""
    taken = {"/".join(path.split("/")[:depth]) for path in held for depth in range(1, path.count("/") + 2)}
    found: dict[str, int] = {}
    for path in paths:
        parts = path.split("/")
        tops = ("/".join(parts[:depth]) for depth in range(1, len(parts) + 1))
        top = next(name for name in tops if name not in taken)
        found[top] = found.get(top, 0) + 1
    return [name if count == 1 else f"{name} ({count})" for name, count in found.items()]
