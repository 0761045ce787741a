"""Limits of a wave's mean from the waves before it, which allow for how much waves wander, and what they assure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from servgap._stats.between_variance import Estimator, between_variance
from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic
from servgap._stats.ties import ROUNDING

SIGMAS = 3.0
LEAST_EARLIER = 8
"""Earlier waves from which on limits give a signal; with fewer they alarm too often, and are called trial limits."""


@dataclass(frozen=True)
class WaveLimits:
    """Of every wave (..., t): where the waves before it say that its mean lies, and how far it lies from there."""

    earlier: NDArray[np.int64]
    tau_squared: Floats
    centre: Floats
    se: Floats
    low: Floats
    high: Floats
    z: Floats

    @property
    def trial(self) -> NDArray[np.bool_]:
        """Which limits rest on too few earlier waves to give a signal."""
        return self.earlier < LEAST_EARLIER

    @property
    def signal(self) -> NDArray[np.int64]:
        """1 above the limits, −1 below, 0 inside them or where they are trial limits or not known."""
        beyond = (np.abs(self.z) > SIGMAS * (1 + ROUNDING)) & ~self.trial
        return np.where(beyond, np.sign(np.where(beyond, self.z, 0.0)), 0.0).astype(np.int64)


@statistic(
    "wave_limits",
    name="limits of a wave's mean that allow for how much waves wander (X̄′ chart)",
    symbol="z",
    source="Laney (2002), Quality Engineering 14, 531–537; variance between waves: Harville (1977), JASA 72, 320–338",
    effect="distance from the centre of the earlier waves",
)
def wave_limits(
    mean: ArrayLike,
    squared_errors: ArrayLike,
    since: ArrayLike | None = None,
    *,
    estimator: Estimator = "reml",
) -> WaveLimits:
    """
    Limits θ ± 3 √(s_t² + τ² + 1/Σ w) of every wave's mean from the waves of its baseline that came before it.

    θ = Σ w y/Σ w with w = 1/(s² + τ²), and τ² the variance between those waves (`between_variance`); z is how many of
    these roots the mean lies from θ. With `estimator="none"` τ² is 0 and the limits know sampling error only.

    Parameters
    ----------
    mean, squared_errors : array_like, shape (..., t)
        Of successive waves: means, and their sampling variances s² (`squared_errors_of`). A wave without them has no
        limits, and is no earlier wave.
    since : array_like of int, shape (t,), optional
        The first wave of every wave's baseline (`baselines`); the first of all, if it is not given.

    Returns
    -------
    WaveLimits
        NaN for a wave before which fewer than two waves of its baseline are known.

    Examples
    --------
    Two waves 2 apart in mean, with 0.5 each from sampling: τ² = 1.5, θ = 0, and a third has √(0.5 + 1.5 + 1) = √3.

    >>> found = wave_limits([-1.0, 1.0, 3.0], [0.5, 0.5, 0.5])
    >>> found.centre, found.high.round(6), found.z.round(6), bool(found.trial.all())
    (array([nan, nan,  0.]), array([     nan,      nan, 5.196152]), array([     nan,      nan, 1.732051]), True)
    """
    y, v = np.broadcast_arrays(*(np.asarray(each, dtype=np.float64) for each in (mean, squared_errors)))
    waves = np.arange(y.shape[-1])
    first = np.zeros(len(waves), dtype=np.int64) if since is None else np.asarray(since, dtype=np.int64)
    before = (waves >= first[:, None]) & (waves < waves[:, None])
    taken = np.where(before, y[..., None, :], np.nan)
    earlier = (np.isfinite(taken) & (v > 0)[..., None, :] & np.isfinite(v)[..., None, :]).sum(axis=-1)
    found = between_variance(taken, np.broadcast_to(v[..., None, :], taken.shape), estimator=estimator)
    known = np.isfinite(y) & np.isfinite(v) & (v > 0)
    root = np.where(known, np.sqrt(np.where(known, v, 0.0) + found.tau_squared + found.se**2), np.nan)
    low, high = found.mean - SIGMAS * root, found.mean + SIGMAS * root
    return WaveLimits(
        earlier.astype(np.int64), found.tau_squared, found.mean, found.se, low, high, ratio(y - found.mean, root)
    )


def squared_errors_of(n: ArrayLike, variance: ArrayLike, *, pooled: bool = False) -> Floats:
    """
    Give the sampling variances s²/n of waves' means (..., t), NaN below two respondents.

    Parameters
    ----------
    pooled
        Take s² from all waves of a row together, Σ (n − 1) s²/Σ (n − 1): a wave of few, who happen to agree, is then
        not thought to be exact.

    Examples
    --------
    >>> squared_errors_of([3, 5, 1], [1.0, 4.0, np.nan], pooled=True)
    array([1. , 0.6, nan])
    """
    n, variance = np.broadcast_arrays(*(np.asarray(each, dtype=np.float64) for each in (n, variance)))
    known = (n >= 2) & np.isfinite(variance)
    if pooled:
        df = np.where(known, n - 1.0, 0.0)
        common = ratio((df * np.where(known, variance, 0.0)).sum(axis=-1), df.sum(axis=-1))
        variance = np.broadcast_to(common[..., None], n.shape)
    return ratio(np.where(known, variance, np.nan), np.where(known, n, 1.0))


def baselines(waves: int, events: Iterable[int] = ()) -> NDArray[np.int64]:
    """
    Give every wave's first wave of the baseline: the first wave of all, or that of the last declared event.

    Parameters
    ----------
    events
        Places of the first waves after declared events.

    Examples
    --------
    >>> baselines(5, events=[3])
    array([0, 0, 0, 3, 3])
    """
    first = np.zeros(waves, dtype=np.int64)
    for start in sorted(events):
        first[max(start, 0) :] = max(start, 0)
    return first


def assurance(low: ArrayLike, high: ArrayLike, target: ArrayLike, *, higher_is_better: bool = True) -> Floats:
    """
    Tell whether a target will be met as things are: 1 always, 0 by chance, −1 hardly ever; NaN without limits.

    It is met always where all that the limits expect of a wave is better than it, hardly ever where all is worse, and
    by chance where it lies inside the limits.

    Examples
    --------
    >>> assurance([-1.0, -1.0, 0.5], [-0.2, 0.6, 0.9], target=0.0)
    array([-1.,  0.,  1.])
    """
    low, high, aim = np.broadcast_arrays(*(np.asarray(each, dtype=np.float64) for each in (low, high, target)))
    above = (low >= aim).astype(np.float64) - (high < aim)
    found = above if higher_is_better else (high <= aim).astype(np.float64) - (low > aim)
    return np.where(np.isfinite(low) & np.isfinite(high) & np.isfinite(aim), found, np.nan)
