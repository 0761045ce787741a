"""The values to be tested: overall, by dimension and by item, with their moments and distributions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from servgap._stats.counts import moments_from_counts
from servgap.analysis.gap_rows import mean_of_dimensions
from servgap.analysis.rows import RowLabels, dimension_rows, item_rows, overall_rows, standard_rows
from servgap.survey.measures.measure import Measure
from servgap.survey.moments import (
    Distribution,
    dimension_means,
    dimension_scores,
    item_means,
    item_tables,
    item_values,
    overall_scores,
)
from servgap.survey.tally import Floats, Tally


@dataclass(frozen=True)
class Persons:
    """Respondents' own values, groups × rows: how many there are, their mean and their standard deviation."""

    n: NDArray[np.int64]
    value: Floats
    sd: Floats


@dataclass(frozen=True)
class Level:
    """One level's values of a measure: labels of the rows, then groups × rows of moments and distributions.

    `n`, `value` and `sd` are those of the mean, whose standard error is sd/√n; `distribution` is of respondents' own.
    Overall the two may differ: its value is the mean of the dimensions' means, each of which has its own respondents,
    while a respondent has an overall value of his own only if he has every dimension. Where not everybody was asked
    all items nobody has a score (`scored`), and there is the mean alone.
    """

    labels: RowLabels
    n: NDArray[np.int64]
    value: Floats
    sd: Floats
    distribution: Distribution
    tables: NDArray[np.int64] | None = None
    """Of items: groups × rows × levels × levels, how often each pair of answers was given."""
    scored: bool = True
    parts: tuple[Floats, Floats] | None = None
    """Mean expectation and perception, groups × rows, as `dimension_means` has them."""

    @property
    def sizes(self) -> NDArray[np.int64]:
        """How many respondents a group has for being tested: those with a score, or those behind the mean."""
        return self.persons.n if self.scored else self.n

    @cached_property
    def persons(self) -> Persons:
        """Give the moments of respondents' own values."""
        found = moments_from_counts(self.distribution.values, self.distribution.counts)
        return Persons(found.n.astype(np.int64), found.mean, np.sqrt(found.variance))

    @property
    def of_items(self) -> bool:
        """Whether its rows are single items."""
        return any(self.labels.item)

    @property
    def held(self) -> NDArray[np.int64]:
        """Give for how many respondents a share holds, where it is one of single items: those whose value is 1."""
        return np.asarray(self.distribution.counts[..., self.distribution.values == 1.0].sum(axis=-1), dtype=np.int64)

    @property
    def independent(self) -> tuple[NDArray[np.int64], Floats, Floats]:
        """Give n, mean and variance as tests between groups take them: mean values, and n of respondents with a score.

        The variance over that n is the square of the mean's standard error.
        """
        n = self.sizes
        error = np.divide(self.sd**2, self.n, out=np.full(self.sd.shape, np.nan), where=self.n > 0)
        return n, self.value, error * n


def overall_level(tally: Tally, policy: str, measure: Measure | None = None) -> Level:
    """Take the mean of the dimensions' means, and the overall values of respondents who have every dimension."""
    mean = mean_of_dimensions(tally, policy, measure)
    n, value, sd = (mean[name] for name in ("n", "value", "sd"))
    scores = overall_scores(tally, policy, measure)
    return Level(
        overall_rows(),
        n,
        value,
        sd,
        scores,
        scored=not tally.matrix_sampled,
        parts=(mean["expectation"], mean["perception"]),
    )


def dimension_level(tally: Tally, policy: str, measure: Measure | None = None) -> Level:
    """Take respondents' dimension scores."""
    means = dimension_means(tally, policy, measure)
    scores = dimension_scores(tally, policy, measure)
    labels, scored = dimension_rows(tally.instrument), not tally.matrix_sampled
    return Level(
        labels, means.n, means.value, means.sd, scores, scored=scored, parts=(means.expectation, means.perception)
    )


def item_level(tally: Tally, measure: Measure | None = None) -> Level:
    """Take items, named as standards where one item is the whole standard."""
    rows, alone = item_rows(tally.instrument), set(standard_rows(tally.instrument).item)
    level = tuple("standard" if item in alone else "item" for item in rows.item)
    means = item_means(tally, measure)
    tables = item_tables(tally, measure) if measure is None or measure.is_tallied(tally.instrument) else None
    labels = RowLabels(level, rows.dimension, rows.standard, rows.item)
    return Level(
        labels,
        means.n,
        means.value,
        means.sd,
        item_values(tally, measure),
        tables,
        parts=(means.expectation, means.perception),
    )
