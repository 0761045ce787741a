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

    @property
    def groups_named(self) -> frozenset[tuple[str, ...]]:
        """The groups that the headline names: at the ends, and the one that may be the worst."""
        named = (self.lowest, self.highest, self.worst)
        return frozenset((str(each.group),) for each in named if each is not None)
