"""What a Tally holds of an outcome and of what is to explain it: sums of products, which add up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from servgap._stats.ratio import Floats
from servgap.survey.additive import Additive
from servgap.survey.instrument import Instrument
from servgap.survey.measures.measure import Measure
from servgap.survey.outcomes.outcome import Outcome, outcome_for
from servgap.survey.scale import Scale

if TYPE_CHECKING:
    from servgap.survey.survey import Survey

MOST_ITEMS = 30
"""Items up to which products of four are kept: 528 × 528 sums a group for thirty, 300 × 300 for 22."""
MOST_BYTES = 1 << 26
"""Bytes of the products of four items up to which they are kept for every group."""


@dataclass(frozen=True)
class Explained:
    """An outcome beside what is to explain it.

    Parameters
    ----------
    outcome
        The outcome, with all that its scale decides.
    scale
        The scale on which its values lie.
    measure
        What is taken of the items: a part by itself, or a gap.
    """

    outcome: Outcome
    scale: Scale
    measure: Measure


def explained_of(survey: Survey, told: Outcome | str, measure: Measure) -> Explained:
    """Settle which outcome is to be explained by what.

    Raises
    ------
    ServgapError
        If there is no such outcome, or its share is of answers that are not on its scale.
    """
    outcome = outcome_for(survey.outcomes, told)
    answers = survey.outcomes[outcome.name].scale
    return Explained(outcome.on(answers), outcome.scale(answers), measure.counted)


@dataclass(frozen=True, eq=False)
class OutcomeCounts(Additive):
    """Sums over respondents of products of their answers and of an outcome.

    Answers are steps from the middle of the measure's values, outcomes steps from the middle of their scale (the lower
    of two). With v the products of every two of (1, x₁, …, x_k, y), in the order of `numpy.triu_indices`, the sums of
    v vᵀ hold those of all products of up to four.

    Parameters
    ----------
    items
        1 or group cells × q × q: the sums of v vᵀ over respondents who answered all items and the outcome; none (0 × q
        × q) where there are too many items.
    products
        1 or group cells × (K + 2) × (K + 2): over the same respondents the products of every two of (1, x, y).
    scores
        1 or group cells × r × r: the sums of v vᵀ with dimension scores in place of items, over respondents who have
        all of them (of half the items of each at least) and the outcome. Scores are in steps times
        `score_unit(instrument)`, also from the middle.
    """

    items: Floats
    products: Floats
    scores: Floats

    def __add__(self, other: OutcomeCounts) -> OutcomeCounts:
        if len(self.items) == len(other.items):
            return super().__add__(other)
        return replace(self, items=self.items[:0]) + replace(other, items=other.items[:0])

    def pooled(self) -> OutcomeCounts:
        """Pool over the groups."""
        pooled = {name: getattr(self, name).sum(axis=0, keepdims=True) for name in ("products", "scores")}
        return replace(self, items=self.items.sum(axis=0, keepdims=True)[: len(self.items)], **pooled)

    def without_wide(self) -> OutcomeCounts:
        """Leave out what is pooled over groups of which some are left out."""
        return replace(self, items=self.items[:0], products=self.products[:0], scores=self.scores[:0])


def keeps_fourth(instrument: Instrument, cells: int) -> bool:
    """Tell whether products of four items are kept for so many groups."""
    items = len(instrument.items)
    return items <= MOST_ITEMS and 8 * cells * products_of_two(items + 2) ** 2 <= MOST_BYTES


def products_of_two(variables: int) -> int:
    """Count the products of every two of some variables, each with itself too."""
    return variables * (variables + 1) // 2


def middle(levels: int) -> int:
    """Give the step from which values are counted: the middle, or the lower of two."""
    return (levels - 1) // 2


def every_two(rows: NDArray[np.floating]) -> NDArray[np.floating]:
    """Multiply every two rows, each with itself too."""
    first, second = np.triu_indices(len(rows))
    return np.asarray(rows[first] * rows[second])
