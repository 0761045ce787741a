"""Means of groups drawn towards that of all, the more the less they can be relied on, with the error that is left."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.intervals import normal_quantile
from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic


@dataclass(frozen=True)
class ShrunkenMeans:
    """
    Means drawn towards the common one (..., g).

    Attributes
    ----------
    value, reliability
        μ + B (y − μ), and B = τ²/(τ² + v).
    se_conditional, se_with_mu, se
        Root of the expected squared error with μ and τ² known; with τ² known; with the uncertainty of both.
    ci_low, ci_high
        With `se`.
    """

    value: Floats
    reliability: Floats
    se_conditional: Floats
    se_with_mu: Floats
    se: Floats
    ci_low: Floats
    ci_high: Floats


@statistic(
    "shrunken_means",
    name="shrunken means of groups",
    symbol="m",
    source="Morris (1983), JASA 78, 47–55; Kackar & Harville (1984), JASA 79, 853–862",
)
def shrunken_means(
    mean: ArrayLike,
    variance: ArrayLike,
    mu: ArrayLike,
    mu_se: ArrayLike,
    tau2: ArrayLike,
    of_weights: ArrayLike = 0.0,
    *,
    confidence: float = 0.95,
) -> ShrunkenMeans:
    """
    Draw means of groups towards the common mean, and say how far off what comes of it may be.

    With B = τ²/(τ² + v) the shrunken mean is μ + B (y − μ), and the expectation of its squared error is v B, and
    (1 − B)² var(μ) since μ is estimated, and what `of_weights` says since B is.

    Parameters
    ----------
    mean, variance : array_like, shape (..., g)
        Means of groups and the variances of these means, above nought.
    mu, mu_se, tau2 : array_like, shape (...)
        Of `common_mean` and `between_groups`, or of `variance_components`.
    of_weights : array_like, shape (..., g)
        Of `error_of_weights`, or of `error_of_pooled_weights`.

    Examples
    --------
    >>> found = shrunken_means([1.0, 3.0], [0.25, 0.75], 2.0, 0.0, 0.75)
    >>> found.value.tolist(), found.reliability.tolist()
    ([1.25, 2.5], [0.75, 0.5])
    """
    y, v = np.asarray(mean, dtype=np.float64), np.asarray(variance, dtype=np.float64)
    centre, error, between = (np.asarray(each, dtype=np.float64)[..., None] for each in (mu, mu_se, tau2))
    weight = ratio(between, between + np.where(v > 0, v, np.nan))
    value = centre + weight * (y - centre)
    known = np.isfinite(value)
    conditional = np.where(known, v * weight, np.nan)
    with_mu = conditional + (1.0 - weight) ** 2 * error**2
    se = np.sqrt(with_mu + np.asarray(of_weights, dtype=np.float64))
    margin = normal_quantile(confidence) * se
    return ShrunkenMeans(
        value=value,
        reliability=np.where(known, weight, np.nan),
        se_conditional=np.sqrt(conditional),
        se_with_mu=np.sqrt(with_mu),
        se=se,
        ci_low=value - margin,
        ci_high=value + margin,
    )


def error_of_weights(variance: ArrayLike, tau2: ArrayLike, tau2_se: ArrayLike) -> Floats:
    """
    Give what the squared error of a shrunken mean grows by since τ² is estimated: (τ² + v) (∂B/∂τ²)² var(τ²).

    With ∂B/∂τ² = v/(τ² + v)² it is v² var(τ²)/(τ² + v)³.

    Examples
    --------
    >>> error_of_weights([1.0], 1.0, 2.0).tolist()
    [0.5]
    """
    v = np.asarray(variance, dtype=np.float64)
    between, se = (np.asarray(each, dtype=np.float64)[..., None] for each in (tau2, tau2_se))
    return np.asarray(ratio(v**2, (between + v) ** 3) * se**2)
