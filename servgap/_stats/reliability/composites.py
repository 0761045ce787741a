"""Reliability of a sum of scores, each with a reliability of its own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic


@dataclass(frozen=True)
class CompositeReliability:
    """
    Reliability of a composite.

    Attributes
    ----------
    reliability
        Share of true variance in the composite.
    """

    reliability: Floats


@statistic(
    "linear_combination_reliability",
    name="reliability of a weighted total",
    symbol="ρ_C",
    source="Nunnally & Bernstein (1994), Psychometric Theory (3rd ed.), ch. 7",
)
def linear_combination_reliability(
    weights: ArrayLike, variances: ArrayLike, reliabilities: ArrayLike, total_variance: ArrayLike
) -> CompositeReliability:
    r"""
    Reliability of the weighted total of dimension scores.

    .. math:: \rho_C = 1 - \frac{\sum_d w_d^2 s_d^2 (1 - \rho_d)}{s_C^2}

    Parameters
    ----------
    weights, variances, reliabilities : array_like, shape (..., d)
        Weight, variance and reliability of each dimension's score.
    total_variance : array_like, shape (...)
        Variance of the weighted total itself.

    Returns
    -------
    CompositeReliability
        NaN where the total does not vary.

    Notes
    -----
    The errors of different dimensions are taken to be uncorrelated, and the weights to be the same for everyone.
    Nunnally, J. C., & Bernstein, I. H. (1994). Psychometric Theory (3rd ed.), ch. 7. McGraw-Hill.

    Examples
    --------
    >>> print(f"{linear_combination_reliability([0.5, 0.5], [1.0, 1.0], [0.8, 0.9], 0.75).reliability:.2f}")
    0.90
    """
    w, s2, rho = (np.asarray(given, dtype=np.float64) for given in (weights, variances, reliabilities))
    return CompositeReliability(reliability=1 - ratio((w**2 * s2 * (1 - rho)).sum(-1), total_variance))


@statistic(
    "stratified_alpha",
    name="stratified alpha",
    symbol="α_S",
    source="Cronbach, Schönemann & McKie (1965), Educ. Psychol. Meas. 25, 291–312",
)
def stratified_alpha(variances: ArrayLike, alphas: ArrayLike, total_variance: ArrayLike) -> CompositeReliability:
    r"""
    Reliability of the sum of all items of a questionnaire with several dimensions.

    .. math:: \alpha_S = 1 - \frac{\sum_d s_d^2 (1 - \alpha_d)}{s_X^2}

    Parameters
    ----------
    variances, alphas : array_like, shape (..., d)
        Variance of each dimension's item sum, and its alpha.
    total_variance : array_like, shape (...)
        Variance of the sum of all items.

    Returns
    -------
    CompositeReliability
        NaN where the sum does not vary.

    Notes
    -----
    Alpha over all items at once understates the reliability when items of one dimension go together more closely.
    Cronbach, L. J., Schönemann, P., & McKie, D. (1965). Alpha coefficients for stratified-parallel tests.
    Educational and Psychological Measurement, 25.

    Examples
    --------
    >>> print(f"{stratified_alpha([4.0, 6.0], [0.8, 0.9], 14.0).reliability:.2f}")
    0.90
    """
    return linear_combination_reliability(np.ones(np.shape(variances)), variances, alphas, total_variance)
