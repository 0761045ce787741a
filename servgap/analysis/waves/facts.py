"""The facts behind the headline of waves."""

from __future__ import annotations

from dataclasses import dataclass

from servgap.analysis.facts import Facts


@dataclass(frozen=True)
class Change:
    """The change of the overall value at the last step."""

    difference: float
    ci_low: float
    ci_high: float
    p_adjusted: float
    verdict: str
    value_from: float
    value_to: float
    n_from: int
    n_to: int


@dataclass(frozen=True)
class Changed:
    """The dimensions that changed at the last step."""

    improved: tuple[str, ...] = ()
    worsened: tuple[str, ...] = ()


@dataclass(frozen=True)
class StandardsChanged:
    """How many standards changed at the last step."""

    improved: int = 0
    worsened: int = 0


@dataclass(frozen=True, kw_only=True)
class EventFound:
    """What an event did overall, beyond what the branches without it changed by.

    Parameters
    ----------
    name, attribute, branches
        What it is called, and the attribute and those of its values that had it and took part; all that had it where
        none took part.
    begun
        The waves at which it began.
    difference, ci_low, ci_high, p_value, smallest_p
        The effect with its interval and test, and the least that p could have been.
    before_after
        What the branches with it changed by, the others left aside.
    n_with, n_without, n_apart, n_choices
        How many branches had it, had it not, took no part, and how many choices of branches were looked at.
    verdict, reason
        Whether it had an effect, and why that cannot be judged.
    """

    name: str
    attribute: str
    branches: tuple[str, ...]
    begun: tuple[str, ...]
    difference: float
    ci_low: float
    ci_high: float
    p_value: float
    smallest_p: float
    before_after: float
    n_with: int
    n_without: int
    n_apart: int
    n_choices: int
    verdict: str
    reason: str


@dataclass(frozen=True)
class Turned:
    """The standards that newly fall short at the last step, and those that did and are shown not to any more."""

    fell_short: tuple[str, ...] = ()
    recovered: tuple[str, ...] = ()


@dataclass(frozen=True)
class LastOnChart:
    """The last wave's overall value beside the limits that the waves before it give, and what follows for the target.

    Parameters
    ----------
    wave_signal, assurance
        The codes of the chart; the latter is empty where the measure has no target.
    earlier_waves
        How many waves the limits rest on.
    value, usual_low, usual_high
        The value, and its limits.
    outside
        The dimensions whose last value lies outside of its own limits.
    """

    wave_signal: str
    assurance: str
    earlier_waves: int
    value: float
    usual_low: float
    usual_high: float
    outside: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WavesFacts(Facts):
    """The facts behind the headline of waves.

    Parameters
    ----------
    by
        The attribute that holds the wave.
    waves
        All waves, in calendar order.
    last_from, last_to
        The waves of the last step.
    overall
        How the overall value changed at it.
    changed, standards_changed
        The dimensions that changed at it, and how many standards.
    turned
        The standards that newly fall short at it, or no longer do.
    chart
        The last wave beside its limits.
    trend_way
        Whether the overall value rises or falls throughout; empty where waves are too few to tell.
    run_signal
        Whether it stays on one side of its median for longer than chance has it; empty likewise.
    events
        What each event did overall.
    """

    by: str
    waves: tuple[str, ...]
    last_from: str
    last_to: str
    overall: Change
    changed: Changed = Changed()
    standards_changed: StandardsChanged = StandardsChanged()
    turned: Turned = Turned()
    chart: LastOnChart
    trend_way: str = ""
    run_signal: str = ""
    events: tuple[EventFound, ...] = ()

    @property
    def groups_named(self) -> frozenset[tuple[str, ...]]:
        """The waves that the headline names: those of the last step."""
        return frozenset({(str(self.last_from),), (str(self.last_to),)})
