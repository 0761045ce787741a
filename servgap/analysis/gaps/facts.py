"""The facts behind the headline of gaps."""

from __future__ import annotations

from dataclasses import dataclass

from servgap.analysis.facts import Facts


@dataclass(frozen=True)
class JudgedGap:
    """A gap with its interval and its verdict."""

    gap: float
    ci_low: float
    ci_high: float
    n: int
    verdict: str


@dataclass(frozen=True)
class DimensionGap(JudgedGap):
    """The gap of a dimension."""

    dimension: str


@dataclass(frozen=True, kw_only=True)
class GapFacts(Facts):
    """The facts behind the headline of gaps, all of them about one group where gaps were measured for each.

    Parameters
    ----------
    overall
        The overall gap.
    worst
        The lowest gap of a dimension.
    standards
        How many standards there are.
    short, above, negligible, undecided
        How many of them have this verdict.
    weighted
        The gap weighted by importance, where there are points.
    groups
        How many groups there are.
    tied
        How many of them have the lowest overall gap.
    """

    overall: JudgedGap
    worst: DimensionGap
    standards: int
    short: int
    above: int
    negligible: int
    undecided: int
    weighted: float | None = None
    groups: int = 1
    tied: int = 1
