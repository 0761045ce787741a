"""Ordered answers as a factor model sees them: thresholds, polychoric correlations and how these err together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servgap._stats.ordinal.pair_likelihood import thresholds_of
from servgap._stats.ordinal.pair_scores import correlation_influence, threshold_influence
from servgap._stats.ordinal.polychoric import item_margins, pair_correlations, square
from servgap._stats.ratio import Floats

Codes: TypeAlias = NDArray[np.intp]
Flags: TypeAlias = NDArray[np.bool_]

CHUNK = 4096
"""Respondents whose influences are held at a time."""


@dataclass(frozen=True)
class OrdinalSample:
    """
    What n respondents' answers to k ordered items say of the normal variables behind them.

    Attributes
    ----------
    n
        Respondents.
    thresholds, threshold_se
        Normal quantiles (k, L - 1) that cut the variables, and their standard errors; NaN where a category is empty.
    correlation
        Polychoric correlations (k, k).
    covariance
        Of the estimates, n times: thresholds item by item, as far as they exist, then correlations pair by pair in the
        order of `numpy.triu_indices`.
    boundary
        Whether a pair's correlation (k, k) is one or minus one because its table lies on the diagonal.
    """

    n: float
    thresholds: Floats
    threshold_se: Floats
    correlation: Floats
    covariance: Floats
    boundary: Flags

    @property
    def pairs(self) -> Floats:
        """The correlations of pairs."""
        return self.correlation[np.triu_indices(len(self.correlation), 1)]

    @property
    def pair_covariance(self) -> Floats:
        """The covariance matrix of the correlations, n times."""
        size = len(self.pairs)
        return self.covariance[-size:, -size:]

    @property
    def usable(self) -> bool:
        """Whether all correlations and their variances exist."""
        known = np.isfinite(self.pairs).all() and np.isfinite(self.pair_covariance).all() and not self.boundary.any()
        return bool(known and (np.diagonal(self.pair_covariance) > 0).all())


def ordinal_sample(answers: ArrayLike) -> OrdinalSample:
    """
    Estimate thresholds, polychoric correlations and their asymptotic covariance matrix from rows.

    The estimates are those of `polychoric`. Each respondent moves them by what his cell in every pair's table does
    (see `pair_scores`), and n times the sum of products of these moves is the covariance matrix (Muthén 1984,
    Psychometrika 49, 115–132).

    Parameters
    ----------
    answers : array_like, shape (n, k)
        Whole numbers from 1 for the lowest category; 0 is no answer, and rows that have one are left out.

    Examples
    --------
    >>> rows = np.repeat([[1, 1], [1, 2], [2, 1], [2, 2]], [20, 10, 10, 20], axis=0)
    >>> found = ordinal_sample(rows)
    >>> round(float(found.correlation[0, 1]), 6), found.covariance.shape
    (0.5, (3, 3))
    """
    codes = complete_codes(answers)
    tables = tables_of(answers)
    margins = item_margins(tables)
    r, boundary = pair_correlations(tables)
    cuts = thresholds_of(margins)
    own = threshold_influence(margins, cuts)
    below = np.cumsum(margins, axis=-1)
    # A category that nobody chose has no upper threshold of its own.
    exists = (margins[:, :-1] > 0) & (below[:, :-1] < below[:, -1:])
    covariance = len(codes) * _covariance(codes, own, _pair_influence(tables, r, boundary), exists)
    se = np.where(exists, np.sqrt((margins[..., None] * own**2).sum(-2)), np.nan)
    varies = np.where((margins > 0).sum(-1) >= 2, 1.0, np.nan)
    return OrdinalSample(
        n=float(len(codes)),
        thresholds=np.where(exists, cuts, np.nan),
        threshold_se=se,
        correlation=square(r, varies),
        covariance=covariance,
        boundary=square(boundary, np.zeros(len(varies))) > 0,
    )


def complete_codes(answers: ArrayLike) -> Codes:
    """Return the answers of respondents who gave all, from 0 for the lowest category."""
    codes = np.asarray(answers).astype(np.intp) - 1
    return codes[(codes >= 0).all(axis=1)]


def tables_of(answers: ArrayLike) -> Floats:
    """Count the tables of all pairs of items over respondents who answered all."""
    codes = complete_codes(answers)
    return pair_tables(codes, int(codes.max(initial=1)) + 1)


def pair_tables(codes: Codes, levels: int) -> Floats:
    """
    Count the tables (k(k - 1)/2, L, L) of all pairs of items from codes (n, k) that start at 0.

    Examples
    --------
    >>> pair_tables(np.array([[0, 1], [1, 1], [0, 1]]), 2)[0]
    array([[0., 2.],
           [0., 1.]])
    """
    items = codes.shape[1]
    products = np.zeros((items * levels, items * levels))
    for rows in _chunks(len(codes)):
        indicators = (codes[rows, :, None] == np.arange(levels)).reshape(-1, items * levels).astype(np.float32)
        products += indicators.T @ indicators
    one, two = np.triu_indices(items, 1)
    return products.reshape(items, levels, items, levels)[one, :, two, :]


def _chunks(n: int) -> Iterator[slice]:
    for start in range(0, n, CHUNK):
        yield slice(start, start + CHUNK)


def _pair_influence(tables: Floats, r: Floats, boundary: Flags) -> Floats:
    """Return what each cell does to each pair's correlation; NaN where that is at a boundary or not defined."""
    influence = np.full(tables.shape, np.nan)
    inside = np.flatnonzero(np.isfinite(r) & ~boundary)
    first, second = thresholds_of(tables[inside].sum(-1)), thresholds_of(tables[inside].sum(-2))
    influence[inside] = correlation_influence(tables[inside], first, second, r[inside])
    return influence


def _covariance(codes: Codes, own: Floats, pairs: Floats, exists: Flags) -> Floats:
    """Add up the products of what respondents do to the thresholds that exist and to the correlations."""
    one, two = np.triu_indices(codes.shape[1], 1)
    size = int(exists.sum()) + len(one)
    total = np.zeros((size, size))
    items = np.arange(codes.shape[1])
    for rows in _chunks(len(codes)):
        of_thresholds = own[items, codes[rows]][:, exists]
        of_pairs = pairs[np.arange(len(one)), codes[rows][:, one], codes[rows][:, two]]
        moves = np.concatenate([of_thresholds, of_pairs], axis=1)
        total += moves.T @ moves
    return total
