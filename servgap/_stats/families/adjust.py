"""p-values corrected for the number of tests in a family."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.ratio import Floats
from servgap._stats.registry import statistic

Adjustment: TypeAlias = Literal["holm", "hochberg", "bh", "by", "bonferroni", "none"]
SOURCES: Mapping[str, str] = MappingProxyType(
    {
        "holm": "Holm (1979), Scandinavian Journal of Statistics 6, 65–70",
        "hochberg": "Hochberg (1988), Biometrika 75, 800–802",
        "bh": "Benjamini & Hochberg (1995), JRSS B 57, 289–300",
        "by": "Benjamini & Yekutieli (2001), Annals of Statistics 29, 1165–1188",
    }
)
"""Who published a correction, where it has one author: a note cites the one that was made."""


@dataclass(frozen=True)
class Adjusted:
    """Corrected p-values, in the order of the given ones."""

    p_adjusted: Floats


def _multipliers(method: Adjustment, rank: Floats, tests: Floats) -> Floats:
    """By how much the p-value of each rank (1 = smallest) of a family is multiplied before order is restored."""
    harmonic = np.sum(np.where(rank <= tests, 1 / rank, 0.0), axis=-1, keepdims=True)
    multipliers: dict[Adjustment, Floats] = {
        "none": np.ones_like(rank),
        "bonferroni": np.broadcast_to(tests, rank.shape),
        "holm": tests - rank + 1,
        "hochberg": tests - rank + 1,
        "bh": tests / rank,
        "by": harmonic * tests / rank,
    }
    return multipliers[method]


@statistic(
    "p_adjust",
    name="correction for multiple tests",
    symbol="p_adj",
    source="; ".join(SOURCES.values()),
)
def adjust_p(p: ArrayLike, method: Adjustment = "holm") -> Adjusted:
    """
    Correct the p-values of a family, which runs along the last axis.

    NaN is a test that was not made: it stays NaN and does not count in the size of the family.

    Parameters
    ----------
    p : array_like, shape (..., m)
        p-values.
    method : {"holm", "hochberg", "bh", "by", "bonferroni", "none"}
        "holm", "hochberg" and "bonferroni" bound the chance of any false finding; "bh" and "by" bound the expected
        share of false findings, "by" under any dependence.

    Returns
    -------
    Adjusted
        Corrected p-values.

    Examples
    --------
    >>> adjust_p([0.01, 0.04, 0.03, float("nan")]).p_adjusted
    array([0.03, 0.06, 0.06,  nan])
    """
    given = np.asarray(p, dtype=float)
    missing = np.isnan(given)
    order = np.argsort(given, axis=-1, kind="stable")
    rank = np.broadcast_to(np.arange(1.0, given.shape[-1] + 1), given.shape)
    tests = np.sum(~missing, axis=-1, keepdims=True).astype(float)
    # Tests not made sort last; as ones with no multiplier they can lower nothing when steps are taken from the top.
    ascending = np.where(rank <= tests, np.take_along_axis(given, order, axis=-1), 1.0)
    scaled = np.where(rank <= tests, ascending * _multipliers(method, rank, tests), np.inf)
    if method == "holm":
        scaled = np.maximum.accumulate(scaled, axis=-1)
    elif method in ("hochberg", "bh", "by"):
        scaled = np.flip(np.minimum.accumulate(np.flip(scaled, axis=-1), axis=-1), axis=-1)
    adjusted = np.empty_like(given)
    np.put_along_axis(adjusted, order, np.minimum(scaled, 1.0), axis=-1)
    return Adjusted(p_adjusted=np.where(missing, np.nan, adjusted))
