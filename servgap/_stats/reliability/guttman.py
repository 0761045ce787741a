"""Guttman's lower bounds to reliability, and what the items' correlations say once overlap is taken out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.ratio import NEGLIGIBLE, Floats, correlations, item_variances, ratio
from servgap._stats.registry import statistic
from servgap._stats.reliability.one_factor import usable


@dataclass(frozen=True)
class GuttmanLambdas:
    """
    Lower bounds to the reliability of a sum; lambda 4 is in `SplitHalves`.

    Attributes
    ----------
    lambda1
        One minus the share of the item variances.
    lambda2, lambda3
        With the squared covariances; coefficient alpha.
    lambda5, lambda5_plus
        With the covariances of the item that has the largest, and the same enlarged for the length of the scale.
    lambda6
        With the errors of predicting each item from the others.
    """

    lambda1: Floats
    lambda2: Floats
    lambda3: Floats
    lambda5: Floats
    lambda5_plus: Floats
    lambda6: Floats


@dataclass(frozen=True)
class OverlapCorrected:
    """
    What each item contributes, from correlations and without the item's own error; each (..., k).

    Attributes
    ----------
    r_smc_corrected
        Correlation with the sum of standardised items whose variances are replaced by squared multiple correlations.
    lambda6_if_dropped
        Lambda 6 of the other standardised items.
    """

    r_smc_corrected: Floats
    lambda6_if_dropped: Floats


@statistic(
    "guttman_lambdas",
    name="Guttman's lower bounds to reliability",
    symbol="λ",
    source="Guttman (1945), Psychometrika 10, 255–282",
)
def guttman_lambdas(covariance: ArrayLike) -> GuttmanLambdas:
    r"""
    Bound the reliability of the sum of k items from below.

    .. math:: \lambda_1 = 1 - \frac{\sum_j s_j^2}{V}, \qquad
        \lambda_2 = \lambda_1 + \frac{\sqrt{\frac{k}{k-1} \sum_{i \ne j} s_{ij}^2}}{V}, \qquad
        \lambda_5 = \lambda_1 + \frac{2 \sqrt{\max_j \sum_{i \ne j} s_{ij}^2}}{V}, \qquad
        \lambda_6 = 1 - \frac{\sum_j e_j^2}{V}

    with V the variance of the sum and e_j² the variance of an item's error when the others predict it; lambda 3 is
    alpha, and lambda 5+ adds k/(k - 1) times what lambda 5 adds. Of standardised items when correlations are given.

    Parameters
    ----------
    covariance : array_like, shape (..., k, k)
        Covariance or correlation matrices of the items.

    Returns
    -------
    GuttmanLambdas
        NaN where k < 2 or the sum does not vary; lambda 6 also where an item does not vary or the matrix is singular.

    Notes
    -----
    Guttman, L. (1945). A basis for analyzing test-retest reliability. Psychometrika, 10. Lambda 5+ as in Revelle's
    psych.

    Examples
    --------
    >>> found = guttman_lambdas([[2, 1, 1, 1], [1, 2, 1, 1], [1, 1, 2, 1], [1, 1, 1, 2]])
    >>> print(f"{found.lambda1:.2f} {found.lambda2:.2f} {found.lambda3:.2f} {found.lambda6:.2f}")
    0.60 0.80 0.80 0.75
    """
    matrix = np.asarray(covariance, dtype=np.float64)
    k = matrix.shape[-1]
    variances = item_variances(matrix)
    own = variances.sum(-1)
    total = matrix.sum((-2, -1))
    total = np.where((total > NEGLIGIBLE * own) & (k > 1), total, np.nan)
    squares = np.where(np.eye(k, dtype=bool), 0.0, matrix**2).sum(-1)
    length = k / (k - 1) if k > 1 else np.nan
    lambda1 = 1 - own / total
    widest = 2 * np.sqrt(squares.max(-1, initial=0.0)) / total
    return GuttmanLambdas(
        lambda1=lambda1,
        lambda2=lambda1 + np.sqrt(length * squares.sum(-1)) / total,
        lambda3=length * lambda1,
        lambda5=lambda1 + widest,
        lambda5_plus=lambda1 + length * widest,
        lambda6=1 - (variances / _precisions(matrix)).sum(-1) / total,
    )


@statistic(
    "overlap_corrected",
    name="item analysis corrected for overlap",
    symbol="r",
    source="Guttman (1945), Psychometrika 10, 255–282; Cureton (1966), Psychometrika 31, 93–96",
)
def overlap_corrected(covariance: ArrayLike) -> OverlapCorrected:
    """
    Correlate each item with the scale as if its own error did not count there, and bound the others' reliability.

    An item correlates with a sum that contains it also through its own error. Here the variance of every standardised
    item is replaced, in its covariance with the sum and in the sum's variance, by its squared multiple correlation.

    Parameters
    ----------
    covariance : array_like, shape (..., k, k)
        Covariance or correlation matrices of the items.

    Returns
    -------
    OverlapCorrected
        NaN where an item does not vary or the matrix is singular; lambda 6 without an item also for k < 3.

    Notes
    -----
    Cureton, E. E. (1966). Corrected item-test correlations. Psychometrika, 31.

    Examples
    --------
    >>> found = overlap_corrected([[2, 1, 1, 1], [1, 2, 1, 1], [1, 1, 2, 1], [1, 1, 1, 2]])
    >>> found.r_smc_corrected.round(4), found.lambda6_if_dropped.round(4)
    (array([0.6847, 0.6847, 0.6847, 0.6847]), array([0.6667, 0.6667, 0.6667, 0.6667]))
    """
    matrix = correlations(np.asarray(covariance, dtype=np.float64))
    k = matrix.shape[-1]
    smc = 1 - 1 / _precisions(matrix)
    adjusted = np.where(np.eye(k, dtype=bool), smc[..., None, :], matrix)
    return OverlapCorrected(
        r_smc_corrected=ratio(adjusted.sum(-1), np.sqrt(np.maximum(adjusted.sum((-2, -1)), 0.0))[..., None]),
        lambda6_if_dropped=_lambda6_without_each(matrix),
    )


def _inverse(matrix: Floats) -> Floats:
    """Invert the correlations; NaN where they have no inverse."""
    scaled = correlations(matrix)
    k = scaled.shape[-1]
    regular = usable(scaled.reshape(-1, k, k)).reshape(scaled.shape[:-2])[..., None, None]
    inverse = np.where(regular, np.linalg.inv(np.where(regular, scaled, np.eye(k))), np.nan)
    return np.asarray(inverse, dtype=np.float64)


def _precisions(matrix: Floats) -> Floats:
    """Return how many times an item's variance exceeds that of its error when the others predict it."""
    return item_variances(_inverse(matrix))


def _lambda6_without_each(matrix: Floats) -> Floats:
    """Return lambda 6 of the other items, for each item, from the one inverse of all."""
    k = matrix.shape[-1]
    if k < 3:
        return np.full(matrix.shape[:-1], np.nan)
    inverse = _inverse(matrix)
    precisions = item_variances(inverse)
    # Row j: the precisions of the others once item j is no longer among their predictors.
    without = precisions[..., None, :] - inverse**2 / precisions[..., :, None]
    others = ~np.eye(k, dtype=bool)
    errors = np.where(others, 1 / np.where(others, without, 1.0), 0.0).sum(-1)
    total = matrix.sum((-2, -1))[..., None] - 2 * matrix.sum(-1) + 1
    return 1 - ratio(errors, total, above=NEGLIGIBLE * k)
