"""The facts behind the headline of a review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from servgap.analysis.facts import Facts


@dataclass(frozen=True)
class First:
    """The standard to begin with: its proposal, and what it rests on."""

    standard: str
    proposal: str
    gap: float
    ci_low: float
    ci_high: float
    delivery_verdict: str
    observed_by: str = ""
    delivered_n: int = 0


@dataclass(frozen=True, kw_only=True)
class ReviewFacts(Facts):
    """The facts behind the headline of a review, all of them about one group where it was made for each.

    Parameters
    ----------
    first
        The standard to begin with; None where none is to be changed.
    counts
        How many standards have each proposal.
    standards
        How many have any.
    published_broken
        How many published promises are broken.
    operations, period
        Whether operations were handed in, and the period of which they are told.
    at_once
        Whether the intervals of what was delivered hold at once.
    importance, unit, importance_level, ranked
        Whether importance was stated or derived, or is not known; in what; of what it is known; and whether it has sets
        of ranks.
    compared
        How many standards were compared with what was before; None where nothing was handed in.
    pairs
        How many pairs of standards of one touchpoint were looked at.
    groups
        How many groups there are.
    beyond
        Standards of the operations about which customers were not asked.
    met
        Whether shares met are known.
    """

    first: First | None
    counts: Mapping[str, int] = field(default_factory=dict)
    standards: int = 0
    published_broken: int = 0
    operations: bool = False
    period: str = ""
    at_once: bool = False
    importance: str = ""
    unit: str = ""
    importance_level: str = ""
    ranked: bool = False
    compared: int | None = None
    pairs: int = 0
    groups: int = 1
    beyond: tuple[str, ...] = ()
    met: bool = True
