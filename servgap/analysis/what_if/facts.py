"""The facts behind the headline of what would follow."""

from __future__ import annotations

from dataclasses import dataclass

from servgap.analysis.facts import Facts


@dataclass(frozen=True)
class Predicted:
    """An outcome that goes with the answers raised: by how much it would lie higher, and how sure that is."""

    outcome: str
    change: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class WhatIfFacts(Facts):
    """The facts behind the headline.

    Parameters
    ----------
    raised
        The standards that are raised, and to which level.
    gap, then, then_low, then_high
        The gap as it is and as it would be, with its interval, of all standards together.
    met, met_then
        The overall share met, as it is and as it would be; NaN where nothing is held to be met.
    standard
        The standard of which all of this is told instead, the one that rises most, where what would be of all together
        takes the answers of single respondents; else empty.
    predicted
        What goes with it; None where no drivers were handed in, or nothing can be predicted.
    """

    raised: tuple[tuple[str, float], ...]
    gap: float
    then: float
    then_low: float
    then_high: float
    met: float
    met_then: float
    standard: str = ""
    predicted: Predicted | None = None
