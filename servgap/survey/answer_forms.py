"""How quadratic forms of a dimension's answers vary, from the products of four answers that a Tally holds."""

from __future__ import annotations

import numpy as np

from servgap._stats.ratio import Floats, ratio
from servgap._stats.reliability.difference_intervals import DifferenceMoments
from servgap._stats.reliability.quadratic_forms import FormsOfProducts
from servgap.survey.covariances import GAP, pair_covariances
from servgap.survey.fourth_moments import FourthMoments, middle, products
from servgap.survey.tally import Tally


def part_forms(tally: Tally, part: str, dimension: int) -> FormsOfProducts | None:
    """
    Give quadratic forms of a dimension's items in one part, or in the gaps (``"gap"``) of the first pair, by groups.

    Nothing where the dimension has too many items, or the tally was counted without.
    """
    fourth, way = _fourth(tally, part)
    sums = None if fourth is None else getattr(fourth, way)[dimension]
    if sums is None:
        return None
    items = len(tally.instrument.dimensions[dimension].items)
    degrees = np.concatenate([[0], np.ones(items), np.full(items * (items + 1) // 2, 2)])
    unit: Floats = tally.instrument.scale.step**degrees
    return FormsOfProducts(products(sums, items) * np.multiply.outer(unit, unit))


def difference_moments(tally: Tally, dimension: int) -> DifferenceMoments | None:
    """Give what the reliability of a dimension's difference rests on, in steps, by groups; nothing if not counted."""
    fourth = tally.pairs[0].fourth
    if fourth is None:
        return None
    scale, known = tally.instrument.scale, pair_covariances(tally, dimension)
    less = ratio(known.n - 1, known.n)[..., None, None]
    return DifferenceMoments(
        n=known.n,
        mean=(known.mean - scale.low) / scale.step - middle(scale.levels),
        covariance=known.covariance * less / scale.step**2,
        crossed=fourth.difference[dimension],
    )


def _fourth(tally: Tally, part: str) -> tuple[FourthMoments | None, str]:
    """Find the products of a part, and which of a pair's they are."""
    if part == GAP:
        return tally.pairs[0].fourth, "gap"
    for pair, (first, second) in zip(tally.pairs, tally.instrument.pairs or ((None, part),), strict=True):
        if part in {first, second}:
            return pair.fourth, "first" if part == first else "second"
    raise KeyError(part)
