"""The facts behind the headline of gaps."""

from __future__ import annotations

from dataclasses import dataclass

from servgap.analysis.facts import Facts
from servgap.analysis.segments import Segments


@dataclass(frozen=True)
class Judged:
    """A value of the measure with its interval and, of a distance from a yardstick, its verdict."""

    value: float
    ci_low: float
    ci_high: float
    n: int
    verdict: str


@dataclass(frozen=True)
class OfDimension(Judged):
    """The value of a dimension."""

    dimension: str


@dataclass(frozen=True, kw_only=True)
class GapFacts(Facts):
    """The facts behind the headline of gaps, all of them about one group where gaps were measured for each.

    Parameters
    ----------
    overall
        The overall value.
    worst, best
        The dimension with the lowest value, and that with the highest; the other way round where more is worse.
    standards
        How many standards there are.
    short, above, negligible, undecided
        How many of them have this verdict.
    targeted, reached
        How many standards are held against targets of their own, and how many of them reach theirs on average.
    weighted
        The overall value weighted by importance, where there are points.
    groups
        How many groups there are.
    tied
        How many of them have the worst overall value.
    segments
        How the groups lie to the average of all; None where there are not several.
    """

    overall: Judged
    worst: OfDimension
    best: OfDimension
    standards: int
    short: int
    above: int
    negligible: int
    undecided: int
    targeted: int = 0
    reached: int = 0
    weighted: float | None = None
    groups: int = 1
    tied: int = 1
    segments: Segments | None = None

    @property
    def groups_named(self) -> frozenset[tuple[str, ...]]:
        """The group that the headline is about, and those that it says lie furthest from the average."""
        return super().groups_named | (self.segments.named if self.segments else frozenset())
