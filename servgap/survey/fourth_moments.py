"""Sums of all products of up to four answers: they say how sure a reliability is, whatever the answers are like."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, combinations_with_replacement

import numpy as np
from numpy.typing import NDArray

from servgap._stats.ratio import Floats
from servgap.survey.additive import Additive

DEGREE = 4
MOST_ITEMS = 12
"""Items of a dimension up to which its products are kept: 1,820 sums for twelve, 70 for four."""

Monomial = tuple[int, ...]
"""The items multiplied, each as often as it occurs."""
Places = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class FourthMoments(Additive):
    """
    Sums over respondents of products of their answers, of one pair of parts.

    Answers are counted in steps from the scale's middle (the lower of two), gaps in steps from zero, so that all sums
    are whole numbers. A dimension of more than `MOST_ITEMS` items has no sums of its monomials.

    Parameters
    ----------
    first, second, gap
        For each dimension group cells × monomials, in the order of `monomials`, over respondents who answered the
        dimension in that part, or in both for the gap.
    difference
        For each dimension of k items group cells × 2 × (3 + 2k): over respondents who answered it in both parts, sums
        of w and of t times one, w, t and each item of the first and of the second part. With e and p a respondent's
        sums over the items, t = (p − e)² and w = 2ep − k Σ_j (e_j² + p_j²).
    """

    first: tuple[Floats | None, ...]
    second: tuple[Floats | None, ...]
    gap: tuple[Floats | None, ...]
    difference: tuple[Floats, ...]


def middle(levels: int) -> int:
    """Give the step from which answers are counted."""
    return (levels - 1) // 2


@lru_cache
def monomials(items: int) -> tuple[Monomial, ...]:
    """List the products of up to four of the items, shorter ones first: (), (0,), (1,), ..., (0, 0), (0, 1), ...

    Examples
    --------
    >>> len(monomials(4)), monomials(2)[:6]
    (70, ((), (0,), (1,), (0, 0), (0, 1), (1, 1)))
    """
    each = (combinations_with_replacement(range(items), degree) for degree in range(DEGREE + 1))
    return tuple(chain.from_iterable(each))


@lru_cache
def squares(items: int) -> Places:
    """Find, for every two products of up to two items, the place of their product among the monomials."""
    place = {monomial: number for number, monomial in enumerate(monomials(items))}
    short = [monomial for monomial in monomials(items) if 2 * len(monomial) <= DEGREE]
    return np.array([[place[tuple(sorted(one + two))] for two in short] for one in short], dtype=np.intp)


def products(sums: Floats, items: int) -> Floats:
    """Lay the sums of monomials (..., monomials) out as the cross-products of (1, items, products of two items)."""
    laid: Floats = sums[..., squares(items)]
    return laid
