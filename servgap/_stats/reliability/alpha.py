"""Coefficient alpha with its exact interval, and what each item contributes to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import fdtri

from servgap._stats.ratio import NEGLIGIBLE, Floats, correlations, item_variances, ratio
from servgap._stats.registry import statistic


@dataclass(frozen=True)
class Alpha:
    """
    Coefficient alpha of a sum of items, with the Feldt interval and the correlations behind it.

    Attributes
    ----------
    alpha, ci_low, ci_high
        Coefficient alpha and its exact interval under normal, parallel items.
    alpha_standardized
        Alpha of the items scaled to equal variance.
    average_r, median_r
        Mean and median correlation between two different items.
    signal_noise
        Common over specific variance of the standardised sum, k r / (1 - r).
    """

    alpha: Floats
    ci_low: Floats
    ci_high: Floats
    alpha_standardized: Floats
    average_r: Floats
    median_r: Floats
    signal_noise: Floats


@dataclass(frozen=True)
class ItemAnalysis:
    """
    What each item contributes to its scale; every field has the shape (..., k).

    Attributes
    ----------
    alpha_if_dropped, alpha_if_dropped_standardized
        Alpha, and standardised alpha, of the other items; NaN for a scale of two items.
    item_rest_r
        Correlation of the item with the sum of the others.
    item_total_r
        Correlation of the item with the sum of all, itself included.
    """

    alpha_if_dropped: Floats
    alpha_if_dropped_standardized: Floats
    item_rest_r: Floats
    item_total_r: Floats


@statistic(
    "cronbach_alpha",
    name="Cronbach's alpha",
    symbol="α",
    source="Cronbach (1951), Psychometrika 16, 297–334; "
    "interval: Feldt, Woodruff & Salih (1987), Appl. Psychol. Meas. 11, 93–103",
)
def cronbach_alpha(covariance: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> Alpha:
    r"""
    Alpha of the sum of k items, with the Feldt interval.

    .. math:: \alpha = \frac{k}{k-1}\Bigl(1 - \frac{\sum_j s_j^2}{s_X^2}\Bigr), \qquad
        1 - (1 - \alpha) F_{q;\,n-1,\,(n-1)(k-1)},\quad q = \tfrac{1 \pm c}{2}

    Parameters
    ----------
    covariance : array_like, shape (..., k, k)
        Covariance matrices of the items, divisor n - 1.
    n : array_like, shape (...)
        Respondents behind each matrix.
    confidence : float
        Coverage of the interval.

    Returns
    -------
    Alpha
        NaN where k < 2, n < 2 or the sum does not vary; the standardised numbers also where an item does not vary.

    Notes
    -----
    Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests. Psychometrika, 16.
    Feldt, L. S., Woodruff, D. J., & Salih, F. A. (1987). Statistical inference for coefficient alpha. Applied
    Psychological Measurement, 11.

    Examples
    --------
    >>> found = cronbach_alpha([[2, 1, 1, 1], [1, 2, 1, 1], [1, 1, 2, 1], [1, 1, 1, 2]], 300)
    >>> print(f"{found.alpha:.3f} [{found.ci_low:.3f}, {found.ci_high:.3f}]")
    0.800 [0.760, 0.835]
    """
    matrix = np.asarray(covariance, dtype=np.float64)
    items = matrix.shape[-1]
    respondents = np.asarray(n, dtype=np.float64)
    alpha = np.where(respondents >= 2, _alpha(item_variances(matrix).sum(-1), matrix.sum((-2, -1)), items), np.nan)
    between = np.where(respondents >= 2, respondents, np.nan) - 1
    tail = (1 - confidence) / 2
    average_r, median_r = _typical_correlations(matrix, respondents)
    return Alpha(
        alpha=alpha,
        ci_low=1 - (1 - alpha) * fdtri(between, between * (items - 1), 1 - tail),
        ci_high=1 - (1 - alpha) * fdtri(between, between * (items - 1), tail),
        alpha_standardized=ratio(items * average_r, 1 + (items - 1) * average_r, above=NEGLIGIBLE),
        average_r=average_r,
        median_r=median_r,
        signal_noise=ratio(items * average_r, 1 - average_r, above=NEGLIGIBLE),
    )


@statistic(
    "item_analysis",
    name="item analysis",
    symbol="r",
    source="Nunnally & Bernstein (1994), Psychometric Theory (3rd ed.), ch. 8",
)
def item_analysis(covariance: ArrayLike) -> ItemAnalysis:
    """
    Alpha without each item, and each item's correlation with the rest and with the whole.

    With T the variance of the sum, d_j the item's variance and c_j its covariance with the sum, the sum of the other
    items has the variance T - 2 c_j + d_j and the covariance c_j - d_j with the item.

    Parameters
    ----------
    covariance : array_like, shape (..., k, k)
        Covariance matrices of the items.

    Returns
    -------
    ItemAnalysis
        NaN where the item or the rest does not vary, and alpha without an item for k < 3.

    Notes
    -----
    Nunnally, J. C., & Bernstein, I. H. (1994). Psychometric Theory (3rd ed.), ch. 8. McGraw-Hill.

    Examples
    --------
    >>> found = item_analysis([[2, 1, 1, 1], [1, 2, 1, 1], [1, 1, 2, 1], [1, 1, 1, 2]])
    >>> found.alpha_if_dropped.round(4)
    array([0.75, 0.75, 0.75, 0.75])
    >>> found.item_rest_r.round(4)
    array([0.6124, 0.6124, 0.6124, 0.6124])
    """
    matrix = np.asarray(covariance, dtype=np.float64)
    variances = item_variances(matrix)
    with_sum = matrix.sum(-1)
    total = matrix.sum((-2, -1))[..., None]
    whole = variances.sum(-1, keepdims=True)
    rest = total - 2 * with_sum + variances
    rest_varies = np.where(rest > NEGLIGIBLE * whole, rest, 0.0)
    item_varies = np.where(variances > NEGLIGIBLE * whole, variances, 0.0)
    total_varies = np.where(total > NEGLIGIBLE * whole, total, 0.0)
    return ItemAnalysis(
        alpha_if_dropped=_alphas_without_each(matrix),
        alpha_if_dropped_standardized=_alphas_without_each(correlations(matrix), unit_variances=True),
        item_rest_r=ratio(with_sum - variances, np.sqrt(item_varies * rest_varies)),
        item_total_r=ratio(with_sum, np.sqrt(item_varies * total_varies)),
    )


def _alpha(sum_of_variances: Floats, variance_of_sum: Floats, items: int) -> Floats:
    """Return alpha from the two variances that define it; NaN for fewer than two items or a sum that does not vary."""
    length = items / (items - 1) if items > 1 else np.nan
    return length * (1 - ratio(sum_of_variances, variance_of_sum, above=NEGLIGIBLE * sum_of_variances))


def _alphas_without_each(matrix: Floats, *, unit_variances: bool = False) -> Floats:
    """Return the alpha of all items but one, for each item; on correlations this is the standardised alpha."""
    items = matrix.shape[-1]
    others = ~np.eye(items, dtype=bool)
    # Summed afresh, not by subtraction: the NaN correlations of a constant item must not reach the alpha without it.
    rest = np.where(others[:, :, None] & others[:, None, :], matrix[..., None, :, :], 0.0)
    sums = np.full((*matrix.shape[:-2], items), items - 1.0) if unit_variances else item_variances(rest).sum(-1)
    return _alpha(sums, rest.sum((-2, -1)), items - 1)


def _typical_correlations(matrix: Floats, respondents: Floats) -> tuple[Floats, Floats]:
    """Return the mean and median correlation between different items."""
    items = matrix.shape[-1]
    shape = np.broadcast_shapes(matrix.shape[:-2], respondents.shape)
    if items < 2:
        return np.full(shape, np.nan), np.full(shape, np.nan)
    upper = correlations(matrix)[..., *np.triu_indices(items, 1)]
    known = np.where(respondents >= 2, 1.0, np.nan)
    return known * upper.mean(-1), known * np.median(upper, axis=-1)
