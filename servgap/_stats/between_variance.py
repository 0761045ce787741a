"""How much true values differ, such as quarters or branches, beyond what sampling makes estimates of them differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic
from servgap._stats.tails import chi_square_tail

Estimator: TypeAlias = Literal["reml", "dersimonian_laird", "none"]
_SEARCHED = 32
"""Variances at which the likelihood is looked at before its maximum is closed in on, a row."""
_SMALLEST = 1e-7
"""The least of them above nothing, as a part of the largest that is possible."""
_HALVINGS = 60


@dataclass(frozen=True)
class BetweenVariance:
    """Variance between true values, their mean and its error, and Cochran's Q with its test of no variance at all."""

    tau_squared: Floats
    mean: Floats
    se: Floats
    heterogeneity: Floats
    df: Floats
    p_value: Floats


@dataclass(frozen=True)
class Fitted:
    """True values on a design (k, p): coefficients (..., p), their covariance, and what is left of every value."""

    tau_squared: Floats
    coefficient: Floats
    covariance: Floats
    weight: Floats
    residual: Floats
    heterogeneity: Floats
    df: Floats


@statistic(
    "between_variance",
    name="variance between true values, and their mean",
    symbol="τ²",
    source="REML: Harville (1977), JASA 72, 320–338; moments: DerSimonian & Laird (1986), Control. Clin. Trials 7, "
    "177–188; Q: Cochran (1954), Biometrics 10, 101–129",
)
def between_variance(values: ArrayLike, squared_errors: ArrayLike, *, estimator: Estimator = "reml") -> BetweenVariance:
    """
    Variance τ² between the true values of which y_j are estimates with sampling variances v_j, and their mean.

    y_j ~ N(μ, v_j + τ²); with w_j = 1/(v_j + τ²), μ = Σ w y/Σ w and its error is 1/√Σ w. REML maximises
    Σ log w − log Σ w − Σ w (y − μ)² over τ² ≥ 0, by its score Σ w² (y − μ)² − Σ w + Σ w²/Σ w; all of the range is
    looked at, since the likelihood may have more than one top. The moments give
    (Q − k + 1)/(Σ u − Σ u²/Σ u), at least 0, with u = 1/v and Q = Σ u (y − ȳ_u)², which has χ² with k − 1 degrees of
    freedom where τ² = 0.

    Parameters
    ----------
    values, squared_errors : array_like, shape (..., k)
        Estimates and their sampling variances. One that is not known, or has no variance above 0, does not take part.
    estimator
        "reml", "dersimonian_laird", or "none": τ² is 0, whatever the values say.

    Returns
    -------
    BetweenVariance
        One entry a row; NaN where fewer than two values take part.

    Examples
    --------
    Two equally exact values 2 apart differ by 2 in variance, of which 0.5 is sampling.

    >>> found = between_variance([-1.0, 1.0], [0.5, 0.5])
    >>> round(float(found.tau_squared), 9), float(found.mean), round(float(found.se), 9), float(found.heterogeneity)
    (1.5, 0.0, 1.0, 4.0)
    """
    y = np.asarray(values, dtype=np.float64)
    fitted = fit_with_between(y, squared_errors, np.ones((y.shape[-1], 1)), estimator=estimator)
    se = np.sqrt(fitted.covariance[..., 0, 0])
    p = chi_square_tail(fitted.df, fitted.heterogeneity)
    return BetweenVariance(fitted.tau_squared, fitted.coefficient[..., 0], se, fitted.heterogeneity, fitted.df, p)


def fit_with_between(
    values: ArrayLike, squared_errors: ArrayLike, design: ArrayLike, *, estimator: Estimator = "reml"
) -> Fitted:
    """
    Regress true values (..., k) on a design (k, p), with a variance τ² about the regression that sampling leaves.

    As `between_variance`, with Xb in place of μ: REML maximises Σ log w − log|X'WX| − Σ w e², the moments give
    (Q − k + p)/(Σ u − tr((X'UX)⁻¹ X'U²X)).

    Returns
    -------
    Fitted
        One entry a row; NaN where no more values take part than there are columns, or columns depend on each other
        among those that do. What does not take part has weight 0.

    Examples
    --------
    >>> line = np.column_stack([np.ones(4), [0, 1, 2, 3]])
    >>> found = fit_with_between([0.0, 1.5, 1.5, 3.0], [0.1] * 4, line)
    >>> found.tau_squared.round(6), found.coefficient.round(6)
    (np.float64(0.125), array([0.15, 0.9 ]))
    """
    x = np.asarray(design, dtype=np.float64)
    y, v = np.broadcast_arrays(*(np.asarray(each, dtype=np.float64) for each in (values, squared_errors)))
    taking = np.isfinite(y) & np.isfinite(v) & (v > 0)
    model = _Model(np.where(taking, y, 0.0), np.where(taking, v, 1.0), taking, x)
    nothing = np.zeros(y.shape[:-1])
    sampled = model.at(nothing)
    if estimator == "reml":
        tau_squared = model.most_likely()
    else:
        tau_squared = model.by_moments(sampled) if estimator == "dersimonian_laird" else nothing
    at = model.at(tau_squared)
    unknown = ~model.known

    def where_known(found: Floats) -> Floats:
        return np.where(unknown.reshape(unknown.shape + (1,) * (found.ndim - unknown.ndim)), np.nan, found)

    q = (sampled.weight * sampled.residual**2).sum(axis=-1)
    found = (tau_squared, at.coefficient, at.inverse, at.weight, np.where(taking, at.residual, np.nan), q, model.df)
    return Fitted(*(where_known(np.asarray(each, dtype=np.float64)) for each in found))


@dataclass(frozen=True)
class _At:
    """The regression with one variance between for every row."""

    weight: Floats
    inverse: Floats
    coefficient: Floats
    residual: Floats
    trace: Floats  # of (X'WX)⁻¹ X'W²X
    log_determinant: Floats

    @property
    def score(self) -> Floats:
        """Twice the slope of the restricted log-likelihood in τ²."""
        return np.asarray((self.weight**2 * self.residual**2).sum(-1) - self.weight.sum(-1) + self.trace)

    @property
    def likelihood(self) -> Floats:
        """Twice the restricted log-likelihood, but for a constant."""
        logs = np.log(np.where(self.weight > 0, self.weight, 1.0)).sum(-1)
        return np.asarray(logs - self.log_determinant - (self.weight * self.residual**2).sum(-1))


@dataclass(frozen=True)
class _Model:
    y: Floats
    v: Floats
    taking: NDArray[np.bool_]
    x: Floats

    @property
    def df(self) -> Floats:
        return np.asarray(self.taking.sum(axis=-1) - self.x.shape[1], dtype=np.float64)

    @property
    def known(self) -> NDArray[np.bool_]:
        """In which rows more values take part than there are columns, all of which tell something of their own."""
        crossed = (self.taking[..., None, :] * self.x.T) @ self.x
        return np.asarray((self.df > 0) & (np.linalg.matrix_rank(crossed, hermitian=True) == self.x.shape[1]))

    def at(self, tau_squared: Floats) -> _At:
        w = np.where(self.taking, 1.0 / (self.v + tau_squared[..., None]), 0.0)
        crossed = (w[..., None, :] * self.x.T) @ self.x
        crossed = np.where(self.known[..., None, None], crossed, np.eye(self.x.shape[1]))
        inverse = np.asarray(np.linalg.inv(crossed), dtype=np.float64)
        b = np.einsum("...pq,kq,...k->...p", inverse, self.x, w * self.y)
        squared = (w[..., None, :] ** 2 * self.x.T) @ self.x
        trace = np.einsum("...pq,...qp->...", inverse, squared)
        return _At(w, inverse, b, self.y - b @ self.x.T, trace, np.linalg.slogdet(crossed)[1])

    def by_moments(self, sampled: _At) -> Floats:
        q = (sampled.weight * sampled.residual**2).sum(axis=-1)
        found = ratio(q - self.df, sampled.weight.sum(axis=-1) - sampled.trace)
        return np.maximum(np.where(np.isnan(found), 0.0, found), 0.0)

    def most_likely(self) -> Floats:
        """Look at variances over all that is possible, and close in on the top by halving where the score turns."""
        unweighted = _Model(self.y, np.ones_like(self.v), self.taking, self.x).at(np.zeros(self.y.shape[:-1]))
        spread = np.where(self.taking, unweighted.residual**2, 0.0).sum(axis=-1) / np.maximum(self.df, 1.0)
        # Beyond this the score is negative: Σ w² e² is at most Σ e²/(τ² + least v)², and the rest at least k − p
        # times 1/(τ² + largest v).
        largest = spread + np.where(self.taking, self.v, 0.0).max(axis=-1, initial=0.0)
        parts = np.concatenate([[0.0], np.geomspace(_SMALLEST, 1.0, _SEARCHED)])
        found = np.stack([self.at(part * largest).likelihood for part in parts])
        best = found.argmax(axis=0)
        low = parts[np.maximum(best - 1, 0)] * largest
        high = parts[np.minimum(best + 1, len(parts) - 1)] * largest
        for _ in range(_HALVINGS):
            middle = 0.5 * (low + high)
            rises = self.at(middle).score > 0
            low, high = np.where(rises, middle, low), np.where(rises, high, middle)
        top = 0.5 * (low + high)
        return np.where((best == 0) & (self.at(np.zeros_like(top)).score <= 0), 0.0, top)
