"""What a pairing's headline rests on: of the group in which the least holds, what follows for which dimensions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from servgap.analysis.facts import Facts


@dataclass(frozen=True)
class Withheld:
    """A dimension of which nothing follows, and why."""

    dimension: str
    reason: str
    n: int
    items: int


@dataclass(frozen=True)
class Widest:
    """The dimension whose items' gaps lie furthest apart, of those whose mean gap depends on them."""

    dimension: str
    lowest_gap: float
    highest_gap: float
    spread: float


@dataclass(frozen=True, kw_only=True)
class PairingFacts(Facts):
    """The facts behind a pairing's headline.

    Parameters
    ----------
    dimensions, judged
        How many dimensions there are, and of how many something follows.
    subtract, not_shown, depends_on_items, do_not_average
        The dimensions of each verdict.
    loadings_shown
        The dimensions whose equal loadings the answers show.
    withheld
        The dimensions of which nothing follows.
    widest
        Where item gaps differ most, if they do by more than chance.
    opposed
        The items that run against the others of their dimension, as `opposed_in` lists them.
    """

    dimensions: int
    judged: int
    subtract: tuple[str, ...] = ()
    not_shown: tuple[str, ...] = ()
    depends_on_items: tuple[str, ...] = ()
    do_not_average: tuple[str, ...] = ()
    loadings_shown: tuple[str, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    widest: Widest | None = None
    opposed: tuple[Mapping[str, Any], ...] = ()
