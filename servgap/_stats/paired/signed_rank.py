"""Wilcoxon's signed-rank test from counts, with ties and zeros as they are: asymptotic and exact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from servgap._stats.paired.rank_biserial import fisher_limits, score_limits
from servgap._stats.paired.ranked_gaps import Zeros, ranked_gaps
from servgap._stats.paired.sign_sums import two_tails
from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic

Limits: TypeAlias = Literal["score", "fisher"]


@dataclass(frozen=True)
class SignedRank:
    """Signed-rank test: rank sums, z, two-sided p, and the matched rank-biserial correlation with its interval."""

    n: Floats
    n_zero: Floats
    w_plus: Floats
    w_minus: Floats
    z: Floats
    p_value: Floats
    effect: Floats
    effect_low: Floats
    effect_high: Floats


@dataclass(frozen=True)
class SignedRankExact:
    """Exact two-sided p of the signed-rank test, given ties and zeros, and how it was found: "exact" or "inversion"."""

    p_value: Floats
    method: NDArray[np.object_]


@statistic(
    "signed_rank",
    name="Wilcoxon signed-rank test",
    symbol="z",
    source="Wilcoxon (1945), Biometrics Bulletin 1, 80–83; zeros: Pratt (1959), JASA 54, 655–667; "
    "effect: Kerby (2014), Comprehensive Psychology 3, 11.IT.3.1; interval: own adaptation of Wilson (1927), JASA "
    "22, 209–212",
    effect="matched rank-biserial correlation",
)
def signed_rank(
    values: ArrayLike, counts: ArrayLike, zeros: Zeros = "pratt", confidence: float = 0.95, *, limits: Limits = "score"
) -> SignedRank:
    """
    Test whether gaps lie symmetrically around zero, by the ranks of their absolute values.

    z = (W₊ − W₋) / √Σr² with the variance given ties and zeros and no continuity correction. Pratt ranks the zeros and
    then drops them; Wilcoxon drops them first. The effect is (W₊ − W₋) / (W₊ + W₋) under the same rule; its interval is
    Wilson's for as many signs as carry the information of the ranks (by the effect's influence function), which has a
    width also at ±1.

    Parameters
    ----------
    values : array_like, shape (L,)
        The distinct gaps. Equal absolute values must be equal numbers, so scores come as exact multiples of one unit.
    counts : array_like, shape (..., L)
        How often each gap occurs; one row a subject.
    zeros : {"pratt", "wilcox"}
        The rule for gaps of zero.
    confidence : float
        Level of the effect's interval.
    limits : {"score", "fisher"}
        "fisher" is the interval that other software prints, on Fisher's scale with the standard error √Σr² / Σr of no
        effect; it is too narrow where there is an effect.

    Returns
    -------
    SignedRank
        One entry a row; NaN (but for counts and rank sums) where no gap differs from zero.

    Examples
    --------
    >>> found = signed_rank([-2, -1, 0, 1, 2], [4, 6, 6, 3, 1])
    >>> float(found.w_plus), float(found.w_minus), round(float(found.p_value), 4)
    (51.0, 138.0, 0.0946)
    """
    ranked = ranked_gaps(values, counts, zeros)
    rank, tied = ranked.doubled_rank / 2, ranked.tied
    w_plus, w_minus = (rank * ranked.positive).sum(axis=-1), (rank * ranked.negative).sum(axis=-1)
    z = ratio(w_plus - w_minus, np.sqrt((tied * rank**2).sum(axis=-1)))
    effect = ratio(w_plus - w_minus, w_plus + w_minus)
    interval = (score_limits if limits == "score" else fisher_limits)(ranked, effect, zeros, confidence)
    return SignedRank(
        n=ranked.zero + tied.sum(axis=-1),
        n_zero=ranked.zero,
        w_plus=w_plus,
        w_minus=w_minus,
        z=z,
        p_value=2 * ndtr(-np.abs(z)),
        effect=effect,
        effect_low=interval.low,
        effect_high=interval.high,
    )


@statistic(
    "signed_rank_exact",
    name="exact Wilcoxon signed-rank test",
    symbol="W",
    source="shift algorithm: Streitberg & Röhmel (1986), Statistical Software Newsletter 12, 10–17; beyond, contour "
    "through the saddlepoint: Daniels (1954), Ann. Math. Statist. 25, 631–650",
    effect="matched rank-biserial correlation",
)
def signed_rank_exact(values: ArrayLike, counts: ArrayLike, zeros: Zeros = "pratt") -> SignedRankExact:
    """
    Exact two-sided p, P(|W₊ − μ| ≥ observed), over all signs of the gaps that differ from zero.

    Twice the midranks are integers, so the distribution given ties and zeros lives on a lattice. Few gaps are
    convolved; for more, the characteristic function, a product with one factor for each absolute value, is inverted
    under exponential tilting, which keeps p accurate relative to its size. The cost does not grow with their number.

    Parameters
    ----------
    values : array_like, shape (L,)
        The distinct gaps, as in `signed_rank`.
    counts : array_like, shape (..., L)
        How often each gap occurs; one row a subject.
    zeros : {"pratt", "wilcox"}
        The rule for gaps of zero.

    Returns
    -------
    SignedRankExact
        One entry a row; NaN, with an empty method, where no gap differs from zero.

    Examples
    --------
    >>> float(signed_rank_exact([-1, 0, 2], [1, 3, 4]).p_value)
    0.125
    """
    ranked = ranked_gaps(values, counts, zeros)
    p_value = np.full(ranked.zero.shape, np.nan)
    method = np.full(ranked.zero.shape, "", dtype=object)
    for row in np.ndindex(ranked.zero.shape):
        held = ranked.tied[row] > 0
        if held.any():
            doubled = ranked.doubled_rank[row][held].astype(np.int64)
            sums = [_whole_sum(side[row][held], doubled) for side in (ranked.positive, ranked.negative)]
            found = two_tails(doubled, ranked.tied[row][held], min(sums))
            p_value[row], method[row] = found.p_value, found.method
    return SignedRankExact(p_value=p_value, method=method)


def _whole_sum(times: Floats, doubled_ranks: NDArray[np.int64]) -> int:
    """Sum in whole numbers, which do not overflow."""
    return sum(int(count) * int(rank) for count, rank in zip(times, doubled_ranks, strict=True))
