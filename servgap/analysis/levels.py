"""The gaps to be tested: overall, by dimension and by item, with their moments and distributions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from servgap._stats.counts import moments_from_counts
from servgap.analysis.gap_rows import mean_of_dimensions
from servgap.analysis.rows import RowLabels, dimension_rows, item_rows, overall_rows, standard_rows
from servgap.survey.moments import (
    Distribution,
    dimension_gaps,
    dimension_means,
    item_gaps,
    item_means,
    item_tables,
    overall_gaps,
)
from servgap.survey.tally import Floats, Tally


@dataclass(frozen=True)
class Persons:
    """Respondents' own gaps, groups × rows: how many there are, their mean and their standard deviation."""

    n: NDArray[np.int64]
    gap: Floats
    sd: Floats


@dataclass(frozen=True)
class Level:
    """One level's gaps: labels of the rows, then groups × rows of moments and distributions.

    `n`, `gap` and `sd` are those of the mean gap, whose standard error is sd/√n; `gaps` are respondents' own. Overall
    the two may differ: its gap is the mean of the dimensions' gaps, each of which has its own respondents, while a
    respondent has an overall gap of his own only if he has every dimension.
    """

    labels: RowLabels
    n: NDArray[np.int64]
    gap: Floats
    sd: Floats
    gaps: Distribution
    tables: NDArray[np.int64] | None = None
    """Of items: groups × rows × levels × levels, how often each pair of answers was given."""

    @cached_property
    def persons(self) -> Persons:
        """Give the moments of respondents' own gaps."""
        found = moments_from_counts(self.gaps.values, self.gaps.counts)
        return Persons(found.n.astype(np.int64), found.mean, np.sqrt(found.variance))

    @property
    def independent(self) -> tuple[NDArray[np.int64], Floats, Floats]:
        """Give n, mean and variance as tests between groups take them: mean gaps, and n of respondents with a score.

        The variance over that n is the square of the mean's standard error.
        """
        n = self.persons.n
        error = np.divide(self.sd**2, self.n, out=np.full(self.sd.shape, np.nan), where=self.n > 0)
        return n, self.gap, error * n


def overall_level(tally: Tally, policy: str) -> Level:
    """Take the mean of the dimensions' gaps, and the overall gaps of respondents who have every dimension."""
    mean = mean_of_dimensions(tally, policy)
    n, gap, sd = (mean[name] for name in ("n", "gap", "sd"))
    return Level(overall_rows(), n, gap, sd, overall_gaps(tally, policy))


def dimension_level(tally: Tally, policy: str) -> Level:
    """Take respondents' dimension scores."""
    means = dimension_means(tally, policy)
    return Level(dimension_rows(tally.instrument), means.n, means.gap, means.sd, dimension_gaps(tally, policy))


def item_level(tally: Tally) -> Level:
    """Take items, named as standards where one item is the whole standard."""
    rows, alone = item_rows(tally.instrument), set(standard_rows(tally.instrument).item)
    level = tuple("standard" if item in alone else "item" for item in rows.item)
    means = item_means(tally)
    labels = RowLabels(level, rows.dimension, rows.standard, rows.item)
    return Level(labels, means.n, means.gap, means.sd, item_gaps(tally), item_tables(tally))
