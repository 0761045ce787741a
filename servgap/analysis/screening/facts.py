"""What a screening's headline rests on: who is flagged for what, and the overall gap without them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from servgap.analysis.facts import Facts


@dataclass(frozen=True)
class Moved:
    """The overall gap with everybody and without the flagged, and why one of them is not there."""

    mean: float
    mean_without: float
    ci_low_without: float
    ci_high_without: float
    reason: str


@dataclass(frozen=True)
class Ceiling:
    """How many gave every item of the part held against perception the highest answer."""

    part: str
    n: int


@dataclass(frozen=True, kw_only=True)
class ScreeningFacts(Facts):
    """The facts behind a screening's headline.

    Parameters
    ----------
    respondents, flagged
        How many respondents there are, and how many raise a flag that counts.
    flags
        How many raise each flag that counts and can be raised.
    part
        Of what the overall mean is: the name of the measure, such as ``"gap"``, or of the only part asked.
    overall
        How the overall mean moves without the flagged.
    ceiling
        Who cannot have a gap above zero; None where no part is held against another.
    """

    respondents: int
    flagged: int
    part: str
    overall: Moved
    flags: Mapping[str, int] = field(default_factory=dict)
    ceiling: Ceiling | None = None
