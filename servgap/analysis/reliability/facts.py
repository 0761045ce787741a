"""The facts behind the headline of a reliability: the weakest score, the range, and of what nothing is concluded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from servgap.analysis.facts import Facts


@dataclass(frozen=True, kw_only=True)
class Score:
    """Which score is meant: of a dimension in a part, in a group where there are groups."""

    dimension: str
    part: str
    group: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class End(Score):
    """The score of the lowest, or of the highest, reliability."""

    omega: float
    omega_low: float
    omega_high: float
    alpha: float
    ci_low: float
    ci_high: float


@dataclass(frozen=True, kw_only=True)
class Judged(Score):
    """The score of which least is sure, among those that are judged."""

    coefficient: str
    value: float
    ci_low: float
    ci_high: float
    band: str
    n_per_group: float


@dataclass(frozen=True, kw_only=True)
class Against(Score):
    """What stands against some scores: how many they are, and of the first how many respondents and items it has."""

    reason: str
    scores: int
    n: int
    n_items: int


@dataclass(frozen=True, kw_only=True)
class Withheld(Score):
    """Of how many scores nothing is concluded, which is the first, and what stands against them."""

    scores: int
    of: int
    why: tuple[Against, ...]


@dataclass(frozen=True)
class TooFew:
    """Respondents who are no more than the items of the questionnaire."""

    n: int
    items: int


@dataclass(frozen=True, kw_only=True)
class ReliabilityFacts(Facts):
    """The facts behind the headline of a reliability.

    Parameters
    ----------
    rows
        How many scores there are in each group.
    lowest, highest
        The ends of the reliabilities; None where there is none, or too few answered to tell any.
    weakest
        The score of which least is sure; None where none is judged.
    too_few
        Respondents and items, where the former are no more than the latter.
    withheld
        Of what nothing is concluded; None where all scores are judged.
    """

    rows: int
    lowest: End | None = None
    highest: End | None = None
    weakest: Judged | None = None
    too_few: TooFew | None = None
    withheld: Withheld | None = None

    @property
    def groups_named(self) -> frozenset[tuple[str, ...]]:
        """The groups that the headline names: those of the weakest score, and of scores that something is against."""
        named = [self.group, *(score.group for score in self._scores_named())]
        return frozenset(tuple(map(str, group.values())) for group in named if group)

    def _scores_named(self) -> Iterator[Score]:
        if self.weakest is not None:
            yield self.weakest
        if self.withheld is not None:
            yield from self.withheld.why
            if self.withheld.scores == 1:
                yield self.withheld
