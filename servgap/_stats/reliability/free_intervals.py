"""Intervals of coefficients of reliability that suppose no distribution of the answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri, stdtrit

from servgap._stats.ratio import NEGLIGIBLE, Floats, item_variances, ratio
from servgap._stats.reliability.quadratic_forms import QuadraticForms

FEWEST = 5
"""Respondents from whom on there is an interval."""

LEVEL = 1e-10
"""Part of the square of what the weights are made of up to which their variance is rounding."""


@dataclass(frozen=True)
class FreeInterval:
    """
    A coefficient of reliability with intervals that suppose no distribution.

    Attributes
    ----------
    value
        The coefficient.
    se
        Its distribution-free standard error, as published.
    wald_low, wald_high
        The published interval value ± z·se, cut at 1.
    ci_low, ci_high
        The interval on the logarithmic scale, see `free_interval`.
    df
        Degrees of freedom of its t quantile.
    """

    value: Floats
    se: Floats
    wald_low: Floats
    wald_high: Floats
    ci_low: Floats
    ci_high: Floats
    df: Floats


def free_interval(value: Floats, variance: Floats, normal: NormalForm, n: Floats, confidence: float) -> FreeInterval:
    r"""
    Set an interval about a coefficient ρ from how its respondents' weights vary.

    .. math:: 1 - (1 - \hat\rho)\, e^{\pm t_\nu s}, \qquad s^2 = \frac{v}{(n-1)(1 - \hat\rho)^2}, \qquad
        \nu = \frac{2n}{\kappa - 1}

    Errors add up on the scale of log(1 − ρ), where for normal items the estimate and its standard error go separate
    ways. The estimate v of the weights' variance is itself unsure, the more so the heavier their tails: κ is their
    kurtosis, which fourth moments of answers do not give. It is taken as that of normal items in a sample of n,
    κ₀ (n² − 1)/((n + 3)(n + 5)) with κ₀ = 3 + 12 tr (GS)⁴ / (tr (GS)²)², the second factor exact by the beta
    distribution of a respondent's distance from the mean. Where weights vary 1 + c times as much as normal items would
    make them, 1 + c = v / 2 tr (GS)², it is raised by (1 + 2c)(1 + 3c)/(1 + c), as when respondents' spreads are a
    gamma mixture; up to n, beyond which no n numbers' kurtosis goes.

    Parameters
    ----------
    value
        The coefficient.
    variance
        Variance v of the respondents' weights, divisor n.
    normal
        What the weights would be like if the items were normal.
    n
        Respondents.
    confidence
        Coverage of the interval.

    Returns
    -------
    FreeInterval
        With `se` as v/(n - 1) gives it. NaN where there are fewer than 5 respondents, the coefficient is 1, or the
        weights do not vary.
    """
    left = 1 - value
    known = (n >= FEWEST) & (variance > LEVEL * normal.size**2) & (left > NEGLIGIBLE)
    se = np.sqrt(ratio(np.where(known, variance, np.nan), n - 1))
    excess = np.maximum(ratio(variance, normal.variance) - 1, 0.0)
    kurtosis = normal.kurtosis * (1 + 2 * excess) * (1 + 3 * excess) / (1 + excess)
    kurtosis = np.minimum(kurtosis * (n**2 - 1) / ((n + 3) * (n + 5)), n)
    df = ratio(2 * n, np.where(known, kurtosis - 1, np.nan))
    reach = np.asarray(stdtrit(df, (1 + confidence) / 2)) * ratio(se, left)
    return with_wald(value, se, (1 - left * np.exp(reach), 1 - left * np.exp(-reach)), df, confidence)


def with_wald(value: Floats, se: Floats, ends: tuple[Floats, Floats], df: Floats, confidence: float) -> FreeInterval:
    """Put the symmetric interval of a standard error beside other ends."""
    reach = ndtri((1 + confidence) / 2) * se
    return FreeInterval(
        value=value,
        se=se,
        wald_low=value - reach,
        wald_high=np.minimum(value + reach, 1.0),
        ci_low=ends[0],
        ci_high=ends[1],
        df=df,
    )


@dataclass(frozen=True)
class NormalForm:
    """Variance and kurtosis of x'Gx for normal x with the covariances S, and a bound on its terms' means in all."""

    variance: Floats
    kurtosis: Floats
    size: Floats


def normal_form(form: Floats, covariance: Floats) -> NormalForm:
    """
    Find the variance 2 tr (GS)² and the kurtosis 3 + 12 tr (GS)⁴ / (tr (GS)²)² of a form about its mean.

    Examples
    --------
    >>> found = normal_form(np.array([[1.0, 0.0], [0.0, 1.0]]), np.eye(2))
    >>> float(found.variance), float(found.kurtosis)
    (4.0, 9.0)
    """
    once = form @ covariance
    twice = once @ once
    second = item_variances(twice).sum(axis=-1)
    fourth = (twice * twice.swapaxes(-2, -1)).sum(axis=(-2, -1))
    # Weights also stand on items that do not vary, where what they are made of cancels but for rounding.
    size = np.abs(form).sum(axis=(-2, -1)) * item_variances(covariance).max(axis=-1)
    return NormalForm(variance=2 * second, kurtosis=3 + 12 * ratio(fourth, second**2), size=size)


def interval_of(value: Floats, form: Floats, forms: QuadraticForms, confidence: float) -> FreeInterval:
    """Set the interval of a coefficient with the derivative `form` by the covariances of `forms`."""
    return free_interval(value, forms.variance(form), normal_form(form, forms.covariance), forms.n, confidence)
