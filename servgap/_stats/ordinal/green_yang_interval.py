"""How sure the reliability of ordered answers is: standard errors by the delta method."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from servgap._stats.intervals import normal_quantile
from servgap._stats.ordinal.green_yang import green_yang_omega, one_factor_of, reliabilities
from servgap._stats.ordinal.polychoric import Polychoric, polychoric, square
from servgap._stats.ordinal.sample import OrdinalSample, ordinal_sample, tables_of
from servgap._stats.ratio import Floats
from servgap._stats.registry import statistic

STEP = 1e-5
"""Half the distance over which a slope is taken."""

MEASURES = ("omega", "omega_latent", "alpha_latent")


@dataclass(frozen=True)
class OrdinalReliabilityInterval:
    """
    Reliability of k ordered items under one factor, with intervals.

    Attributes
    ----------
    omega, omega_se, omega_low, omega_high
        Of the observed sum (Green and Yang), its standard error and Wald interval.
    omega_latent, omega_latent_se, omega_latent_low, omega_latent_high
        Of the latent variables' sum.
    alpha_latent, alpha_latent_se, alpha_latent_low, alpha_latent_high
        Ordinal alpha.
    n
        Respondents.
    """

    omega: float
    omega_se: float
    omega_low: float
    omega_high: float
    omega_latent: float
    omega_latent_se: float
    omega_latent_low: float
    omega_latent_high: float
    alpha_latent: float
    alpha_latent_se: float
    alpha_latent_low: float
    alpha_latent_high: float
    n: float


@statistic(
    "green_yang_interval",
    name="interval of Green and Yang's omega of ordered answers",
    symbol="ω",
    source="Green & Yang (2009), Psychometrika 74, 155–167; errors: Muthén (1984), Psychometrika 49, 115–132",
)
def green_yang_interval(answers: ArrayLike, confidence: float = 0.95) -> OrdinalReliabilityInterval:
    """
    Reliability of the sum of ordered answers with standard errors, from rows.

    The covariance matrix of thresholds and polychoric correlations (see `ordinal_sample`) is carried over by the slopes
    of the reliabilities, the weights of the fit held as they are. The interval is estimate ± z·se, cut at 0 and 1.

    Parameters
    ----------
    answers : array_like, shape (n, k)
        Whole numbers from 1 for the lowest category; 0 is no answer, and rows that have one are left out.
    confidence : float
        Coverage of the intervals.

    Returns
    -------
    OrdinalReliabilityInterval
        NaN as in `green_yang_omega`.

    Notes
    -----
    Green, S. B., & Yang, Y. (2009). Reliability of summated item scores using structural equation modeling: An
    alternative to coefficient alpha. Psychometrika, 74.

    Examples
    --------
    Half of 60 respondents say yes, or no, to all three items, the others to two or to one: r = ½ throughout.

    >>> patterns = [[1, 1, 1], [2, 2, 2], [1, 1, 2], [1, 2, 1], [2, 1, 1], [2, 2, 1], [2, 1, 2], [1, 2, 2]]
    >>> found = green_yang_interval(np.repeat(patterns, [15, 15, 5, 5, 5, 5, 5, 5], axis=0))
    >>> print(f"{found.omega:.3f} ± {found.omega_se:.4f}")  # 0.72/√60
    0.600 ± 0.0930
    """
    sample = ordinal_sample(answers)
    found = polychoric(tables_of(answers))
    here = green_yang_omega(found)
    values = np.array([getattr(here, name) for name in MEASURES])
    se = np.full(len(values), np.nan)
    if here.converged and sample.usable:
        slopes = _slopes(found, sample)
        se = np.sqrt(((slopes @ sample.covariance) * slopes).sum(1) / sample.n)
    reach = normal_quantile(confidence) * se
    numbers = {}
    for place, name in enumerate(MEASURES):
        numbers[name], numbers[f"{name}_se"] = values[place], se[place]
        numbers[f"{name}_low"] = max(values[place] - reach[place], 0.0) if np.isfinite(se[place]) else np.nan
        numbers[f"{name}_high"] = min(values[place] + reach[place], 1.0) if np.isfinite(se[place]) else np.nan
    return OrdinalReliabilityInterval(**{name: float(value) for name, value in numbers.items()}, n=sample.n)


def _slopes(found: Polychoric, sample: OrdinalSample) -> Floats:
    """Return the derivatives (measures, estimates) of the reliabilities by each threshold and each correlation."""
    own = np.isfinite(sample.thresholds)
    # A category that nobody chose has its threshold where the one below it is, and both move together.
    owner = np.where(np.isfinite(found.thresholds), np.cumsum(own).reshape(own.shape) - 1, -1)
    pairs, still = len(sample.pairs), np.zeros(len(own))
    cuts = owner == np.arange(int(own.sum()) + pairs)[:, None, None]
    moved = [np.zeros_like(found.correlation)] * int(own.sum()) + [square(pair, still) for pair in np.eye(pairs)]
    up, down = (_moved(found, sign * STEP * cuts, sign * STEP * np.stack(moved)) for sign in (1, -1))
    slopes: Floats = (up - down) / (2 * STEP)
    return slopes


def _moved(found: Polychoric, cuts: Floats, correlations: Floats) -> Floats:
    """Return the reliabilities (measures, moves) after thresholds and correlations were moved."""
    here = one_factor_of(found).theta
    loadings = [
        one_factor_of(replace(found, correlation=found.correlation + each)).theta if each.any() else here
        for each in correlations
    ]
    omega, _, latent, alpha = reliabilities(
        found.thresholds + cuts, found.correlation + correlations, np.stack(loadings)
    )
    return np.stack([omega, latent, alpha])
