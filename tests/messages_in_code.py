"""Which messages the code chooses, and with which facts: read from the code itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import servgap

PACKAGE = Path(servgap.__file__).parent


@dataclass(frozen=True)
class Chosen:
    """A message that a line of code chooses; a part of its key that is worked out is any name."""

    pattern: re.Pattern[str]
    facts: frozenset[str]
    more: bool
    """Whether facts are given that cannot be read here."""
    place: str
    sure: bool = True
    """Whether it is chosen there; a text of the form of a key may be one that is chosen elsewhere."""

    @property
    def key(self) -> str | None:
        """The key, where no part of it is worked out."""
        return None if r"\w+" in self.pattern.pattern else self.pattern.pattern.replace("\\", "")


@cache
def chosen_messages() -> list[Chosen]:
    """Give every message that the code chooses; the code is read once."""
    return [each for path in sorted(PACKAGE.rglob("*.py")) for each in _chosen_in(path)]


@cache
def choosing(key: str) -> tuple[Chosen, ...]:
    """Give every line that chooses a message."""
    by_key = _by_key()
    worked_out = (each for each in by_key.get(None, ()) if each.pattern.fullmatch(key))
    return (*by_key.get(key, ()), *worked_out)


@cache
def _by_key() -> dict[str | None, list[Chosen]]:
    found: dict[str | None, list[Chosen]] = {}
    for each in chosen_messages():
        found.setdefault(each.key, []).append(each)
    return found


KEY = re.compile(r"\w+(\.\w+)+")


def _chosen_in(path: Path) -> Iterator[Chosen]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.fullmatch(node.value):
            where = f"{path.relative_to(PACKAGE)}:{node.lineno}"
            yield Chosen(re.compile(re.escape(node.value)), frozenset(), more=True, place=where, sure=False)
        if isinstance(node, ast.Call) and _name(node.func) in ("say", "Message", "_text", "progress") and node.args:
            prefix = "report." if _name(node.func) == "_text" else ""
            facts = frozenset(word.arg for word in node.keywords if word.arg)
            more = any(word.arg is None for word in node.keywords) or len(node.args) > 1
            for key in _keys(node.args[-1] if prefix else node.args[0]):
                where = f"{path.relative_to(PACKAGE)}:{node.lineno}"
                yield Chosen(re.compile(re.escape(prefix) + key), facts, more, where)


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _keys(key: ast.expr) -> Iterator[str]:
    """Give the keys, or patterns of keys, that an expression may be."""
    if isinstance(key, ast.Constant) and isinstance(key.value, str):
        yield re.escape(key.value)
    elif isinstance(key, ast.IfExp):
        yield from (*_keys(key.body), *_keys(key.orelse))
    elif isinstance(key, ast.JoinedStr):
        parts: list[list[str]] = [[""]]
        for piece in key.values:
            if isinstance(piece, ast.Constant):
                parts.append([re.escape(str(piece.value))])
            elif isinstance(piece, ast.FormattedValue):
                parts.append(list(_keys(piece.value)) or [r"\w+"])
        found = [""]
        for part in parts:
            found = [before + after for before in found for after in part]
        yield from found
