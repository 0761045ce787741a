"""Bootstrap intervals of coefficient alpha, from weighted sums instead of resampled rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri

from servgap._stats.ratio import NEGLIGIBLE, Floats, ratio
from servgap._stats.registry import statistic
from servgap._stats.ties import share_below

MOST_ROWS = 20_000
"""Up to so many respondents are resampled one by one; beyond, random groups of them are."""

GROUPS = 1000
"""Groups that are resampled then; a standard error from them is itself sure to some 2 %."""

_TOGETHER = 2_000_000  # weights held at once: draws times units


@dataclass(frozen=True)
class AlphaBootstrap:
    """
    Bootstrap distribution of coefficient alpha.

    Attributes
    ----------
    alpha
        Coefficient alpha of the answers.
    se
        Standard deviation of the resampled alphas.
    percentile_low, percentile_high
        Their quantiles.
    bca_low, bca_high
        Their quantiles at levels corrected for bias and acceleration.
    units
        Respondents, or groups of them, that were resampled.
    """

    alpha: Floats
    se: Floats
    percentile_low: Floats
    percentile_high: Floats
    bca_low: Floats
    bca_high: Floats
    units: int


@statistic(
    "alpha_bootstrap",
    name="bootstrap interval of alpha",
    symbol="α",
    source="Efron (1987), JASA 82, 171–185; alpha: Padilla, Divers & Newton (2012), Appl. Psychol. Meas. 36, 331–348",
)
def alpha_bootstrap(
    answers: ArrayLike,
    confidence: float = 0.95,
    *,
    draws: int = 4999,
    rng: np.random.Generator | None = None,
) -> AlphaBootstrap:
    """
    Resample respondents, compute alpha each time, and take percentile and BCa limits.

    How often each respondent is drawn is multinomial, and alpha follows from weighted sums of squares; so one product
    of draws by respondents with respondents by sums serves all draws, and all scales given together. The acceleration
    is the jackknife's, and alpha without each respondent is exact. Beyond 20,000 respondents, 1,000 random groups of
    them are resampled instead: the limits then cost the same for any n.

    Parameters
    ----------
    answers : array_like, shape (..., n, k)
        Answers of respondents who answered all items; leading axes are scales that share the draws.
    confidence : float
        Coverage of the intervals.
    draws : int
        Resamples.
    rng : numpy.random.Generator, optional
        Where the draws come from; None is seed 0.

    Returns
    -------
    AlphaBootstrap
        NaN where k < 2, n < 3, an answer is missing, or the sum does not vary; resamples whose sum does not vary are
        left out.

    Notes
    -----
    Efron, B. (1987). Better bootstrap confidence intervals. Journal of the American Statistical Association, 82.

    Examples
    --------
    >>> rng = np.random.default_rng(5)
    >>> rows = rng.integers(1, 6, (200, 1)) + rng.integers(-1, 2, (200, 4))
    >>> found = alpha_bootstrap(rows)
    >>> print(f"{found.alpha:.3f} [{found.bca_low:.2f}, {found.bca_high:.2f}]")
    0.927 [0.91, 0.94]
    """
    rows = np.asarray(answers, dtype=np.float64)
    shape, (n, k) = rows.shape[:-2], rows.shape[-2:]
    rows = rows.reshape(-1, n, k)
    generator = np.random.default_rng(0) if rng is None else rng
    numbers = np.full((6, len(rows)), np.nan)
    complete = np.flatnonzero(np.isfinite(rows).all((-2, -1))) if k > 1 and n > 2 else np.arange(0)
    if len(complete):
        sums = _sums(rows[complete], generator)
        whole = sums.sum(1)
        found, left_out = _alpha(whole, k), _alpha(whole[:, None] - sums, k)
        drawn = _resampled(sums, k, draws, generator)
        for scale, place in enumerate(complete):
            numbers[:, place] = _limits(found[scale], drawn[scale], left_out[scale], confidence)
    alpha, se, low, high, bca_low, bca_high = numbers.reshape(6, *shape)
    return AlphaBootstrap(alpha, se, low, high, bca_low, bca_high, units=min(n, GROUPS) if n > MOST_ROWS else n)


def _sums(rows: Floats, rng: np.random.Generator) -> Floats:
    """
    Return what alpha needs of each unit, (scales, units, k + 3): how many, square of the sum, sum of squares, answers.

    The answers are taken from their means, where sums of squares lose no digits.
    """
    centred = rows - rows.mean(1, keepdims=True)
    squares = (centred**2).sum(-1)
    sums = np.stack([np.ones_like(squares), centred.sum(-1) ** 2, squares], axis=-1)
    sums = np.concatenate([sums, centred], axis=-1)
    n = rows.shape[1]
    if n <= MOST_ROWS:
        return sums
    # Shuffled, since neighbours in a file are often of one branch.
    return np.add.reduceat(sums[:, rng.permutation(n)], np.arange(GROUPS) * n // GROUPS, axis=1)


def _alpha(sums: Floats, k: int) -> Floats:
    """Compute alpha from sums (..., k + 3); NaN where the sum of the items does not vary."""
    means = ratio(sums[..., 1:], sums[..., :1])
    own = means[..., 1] - (means[..., 2:] ** 2).sum(-1)
    total = means[..., 0] - means[..., 2:].sum(-1) ** 2
    # What is left of the largest of the terms is rounding when it is this small.
    return k / (k - 1) * (1 - ratio(own, total, above=NEGLIGIBLE * np.maximum(means[..., 1], own)))


def _resampled(sums: Floats, k: int, draws: int, rng: np.random.Generator) -> Floats:
    """Return the alphas (scales, draws) of resampled units."""
    scales, units, width = sums.shape
    flat = sums.transpose(1, 0, 2).reshape(units, scales * width)
    alphas = np.empty((scales, draws))
    step = max(1, _TOGETHER // units)
    for start in range(0, draws, step):
        count = min(step, draws - start)
        drawn = rng.integers(0, units, (count, units)) + units * np.arange(count)[:, None]
        weights = np.bincount(drawn.reshape(-1), minlength=count * units).reshape(count, units)
        resampled = (weights.astype(np.float64) @ flat).reshape(count, scales, width)
        alphas[:, start : start + count] = _alpha(resampled, k).T
    return alphas


def _limits(alpha: float, drawn: Floats, left_out: Floats, confidence: float) -> list[float]:
    """Return alpha, its standard error, and the percentile and BCa limits; NaN where there is nothing to resample."""
    drawn, left_out = drawn[np.isfinite(drawn)], left_out[np.isfinite(left_out)]
    if len(drawn) < 2 or not np.isfinite(alpha):
        return [alpha, *[np.nan] * 5]
    tails = np.array([(1 - confidence) / 2, (1 + confidence) / 2])
    # With draws B the quantile at level q is the draw number (B + 1) q.
    plain = np.quantile(drawn, tails, method="weibull")
    pull = left_out.mean() - left_out
    size = (pull**2).sum()
    acceleration = (pull**3).sum() / (6 * size**1.5) if size > 0 else 0.0
    bias = ndtri(share_below(drawn, alpha))
    corrected = [np.nan, np.nan]
    if np.isfinite(bias):
        moved = bias + ndtri(tails)
        corrected = list(np.quantile(drawn, ndtr(bias + moved / (1 - acceleration * moved)), method="weibull"))
    return [alpha, drawn.std(ddof=1), *plain, *corrected]
