"""What a Tally holds of a measure: counts and sums of products, which add up."""

from __future__ import annotations

from dataclasses import dataclass, replace

from servgap._stats.ratio import Floats
from servgap.survey.additive import Additive
from servgap.survey.counts import Counts
from servgap.survey.pair_counts import ScoreCounts


@dataclass(frozen=True, eq=False)
class MeasureCounts(Additive):
    """What a Tally holds of one measure. Steps are those of the measure's lattice, counted from its zero.

    Parameters
    ----------
    values
        Group cells × items × codes; code 0 is nothing to be measured.
    sums
        Group cells × dimensions × sum of codes above the lowest × number of items measured.
    scores
        Dimension scores under each policy, in the order of `POLICIES`.
    products
        1 or group cells × 3I × 3I: cross-products ``[V|V²|M]ᵀ[V|V²|M]`` of steps, squared steps and their presence.
    """

    values: Counts
    sums: Counts
    scores: tuple[ScoreCounts, ...]
    products: Floats

    def pooled(self) -> MeasureCounts:
        """Pool over the groups what is kept of all items with all items."""
        return replace(self, products=self.products.sum(axis=0, keepdims=True)[: len(self.products)])

    def without_wide(self) -> MeasureCounts:
        """Leave out what is kept of all items with all items."""
        return replace(self, products=self.products[:0])
