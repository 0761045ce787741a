"""The facts behind a plan's headline."""

from __future__ import annotations

from dataclasses import dataclass

from servgap.analysis.facts import Facts


@dataclass(frozen=True)
class Needed:
    """What a purpose takes; NaN where no number of respondents suffices, or none that anybody asks."""

    n_total: float
    n_per_group: float
    least_groups: float
    reason: str


@dataclass(frozen=True, kw_only=True)
class PlanFacts(Facts):
    """The facts behind a plan's headline.

    Parameters
    ----------
    gap, sd, power
        What is to be found, how much respondents differ, and how probably it is to be found.
    branches, icc
        How many branches there are, and the share of the variance that lies between them; None where nothing was said.
    standards
        How many standards are tested together.
    sd_from_survey, icc_from_survey
        Whether these were estimated rather than given.
    precision, assured
        What an interval takes that reaches half the gap to either side, and what makes it sure to.
    change
        What a change between waves takes.
    one, family
        What a gap takes by itself, and as one of all standards tested; None where nothing is held against a yardstick.
    drawn
        What it takes where the branches are to speak for others: a gap, or an interval where there is no gap.
    branch_pair
        What it takes to tell two branches apart.
    """

    gap: float
    sd: float
    power: float
    branches: int | None
    icc: float | None
    standards: int
    sd_from_survey: bool
    icc_from_survey: bool
    precision: Needed
    assured: Needed
    change: Needed
    one: Needed | None = None
    family: Needed | None = None
    drawn: Needed | None = None
    branch_pair: Needed | None = None

    @property
    def estimated_alike(self) -> bool:
        """Whether branches were estimated to be alike, which chance alone can bring about."""
        return self.icc_from_survey and self.icc == 0
