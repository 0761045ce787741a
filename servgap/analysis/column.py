"""A column of findings' frames."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A column of findings' frames."""

    name: str
    meaning: str
    unit: str = ""
