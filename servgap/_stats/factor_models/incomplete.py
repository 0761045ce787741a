"""What rows with missing answers say before any model: patterns, likeliest moments, and how sure these are.

A respondent whose answers differ from the likeliest means by d, of which W is the inverse covariance matrix of those
that are there, pulls at the mean of item i by u_i and at the covariance of items i and j by u_i u_j − W_ij, where u =
Wd (half of that for a variance). With K the mean of uu' over a pattern, what the pattern knows of two covariances is
made of tr(DWD'K) and tr(DWD'W), D and D' being the directions in which they move: sums of products of two entries of
the patterns' matrices, which one product of matrices gives for all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.factor_models.discrepancy import mean_discrepancy
from servgap._stats.factor_models.missing_answers import saturated_moments
from servgap._stats.factor_models.samples import Block, Moments, Patterned, by_pattern, complete
from servgap._stats.ratio import Floats

CHUNK = 4096
"""Respondents, or patterns, that are looked at together."""


@dataclass(frozen=True)
class IncompleteSample:
    """
    Rows with missing answers, as every model of them needs them.

    Attributes
    ----------
    rows
        The answers by pattern.
    moments
        Means and covariances that are likeliest without any model; NaN where there are none.
    """

    rows: Patterned
    moments: Moments

    @property
    def block(self) -> Block:
        """The patterns."""
        return self.rows.block

    @cached_property
    def saturated(self) -> Saturated:
        """How sure the likeliest moments are."""
        return _saturated(self.rows, complete(self.moments, means=True).moments[0])


@dataclass(frozen=True)
class Saturated:
    """
    The model without restrictions at its estimates: p means, then the lower triangle of covariances row by row.

    Attributes
    ----------
    information, cross_products
        Observed curvature of the log-likelihood, and mean cross-products of the respondents' slopes, a respondent.
    """

    information: Floats
    cross_products: Floats

    @cached_property
    def covariance(self) -> Floats:
        """The estimates' covariance matrix, n times, whatever the distribution: the sandwich."""
        bread = np.linalg.inv(self.information)
        found: Floats = bread @ self.cross_products @ bread
        return found

    @cached_property
    def whole(self) -> float:
        """The expected chi-square of knowing nothing: the trace of the cross-products over the information."""
        return float(np.linalg.solve(self.information, self.cross_products).trace())


def incomplete_sample(rows: ArrayLike) -> IncompleteSample:
    """
    Sort rows by which answers they have, and find the likeliest moments.

    Examples
    --------
    >>> found = incomplete_sample([[1.0, 1.0], [2.0, 3.0], [3.0, 2.0], [4.0, np.nan]])
    >>> found.moments.mean.round(3)
    array([2.5 , 2.25])
    """
    patterned = by_pattern(rows)
    return IncompleteSample(patterned, saturated_moments(patterned.block))


def pulls(rows: Patterned, inverse: Floats) -> Floats:
    """Return Σ⁻¹y for each row y (n, p + 1), of the items that it has; `inverse` has a matrix for each pattern."""
    found = np.empty_like(rows.answers)
    start = 0
    for count, matrix in zip(rows.block.n.astype(int), inverse, strict=True):
        found[start : start + count] = rows.answers[start : start + count] @ matrix
        start += count
    return found


def _saturated(rows: Patterned, moments: Floats) -> Saturated:
    p = len(moments) - 1
    _, inverse = mean_discrepancy(rows.block, moments)
    share = rows.block.n / rows.block.n.sum()
    return Saturated(
        information=_information(share, inverse, rows.block.moments, p),
        cross_products=_cross_products(rows, inverse, p),
    )


def _information(share: Floats, inverse: Floats, moments: Floats, p: int) -> Floats:
    low, high = np.tril_indices(p)
    half = np.where(low == high, 0.5, 1.0)
    weight = inverse[:, :p, :p]
    pull = (inverse @ moments @ inverse)[:, :p, :p]
    mean_pull = (inverse @ moments[:, :, -1:])[:, :p, 0]
    # What a pattern knows of the covariances (i, j) and (k, l) is a sum over T[j, k, l, i] and its likes.
    crossed = _products(share, weight, pull)
    crossed = crossed + crossed.transpose(2, 3, 0, 1) - _products(share, weight, weight)
    i, j, k, m = low[:, None], high[:, None], low, high
    of_covariances = crossed[j, k, m, i] + crossed[j, m, k, i] + crossed[i, k, m, j] + crossed[i, m, k, j]
    across = np.tensordot(weight * share[:, None, None], mean_pull, ([0], [0]))
    found = np.empty((p + len(low), p + len(low)))
    found[:p, :p] = np.tensordot(share, weight, 1)
    found[p:, p:] = of_covariances * np.outer(half, half) / 2
    found[:p, p:] = (across[:, low, high] + across[:, high, low]) * half
    found[p:, :p] = found[:p, p:].T
    return found


def _products(share: Floats, one: Floats, other: Floats) -> Floats:
    """Return the weighted sum over patterns of all products of an entry of one matrix with one of another."""
    p = one.shape[-1]
    found: Floats = (one.reshape(-1, p * p).T * share) @ other.reshape(-1, p * p)
    return found.reshape(p, p, p, p)


def _cross_products(rows: Patterned, inverse: Floats, p: int) -> Floats:
    low, high = np.tril_indices(p)
    half = np.where(low == high, 0.5, 1.0)
    pull, which = pulls(rows, inverse)[:, :p], rows.which
    expected = inverse[:, low, high]
    found = np.zeros((p + len(low), p + len(low)))
    for start in range(0, len(pull), CHUNK):
        here = pull[start : start + CHUNK]
        of_covariances = (here[:, low] * here[:, high] - expected[which[start : start + CHUNK]]) * half
        slopes = np.concatenate([here, of_covariances], axis=1)
        found += slopes.T @ slopes
    return found / max(len(pull), 1)
