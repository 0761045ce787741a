"""The gaps to be tested: overall, by dimension and by item, with their moments and distributions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from servgap._stats.counts import moments_from_counts
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
class Level:
    """One level's gaps: labels of the rows, then groups × rows of moments and distributions."""

    labels: RowLabels
    n: NDArray[np.int64]
    gap: Floats
    sd: Floats
    gaps: Distribution
    tables: NDArray[np.int64] | None = None
    """Of items: groups × rows × levels × levels, how often each pair of answers was given."""


def overall_level(tally: Tally, policy: str) -> Level:
    """Take the overall gap of respondents who have all dimension scores."""
    gaps = overall_gaps(tally, policy)
    found = moments_from_counts(gaps.values, gaps.counts)
    return Level(overall_rows(), found.n.astype(np.int64), found.mean, np.sqrt(found.variance), gaps)


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
