"""Charts that add small shifts up over waves: EWMA and CUSUM of standardised means, and how often they alarm."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic
from servgap._stats.ties import ROUNDING

_NODES = 80
"""Points at which the integral equation of a run length is solved; its kernel is smooth, and 40 give 12 digits."""


@dataclass(frozen=True)
class Standardised:
    """Waves' means (..., t) in standard errors from the mean of the first waves."""

    centre: Floats
    within_sd: Floats
    z: Floats
    se: Floats


def standardised(
    n: ArrayLike, mean: ArrayLike, variance: ArrayLike, *, phase: int = 8, tau_squared: ArrayLike = 0.0
) -> Standardised:
    """
    Standardise means: z_t = (x̄_t − μ₀)/√(s_p²/n_t + τ²), μ₀ and s_p² from the respondents of the first waves.

    Parameters
    ----------
    n, mean, variance : array_like, shape (..., t)
        Of successive waves.
    phase
        How many waves μ₀ and s_p² are taken from.
    tau_squared : array_like, shape (...)
        Variance between quiet waves (`between_variance`); 0 supposes that only sampling makes them differ.

    Examples
    --------
    >>> standardised([4, 4, 4], [0.0, 2.0, 3.0], [4.0, 4.0, 4.0], phase=2).z
    array([-1.,  1.,  2.])
    """
    n, mean, variance = np.broadcast_arrays(*(np.asarray(each, dtype=np.float64) for each in (n, mean, variance)))
    known = (n >= 1) & np.isfinite(mean)
    first = known & (np.arange(n.shape[-1]) < phase)
    total = np.where(first, n, 0.0)
    df = np.where(first & (n >= 2) & np.isfinite(variance), n - 1.0, 0.0)
    centre = ratio((total * np.where(first, mean, 0.0)).sum(axis=-1), total.sum(axis=-1))
    spread = ratio((df * np.where(df > 0, variance, 0.0)).sum(axis=-1), df.sum(axis=-1))
    between = np.asarray(tau_squared, dtype=np.float64)
    se = np.sqrt(ratio(spread[..., None], np.where(known, n, np.nan)) + between[..., None])
    return Standardised(centre, np.sqrt(spread), ratio(mean - centre[..., None], se), se)


@dataclass(frozen=True)
class Ewma:
    """Smoothed standardised means (..., t) and how far from 0 they may lie; smoothed means with limits."""

    centre: Floats
    within_sd: Floats
    z: Floats
    smoothed_z: Floats
    limit: Floats
    smoothed: Floats
    low: Floats
    high: Floats

    @property
    def signal(self) -> NDArray[np.int64]:
        """1 above the limit, −1 below, 0 inside."""
        return _beyond(self.smoothed_z, self.limit)


@statistic(
    "ewma_chart",
    name="exponentially weighted moving average of waves' means",
    symbol="EWMA",
    source="Roberts (1959), Technometrics 1, 239–250",
)
def ewma_chart(
    n: ArrayLike,
    mean: ArrayLike,
    variance: ArrayLike,
    *,
    phase: int = 8,
    weight: float = 0.2,
    width: float = 2.7,
    tau_squared: ArrayLike = 0.0,
) -> Ewma:
    """
    Smooth standardised means, e_t = λ z_t + (1 − λ) e_{t−1} from e_0 = 0, with their exact limits.

    The limits of wave t are ± L √(λ/(2 − λ) (1 − (1 − λ)^{2t})). Beside it the means themselves are smoothed from μ₀,
    with limits μ₀ ± L √(s_p²/n_t + τ²) times the same root, as is usual where waves are equally large. How many
    quiet waves pass between two false alarms is `ewma_run_length`: 238 with λ = 0.2 and L = 2.7. A wave that is not
    known moves nothing.

    Parameters
    ----------
    n, mean, variance, phase, tau_squared
        As in `standardised`.
    weight
        λ, the part of the newest wave.
    width
        L.

    Examples
    --------
    >>> found = ewma_chart([4, 4, 4], [0.0, 2.0, 3.0], [4.0, 4.0, 4.0], phase=2)
    >>> found.smoothed_z.round(3), found.limit.round(3), found.signal
    (array([-0.2  ,  0.04 ,  0.432]), array([0.54 , 0.692, 0.773]), array([0, 0, 0]))
    """
    found = standardised(n, mean, variance, phase=phase, tau_squared=tau_squared)
    y = np.broadcast_to(np.asarray(mean, dtype=np.float64), found.z.shape)
    known = np.isfinite(found.z)
    seen = np.cumsum(known, axis=-1)
    root = np.sqrt(weight / (2 - weight) * (1 - (1 - weight) ** (2 * seen)))
    limit = np.where(known, width * root, np.nan)
    smoothed_z = _smooth(found.z, np.zeros(found.z.shape[:-1]), weight)
    smoothed = _smooth(np.where(known, y, np.nan), found.centre, weight)
    middle = found.centre[..., None]
    return Ewma(
        found.centre,
        found.within_sd,
        found.z,
        smoothed_z,
        limit,
        smoothed,
        middle - limit * found.se,
        middle + limit * found.se,
    )


def _smooth(values: Floats, start: Floats, weight: float) -> Floats:
    last, smoothed = np.asarray(start, dtype=np.float64), np.full(values.shape, np.nan)
    for at in range(values.shape[-1]):
        known = np.isfinite(values[..., at])
        last = np.where(known, weight * values[..., at] + (1 - weight) * last, last)
        smoothed[..., at] = np.where(known, last, np.nan)
    return smoothed


@dataclass(frozen=True)
class Cusum:
    """Sums (..., t) of how far standardised means lie above, and below, more than an allowance."""

    z: Floats
    above: Floats
    below: Floats
    limit: float

    @property
    def signal(self) -> NDArray[np.int64]:
        """1 where the sum above passes the limit, −1 where that below does, 0 elsewhere."""
        return np.where(_beyond(self.above, self.limit) > 0, 1, -_beyond(self.below, self.limit))


@statistic(
    "cusum_chart",
    name="cumulative sums of waves' means",
    symbol="CUSUM",
    source="Page (1954), Biometrika 41, 100–115",
)
def cusum_chart(
    n: ArrayLike,
    mean: ArrayLike,
    variance: ArrayLike,
    *,
    phase: int = 8,
    allowance: float = 0.5,
    limit: float = 4.0,
    tau_squared: ArrayLike = 0.0,
) -> Cusum:
    """
    Sum c⁺_t = max(0, c⁺_{t−1} + z_t − k) and c⁻_t = max(0, c⁻_{t−1} − z_t − k); a sum above h is a signal.

    How many quiet waves pass between two false alarms is `cusum_run_length`: 168 with k = 0.5 and h = 4. A wave that is
    not known moves nothing.

    Parameters
    ----------
    n, mean, variance, phase, tau_squared
        As in `standardised`.
    allowance
        k, half of the shift, in standard errors, that is to be found.
    limit
        h.

    Examples
    --------
    >>> found = cusum_chart([4, 4, 4], [0.0, 2.0, 3.0], [4.0, 4.0, 4.0], phase=2)
    >>> found.above, found.below
    (array([0. , 0.5, 2. ]), array([0.5, 0. , 0. ]))
    """
    z = standardised(n, mean, variance, phase=phase, tau_squared=tau_squared).z
    return Cusum(z, _summed(z - allowance), _summed(-z - allowance), limit)


def _summed(steps: Floats) -> Floats:
    last, sums = np.zeros(steps.shape[:-1]), np.full(steps.shape, np.nan)
    for at in range(steps.shape[-1]):
        known = np.isfinite(steps[..., at])
        last = np.where(known, np.maximum(last + steps[..., at], 0.0), last)
        sums[..., at] = np.where(known, last, np.nan)
    return sums


def _beyond(values: Floats, limit: ArrayLike) -> NDArray[np.int64]:
    with np.errstate(invalid="ignore"):
        outside = np.abs(values) > np.asarray(limit, dtype=np.float64) * (1 + ROUNDING)
    return np.where(outside, np.sign(np.where(outside, values, 0.0)), 0.0).astype(np.int64)


@dataclass(frozen=True)
class RunLength:
    """How many waves pass on average until a chart alarms."""

    waves: float


@statistic(
    "ewma_run_length",
    name="average run length of an EWMA chart",
    symbol="ARL",
    source="Crowder (1987), Technometrics 29, 401–407",
)
def ewma_run_length(shift: float = 0.0, *, weight: float = 0.2, width: float = 2.7) -> RunLength:
    """
    Average number of waves until an EWMA of standard normal z, shifted by `shift`, passes ± L √(λ/(2 − λ)).

    Solves L(e) = 1 + (1/λ) ∫ L(x) φ((x − (1 − λ) e)/λ − shift) dx between the limits, by Gauss and Legendre's nodes,
    and gives L(0). The limits are those of late waves; the exact ones are narrower at first, and alarm a little sooner.

    Examples
    --------
    >>> round(ewma_run_length().waves, 2), round(ewma_run_length(1.0).waves, 2)
    (237.7, 8.77)
    """
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    limit = width * np.sqrt(weight / (2 - weight))
    x, dx = limit * nodes, limit * weights

    def kernel(start: Floats) -> Floats:
        return np.asarray(_density((x - (1 - weight) * start[:, None]) / weight - shift) * dx / weight)

    length = np.linalg.solve(np.eye(_NODES) - kernel(x), np.ones(_NODES))
    return RunLength(float(1 + (kernel(np.zeros(1)) @ length)[0]))


@statistic(
    "cusum_run_length",
    name="average run length of a CUSUM chart",
    symbol="ARL",
    source="Page (1954), Biometrika 41, 100–115",
)
def cusum_run_length(
    shift: float = 0.0, *, allowance: float = 0.5, limit: float = 4.0, both_sides: bool = True
) -> RunLength:
    """
    Average number of waves until a sum of standard normal z, shifted by `shift`, passes its limit.

    Of one side, L(c) = 1 + L(0) Φ(k − c − shift) + ∫₀ʰ L(x) φ(x + k − c − shift) dx, solved by Gauss and Legendre's
    nodes, and L(0) is given; of both sides 1/(1/L⁺ + 1/L⁻).

    Examples
    --------
    >>> round(cusum_run_length().waves, 2), round(cusum_run_length(1.0, both_sides=False).waves, 2)
    (167.68, 8.38)
    """
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    x, dx = 0.5 * limit * (nodes + 1), 0.5 * limit * weights
    starts = np.append(0.0, x)

    def one_side(towards: float) -> float:
        back = allowance - towards - starts[:, None]
        kernel = np.hstack([ndtr(back), _density(x + back) * dx])
        return float(np.linalg.solve(np.eye(_NODES + 1) - kernel, np.ones(_NODES + 1))[0])

    if not both_sides:
        return RunLength(one_side(shift))
    return RunLength(1 / (1 / one_side(shift) + 1 / one_side(-shift)))


def _density(z: Floats) -> Floats:
    return np.asarray(np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi))
