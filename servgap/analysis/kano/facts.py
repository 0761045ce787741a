"""The facts behind the headline of Kano's categories."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from servgap.analysis.facts import Facts


@dataclass(frozen=True)
class Coefficient:
    """The largest coefficient of a group's items, and how many items have it."""

    item: str
    value: float
    low: float
    high: float
    tied: int = 1


@dataclass(frozen=True, kw_only=True)
class KanoFacts(Facts):
    """The facts behind the headline of Kano's categories, all of them about one group where there are several.

    Parameters
    ----------
    items
        How many items were asked.
    categories
        How many of them fall into each category, by its code; "undecided" is one of these codes.
    narrow
        How many have a category by Fong's test whose lead McNemar's exact test takes for chance.
    unjudged
        How many have too few respondents to be judged.
    worst
        The item whose absence dissatisfies most; None where there is none.
    best
        The item that adds most satisfaction; None where there is none.
    questionable
        The items of which questionable answers are as frequent as where both answers are picked at random.
    questionable_share
        The largest share of questionable answers among these.
    reversed
        Whether reverse answers outnumber those that are must-be, one-dimensional or attractive, over all items.
    groups
        How many groups there are.
    alike
        Whether another group is as large as the one that the headline is about.
    differing
        How many items fall into different categories in different groups.
    """

    items: int
    categories: Mapping[str, int] = field(default_factory=dict)
    narrow: int = 0
    unjudged: int = 0
    worst: Coefficient | None = None
    best: Coefficient | None = None
    questionable: tuple[str, ...] = ()
    questionable_share: float = float("nan")
    reversed: bool = False
    groups: int = 1
    alike: bool = False
    differing: int = 0
