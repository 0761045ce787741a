"""The pass over respondents for a pair of parts, and for measures of the same answers, which are fetched but once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from servgap.survey.additive import Additive
from servgap.survey.counts import Integers
from servgap.survey.instrument import Instrument
from servgap.survey.measures.measure_counts import MeasureCounts
from servgap.survey.measures.measure_pass import MeasurePass
from servgap.survey.measures.measure_values import are_told
from servgap.survey.measures.measured_answers import Coding, Parts
from servgap.survey.pair_counts import PairCounts
from servgap.survey.pair_pass import PairPass
from servgap.survey.scale import Codes
from servgap.survey.tally import Floats


@dataclass(frozen=True, eq=False)
class CountsTogether(Additive):
    """What one pass counted.

    Parameters
    ----------
    pair
        The counts of the pair of parts, where these were asked for.
    measures
        Those of measures, in the order in which they were asked for.
    """

    pair: PairCounts | None
    measures: tuple[MeasureCounts, ...]

    @property
    def pair_counts(self) -> PairCounts:
        """The counts of the pair of parts."""
        if self.pair is None:
            raise ValueError(self.pair)
        return self.pair


class PassTogether:
    """Counts under way.

    Parameters
    ----------
    instrument
        The questionnaire.
    parts
        The parts whose answers are given; the first is None where one stands alone.
    cells
        The number of groups.
    wide
        The groups for which products of all items with all items are kept: all, or 1 for a pool.
    most
        The largest number of respondents in a chunk.
    pair
        Whether the pair of parts is counted.
    tables
        Whether to count its tables of pairs of items.
    codings
        The measures that are counted, each of these parts.
    """

    def __init__(
        self,
        instrument: Instrument,
        parts: Parts,
        cells: int,
        wide: int,
        most: int,
        *,
        pair: bool = True,
        tables: bool = False,
        codings: Sequence[Coding],
    ) -> None:
        self.parts = parts
        self.pair = PairPass(instrument, cells, wide, most, tables=tables) if pair else None
        self.measures = [
            MeasurePass(instrument, coding, cells, wide, most, values=not are_told(instrument, coding))
            for coding in codings
        ]

    def block(self, first: Codes | None, second: Codes, cell: Integers) -> None:
        """Count, of many respondents in whose order those of one group stand together, what gains by their number."""
        if self.pair is not None:
            self.pair.block(first, second, cell)

    def chunk(self, first: Codes | None, second: Codes, cell: Integers, points: Floats | None) -> None:
        """Count all else of some of the respondents of a block."""
        if self.pair is not None:
            self.pair.chunk(first, second, cell, points)
        for measure in self.measures:
            measure.chunk(measure.coding.of(self.parts, first, second), cell, points)

    def done(self) -> CountsTogether:
        """Give what has been counted."""
        pair = None if self.pair is None else self.pair.done()
        return CountsTogether(pair, tuple(each.done() for each in self.measures))
