"""Variances between and within groups by the model that gives all groups one spread within, from their moments.

The league gives every group its own spread; this is the model of linear mixed-model programs, to be held against them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq, minimize_scalar
from scipy.special import chdtri

from servgap._stats.league.variance_search import highest
from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic
from servgap._stats.tails import chi_square_tail

_SAME = 1e-9
"""Part of a variance by which two are the same to the search of one given the other."""


@dataclass(frozen=True)
class VarianceComponents:
    """
    τ² between and σ² within groups, one a row (...).

    Attributes
    ----------
    mu, mu_se, tau2, sigma2, icc
        By restricted maximum likelihood; icc = τ²/(τ² + σ²).
    criterion
        −2 log restricted likelihood at its highest.
    tau2_variance, covariance, sigma2_variance
        Of the estimates, by the expected information of the likelihood.
    tau2_ml, sigma2_ml, log_likelihood
        By maximum likelihood.
    likelihood_ratio, p_value
        Of τ² = 0, by maximum likelihood; half the tail of chi-square with one degree.
    """

    mu: Floats
    mu_se: Floats
    tau2: Floats
    sigma2: Floats
    icc: Floats
    criterion: Floats
    tau2_variance: Floats
    covariance: Floats
    sigma2_variance: Floats
    tau2_ml: Floats
    sigma2_ml: Floats
    log_likelihood: Floats
    likelihood_ratio: Floats
    p_value: Floats


@dataclass(frozen=True)
class ProfileIntervals:
    """Intervals of both standard deviations by profile likelihood."""

    tau_low: float
    tau_high: float
    sigma_low: float
    sigma_high: float


@statistic(
    "variance_components",
    name="variance components of groups with one spread within",
    symbol="τ², σ²",
    source="Harville (1977), JASA 72, 320–338; test: Self & Liang (1987), JASA 82, 605–610",
)
def variance_components(n: ArrayLike, mean: ArrayLike, variance: ArrayLike) -> VarianceComponents:
    """
    Fit y_ij = μ + u_j + e_ij from each group's n, mean and variance, by restricted and by full maximum likelihood.

    With λ = τ²/σ², h = n/(1 + nλ), Q = Σ h (ȳ − μ)² and W = Σ (n − 1) s² the restricted likelihood is highest where
    (N − 1) log((W + Q)/(N − 1)) + Σ log(1 + nλ) + log Σh is least, σ² being (W + Q)/(N − 1); the full one has N for
    N − 1 and no Σh. Both are searched for in λ alone, from zero on.

    Parameters
    ----------
    n, mean, variance : array_like, shape (..., g)
        A group of nobody takes no part; the variance of a group of one is not looked at.

    Returns
    -------
    VarianceComponents
        NaN with fewer than two groups, or where nothing varies within groups.

    Examples
    --------
    >>> found = variance_components([4, 4, 4], [1.0, 2.0, 3.0], [1.0, 1.0, 1.0])  # 1 − 1/4 between
    >>> round(float(found.tau2), 9), round(float(found.sigma2), 9)
    (0.75, 1.0)
    """
    model = _OneWay.of(n, mean, variance)
    restricted = model.highest(restricted=True)
    full = model.highest(restricted=False)
    sigma2 = model.within(restricted, restricted=True)
    tau2 = restricted * sigma2
    _, total = model.weights(restricted)
    sigma2_ml = model.within(full, restricted=False)
    nothing = np.zeros_like(full)
    at_best, at_nothing = (-2.0 * model.likelihood(each, restricted=False) for each in (full, nothing))
    gain = np.where(full > 0, np.maximum(at_nothing - at_best, 0.0), 0.0)
    constant = np.log(2.0 * np.pi)
    criterion = -2.0 * model.likelihood(restricted, restricted=True) + (model.total - 1.0) * (1.0 + constant)
    between, both, inside = model.information(tau2, sigma2)
    determinant = between * inside - both**2
    figures = (
        model.centre(restricted), np.sqrt(sigma2 / total), tau2, sigma2, ratio(restricted, 1.0 + restricted), criterion,
        ratio(inside, determinant), -ratio(both, determinant), ratio(between, determinant),
        full * sigma2_ml, sigma2_ml, -0.5 * (at_best + model.total * (1.0 + constant)),
        gain, np.where(gain > 0, 0.5 * chi_square_tail(1.0, gain), 1.0),
    )  # fmt: skip
    return VarianceComponents(*(model.told(each) for each in figures))


@statistic(
    "profile_intervals",
    name="profile intervals of variance components",
    symbol="τ, σ",
    source="Venzon & Moolgavkar (1988), J. R. Stat. Soc. C (Applied Statistics) 37, 87–94",
)
def profile_intervals(
    n: ArrayLike, mean: ArrayLike, variance: ArrayLike, *, confidence: float = 0.95
) -> ProfileIntervals:
    """
    Give the values of τ, and of σ, at which the likelihood, highest in the other, is not too low.

    An end is where twice the loss in log-likelihood is the quantile of chi-square with one degree; τ begins at zero
    where it is not lost there.

    Parameters
    ----------
    n, mean, variance : array_like, shape (g,)
        Of one row.

    Examples
    --------
    >>> found = profile_intervals([12, 12, 12], [1.0, 2.0, 3.0], [1.0, 1.0, 1.0])
    >>> round(found.tau_low, 3), round(found.tau_high, 3)
    (0.316, 2.394)
    """
    model = _OneWay.of(n, mean, variance)
    nothing = ProfileIntervals(*(float("nan"),) * 4)
    if model.shape or not model.sound[0]:
        return nothing
    best = model.highest(restricted=False)
    sigma2 = model.within(best, restricted=False)
    limit = model.deviance(best * sigma2, sigma2) + float(chdtri(1.0, 1.0 - confidence))

    def given_tau(tau2: float) -> float:
        return model.deviance_given_tau(tau2) - limit

    def given_sigma(s2: float) -> float:
        return model.deviance_given_sigma(s2) - limit

    at, inside = float(best[0] * sigma2[0]), float(sigma2[0])
    low = 0.0 if given_tau(0.0) <= 0 else brentq(given_tau, 0.0, at, xtol=1e-14)
    high = brentq(given_tau, at, _beyond(given_tau, max(at, inside)), xtol=1e-14)
    least = brentq(given_sigma, inside / _beyond(lambda x: given_sigma(inside / x), 1.0), inside, xtol=1e-14)
    most = brentq(given_sigma, inside, _beyond(given_sigma, inside), xtol=1e-14)
    return ProfileIntervals(*(float(np.sqrt(each)) for each in (low, high, least, most)))


def error_of_pooled_weights(n: ArrayLike, found: VarianceComponents) -> Floats:
    """
    Give what the squared error of a shrunken mean grows by since both variances are estimated.

    (τ² + σ²/n) g′ V g with V the covariance of (τ², σ²) and g the derivatives of B = nτ²/(σ² + nτ²) by both.

    Examples
    --------
    >>> error_of_pooled_weights([4, 4], variance_components([4, 4], [1.0, 3.0], [1.0, 1.0])).round(3).tolist()
    [0.042, 0.042]
    """
    size = np.asarray(n, dtype=np.float64)
    tau2, sigma2, first, both, second = (
        each[..., None]
        for each in (found.tau2, found.sigma2, found.tau2_variance, found.covariance, found.sigma2_variance)
    )
    eigen = sigma2 + size * tau2
    by_tau, by_sigma = size * sigma2 / eigen**2, -size * tau2 / eigen**2
    return np.asarray(ratio(eigen, size) * (by_tau**2 * first + 2.0 * by_tau * by_sigma * both + by_sigma**2 * second))


@dataclass(frozen=True)
class _OneWay:
    """Moments of groups as rows × groups; `inside` is Σ (n − 1) s² and `total` N, of each row."""

    n: Floats
    y: Floats
    inside: Floats
    total: Floats
    used: NDArray[np.bool_]
    sound: NDArray[np.bool_]
    shape: tuple[int, ...]

    @classmethod
    def of(cls, n: ArrayLike, mean: ArrayLike, variance: ArrayLike) -> _OneWay:
        size, y, s2 = np.broadcast_arrays(*(np.asarray(each, dtype=np.float64) for each in (n, mean, variance)))
        shape, groups = size.shape[:-1], size.shape[-1]
        size, y, s2 = (each.reshape(-1, groups) for each in (size, y, s2))
        used = (size >= 1) & np.isfinite(y)
        inside = np.where(used & (size >= 2), (size - 1.0) * s2, 0.0).sum(axis=-1)
        sound = (used.sum(axis=-1) >= 2) & (inside > 0)
        used &= sound[:, None]
        kept = np.where(used, size, 0.0)
        total = np.where(sound, kept.sum(axis=-1), 2.0)
        return cls(kept, np.where(used, y, 0.0), np.where(sound, inside, 1.0), total, used, sound, shape)

    def told(self, figures: Floats) -> Floats:
        return np.asarray(np.where(self.sound, figures, np.nan).reshape(self.shape))

    def weights(self, x: Floats) -> tuple[Floats, Floats]:
        h = self.n / (1.0 + self.n * x[:, None])
        total = h.sum(axis=-1)
        return h, np.where(total > 0, total, 1.0)

    def centre(self, x: Floats) -> Floats:
        h, total = self.weights(x)
        return np.asarray((h * self.y).sum(axis=-1) / total)

    def _away(self, x: Floats) -> tuple[Floats, Floats, Floats]:
        h, total = self.weights(x)
        return h, total, np.where(self.used, self.y - ((h * self.y).sum(axis=-1) / total)[:, None], 0.0)

    def within(self, x: Floats, *, restricted: bool) -> Floats:
        h, _, away = self._away(x)
        return np.asarray((self.inside + (h * away**2).sum(axis=-1)) / (self.total - restricted))

    def likelihood(self, x: Floats, *, restricted: bool) -> Floats:
        """Log-likelihood of λ, highest in σ² and μ, without its constant."""
        _, total = self.weights(x)
        logs = np.log1p(self.n * x[:, None]).sum(axis=-1) + restricted * np.log(total)
        return np.asarray(
            -0.5 * ((self.total - restricted) * np.log(self.within(x, restricted=restricted)) + logs), dtype=np.float64
        )

    def slope(self, x: Floats, *, restricted: bool) -> Floats:
        h, total, away = self._away(x)
        spread = (h * away**2).sum(axis=-1)
        fit = (self.total - restricted) * ((h * away) ** 2).sum(axis=-1) / (self.inside + spread)
        return np.asarray(0.5 * (fit - h.sum(axis=-1) + restricted * (h**2).sum(axis=-1) / total))

    def highest(self, *, restricted: bool) -> Floats:
        least = 1.0 / np.where(self.used, self.n, 0.0).max(axis=-1, initial=1.0)
        away = np.where(self.used, self.y - self.centre(np.zeros(len(self.y)))[:, None], 0.0)
        reach = np.maximum((away**2).sum(axis=-1) * self.total / self.inside, least)
        return highest(
            lambda x: self.likelihood(x, restricted=restricted),
            lambda x: self.slope(x, restricted=restricted),
            least,
            reach,
        )

    def information(self, tau2: Floats, sigma2: Floats) -> tuple[Floats, Floats, Floats]:
        """Expected information of τ², of both, and of σ²."""
        eigen = np.where(self.used, sigma2[:, None] + self.n * tau2[:, None], np.inf)
        inside = (1.0 / eigen**2).sum(axis=-1) + (self.total - self.used.sum(axis=-1)) / sigma2**2
        between, both = (self.n**2 / eigen**2).sum(axis=-1), (self.n / eigen**2).sum(axis=-1)
        return 0.5 * between, 0.5 * both, 0.5 * inside

    def deviance(self, tau2: Floats, sigma2: Floats) -> float:
        """Give −2 log-likelihood of both variances, highest in μ, of the first row, without its constant."""
        h, _, away = self._away(tau2 / sigma2)
        logs = np.log1p(self.n * (tau2 / sigma2)[:, None]).sum(axis=-1)
        spread = self.inside + (h * away**2).sum(axis=-1)
        return float((self.total * np.log(sigma2) + logs + spread / sigma2)[0])

    def deviance_given_tau(self, tau2: float) -> float:
        """Give the deviance of τ², least in σ² and μ; σ² lies between W/N and all squares over N − g."""
        whole = self.inside[0] + float((self.n * self._away(np.zeros(1))[2] ** 2).sum())
        ends = np.log(self.inside[0] / self.total[0]), np.log(whole / (self.total[0] - self.used.sum()))
        if ends[1] - ends[0] < _SAME:
            return self.deviance(np.array([tau2]), np.exp(np.array([ends[0]])))
        found = minimize_scalar(
            lambda x: self.deviance(np.array([tau2]), np.exp(np.array([x]))),
            bounds=ends,
            method="bounded",
            options={"xatol": _SAME},
        )
        return float(found.fun)

    def deviance_given_sigma(self, sigma2: float) -> float:
        """Give the deviance of σ², least in τ² and μ."""
        inside = np.array([sigma2])

        def likelihood(x: Floats) -> Floats:
            return np.array([-0.5 * self.deviance(x * inside, inside)])

        def slope(x: Floats) -> Floats:
            h, _, away = self._away(x)
            return np.asarray(0.5 * (((h * away) ** 2).sum(axis=-1) / inside - h.sum(axis=-1)))

        least = 1.0 / self.n.max(axis=-1)
        return -2.0 * float(likelihood(highest(likelihood, slope, least, least))[0])


def _beyond(loss: Callable[[float], float], start: float) -> float:
    """Stretch a variance until too much likelihood is lost."""
    far = 2.0 * start
    while loss(far) <= 0:
        far *= 2.0
    return far
