"""The facts behind the headline of a comparison of groups."""

from __future__ import annotations

from dataclasses import dataclass

from servgap.analysis.facts import Facts


@dataclass(frozen=True)
class End:
    """The group with the worst, or the best, overall value."""

    group: str
    value: float
    ci_low: float
    ci_high: float
    n: int


@dataclass(frozen=True)
class Overall:
    """The first test of the overall values."""

    p_adjusted: float
    effect_kind: str
    effect: float
    differs: bool


@dataclass(frozen=True)
class Worst:
    """The worst group, those that may be it, and its value corrected for having been picked of all that are ranked."""

    group: str
    candidates: tuple[str, ...]
    ranked: int
    value: float
    corrected: float
    corrected_low: float
    corrected_high: float
    shrunken: float


@dataclass(frozen=True)
class LeagueFacts:
    """What the league says overall.

    Parameters
    ----------
    ranked
        Groups that have a place in it.
    much_better, better, worse, much_worse
        Those that stand apart from what is expected of their size, the worst first.
    tau, tau_low, tau_high
        Standard deviation of the groups' true values; zero where they cannot be told apart, NaN if it is not known.
    reliable_from
        Respondents from which on a group's mean has a reliability of .8; NaN where no number is enough.
    reliable
        How many groups have a mean that reliable.
    adjusted_for
        The attributes of respondents for whose mix the means that it rests on are adjusted.
    """

    ranked: int
    much_better: tuple[str, ...]
    better: tuple[str, ...]
    worse: tuple[str, ...]
    much_worse: tuple[str, ...]
    tau: float
    tau_low: float
    tau_high: float
    reliable_from: float
    reliable: int
    adjusted_for: tuple[str, ...] = ()

    @property
    def apart(self) -> tuple[str, ...]:
        """All groups that stand apart."""
        return (*self.much_worse, *self.worse, *self.better, *self.much_better)


@dataclass(frozen=True)
class Decision:
    """What one test says of the overall values."""

    test: str
    p_value: float
    differs: bool


@dataclass(frozen=True)
class Spreads:
    """Brown and Forsythe's test of the spreads of respondents' overall values."""

    statistic: float
    df: float
    df_denominator: float
    p_value: float
    differ: bool


@dataclass(frozen=True, kw_only=True)
class GroupsFacts(Facts):
    """The facts behind the headline of a comparison of groups.

    Parameters
    ----------
    by
        The attribute whose values are the groups.
    groups, tested, small
        How many groups there are, the first test takes, and have too few respondents to be tested.
    alike
        The groups in which all respondents have the same value.
    overall
        The first test of the overall values.
    compared
        How many groups the worst and the best are picked from.
    lowest, highest
        The groups with the worst and the best overall value, the first of equal ones; None where none is compared. Of
        shares that get worse upwards the worst is the highest.
    lowest_groups, highest_groups
        All groups that share that value.
    dimensions, differing
        How many dimensions there are, and those in which groups differ by the first test.
    worst
        How sure the worst is; None where groups are not ranked.
    pairs_differing
        How many pairs differ overall; None where the groups are too many to be paired.
    second
        The second of two attributes; the empty text where groups are compared by one.
    reference
        The group that every other is held against; the empty text where none is.
    decisions
        What each test says of the overall values, the one that leads first; of those that could be made.
    spreads
        Whether spreads differ; None where that could not be tested.
    complete
        How many answered every item in both parts, where the measure is a gap between two.
    league
        What the league says overall.
    """

    by: str
    groups: int
    tested: int
    small: int
    overall: Overall
    dimensions: int
    alike: tuple[str, ...] = ()
    compared: int = 0
    lowest: End | None = None
    highest: End | None = None
    lowest_groups: tuple[str, ...] = ()
    highest_groups: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()
    worst: Worst | None = None
    pairs_differing: int | None = None
    second: str = ""
    reference: str = ""
    decisions: tuple[Decision, ...] = ()
    spreads: Spreads | None = None
    complete: int = 0
    league: LeagueFacts | None = None

    @property
    def disagree(self) -> bool:
        """Whether tests of the overall values decide differently."""
        return len({each.differs for each in self.decisions}) > 1

    @property
    def groups_named(self) -> frozenset[tuple[str, ...]]:
        """The groups that the headline names: at the ends, the one that may be worst, and those that stand apart."""
        named = (self.lowest, self.highest, self.worst)
        apart = () if self.league is None else self.league.apart
        return frozenset((str(each),) for each in (*(each.group for each in named if each is not None), *apart))
