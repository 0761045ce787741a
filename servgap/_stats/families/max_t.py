"""Draws of correlated estimation errors, and the critical value of the largest of several statistics."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servgap._stats.intervals import t_quantile
from servgap._stats.registry import statistic

Floats = NDArray[np.float64]

_TOGETHER = 256  # draws multiplied at once

SINGULAR = 1e-12
"""Part of the largest eigenvalue up to which another is none. The root of what rounding leaves, some 1e-16, is 1e-8."""


@dataclass(frozen=True)
class MaxT:
    """Critical value that the largest absolute statistic exceeds with probability 1 - confidence."""

    critical: Floats


@statistic(
    "max_t",
    name="simultaneous critical value",
    symbol="max |t|",
    source="Hothorn, Bretz & Westfall (2008), Biom. J. 50, 346–363; after Dunnett (1955), JASA 50, 1096–1121",
)
def simultaneous_critical(
    correlation: ArrayLike,
    df: float | None = None,
    *,
    confidence: float = 0.95,
    draws: int = 9999,
    rng: np.random.Generator | None = None,
) -> MaxT:
    """Quantile of max |T_j| of a multivariate t (`df` given) or normal (`df` None) with this correlation matrix.

    Estimates ± this value times their standard errors cover all parameters at once with the stated confidence. Of one
    statistic it is the quantile itself.

    Parameters
    ----------
    correlation
        Correlation or covariance matrix (p, p); it may be singular. A component without variance is left out.
    draws, rng
        Monte Carlo draws and their generator (None: seed 0).

    Examples
    --------
    >>> import numpy as np
    >>> round(float(simultaneous_critical(np.ones((3, 3)), draws=99999).critical), 1)  # one statistic in truth
    2.0
    """
    critical = simultaneous_criticals(correlation, df, confidences=(confidence,), draws=draws, rng=rng)
    return MaxT(np.asarray(critical[0]))


def simultaneous_criticals(
    correlation: ArrayLike,
    df: float | None = None,
    *,
    confidences: Sequence[float],
    draws: int = 9999,
    rng: np.random.Generator | None = None,
) -> Floats:
    """
    Give the values of `simultaneous_critical` for several levels, from the same draws, which take the time.

    Examples
    --------
    >>> simultaneous_criticals([[1.0]], confidences=(0.9, 0.95)).round(3)
    array([1.645, 1.96 ])
    """
    matrix = np.asarray(correlation, dtype=np.float64)
    deviation = np.sqrt(np.diagonal(matrix))
    varying = deviation > 0
    if not varying.any():
        return np.full(len(confidences), np.nan)
    if varying.sum() == 1:
        return np.array([float(t_quantile(np.inf if df is None else df, each)) for each in confidences])
    errors = draw_errors(matrix, draws=draws, df=df, rng=rng)[varying]
    largest = np.abs(errors / deviation[varying, None]).max(axis=0)
    return np.array([upper_quantile(largest, each) for each in confidences])


def draw_errors(
    covariance: Floats, *, draws: int, df: float | None = None, rng: np.random.Generator | None = None
) -> Floats:
    """Draw normal errors (p, draws) with this covariance; with `df`, every draw is divided by sqrt(chi²(df)/df).

    The factor is the symmetric square root, which, unlike a triangle or a set of eigenvectors, is unique: the draws do
    not depend on how the linear algebra library chooses signs. Eigenvalues within `SINGULAR` of zero are rounding and
    count as zero.
    """
    rng = np.random.default_rng(0) if rng is None else rng
    if len(covariance) == 1:  # as below, without the ways of matrices: hundreds of groups have one value each
        alone = rng.standard_normal((1, draws)) * np.sqrt(np.maximum(covariance[0, 0], 0.0))
        return scaled_errors(alone, df, rng)
    values, vectors = np.linalg.eigh(covariance)
    root = (vectors * np.sqrt(np.where(values > SINGULAR * values.max(initial=0.0), values, 0.0))) @ vectors.T
    errors = rng.standard_normal((len(covariance), draws))
    # Products this small are done by one thread; threads waiting for each other would take longer than the product.
    for start in range(0, draws, _TOGETHER):
        errors[:, start : start + _TOGETHER] = root @ errors[:, start : start + _TOGETHER]
    return scaled_errors(errors, df, rng)


def scaled_errors(errors: Floats, df: float | None, rng: np.random.Generator) -> Floats:
    """Divide every draw of normal errors, in place, by sqrt(chi²(df)/df), if there are degrees of freedom."""
    if df is not None and np.isfinite(df):
        errors /= np.sqrt(rng.chisquare(df, errors.shape[1]) / df)
    return np.asarray(errors)


def quantile_place(draws: int, confidence: float) -> int:
    """Number, in rising order, of the draw that a further one exceeds with probability at most 1 - confidence."""
    return math.ceil((draws + 1) * confidence - 1e-9)


def upper_quantile(drawn: Floats, confidence: float) -> float:
    """Find the order statistic that an exchangeable further draw exceeds with probability at most 1 - confidence.

    With B draws it is number ceil((B + 1) · confidence); too few draws to say so give infinity.
    """
    place = quantile_place(len(drawn), confidence)
    if place > len(drawn):
        return math.inf
    return float(np.partition(drawn, place - 1)[place - 1])
