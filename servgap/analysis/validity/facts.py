"""The facts behind a validity's headline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from servgap.analysis.facts import Facts
from servgap.analysis.validity.bands import StepLimits


@dataclass(frozen=True)
class OwnFit:
    """How the questionnaire's own structure fits; CFI and RMSEA as it is judged by: robust or scaled where they can."""

    n: float
    n_items: int
    chi_square: float
    df: float
    p_value: float
    srmr: float
    cfi: float
    rmsea: float
    rmsea_low: float
    rmsea_high: float
    fit: str
    reason: str


@dataclass(frozen=True)
class AgainstOthers:
    """An item whose loading has the other sign than those of the rest of its dimension."""

    item: str
    dimension: str
    loading: float


@dataclass(frozen=True)
class TooFew:
    """How many respondents, and items, where there are too few of the former."""

    n: int
    items: int


@dataclass(frozen=True)
class ImpossibleLoading:
    """A loading that cannot be."""

    item: str
    loading: float


@dataclass(frozen=True)
class ImpossibleCorrelation:
    """A correlation of two dimensions that cannot be."""

    dimensions: tuple[str, str]
    correlation: float


@dataclass(frozen=True)
class ImpossibleTogether:
    """Variances and correlations of which each could be, but not all of them together."""


Improper = ImpossibleLoading | ImpossibleCorrelation | ImpossibleTogether
"""What of a solution cannot be."""


@dataclass(frozen=True)
class Rival:
    """The model that describes the answers better than the questionnaire's own, and by how much less its BIC is."""

    model: str
    bic_difference: float


@dataclass(frozen=True)
class DimensionPair:
    """Two dimensions with their ratio of correlations, its upper limit, and what that is called."""

    dimensions: tuple[str, str]
    htmt: float
    htmt_high: float
    separation: str


@dataclass(frozen=True)
class GroupsCompared:
    """Up to which step groups measure the same, and on how many respondents that rests.

    Parameters
    ----------
    by
        The attributes that tell the groups.
    reached
        The last step that holds; empty where none does.
    failed, open
        The step beyond it, if it fails, or cannot be judged.
    cfi_difference
        What CFI changes at the step that fails.
    limits
        By how much the fit may change at a step that holds.
    groups, left_out, small
        How many groups are compared, are left out, and are compared though they are small.
    n
        Respondents in the groups compared.
    reason
        Why the first step that does not hold is not judged.
    """

    by: tuple[str, ...]
    reached: str
    failed: str
    open: str
    cfi_difference: float
    limits: StepLimits
    groups: int
    left_out: int
    small: int
    n: float
    reason: str


@dataclass(frozen=True, kw_only=True)
class ValidityFacts(Facts):
    """The facts behind a validity's headline; what disqualifies the structure, the weakest check first, among them.

    Parameters
    ----------
    part, estimator
        What was asked of, and how it was estimated.
    own
        The fit of the questionnaire's own structure.
    of, complete
        How many respondents there are, and how many answered every item, where that is known.
    dimensions
        How many dimensions there are.
    opposed
        The items that run against the others of their dimension, as `opposed_in` lists them.
    loads_against
        Items whose loading alone says so.
    too_few, improper, better, not_distinct
        What else disqualifies the structure: too few respondents, a solution that cannot be, a model that describes the
        answers better, dimensions not shown to be different.
    closest
        The two dimensions that can least be told apart.
    close
        Those that can barely be.
    resampled
        Whether the ratios of correlations have intervals.
    weak
        The dimensions whose items have less in common than each has for itself.
    invariance
        What was found of groups; None where none are compared.
    """

    part: str
    estimator: str
    own: OwnFit
    of: int
    complete: float
    dimensions: int
    opposed: tuple[Mapping[str, Any], ...] = ()
    loads_against: tuple[AgainstOthers, ...] = ()
    too_few: TooFew | None = None
    improper: Improper | None = None
    better: Rival | None = None
    not_distinct: tuple[DimensionPair, ...] = ()
    closest: DimensionPair | None = None
    close: tuple[DimensionPair, ...] = ()
    resampled: bool = False
    weak: tuple[str, ...] = ()
    invariance: GroupsCompared | None = None
