"""A league of groups, from their moments or from means that have a variance each: one τ² for all that it says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.league.between_groups import BetweenGroups, MeanOfGroups, between_groups, mean_of_groups
from servgap._stats.league.expected_range import Bands, ExpectedRange, bands, expected_range, reliable_size
from servgap._stats.league.moderated_variances import moderated_variances
from servgap._stats.league.shrunken_means import ShrunkenMeans, error_of_weights, shrunken_means
from servgap._stats.ratio import Floats, ratio

RELIABLE = 0.8
"""Reliability from which a group's mean is called reliable."""


@dataclass(frozen=True)
class League:
    """
    All that is said of groups in an order; rows first, groups last.

    Attributes
    ----------
    variance
        v of each group's mean that all else rests on (..., g).
    between, common
        τ² with its interval, and μ, of each row (...).
    means, expected, bands
        Shrunken means with intervals, expected ranges with standings, bands with the chance that they are wrong.
    reliable_from
        Respondents from which on a mean has a reliability of .8 (...), unrounded; NaN where τ² is zero.
    """

    variance: Floats
    between: BetweenGroups
    common: MeanOfGroups
    means: ShrunkenMeans
    expected: ExpectedRange
    bands: Bands
    reliable_from: Floats


def league(
    n: ArrayLike, mean: ArrayLike, variance: ArrayLike, smallest: ArrayLike = np.nan, *, confidence: float = 0.95
) -> League:
    """
    Order groups fairly, from the n, mean and variance of each.

    Variances within groups are moderated towards the common one, whatever they are, and v = s̃²/n.

    Parameters
    ----------
    n, mean, variance : array_like, shape (..., g)
        A group that a row leaves out has n = 0; the variance (divisor n − 1) of a group of one is not looked at.
    smallest : array_like, shape () or (...)
        The smallest difference that matters, for the bands; NaN for none.
    confidence
        Of the intervals.

    Examples
    --------
    >>> found = league([4, 100, 100], [2.0, 1.0, 0.0], [1.0, 1.0, 1.0])
    >>> found.means.value.round(2).tolist()  # the small group comes closest to the others
    [1.75, 1.0, 0.01]
    """
    size = np.asarray(n, dtype=np.float64)
    within = moderated_variances(size, variance)
    v = ratio(within.variance, size)
    return league_of_means(np.where(size > 0, mean, np.nan), v, smallest, within.pooled, confidence=confidence)


def league_of_means(
    mean: ArrayLike,
    variance: ArrayLike,
    smallest: ArrayLike = np.nan,
    within: ArrayLike = np.nan,
    *,
    confidence: float = 0.95,
) -> League:
    """
    Order groups fairly, from means that have a variance each, such as means adjusted for the mix of respondents.

    Parameters
    ----------
    mean, variance : array_like, shape (..., g)
        Means of groups and the variances v of these means, taken as known and as independent.
    smallest : array_like, shape () or (...)
        As of `league`.
    within : array_like, shape () or (...)
        Variance of answers within groups, for `reliable_from`.
    """
    y, v = np.broadcast_arrays(np.asarray(mean, dtype=np.float64), np.asarray(variance, dtype=np.float64))
    between = between_groups(y, v, confidence=confidence)
    common = mean_of_groups(y, v, between.tau2, confidence=confidence)
    of_weights = error_of_weights(y, v, between.tau2)
    means = shrunken_means(y, v, common.mu, common.se, between.tau2, of_weights, confidence=confidence)
    width = np.broadcast_to(np.asarray(smallest, dtype=np.float64), y.shape[:-1])
    return League(
        variance=v,
        between=between,
        common=common,
        means=means,
        expected=expected_range(y, v, common.mu, between.tau2),
        bands=bands(means.value, means.se_with_mu, common.mu, width),
        reliable_from=reliable_size(between.tau2, within, RELIABLE),
    )
