"""Do two dimensions measure different things? The heterotrait-monotrait ratio of correlations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servgap._stats.ratio import NEGLIGIBLE, Floats, item_variances, ratio
from servgap._stats.registry import statistic
from servgap._stats.resampling.bootstrap_sums import bootstrap_sums, units_of

Flags: TypeAlias = NDArray[np.bool_]

NOTHING = 1e-9
"""Correlation under which it is rounding, and its sign and logarithm are too."""


@dataclass(frozen=True)
class HeterotraitMonotrait:
    """
    Ratios for every two of d dimensions.

    Attributes
    ----------
    htmt
        Ratios (..., d, d) of arithmetic means, one on the diagonal.
    htmt2
        Ratios of geometric means, right also where items load unequally.
    negative
        Whether a correlation that enters the ratio is negative; it was taken without its sign.
    """

    htmt: Floats
    htmt2: Floats
    negative: Flags


@dataclass(frozen=True)
class HeterotraitMonotraitBootstrap:
    """
    Ratios for every two of d dimensions with their bootstrap percentile intervals.

    Attributes
    ----------
    htmt, htmt_low, htmt_high, htmt2, htmt2_low, htmt2_high
        Shape (d, d).
    negative
        Whether a correlation of the answers that enters the ratio is negative; it was taken without its sign.
    units
        Respondents, or groups of them, that were resampled.
    """

    htmt: Floats
    htmt_low: Floats
    htmt_high: Floats
    htmt2: Floats
    htmt2_low: Floats
    htmt2_high: Floats
    negative: Flags
    units: int


@statistic(
    "htmt",
    name="heterotrait-monotrait ratio of absolute correlations",
    symbol="HTMT",
    source="Henseler, Ringle & Sarstedt (2015), J. Acad. Mark. Sci. 43, 115–135; "
    "absolute correlations: Ringle, Sarstedt, Sinkovics & Sinkovics (2023), Data in Brief 48; as in semTools; "
    "HTMT2: Roemer, Schuberth & Henseler (2021), Ind. Manag. Data Syst. 121, 2637–2650",
)
def htmt(correlation: ArrayLike, dimension: ArrayLike) -> HeterotraitMonotrait:
    r"""
    Correlations between the items of two dimensions, relative to those within them.

    .. math:: HTMT_{ab} = \frac{\overline{r}_{ab}}{\sqrt{\overline{r}_{aa}\,\overline{r}_{bb}}}

    with arithmetic means of absolute correlations between different items; HTMT2 has geometric means. The ratio was
    published with signed correlations; taken without their signs it is the same where all are positive, and exists
    where some are not (Ringle, Sarstedt, Sinkovics & Sinkovics 2023).

    Parameters
    ----------
    correlation : array_like, shape (..., k, k)
        Correlation matrices of the items.
    dimension : array_like, shape (k,)
        Each item's dimension, counted from 0.

    Returns
    -------
    HeterotraitMonotrait
        NaN for a dimension of one item, and where correlations are.

    Notes
    -----
    Henseler, J., Ringle, C. M., & Sarstedt, M. (2015). A new criterion for assessing discriminant validity in
    variance-based structural equation modeling. Journal of the Academy of Marketing Science, 43.

    Examples
    --------
    >>> r = [[1, 0.6, 0.3, 0.3], [0.6, 1, 0.3, 0.3], [0.3, 0.3, 1, 0.6], [0.3, 0.3, 0.6, 1]]
    >>> round(float(htmt(r, [0, 0, 1, 1]).htmt[0, 1]), 6)
    0.5
    """
    matrix = np.asarray(correlation, dtype=np.float64)
    member = np.asarray(dimension) == np.arange(int(np.max(dimension, initial=-1)) + 1)[:, None]
    apart = ~np.eye(matrix.shape[-1], dtype=bool)
    strength = np.where(np.abs(matrix) < NOTHING, 0.0, np.abs(matrix))
    logarithm = np.log(np.where(strength == 0, 1.0, strength))
    arithmetic = _block_means(strength, member, apart)
    geometric = np.exp(_block_means(logarithm, member, apart))
    geometric = np.where(_block_means(strength == 0, member, apart) > 0, 0.0, geometric)
    below = _block_means(matrix <= -NOTHING, member, apart) > 0
    inside = np.diagonal(below, axis1=-2, axis2=-1)
    return HeterotraitMonotrait(
        htmt=_relative(arithmetic),
        htmt2=_relative(geometric),
        negative=below | inside[..., :, None] | inside[..., None, :],
    )


@statistic(
    "htmt_bootstrap",
    name="bootstrap interval of the heterotrait-monotrait ratio",
    symbol="HTMT",
    source="Henseler, Ringle & Sarstedt (2015), J. Acad. Mark. Sci. 43, 115–135",
)
def htmt_bootstrap(
    answers: ArrayLike,
    dimension: ArrayLike,
    confidence: float = 0.95,
    *,
    draws: int = 4999,
    rng: np.random.Generator | None = None,
) -> HeterotraitMonotraitBootstrap:
    """
    Resample respondents, compute the ratios each time, and take percentile limits.

    A draw is a vector of weights, and one product of draws by respondents with respondents by products of answers
    serves all. Beyond 5,000 respondents, 1,000 random groups of them are resampled instead.

    Parameters
    ----------
    answers : array_like, shape (n, k)
        Answers of respondents who answered all items.
    dimension : array_like, shape (k,)
        Each item's dimension, counted from 0.
    confidence : float
        Coverage of the intervals.
    draws : int
        Resamples; those in which an item does not vary are left out.
    rng : numpy.random.Generator, optional
        Where the draws come from; None is seed 0.

    Returns
    -------
    HeterotraitMonotraitBootstrap
        NaN as in `htmt`, and without at least three respondents.

    Notes
    -----
    Henseler, J., Ringle, C. M., & Sarstedt, M. (2015). A new criterion for assessing discriminant validity in
    variance-based structural equation modeling. Journal of the Academy of Marketing Science, 43.

    Examples
    --------
    >>> rng = np.random.default_rng(3)
    >>> trait = rng.normal(size=(300, 2)) @ [[1.0, 0.6], [0.0, 0.8]]
    >>> rows = trait[:, [0, 0, 0, 1, 1, 1]] + rng.normal(size=(300, 6))
    >>> found = htmt_bootstrap(rows, [0, 0, 0, 1, 1, 1])
    >>> bool(found.htmt_low[0, 1] < found.htmt[0, 1] < found.htmt_high[0, 1] < 0.9)
    True
    """
    generator = np.random.default_rng(0) if rng is None else rng
    rows = np.asarray(answers, dtype=np.float64)
    rows = rows - (rows.mean(0) if len(rows) else 0.0)
    units = units_of(rows, _terms, generator)
    found = htmt(_correlations(units.sum(0), rows.shape[1]), dimension)
    drawn = _drawn(units, rows.shape[1], dimension, draws if len(rows) > 2 else 0, generator)
    tails = [(1 - confidence) / 2, (1 + confidence) / 2]
    limits = [_quantiles(each, tails) for each in drawn]
    return HeterotraitMonotraitBootstrap(
        htmt=found.htmt,
        htmt_low=limits[0][0],
        htmt_high=limits[0][1],
        htmt2=found.htmt2,
        htmt2_low=limits[1][0],
        htmt2_high=limits[1][1],
        negative=found.negative,
        units=len(units),
    )


def _block_means(values: ArrayLike, member: Flags, apart: Flags) -> Floats:
    """Average values (..., k, k) of different items over the blocks (..., d, d) of two dimensions."""
    chosen = member.astype(np.float64)
    sums = chosen @ (np.asarray(values, dtype=np.float64) * apart) @ chosen.T
    return ratio(sums, chosen @ apart @ chosen.T)


def _relative(means: Floats) -> Floats:
    """Divide means (..., d, d) by the roots of those on the diagonal; one on the diagonal itself."""
    within = item_variances(means)
    relative = ratio(means, np.sqrt(np.where(within > 0, within, 0.0)[..., :, None] * within[..., None, :]))
    known = np.isfinite(within)[..., None] & np.eye(means.shape[-1], dtype=bool)
    return np.where(known, 1.0, relative)


def _terms(rows: Floats) -> Floats:
    """Return one, the answers and their products (n, 1 + k + k(k + 1)/2) of each row."""
    one, two = np.triu_indices(rows.shape[1])
    return np.concatenate([np.ones((len(rows), 1)), rows, rows[:, one] * rows[:, two]], axis=1)


def _correlations(sums: Floats, k: int) -> Floats:
    """Return the correlations (..., k, k) from sums of ones, answers and their products (..., 1 + k + k(k + 1)/2)."""
    means = ratio(sums[..., 1:], sums[..., :1])
    one, two = np.triu_indices(k)
    products = np.empty((*sums.shape[:-1], k, k))
    products[..., one, two] = products[..., two, one] = means[..., k:]
    centre = means[..., :k]
    covariance = products - centre[..., :, None] * centre[..., None, :]
    variance, whole = item_variances(covariance), item_variances(products)
    # What is left of the square of the answers is rounding when it is this small.
    spread = np.sqrt(np.where(variance > NEGLIGIBLE * whole, variance, np.nan))
    scaled: Floats = covariance / (spread[..., :, None] * spread[..., None, :])
    return np.clip(scaled, -1.0, 1.0)


def _drawn(units: Floats, k: int, dimension: ArrayLike, draws: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return both ratios of every draw, (draws, d, d)."""
    found = [htmt(_correlations(sums, k), dimension) for sums in bootstrap_sums(units, draws, rng)]
    size = int(np.max(dimension)) + 1
    nothing = [np.empty((0, size, size))]
    one = np.concatenate([each.htmt for each in found] or nothing)
    two = np.concatenate([each.htmt2 for each in found] or nothing)
    return one, two


def _quantiles(drawn: Floats, levels: list[float]) -> Floats:
    """Return quantiles (q, d, d) over the draws in which a ratio exists; NaN where there is none."""
    size = drawn.shape[-1]
    limits = np.full((len(levels), size, size), np.nan)
    known = np.isfinite(drawn)
    for row, column in np.argwhere(known.any(0)):
        # With draws B the quantile at level q is the draw number (B + 1) q.
        limits[:, row, column] = np.quantile(drawn[known[:, row, column], row, column], levels, method="weibull")
    return limits
