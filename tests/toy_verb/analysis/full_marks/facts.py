"""The facts behind the headline."""

from __future__ import annotations

from dataclasses import dataclass

from servgap.analysis.facts import Facts


@dataclass(frozen=True, kw_only=True)
class FullMarksFacts(Facts):
    """The standard that gets the highest answer least often, and how often."""

    standard: str
    share: float
    n: int
