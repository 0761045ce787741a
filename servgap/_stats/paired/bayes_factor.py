"""What the gaps say for a mean that is not zero, or not negligible, against one that is: Bayes factors of t."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, logsumexp

from servgap._stats.noncentral_t import log_density_ratio
from servgap._stats.ratio import Floats
from servgap._stats.registry import statistic

MEDIUM = float(np.sqrt(0.5))
"""Scale of the Cauchy prior on d_z under which half of all effects lie within ±0.707."""

OTHER_SCALES = (0.5, 1.0)
"""A narrower scale, and the one of the paper, to see how much hangs on it."""

MODERATE = 3.0
"""Bayes factor from which on evidence counts as moderate; its inverse is that for the other side."""

_STEPS = 1500
"""Nodes of the trapezoidal rule over log g, whose integrand is analytic and dies off at both ends."""

_LARGEST = 709.0
"""Logarithm beyond which a number is no longer a double."""


@dataclass(frozen=True)
class BayesFactor:
    """Evidence for a mean that differs from zero against one that is zero, and its natural logarithm."""

    bf10: Floats
    log_bf10: Floats


@dataclass(frozen=True)
class IntervalBayesFactor:
    """Evidence for a gap outside the bounds against one inside, its logarithm, and the probability of inside."""

    bf: Floats
    log_bf: Floats
    p_inside: Floats


def _exponential(logarithm: Floats) -> Floats:
    """Leave logarithms too large for a double as infinity, and unknown ones as NaN, without a warning."""
    return np.where(logarithm > _LARGEST, np.inf, np.exp(np.minimum(logarithm, _LARGEST)))


@statistic(
    "bayes_factor_t",
    name="JZS Bayes factor",
    symbol="BF₁₀",
    source="Rouder, Speckman, Sun, Morey & Iverson (2009), Psychonomic Bulletin & Review 16, 225–237; scale √2/2: "
    "default of Morey & Rouder, R package BayesFactor",
    effect="d_z",
)
def bayes_factor_t(t: ArrayLike, n: ArrayLike, scale: float = MEDIUM) -> BayesFactor:
    """
    Weigh a standardised mean gap with a Cauchy(0, `scale`) prior against a mean gap of zero.

    BF₁₀ = ∫ (1 + n g r²)^(−1/2) [1 + t²/((1 + n g r²) v)]^(−(v+1)/2) p(g) dg / [1 + t²/v]^(−(v+1)/2), where v = n − 1,
    r is the scale and g has an inverse gamma(1/2, 1/2) prior.

    Parameters
    ----------
    t : array_like
        t of the paired (or one-sample) test.
    n : array_like
        Number of respondents.
    scale : float
        Scale of the prior on d_z; √2/2 is the customary medium one, the paper's own was 1.

    Returns
    -------
    BayesFactor
        NaN for n < 2. `bf10` is infinite where it exceeds a double; `log_bf10` never is.

    Examples
    --------
    >>> round(float(bayes_factor_t(t=2.0, n=100).bf10), 4)
    0.7469
    """
    value, size = np.broadcast_arrays(np.asarray(t, dtype=np.float64), np.asarray(n, dtype=np.float64))
    known = np.isfinite(value) & (size >= 2)
    squared, counted = np.where(known, value, 0.0) ** 2, np.where(known, size, 2.0)
    freedom, spread = counted - 1, np.log(counted * scale**2)
    # Where log g can matter: the prior ends it below −5, and beyond its bends the integrand falls off as 1/g.
    last = np.maximum(0.0, np.maximum(np.log1p(squared), 0.0) - spread) + np.maximum(0.0, -spread) + 40.0
    x = -5.0 + (last[..., None] + 5.0) * np.linspace(0.0, 1.0, _STEPS)
    added = np.logaddexp(0.0, spread[..., None] + x)
    kernel = _shrunk(squared, freedom, added) - added / 2 - np.exp(-x) / 2 - x / 2
    width = (last + 5.0) / (_STEPS - 1)
    log_bf = logsumexp(kernel, axis=-1) + np.log(width) - np.log(2 * np.pi) / 2
    log_bf = np.where(known, log_bf, np.nan)
    return BayesFactor(bf10=_exponential(log_bf), log_bf10=log_bf)


def hangs_on_scale(t: ArrayLike, n: ArrayLike) -> NDArray[np.bool_]:
    """
    Tell whose Bayes factor falls on another side of 3, or of 1/3, with a prior of scale .5 or 1.

    Examples
    --------
    >>> hangs_on_scale([0.0, 2.75, 6.0], 100)
    array([False,  True, False])
    """
    sides = [
        np.digitize(np.nan_to_num(bayes_factor_t(t, n, scale).log_bf10), [-np.log(MODERATE), np.log(MODERATE)])
        for scale in (MEDIUM, *OTHER_SCALES)
    ]
    return np.asarray((sides[1] != sides[0]) | (sides[2] != sides[0]))


def _shrunk(squared: Floats, freedom: Floats, added: Floats) -> Floats:
    """Give −(v + 1)/2 · log([1 + a/(1 + u)] / [1 + a]) for a = t²/v and `added` = log(1 + u)."""
    odds = (squared / freedom)[..., None]
    # The quotient is 1 − a u / ((1 + a)(1 + u)); close to one, or close to zero, only one of its forms keeps digits.
    part = odds / (1 + odds) * -np.expm1(-added)
    near = np.log1p(-np.minimum(part, 0.5))
    far = np.logaddexp(added, np.log(np.maximum(odds, 1e-300))) - added - np.log1p(odds)
    return np.asarray(-(freedom[..., None] + 1) / 2 * np.where(part < 0.5, near, far))


@statistic(
    "bayes_factor_interval",
    name="Bayes factor against a negligible gap",
    symbol="BF",
    source="Morey & Rouder (2011), Psychological Methods 16, 406–419",
    effect="d_z",
)
def bayes_factor_interval(t: ArrayLike, n: ArrayLike, bound: ArrayLike, scale: float = MEDIUM) -> IntervalBayesFactor:
    """
    Weigh a standardised mean gap outside ±`bound` against one inside, under a Cauchy(0, `scale`) prior.

    The Bayes factor is the posterior odds of outside against inside over the prior odds; `p_inside` is the posterior
    probability of inside.

    Parameters
    ----------
    t, n : array_like
        t of the paired test and the number of respondents.
    bound : array_like
        The smallest standardised gap that matters, in units of d_z, positive.
    scale : float
        Scale of the prior on d_z.

    Returns
    -------
    IntervalBayesFactor
        NaN for n < 2 or a bound that is not positive.

    Examples
    --------
    >>> found = bayes_factor_interval(t=0.5, n=300, bound=0.2)
    >>> round(float(found.bf), 5), round(float(found.p_inside), 5)
    (0.00031, 0.99856)
    """
    value, size, edge = np.broadcast_arrays(*(np.asarray(each, dtype=np.float64) for each in (t, n, bound)))
    known = np.isfinite(value) & (size >= 2) & (edge > 0)
    value, size, edge = np.where(known, value, 0.0), np.where(known, size, 2.0), np.where(known, edge, 1.0)
    ends = [np.full_like(edge, -np.inf), -edge, np.zeros_like(edge), edge, np.full_like(edge, np.inf)]
    parts = [_evidence(value, size, low, high, scale) for low, high in itertools.pairwise(ends)]
    inside, outside = np.logaddexp(parts[1], parts[2]), np.logaddexp(parts[0], parts[3])
    prior = np.log(np.arctan2(scale, edge)) - np.log(np.arctan2(edge, scale))
    log_bf = np.where(known, outside - inside - prior, np.nan)
    p_inside = np.where(known, _exponential(inside - np.logaddexp(inside, outside)), np.nan)
    return IntervalBayesFactor(bf=_exponential(log_bf), log_bf=log_bf, p_inside=p_inside)


_CLUSTERED = np.linspace(-3.2, 3.2, 97)
_INNER = np.pi * np.sinh(_CLUSTERED)
_SHARE = expit(_INNER)
_SLOPE = expit(_INNER) * expit(-_INNER) * np.pi * np.cosh(_CLUSTERED) * (_CLUSTERED[1] - _CLUSTERED[0])
"""Nodes and weights of the double exponential rule on 0 to 1, which crowd together at both ends."""

_BLOCK = 256
"""Gaps weighed at once, so that nodes times nodes stay within some twenty megabytes."""

_FADED = 90.0
"""Twice the fall of the log likelihood beyond which nothing is left to integrate."""


def _evidence(t: Floats, n: Floats, low: Floats, high: Floats, scale: float) -> Floats:
    """Give the logarithm of the integral of likelihood times prior over low < d_z < high."""
    # The likelihood's peak is made an end of the stretches, and so is zero, the prior's.
    peak = np.clip(t / np.sqrt(n), low, high)
    flat = [each.reshape(-1) for each in (t, n, peak, low, high)]
    found = np.empty(len(flat[0]))
    for first in range(0, len(found), _BLOCK):
        block = slice(first, first + _BLOCK)
        value, size, middle, *ends = (each[block] for each in flat)
        found[block] = np.logaddexp(*(_stretch(value, size, middle, end, scale) for end in ends))
    return found.reshape(t.shape)


def _stretch(t: Floats, n: Floats, start: Floats, end: Floats, scale: float) -> Floats:
    """Integrate from `start` away from the likelihood's peak to `end`, or to where nothing is left of it."""
    spread = np.sqrt((1 + t**2 / (n - 1)) / n)
    away = np.abs(start - t / np.sqrt(n)) / spread
    faded = _FADED / (np.sqrt(away**2 + _FADED) + away) * spread
    length = np.minimum(np.abs(end - start), faded)
    delta = start[..., None] + np.where(end > start, length, -length)[..., None] * _SHARE
    prior = -np.log(np.pi * scale) - np.log1p((delta / scale) ** 2)
    likelihood = log_density_ratio(t[..., None], n[..., None] - 1, delta * np.sqrt(n)[..., None])
    total = logsumexp(likelihood + prior, b=_SLOPE, axis=-1)
    return np.where(length > 0, total + np.log(np.where(length > 0, length, 1.0)), -np.inf)
