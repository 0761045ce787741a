"""What disqualifies a structure, the weakest first: why its verdicts are withheld, and what its headline opens with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from servgap._stats.intervals import normal_quantile
from servgap._stats.ties import at_least, first_most, levels
from servgap.analysis.reasons import BETTER_MODEL, IMPROPER, NONE, NOT_DISTINCT, OPPOSED_ITEM, TOO_FEW_FOR_ITEMS
from servgap.analysis.validity.bands import BETTER, INDISTINCT, POOR, UNCLEAR
from servgap.analysis.validity.competing_models import OWN, SECOND
from servgap.analysis.validity.factor_fits import FittedModel
from servgap.analysis.validity.facts import (
    AgainstOthers,
    DimensionPair,
    ImpossibleCorrelation,
    ImpossibleLoading,
    ImpossibleTogether,
    Improper,
    Rival,
    TooFew,
)
from servgap.survey.instrument import Instrument
from servgap.survey.tally import Floats

BEYOND = 1.0
"""Where a standardised loading, or a correlation, ends."""


@dataclass(frozen=True)
class Doubts:
    """
    What speaks against a questionnaire's structure.

    Parameters
    ----------
    instrument
        The questionnaire.
    fitted
        The models compared, the questionnaire's own first.
    opposed
        Items that run against the others of their dimension, as `opposed_in` lists them.
    pairs
        Pairs of dimensions with their ratio of correlations and what it is called.
    confidence
        Level at which a loading is below zero by more than chance.
    """

    instrument: Instrument
    fitted: Sequence[FittedModel]
    opposed: Sequence[Mapping[str, Any]]
    pairs: Sequence[DimensionPair]
    confidence: float

    @property
    def own(self) -> FittedModel:
        """The questionnaire's own structure at its estimates."""
        return self.fitted[0]

    @cached_property
    def against(self) -> frozenset[str]:
        """The dimensions of which an item runs against the others, or loads against them."""
        opposed = (str(each["dimension"]) for each in self.opposed)
        return frozenset((*opposed, *(each.dimension for each in self.loads_against)))

    @cached_property
    def loads_against(self) -> tuple[AgainstOthers, ...]:
        """Items whose loading has, by more than chance, the other sign than the rest of their dimension's."""
        if not self.own.converged:
            return ()
        named = {str(each["dimension"]) for each in self.opposed}
        found: list[AgainstOthers] = []
        for dimension, span in zip(self.instrument.dimensions, self.instrument.spans, strict=True):
            if dimension.key in named:
                continue
            place = self.instrument.dimensions.index(dimension)
            own = slice(span.start, span.stop), place
            loadings = self.own.loadings[own] * (1 if self.own.loadings[own].sum() >= 0 else -1)
            high = loadings + normal_quantile(self.confidence) * self.own.loadings_se[own]
            against = np.isfinite(high) & ~at_least(high, 0.0)
            found += [
                AgainstOthers(item.key, dimension.key, float(loading))
                for item, loading, is_against in zip(dimension.items, loadings, against, strict=True)
                if is_against
            ]
        furthest = levels([-abs(each.loading) for each in found])
        return tuple(found[place] for place in np.argsort(furthest, kind="stable"))

    @cached_property
    def not_distinct(self) -> tuple[DimensionPair, ...]:
        """Pairs of dimensions that cannot be told apart, or were not shown to be different things."""
        judged = [pair for pair in self.pairs if not self.against.intersection(pair.dimensions)]
        return tuple(pair for pair in judged if pair.separation in (INDISTINCT, UNCLEAR))

    @cached_property
    def better(self) -> Rival | None:
        """The simpler model, or the user's, that describes the answers better than the questionnaire's own."""
        own, *rivals = self.fitted
        lower = {
            rival.model.name: own.numbers["bic"] - rival.numbers["bic"]
            for rival in rivals
            if rival.model.name != SECOND and rival.converged and rival.proper
        }
        if not at_least(list(lower.values()), BETTER).any():
            return None
        best = list(lower)[first_most(list(lower.values()))]
        return Rival(best, lower[best])

    @cached_property
    def improper(self) -> Improper | None:
        """What of the questionnaire's own solution cannot be: a loading, a correlation, or all of them together."""
        if self.own.reason != IMPROPER or self.own.too_few:
            return None
        item, place = _largest(loadings := np.abs(self.own.loadings))
        if at_least(loadings[item, place], BEYOND) and len(self.instrument.dimensions[place].items) > 1:
            return ImpossibleLoading(self.instrument.item_keys[item], float(self.own.loadings[item, place]))
        one, other = _largest(correlations := np.abs(np.triu(self.own.correlation, 1)))
        if at_least(correlations[one, other], BEYOND):
            keys = self.instrument.dimension_keys
            return ImpossibleCorrelation((keys[one], keys[other]), float(self.own.correlation[one, other]))
        return ImpossibleTogether()

    @property
    def too_few(self) -> TooFew | None:
        """How many respondents, and items, where there are too few of the former."""
        return TooFew(int(self.own.numbers["n"]), len(self.instrument.items)) if self.own.too_few else None

    def withheld(self, found: FittedModel) -> str:
        """Say why the fit of a model is not judged; empty where it is. That it is poor is said all the same."""
        if self.against:
            return OPPOSED_ITEM
        if found.too_few:
            return TOO_FEW_FOR_ITEMS
        if found.model.name not in (OWN, SECOND) or found.fit == POOR:
            return NONE
        if self.better is not None:
            return BETTER_MODEL
        return NOT_DISTINCT if self.not_distinct else NONE

    def of_dimension(self, dimension: str) -> str:
        """Say why nothing is concluded of a dimension's items together; empty where something is."""
        if dimension in self.against:
            return OPPOSED_ITEM
        return TOO_FEW_FOR_ITEMS if self.own.too_few else NONE


def _largest(values: Floats) -> tuple[int, int]:
    """Give the row and the column of the largest number."""
    row, column = np.unravel_index(first_most(values), values.shape)
    return int(row), int(column)
