"""The facts behind the headline of operations."""

from __future__ import annotations

from dataclasses import dataclass

from servgap.analysis.facts import Facts


@dataclass(frozen=True)
class Held:
    """A promise as it was kept: of which standard, stage and channel, in which group; the share within its limit."""

    standard: str
    case_stage: str
    case_channel: str
    group: tuple[tuple[str, str], ...]
    limit_value: float
    limit_unit: str
    promised_share: float
    within: float
    within_low: float
    within_high: float
    may_low: float
    may_high: float
    n_cases: int
    n_open: int
    verdict: str


@dataclass(frozen=True)
class Longer:
    """A case beyond the longest that was promised."""

    standard: str
    case_stage: str
    case_channel: str
    group: tuple[tuple[str, str], ...]
    longest_time: float
    limit_longest: float
    limit_unit: str
    n_longer: int


@dataclass(frozen=True)
class Rated:
    """The newest rate of complaints, its limits from the periods before, and its ratio to the period before."""

    standard: str
    case_channel: str
    period: str
    complaints: int
    rate: float
    rate_low: float
    rate_high: float
    limit_low: float
    limit_high: float
    periods: int
    signal: str
    promised_rate: float
    verdict: str


@dataclass(frozen=True)
class Seen:
    """What visits found of a standard: in how many it was met, and whether that is as promised."""

    standard: str
    case_channel: str
    group: tuple[tuple[str, str], ...]
    observed_by: str
    n_visits: int
    n_met: int
    visits_share: float
    visits_low: float
    visits_high: float
    promised_share: float
    verdict: str


@dataclass(frozen=True, kw_only=True)
class OperationsFacts(Facts):
    """The facts behind the headline of operations; of the newest period, where they are told apart by periods.

    Parameters
    ----------
    foremost
        The promise furthest from being kept; where none is broken, the one nearest to it. None where no share of
        customers was promised.
    promised, broken, kept
        How many promises of a share there are, and how many of them are broken and kept.
    longer
        The standard with the case furthest beyond the longest that was promised; None where no case is.
    rated
        The rate of complaints that lies furthest beyond its limits, or else the first; None where there is none.
    seen
        The standard that visits found furthest from what was promised of it; None where nobody visited.
    open_cases, cases
        How many cases are open, and how many there are.
    rows, visits
        How many rows the group has, and of how many visits it tells.
    """

    foremost: Held | None
    promised: int
    broken: int
    kept: int
    longer: Longer | None
    rated: Rated | None
    open_cases: int
    cases: int
    rows: int
    seen: Seen | None = None
    visits: int = 0
