"""Split-half reliability: the best and worst of all ways to halve a scale, their mean, and odd against even items."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servgap._stats.one_thread import in_one_thread
from servgap._stats.ratio import NEGLIGIBLE, Floats, ratio
from servgap._stats.registry import statistic

Signs: TypeAlias = NDArray[np.float64]

MOST_ITEMS = 22
"""Up to so many items every split is looked at: two millions of them for 22 items."""

MOST_MOVES = 10_000


@dataclass(frozen=True)
class SplitHalves:
    """
    Reliability from two halves of a scale.

    Attributes
    ----------
    lambda4
        Guttman's fourth bound: the largest split-half reliability of all splits, halves of unequal length included.
    largest, smallest, mean
        Of the splits into halves of equal length, or that differ by one item.
    n_splits
        Number of these equal splits.
    exhaustive
        Whether every split was looked at; if not, `lambda4` and `largest` may be a little too small, `smallest` a
        little too large. The mean is exact always.
    odd_even_r
        Correlation of the sum of items 1, 3, 5, ... with the sum of items 2, 4, ...
    odd_even, spearman_brown, horst
        Reliability of the whole from these two: Flanagan's and Rulon's (lambda 4 of this split), stepped up by
        Spearman and Brown as if the halves were parallel, and by Horst for halves of unequal length.
    """

    lambda4: Floats
    largest: Floats
    smallest: Floats
    mean: Floats
    n_splits: int
    exhaustive: bool
    odd_even_r: Floats
    odd_even: Floats
    spearman_brown: Floats
    horst: Floats


@statistic(
    "split_halves",
    name="split-half reliability",
    symbol="λ₄",
    source="Guttman (1945), Psychometrika 10, 255–282",
)
@in_one_thread
def split_halves(covariance: ArrayLike) -> SplitHalves:
    r"""
    Halve the scale in every way, and judge its reliability by the covariance of the halves.

    .. math:: \lambda_4 = \frac{4 s_{AB}}{V} = 1 - \frac{u' S u}{V}, \qquad u_j = \pm 1

    with u telling the half of each item. Up to 22 items every split is tried: those of the first half of the items are
    joined to those of the second by one matrix product. Beyond, items are moved, or exchanged, between halves as long
    as this helps, from the signs of each eigenvector. The largest of many splits is biased upwards in small samples.

    Parameters
    ----------
    covariance : array_like, shape (k, k)
        Covariance or correlation matrix of the items.

    Returns
    -------
    SplitHalves
        NaN where k < 2 or the sum does not vary; what correlates two halves also where one of them does not vary.

    Notes
    -----
    Guttman, L. (1945). A basis for analyzing test-retest reliability. Psychometrika, 10.
    Halves of one split: Rulon, P. J. (1939). A simplified procedure for determining the reliability of a test by
    split-halves. Harvard Educational Review, 9, 99–103. Halves of unequal length: Horst, P. (1951). Estimating total
    test reliability from parts of unequal length. Educational and Psychological Measurement, 11, 368–371.

    Examples
    --------
    >>> found = split_halves([[2, 1, 1, 1], [1, 2, 1, 1], [1, 1, 2, 1], [1, 1, 1, 2]])
    >>> print(f"{found.lambda4:.3f} {found.mean:.3f} {found.n_splits} {found.odd_even_r:.3f}")
    0.800 0.800 3 0.667
    """
    matrix = np.asarray(covariance, dtype=np.float64)
    k = len(matrix)
    total, own = float(matrix.sum()), float(np.trace(matrix))
    n_splits = math.comb(k, k // 2) // (1 if k % 2 else 2) if k > 1 else 0
    if k < 2 or not np.isfinite(total) or total <= NEGLIGIBLE * own:
        unequal = least = most = total = np.nan
    else:
        unequal, least, most = _all_splits(matrix) if k <= MOST_ITEMS else _searched(matrix)
    # The mean of u_i u_j over all equal splits, for two different items.
    together = -1 / k if k % 2 else -1 / max(k - 1, 1)
    r, rulon, spearman_brown, horst = _odd_even(matrix, total)
    return SplitHalves(
        lambda4=np.asarray(1 - unequal / total),
        largest=np.asarray(1 - least / total),
        smallest=np.asarray(1 - most / total),
        mean=np.asarray(1 - (own + together * (total - own)) / total),
        n_splits=n_splits,
        exhaustive=k <= MOST_ITEMS,
        odd_even_r=r,
        odd_even=rulon,
        spearman_brown=spearman_brown,
        horst=horst,
    )


def _odd_even(matrix: Floats, total: float) -> tuple[Floats, Floats, Floats, Floats]:
    """Correlate odd with even items; step the correlation up to the whole length in three ways."""
    if np.isnan(total):
        nothing = np.asarray(np.nan)
        return nothing, nothing, nothing, nothing
    odd = np.arange(len(matrix)) % 2 == 0
    first, second = matrix[np.ix_(odd, odd)].sum(), matrix[np.ix_(~odd, ~odd)].sum()
    shared = matrix[np.ix_(odd, ~odd)].sum()
    own = np.trace(matrix)
    varying = np.where((first > NEGLIGIBLE * own) & (second > NEGLIGIBLE * own), first * second, 0.0)
    r = ratio(shared, np.sqrt(varying))
    lengths = odd.mean() * (~odd).mean()
    root = r * np.sqrt(r**2 + 4 * lengths * np.maximum(1 - r**2, 0.0)) - r**2
    horst = np.where(r**2 < 1, ratio(root, 2 * lengths * (1 - r**2)), r)
    return r, np.asarray(4 * shared / total), ratio(2 * r, 1 + r), np.asarray(horst, dtype=np.float64)


def _all_splits(matrix: Floats) -> tuple[float, float, float]:
    """
    Return u'Su at its least over all splits, and at its least and most over equal ones.

    With a and b the signs of the first and second half of the items, u'Su = a'Ra + 2a'Sb + b'Qb is one product of all
    a with all b. Both stand in the order of their sums, so that the b that even out an a stand together.
    """
    k = len(matrix)
    middle = k // 2
    left, right = _signs(middle, first_fixed=True), _signs(k - middle)
    pulled = 2 * (left @ matrix[:middle, middle:])
    own, others = _quadratic(matrix[:middle, :middle], left), _quadratic(matrix[middle:, middle:], right)
    first = np.column_stack([pulled, own, np.ones(len(left))])
    second = np.column_stack([right, np.ones(len(right)), others]).T
    sizes, balance = left.sum(1), -right.sum(1)
    unequal, least, most = np.inf, np.inf, -np.inf
    for size in np.unique(sizes):
        rows = slice(*np.searchsorted(-sizes, [-size - 0.5, -size + 0.5]))
        quadratic = first[rows] @ second
        if size == middle:
            quadratic[0, 0] = np.inf  # a scale against nothing is no split
        equal = quadratic[:, slice(*np.searchsorted(balance, [size - 1.5, size + 1.5]))]
        unequal = min(unequal, quadratic.min())
        least, most = min(least, equal.min(initial=np.inf)), max(most, equal.max(initial=-np.inf))
    return float(unequal), float(least), float(most)


def _signs(items: int, *, first_fixed: bool = False) -> Signs:
    """Return all rows of plus and minus one by falling sum, all plus first; the first sign is always plus if fixed."""
    bits = (np.arange(2 ** (items - first_fixed))[:, None] >> np.arange(items)) & 1
    signs = 1.0 - 2.0 * bits[:, ::-1]
    return np.asarray(signs[np.argsort(-signs.sum(1), kind="stable")], dtype=np.float64)


def _quadratic(matrix: Floats, signs: Signs) -> Floats:
    quadratic: Floats = np.einsum("ri,ij,rj->r", signs, matrix, signs, optimize=True)
    return quadratic


def _searched(matrix: Floats) -> tuple[float, float, float]:
    """Return the same three as `_all_splits`, sought from the signs of each eigenvector."""
    vectors = np.linalg.eigh(matrix)[1].T
    ranks = vectors.argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
    halves = [np.where(rank < len(matrix) // 2, -1.0, 1.0) for rank in ranks]
    free = min(_improved(matrix, start, single=True) for start in halves)
    least = min(_improved(matrix, start, single=False) for start in halves)
    most = -min(_improved(-matrix, start, single=False) for start in halves)
    return min(free, least), least, most


def _improved(matrix: Floats, start: Signs, *, single: bool) -> float:
    """Exchange items between the halves, or `single` items move, as long as this makes u'Su less."""
    signs = start.copy()
    for _ in range(MOST_MOVES):
        pull = signs * (matrix @ signs)
        alone = 4 * (np.diagonal(matrix) - pull)
        crossing = np.outer(signs, signs)
        change = alone[:, None] + alone + 8 * crossing * matrix
        change[crossing > 0] = np.inf
        one = int(alone.argmin())
        pair = np.unravel_index(int(change.argmin()), change.shape)
        small = -1e-12 * np.trace(np.abs(matrix))
        remains = abs(signs.sum() - 2 * signs[one]) < len(signs)
        if single and remains and alone[one] < min(change[pair], small):
            signs[one] *= -1
        elif change[pair] < small:
            signs[list(pair)] *= -1
        else:
            break
    return float(signs @ matrix @ signs)
