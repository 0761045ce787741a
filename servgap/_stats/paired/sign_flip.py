"""The permutation test of a mean gap: under no effect, every gap might as well have the other sign."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servgap._stats.counts import moments_from_counts
from servgap._stats.paired.sign_sums import two_tails
from servgap._stats.ratio import Floats
from servgap._stats.registry import statistic
from servgap._stats.resampling.lattice import whole_multiples


@dataclass(frozen=True)
class SignFlip:
    """Mean gap, its exact two-sided p over all signs, and how p was found: "exact", "inversion" or "rounded"."""

    mean: Floats
    p_value: Floats
    method: NDArray[np.object_]


@statistic(
    "sign_flip",
    name="exact sign-flip permutation test of the mean",
    symbol="mean",
    source="Fisher (1935), The Design of Experiments, §21; Pitman (1937), J. R. Stat. Soc. Suppl. 4, 119–130",
    effect="mean gap",
)
def sign_flip(values: ArrayLike, counts: ArrayLike) -> SignFlip:
    """
    Exact two-sided p, P(|Σ ±d| ≥ |Σ d|), over all signs of the gaps.

    Gaps are whole multiples of a step, so all 2ⁿ sums lie on a lattice, and p is found without listing or sampling
    them. The test is exact where gaps are symmetric around zero; it is about the mean, unlike the signed-rank test.

    Parameters
    ----------
    values : array_like, shape (L,)
        The distinct gaps.
    counts : array_like, shape (..., L)
        How often each gap occurs; one row a subject.

    Returns
    -------
    SignFlip
        One entry a row; p is NaN, with an empty method, where no gap differs from zero.

    Examples
    --------
    >>> found = sign_flip([-1, 0, 2], [1, 3, 4])
    >>> float(found.mean), float(found.p_value)
    (0.875, 0.125)
    """
    multiples, _, exact = whole_multiples(values)
    frequencies = np.asarray(counts, dtype=float)
    sizes = np.unique(np.abs(multiples[multiples != 0]))
    p_value = np.full(frequencies.shape[:-1], np.nan)
    method = np.full(frequencies.shape[:-1], "", dtype=object)
    for row in np.ndindex(p_value.shape):
        above, below = (
            np.array([frequencies[row][multiples == sign * size].sum() for size in sizes]) for sign in (1, -1)
        )
        held = above + below > 0
        if held.any():
            sums = [_whole_sum(sizes[held], side[held]) for side in (above, below)]
            found = two_tails(sizes[held], (above + below)[held], min(sums))
            p_value[row], method[row] = found.p_value, found.method if exact else "rounded"
    return SignFlip(mean=moments_from_counts(values, counts).mean, p_value=p_value, method=method)


def _whole_sum(sizes: NDArray[np.int64], times: Floats) -> int:
    """Sum in whole numbers, which do not overflow."""
    return sum(int(size) * int(count) for size, count in zip(sizes, times, strict=True))
