"""The facts behind the headline of zones."""

from __future__ import annotations

from dataclasses import dataclass

from servgap.analysis.facts import Facts


@dataclass(frozen=True)
class Zone:
    """A zone, and where what was received lies to it: by its mean, and by shares of customers."""

    n: int
    superiority: float
    adequacy: float
    share_below: float
    share_below_low: float
    share_below_high: float
    share_inside: float
    share_above: float
    verdict: str


@dataclass(frozen=True)
class ZoneOfDimension(Zone):
    """The zone of a dimension."""

    dimension: str


@dataclass(frozen=True, kw_only=True)
class ZoneFacts(Facts):
    """The facts behind the headline of zones, all of them about one group where they were measured for each.

    Parameters
    ----------
    overall
        The mean of the dimensions.
    worst
        The dimension with the largest share of customers below their adequate level.
    standards
        How many standards have a verdict.
    below
        How many of them lie below their zone.
    groups
        How many groups there are.
    tied
        How many of them have the largest share below, overall.
    larger_only
        Whether groups of few respondents were passed over when that was looked for.
    """

    overall: Zone
    worst: ZoneOfDimension
    standards: int
    below: int
    groups: int = 1
    tied: int = 1
    larger_only: bool = False
