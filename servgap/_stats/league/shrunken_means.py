"""Means of groups drawn towards that of all, the more the less they can be relied on, with the error that is left."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.intervals import normal_quantile
from servgap._stats.league.known_variances import KnownVariances
from servgap._stats.league.variance_search import falls_to_nought, first_beyond
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
    source="Morris (1983), JASA 78, 47–55; Kackar & Harville (1984), JASA 79, 853–862; error of weights: "
    "Kass & Steffey (1989), JASA 84, 717–726; Morris & Tang (2011), Stat. Sci. 26, 271–287",
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
        Means of groups and the variances of these means, above zero.
    mu, mu_se, tau2 : array_like, shape (...)
        Of `mean_of_groups` and `between_groups`, or of `variance_components`.
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


def error_of_weights(mean: ArrayLike, variance: ArrayLike, tau2: ArrayLike) -> Floats:
    """
    Give what the squared error of a shrunken mean grows by since τ² is estimated.

    Every τ² is taken to be as likely as the restricted likelihood L(τ²) makes it. With B = τ²/(τ² + v), the expected
    squared error of the mean that was shown, m, is the average over τ² of v B + (1 − B)² var(μ) + (μ + B (y − μ) − m)²,
    and what it exceeds that at the estimate by is given; zero where it does not. So a τ² that is estimated as zero
    from few groups leaves room for groups that differ.

    Parameters
    ----------
    mean, variance : array_like, shape (..., g)
        Means of groups and the variances of these means.
    tau2 : array_like, shape (...)
        Of `between_groups`.

    Notes
    -----
    Morris (1983) and Kass & Steffey (1989) average so; that every τ² counts alike is Morris & Tang's (2011) choice. The
    average is taken where L is within e⁻¹² of its height, and with three groups or fewer, whose L hardly falls, up to a
    hundred times the squared differences of the means.

    Examples
    --------
    >>> error_of_weights([1.0, 2.0, 3.0, 4.0], [1.0] * 4, 0.25).round(3).tolist()
    [1.417, 0.569, 0.569, 1.417]
    """
    rows = KnownVariances.of(mean, variance)
    best = np.nan_to_num(np.broadcast_to(np.asarray(tau2, dtype=np.float64), rows.shape).reshape(-1))
    top = rows.restricted(best)

    def near(x: Floats) -> Floats:
        return np.asarray(rows.restricted(x) - top + _DROP)

    nothing = np.zeros_like(best)
    most = np.minimum(first_beyond(near, rows.reach), _FAR * rows.reach)
    ends = falls_to_nought(lambda x: -near(x), nothing, best), falls_to_nought(near, best, most)
    low, high = (np.sqrt(each) for each in ends)
    shown = rows.shrunken(best)
    at_best = _squared_error(rows, best)
    summed, weights = np.zeros_like(rows.y), np.zeros_like(best)
    for u in (np.arange(_PLACES) + 0.5) / _PLACES:
        tau = low + (high - low) * u**2
        weight = np.exp(np.minimum(rows.restricted(tau**2) - top, 0.0)) * tau * u
        summed += weight[:, None] * (_squared_error(rows, tau**2) + (rows.shrunken(tau**2) - shown) ** 2)
        weights += weight
    found = np.maximum(summed / np.where(weights > 0, weights, 1.0)[:, None] - at_best, 0.0)
    return np.where(rows.used, found, np.nan).reshape(*rows.shape, -1)


def _squared_error(rows: KnownVariances, x: Floats) -> Floats:
    """With x between groups and μ estimated: v B + (1 − B)² var(μ)."""
    _, total = rows.weights(x)
    share = x[:, None] / (x[:, None] + rows.v)
    return np.asarray(rows.v * share + (1.0 - share) ** 2 / total[:, None])


_DROP = 12.0
_FAR = 100.0
_PLACES = 64
