"""Spreads within groups, drawn towards the common one: a group whose few answers are alike is not without spread."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import digamma, polygamma

from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic

_VANISHING, _HUGE = 1e-6, 1e7
_STEPS = 50


@dataclass(frozen=True)
class ModeratedVariances:
    """
    Variances within groups (..., g), and the common one towards which they were drawn.

    Attributes
    ----------
    variance
        s̃² of each group; NaN for a group of nobody.
    df
        d₀ + n − 1: degrees of freedom that it rests on.
    df_prior, variance_prior
        d₀ and s₀² of each row (...); d₀ is infinite where the groups spread alike.
    pooled
        Σ (n − 1) s² / Σ (n − 1).
    """

    variance: Floats
    df: Floats
    df_prior: Floats
    variance_prior: Floats
    pooled: Floats


@statistic(
    "moderated_variances",
    name="moderated variances within groups",
    symbol="s²",
    source="Smyth (2004), Stat. Appl. Genet. Mol. Biol. 3(1), Article 3; leaving groups that answered alike out of the "
    "fit: own convention",
)
def moderated_variances(n: ArrayLike, variance: ArrayLike) -> ModeratedVariances:
    """
    Draw the variance of every group towards a common one, the more the fewer answers it has.

    s̃² = (d₀ s₀² + (n − 1) s²)/(d₀ + n − 1). With e = log s² − ψ((n − 1)/2) + log((n − 1)/2), d₀ solves ψ′(d₀/2) =
    var(e) − mean ψ′((n − 1)/2), and log s₀² = mean(e) + ψ(d₀/2) − log(d₀/2). Where the right side is not above zero,
    the variances differ no more than chance has it: d₀ is infinite, and all are the pooled one.

    A group that answered alike has no log s². It tells nothing of how far spreads differ that few steps of a scale
    would not bring about, and is left out of the fit; its variance is moderated as all are, and so is above zero. A
    group of one has the common variance.

    Parameters
    ----------
    n : array_like, shape (..., g)
        Respondents; zero for a group that a row leaves out.
    variance : array_like, shape (..., g)
        Variances with the divisor n − 1; not looked at where n is below two.

    Returns
    -------
    ModeratedVariances
        NaN in a row in which nobody differs from others of the same group.

    Examples
    --------
    >>> moderated_variances([9, 9, 9], [1.0, 1.25, 0.75]).variance.tolist()  # no more than chance: the pooled one
    [1.0, 1.0, 1.0]
    """
    size, spread = np.broadcast_arrays(np.asarray(n, dtype=np.float64), np.asarray(variance, dtype=np.float64))
    df = np.where(size >= 2, size - 1.0, 0.0)
    spread = np.where(df > 0, spread, 0.0)
    pooled = ratio((df * spread).sum(axis=-1), df.sum(axis=-1))
    pooled = np.where(pooled > 0, pooled, np.nan)
    varies = spread > 0
    half = np.where(varies, 0.5 * df, 1.0)
    e = np.where(varies, np.log(np.where(varies, spread, 1.0)) - digamma(half) + np.log(half), 0.0)
    groups = varies.sum(axis=-1)
    centre = ratio(e.sum(axis=-1), groups)
    away = np.where(varies, e - centre[..., None], 0.0)
    chance = ratio(np.where(varies, polygamma(1, half), 0.0).sum(axis=-1), groups)
    excess = ratio((away**2).sum(axis=-1), groups - 1.0) - chance
    differ = excess > 0
    prior = np.where(differ, 2.0 * inverse_trigamma(np.where(differ, excess, 1.0)), np.inf)
    half = np.where(differ, 0.5 * prior, 1.0)
    common = np.where(differ, np.exp(centre + digamma(half) - np.log(half)), pooled)
    weight, own = np.where(differ, prior, 1.0)[..., None], np.where(differ[..., None], df, 0.0)
    moderated = (weight * common[..., None] + own * spread) / (weight + own)
    present = (size >= 1) & np.isfinite(pooled)[..., None]
    return ModeratedVariances(
        variance=np.where(present, moderated, np.nan),
        df=np.where(present, prior[..., None] + df, np.nan),
        df_prior=np.where(np.isfinite(pooled), prior, np.nan),
        variance_prior=np.where(np.isfinite(pooled), common, np.nan),
        pooled=pooled,
    )


def inverse_trigamma(value: ArrayLike) -> Floats:
    """
    Give the x at which ψ′(x) is a number above zero, by Newton's steps on 1/ψ′, which come from one side.

    Examples
    --------
    >>> round(float(inverse_trigamma(np.pi**2 / 6)), 12)
    1.0
    """
    wanted = np.asarray(value, dtype=np.float64)
    inside = np.clip(wanted, _VANISHING, _HUGE)
    x = 0.5 + 1.0 / inside
    for _ in range(_STEPS):
        found = polygamma(1, x)
        step = found * (1.0 - found / inside) / polygamma(2, x)
        x = x + step
        if (np.abs(step) <= 1e-15 * x).all():
            break
    ends = np.where(wanted > _HUGE, 1.0 / np.sqrt(wanted), 1.0 / wanted)
    return np.asarray(np.where((wanted > _HUGE) | (wanted < _VANISHING), ends, x), dtype=np.float64)
