"""A language's files: what stands in which, and how they are put together.

``language.toml`` says how the language writes: marks, forms, joints. Every other file holds the texts of one subject,
and its name is the first part of their keys. A kind of finding brings words of its own to what all kinds share, in the
tables named in `SHARED`, so that a new kind adds a file and edits none.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

OWN = "language.toml"
SHARED = ("words", "columns", "remarks", "statistics", "glossary")
"""Tables that may stand in the file of any kind, as if they stood in the file of their name."""


def folders(room: Path) -> list[Path]:
    """Give the folders of all languages, English first."""
    found = [path.parent for path in room.glob(f"*/{OWN}")]
    return sorted(found, key=lambda folder: (folder.name != "en", folder.name))


def words_of(folder: Path) -> dict[str, Any]:
    """Read all files of a language into one."""
    read = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.toml"))}
    told: dict[str, Any] = {name: {} for name in SHARED}
    for subject, texts in read.items():
        for name, text in texts.items():
            if subject in SHARED:
                _add(told[subject], {name: text}, f"{folder.name}/{subject}.toml")
            elif name in SHARED and isinstance(text, Mapping):
                _add(told[name], text, f"{folder.name}/{subject}.toml, {name}")
            else:
                told.setdefault(subject, {})[name] = text
    return told


def _add(to: dict[str, Any], texts: Mapping[str, Any], place: str) -> None:
    for name, text in texts.items():
        if isinstance(text, Mapping) and isinstance(to.get(name), dict):
            _add(to[name], text, f"{place}.{name}")
        elif name in to:
            raise ValueError(place, name)
        else:
            to[name] = dict(text) if isinstance(text, Mapping) else text
