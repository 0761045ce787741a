"""How a respondent answered, whatever was asked: runs of one answer, spread within a person, and consistency.

Answers come as codes, respondents × items in the order in which they were asked: 1 for the scale's lowest answer, 2 for
the next, 0 for none. All numbers follow the R package careless 1.2.2, whose even–odd score is minus the one given here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic

Codes = NDArray[np.integer]
CHUNK = 1 << 16
"""Respondents whose answers are turned into real numbers at a time."""
LEAST_PAIRS = 3
"""Pairs of items from which on a correlation within a person is taken for synonyms."""


@dataclass(frozen=True)
class LongestRun:
    """Length of the longest run of identical answers, and mean length of all runs; NaN without any answer."""

    longest: Floats
    average: Floats


@dataclass(frozen=True)
class AnswerVariability:
    """Standard deviation of a respondent's answers, in steps of the scale; NaN for fewer than two answers."""

    irv: Floats


@dataclass(frozen=True)
class EvenOdd:
    """Correlation of the halves of a respondent's scales, stepped up to their full length, and on how many it rests."""

    consistency: Floats
    scales: Floats


@dataclass(frozen=True)
class Synonyms:
    """Correlation within a respondent over pairs of items that go together, and on how many pairs it rests."""

    synonymy: Floats
    pairs: Floats


def by_item(codes: ArrayLike) -> Codes:
    """Turn respondents × items into items × respondents, of which each row is passed over as a whole."""
    return np.ascontiguousarray(np.asarray(codes).T)


@statistic(
    "longest_run",
    name="longest run of identical answers",
    symbol="longstring",
    source="Johnson (2005), J. Res. Pers. 39, 103–129; Curran (2016), J. Exp. Soc. Psychol. 66, 4–19",
)
def longest_run(codes: ArrayLike) -> LongestRun:
    """
    Longest run of identical answers in the order asked, and the mean length of all runs.

    A missing answer ends a run, and is a run of one for the mean, as in R's ``rle``.

    Parameters
    ----------
    codes : array_like, shape (respondents, items)
        Codes of the answers as they were ticked; 0 for none.

    Returns
    -------
    LongestRun
        NaN for respondents without any answer.

    Examples
    --------
    >>> found = longest_run([[7, 7, 7, 5], [7, 0, 7, 7]])
    >>> found.longest, found.average.round(2)
    (array([3., 2.]), array([2.  , 1.33]))
    """
    items = by_item(codes)
    respondents = items.shape[1]
    current, longest = np.ones(respondents, np.int32), np.ones(respondents, np.int32)
    runs = np.full(respondents, min(len(items), 1), np.int32)
    for before, answer in pairwise(items):
        same = (answer == before) & (answer > 0)
        current = np.where(same, current + 1, 1)
        np.maximum(longest, current, out=longest)
        runs += ~same
    answered = (items > 0).any(axis=0)
    return LongestRun(np.where(answered, longest, np.nan), ratio(np.where(answered, len(items), np.nan), runs))


@statistic(
    "answer_variability",
    name="intra-individual response variability",
    symbol="IRV",
    source="Dunn, Heggestad, Shanock & Theilgard (2018), J. Bus. Psychol. 33, 105–121",
)
def answer_variability(codes: ArrayLike) -> AnswerVariability:
    """
    Standard deviation of each respondent's answers.

    Sums of whole numbers are exact, so that it is 0 for those, and only those, who gave one answer throughout.

    Parameters
    ----------
    codes : array_like, shape (respondents, items)
        Codes of the answers as they were ticked; 0 for none.

    Examples
    --------
    >>> answer_variability([[7, 7, 7], [1, 0, 3]]).irv.round(3)
    array([0.   , 1.414])
    """
    items = by_item(codes).astype(np.int64, copy=False)
    n = (items > 0).sum(axis=0)
    squares = n * np.einsum("ij,ij->j", items, items) - items.sum(axis=0) ** 2
    return AnswerVariability(np.sqrt(ratio(squares, n * (n - 1))))


@statistic(
    "even_odd",
    name="even–odd consistency",
    symbol="r_eo",
    source="Johnson (2005), J. Res. Pers. 39, 103–129",
)
def even_odd(codes: ArrayLike, sizes: Sequence[int]) -> EvenOdd:
    """
    Consistency within a respondent: the halves of each scale against each other, over the scales.

    The means of a scale's first, third, ... and of its second, fourth, ... items are correlated over the scales on
    which the respondent has both, and stepped up by 2r/(1 + r), not below −1.

    Parameters
    ----------
    codes : array_like, shape (respondents, items)
        Codes of the answers, negatively worded items mirrored; 0 for none. The items of a scale stand together.
    sizes : sequence of int
        Items of each scale, in order.

    Returns
    -------
    EvenOdd
        NaN where a half does not vary over the scales.

    Examples
    --------
    >>> found = even_odd([[6, 6, 2, 3, 5, 4], [6, 2, 2, 6, 4, 4]], [2, 2, 2])
    >>> found.consistency.round(3), found.scales
    (array([ 0.942, -1.   ]), array([3., 3.]))
    """
    items = by_item(codes)
    ends = np.cumsum([0, *sizes])
    odd, even = (
        np.stack([_half_mean(items[start + side : end : 2]) for start, end in pairwise(ends)]) for side in (0, 1)
    )
    r, scales = _correlation(odd, even)
    stepped = np.maximum(ratio(2 * r, 1 + r), -1.0)
    return EvenOdd(np.where(1 + r <= 0, -1.0, stepped), scales)


def _half_mean(items: Codes) -> Floats:
    return ratio(items.sum(axis=0, dtype=np.int64), (items > 0).sum(axis=0))


def _correlation(first: Floats, second: Floats) -> tuple[Floats, Floats]:
    """Correlate down the columns, over the rows where both are known."""
    both = ~(np.isnan(first) | np.isnan(second))
    n = both.sum(axis=0).astype(np.float64)
    centred, spread = [], []
    for values in (first, second):
        known = np.where(both, values, 0.0)
        off = np.where(both, known - ratio(known.sum(axis=0), n), 0.0)
        highest, lowest = np.where(both, values, -np.inf).max(axis=0), np.where(both, values, np.inf).min(axis=0)
        centred.append(off)
        spread.append(np.where(highest > lowest, (off**2).sum(axis=0), 0.0))
    r = ratio((centred[0] * centred[1]).sum(axis=0), np.sqrt(spread[0] * spread[1]))
    return np.clip(r, -1.0, 1.0), n


@statistic(
    "psychometric_synonyms",
    name="psychometric synonyms",
    symbol="r_syn",
    source="Meade & Craig (2012), Psychol. Methods 17, 437–455",
)
def psychometric_synonyms(codes: ArrayLike, least_r: float = 0.6) -> Synonyms:
    """
    Agreement of a respondent's answers to items that go together for respondents in general.

    The pairs are all items that correlate above `least_r`; within a respondent, the answers to the first items of the
    pairs are correlated with those to the second.

    Parameters
    ----------
    codes : array_like, shape (respondents, items)
        Codes of the answers, negatively worded items mirrored; 0 for none.
    least_r
        The correlation that a pair must exceed.

    Returns
    -------
    Synonyms
        NaN for fewer than three pairs, or where one side does not vary. R's function shuffles the pairs there.

    Examples
    --------
    >>> everybody = [[1, 1, 4, 4, 5, 5], [2, 2, 1, 1, 2, 2], [6, 6, 6, 6, 1, 1], [7, 6, 2, 3, 7, 7]]
    >>> found = psychometric_synonyms(everybody)
    >>> found.pairs, found.synonymy.round(3)
    (array([3., 3., 3., 3.]), array([1.   , 1.   , 1.   , 0.971]))
    """
    rows = np.asarray(codes)
    paired = np.triu(item_correlations(rows) > least_r, 1).astype(np.float64)
    synonymy, pairs = np.full(len(rows), np.nan), np.zeros(len(rows))
    for start in range(0, len(rows), CHUNK):
        span = slice(start, start + CHUNK)
        synonymy[span], pairs[span] = _over_pairs(rows[span].astype(np.float64), paired)
    return Synonyms(synonymy, pairs)


def item_correlations(rows: Codes) -> Floats:
    """Correlate items over the respondents who answered both; NaN where one does not vary among them."""
    k = rows.shape[1]
    products = np.zeros((3 * k, 3 * k))
    for start in range(0, len(rows), CHUNK):
        x = rows[start : start + CHUNK].astype(np.float64)
        wide = np.concatenate([x, x**2, x > 0], axis=1)
        products += wide.T @ wide
    answer, square, there = (slice(place * k, (place + 1) * k) for place in range(3))
    n = products[there, there]
    sums, squares = products[answer, there], products[square, there]
    # All are sums of whole numbers, so that what does not vary has a variance of exactly 0.
    variance = n * squares - sums**2
    return ratio(n * products[answer, answer] - sums * sums.T, np.sqrt(variance * variance.T))


def _over_pairs(x: Floats, paired: Floats) -> tuple[Floats, Floats]:
    """Correlate over pairs of items, without laying the pairs out: all sums are quadratic forms of the pairs."""
    there = (x > 0).astype(np.float64)
    partners, partnered = there @ paired.T, there @ paired
    n = (there * partners).sum(axis=1)
    first, second = (x * partners).sum(axis=1), (x * partnered).sum(axis=1)
    squares = (x**2 * partners).sum(axis=1), (x**2 * partnered).sum(axis=1)
    crossed = (x * (x @ paired.T)).sum(axis=1)
    spread = (n * squares[0] - first**2) * (n * squares[1] - second**2)
    r = ratio(n * crossed - first * second, np.sqrt(spread))
    return np.where(n >= LEAST_PAIRS, np.clip(r, -1.0, 1.0), np.nan), n
