"""The evaluation table: a category for each pair of answers, and the category of a feature by the most frequent one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic

ANSWERS = ("like", "must", "neutral", "live", "dislike")
"""The five answers, in the order in which Kano codes them from 1 to 5."""
CATEGORIES = ("M", "O", "A", "I", "R", "Q")
"""Must-be, one-dimensional, attractive, indifferent, reverse, questionable; of equals the first counts."""
TABLE = ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ")
"""Of each answer if it is there (rows) and if it is not (columns) the category, as in Berger et al. (1993)."""
CRITICAL = 1.65
"""Fong's critical value."""

_CATEGORY = np.array([[CATEGORIES.index(code) for code in row] for row in TABLE])
_MEMBER = (_CATEGORY[..., None] == np.arange(len(CATEGORIES))).astype(np.float64)
BY_CHANCE = float(_MEMBER[..., CATEGORIES.index("Q")].mean())
"""The share of questionable pairs where both answers are picked at random: 2 of the 25 cells."""
_SQUARE, _HUNDREDTHS = round((CRITICAL * 20) ** 2), 20**2  # 1.65² = 33²/20², in whole numbers


@dataclass(frozen=True)
class KanoCategories:
    """Counts of categories, the most frequent one against the next, and the strengths.

    Parameters
    ----------
    n
        Respondents with both answers.
    counts, shares
        Of each category, in the order of `CATEGORIES`.
    mode, second
        The places of the most frequent category and of the next one in `CATEGORIES`; −1 where there is nobody.
    tied
        Whether both are equally frequent.
    fong_difference, fong_threshold, separated
        The most frequent count less the next, what it must exceed, and whether it does.
    category_strength
        Share of the most frequent category less that of the next.
    total_strength
        Share of must-be, one-dimensional and attractive together.
    """

    n: Floats
    counts: Floats
    shares: Floats
    mode: NDArray[np.intp]
    second: NDArray[np.intp]
    tied: NDArray[np.bool_]
    fong_difference: Floats
    fong_threshold: Floats
    separated: NDArray[np.bool_]
    category_strength: Floats
    total_strength: Floats


@statistic(
    "kano_categories",
    name="Kano's categories by the table of Berger et al., the most frequent against the next by Fong's test",
    symbol="M, O, A, I, R, Q",
    source="Kano, Seraku, Takahashi & Tsuji (1984), Hinshitsu 14(2), 39–48; "
    "Berger et al. (1993), Center for Quality of Management Journal 2(4); "
    "Fong (1996), Center for Quality of Management Journal 5(3), 21–24; "
    "strengths: Lee & Newcomb (1997), Quality Management Journal 4(3)",
)
def kano_categories(answers: ArrayLike) -> KanoCategories:
    """
    Count the categories of pairs of answers, and compare the most frequent one with the next.

    The evaluation table gives each of the 25 pairs a category: liking what is there and disliking what is not is
    one-dimensional (O); liking it, and not minding without, attractive (A); disliking to be without, and not minding
    it, must-be (M); neither, indifferent (I); the other way round, reverse (R); twice liking or twice disliking
    contradicts itself and is questionable (Q).

    With a and b the two largest of the six counts, Fong's test says that they differ where
    a − b > 1.65 √((a + b)(2n − a − b)/(2n)). It is decided in whole numbers, which no rounding moves.

    Parameters
    ----------
    answers : array_like, shape (..., 5, 5)
        Numbers of respondents by their answer if it is there (rows) and if it is not (columns), both in the order of
        `ANSWERS`.

    Returns
    -------
    KanoCategories
        Shares, strengths and the threshold are NaN where nobody answered.

    Examples
    --------
    >>> table = np.zeros((5, 5))
    >>> table[2, 4], table[0, 4], table[0, 2] = 30, 10, 5
    >>> found = kano_categories(table)
    >>> CATEGORIES[found.mode], CATEGORIES[found.second], bool(found.separated)
    ('M', 'O', True)
    >>> found.counts, float(found.fong_difference), round(float(found.fong_threshold), 4)
    (array([30., 10.,  5.,  0.,  0.,  0.]), 20.0, 7.7782)
    """
    table = np.asarray(answers, dtype=np.float64)
    counts = np.einsum("...ij,ijc->...c", table, _MEMBER)
    n = counts.sum(axis=-1)
    order = np.argsort(-counts, axis=-1, kind="stable")
    mode, second = order[..., 0], order[..., 1]
    a, b = (np.take_along_axis(counts, place[..., None], axis=-1)[..., 0] for place in (mode, second))
    nobody = n == 0
    return KanoCategories(
        n=n,
        counts=counts,
        shares=ratio(counts, n[..., None]),
        mode=np.where(nobody, -1, mode),
        second=np.where(nobody, -1, second),
        tied=(a == b) & ~nobody,
        fong_difference=a - b,
        fong_threshold=CRITICAL * np.sqrt(ratio((a + b) * (2 * n - a - b), 2 * n)),
        separated=_exceeds(a, b, n),
        category_strength=ratio(a - b, n),
        total_strength=ratio(counts[..., :3].sum(axis=-1), n),
    )


def _exceeds(a: Floats, b: Floats, n: Floats) -> NDArray[np.bool_]:
    """Tell whether (a − b)² · 2n · 20² > 33² (a + b)(2n − a − b), in whole numbers of any size."""
    first, next_, size = (each.astype(np.int64).astype(object) for each in (a, b, n))
    left = _HUNDREDTHS * 2 * size * (first - next_) ** 2
    right = _SQUARE * (first + next_) * (2 * size - first - next_)
    return np.asarray(left > right, dtype=bool)
