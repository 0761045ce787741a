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
    """

    by: str
    waves: tuple[str, ...]
    last_from: str
    last_to: str
    overall: Change
    changed: Changed = Changed()
    standards_changed: StandardsChanged = StandardsChanged()

    @property
    def groups_named(self) -> frozenset[tuple[str, ...]]:
        """The waves that the headline names: those of the last step."""
        return frozenset({(str(self.last_from),), (str(self.last_to),)})
