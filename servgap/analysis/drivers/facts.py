"""The facts behind the headline of drivers."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

from servgap.analysis.facts import Facts


@dataclass(frozen=True)
class First:
    """What accounts for most: a dimension, or an item where there is one dimension only.

    Where drivers are what standards are filed under, `mark` is the key of it.
    """

    level: str
    dimension: str
    item: str
    mark: str
    share: float
    share_low: float
    share_high: float
    rank_high: float


@dataclass(frozen=True)
class Weighed:
    """What weighs most of what standards are filed under, such as process and outcome, without what chance explains.

    Parameters
    ----------
    telling
        ``"in_total"`` or ``"per_item"``.
    order, shares
        The keys from the largest share on, and their shares; nothing where these are not known.
    may_be_first
        All of which no other is shown to weigh more.
    known
        Whether the errors are.
    difference_low, difference_high
        Ends of the interval of what the first has more than the second.
    """

    telling: str
    order: tuple[str, ...] = ()
    shares: tuple[float, ...] = ()
    may_be_first: tuple[str, ...] = ()
    known: bool = False
    difference_low: float = nan
    difference_high: float = nan


@dataclass(frozen=True)
class Spoken:
    """What customers say matters, held against what goes with the outcome.

    Parameters
    ----------
    first
        The dimensions with most points.
    points
        Their points, of 100.
    more, less
        The dimensions that customers give clearly more weight than the outcome does, and those given clearly less.
    """

    first: tuple[str, ...]
    points: float
    more: tuple[str, ...]
    less: tuple[str, ...]


@dataclass(frozen=True)
class Asymmetries:
    """Which drivers are dissatisfiers and satisfiers of the outcome, at every admissible cut.

    Parameters
    ----------
    level
        ``"dimension"`` or ``"item"``.
    n, drivers
        Respondents, and drivers.
    cuts, least
        How many cuts were tried, and how many respondents each must leave low, between and high.
    smallest
        The smallest asymmetry that matters, in the outcome's points.
    dissatisfiers, satisfiers, linear, depends
        The keys of these; what depends is told beyond a straight line at some cuts and not at others.
    classified
        How many drivers have any admissible cut.
    """

    level: str
    n: int
    cuts: int
    least: int
    smallest: float
    drivers: int
    dissatisfiers: tuple[str, ...]
    satisfiers: tuple[str, ...]
    linear: tuple[str, ...]
    depends: tuple[str, ...]
    classified: int


@dataclass(frozen=True, kw_only=True)
class DriverFacts(Facts):
    """The facts behind the headline of drivers.

    Parameters
    ----------
    outcome, outcome_share, top, bottom
        What is explained: the outcome's name, and which share of answers, if it is one.
    predictors
        ``"items"``, ``"dimensions"``, or what standards are filed under.
    adjust_for
        The attributes of which groups were partialled out, and `taken`, how many of these there are.
    n, total
        Respondents used, and how many answered the outcome; None where that is not known.
    way
        What became of respondents to whom something does not apply; empty where all applies to all.
    r2, r2_low, r2_high
        What all drivers explain.
    first
        What accounts for most, where that is known.
    drivers
        How many dimensions, items of the one dimension, or keys of what standards are filed under are in the order.
    may_be_first
        All that may be first.
    tied
        Whether several have one and the same largest share.
    spoken
        What customers say, if they were asked.
    others_first
        By the other ways of treating what does not apply: what is first, where the order of dimensions is another.
    smallest
        The least number of respondents on whom a covariance of pairs rests, where these were taken.
    mended
        Whether the covariance of pairs had to be changed to be one of any answers.
    sets
        Items that correlate above the limit.
    from_rows
        Whether respondents' answers were there.
    asymmetry
        Which are dissatisfiers and satisfiers, where that was asked.
    left_aside
        Whether some to whom something does not apply were left out, as nothing tells them.
    weighed
        What standards are filed under, in total and per item, where that was asked.
    marks
        The keys of these with how many items each has; the empty text for those whose standards are not filed.
    """

    outcome: str
    outcome_share: str | None
    top: float | None
    bottom: float | None
    predictors: str
    policy: str
    adjust_for: tuple[str, ...]
    taken: int
    n: int
    total: int | None
    way: str
    r2: float
    r2_low: float
    r2_high: float
    first: First | None
    drivers: int
    may_be_first: tuple[str, ...]
    tied: bool
    spoken: Spoken | None
    others_first: tuple[tuple[str, str], ...]
    smallest: int | None
    mended: bool
    sets: tuple[tuple[str, ...], ...]
    from_rows: bool
    asymmetry: Asymmetries | None = None
    left_aside: bool
    weighed: tuple[Weighed, ...] = ()
    marks: tuple[tuple[str, int], ...] = ()
