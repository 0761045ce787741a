"""What a Tally holds of a pair of parts: counts and sums of products, which add up."""

from __future__ import annotations

from dataclasses import dataclass, replace

from servgap._stats.ratio import Floats
from servgap.survey.additive import Additive
from servgap.survey.counts import Counts
from servgap.survey.fourth_moments import FourthMoments
from servgap.survey.item_tables import ItemTables

WIDE = ("gap_products", "complete_first", "complete_second", "complete_pair")
"""What a PairCounts holds of all items with all items: for each group, or pooled over many, or not at all."""


@dataclass(frozen=True, eq=False)
class ScoreCounts(Additive):
    """Dimension scores under one policy for missing answers.

    Scores are kept as integers, in steps of the scale times the unit `score_unit(instrument)`.

    Parameters
    ----------
    products
        Group cells × 2D × 2D: cross-products of the dimension gap scores and of their presence, ``[S|M]ᵀ[S|M]``.
    overall
        Group cells × values: counts of the sum of the D scores of respondents who have them all.
    weighted
        Group cells × (5 + 2D): of respondents with points and the scores these need: how many, sums of the weighted
        score, of its square, of its expectation and of its perception, of points, and of points × score.
    """

    products: Floats
    overall: Counts
    weighted: Floats


@dataclass(frozen=True, eq=False)
class PairCounts(Additive):
    """What a Tally holds of one pair of parts, or of a part that is asked alone.

    Parameters
    ----------
    joint
        Group cells × items × codes of the first part × codes of the second; code 0 is no answer.
    sums
        Group cells × dimensions × sum of the first × sum of the second × number of pairs; the sums run over pairs and
        count the scale's lowest level as 0.
    scores
        Dimension scores under each policy, in the order of `POLICIES`.
    within_first, within_second, within_pair
        Group cells × m × m: cross-products within dimensions over respondents complete in the dimension, of
        (presence, answers); m = D + I for a part, D + 2I for the pair. Only blocks of one dimension have meaning.
    gap_products
        1 or group cells × 3I × 3I: cross-products ``[G|G²|M]ᵀ[G|G²|M]`` of gaps, squared gaps and their presence.
    complete_first, complete_second, complete_pair
        1 or group cells × m × m: cross-products over respondents complete in the part (1 + I) or the pair (1 + 2I).
    item_tables
        Tables of pairs of items of one part, where they were asked for.
    fourth
        Sums of products of up to four answers; a tally of an earlier version has none.
    points
        Group cells × (1 + D): how many respondents gave importance points, and the sums of these; none as well.
    """

    joint: Counts
    sums: Counts
    scores: tuple[ScoreCounts, ...]
    within_first: Floats
    within_second: Floats
    within_pair: Floats
    gap_products: Floats
    complete_first: Floats
    complete_second: Floats
    complete_pair: Floats
    item_tables: ItemTables | None = None
    fourth: FourthMoments | None = None
    points: Floats | None = None

    def pooled(self) -> PairCounts:
        """Pool over the groups what is kept of all items with all items."""
        wide = {name: getattr(self, name) for name in WIDE}
        pooled = {name: value.sum(axis=0, keepdims=True)[: len(value)] for name, value in wide.items()}
        return replace(self, **pooled, item_tables=self.item_tables and self.item_tables.pooled())

    def without_wide(self) -> PairCounts:
        """Leave out what is kept of all items with all items."""
        wide = {name: getattr(self, name)[:0] for name in WIDE}
        return replace(self, **wide, item_tables=self.item_tables and self.item_tables.without_wide())
