"""The facts behind the headline of a map of importance and performance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from servgap.analysis.facts import Facts


@dataclass(frozen=True, kw_only=True)
class MapFacts(Facts):
    """The facts behind the headline of a map, all of them about one group where there is a map for each.

    Parameters
    ----------
    importance, unit, outcome
        Whether importance was stated or derived, what it is measured in, and from which outcome it was derived.
    level
        What the points are: standards or dimensions.
    crosshair
        The rule of the cross-hair.
    points
        How many points are on the map.
    concentrate
        Those that are surely important and short of performance.
    called
        How many are called into each area.
    likely
        Those that lie there by their estimates.
    """

    importance: str
    unit: str
    level: str
    crosshair: str
    outcome: str = ""
    points: int = 0
    concentrate: tuple[str, ...] = ()
    called: Mapping[str, int] = field(default_factory=dict)
    likely: tuple[str, ...] = ()
