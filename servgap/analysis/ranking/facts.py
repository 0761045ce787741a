"""The facts behind a ranking's headline."""

from __future__ import annotations

from dataclasses import dataclass

from servgap.analysis.facts import Facts
from servgap.analysis.segments import Segments


@dataclass(frozen=True)
class Worst:
    """The standard ranked worst, with its set of ranks."""

    standard: str
    item: str
    dimension: str
    gap: float
    value: float
    rank_low: float
    rank_high: float


@dataclass(frozen=True)
class Corrected:
    """The worst one's value, corrected for having been picked; of several groups, that of the worst of all."""

    value: float
    corrected: float
    corrected_low: float
    corrected_high: float
    shrunken: float
    picked_from: int


@dataclass(frozen=True, kw_only=True)
class RankingFacts(Facts):
    """The facts behind a ranking's headline.

    Parameters
    ----------
    criterion
        What the ranking goes by.
    k
        How many of the worst the candidates are candidates for.
    standards
        How many standards there are.
    reference
        The reference distribution of the sets.
    worst, corrected
        The worst standard, and its value corrected for the pick; None where nothing could be ranked.
    candidates
        The standards that may be among the worst k.
    tied
        How many may be the worst.
    shared
        The standards that have the worst value.
    segments
        How the groups lie to the average of all; None where there are not several.
    """

    criterion: str
    k: int
    standards: int
    reference: str
    worst: Worst | None = None
    corrected: Corrected | None = None
    candidates: tuple[str, ...] = ()
    tied: int = 0
    shared: tuple[str, ...] = ()
    segments: Segments | None = None

    @property
    def groups_named(self) -> frozenset[tuple[str, ...]]:
        """The group that the headline is about, and those that it says lie furthest from the average."""
        return super().groups_named | (self.segments.named if self.segments else frozenset())
